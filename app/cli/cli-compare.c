/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imbal compare: before and after. Without resampling, with class weights, with a moved threshold, and each
 * plan, all on the same folds; differences are paired. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/cli-intervals.h"
#include "app/cli/cli-metric-list.h"
#include "app/cli/cli-optimism.h"
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
  GPtrArray   *plans;   /* of GPtrArray of ImbPlan: the alternatives of each */
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

  own->plans = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  own->metrics = cli_metric_list_parse (own->metrics_text, SHOWN, error);
  if (own->metrics == NULL || !cli_intervals_parse (own->intervals_text, &own->how, error) || !cli_frame_parse (&own->frame, options, error))
    return FALSE;

  for (char **text = own->plan_texts; text != NULL && *text != NULL; text++)
    {
      GPtrArray *plans = cli_frame_plans (&own->frame, "--plan", *text, error);

      if (plans == NULL)
        return FALSE;
      g_ptr_array_add (own->plans, plans);
    }
  return TRUE;
}

/* The baselines with the line of no skill, then the plans; a plan that is "none" is there already. (transfer full) */
static GPtrArray *
make_specs (const Own      *own,
            const CliInput *input)
{
  GPtrArray *specs = cli_frame_baselines (&own->frame, input);

  if (own->frame.model != imb_model_find ("dummy"))
    g_ptr_array_add (specs, imb_run_spec_new_dummy ());
  for (guint i = 0; i < own->plans->len; i++)
    {
      g_autoptr (ImbRunSpec) spec = cli_frame_spec (&own->frame, own->plans->pdata[i], NULL);

      if (cli_is_new_plan (specs, spec, input->notes))
        g_ptr_array_add (specs, g_steal_pointer (&spec));
    }
  return specs;
}

static void
build_difference (ImbJson      *json,
                  const ImbRun *run,
                  const ImbRun *base)
{
  imb_json_object (json, "difference_to_none");
  for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
    {
      ImbEstimate difference = imb_run_difference (run, base, imb_metric_index (*metric));
      double      point = imb_metric_has_points (*metric) ? 1.0 : fabs (imb_run_metric (base, imb_metric_index (*metric)).value);
      ImbRope     rope = imb_run_rope (run, base, imb_metric_index (*metric), IMB_ROPE * point);

      imb_json_object (json, (*metric)->id);
      imb_json_number (json, "value", difference.value);
      imb_json_number (json, "low", difference.low);
      imb_json_number (json, "high", difference.high);
      imb_json_number (json, "p", difference.p);
      imb_json_object (json, "rope");
      imb_json_number (json, "worse", rope.below);
      imb_json_number (json, "same", rope.within);
      imb_json_number (json, "better", rope.above);
      imb_json_end (json);
      imb_json_end (json);
    }
  if (imb_run_get_evaluation (run)->costs != NULL)
    {
      ImbEstimate difference = imb_run_cost_difference (run, base);

      imb_json_object (json, "cost_per_row");
      imb_json_number (json, "value", difference.value);
      imb_json_number (json, "low", difference.low);
      imb_json_number (json, "high", difference.high);
      imb_json_number (json, "p", difference.p);
      imb_json_end (json);
    }
  imb_json_end (json);
}

/* What is worked out about a run once all are done. */
typedef struct
{
  ImbInterval   *pooled;      /* by metric; NULL: the run was not done */
  ImbInterval   *difference;  /* to the first run; NULL: one of them was not done */
  ImbMcNemar     mcnemar;     /* beside the first run */
  ImbEquivalence equivalence; /* to the first run with another threshold */
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
          ImbNotes        *notes,
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
      if (extra->difference == NULL || !imb_equivalence (run, none, &extra->equivalence, notes, job, error))
        return FALSE;
      extra->mcnemar = imb_run_mcnemar (run, none);
    }
  return TRUE;
}

