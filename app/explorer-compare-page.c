/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Compare page. The session computes the runs; here they are a table and three figures, and one
 * threshold moves through all of them: matrices and metrics are looked up in each run's sorted scores, so
 * a step of the slider costs a redraw and no computation. */
#include "app/explorer-compare-page.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/explorer-changes.h"
#include "app/explorer-command.h"
#include "app/explorer-page.h"
#include "app/explorer-run-table.h"
#include "app/explorer-words.h"
#include "widgets/explorer-bin.h"
#include "widgets/explorer-flow.h"
#include "widgets/explorer-params-form.h"

struct _ExplorerComparePage
{
  AdwBin parent_instance;

  ExplorerSession *session;
  gboolean         refreshing; /* controls follow the session, not the other way round */
  char            *compared;   /* the settings of the runs that are shown */
  char            *listed;     /* the plans that have rows */
  GBinding        *progress_binding;
  GPtrArray       *plan_rows;

  AdwBin              *chooser_place;
  AdwBin              *confusion_place;
  AdwBin              *curve_place;
  AdwBin              *notes_place;
  AdwBin              *roc_place;
  AdwComboRow         *model;
  AdwPreferencesGroup *plans;
  AdwStatusPage       *empty;
  AdwStatusPage       *invitation;
  ExplorerFigure      *confusion;
  ExplorerFigure      *curve;
  ExplorerFigure      *roc;
  ExplorerParamsForm  *form;
  ExplorerRunTable    *table;
  GtkAdjustment       *threshold_adjustment;
  GtkCheckButton      *own;
  GtkCheckButton      *shares;
  GtkLabel            *message;
  GtkProgressBar      *progress;
  GtkSpinButton       *folds;
  GtkSpinButton       *repeats;
  GtkSpinButton       *seed;
  GtkStack            *stack;
  GtkWidget           *add_plan;
  GtkWidget           *cancel;
  GtkWidget           *many_classes;
  GtkWidget           *progress_box;
  GtkWidget           *results;
  GtkWidget           *run;
  GtkWidget           *threshold;
  GtkWidget           *threshold_box;
};

G_DEFINE_FINAL_TYPE (ExplorerComparePage, explorer_compare_page, ADW_TYPE_BIN)

/* NaN while each run stands at its own threshold. */
static double
threshold_now (ExplorerComparePage *self)
{
  double threshold = explorer_session_get_threshold (self->session);

  return threshold < 0 || !gtk_widget_get_visible (self->threshold_box) ? NAN : threshold;
}

static void
show_threshold (ExplorerComparePage *self)
{
  double threshold = threshold_now (self);

  explorer_run_table_set_threshold (self->table, threshold);
  explorer_figure_set_threshold (self->confusion, threshold);
  explorer_figure_set_threshold (self->curve, threshold);
  explorer_figure_set_threshold (self->roc, threshold);
}

/* The first run beside the chosen one. */
static void
show_figures (ExplorerComparePage *self)
{
  GPtrArray     *runs = explorer_session_get_runs (self->session);
  guint          chosen = explorer_run_table_get_chosen (self->table);
  ImbRun        *pair[2];
  ImbFigureInput in;

  if (runs == NULL || runs->len == 0)
    return;

  imb_figure_input_init (&in);
  pair[0] = g_ptr_array_index (runs, 0);
  pair[1] = g_ptr_array_index (runs, chosen);
  in.problem = explorer_session_get_problem (self->session);
  in.design = explorer_session_get_design (self->session);
  in.runs = pair;
  in.n_runs = chosen == 0 ? 1 : 2;
  in.threshold = threshold_now (self);
  in.shares = gtk_check_button_get_active (self->shares);
  explorer_figure_set_input (self->confusion, &in);
  explorer_figure_set_input (self->curve, &in);
  explorer_figure_set_input (self->roc, &in);
}

/* Clicks. */

