/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two choices: a column, and how it is read. */
#include "app/explorer-read-columns.h"

#include <glib/gi18n-lib.h>

enum
{
  KIND_GUESS,
  KIND_TEXT,
  KIND_NUMBER,
};

struct _ExplorerReadColumns
{
  AdwBin       parent_instance;
  AdwComboRow *column_row;
  AdwComboRow *kind_row;
  char       **texts;
  char       **numbers;
  gboolean     updating;
};

static guint signal_changed;

G_DEFINE_FINAL_TYPE (ExplorerReadColumns, explorer_read_columns, ADW_TYPE_BIN)

const char *const *
explorer_read_columns_get_texts (ExplorerReadColumns *self)
{
  g_return_val_if_fail (EXPLORER_IS_READ_COLUMNS (self), NULL);

  return (const char *const *) self->texts;
}

const char *const *
explorer_read_columns_get_numbers (ExplorerReadColumns *self)
{
  g_return_val_if_fail (EXPLORER_IS_READ_COLUMNS (self), NULL);

  return (const char *const *) self->numbers;
}

char **
explorer_read_columns_dup_list (const char *const *list,
                                const char        *name,
                                gboolean           with)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (gsize i = 0; list != NULL && list[i] != NULL; i++)
    if (!g_str_equal (list[i], name))
      g_ptr_array_add (names, g_strdup (list[i]));
  if (with)
    g_ptr_array_add (names, g_strdup (name));
  if (names->len == 0)
    return NULL;

  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

static void
put (char     ***list,
     const char *name,
     gboolean    with)
{
  char **next = explorer_read_columns_dup_list ((const char *const *) *list, name, with);

  g_strfreev (*list);
  *list = next;
}

static const char *
chosen_column (ExplorerReadColumns *self)
{
  GtkStringObject *object = adw_combo_row_get_selected_item (self->column_row);

  return object != NULL ? gtk_string_object_get_string (object) : NULL;
}

static gboolean
holds (char      **list,
       const char *name)
{
  return list != NULL && g_strv_contains ((const char *const *) list, name);
}

static void
show_kind (ExplorerReadColumns *self)
{
  const char *name = chosen_column (self);
  guint       kind = KIND_GUESS;

  if (name != NULL && holds (self->texts, name))
    kind = KIND_TEXT;
  else if (name != NULL && holds (self->numbers, name))
    kind = KIND_NUMBER;

  self->updating = TRUE;
  adw_combo_row_set_selected (self->kind_row, kind);
  gtk_widget_set_sensitive (GTK_WIDGET (self->kind_row), name != NULL);
  self->updating = FALSE;
}

static void
column_chosen (ExplorerReadColumns *self)
{
  if (!self->updating)
    show_kind (self);
}

static void
kind_chosen (ExplorerReadColumns *self)
{
  const char *name = chosen_column (self);
  guint       kind = adw_combo_row_get_selected (self->kind_row);

  if (self->updating || name == NULL)
    return;

  put (&self->texts, name, kind == KIND_TEXT);
  put (&self->numbers, name, kind == KIND_NUMBER);
  g_signal_emit (self, signal_changed, 0);
}

void
explorer_read_columns_set (ExplorerReadColumns *self,
                           const char *const   *texts,
                           const char *const   *numbers)
{
  g_return_if_fail (EXPLORER_IS_READ_COLUMNS (self));

  g_strfreev (self->texts);
  g_strfreev (self->numbers);
  self->texts = g_strdupv ((char **) texts);
  self->numbers = g_strdupv ((char **) numbers);
  show_kind (self);
}

static gboolean
same_names (GListModel *names,
            ImbTable   *table)
{
  if (names == NULL || g_list_model_get_n_items (names) != imb_table_n_columns (table))
    return FALSE;
  for (guint j = 0; j < imb_table_n_columns (table); j++)
    if (!g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (names), j), imb_table_column_at (table, j)->name))
      return FALSE;
  return TRUE;
}

static void
forget_others (char   ***list,
               ImbTable *table)
{
  g_auto (GStrv) names = g_strdupv (*list);

  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    if (imb_table_find_column (table, names[i]) < 0)
      put (list, names[i], FALSE);
}

void
explorer_read_columns_show (ExplorerReadColumns *self,
                            ImbTable            *table)
{
  g_return_if_fail (EXPLORER_IS_READ_COLUMNS (self));

  g_autoptr (GtkStringList) names = NULL;

  forget_others (&self->texts, table);
  forget_others (&self->numbers, table);
  if (same_names (adw_combo_row_get_model (self->column_row), table))
    return;

  names = gtk_string_list_new (NULL);
  for (gsize j = 0; j < imb_table_n_columns (table); j++)
    gtk_string_list_append (names, imb_table_column_at (table, j)->name);
  self->updating = TRUE;
  adw_combo_row_set_model (self->column_row, G_LIST_MODEL (names));
  self->updating = FALSE;
  show_kind (self);
}

static void
explorer_read_columns_finalize (GObject *object)
{
  ExplorerReadColumns *self = EXPLORER_READ_COLUMNS (object);

  g_strfreev (self->texts);
  g_strfreev (self->numbers);

  G_OBJECT_CLASS (explorer_read_columns_parent_class)->finalize (object);
}

static void
explorer_read_columns_class_init (ExplorerReadColumnsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = explorer_read_columns_finalize;

  signal_changed = g_signal_new ("changed", EXPLORER_TYPE_READ_COLUMNS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static AdwComboRow *
create_row (GtkWidget  *list,
            const char *title)
{
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (row), TRUE);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return ADW_COMBO_ROW (row);
}

static void
explorer_read_columns_init (ExplorerReadColumns *self)
{
  const char *const kinds[] = { _ ("Guess"), _ ("Text"), _ ("Numbers"), NULL };
  GtkWidget        *list = gtk_list_box_new ();
  g_autoptr (GtkStringList) words = gtk_string_list_new (kinds);

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  self->column_row = create_row (list, _ ("Column"));
  self->kind_row = create_row (list, _ ("Read as"));
  adw_combo_row_set_model (self->kind_row, G_LIST_MODEL (words));
  g_signal_connect_swapped (self->column_row, "notify::selected", G_CALLBACK (column_chosen), self);
  g_signal_connect_swapped (self->kind_row, "notify::selected", G_CALLBACK (kind_chosen), self);
  adw_bin_set_child (ADW_BIN (self), list);
  show_kind (self);
}

GtkWidget *
explorer_read_columns_new (void)
{
  return g_object_new (EXPLORER_TYPE_READ_COLUMNS, NULL);
}
