/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imbal evaluate: one cross-validated run, its numbers, and the score of every row. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

#include "app/cli/cli-explain.h"
#include "app/cli/cli-importance.h"
#include "app/cli/cli-intervals.h"
#include "app/cli/cli-metric-list.h"
#include "app/cli/cli-optimism.h"
#include "app/cli/cli-progress.h"
#include "app/cli/cli-runs.h"
#include "app/cli/cli-text.h"

#define BLOCK 4096 /* rows written between two looks at the job */

typedef struct
{
  char       **samplers;
  char        *predictions;
  char        *metrics_text;
  char        *intervals_text;
  char        *importance_text;
  char        *dependence;
  char        *shap;
  GBytes      *features; /* of the dependence */
  GPtrArray   *metrics;  /* of ImbMetric: those of the text */
  GPtrArray   *plans;    /* of ImbPlan: the alternatives of the plan */
  CliFrame     frame;
  ImbIntervals how;
} Own;

static gboolean
write_predictions (const char   *path,
                   const ImbRun *run,
                   ImbJob       *job,
                   GError      **error)
{
  const ImbProblem *problem = imb_run_get_problem (run);
  gsize             n_rows = imb_problem_n_rows (problem);
  guint             n_classes = imb_problem_n_classes (problem);
  gsize             total = n_rows * imb_run_get_evaluation (run)->n_repeats;
  g_autoptr (ImbWriter) writer = imb_writer_new (path, error);

  if (writer == NULL)
    return FALSE;

  imb_writer_text (writer, "row,repeat,fold,label");
  for (guint c = 0; c < n_classes; c++)
    {
      g_autofree char *name = g_strconcat ("score_", imb_problem_get_labels (problem)[c], NULL);

      imb_writer_text (writer, ",");
      imb_writer_field (writer, name);
    }
  imb_writer_text (writer, "\n");
  for (gsize at = 0; at < total; at++)
    {
      gsize i = at % n_rows;
      char  text[96];

      if (at % BLOCK == 0 && !imb_job_step (job, at, total, error))
        return FALSE;

      if (imb_run_get_fold_of_rows (run)[at] == G_MAXUINT8) /* not tested */
        continue;
      g_snprintf (text, sizeof text, "%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT ",%u,", (gsize) imb_problem_get_rows (problem)[i] + 1,
                  at / n_rows + 1, imb_run_get_fold_of_rows (run)[at] + 1u);
      imb_writer_text (writer, text);
      imb_writer_field (writer, imb_problem_get_labels (problem)[imb_problem_get_classes (problem)[i]]);
      for (guint c = 0; c < n_classes; c++)
        {
          imb_writer_text (writer, ",");
          imb_writer_number (writer, imb_run_get_scores (run)[at * n_classes + c]);
        }
      imb_writer_text (writer, "\n");
    }
  return imb_writer_commit (writer, error);
}

static void
print_json (const CliInput    *input,
            const ImbRun      *run,
            const GPtrArray   *honest,
            const ImbInterval *intervals,
            double             seconds)
{
  g_autoptr (ImbJson) json = cli_json_new ();

  cli_run_build (json, run);
  cli_optimism_build (json, run, honest, 0);
  cli_intervals_build (json, "pooled", intervals);
  cli_importance_build (json, input->design, run);
  cli_explain_build (json, input->design, run);
  imb_json_notes (json, input->notes);
  imb_json_object (json, "seconds");
  imb_json_number (json, "read", input->seconds);
  imb_json_number (json, "evaluate", seconds);
  imb_json_end (json);
  cli_json_print (json);
}

static void
add_score (CliTable *table,
           double    value)
{
  g_autofree char *text = cli_dup_score (value);

  cli_table_add (table, "%s", text);
}

