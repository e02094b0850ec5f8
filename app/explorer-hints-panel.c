/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The leaks are looked for in a thread whenever the question is another one. Column names come from files: none of them is markup. */
#include "app/explorer-hints-panel.h"

#include <glib/gi18n-lib.h>

#include "widgets/explorer-name.h"

#define MAX_HINTS 30 /* more help nobody */

struct _ExplorerHintsPanel
{
  AdwBin           parent_instance;
  ExplorerSession *session;
  GtkWidget       *group;
  GtkWidget       *list;
};

G_DEFINE_FINAL_TYPE (ExplorerHintsPanel, explorer_hints_panel, ADW_TYPE_BIN)

static void
ignore_clicked (GtkWidget          *button,
                ExplorerHintsPanel *self)
{
  gsize column = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (button), "column"));

  if (column < explorer_session_get_decisions (self->session)->n_columns)
    explorer_session_set_role (self->session, column, IMB_ROLE_IGNORE);
}

static void
add_hint (ExplorerHintsPanel *self,
          gsize               column,
          const char         *sentence)
{
  const ImbColumn *info = imb_table_column_at (explorer_session_get_table (self->session), column);
  GtkWidget       *row = adw_action_row_new ();
  GtkWidget       *button = gtk_button_new_with_label (_ ("Ignore"));
  g_autofree char *name = g_strdup_printf (_ ("Ignore the column “%s”"), info->name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), sentence);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 8);
  gtk_widget_add_css_class (row, "line");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, name);
  explorer_name_widget (button, name);
  g_object_set_data (G_OBJECT (button), "column", GSIZE_TO_POINTER (column));
  g_signal_connect (button, "clicked", G_CALLBACK (ignore_clicked), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  gtk_widget_set_focusable (row, FALSE); /* or Tab would stop twice */
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
clear (ExplorerHintsPanel *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), GTK_WIDGET (row));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* What the type alone tells of a column that is a feature all the same. */
static char *
dup_type_hint (const ImbColumn *column)
{
  if (column->type == IMB_TYPE_CONSTANT)
    return g_strdup_printf (_ ("“%s” has the same value in every row, so it tells nothing."), column->name);
  if (column->type == IMB_TYPE_IDENTIFIER)
    return g_strdup_printf (_ ("“%s” has a value of its own in nearly every row, like a number of the row: a model can only learn it by heart."),
                            column->name);
  return NULL;
}

static void
add_type_hints (ExplorerHintsPanel *self,
                ImbProblem         *problem)
{
  ImbTable *table = explorer_session_get_table (self->session);
  guint     n = 0;

  for (gsize j = 0; j < imb_table_n_columns (table) && n < MAX_HINTS; j++)
    {
      ImbRole          role = imb_problem_role_at (problem, j);
      g_autofree char *sentence = role == IMB_ROLE_NUMERIC || role == IMB_ROLE_CATEGORICAL ? dup_type_hint (imb_table_column_at (table, j)) : NULL;

      if (sentence == NULL)
        continue;
      add_hint (self, j, sentence);
      n++;
    }
}

static gpointer
find_leaks (gpointer data,
            ImbJob  *job,
            GError **error)
{
  return imb_leaks_find (data, job, error);
}

static void
leaks_found (gpointer      owner,
             gpointer      result,
             const GError *error)
{
  ExplorerHintsPanel *self = owner;
  GArray             *leaks = result;
  ImbTable           *table = explorer_session_get_table (self->session);

  for (guint l = 0; leaks != NULL && l < MIN (leaks->len, MAX_HINTS); l++)
    {
      const ImbLeak   *leak = &g_array_index (leaks, ImbLeak, l);
      g_autofree char *sentence = imb_leak_dup_sentence (leak, table);

      add_hint (self, leak->column, sentence);
    }
}

static void
problem_changed (ExplorerHintsPanel *self)
{
  ExplorerRunner *runner = explorer_session_get_runner (self->session);
  ImbProblem     *problem = explorer_session_get_problem (self->session);

  clear (self);
  explorer_runner_drop (runner, "leaks");
  if (problem == NULL)
    return;

  add_type_hints (self, problem);
  explorer_runner_start (runner, "leaks", _ ("Looking for features that give the class away"), find_leaks, imb_problem_ref (problem),
                         (GDestroyNotify) imb_problem_unref, (GDestroyNotify) g_array_unref, self, leaks_found);
}

static void
explorer_hints_panel_dispose (GObject *object)
{
  g_clear_object (&EXPLORER_HINTS_PANEL (object)->session);

  G_OBJECT_CLASS (explorer_hints_panel_parent_class)->dispose (object);
}

static void
explorer_hints_panel_class_init (ExplorerHintsPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = explorer_hints_panel_dispose;
}

static void
explorer_hints_panel_init (ExplorerHintsPanel *self)
{
  self->group = adw_preferences_group_new ();
  self->list = gtk_list_box_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), _ ("Worth a second look"));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), self->list);
  adw_bin_set_child (ADW_BIN (self), self->group);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
explorer_hints_panel_set_session (ExplorerHintsPanel *self,
                                  ExplorerSession    *session)
{
  g_return_if_fail (EXPLORER_IS_HINTS_PANEL (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::problem", G_CALLBACK (problem_changed), self, G_CONNECT_SWAPPED);
}
