/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A GtkColumnView over a model whose items are mere positions: a cell reads its text from the table when
 * it is bound, so a million rows cost nothing. Of GTK 4.8: GtkInscription in fixed-width columns is
 * the only cell that scrolls smoothly; about 205 rows exist at any time, so every column costs 205 cells
 * (12 ms) and columns are added a few per idle moment. */
#include "widgets/explorer-table-view.h"

#include <glib/gi18n-lib.h>

#include "widgets/explorer-cell-text.h"
#include "widgets/explorer-column-strip.h"
#include "widgets/explorer-heads.h"
#include "widgets/explorer-order-rows.h"
#include "widgets/explorer-rows.h"
#include "widgets/explorer-turn-bar.h"

#define STEP_US   8000
#define MAX_BYTES 400
#define PAD_PX    26

/* -- The view ----------------------------------------------------------------------------------- */

struct _ExplorerTableView
{
  AdwBin               parent_instance;
  ImbTable            *table;
  GtkWidget           *bar; /* of wide tables */
  GtkColumnView       *view;
  GtkSelectionModel   *selection;
  gsize                first_column;
  gsize                n_shown;
  ImbTable            *next;        /* what is to be shown in place of the table … */
  gboolean             other_table; /* … which may be no table */
  guint                changer;     /* idle source that changes columns or table; n_shown is 0 meanwhile */
  guint                filler;      /* idle source that adds columns */
  GtkWidget           *strip;
  ImbOrder            *order;     /* NULL: that of the file */
  GHashTable          *cells;     /* GtkListItem → its factory, of all that exist */
  GPtrArray           *stale;     /* of the cells: those that may still show the order before */
  guint                refresher; /* idle source that renews them */
  gboolean             selecting;
  ExplorerColumnDetail detail;
  ExplorerColumnMenu   menu;
  gpointer             header_data;
};

static guint signal_columns_changed;
static guint signal_selection_changed;

G_DEFINE_FINAL_TYPE (ExplorerTableView, explorer_table_view, ADW_TYPE_BIN)

static gsize
column_of (gpointer factory)
{
  return GPOINTER_TO_SIZE (g_object_get_data (factory, "column"));
}

/* The table's row that stands at a place of the view, and the other way round. */
static gsize
row_at (ExplorerTableView *self,
        guint              place)
{
  return self->order != NULL ? self->order->rows[place] : place;
}

static void
forget_cell (GtkSignalListItemFactory *factory,
             GtkListItem              *item,
             ExplorerTableView        *self)
{
  g_hash_table_remove (self->cells, item);
}

static void
setup_cell (GtkSignalListItemFactory *factory,
            GtkListItem              *item,
            ExplorerTableView        *self)
{
  GtkWidget       *cell = gtk_inscription_new (NULL);
  const ImbColumn *column = imb_table_column_at (self->table, column_of (factory));

  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), column->kind == IMB_COLUMN_NUMBER ? 1 : 0);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_list_item_set_child (item, cell);
  g_hash_table_insert (self->cells, item, factory);
}

static void
bind_cell (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           ExplorerTableView        *self)
{
  GtkWidget       *cell = gtk_list_item_get_child (item);
  char             buffer[EXPLORER_CELL_SIZE];
  const char      *text = explorer_cell_text (self->table, row_at (self, gtk_list_item_get_position (item)), column_of (factory), buffer);
  gboolean         missing = *text == '\0';
  g_autofree char *start = NULL;

  if (strlen (text) > MAX_BYTES) /* to lay out a megabyte takes a tenth of a second */
    text = start = g_utf8_substring (text, 0, MAX_BYTES / 4);
  gtk_inscription_set_text (GTK_INSCRIPTION (cell), missing ? "–" : text);
  if (missing != gtk_widget_has_css_class (cell, "missing"))
    {
      if (missing)
        gtk_widget_add_css_class (cell, "missing");
      else
        gtk_widget_remove_css_class (cell, "missing");
    }
}

static void
setup_number (GtkSignalListItemFactory *factory,
              GtkListItem              *item,
              ExplorerTableView        *self)
{
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), 1);
  gtk_widget_add_css_class (cell, "dim-label");
  gtk_list_item_set_child (item, cell);
  g_hash_table_insert (self->cells, item, factory);
}

