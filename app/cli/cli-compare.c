/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imbal compare: before and after. Without resampling, with class weights, with a moved threshold, and each
 * plan, all on the same folds; differences are paired. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/cli-intervals.h"
#include "app/cli/cli-metric-list.h"
#include "app/cli/cli-pictures.h"
#include "app/cli/cli-progress.h"
#include "app/cli/cli-runs.h"
#include "app/cli/cli-text.h"

typedef struct
{
  char       **plan_texts;
  char        *figures;
  char        *metrics_text;
  char        *intervals_text;
  GPtrArray   *metrics; /* of ImbMetric: those of the text */
  GPtrArray   *plans;   /* of ImbPlan */
  CliFrame     frame;
  ImbIntervals how;
} Own;

#define SHOWN "recall,precision,f1,g_mean,mcc,average_precision,roc_auc,brier"

static gboolean
check (const CliOptions *options,
       gpointer          data,
       GError          **error)
{
  Own *own = data;

  own->plans = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_plan_unref);
  own->metrics = cli_metric_list_parse (own->metrics_text, SHOWN, error);
  if (own->metrics == NULL || !cli_intervals_parse (own->intervals_text, &own->how, error) || !cli_frame_parse (&own->frame, options, error))
    return FALSE;

  for (char **text = own->plan_texts; text != NULL && *text != NULL; text++)
    {
      GError  *cause = NULL;
      ImbPlan *plan = imb_plan_parse (*text, &cause);

      if (plan == NULL)
        return cli_usage_error ("--plan", cause, error);
      g_ptr_array_add (own->plans, plan);
    }
  return TRUE;
}

/* The baselines, then the plans; a plan that is "none" is there already. (transfer full) */
static GPtrArray *
make_specs (const Own        *own,
            const ImbProblem *problem)
{
  GPtrArray *specs = imb_run_specs_baselines (own->frame.model, own->frame.values, &own->frame.threshold, imb_problem_n_classes (problem));

  for (guint i = 0; i < specs->len; i++)
    cli_frame_complete (&own->frame, specs->pdata[i]);
  for (guint i = 0; i < own->plans->len; i++)
    if (!imb_plan_is_none (own->plans->pdata[i]))
      g_ptr_array_add (specs, cli_frame_spec (&own->frame, own->plans->pdata[i], NULL));
  return specs;
}

static void
build_difference (CliJson      *json,
                  const ImbRun *run,
                  const ImbRun *base)
{
  cli_json_object (json, "difference_to_none");
  for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
    {
      ImbEstimate difference = imb_run_difference (run, base, imb_metric_index (*metric));

      cli_json_object (json, (*metric)->id);
      cli_json_number (json, "value", difference.value);
      cli_json_number (json, "low", difference.low);
      cli_json_number (json, "high", difference.high);
      cli_json_number (json, "p", difference.p);
      cli_json_end (json);
    }
  cli_json_end (json);
}

/* What is worked out about a run once all are done. */
typedef struct
{
  ImbInterval *pooled;     /* by metric; NULL: the run was not done */
  ImbInterval *difference; /* to the first run; NULL: one of them was not done */
} Extra;

static void
extra_free (gpointer data)
{
  Extra *extra = data;

  g_free (extra->pooled);
  g_free (extra->difference);
  g_free (extra);
}

