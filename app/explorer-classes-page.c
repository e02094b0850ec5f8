/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the classes are distributed: the ratio in words, the bars, and two features against each other. Labels
 * and names come from files: none of them is markup. */
#include "app/explorer-classes-page.h"

#include <glib/gi18n-lib.h>

#include "app/explorer-missing-panel.h"
#include "app/explorer-page.h"
#include "widgets/draw/imb-text.h"
#include "widgets/explorer-flow.h"
#include "widgets/explorer-name.h"

struct _ExplorerClassesPage
{
  AdwBin                parent_instance;
  ExplorerSession      *session;
  GtkStack             *stack;
  AdwStatusPage        *empty_page;
  GtkLabel             *ratio_label;
  GtkLabel             *sentence_label;
  AdwBin               *balance_bin;
  GtkToggleButton      *log_button;
  AdwBin               *scatter_bin;
  GtkDropDown          *x_drop;
  GtkDropDown          *y_drop;
  ExplorerMissingPanel *missing_panel;
  ExplorerFigure       *balance;
  ExplorerFigure       *scatter;
  gboolean              updating;
};

G_DEFINE_FINAL_TYPE (ExplorerClassesPage, explorer_classes_page, ADW_TYPE_BIN)

/* -- In words ----------------------------------------------------------------------------------- */

static char *
dup_ratio (ImbProblem *problem)
{
  const gsize *counts = imb_problem_get_counts (problem);

  if (imb_problem_n_classes (problem) < 2)
    return g_strdup ("–");

  return imb_text_ratio ((double) counts[imb_problem_get_majority (problem)], (double) counts[imb_problem_get_minority (problem)]);
}

/* What the naive answer would be worth. */
static char *
dup_sentence (ImbProblem *problem)
{
  const gsize       *counts = imb_problem_get_counts (problem);
  const char *const *labels = imb_problem_get_labels (problem);
  guint              majority = imb_problem_get_majority (problem);
  guint              minority = imb_problem_get_minority (problem);
  gsize              n = imb_problem_n_rows (problem);

  if (imb_problem_n_classes (problem) < 2 || n == 0)
    return g_strdup (_ ("All rows are of one class: there is nothing to tell apart."));
  if (counts[majority] == counts[minority])
    return g_strdup (_ ("All classes have the same number of rows: these data are balanced."));

  g_autofree char *share = imb_text_share ((double) counts[majority] / (double) n);
  g_autofree char *missed = imb_text_count ((double) counts[minority]);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "A model that always says “%s” is right in %s of the rows and does not find the %s row of “%s”.",
                                       "A model that always says “%s” is right in %s of the rows and finds none of the %s rows of “%s”.", counts[minority]),
                          labels[majority], share, missed, labels[minority]);
}

static void
show_words (ExplorerClassesPage *self,
            ImbProblem          *problem)
{
  g_autofree char *ratio = dup_ratio (problem);
  g_autofree char *sentence = dup_sentence (problem);

  gtk_label_set_text (self->ratio_label, ratio);
  gtk_label_set_text (self->sentence_label, sentence);
}

/* -- Pictures ----------------------------------------------------------------------------------- */

static void
show_balance (ExplorerClassesPage *self)
{
  ImbFigureInput input;

  imb_figure_input_init (&input);
  input.problem = explorer_session_get_problem (self->session);
  input.design = explorer_session_get_design (self->session);
  input.log_scale = gtk_toggle_button_get_active (self->log_button);
  explorer_figure_set_input (self->balance, input.problem != NULL ? &input : NULL);
}

static guint
highlighted_rows (ExplorerClassesPage *self,
                  ImbProblem          *problem,
                  guint32            **rows)
{
  const GtkBitset *selected = explorer_selection_get_rows (explorer_session_get_selection (self->session));
  const guint32   *table_rows = imb_problem_get_rows (problem);
  gsize            n = imb_problem_n_rows (problem);
  guint            n_found = 0;

  if (gtk_bitset_is_empty (selected))
    return 0;

  *rows = g_new (guint32, MIN (n, gtk_bitset_get_size (selected)));
  for (gsize i = 0; i < n && n_found < gtk_bitset_get_size (selected); i++)
    if (gtk_bitset_contains (selected, table_rows[i]))
      (*rows)[n_found++] = (guint32) i;

  return n_found;
}

static void
show_scatter (ExplorerClassesPage *self)
{
  const ExplorerDecisions *decisions = explorer_session_get_decisions (self->session);
  g_autofree guint32      *rows = NULL;
  ImbFigureInput           input;

  imb_figure_input_init (&input);
  input.problem = explorer_session_get_problem (self->session);
  input.design = explorer_session_get_design (self->session);
  input.feature_x = decisions->feature_x;
  input.feature_y = decisions->feature_y;
  if (input.problem != NULL)
    input.n_highlight = highlighted_rows (self, input.problem, &rows);
  input.highlight = rows;
  explorer_figure_set_input (self->scatter, input.design != NULL ? &input : NULL);

  self->updating = TRUE;
  gtk_drop_down_set_selected (self->x_drop, decisions->feature_x);
  gtk_drop_down_set_selected (self->y_drop, decisions->feature_y);
  self->updating = FALSE;
}

static void
feature_chosen (ExplorerClassesPage *self)
{
  guint x = gtk_drop_down_get_selected (self->x_drop);
  guint y = gtk_drop_down_get_selected (self->y_drop);

  if (!self->updating && x != GTK_INVALID_LIST_POSITION && y != GTK_INVALID_LIST_POSITION)
    explorer_session_set_features (self->session, x, y);
}