static void
build_extra (ImbJson     *json,
             const Extra *extra)
{
  const ImbEquivalence *same = &extra->equivalence;

  if (extra->pooled != NULL)
    cli_intervals_build (json, "pooled", extra->pooled);
  if (extra->difference == NULL)
    return;

  cli_intervals_build (json, "pooled_difference_to_none", extra->difference);
  imb_json_object (json, "mcnemar");
  imb_json_number (json, "only_this", isnan (extra->mcnemar.p) ? NAN : (double) extra->mcnemar.only_first);
  imb_json_number (json, "only_none", isnan (extra->mcnemar.p) ? NAN : (double) extra->mcnemar.only_second);
  imb_json_number (json, "p", extra->mcnemar.p);
  imb_json_number (json, "mid_p", extra->mcnemar.mid_p);
  imb_json_end (json);
  imb_json_object (json, "equivalence");
  imb_json_number (json, "recall", same->recall);
  imb_json_number (json, "precision", same->precision);
  imb_json_number (json, "threshold_of_none", same->threshold);
  imb_json_number (json, "share_at_threshold", same->share);
  imb_json_number (json, "precision_of_none", same->base_precision);
  imb_json_number (json, "difference", same->difference);
  imb_json_number (json, "low", same->low);
  imb_json_number (json, "high", same->high);
  imb_json_end (json);
}