/* The rows of one cell of a matrix light up everywhere. */
static void
select_cell (ExplorerComparePage *self,
             const ImbRun        *run,
             guint                truth,
             guint                predicted)
{
  ImbProblem      *problem = imb_run_get_problem (run);
  ImbOutcome      *outcome = imb_run_get_pooled (run);
  double           threshold = threshold_now (self);
  guint            n_classes = imb_outcome_n_classes (outcome);
  guint            positive = imb_outcome_get_positive (outcome);
  gsize            n_rows = imb_problem_n_rows (problem);
  const double    *scores = imb_outcome_get_scores (outcome);
  g_autofree char *counted = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr (GtkBitset) rows = gtk_bitset_new_empty ();

  for (gsize i = 0; i < imb_outcome_n_rows (outcome); i++)
    {
      guint as = imb_outcome_get_predicted (outcome)[i];

      if (imb_outcome_get_truth (outcome)[i] != truth)
        continue;
      if (!isnan (threshold))
        as = scores[i * n_classes + positive] >= threshold ? positive : 1 - positive;
      if (as == predicted)
        gtk_bitset_add (rows, imb_problem_get_rows (problem)[i % n_rows]);
    }
  explorer_selection_set_rows (explorer_session_get_selection (self->session), rows);
  counted = explorer_words_rows (gtk_bitset_get_size (rows));
  sentence = g_strdup_printf (_ ("Selected: %s of class %s, predicted as %s."), counted, imb_problem_get_labels (problem)[truth],
                              imb_problem_get_labels (problem)[predicted]);
  explorer_session_say (self->session, sentence);
}

static void
on_confusion_activated (ExplorerComparePage *self,
                        ImbFigureHit        *hit)
{
  const ImbFigureInput *in = explorer_figure_get_input (self->confusion);

  if (hit->kind == IMB_HIT_CELL && hit->run < in->n_runs)
    select_cell (self, in->runs[hit->run], hit->of_class, hit->predicted);
}

static void
on_curve_activated (ExplorerComparePage *self,
                    ImbFigureHit        *hit)
{
  if (hit->kind != IMB_HIT_CURVE || !isfinite (hit->threshold) || !gtk_widget_get_visible (self->threshold_box))
    return;

  explorer_session_set_threshold (self->session, CLAMP (hit->threshold, 0, 1));
}

/* Following the session. */

/* Everything that a comparison depends on, in words. */
static char *
dup_settings (ExplorerComparePage *self)
{
  const ExplorerDecisions *decisions = explorer_session_get_decisions (self->session);
  g_autofree char         *plans = g_strjoinv ("\n", decisions->plans);

  return g_strdup_printf ("%s\n%u %u %u\n%s\n%s", decisions->model, decisions->n_folds, decisions->n_repeats, decisions->seed,
                          plans, *plans == '\0' && decisions->sampler != NULL ? decisions->sampler : "");
}

/* In the middle of the page, while there is nothing else to see. */
static void
refresh_invitation (ExplorerComparePage *self)
{
  gboolean         invites = explorer_session_get_runs (self->session) == NULL && explorer_session_get_design (self->session) != NULL;
  g_autofree char *text = invites ? explorer_words_comparison (self->session) : NULL;
  g_autofree char *markup = invites ? g_markup_escape_text (text, -1) : NULL; /* the status page reads markup */

  gtk_widget_set_visible (GTK_WIDGET (self->invitation), invites);
  if (invites)
    adw_status_page_set_description (self->invitation, markup);
}

static void
refresh_message (ExplorerComparePage *self)
{
  GPtrArray       *runs = explorer_session_get_runs (self->session);
  const char      *error = explorer_session_get_compare_error (self->session);
  g_autofree char *settings = dup_settings (self);
  const char      *text = error;

  if (error == NULL && runs != NULL && g_strcmp0 (settings, self->compared) != 0)
    text = _ ("The settings have changed since these runs. Compare again to see what they do.");

  gtk_label_set_text (self->message, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), text != NULL);
  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->message), "error");
  refresh_invitation (self);
}

static void
refresh_progress (ExplorerComparePage *self)
{
  ExplorerFigure *figures[] = { self->confusion, self->curve, self->roc };
  g_autoptr (ExplorerTask) task = explorer_runner_dup_task (explorer_session_get_runner (self->session), "compare");

  gtk_widget_set_visible (self->progress_box, task != NULL);
  gtk_widget_set_visible (self->run, task == NULL);
  adw_status_page_set_title (self->invitation, task != NULL ? _ ("Comparing…") : _ ("Nothing compared yet"));
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    explorer_figure_set_stale (figures[i], task != NULL);
  g_clear_object (&self->progress_binding);
  if (task != NULL)
    self->progress_binding = g_object_ref (g_object_bind_property (task, "fraction", self->progress, "fraction", G_BINDING_SYNC_CREATE));
}