static void
list_upright (gpointer page)
{
  ExplorerClassesPage     *self = page;
  const ExplorerDecisions *decisions = explorer_session_get_decisions (self->session);

  self->updating = TRUE;
  explorer_page_list_features (explorer_session_get_design (self->session), self->y_drop);
  gtk_drop_down_set_selected (self->y_drop, decisions->feature_y);
  self->updating = FALSE;
}

static void
list_features (gpointer page)
{
  ExplorerClassesPage     *self = page;
  const ExplorerDecisions *decisions = explorer_session_get_decisions (self->session);

  self->updating = TRUE;
  explorer_page_list_features (explorer_session_get_design (self->session), self->x_drop);
  gtk_drop_down_set_selected (self->x_drop, decisions->feature_x);
  explorer_page_list_features (NULL, self->y_drop);
  self->updating = FALSE;
  explorer_page_later (self, list_upright);
}

static void
row_clicked (ExplorerClassesPage *self,
             ImbFigureHit        *hit)
{
  ImbProblem *problem = explorer_session_get_problem (self->session);

  if (hit->kind == IMB_HIT_ROW && problem != NULL && hit->row < imb_problem_n_rows (problem))
    explorer_selection_set_row (explorer_session_get_selection (self->session), imb_problem_get_rows (problem)[hit->row]);
}

static void
table_clicked (ExplorerClassesPage *self,
               GtkButton           *button)
{
  gtk_widget_activate_action (GTK_WIDGET (self->balance), "figure.table", NULL);
}

static void
scatter_table_clicked (ExplorerClassesPage *self,
                       GtkButton           *button)
{
  gtk_widget_activate_action (GTK_WIDGET (self->scatter), "figure.table", NULL);
}

/* -- The session -------------------------------------------------------------------------------- */

static void
show_problem (ExplorerClassesPage *self)
{
  ImbProblem *problem = explorer_session_get_problem (self->session);
  const char *error = explorer_session_get_error (self->session);

  if (problem == NULL)
    {
      g_autofree char *markup = g_markup_escape_text (error != NULL ? error : "", -1);

      adw_status_page_set_description (self->empty_page, markup);
      gtk_stack_set_visible_child_name (self->stack, "empty");
    }
  else
    {
      show_words (self, problem);
      gtk_stack_set_visible_child_name (self->stack, "classes");
    }

  show_balance (self);
  explorer_page_later (self, list_features);
  show_scatter (self);
}

static void
explorer_classes_page_dispose (GObject *object)
{
  g_clear_object (&EXPLORER_CLASSES_PAGE (object)->session);

  G_OBJECT_CLASS (explorer_classes_page_parent_class)->dispose (object);
}

static void
explorer_classes_page_class_init (ExplorerClassesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = explorer_classes_page_dispose;

  g_type_ensure (EXPLORER_TYPE_FLOW);
  g_type_ensure (EXPLORER_TYPE_MISSING_PANEL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/imbal/Explorer/ui/classes-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ExplorerClassesPage, balance_bin);
  gtk_widget_class_bind_template_child (widget_class, ExplorerClassesPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, ExplorerClassesPage, log_button);
  gtk_widget_class_bind_template_child (widget_class, ExplorerClassesPage, missing_panel);
  gtk_widget_class_bind_template_child (widget_class, ExplorerClassesPage, ratio_label);
  gtk_widget_class_bind_template_child (widget_class, ExplorerClassesPage, scatter_bin);
  gtk_widget_class_bind_template_child (widget_class, ExplorerClassesPage, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, ExplorerClassesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ExplorerClassesPage, x_drop);
  gtk_widget_class_bind_template_child (widget_class, ExplorerClassesPage, y_drop);
  gtk_widget_class_bind_template_callback (widget_class, feature_chosen);
  gtk_widget_class_bind_template_callback (widget_class, scatter_table_clicked);
  gtk_widget_class_bind_template_callback (widget_class, show_balance);
  gtk_widget_class_bind_template_callback (widget_class, table_clicked);
}

static void
explorer_classes_page_init (ExplorerClassesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  explorer_name_widget (GTK_WIDGET (self->x_drop), _ ("Feature on the level axis"));
  explorer_name_widget (GTK_WIDGET (self->y_drop), _ ("Feature on the upright axis"));
}

GtkWidget *
explorer_classes_page_new (ExplorerSession *session)
{
  ExplorerClassesPage *self = g_object_new (EXPLORER_TYPE_CLASSES_PAGE, NULL);
  ExplorerSelection   *selection = explorer_session_get_selection (session);

  self->session = g_object_ref (session);
  explorer_missing_panel_set_session (self->missing_panel, session);
  self->balance = explorer_page_add_figure (self, session, self->balance_bin, "class-balance", 300, G_CALLBACK (row_clicked));
  self->scatter = explorer_page_add_figure (self, session, self->scatter_bin, "scatter", 300, G_CALLBACK (row_clicked));
  g_signal_connect_object (session, "notify::design", G_CALLBACK (show_problem), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::decisions", G_CALLBACK (show_scatter), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (selection, "changed", G_CALLBACK (show_scatter), self, G_CONNECT_SWAPPED);
  show_problem (self);

  return GTK_WIDGET (self);
}