static void
bind_number (GtkSignalListItemFactory *factory,
             GtkListItem              *item,
             ExplorerTableView        *self)
{
  char buffer[EXPLORER_CELL_SIZE];

  g_snprintf (buffer, sizeof buffer, "%zu", row_at (self, gtk_list_item_get_position (item)) + 1);
  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (item)), buffer);
}

/* Of digits and letters in the middle of things, at the person's text size. */
static int
char_width (ExplorerTableView *self)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (gtk_widget_get_pango_context (GTK_WIDGET (self)), NULL, NULL);
  int               digit = pango_font_metrics_get_approximate_digit_width (metrics);
  int               letter = pango_font_metrics_get_approximate_char_width (metrics);

  pango_font_metrics_unref (metrics);
  return MAX (1, PANGO_PIXELS_CEIL (MAX (digit, letter)));
}

static char *
dup_title (ExplorerTableView *self,
           gsize              j)
{
  const ImbColumn *column = imb_table_column_at (self->table, j);
  g_autofree char *detail = self->detail != NULL ? self->detail (j, self->header_data) : NULL;
  const char      *arrow = "";

  if (self->order != NULL && self->order->column == j)
    arrow = self->order->descending ? " ▼" : " ▲";

  return detail != NULL ? g_strdup_printf ("%s%s\n%s", column->name, arrow, detail) : g_strdup_printf ("%s%s", column->name, arrow);
}

static void
append_column (ExplorerTableView *self,
               const char        *title,
               int                width,
               gsize              j,
               GCallback          setup,
               GCallback          bind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (title, factory);

  g_object_set_data (G_OBJECT (factory), "column", GSIZE_TO_POINTER (j));
  g_signal_connect (factory, "setup", setup, self);
  g_signal_connect (factory, "bind", bind, self);
  if (bind == G_CALLBACK (bind_number))
    g_object_set_data (G_OBJECT (factory), "number", factory);
  g_signal_connect (factory, "teardown", G_CALLBACK (forget_cell), self);
  gtk_column_view_column_set_fixed_width (column, width);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_append_column (self->view, column);
}

static void
append_table_column (ExplorerTableView *self,
                     gsize              j)
{
  g_autofree char *title = dup_title (self, j);
  GListModel      *columns = gtk_column_view_get_columns (self->view);

  append_column (self, title, explorer_cell_measure (self->table, j, title) * char_width (self) + PAD_PX, j, G_CALLBACK (setup_cell), G_CALLBACK (bind_cell));

  g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, g_list_model_get_n_items (columns) - 1);

  if (self->menu != NULL)
    {
      g_autoptr (GMenuModel) menu = self->menu (j, self->header_data);

      gtk_column_view_column_set_header_menu (column, menu);
    }
}

/* A cell without a child is more than GTK 4.18 can measure. */
static void
setup_rest (GtkSignalListItemFactory *factory,
            GtkListItem              *item)
{
  gtk_list_item_set_child (item, gtk_inscription_new (NULL));
}

/* Takes the width that the columns leave: without a column that expands, 4.8 draws a false overshoot at the right,
 * and a column of numbers that does would show them far from the others. */
static void
append_rest (ExplorerTableView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (NULL, factory);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_rest), NULL);
  gtk_column_view_column_set_fixed_width (column, PAD_PX);
  gtk_column_view_column_set_expand (column, TRUE);
  gtk_column_view_append_column (self->view, column);
}

static gboolean
add_columns (gpointer data)
{
  ExplorerTableView *self = data;
  gint64             end_us = g_get_monotonic_time () + STEP_US;
  gsize              n = MIN (imb_table_n_columns (self->table) - self->first_column, EXPLORER_TABLE_VIEW_MAX_COLUMNS);

  do
    {
      if (self->n_shown >= n)
        {
          self->filler = 0;
          append_rest (self);
          return G_SOURCE_REMOVE;
        }
      append_table_column (self, self->first_column + self->n_shown++);
    }
  while (g_get_monotonic_time () < end_us);

  return G_SOURCE_CONTINUE;
}

static void
remove_last_column (ExplorerTableView *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, g_list_model_get_n_items (columns) - 1);

  gtk_column_view_remove_column (self->view, column);
}