static GtkWidget *
collect_notes (GPtrArray *runs)
{
  g_autoptr (ImbNotes) notes = imb_notes_new ();

  for (guint i = 0; i < runs->len; i++)
    {
      ImbRun *run = g_ptr_array_index (runs, i);

      if (imb_run_get_error (run) == NULL)
        imb_run_tell (run, notes);
    }
  return explorer_notes_new (notes);
}

static void
refresh_runs (ExplorerComparePage *self)
{
  GPtrArray  *runs = explorer_session_get_runs (self->session);
  ImbProblem *problem = explorer_session_get_problem (self->session);
  gboolean    two = problem != NULL && imb_problem_n_classes (problem) == 2;

  gtk_widget_set_visible (self->results, runs != NULL);
  gtk_widget_set_visible (self->threshold_box, two);
  gtk_widget_set_visible (GTK_WIDGET (self->own), two);
  gtk_widget_set_visible (self->many_classes, !two);
  explorer_run_table_set_runs (self->table, runs);
  adw_bin_set_child (self->notes_place, runs != NULL ? collect_notes (runs) : NULL);
  if (runs != NULL)
    {
      g_free (self->compared);
      self->compared = dup_settings (self);
    }
  show_figures (self);
  show_threshold (self);
  refresh_message (self);
}

static void
remove_plan (GtkWidget           *button,
             ExplorerComparePage *self)
{
  g_autofree char *text = g_strdup (g_object_get_data (G_OBJECT (button), "plan"));

  explorer_session_remove_plan (self->session, text);
}

/* Plans hold labels, which are no markup. Set one by one: g_object_new() would tell of the title first. */
static GtkWidget *
plain_row (const char *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  return row;
}

static GtkWidget *
plan_row (ExplorerComparePage *self,
          const char          *text)
{
  GtkWidget       *row = plain_row (text);
  GtkWidget       *button = gtk_button_new_from_icon_name ("list-remove-symbolic");
  g_autofree char *name = g_strdup_printf (_ ("Remove %s"), text);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "plan", g_strdup (text), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (remove_plan), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
refresh_plans (ExplorerComparePage *self)
{
  const ExplorerDecisions *decisions = explorer_session_get_decisions (self->session);
  g_autofree char         *kept = g_strjoinv ("\n", decisions->plans);
  g_autofree char         *plans = g_strdup_printf ("%s\n%s", kept, decisions->sampler != NULL ? decisions->sampler : "");

  gtk_widget_set_sensitive (self->add_plan, decisions->sampler != NULL);
  if (g_strcmp0 (plans, self->listed) == 0)
    return;

  g_free (self->listed);
  self->listed = g_steal_pointer (&plans);
  for (guint i = 0; i < self->plan_rows->len; i++)
    adw_preferences_group_remove (self->plans, g_ptr_array_index (self->plan_rows, i));
  g_ptr_array_set_size (self->plan_rows, 0);
  for (guint i = 0; decisions->plans[i] != NULL; i++)
    g_ptr_array_add (self->plan_rows, plan_row (self, decisions->plans[i]));
  if (decisions->plans[0] == NULL)
    {
      g_autoptr (ImbPlan) plan = explorer_session_dup_plan (self->session);
      GtkWidget *row = plain_row (imb_plan_get_text (plan));

      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("The sampler at hand, from the Resample page"));
      g_ptr_array_add (self->plan_rows, row);
    }
  for (guint i = 0; i < self->plan_rows->len; i++)
    adw_preferences_group_add (self->plans, g_ptr_array_index (self->plan_rows, i));
}

static void
refresh_decisions (ExplorerComparePage *self)
{
  const ExplorerDecisions *decisions = explorer_session_get_decisions (self->session);

  if (explorer_session_get_design (self->session) == NULL)
    return;

  self->refreshing = TRUE;
  gtk_spin_button_set_value (self->folds, decisions->n_folds);
  gtk_spin_button_set_value (self->repeats, decisions->n_repeats);
  gtk_spin_button_set_value (self->seed, decisions->seed);
  self->refreshing = FALSE;
  refresh_plans (self);
  refresh_message (self);
}