static void
print_text (const CliInput    *input,
            const Own         *own,
            const GPtrArray   *runs,
            const GPtrArray   *honest,
            const ImbInterval *intervals,
            double             seconds)
{
  static const char *const titles[] = { "metric", ">mean", ">95 % interval", ">lowest fold", ">highest fold" };
  const ImbRun            *run = runs->pdata[0];
  CliTable                *table = cli_table_new (titles, G_N_ELEMENTS (titles));
  g_autofree char         *plan = imb_run_spec_dup_plan_text (imb_run_get_spec (run));

  cli_frame_print (&own->frame, input, run);
  printf (_ ("Plan: %s\n\n"), plan);
  for (guint m = 0; m < own->metrics->len; m++)
    {
      const ImbMetric *metric = own->metrics->pdata[m];
      guint            index = imb_metric_index (metric);
      ImbEstimate      estimate = imb_run_metric (run, index);
      double           least = INFINITY, most = -INFINITY;
      g_autofree char *value = cli_dup_score (estimate.value);
      g_autofree char *low = cli_dup_score (imb_metric_cut (metric, estimate.low));
      g_autofree char *high = cli_dup_score (imb_metric_cut (metric, estimate.high));

      for (guint f = 0; f < imb_run_n_folds (run); f++)
        {
          double of_fold = imb_run_fold_metric (run, f, index);

          least = of_fold <= least ? of_fold : least;
          most = of_fold >= most ? of_fold : most;
        }
      cli_table_add (table, "%s", metric->id);
      cli_table_add (table, "%s", value);
      cli_table_add (table, "%s … %s", low, high);
      add_score (table, least <= most ? least : NAN);
      add_score (table, least <= most ? most : NAN);
    }
  cli_table_print (table);
  if (own->metrics_text == NULL)
    printf (_ ("%u more with --metrics all\n"), imb_metrics_n () - own->metrics->len);
  if (own->frame.evaluation.costs != NULL)
    {
      ImbEstimate      cost = imb_run_cost (run);
      g_autofree char *value = cli_dup_amount (cost.value, FALSE), *low = cli_dup_amount (cost.low, FALSE), *high = cli_dup_amount (cost.high, FALSE);

      printf (_ ("\nA tested row costs %s (95 %% interval %s … %s).\n"), value, low, high);
    }
  cli_optimism_print (runs, honest, own->metrics);
  printf (_ ("\nAll tested rows together:\n"));
  cli_confusion_print (imb_run_get_pooled (run), imb_problem_get_labels (input->problem));
  cli_intervals_print (own->metrics, intervals);
  cli_importance_print (input->design, run, own->metrics);
  cli_explain_print (input->design, run);
  printf (_ ("\n%.2f s for reading, %.2f s for the evaluation\n"), input->seconds, seconds);
}

/* One run, or the reason why it could not be done. (transfer full) (nullable) (element-type ImbRun) */
static GPtrArray *
evaluate_one (const CliInput *input,
              const Own      *own,
              GPtrArray     **honest,
              GError        **error)
{
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);
  g_autoptr (GPtrArray) runs = NULL;
  const GError *failure;

  g_ptr_array_add (specs, cli_frame_spec (&own->frame, own->plans, NULL));
  runs = imb_evaluate (input->design, specs, &own->frame.evaluation, cli_progress_part (0.7), error);
  if (runs == NULL)
    return NULL;

  failure = imb_run_get_error (runs->pdata[0]);
  if (failure != NULL)
    {
      g_propagate_error (error, g_error_copy (failure));
      return NULL;
    }
  *honest = cli_optimism_runs (&own->frame, input, specs, error);
  return *honest != NULL ? g_steal_pointer (&runs) : NULL;
}

static gboolean
ask_for_explanations (Own            *own,
                      const CliInput *input,
                      GError        **error)
{
  own->frame.evaluation.contributes = own->shap != NULL;
  if (own->dependence == NULL)
    return TRUE;
  own->features = own->frame.evaluation.dependence = cli_explain_find (own->dependence, input, error);
  return own->features != NULL;
}

static gboolean
evaluate (const CliOptions *options,
          gpointer          data,
          GError          **error)
{
  Own *own = data;
  g_auto (CliInput) input = { 0 };
  g_autoptr (GPtrArray) runs = NULL, honest = NULL;
  g_autofree ImbInterval *intervals = NULL;
  gint64                  start;
  double                  seconds;

  if (!cli_input_load (&input, options, options->arguments[1], 0.2, 0.05, error)
      || !cli_frame_pose (&own->frame, options, &input, error) || !ask_for_explanations (own, &input, error))
    return FALSE;

  start = g_get_monotonic_time ();
  runs = evaluate_one (&input, own, &honest, error);
  if (runs == NULL)
    return FALSE;

  intervals = imb_run_intervals (runs->pdata[0], NULL, own->how, cli_progress_part (0.05), error);
  if (intervals == NULL)
    return FALSE;

  seconds = (g_get_monotonic_time () - start) / 1e6;
  imb_run_tell (runs->pdata[0], input.notes);
  if (own->predictions != NULL && !write_predictions (own->predictions, runs->pdata[0], cli_progress_part (0.05), error))
    return FALSE;

  if (own->shap != NULL && !cli_explain_write (own->shap, input.design, runs->pdata[0], cli_progress_part (0.05), error))
    return FALSE;

  cli_input_finish (&input, options);
  if (g_strcmp0 (own->predictions, "-") == 0 || g_strcmp0 (own->shap, "-") == 0)
    return TRUE;
  if (options->json)
    print_json (&input, runs->pdata[0], honest, intervals, seconds);
  else
    print_text (&input, own, runs, honest, intervals, seconds);
  return TRUE;
}