static void
fill (ExplorerTableView *self)
{
  g_autofree char *widest = NULL;

  explorer_turn_bar_set_stretch (EXPLORER_TURN_BAR (self->bar), self->first_column, EXPLORER_TABLE_VIEW_MAX_COLUMNS, self->table != NULL ? imb_table_n_columns (self->table) : 0);
  if (self->table == NULL)
    return;

  widest = g_strdup_printf ("%zu", imb_table_n_rows (self->table));
  append_column (self, "#", (int) strlen (widest) * char_width (self) + PAD_PX, 0, G_CALLBACK (setup_number), G_CALLBACK (bind_number));
  g_signal_emit (self, signal_columns_changed, 0);
  self->filler = g_idle_add (add_columns, self);
}

static void
selection_changed (ExplorerTableView *self)
{
  if (!self->selecting)
    g_signal_emit (self, signal_selection_changed, 0);
}

void
explorer_table_view_set_header (ExplorerTableView   *self,
                                ExplorerColumnDetail detail,
                                ExplorerColumnMenu   menu,
                                gpointer             data)
{
  g_return_if_fail (EXPLORER_IS_TABLE_VIEW (self));

  self->detail = detail;
  self->menu = menu;
  self->header_data = data;
  explorer_table_view_update_header (self);
}

void
explorer_table_view_update_header (ExplorerTableView *self)
{
  g_return_if_fail (EXPLORER_IS_TABLE_VIEW (self));

  GListModel *columns = gtk_column_view_get_columns (self->view);

  for (guint i = 0; i < self->n_shown; i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i + 1);
      g_autofree char *title = dup_title (self, self->first_column + i);

      gtk_column_view_column_set_title (column, title);
    }
}

/* Takes columns away until the time of a step is over; gives whether there are more. */
static gboolean
remove_some_columns (ExplorerTableView *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  gint64      end_us = g_get_monotonic_time () + STEP_US;

  while (g_list_model_get_n_items (columns) > 0 && g_get_monotonic_time () < end_us)
    remove_last_column (self);
  return g_list_model_get_n_items (columns) > 0;
}

static void
take_next_table (ExplorerTableView *self)
{
  guint n_rows = self->next != NULL ? (guint) MIN (imb_table_n_rows (self->next), G_MAXUINT - 1) : 0;

  gtk_column_view_set_model (self->view, NULL);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->table, imb_table_unref);
  g_clear_pointer (&self->order, imb_order_unref);
  self->table = g_steal_pointer (&self->next);
  self->other_table = FALSE;
  self->selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (G_LIST_MODEL (explorer_rows_new (n_rows))));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed), self, G_CONNECT_SWAPPED);
}

/* The cells of sixty columns take a quarter of a second to go: they are hidden, and go column by column, before the table
 * goes that they are of. */
static gboolean
take_step (gpointer data)
{
  ExplorerTableView *self = data;

  if (remove_some_columns (self))
    return G_SOURCE_CONTINUE;
  if (self->other_table)
    {
      take_next_table (self);
      return G_SOURCE_CONTINUE;
    }

  self->changer = 0;
  fill (self);
  gtk_column_view_set_model (self->view, self->selection);
  gtk_widget_set_visible (GTK_WIDGET (self->view), TRUE);
  return G_SOURCE_REMOVE;
}

static void
begin_change (ExplorerTableView *self)
{
  g_clear_handle_id (&self->filler, g_source_remove);
  self->n_shown = 0;
  explorer_column_strip_set_bins (EXPLORER_COLUMN_STRIP (self->strip), NULL, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->view), FALSE);
  if (self->changer == 0)
    self->changer = g_idle_add (take_step, self);
}

/* For those who cannot wait for the table that is to be shown. */
static void
finish_change (ExplorerTableView *self)
{
  if (!self->other_table)
    return;

  g_clear_handle_id (&self->changer, g_source_remove);
  while (take_step (self) == G_SOURCE_CONTINUE)
    ;
}

void
explorer_table_view_set_table (ExplorerTableView *self,
                               ImbTable          *table)
{
  g_return_if_fail (EXPLORER_IS_TABLE_VIEW (self));

  if (table == (self->other_table ? self->next : self->table))
    return;

  g_clear_pointer (&self->next, imb_table_unref);
  self->next = table != NULL ? imb_table_ref (table) : NULL;
  self->other_table = TRUE;
  self->first_column = 0;
  begin_change (self);
}