static void
refresh_threshold (ExplorerComparePage *self)
{
  double threshold = explorer_session_get_threshold (self->session);

  self->refreshing = TRUE;
  gtk_check_button_set_active (self->own, threshold < 0);
  if (threshold >= 0)
    gtk_adjustment_set_value (self->threshold_adjustment, threshold);
  self->refreshing = FALSE;
  show_threshold (self);
}

static void
refresh_model (ExplorerComparePage *self)
{
  ImbConfig *config = explorer_session_get_model (self->session);

  self->refreshing = TRUE;
  for (guint i = 0; config != NULL && imb_models ()[i] != NULL; i++)
    if (&imb_models ()[i]->base == imb_config_get_algorithm (config))
      adw_combo_row_set_selected (self->model, i);
  explorer_params_form_set_config (self->form, config);
  self->refreshing = FALSE;
  refresh_invitation (self);
}

static void
refresh_state (ExplorerComparePage *self)
{
  if (!explorer_page_show_state (self->session, self->stack, self->empty, _ ("Cannot compare"), _ ("Nothing to compare yet")))
    return;

  refresh_model (self);
  refresh_decisions (self);
  refresh_threshold (self);
  refresh_runs (self);
  refresh_progress (self);
}

/* The controls. */

static void
on_model_selected (ExplorerComparePage *self)
{
  guint position = adw_combo_row_get_selected (self->model);

  if (self->refreshing || self->session == NULL || position == GTK_INVALID_LIST_POSITION)
    return;

  explorer_session_set_model (self->session, imb_models ()[position]);
}

static void
on_folds_changed (ExplorerComparePage *self)
{
  if (self->refreshing || self->session == NULL)
    return;

  explorer_session_set_folds (self->session, (guint) gtk_spin_button_get_value_as_int (self->folds),
                              (guint) gtk_spin_button_get_value_as_int (self->repeats));
}

static void
on_seed_changed (ExplorerComparePage *self)
{
  if (self->refreshing || self->session == NULL)
    return;

  explorer_session_set_seed (self->session, (guint32) gtk_spin_button_get_value (self->seed));
}

static void
on_threshold_changed (ExplorerComparePage *self)
{
  if (!self->refreshing && self->session != NULL)
    explorer_session_set_threshold (self->session, gtk_adjustment_get_value (self->threshold_adjustment));
}

static void
on_own_toggled (ExplorerComparePage *self)
{
  if (!self->refreshing && self->session != NULL)
    explorer_session_set_threshold (self->session, gtk_check_button_get_active (self->own) ? -1 : gtk_adjustment_get_value (self->threshold_adjustment));
}

static void
on_shares_toggled (ExplorerComparePage *self)
{
  if (self->session != NULL)
    show_figures (self);
}

static void
on_run_clicked (ExplorerComparePage *self)
{
  if (!explorer_params_form_is_valid (self->form))
    {
      explorer_session_fail (self->session, _ ("A parameter of the model is not legal: its row says why."));
      return;
    }

  explorer_session_compare (self->session);
}

static void
on_cancel_clicked (ExplorerComparePage *self)
{
  g_autoptr (ExplorerTask) task = explorer_runner_dup_task (explorer_session_get_runner (self->session), "compare");

  if (task != NULL)
    explorer_task_cancel (task);
}

static void
on_add_plan_clicked (ExplorerComparePage *self)
{
  g_autoptr (ImbPlan) plan = explorer_session_dup_plan (self->session);

  if (!imb_plan_is_none (plan))
    explorer_session_add_plan (self->session, imb_plan_get_text (plan));
}

static void
copy_command_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  ExplorerComparePage *self = EXPLORER_COMPARE_PAGE (widget);
  g_autofree char     *line = explorer_command_compare (self->session);

  explorer_page_copy (widget, self->session, line, _ ("Command line copied."));
}

/* The widget. */

GtkWidget *
explorer_compare_page_get_part (ExplorerComparePage *self,
                                const char          *name)
{
  const ExplorerPart parts[] = {
    { "form", self->form },
    { "table", self->table },
    { "confusion", self->confusion },
    { "curve", self->curve },
    { "roc", self->roc },
    { "threshold", self->threshold },
    { "threshold-box", self->threshold_box },
    { "run", self->run },
    { "cancel", self->cancel },
    { "message", self->message },
    { "invitation", self->invitation },
    { "plans", self->plans },
    { "model", self->model },
    { "own", self->own },
    { "shares", self->shares },
  };

  return explorer_page_find_part (parts, G_N_ELEMENTS (parts), name);
}