static gboolean
work_out (const Own       *own,
          const GPtrArray *runs,
          GPtrArray       *extras,
          GError         **error)
{
  ImbJob       *job = cli_progress_part (0.0);
  const ImbRun *none = runs->pdata[0];

  for (guint r = 0; r < runs->len; r++)
    {
      Extra        *extra = g_new0 (Extra, 1);
      const ImbRun *run = runs->pdata[r];

      g_ptr_array_add (extras, extra);
      if (imb_run_get_error (run) != NULL)
        continue;
      extra->pooled = imb_run_intervals (run, NULL, own->how, job, error);
      if (extra->pooled == NULL)
        return FALSE;
      if (imb_run_get_error (none) != NULL)
        continue;
      extra->difference = imb_run_intervals (run, none, own->how, job, error);
      if (extra->difference == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
build_extra (CliJson     *json,
             const Extra *extra)
{
  if (extra->pooled != NULL)
    cli_intervals_build (json, "pooled", extra->pooled);
  if (extra->difference != NULL)
    cli_intervals_build (json, "pooled_difference_to_none", extra->difference);
}

static void
print_json (const CliInput  *input,
            const GPtrArray *runs,
            const GPtrArray *extras,
            const GPtrArray *figures,
            double           seconds)
{
  g_autoptr (CliJson) json = cli_json_new ();

  cli_json_array (json, "runs");
  for (guint r = 0; r < runs->len; r++)
    {
      cli_json_object (json, NULL);
      cli_run_build (json, runs->pdata[r]);
      if (imb_run_get_error (runs->pdata[r]) == NULL && imb_run_get_error (runs->pdata[0]) == NULL)
        build_difference (json, runs->pdata[r], runs->pdata[0]);
      build_extra (json, extras->pdata[r]);
      cli_json_number (json, "seconds", imb_run_get_seconds (runs->pdata[r]));
      cli_json_end (json);
    }
  cli_json_end_array (json);
  cli_json_array (json, "figures");
  for (guint i = 0; i < figures->len; i++)
    cli_json_text (json, NULL, figures->pdata[i]);
  cli_json_end_array (json);
  cli_json_notes (json, input->notes);
  cli_json_object (json, "seconds");
  cli_json_number (json, "read", input->seconds);
  cli_json_number (json, "evaluate", seconds);
  cli_json_end (json);
  cli_json_print (json);
}

/* "+0.012 *": the star when the interval leaves out 0. */
static void
add_difference (CliTable     *table,
                const ImbRun *run,
                const ImbRun *base,
                guint         index)
{
  ImbEstimate difference = imb_run_difference (run, base, index);
  gboolean    is_clear = difference.low > 0.0 || difference.high < 0.0;

  if (!isfinite (difference.value))
    cli_table_add (table, "– ");
  else
    cli_table_add (table, "%s%.3f%s", difference.value < 0.0 ? "−" : "+", fabs (difference.value), is_clear ? "*" : " ");
}

static CliTable *
table_of_metrics (const GPtrArray *metrics)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (titles, g_strdup ("run"));
  for (guint m = 0; m < metrics->len; m++)
    g_ptr_array_add (titles, g_strdup_printf (">%s ", ((const ImbMetric *) metrics->pdata[m])->id));
  return cli_table_new ((const char *const *) titles->pdata, titles->len);
}

static void
print_runs (const GPtrArray *runs,
            const GPtrArray *metrics)
{
  CliTable *table = table_of_metrics (metrics);

  for (guint r = 0; r < runs->len; r++)
    for (guint is_difference = 0; is_difference < (r > 0 ? 2 : 1); is_difference++)
      {
        const ImbRun *run = runs->pdata[r];

        if (imb_run_get_error (run) != NULL || (is_difference && imb_run_get_error (runs->pdata[0]) != NULL))
          continue;
        cli_table_add (table, "%s", is_difference ? _ ("  minus none") : imb_run_get_spec (run)->label);
        for (guint m = 0; m < metrics->len; m++)
          {
            guint            index = imb_metric_index (metrics->pdata[m]);
            g_autofree char *value = cli_dup_score (imb_run_metric (run, index).value);

            if (is_difference)
              add_difference (table, run, runs->pdata[0], index);
            else
              cli_table_add (table, "%s ", value);
          }
      }
  cli_table_print (table);
}

static void
print_text (const CliInput  *input,
            const Own       *own,
            const GPtrArray *runs,
            const GPtrArray *figures,
            double           seconds)
{
  cli_frame_print (&own->frame, input);
  print_runs (runs, own->metrics);
  printf (_ ("\n* the 95 %% interval of the difference leaves out 0 (paired over the folds)\n"));
  for (guint r = 0; r < runs->len; r++)
    if (imb_run_get_error (runs->pdata[r]) != NULL)
      {
        g_autofree char *why = cli_dup_plain (imb_run_get_error (runs->pdata[r])->message);

        printf (_ ("%s could not be done: %s\n"), imb_run_get_spec (runs->pdata[r])->label, why);
      }
  printf (_ ("%.2f s for reading, %.2f s for the comparison\n"), input->seconds, seconds);
  for (guint i = 0; i < figures->len; i++)
    printf ("%s\n", (const char *) figures->pdata[i]);
}

/* FALSE when not one run could be done. */
static gboolean
check_runs (const GPtrArray *runs,
            GError         **error)
{
  for (guint r = 0; r < runs->len; r++)
    if (imb_run_get_error (runs->pdata[r]) == NULL)
      return TRUE;

  g_propagate_error (error, g_error_copy (imb_run_get_error (runs->pdata[0])));
  return FALSE;
}

static gboolean
compare (const CliOptions *options,
         gpointer          data,
         GError          **error)
{
  const Own *own = data;
  g_auto (CliInput) input = { 0 };
  g_autoptr (GPtrArray) runs = NULL, specs = NULL;
  g_autoptr (GPtrArray) extras = g_ptr_array_new_with_free_func (extra_free);
  g_autoptr (GPtrArray) figures = g_ptr_array_new_with_free_func (g_free);
  gint64 start;
  double seconds;

  if (!cli_input_load (&input, options, options->arguments[1], 0.2, 0.05, error))
    return FALSE;

  specs = make_specs (own, input.problem);
  start = g_get_monotonic_time ();
  runs = imb_evaluate (input.design, specs, &own->frame.evaluation, cli_progress_part (0.7), error);
  if (runs == NULL || !check_runs (runs, error) || !work_out (own, runs, extras, error))
    return FALSE;

  seconds = (g_get_monotonic_time () - start) / 1e6;
  for (guint r = 0; r < runs->len; r++)
    imb_notes_add_all (input.notes, imb_run_get_notes (runs->pdata[r]));
  if (own->figures != NULL
      && !cli_pictures_save_all (own->figures, &input, own->plans->len > 0 ? own->plans->pdata[0] : NULL,
                                 &own->frame.evaluation, runs, figures, error))
    return FALSE;

  cli_input_finish (&input, options);
  if (options->json)
    print_json (&input, runs, extras, figures, seconds);
  else
    print_text (&input, own, runs, figures, seconds);
  return TRUE;
}

static void
clear (gpointer data)
{
  Own *own = data;

  g_clear_pointer (&own->plans, g_ptr_array_unref);
  g_clear_pointer (&own->metrics, g_ptr_array_unref);
  cli_frame_clear (&own->frame);
}

static const GOptionEntry entries[] = {
  { "plan", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, CLI_OWN (Own, plan_texts), N_ ("a sampler or a chain, SPEC + SPEC; once for each plan"), "PLAN" },
  { "figures", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, figures), N_ ("write every figure as SVG into this folder"), "DIR" },
  CLI_METRICS_ENTRY (Own),
  CLI_INTERVALS_ENTRY (Own),
  { NULL },
};

const CliCommand cli_compare = {
  .name = "compare",
  .arguments = "FILE --plan PLAN",
  .n_arguments = 1,
  .summary = N_ ("before and after: no resampling, class weight, threshold, and each plan"),
  .details = N_ ("Examples:\n"
                 "  imbal compare moons.csv --plan smote\n"
                 "  imbal compare moons.csv --plan smote --plan 'smote:k_neighbors=3 + random-under' --figures pictures\n"
                 "  imbal compare moons.csv --plan random-over --folds 5 --repeats 10 --json\n\n"
                 "All runs share their folds. “threshold only” is the untouched model with the threshold that is best\n"
                 "by F1 on training rows: what a sampler has to beat. Differences are to “none”, with a 95 % interval\n"
                 "that knows that folds overlap (Nadeau and Bengio 2003).\n"),
  .groups = CLI_READS | CLI_EVALUATES,
  .entries = entries,
  .own_size = sizeof (Own),
  .check = check,
  .act = compare,
  .clear = clear,
};