static gboolean
check (const CliOptions *options,
       gpointer          data,
       GError          **error)
{
  Own *own = data;

  if (!cli_check_output (options, "--predictions", own->predictions, options->arguments[1], error)
      || !cli_check_output (options, "--shap", own->shap, options->arguments[1], error)
      || !cli_check_outputs ("--predictions", own->predictions, "--shap", own->shap, error)
      || !cli_intervals_parse (own->intervals_text, &own->how, error) || !cli_frame_parse (&own->frame, options, error)
      || !cli_importance_parse (own->importance_text, &own->frame.evaluation.n_shuffles, error))
    return FALSE;

  own->metrics = cli_metric_list_parse (own->metrics_text, NULL, error);
  own->plans = own->metrics != NULL ? cli_frame_plans_of_samplers (&own->frame, own->samplers, error) : NULL;
  return own->plans != NULL;
}

static void
clear (gpointer data)
{
  Own *own = data;

  g_clear_pointer (&own->plans, g_ptr_array_unref);
  g_clear_pointer (&own->metrics, g_ptr_array_unref);
  g_clear_pointer (&own->features, g_bytes_unref);
  cli_frame_clear (&own->frame);
}

static const GOptionEntry entries[] = {
  { "sampler", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, CLI_OWN (Own, samplers), N_ ("applied to the training rows of each fold; several in order"), "SPEC" },
  { "predictions", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, predictions), N_ ("write the score of every tested row"), "OUT.csv" },
  CLI_METRICS_ENTRY (Own),
  CLI_INTERVALS_ENTRY (Own),
  CLI_IMPORTANCE_ENTRY (Own),
  CLI_EXPLAIN_ENTRIES (Own),
  { NULL },
};

const CliCommand cli_evaluate = {
  .name = "evaluate",
  .arguments = "FILE [--sampler SPEC]",
  .n_arguments = 1,
  .summary = N_ ("cross-validates one plan and one model"),
  .details = N_ ("Examples:\n"
                 "  imbal evaluate moons.csv --sampler smote\n"
                 "  imbal evaluate moons.csv --model logistic-regression:C=0.1,class_weight=balanced --folds 10\n"
                 "  imbal evaluate moons.csv --sampler smote --threshold f1 --predictions scores.csv --json\n"
                 "  imbal evaluate moons.csv --sampler 'smote:k_neighbors=3|5|7' --model 'logistic-regression:C=0.1|1|10'\n"
                 "  imbal evaluate sales.csv --split time --time day --calibration beta --cost costs.csv --threshold cost\n\n"
                 "Missing values are filled, features scaled and rows resampled inside the training rows of each\n"
                 "fold. Of alternatives (3|5|7) each fold takes what does best on inner folds of its training rows.\n"
                 "The folds are those of scikit-learn's StratifiedKFold with the same seed. Predictions have\n"
                 "the columns row, repeat, fold (all from 1), label, and score_CLASS for each class; SHAP values have\n"
                 "row, repeat, fold, label, class, base, and one for each feature: base and features add up to the\n"
                 "model's own score before calibration and threshold: of trees and forests the probability; of\n"
                 "boosting, logistic regression and naive Bayes its logit; of linear-svm each class's log-odds\n"
                 "against the others; of easy-ensemble its members' mean logit, not that of their mean score.\n"),
  .groups = CLI_READS | CLI_EVALUATES,
  .entries = entries,
  .own_size = sizeof (Own),
  .check = check,
  .act = evaluate,
  .clear = clear,
};
