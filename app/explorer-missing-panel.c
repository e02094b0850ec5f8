/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counted in a thread. Labels and column names come from files: none of them is markup. */
#include "app/explorer-missing-panel.h"

#include <glib/gi18n-lib.h>

#include "app/explorer-page.h"
#include "app/explorer-words.h"
#include "widgets/draw/imb-text.h"

#define MAX_CLASSES 12
#define MAX_COLUMNS 3 /* that are named of a class */

struct _ExplorerMissingPanel
{
  AdwBin           parent_instance;
  ExplorerSession *session;
  GtkWidget       *group;
  GtkWidget       *list;
};

G_DEFINE_FINAL_TYPE (ExplorerMissingPanel, explorer_missing_panel, ADW_TYPE_BIN)

typedef struct
{
  guint32 column;
  gsize   n_rows;
} Cause;

static int
compare_causes (gconstpointer a,
                gconstpointer b)
{
  const Cause *x = a, *y = b;

  if (x->n_rows != y->n_rows)
    return x->n_rows > y->n_rows ? -1 : 1;
  return x->column < y->column ? -1 : 1;
}

/* "“age” 12.0 %, “income” 3.1 % and 4 more columns" */
static char *
dup_causes (const ImbMissingness *missing,
            ImbProblem           *problem,
            guint                 c)
{
  g_autoptr (GArray) causes = g_array_new (FALSE, FALSE, sizeof (Cause));
  gsize          n, n_rows = imb_problem_get_counts (problem)[c];
  const guint32 *columns = imb_missingness_get_columns (missing, &n);
  GString       *text = g_string_new (NULL);

  for (gsize k = 0; k < n; k++)
    {
      const Cause cause = { columns[k], imb_missingness_in_class (missing, columns[k], c) };

      if (cause.n_rows > 0)
        g_array_append_val (causes, cause);
    }
  g_array_sort (causes, compare_causes);
  for (guint k = 0; k < MIN (causes->len, MAX_COLUMNS); k++)
    {
      const Cause     *cause = &g_array_index (causes, Cause, k);
      const ImbColumn *column = imb_table_column_at (imb_problem_get_table (problem), cause->column);
      g_autofree char *share = imb_text_share ((double) cause->n_rows / (double) n_rows);

      g_string_append_printf (text, _ ("%s“%s” in %s"), k > 0 ? ", " : "", column->name, share);
    }
  if (causes->len > MAX_COLUMNS)
    {
      g_autofree char *rest = explorer_words_columns (causes->len - MAX_COLUMNS);

      g_string_append_printf (text, _ (", and %s more"), rest);
    }
  return g_string_free (text, FALSE);
}

static GtkWidget *
append_row (ExplorerMissingPanel *self,
            const char           *title,
            const char           *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
  return row;
}

static void
append_class (ExplorerMissingPanel *self,
              const ImbMissingness *missing,
              ImbProblem           *problem,
              guint                 c)
{
  gsize            n = imb_missingness_incomplete_in_class (missing, c);
  g_autofree char *share = imb_text_share ((double) n / (double) MAX (imb_problem_get_counts (problem)[c], 1));
  g_autofree char *causes = n > 0 ? dup_causes (missing, problem, c) : g_strdup (_ ("nothing"));
  GtkWidget       *row = append_row (self, imb_problem_get_labels (problem)[c], causes);
  GtkWidget       *label = gtk_label_new (share);

  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_tooltip_text (label, _ ("Rows of the class in which something is missing"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
}

static void
show (ExplorerMissingPanel *self,
      const ImbMissingness *missing,
      ImbProblem           *problem)
{
  gsize            n = imb_table_n_rows (imb_problem_get_table (problem)), n_incomplete = n - imb_missingness_n_complete_rows (missing);
  guint            n_classes = imb_missingness_n_classes (missing);
  g_autofree char *rows = explorer_words_rows (n_incomplete);
  g_autofree char *share = imb_text_share ((double) n_incomplete / (double) MAX (n, 1));
  g_autofree char *sentence = NULL;
  g_autofree char *markup = NULL;

  if (n_incomplete == 0)
    {
      append_row (self, _ ("Nothing is missing"), _ ("Every row has a value in every column."));
      return;
    }

  sentence = g_strdup_printf (_ ("Something is missing in %s (%s). Of each class, and in which columns most:"), rows, share);
  markup = g_markup_escape_text (sentence, -1); /* a share may be “<0.01 %” */
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->group), markup);
  for (guint c = 0; c < MIN (n_classes, MAX_CLASSES); c++)
    append_class (self, missing, problem, c);
  if (n_classes == 0)
    append_row (self, _ ("There are too many classes to tell them apart here."), "");
  else if (n_classes > MAX_CLASSES)
    {
      g_autofree char *more = g_strdup_printf (_ ("and %u more classes"), n_classes - MAX_CLASSES);

      append_row (self, more, "");
    }
}

static gpointer
count (gpointer data,
       ImbJob  *job,
       GError **error)
{
  ImbProblem *problem = data;

  return imb_missingness_new (imb_problem_get_table (problem), problem, job, error);
}

static void
clear (ExplorerMissingPanel *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), GTK_WIDGET (row));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->group), NULL);
}

static void
counted (gpointer      owner,
         gpointer      missing,
         const GError *error)
{
  ExplorerMissingPanel *self = owner;
  ImbProblem           *problem = explorer_session_get_problem (self->session);

  clear (self);
  if (error == NULL && problem != NULL)
    show (self, missing, problem);
}

static void
begin_counting (gpointer panel)
{
  ExplorerMissingPanel *self = panel;
  ImbProblem           *problem = explorer_session_get_problem (self->session);

  if (problem != NULL)
    explorer_runner_start (explorer_session_get_runner (self->session), "missing", _ ("Counting what is missing"), count, imb_problem_ref (problem),
                           (GDestroyNotify) imb_problem_unref, (GDestroyNotify) imb_missingness_unref, self, counted);
}

static void
problem_changed (ExplorerMissingPanel *self)
{
  clear (self);
  explorer_runner_drop (explorer_session_get_runner (self->session), "missing");
  explorer_page_later (self, begin_counting);
}

static void
explorer_missing_panel_dispose (GObject *object)
{
  g_clear_object (&EXPLORER_MISSING_PANEL (object)->session);

  G_OBJECT_CLASS (explorer_missing_panel_parent_class)->dispose (object);
}

static void
explorer_missing_panel_class_init (ExplorerMissingPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = explorer_missing_panel_dispose;
}

static void
explorer_missing_panel_init (ExplorerMissingPanel *self)
{
  self->group = adw_preferences_group_new ();
  self->list = gtk_list_box_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), _ ("Missing values"));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), self->list);
  adw_bin_set_child (ADW_BIN (self), self->group);
}

void
explorer_missing_panel_set_session (ExplorerMissingPanel *self,
                                    ExplorerSession      *session)
{
  g_return_if_fail (EXPLORER_IS_MISSING_PANEL (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::problem", G_CALLBACK (problem_changed), self, G_CONNECT_SWAPPED);
  problem_changed (self);
}
