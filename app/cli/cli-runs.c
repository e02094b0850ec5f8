/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame of a comparison from options, and a run's numbers as JSON. */
#include "app/cli/cli-runs.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/cli-text.h"

/* One of them; several are for who asks for the others himself. */
static gboolean
take_model (CliFrame *self,
            char    **models,
            GError  **error)
{
  GError *cause = NULL;

  self->values = imb_models_parse (models != NULL && models[0] != NULL ? models[0] : "logistic-regression", &self->model, IMB_MOST_CANDIDATES, &cause);
  return self->values != NULL || cli_usage_error ("--model", cause, error);
}

/* What says how to split belongs to the split. */
static gboolean
check_split (ImbSplitKind      split,
             const CliOptions *options,
             GError          **error)
{
  if (options->time != NULL && split != IMB_SPLIT_TIME)
    g_set_error_literal (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--time is for --split time; give both or none"));
  else if (options->test_size != NULL && split != IMB_SPLIT_HOLDOUT)
    g_set_error_literal (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--test-size is for --split holdout; give both or none"));
  else if (options->folds != NULL && (split == IMB_SPLIT_HOLDOUT || split == IMB_SPLIT_LEAVE_GROUP))
    g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--folds says nothing to --split %s, which has its own; leave it out"), imb_split_kind_nick (split));
  else
    return TRUE;
  return FALSE;
}

gboolean
cli_frame_parse (CliFrame         *self,
                 const CliOptions *options,
                 GError          **error)
{
  guint64 n_folds, n_repeats;
  GError *cause = NULL;

  imb_evaluation_init (&self->evaluation);
  n_folds = self->evaluation.n_folds;
  n_repeats = self->evaluation.n_repeats;
  self->threshold = (ImbThreshold){ IMB_THRESHOLD_FIXED, 0.5 };
  if (!cli_parse_count ("--folds", options->folds, 2, 50, &n_folds, error)
      || !cli_parse_count ("--repeats", options->repeats, 1, 100, &n_repeats, error))
    return FALSE;
  if (!cli_parse_share ("--prevalence", options->prevalence, &self->evaluation.prevalence, error))
    return FALSE;
  if (!cli_parse_real ("--test-size", options->test_size, 0.001, 0.999, &self->evaluation.test_size, error))
    return FALSE;
  if (options->split != NULL && !imb_split_kind_parse (options->split, &self->evaluation.split, &cause))
    return cli_usage_error ("--split", cause, error);
  if (!check_split (self->evaluation.split, options, error))
    return FALSE;
  if (options->scale != NULL && !imb_scale_parse (options->scale, &self->evaluation.scale, &cause))
    return cli_usage_error ("--scale", cause, error);
  if (options->impute != NULL && !imb_impute_parse (options->impute, &self->evaluation.impute, &cause))
    return cli_usage_error ("--impute", cause, error);
  if (options->domain != NULL && !imb_domain_parse (options->domain, &self->evaluation.domain, &cause))
    return cli_usage_error ("--domain", cause, error);
  if (options->threshold != NULL && !imb_threshold_parse (options->threshold, &self->threshold, &cause))
    return cli_usage_error ("--threshold", cause, error);
  if (options->prior_correction != NULL && !imb_prior_parse (options->prior_correction, &self->prior, &cause))
    return cli_usage_error ("--prior-correction", cause, error);
  if (options->calibration != NULL && !imb_calibration_parse (options->calibration, &self->calibration, &cause))
    return cli_usage_error ("--calibration", cause, error);
  if (options->leaky && self->prior.how == IMB_PRIOR_TRAINING)
    {
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--prior-correction training has no shares to go back to with --leaky, where all rows are sampled first; leave one of the two out"));
      return FALSE;
    }
  self->choose_by = imb_metric_find_goal (options->choose_by, &cause);
  if (self->choose_by == NULL)
    return cli_usage_error ("--choose-by", cause, error);
  if (!take_model (self, options->models, error))
    return FALSE;

  self->evaluation.n_folds = (guint) n_folds;
  self->evaluation.n_repeats = (guint) n_repeats;
  self->evaluation.seed = options->seed;
  self->evaluation.leaky = options->leaky;
  return TRUE;
}

/* With a matrix and a column: which of the matrix's numbers count no more. */
static void
note_replaced (const CliInput *input,
               const ImbCosts *costs,
               const char     *column)
{
  const guint n_classes = imb_problem_n_classes (input->problem), positive = imb_problem_get_positive (input->problem);
  g_autoptr (GString) numbers = g_string_new (NULL);

  for (guint c = 0; c < n_classes; c++)
    if (c != positive)
      g_string_append_printf (numbers, "%s%g", numbers->len > 0 ? ", " : "", imb_costs_get_matrix (costs)[(gsize) positive * n_classes + c]);
  imb_notes_add (input->notes, _ ("A missed row of “%s” costs its “%s” and not what --cost says of it (%s)."), imb_problem_get_labels (input->problem)[positive], column, numbers->str);
}

static gboolean
read_costs (CliFrame         *self,
            const CliOptions *options,
            const CliInput   *input,
            GError          **error)
{
  ImbCosts *costs = options->cost != NULL ? imb_costs_read (options->cost, input->problem, error) : imb_costs_new (input->problem);
  gsize     column;

  self->evaluation.costs = costs;
  if (costs == NULL || options->cost_column == NULL)
    return costs != NULL;
  if (!cli_input_find_column (input->table, options->cost_column, &column, error))
    return FALSE;

  self->evaluation.costs = imb_costs_with_column (costs, input->problem, column, error);
  imb_costs_unref (costs);
  if (options->cost == NULL)
    imb_notes_add (input->notes, _ ("A missed row costs its “%s”, every other mistake 1; --cost says otherwise."), imb_table_column_at (input->table, column)->name);
  else if (self->evaluation.costs != NULL)
    note_replaced (input, self->evaluation.costs, imb_table_column_at (input->table, column)->name);
  if (imb_problem_role_at (input->problem, column) != IMB_ROLE_IGNORE)
    imb_notes_add (input->notes, _ ("“%s” is a feature, too; leave it out by --ignore if it is not known when the decision falls."), imb_table_column_at (input->table, column)->name);
  return self->evaluation.costs != NULL && cli_input_is_free (input, column, "--cost-column", error);
}

gboolean
cli_frame_pose (CliFrame         *self,
                const CliOptions *options,
                const CliInput   *input,
                GError          **error)
{
  gsize column;

  if (options->time != NULL)
    {
      if (!cli_input_find_column (input->table, options->time, &column, error))
        return FALSE;
      self->evaluation.times = imb_times_new (input->problem, column, error);
      if (self->evaluation.times == NULL)
        return FALSE;
    }
  return (options->cost == NULL && options->cost_column == NULL) || read_costs (self, options, input, error);
}

void
cli_frame_clear (CliFrame *self)
{
  g_clear_pointer (&self->evaluation.costs, imb_costs_unref);
  g_clear_pointer (&self->evaluation.times, g_bytes_unref);
  g_clear_pointer (&self->values, imb_values_list_free);
}

static char *
dup_chain (char **samplers)
{
  return samplers != NULL ? g_strjoinv (" + ", samplers) : g_strdup ("none");
}

ImbPlan *
cli_plan_of_samplers (char   **samplers,
                      GError **error)
{
  g_autofree char *text = dup_chain (samplers);
  GError          *cause = NULL;
  ImbPlan         *plan = imb_plan_parse (text, &cause);

  if (plan == NULL)
    cli_usage_error (NULL, cause, error);
  return plan;
}

GPtrArray *
cli_frame_plans (const CliFrame *self,
                 const char     *option,
                 const char     *text,
                 GError        **error)
{
  GError *cause = NULL;
  g_autoptr (GPtrArray) plans = imb_plans_parse (text, IMB_MOST_CANDIDATES, &cause);

  if (plans != NULL && imb_candidates_check_size (plans->len, self->values->n, &cause))
    return g_steal_pointer (&plans);
  cli_usage_error (option, cause, error);
  return NULL;
}

GPtrArray *
cli_frame_plans_of_samplers (const CliFrame *self,
                             char          **samplers,
                             GError        **error)
{
  g_autofree char *text = dup_chain (samplers);

  return cli_frame_plans (self, NULL, text, error);
}

static ImbRunSpec *
spec_of (const CliFrame *self,
         ImbPlan *const *plans,
         guint           n_plans,
         const char     *label)
{
  g_autofree char *text = imb_plans_to_string (plans, n_plans);
  ImbRunSpec      *spec = imb_run_spec_new (label != NULL ? label : text, plans[0], self->model, self->values->items[0], &self->threshold);

  spec->prior = self->prior;
  spec->calibration = self->calibration;
  if ((gsize) n_plans * self->values->n > 1)
    spec->candidates = imb_candidates_new (plans, n_plans, self->model, self->values, self->choose_by);
  return spec;
}

ImbRunSpec *
cli_frame_spec (const CliFrame  *self,
                const GPtrArray *plans,
                const char      *label)
{
  return spec_of (self, (ImbPlan *const *) plans->pdata, plans->len, label);
}

ImbRunSpec *
cli_frame_none (const CliFrame *self)
{
  g_autoptr (ImbPlan) none = imb_plan_parse ("none", NULL);

  return spec_of (self, &none, 1, NULL);
}

GPtrArray *
cli_frame_baselines (const CliFrame *self,
                     const CliInput *input)
{
  const guint n_classes = imb_problem_n_classes (input->problem);
  g_autoptr (ImbRunSpec) none = cli_frame_none (self);

  imb_run_specs_note_baselines (none, n_classes, input->notes);
  return imb_run_specs_baselines (none, n_classes);
}

gboolean
cli_is_new_plan (const GPtrArray  *specs,
                 const ImbRunSpec *spec,
                 ImbNotes         *notes)
{
  g_autofree char *text = imb_run_spec_dup_text (spec);

  for (guint i = 0; i < specs->len; i++)
    {
      g_autofree char *other = imb_run_spec_dup_text (specs->pdata[i]);

      if (strcmp (text, other) != 0)
        continue;
      if (!imb_plan_is_none (spec->plan))
        imb_notes_add (notes, _ ("The plan “%s” was given more than once; it is run once."), spec->label);
      return FALSE;
    }
  return TRUE;
}

static void
build_metric (ImbJson         *json,
              const ImbRun    *run,
              const ImbMetric *metric)
{
  guint       index = imb_metric_index (metric);
  ImbEstimate estimate = imb_run_metric (run, index);

  imb_json_object (json, metric->id);
  imb_json_number (json, "value", estimate.value);
  imb_json_array (json, "folds");
  for (guint f = 0; f < imb_run_n_folds (run); f++)
    imb_json_number (json, NULL, imb_run_fold_metric (run, f, index));
  imb_json_end_array (json);
  imb_json_number (json, "low", estimate.low);
  imb_json_number (json, "high", estimate.high);
  imb_json_end (json);
}

/* The mean over the folds where it is defined. */
static double
class_mean (const ImbRun    *run,
            const ImbMetric *metric,
            guint            c)
{
  double sum = 0.0;
  guint  n = 0;

  for (guint f = 0; f < imb_run_n_folds (run); f++)
    {
      double value = imb_metric_class_of_part (metric, imb_run_fold_at (run, f), c);

      if (isnan (value))
        continue;
      sum += value;
      n++;
    }
  return n > 0 ? sum / n : NAN;
}

static void
build_per_class (ImbJson      *json,
                 const ImbRun *run)
{
  const ImbProblem *problem = imb_run_get_problem (run);

  imb_json_object (json, "per_class");
  for (guint c = 0; c < imb_problem_n_classes (problem); c++)
    {
      imb_json_object (json, imb_problem_get_labels (problem)[c]);
      for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
        if ((*metric)->per_class)
          imb_json_number (json, (*metric)->id, class_mean (run, *metric, c));
      imb_json_end (json);
    }
  imb_json_end (json);
}

static void
build_folds (ImbJson      *json,
             const ImbRun *run)
{
  guint n_folds = imb_run_get_evaluation (run)->n_folds;

  imb_json_array (json, "folds");
  for (guint f = 0; f < imb_run_n_folds (run); f++)
    {
      const ImbOutcome *outcome = imb_run_fold_at (run, f);

      imb_json_object (json, NULL);
      imb_json_count (json, "repeat", f / n_folds + 1);
      imb_json_count (json, "fold", f % n_folds + 1);
      imb_json_count (json, "rows", imb_outcome_n_rows (outcome));
      imb_json_number (json, "threshold", imb_run_fold_threshold_at (run, f));
      imb_run_build_chosen (run, f, json);
      cli_confusion_build (json, outcome);
      cli_fold_curves_build (json, "curves", outcome);
      imb_json_end (json);
    }
  imb_json_end_array (json);
}

static void
build_cost (ImbJson      *json,
            const ImbRun *run)
{
  ImbEstimate estimate = imb_run_cost (run);

  if (imb_run_get_evaluation (run)->costs == NULL)
    return;
  imb_json_object (json, "cost_per_row");
  imb_json_number (json, "value", estimate.value);
  imb_json_array (json, "folds");
  for (guint f = 0; f < imb_run_n_folds (run); f++)
    imb_json_number (json, NULL, imb_run_fold_cost (run, f));
  imb_json_end_array (json);
  imb_json_number (json, "low", estimate.low);
  imb_json_number (json, "high", estimate.high);
  imb_json_end (json);
}

static void
build_numbers (ImbJson      *json,
               const ImbRun *run)
{
  const ImbProblem *problem = imb_run_get_problem (run);

  imb_json_object (json, "metrics");
  for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
    build_metric (json, run, *metric);
  imb_json_end (json);
  build_cost (json, run);
  build_per_class (json, run);
  cli_confusion_build (json, imb_run_get_pooled (run));
  imb_json_array (json, "classes");
  for (guint c = 0; c < imb_problem_n_classes (problem); c++)
    imb_json_text (json, NULL, imb_problem_get_labels (problem)[c]);
  imb_json_end_array (json);
  imb_json_text (json, "positive", imb_problem_get_labels (problem)[imb_problem_get_positive (problem)]);
  cli_curves_build (json, "curves", imb_run_get_pooled (run), imb_problem_get_labels (problem), imb_run_get_evaluation (run)->n_repeats);
  cli_bands_build (json, "bands", run);
  build_folds (json, run);
}

void
cli_run_build (ImbJson      *json,
               const ImbRun *run)
{
  const ImbRunSpec *spec = imb_run_get_spec (run);
  const GError     *failure = imb_run_get_error (run);
  g_autofree char  *threshold = imb_threshold_to_string (&spec->threshold);
  g_autofree char  *prior = imb_prior_to_string (&spec->prior);
  g_autofree char  *plan = imb_run_spec_dup_plan_text (spec);

  imb_json_text (json, "label", spec->label);
  imb_json_text (json, "plan", plan);
  imb_json_text (json, "model", imb_run_get_model_text (run));
  imb_json_text (json, "choose_by", spec->candidates != NULL ? imb_candidates_get_metric (spec->candidates)->id : NULL);
  imb_json_text (json, "threshold", threshold);
  imb_json_text (json, "prior_correction", prior);
  imb_json_text (json, "calibration", imb_calibration_nick (spec->calibration));
  imb_json_text (json, "domain", imb_domain_nick (imb_run_get_evaluation (run)->domain));
  imb_json_number (json, "prevalence", imb_run_get_evaluation (run)->prevalence > 0.0 ? imb_run_get_evaluation (run)->prevalence : NAN);
  imb_json_text (json, "split", imb_split_kind_nick (imb_run_get_evaluation (run)->split));
  imb_json_flag (json, "leaky", imb_run_get_evaluation (run)->leaky);
  imb_json_text (json, "error", failure != NULL ? failure->message : NULL);
  if (failure == NULL)
    build_numbers (json, run);
}

void
cli_confusion_build (ImbJson          *json,
                     const ImbOutcome *outcome)
{
  guint         n = imb_outcome_n_classes (outcome);
  const double *confusion = imb_outcome_get_confusion (outcome);

  imb_json_array (json, "confusion");
  for (guint t = 0; t < n; t++)
    {
      imb_json_array (json, NULL);
      for (guint p = 0; p < n; p++)
        imb_json_number (json, NULL, confusion[t * n + p]);
      imb_json_end_array (json);
    }
  imb_json_end_array (json);
}

#define MOST_IN_MATRIX 50 /* classes */
#define N_MISTAKES     10

/* What accuracy is worth. */
static void
print_majority (const double *confusion,
                guint         n_classes)
{
  double           most = 0.0, total = 0.0;
  g_autofree char *share = NULL;

  for (guint t = 0; t < n_classes; t++)
    {
      double rows = 0.0;

      for (guint p = 0; p < n_classes; p++)
        rows += confusion[(gsize) t * n_classes + p];
      most = MAX (most, rows);
      total += rows;
    }
  if (total <= 0.0)
    return;
  share = cli_dup_share (most / total);
  printf (_ ("  Always saying the largest class is right in %s of these rows.\n"), share);
}

/* A sum of weights may have a fraction. */
static void
add_cell (CliTable *table,
          double    cell)
{
  gboolean         is_whole = fabs (cell - round (cell)) <= 1e-9 * MAX (1.0, cell);
  g_autofree char *count = is_whole ? cli_dup_count ((gsize) round (cell)) : g_strdup_printf ("%.2f", cell);

  cli_table_add (table, "%s", count);
}

/* Instead of a matrix that nobody can read: the greatest cells off the diagonal; of equal ones the first. */
static void
print_mistakes (const double      *confusion,
                guint              n,
                const char *const *labels)
{
  const char *const titles[] = { _ ("true"), _ ("predicted"), _ (">rows") };
  gsize             largest[N_MISTAKES], n_listed = 0;
  CliTable         *table;

  for (gsize at = 0; at < (gsize) n * n; at++)
    {
      gsize place = n_listed;

      if (confusion[at] <= 0.0 || at / n == at % n || (n_listed == N_MISTAKES && confusion[largest[N_MISTAKES - 1]] >= confusion[at]))
        continue;
      n_listed = MIN (n_listed + 1, N_MISTAKES);
      place = MIN (place, N_MISTAKES - 1);
      for (; place > 0 && confusion[largest[place - 1]] < confusion[at]; place--)
        largest[place] = largest[place - 1];
      largest[place] = at;
    }
  if (n_listed == 0)
    {
      printf (_ ("  No row of the %u classes is predicted wrong.\n"), n);
      return;
    }
  printf (_ ("The most frequent mistakes among %u classes; --json has the whole matrix:\n"), n);
  table = cli_table_new (titles, G_N_ELEMENTS (titles));
  for (gsize k = 0; k < n_listed; k++)
    {
      cli_table_add_name (table, labels[largest[k] / n]);
      cli_table_add_name (table, labels[largest[k] % n]);
      add_cell (table, confusion[largest[k]]);
    }
  cli_table_print (table);
}

void
cli_confusion_print (const ImbOutcome  *outcome,
                     const char *const *labels)
{
  guint         n = imb_outcome_n_classes (outcome);
  const double *confusion = imb_outcome_get_confusion (outcome);
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);
  CliTable *table;

  if (n > MOST_IN_MATRIX)
    {
      print_mistakes (confusion, n, labels);
      print_majority (confusion, n);
      return;
    }
  g_ptr_array_add (titles, g_strdup (_ ("true \\ predicted")));
  for (guint p = 0; p < n; p++)
    g_ptr_array_add (titles, g_strdup_printf (">%s", labels[p]));
  table = cli_table_new ((const char *const *) titles->pdata, n + 1);
  for (guint t = 0; t < n; t++)
    {
      cli_table_add_name (table, labels[t]);
      for (guint p = 0; p < n; p++)
        add_cell (table, confusion[t * n + p]);
    }
  cli_table_print (table);
  print_majority (confusion, n);
}

/* "5 folds × 1". */
static char *
dup_folds (const ImbEvaluation *evaluation,
           gboolean             has_groups)
{
  switch (evaluation->split)
    {
    case IMB_SPLIT_TIME:
      return g_strdup_printf (_ ("%u windows of time"), evaluation->n_folds);
    case IMB_SPLIT_HOLDOUT:
      return g_strdup_printf (has_groups ? _ ("about %g %% held out in whole groups × %u") : _ ("%g %% held out × %u"), 100.0 * evaluation->test_size, evaluation->n_repeats);
    case IMB_SPLIT_LEAVE_GROUP:
      return g_strdup (_ ("one group left out"));
    case IMB_SPLIT_STRATIFIED:
    case IMB_SPLIT_GROUP:
    default:
      return g_strdup_printf (_ ("%u folds × %u"), evaluation->n_folds, evaluation->n_repeats);
    }
}

void
cli_frame_print_data (const CliInput *input)
{
  const ImbProblem *problem = input->problem;
  g_autofree char  *title = cli_input_dup_title (input);

  printf ("%s; ", title);
  for (guint c = 0; c < MIN (imb_problem_n_classes (problem), 8); c++)
    {
      g_autofree char *count = cli_dup_count (imb_problem_get_counts (problem)[c]);
      g_autofree char *label = cli_dup_plain (imb_problem_get_labels (problem)[c]);

      printf ("%s%s %s%s", c > 0 ? ", " : "", label, count, c == imb_problem_get_positive (problem) ? _ (" (positive)") : "");
    }
}

char *
cli_frame_dup_asked (const CliFrame *self)
{
  GString         *text = g_string_new (NULL);
  g_autofree char *threshold = imb_threshold_to_string (&self->threshold), *prior = imb_prior_to_string (&self->prior);

  if (self->threshold.policy != IMB_THRESHOLD_FIXED || self->threshold.value != 0.5)
    g_string_append_printf (text, _ (", threshold %s"), threshold);
  if (self->prior.how != IMB_PRIOR_NONE)
    g_string_append_printf (text, _ (", prior correction %s"), prior);
  if (self->calibration != IMB_CALIBRATION_NONE)
    g_string_append_printf (text, _ (", calibration %s"), imb_calibration_nick (self->calibration));
  if (self->evaluation.prevalence > 0.0)
    g_string_append_printf (text, _ (", prevalence %g"), self->evaluation.prevalence);
  return g_string_free (text, FALSE);
}

void
cli_frame_print (const CliFrame *self,
                 const CliInput *input,
                 const ImbRun   *run)
{
  ImbEvaluation    evaluation = self->evaluation;
  g_autofree char *model = imb_values_list_to_string (self->values);
  g_autofree char *folds = NULL, *asked = cli_frame_dup_asked (self);

  evaluation.n_repeats = imb_run_get_evaluation (run)->n_repeats; /* those that are left */
  folds = dup_folds (&evaluation, imb_problem_get_groups (input->problem) != NULL);

  cli_frame_print_data (input);
  printf (_ ("\n%s; %s, seed %u, scale %s, impute %s%s%s\n\n"), model, folds, self->evaluation.seed,
          imb_scale_nick (self->evaluation.scale), imb_impute_nick (self->evaluation.impute), asked,
          self->evaluation.leaky ? _ ("; LEAKY: resampled before splitting, the scores are too good") : "");
}