static void
print_json (const CliInput  *input,
            const GPtrArray *runs,
            const GPtrArray *honest,
            const GPtrArray *extras,
            const GPtrArray *figures,
            double           seconds)
{
  g_autoptr (ImbJson) json = cli_json_new ();

  imb_json_array (json, "runs");
  for (guint r = 0; r < runs->len; r++)
    {
      imb_json_object (json, NULL);
      cli_run_build (json, runs->pdata[r]);
      if (imb_run_get_error (runs->pdata[r]) == NULL && imb_run_get_error (runs->pdata[0]) == NULL)
        build_difference (json, runs->pdata[r], runs->pdata[0]);
      cli_optimism_build (json, runs->pdata[r], honest, r);
      build_extra (json, extras->pdata[r]);
      imb_json_number (json, "seconds", imb_run_get_seconds (runs->pdata[r]));
      imb_json_end (json);
    }
  imb_json_end_array (json);
  imb_json_array (json, "figures");
  for (guint i = 0; i < figures->len; i++)
    imb_json_text (json, NULL, figures->pdata[i]);
  imb_json_end_array (json);
  imb_json_notes (json, input->notes);
  imb_json_object (json, "seconds");
  imb_json_number (json, "read", input->seconds);
  imb_json_number (json, "evaluate", seconds);
  imb_json_end (json);
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

/* "+0.012", "−0.012", "–". */
static const char *
signed_score (double value,
              char  *buffer,
              gsize  size)
{
  if (isnan (value))
    g_strlcpy (buffer, "–", size);
  else
    g_snprintf (buffer, size, "%s%.3f", value < 0.0 ? "−" : "+", fabs (value));
  return buffer;
}

/* What the untreated model has at the same recall, a line for each run where it is another threshold. */
static void
print_equivalence (const GPtrArray *runs,
                   const GPtrArray *extras)
{
  for (guint r = 1; r < runs->len; r++)
    {
      const Extra          *extra = extras->pdata[r];
      const ImbEquivalence *same = &extra->equivalence;
      g_autofree char      *label = cli_dup_plain (imb_run_get_spec (runs->pdata[r])->label);
      g_autofree char      *part = NULL;
      char                  texts[3][32];

      if (extra->difference == NULL || isnan (same->threshold))
        continue;
      if (same->share < 1.0)
        part = g_strdup_printf (_ (" (and %.0f %% of the rows with that very score)"), 100.0 * same->share);
      printf (_ ("%s: its recall of %.3f is had by none at threshold %.3g%s with precision %.3f against %.3f: difference %s [%s … %s]\n"),
              label, same->recall, same->threshold, part != NULL ? part : "", same->base_precision, same->precision, signed_score (same->difference, texts[0], sizeof texts[0]), signed_score (same->low, texts[1], sizeof texts[1]), signed_score (same->high, texts[2], sizeof texts[2]));
    }
}

static void
print_costs (const GPtrArray *runs)
{
  static const char *const titles[] = { "run", ">cost per row", ">minus none", ">95 % interval" };
  CliTable                *table = cli_table_new (titles, G_N_ELEMENTS (titles));

  printf ("\n");
  for (guint r = 0; r < runs->len; r++)
    {
      const ImbRun    *run = runs->pdata[r];
      ImbEstimate      difference = imb_run_cost_difference (run, runs->pdata[0]);
      g_autofree char *cost = cli_dup_amount (imb_run_cost (run).value, FALSE), *value = cli_dup_amount (difference.value, TRUE);
      g_autofree char *low = cli_dup_amount (difference.low, TRUE), *high = cli_dup_amount (difference.high, TRUE);

      if (imb_run_get_error (run) != NULL)
        continue;
      cli_table_add (table, "%s", imb_run_get_spec (run)->label);
      cli_table_add (table, "%s", cost);
      cli_table_add (table, "%s", r > 0 ? value : "");
      cli_table_add (table, "%s%s%s", r > 0 ? low : "", r > 0 ? " … " : "", r > 0 ? high : "");
    }
  cli_table_print (table);
}

static void
print_text (const CliInput  *input,
            const Own       *own,
            const GPtrArray *runs,
            const GPtrArray *honest,
            const GPtrArray *extras,
            const GPtrArray *figures,
            double           seconds)
{
  cli_frame_print (&own->frame, input, runs->pdata[0]);
  print_runs (runs, own->metrics);
  printf (_ ("\n* the 95 %% interval of the difference leaves out 0 (paired over the folds)\n\n"));
  print_equivalence (runs, extras);
  if (own->frame.evaluation.costs != NULL)
    print_costs (runs);
  cli_optimism_print (runs, honest, own->metrics);
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

/* Pictures have a line of no skill of their own. (transfer container) */
static GPtrArray *
without_dummy (const GPtrArray *runs)
{
  GPtrArray *drawn = g_ptr_array_new ();

  for (guint r = 0; r < runs->len; r++)
    if (r == 0 || imb_run_get_spec (runs->pdata[r])->model != imb_model_find ("dummy"))
      g_ptr_array_add (drawn, runs->pdata[r]);
  return drawn;
}

/* Pictures of the whole table show the first plan; NULL: there is none, or no fold chose for the whole table. */
static ImbPlan *
plan_of_pictures (const Own *own,
                  ImbNotes  *notes)
{
  const GPtrArray *plans = own->plans->len > 0 ? own->plans->pdata[0] : NULL;

  if (plans != NULL && plans->len > 1)
    imb_notes_add (notes, _ ("Pictures of the resampled table are left out, because the folds chose among alternatives; write one value for each parameter to see them."));
  return plans != NULL && plans->len == 1 ? plans->pdata[0] : NULL;
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
  Own *own = data;
  g_auto (CliInput) input = { 0 };
  g_autoptr (GPtrArray) runs = NULL, specs = NULL, drawn = NULL, honest = NULL;
  g_autoptr (GPtrArray) extras = g_ptr_array_new_with_free_func (extra_free);
  g_autoptr (GPtrArray) figures = g_ptr_array_new_with_free_func (g_free);
  gint64 start;
  double seconds;

  if (!cli_input_load (&input, options, options->arguments[1], 0.2, 0.05, error)
      || !cli_frame_pose (&own->frame, options, &input, error))
    return FALSE;

  specs = make_specs (own, &input);
  start = g_get_monotonic_time ();
  runs = imb_evaluate (input.design, specs, &own->frame.evaluation, cli_progress_part (0.7), error);
  if (runs == NULL || !check_runs (runs, error) || !work_out (own, runs, extras, input.notes, error))
    return FALSE;

  honest = cli_optimism_runs (&own->frame, &input, specs, error);
  if (honest == NULL)
    return FALSE;

  seconds = (g_get_monotonic_time () - start) / 1e6;
  for (guint r = 0; r < runs->len; r++)
    imb_run_tell (runs->pdata[r], input.notes);
  drawn = without_dummy (runs);
  if (own->figures != NULL
      && !cli_pictures_save_all (own->figures, &input, plan_of_pictures (own, input.notes), &own->frame.evaluation, drawn, figures, error))
    return FALSE;

  cli_input_finish (&input, options);
  if (options->json)
    print_json (&input, runs, honest, extras, figures, seconds);
  else
    print_text (&input, own, runs, honest, extras, figures, seconds);
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
                 "that knows that folds overlap (Nadeau and Bengio 2003). Where a threshold, a class weight, a calibration or\n"
                 "a prior correction is asked of all runs, a run “untreated” has none of them, and decides at 0.5.\n"),
  .groups = CLI_READS | CLI_EVALUATES,
  .entries = entries,
  .own_size = sizeof (Own),
  .check = check,
  .act = compare,
  .clear = clear,
};