void
explorer_table_view_set_first_column (ExplorerTableView *self,
                                      gsize              column)
{
  g_return_if_fail (EXPLORER_IS_TABLE_VIEW (self));

  finish_change (self);
  if (self->table == NULL || column >= imb_table_n_columns (self->table) || column == self->first_column)
    return;

  self->first_column = column;
  begin_change (self);
}

gsize
explorer_table_view_get_first_column (ExplorerTableView *self)
{
  g_return_val_if_fail (EXPLORER_IS_TABLE_VIEW (self), 0);

  return self->first_column;
}

gsize
explorer_table_view_n_shown (ExplorerTableView *self)
{
  g_return_val_if_fail (EXPLORER_IS_TABLE_VIEW (self), 0);

  return self->n_shown;
}

void
explorer_table_view_show_row (ExplorerTableView *self,
                              gsize              row)
{
  g_return_if_fail (EXPLORER_IS_TABLE_VIEW (self));

  finish_change (self);

  if (self->table == NULL || row >= imb_table_n_rows (self->table))
    return;

  if (self->order != NULL)
    row = self->order->places[row];
  gtk_selection_model_select_item (self->selection, (guint) row, TRUE);

  /* gtk_column_view_scroll_to() is of 4.12; its inner list has had the action all along. */
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_activate_action (child, "list.scroll-to-item", "u", (guint) row))
      break;
}

void
explorer_table_view_set_selected (ExplorerTableView *self,
                                  const GtkBitset   *rows)
{
  g_return_if_fail (EXPLORER_IS_TABLE_VIEW (self));

  g_return_if_fail (rows != NULL);

  if (self->other_table && gtk_bitset_is_empty (rows)) /* in the table to come none is */
    return;
  finish_change (self);
  if (self->selection == NULL)
    return;

  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  g_autoptr (GtkBitset) mask = gtk_bitset_new_range (0, n);
  g_autoptr (GtkBitset) selected = self->order != NULL ? explorer_order_dup_places (self->order, rows) : gtk_bitset_copy (rows);

  gtk_bitset_intersect (selected, mask);
  self->selecting = TRUE;
  gtk_selection_model_set_selection (self->selection, selected, mask);
  self->selecting = FALSE;
}

GtkBitset *
explorer_table_view_dup_selected (ExplorerTableView *self)
{
  g_return_val_if_fail (EXPLORER_IS_TABLE_VIEW (self), NULL);

  if (self->selection == NULL || self->other_table)
    return gtk_bitset_new_empty ();

  GtkBitset *places = gtk_selection_model_get_selection (self->selection);
  GtkBitset *rows = self->order != NULL ? explorer_order_dup_rows (self->order, places) : gtk_bitset_ref (places);

  gtk_bitset_unref (places);
  return rows;
}

/* -- Order -------------------------------------------------------------------------------------- */

static void
renew_cell (ExplorerTableView *self,
            GtkListItem       *item)
{
  gpointer factory = g_hash_table_lookup (self->cells, item);

  if (factory == NULL || gtk_list_item_get_position (item) == GTK_INVALID_LIST_POSITION)
    return;
  if (g_object_get_data (factory, "number") != NULL)
    bind_number (factory, item, self);
  else
    bind_cell (factory, item, self);
}

/* The cells themselves stay: to make them anew takes a second where there are many columns. */
static gboolean
renew_cells (gpointer data)
{
  ExplorerTableView *self = data;
  gint64             end_us = g_get_monotonic_time () + STEP_US;

  while (self->stale->len > 0 && g_get_monotonic_time () < end_us)
    renew_cell (self, g_ptr_array_steal_index_fast (self->stale, self->stale->len - 1));
  if (self->stale->len > 0)
    return G_SOURCE_CONTINUE;

  self->refresher = 0;
  return G_SOURCE_REMOVE;
}

