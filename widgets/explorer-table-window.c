/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table twin of a figure: what a person reads who cannot see the picture, or does not believe
 * it. Rows are objects that only borrow from the figure's table, which the window owns. */
#include "widgets/explorer-table-window.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define EXPLORER_TYPE_CELLS (explorer_cells_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerCells, explorer_cells, EXPLORER, CELLS, GObject)

struct _ExplorerCells
{
  GObject parent_instance;

  char **cells; /* borrowed */
};

G_DEFINE_FINAL_TYPE (ExplorerCells, explorer_cells, G_TYPE_OBJECT)

static void
explorer_cells_class_init (ExplorerCellsClass *klass)
{
}

static void
explorer_cells_init (ExplorerCells *self)
{
}

static gboolean
is_number (const char *text)
{
  char *end;

  g_ascii_strtod (text, &end);
  return end != text && *end == '\0';
}

static void
setup_cell (GtkSignalListItemFactory *factory,
            GtkListItem              *item,
            gpointer                  data)
{
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_list_item_set_child (item, cell);
}

static void
bind_cell (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           gpointer                  column)
{
  ExplorerCells  *row = EXPLORER_CELLS (gtk_list_item_get_item (item));
  GtkInscription *cell = GTK_INSCRIPTION (gtk_list_item_get_child (item));
  const char     *text = row->cells[GPOINTER_TO_UINT (column)];

  gtk_inscription_set_text (cell, text);
  gtk_inscription_set_xalign (cell, is_number (text) ? 1.0f : 0.0f);
}

static void
add_column (GtkColumnView *view,
            const char    *title,
            guint          j)
{
  GtkListItemFactory  *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cell), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell), GUINT_TO_POINTER (j));
  column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_fixed_width (column, (int) CLAMP (14 + 9 * g_utf8_strlen (title, -1), 90, 300));
  gtk_column_view_append_column (view, column);
  g_object_unref (column);
}

static GListModel *
make_model (const ImbFigureTable *table)
{
  GListStore *rows = g_list_store_new (EXPLORER_TYPE_CELLS);

  for (guint i = 0; i < table->rows->len; i++)
    {
      g_autoptr (ExplorerCells) row = g_object_new (EXPLORER_TYPE_CELLS, NULL);

      row->cells = g_ptr_array_index (table->rows, i);
      g_list_store_append (rows, row);
    }
  return G_LIST_MODEL (rows);
}

static void
append_line (GString *text,
             char   **cells,
             guint    n)
{
  for (guint j = 0; j < n; j++)
    {
      g_autofree char *cell = g_strdelimit (g_strdup (cells[j]), "\t\n\r", ' ');

      g_string_append_printf (text, "%s%s", j > 0 ? "\t" : "", cell);
    }
  g_string_append_c (text, '\n');
}

static void
copy_all (GtkWidget *window)
{
  const ImbFigureTable *table = g_object_get_data (G_OBJECT (window), "table");
  GString              *text = g_string_new (NULL);

  append_line (text, table->columns, table->n_columns);
  for (guint i = 0; i < table->rows->len; i++)
    append_line (text, g_ptr_array_index (table->rows, i), table->n_columns);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (window), text->str);
  g_string_free (text, TRUE);
}

static GtkWidget *
make_view (const ImbFigureTable *table,
           const char           *title)
{
  GtkWidget *scroll = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_column_view_new (GTK_SELECTION_MODEL (gtk_single_selection_new (make_model (table))));

  for (guint j = 0; j < table->n_columns; j++)
    add_column (GTK_COLUMN_VIEW (view), table->columns[j], j);
  gtk_column_view_set_show_row_separators (GTK_COLUMN_VIEW (view), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), view);
  gtk_widget_set_vexpand (scroll, TRUE);
  return scroll;
}

static void
add_close_key (GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
}

GtkWindow *
explorer_table_window_new (GtkWindow      *parent,
                           const char     *title,
                           ImbFigureTable *table)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *copy = gtk_button_new_with_label (_ ("Copy"));

  g_object_set_data_full (G_OBJECT (window), "table", table, (GDestroyNotify) imb_figure_table_free);
  gtk_window_set_title (GTK_WINDOW (window), title);
  gtk_window_set_default_size (GTK_WINDOW (window), 560, 420);
  if (parent != NULL)
    {
      gtk_window_set_transient_for (GTK_WINDOW (window), parent);
      gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
    }
  g_signal_connect_swapped (copy, "clicked", G_CALLBACK (copy_all), window);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), copy);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), make_view (table, title));
  adw_window_set_content (ADW_WINDOW (window), box);
  add_close_key (window);
  return GTK_WINDOW (window);
}