static void
list_models (ExplorerComparePage *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  for (guint i = 0; imb_models ()[i] != NULL; i++)
    gtk_string_list_append (titles, _ (imb_models ()[i]->base.title));
  self->refreshing = TRUE;
  adw_combo_row_set_model (self->model, G_LIST_MODEL (titles));
  self->refreshing = FALSE;
}

static void
watch_session (ExplorerComparePage *self)
{
  const ExplorerWatch watched[] = {
    { "notify::design", G_CALLBACK (refresh_state) },
    { "notify::error", G_CALLBACK (refresh_state) },
    { "notify::model", G_CALLBACK (refresh_model) },
    { "notify::decisions", G_CALLBACK (refresh_decisions) },
    { "notify::threshold", G_CALLBACK (refresh_threshold) },
    { "notify::runs", G_CALLBACK (refresh_runs) },
    { "notify::compare-error", G_CALLBACK (refresh_message) },
  };

  explorer_page_watch (self, self->session, watched, G_N_ELEMENTS (watched));
  g_signal_connect_object (explorer_runner_get_tasks (explorer_session_get_runner (self->session)), "items-changed",
                           G_CALLBACK (refresh_progress), self, G_CONNECT_SWAPPED);
}

static void
explorer_compare_page_dispose (GObject *object)
{
  ExplorerComparePage *self = EXPLORER_COMPARE_PAGE (object);

  g_clear_object (&self->progress_binding);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (explorer_compare_page_parent_class)->dispose (object);
}

static void
explorer_compare_page_finalize (GObject *object)
{
  ExplorerComparePage *self = EXPLORER_COMPARE_PAGE (object);

  g_free (self->compared);
  g_free (self->listed);
  g_ptr_array_unref (self->plan_rows);
  G_OBJECT_CLASS (explorer_compare_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, add_plan);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, cancel);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, chooser_place);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, confusion_place);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, curve_place);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, empty);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, folds);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, form);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, invitation);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, many_classes);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, message);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, model);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, notes_place);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, own);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, plans);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, progress);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, progress_box);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, repeats);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, results);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, roc_place);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, run);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, seed);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, shares);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, stack);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, table);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, threshold);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, threshold_adjustment);
  gtk_widget_class_bind_template_child (widget_class, ExplorerComparePage, threshold_box);
}

static void
explorer_compare_page_class_init (ExplorerComparePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = explorer_compare_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = explorer_compare_page_finalize;
  g_type_ensure (EXPLORER_TYPE_FLOW);
  g_type_ensure (EXPLORER_TYPE_PARAMS_FORM);
  g_type_ensure (EXPLORER_TYPE_RUN_TABLE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/imbal/Explorer/ui/compare-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_add_plan_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_folds_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_model_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_own_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_run_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_seed_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_shares_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_threshold_changed);
  gtk_widget_class_install_action (widget_class, "compare.copy-command", NULL, copy_command_action);
}

static void
explorer_compare_page_init (ExplorerComparePage *self)
{
  self->plan_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  explorer_bin_follow_width (GTK_WIDGET (self->notes_place));
}

GtkWidget *
explorer_compare_page_new (ExplorerSession *session)
{
  ExplorerComparePage *self = g_object_new (EXPLORER_TYPE_COMPARE_PAGE, NULL);

  self->session = g_object_ref (session);
  self->confusion = explorer_page_add_figure (self, session, self->confusion_place, "confusion", 300, G_CALLBACK (on_confusion_activated));
  self->curve = explorer_page_add_figure (self, session, self->curve_place, "precision-recall", 360, G_CALLBACK (on_curve_activated));
  self->roc = explorer_page_add_figure (self, session, self->roc_place, "roc", 360, G_CALLBACK (on_curve_activated));
  g_signal_connect_object (self->table, "chosen", G_CALLBACK (show_figures), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->chooser_place, explorer_run_table_chooser_new (self->table));
  list_models (self);
  watch_session (self);
  refresh_state (self);
  return GTK_WIDGET (self);
}