void
explorer_table_view_set_order (ExplorerTableView *self,
                               ImbOrder          *order)
{
  g_return_if_fail (EXPLORER_IS_TABLE_VIEW (self));
  finish_change (self);
  g_return_if_fail (order == NULL || (self->table != NULL && order->n_rows == imb_table_n_rows (self->table)));

  g_autoptr (GtkBitset) selected = explorer_table_view_dup_selected (self);
  GHashTableIter iter;
  gpointer       item;

  if (order == self->order)
    return;

  g_clear_pointer (&self->order, imb_order_unref);
  self->order = order != NULL ? imb_order_ref (order) : NULL;
  explorer_table_view_update_header (self);
  explorer_table_view_set_selected (self, selected);
  g_ptr_array_set_size (self->stale, 0);
  g_hash_table_iter_init (&iter, self->cells);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    g_ptr_array_add (self->stale, item);
  if (self->refresher == 0)
    self->refresher = g_idle_add_full (G_PRIORITY_HIGH_IDLE, renew_cells, self, NULL);
}

ImbOrder *
explorer_table_view_get_order (ExplorerTableView *self)
{
  g_return_val_if_fail (EXPLORER_IS_TABLE_VIEW (self), NULL);

  return self->other_table ? NULL : self->order;
}

void
explorer_table_view_set_bins (ExplorerTableView *self,
                              const ImbBins     *bins,
                              gsize              n)
{
  g_return_if_fail (EXPLORER_IS_TABLE_VIEW (self));

  explorer_column_strip_set_bins (EXPLORER_COLUMN_STRIP (self->strip), bins, n);
}

/* -- The object --------------------------------------------------------------------------------- */

static void
explorer_table_view_dispose (GObject *object)
{
  ExplorerTableView *self = EXPLORER_TABLE_VIEW (object);

  g_clear_handle_id (&self->changer, g_source_remove);
  g_clear_handle_id (&self->filler, g_source_remove);
  g_clear_handle_id (&self->refresher, g_source_remove);
  if (self->view != NULL)
    {
      gtk_column_view_set_model (self->view, NULL);
      while (g_list_model_get_n_items (gtk_column_view_get_columns (self->view)) > 0)
        remove_last_column (self);
      self->view = NULL;
    }
  g_clear_object (&self->selection);
  g_clear_pointer (&self->table, imb_table_unref);
  g_clear_pointer (&self->next, imb_table_unref);
  g_clear_pointer (&self->order, imb_order_unref);

  G_OBJECT_CLASS (explorer_table_view_parent_class)->dispose (object);
}

static void
explorer_table_view_finalize (GObject *object)
{
  ExplorerTableView *self = EXPLORER_TABLE_VIEW (object);

  g_hash_table_unref (self->cells);
  g_ptr_array_unref (self->stale);

  G_OBJECT_CLASS (explorer_table_view_parent_class)->finalize (object);
}

static void
explorer_table_view_class_init (ExplorerTableViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = explorer_table_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = explorer_table_view_finalize;

  signal_columns_changed = g_signal_new ("columns-changed", EXPLORER_TYPE_TABLE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signal_selection_changed = g_signal_new ("selection-changed", EXPLORER_TYPE_TABLE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/* -- Headers ------------------------------------------------------------------------------------ */

static GMenuModel *
create_menu (int      place,
             gpointer data)
{
  ExplorerTableView *self = data;

  if (self->menu == NULL || place < 1 || (gsize) place > self->n_shown)
    return NULL;
  return self->menu (self->first_column + (gsize) place - 1, self->header_data);
}

/* -- The object --------------------------------------------------------------------------------- */

static void
turned (ExplorerTableView *self,
        guint64            first)
{
  explorer_table_view_set_first_column (self, (gsize) first);
}

static void
explorer_table_view_init (ExplorerTableView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->cells = g_hash_table_new (NULL, NULL);
  self->stale = g_ptr_array_new ();
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_column_view_set_reorderable (self->view, FALSE);
  gtk_column_view_set_show_column_separators (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("The table's rows"), -1);
  explorer_heads_watch (self->view, GTK_WIDGET (self), create_menu, self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scroller, TRUE);
  self->bar = explorer_turn_bar_new ();
  g_signal_connect_swapped (self->bar, "turned", G_CALLBACK (turned), self);
  self->strip = explorer_column_strip_new (self->view, gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scroller)));
  gtk_box_append (GTK_BOX (box), self->bar);
  gtk_box_append (GTK_BOX (box), self->strip);
  gtk_box_append (GTK_BOX (box), scroller);
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
explorer_table_view_new (void)
{
  return g_object_new (EXPLORER_TYPE_TABLE_VIEW, NULL);
}
