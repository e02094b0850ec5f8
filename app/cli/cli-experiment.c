/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imbal experiment: plans × models × seeds as a log that can be stopped and taken up again, and who is ahead in it. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/cli-progress.h"
#include "app/cli/cli-runs.h"
#include "app/cli/cli-text.h"

#define MOST_SEEDS 10000

typedef struct
{
  char     **plan_texts;
  char      *seeds_text;
  char      *log;
  char      *metric_text;
  gboolean   resume;
  GPtrArray *lines; /* of Line: one for each model */
  GArray    *seeds; /* of guint32 */
  ImbMeasure measure;
} Own;

/* ---- what is asked for ---- */

/* A model and the plans that it runs with, of which the alternatives are counted with its own. */
typedef struct
{
  CliFrame   frame;
  GPtrArray *plans; /* of GPtrArray of ImbPlan: the alternatives of each */
} Line;

static void
line_free (gpointer data)
{
  Line *line = data;

  g_clear_pointer (&line->plans, g_ptr_array_unref);
  cli_frame_clear (&line->frame);
  g_free (line);
}

static gboolean
add_seeds (GArray     *seeds,
           const char *piece,
           GError    **error)
{
  g_auto (GStrv) ends = g_strsplit (piece, "-", 2);
  const char *last_text = ends[0] != NULL && ends[1] != NULL ? ends[1] : ends[0];
  guint64     first, last;

  if (ends[0] == NULL || !g_ascii_string_to_unsigned (g_strstrip (ends[0]), 10, 0, G_MAXUINT32, &first, NULL)
      || !g_ascii_string_to_unsigned (last_text, 10, 0, G_MAXUINT32, &last, NULL) || last < first || last - first >= MOST_SEEDS - seeds->len)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--seeds: “%s” is no seed and no range of seeds; write 0-9 or 1,5,7, at most %d of them"), piece, MOST_SEEDS);
      return FALSE;
    }
  for (guint64 seed = first; seed <= last; seed++)
    {
      guint32  own = (guint32) seed;
      gboolean is_known = FALSE;

      for (guint i = 0; i < seeds->len; i++)
        is_known |= g_array_index (seeds, guint32, i) == own;
      if (!is_known)
        g_array_append_val (seeds, own);
    }
  return TRUE;
}

static gboolean
parse_seeds (Own              *own,
             const CliOptions *options,
             GError          **error)
{
  g_auto (GStrv) pieces = own->seeds_text != NULL ? g_strsplit (own->seeds_text, ",", -1) : NULL;

  own->seeds = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (pieces == NULL)
    g_array_append_val (own->seeds, options->seed);
  for (char **piece = pieces; piece != NULL && *piece != NULL; piece++)
    if (!add_seeds (own->seeds, *piece, error))
      return FALSE;
  return TRUE;
}

static gboolean
parse_measure (Own              *own,
               const CliOptions *options,
               GError          **error)
{
  GError *cause = NULL;

  if (!imb_measure_parse (own->metric_text, &own->measure, &cause))
    return cli_usage_error ("--metric", cause, error);
  if (own->measure.is_cost && options->cost == NULL && options->cost_column == NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--metric: %s needs to know what mistakes cost; give --cost FILE or --cost-column NAME"), own->measure.id);
  else if (!own->measure.smaller_is_better && isinf (own->measure.high))
    g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--metric: %s may be infinite, so means of it say nothing; choose another"), own->measure.id);
  else
    return TRUE;
  return FALSE;
}

/* They differ in nothing but the model. */
static gboolean
parse_lines (Own              *own,
             const CliOptions *options,
             GError          **error)
{
  const guint n = options->models != NULL ? g_strv_length (options->models) : 0;

  own->lines = g_ptr_array_new_with_free_func (line_free);
  for (guint i = 0; i < MAX (n, 1); i++)
    {
      CliOptions one = *options;
      Line      *line = g_new0 (Line, 1);

      one.models = n > 0 ? options->models + i : NULL;
      line->plans = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
      g_ptr_array_add (own->lines, line);
      if (!cli_frame_parse (&line->frame, &one, error))
        return FALSE;
      for (char **text = own->plan_texts; text != NULL && *text != NULL; text++)
        {
          GPtrArray *plans = cli_frame_plans (&line->frame, "--plan", *text, error);

          if (plans == NULL)
            return FALSE;
          g_ptr_array_add (line->plans, plans);
        }
    }
  return TRUE;
}

static gboolean
check (const CliOptions *options,
       gpointer          data,
       GError          **error)
{
  Own *own = data;

  if (options->leaky)
    {
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--leaky is for evaluate and compare, which say by how much it misleads"));
      return FALSE;
    }
  if (own->log == NULL)
    {
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--log DIR is missing: the folder of the experiment’s log"));
      return FALSE;
    }
  return parse_seeds (own, options, error) && parse_measure (own, options, error) && parse_lines (own, options, error);
}

/* ---- the grid ---- */

/* No skill, then for each model no resampling, class weight, threshold, and the plans; once each, whatever it is called. (transfer full) */
static GPtrArray *
make_specs (const Own      *own,
            const CliInput *input)
{
  GPtrArray *specs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);

  g_ptr_array_add (specs, imb_run_spec_new_dummy ());
  for (guint l = 0; l < own->lines->len; l++)
    {
      const Line *line = own->lines->pdata[l];
      g_autoptr (GPtrArray) usual = cli_frame_baselines (&line->frame, input);

      for (guint i = 0; i < usual->len; i++)
        if (cli_is_new_plan (specs, usual->pdata[i], input->notes))
          g_ptr_array_add (specs, imb_run_spec_copy (usual->pdata[i]));
      for (guint i = 0; i < line->plans->len; i++)
        {
          g_autoptr (ImbRunSpec) spec = cli_frame_spec (&line->frame, line->plans->pdata[i], NULL);

          if (cli_is_new_plan (specs, spec, input->notes))
            g_ptr_array_add (specs, g_steal_pointer (&spec));
        }
    }
  return specs;
}

/* ---- who is ahead ---- */

typedef struct
{
  ImbExperiment experiment;
  ImbStanding  *standings;
  const char  **reasons; /* of each spec: why it could not be done */
  guint         n_alike;
  guint         simplest; /* place in standings of the simplest of those */
  guint         n_done;
  gsize         n_left_out; /* folds in which not all runs have a value */
  double        seconds;
} Result;

static void
result_clear (Result *self)
{
  g_free (self->standings);
  g_free (self->reasons);
  imb_experiment_clear (&self->experiment);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

/* Folds in which a run that has values elsewhere has none count for nobody; returns their number. */
static gsize
leave_out (double *values,
           guint   n_runs,
           gsize   n_values)
{
  gsize n_left_out = 0;

  for (gsize i = 0; i < n_values; i++)
    {
      gboolean is_whole = TRUE;

      for (guint r = 0; r < n_runs && is_whole; r++)
        for (gsize other = 0; isnan (values[r * n_values + i]) && other < n_values; other++)
          is_whole &= isnan (values[r * n_values + other]);
      for (guint r = 0; r < n_runs && !is_whole; r++)
        values[r * n_values + i] = NAN;
      n_left_out += !is_whole;
    }
  return n_left_out;
}

/* A t interval knows nothing of the metric's range. */
static void
cut (ImbEstimate      *estimate,
     const ImbMeasure *measure)
{
  estimate->low = estimate->low < measure->low ? measure->low : estimate->low;
  estimate->high = estimate->high > measure->high ? measure->high : estimate->high;
}

static void
rank (const Own    *own,
      const ImbLog *log,
      Result       *self)
{
  const ImbExperiment *experiment = &self->experiment;
  const guint          n = experiment->specs->len;
  const gsize          n_values = imb_experiment_n_values (experiment);
  g_autofree double   *values = g_new (double, n *n_values);

  self->standings = g_new (ImbStanding, n);
  self->reasons = g_new0 (const char *, n);
  for (guint s = 0; s < n; s++)
    self->reasons[s] = imb_experiment_values (experiment, log, experiment->specs->pdata[s], &own->measure, values + s * n_values);
  self->n_left_out = leave_out (values, n, n_values);
  self->n_alike = imb_leaderboard (values, n, n_values, imb_experiment_test_share (experiment), own->measure.smaller_is_better, self->standings);
  for (guint i = 0; i < n; i++)
    cut (&self->standings[i].estimate, &own->measure);
  for (guint i = 1; i < n; i++)
    if (self->standings[i].is_alike
        && imb_run_spec_is_simpler (experiment->specs->pdata[self->standings[i].config], experiment->specs->pdata[self->standings[self->simplest].config]))
      self->simplest = i;
}

static const ImbRunSpec *
spec_at (const Result *self,
         guint         place)
{
  return self->experiment.specs->pdata[self->standings[place].config];
}

/* When not one run has a value, there is nothing to say of who is ahead. The log has the reasons. */
static gboolean
check_result (const Own    *own,
              const Result *self,
              GError      **error)
{
  const char *why = NULL;

  if (self->standings[0].place > 0)
    return TRUE;
  for (guint s = 0; s < self->experiment.specs->len && why == NULL; s++)
    why = self->reasons[s];
  if (why != NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("No run could be done. %s"), why);
  else
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("No run has a value of %s in any fold; choose another --metric, or another split."), own->measure.id);
  return FALSE;
}

/* (transfer full) */
static char *
dup_name (const Result *self,
          guint         place)
{
  const ImbRunSpec *spec = spec_at (self, place);
  g_autofree char  *model = imb_run_spec_dup_model_text (spec);

  return strcmp (spec->label, model) == 0 ? g_strdup (model) : g_strdup_printf ("%s, %s", spec->label, model);
}

static void
build_standing (ImbJson      *json,
                const Result *self,
                const ImbLog *log,
                guint         i)
{
  const ImbStanding *standing = &self->standings[i];
  const ImbRunSpec  *spec = spec_at (self, i);
  g_autofree char   *plan = imb_run_spec_dup_plan_text (spec);
  g_autofree char   *model = imb_run_spec_dup_model_text (spec);
  g_autofree char   *threshold = imb_threshold_to_string (&spec->threshold);

  imb_json_object (json, NULL);
  imb_json_number (json, "place", standing->place > 0 ? standing->place : NAN);
  imb_json_text (json, "label", spec->label);
  imb_json_text (json, "plan", plan);
  imb_json_text (json, "model", model);
  imb_json_text (json, "threshold", threshold);
  imb_json_number (json, "value", standing->estimate.value);
  imb_json_number (json, "low", standing->estimate.low);
  imb_json_number (json, "high", standing->estimate.high);
  imb_json_object (json, "difference_to_best");
  imb_json_number (json, "value", standing->behind.value);
  imb_json_number (json, "low", standing->behind.low);
  imb_json_number (json, "high", standing->behind.high);
  imb_json_number (json, "p_holm", standing->p);
  imb_json_end (json);
  imb_json_flag (json, "alike", standing->is_alike);
  imb_json_number (json, "seconds", imb_experiment_seconds (&self->experiment, log, spec));
  imb_json_text (json, "error", self->reasons[standing->config]);
  imb_json_end (json);
}

static void
print_json (const Own      *own,
            const CliInput *input,
            const Result   *self,
            const ImbLog   *log)
{
  g_autoptr (ImbJson) json = cli_json_new ();
  g_autofree char *simplest = dup_name (self, self->simplest);

  imb_json_text (json, "metric", own->measure.id);
  imb_json_array (json, "leaderboard");
  for (guint i = 0; i < self->experiment.specs->len; i++)
    build_standing (json, self, log, i);
  imb_json_end_array (json);
  imb_json_count (json, "alike", self->n_alike);
  imb_json_text (json, "simplest", simplest);
  imb_json_object (json, "units");
  imb_json_count (json, "all", self->experiment.specs->len * self->experiment.n_seeds);
  imb_json_count (json, "done_now", self->n_done);
  imb_json_end (json);
  imb_json_count (json, "folds_left_out", self->n_left_out);
  imb_json_notes (json, input->notes);
  imb_json_object (json, "seconds");
  imb_json_number (json, "read", input->seconds);
  imb_json_number (json, "experiment", self->seconds);
  imb_json_end (json);
  cli_json_print (json);
}

/* (transfer full) */
static char *
dup_value (const Own *own,
           double     value)
{
  return own->measure.is_cost ? cli_dup_amount (value, FALSE) : cli_dup_score (value);
}

static void
print_standing (CliTable     *table,
                const Own    *own,
                const Result *self,
                const ImbLog *log,
                guint         i)
{
  const ImbStanding *standing = &self->standings[i];
  g_autofree char   *model = imb_run_spec_dup_model_text (spec_at (self, i)), *value = dup_value (own, standing->estimate.value);
  g_autofree char   *low = dup_value (own, standing->estimate.low), *high = dup_value (own, standing->estimate.high);
  g_autofree char   *behind = dup_value (own, standing->behind.value), *p = cli_dup_score (standing->p);

  cli_table_add (table, "%s%u", standing->is_alike ? "=" : "", standing->place);
  cli_table_add_name (table, spec_at (self, i)->label);
  cli_table_add_name (table, model);
  cli_table_add (table, "%s", value);
  cli_table_add (table, "%s … %s", low, high);
  cli_table_add (table, "%s", i > 0 ? behind : "");
  cli_table_add (table, "%s", i > 0 ? p : "");
  cli_table_add (table, "%.2f", imb_experiment_seconds (&self->experiment, log, spec_at (self, i)));
}

/* Whether some run chooses its threshold. */
static gboolean
has_thresholds (const Result *self)
{
  for (guint i = 0; i < self->experiment.specs->len; i++)
    if (spec_at (self, i)->threshold.policy != IMB_THRESHOLD_FIXED && self->standings[i].place > 0)
      return TRUE;
  return FALSE;
}

static void
print_verdict (const Own    *own,
               const Result *self)
{
  const ImbMetric *metric = own->measure.is_cost ? NULL : imb_metric_find (own->measure.id);
  g_autofree char *best = dup_name (self, 0), *simplest = dup_name (self, self->simplest);

  if (self->n_left_out > 0)
    printf (g_dngettext (GETTEXT_PACKAGE, "\n%zu fold is left out, because a run has no value there.\n", "\n%zu folds are left out, because a run has no value there.\n", self->n_left_out), self->n_left_out);
  if (isnan (self->standings[0].estimate.low))
    printf (_ ("\nOne value each: nothing can be said of who is ahead; add folds, repeats or seeds.\n"));
  else if (self->n_alike < 2)
    printf (_ ("\nAhead of all others: %s.\n"), best);
  else
    printf (_ ("\n= These %u cannot be told apart (p > 0.05 after Holm’s adjustment); the simplest of them is: %s.\n"), self->n_alike, simplest);
  if (self->n_alike > 1 && spec_at (self, self->simplest)->model->kind == IMB_MODEL_NO_SKILL)
    printf (_ ("So no run is shown to be better than no skill by %s.\n"), own->measure.id);
  if (metric != NULL && metric->kind != IMB_METRIC_COUNTS && has_thresholds (self))
    printf (_ ("%s has no threshold: runs that differ in theirs alone are equal here; --metric f1 or g_mean tells them apart.\n"), own->measure.id);
}

static void
print_text (const Own      *own,
            const CliInput *input,
            const Result   *self,
            const ImbLog   *log)
{
  const char *const titles[] = { ">place", "run", "model", ">mean", ">95 % interval", ">behind", ">p", ">seconds" };
  g_autofree char  *asked = cli_frame_dup_asked (&((const Line *) own->lines->pdata[0])->frame);
  CliTable         *table = cli_table_new (titles, G_N_ELEMENTS (titles));

  cli_frame_print_data (input);
  printf (g_dngettext (GETTEXT_PACKAGE, "\n%s of %u runs with %u seed, %u folds × %u%s; units done now: %u, in the log before: %u\n\n", "\n%s of %u runs with %u seeds, %u folds × %u%s; units done now: %u, in the log before: %u\n\n", self->experiment.n_seeds), own->measure.id, self->experiment.specs->len,
          self->experiment.n_seeds, self->experiment.n_folds, self->experiment.evaluation.n_repeats, asked, self->n_done,
          self->experiment.specs->len * self->experiment.n_seeds - self->n_done);
  for (guint i = 0; i < self->experiment.specs->len; i++)
    if (self->standings[i].place > 0)
      print_standing (table, own, self, log, i);
  cli_table_print (table);
  for (guint i = 0; i < self->experiment.specs->len; i++)
    if (self->reasons[self->standings[i].config] != NULL)
      {
        g_autofree char *why = cli_dup_plain (self->reasons[self->standings[i].config]), *name = dup_name (self, i);

        printf (_ ("%s could not be done: %s\n"), name, why);
      }
  print_verdict (own, self);
}

static gboolean
experiment (const CliOptions *options,
            gpointer          data,
            GError          **error)
{
  const Own *own = data;
  g_auto (CliInput) input = { 0 };
  g_autoptr (GPtrArray) specs = NULL;
  g_autoptr (ImbLog) log = NULL;
  g_autofree char *head = NULL;
  g_auto (Result) result = { 0 };
  CliFrame *frame = &((Line *) own->lines->pdata[0])->frame;
  gint64    start = g_get_monotonic_time ();

  if (!cli_input_load (&input, options, options->arguments[1], 0.1, 0.05, error) || !cli_frame_pose (frame, options, &input, error))
    return FALSE;

  specs = make_specs (own, &input);
  if (!imb_experiment_init (&result.experiment, input.design, &frame->evaluation, specs, (const guint32 *) (gpointer) own->seeds->data, own->seeds->len, input.notes,
                            cli_progress_part (0.0), error))
    return FALSE;
  head = imb_experiment_head (&result.experiment, input.design, cli_progress_part (0.0), error);
  log = head != NULL ? imb_log_open (own->log, head, own->resume, input.notes, error) : NULL;
  if (log == NULL || !imb_experiment_run (&result.experiment, input.design, log, &result.n_done, cli_progress_part (0.85), error))
    return FALSE;

  result.seconds = (double) (g_get_monotonic_time () - start) * 1e-6;
  rank (own, log, &result);
  if (!check_result (own, &result, error))
    return FALSE;
  imb_experiment_add_notes (&result.experiment, log, input.notes);
  cli_input_finish (&input, options);
  if (options->json)
    print_json (own, &input, &result, log);
  else
    print_text (own, &input, &result, log);
  return TRUE;
}

static void
clear (gpointer data)
{
  Own *own = data;

  g_clear_pointer (&own->lines, g_ptr_array_unref);
  g_clear_pointer (&own->seeds, g_array_unref);
}

static const GOptionEntry entries[] = {
  { "plan", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, CLI_OWN (Own, plan_texts), N_ ("a sampler or a chain, SPEC + SPEC; once for each plan"), "PLAN" },
  { "seeds", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, seeds_text), N_ ("of folds, samplers and models: 0-9, or 1,5,7 (default: that of --seed)"), "LIST" },
  { "log", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, log), N_ ("the folder of the log, " IMB_LOG_NAME), "DIR" },
  { "resume", 0, 0, G_OPTION_ARG_NONE, CLI_OWN (Own, resume), N_ ("go on with a log that is there"), NULL },
  { "metric", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, metric_text), N_ ("the order of the leaderboard: a metric (default: average_precision), or cost_per_row"), "ID" },
  { NULL },
};

static const char *const unlisted[] = { "leaky", NULL };

const CliCommand cli_experiment = {
  .name = "experiment",
  .arguments = "FILE --log DIR --plan PLAN",
  .n_arguments = 1,
  .summary = N_ ("plans × models × seeds as a log that can be stopped and resumed"),
  .details = N_ ("Examples:\n"
                 "  imbal experiment moons.csv --log moons --plan smote --plan random-under --seeds 0-9\n"
                 "  imbal experiment moons.csv --log moons --plan smote --plan adasyn --seeds 0-9 --resume\n"
                 "  imbal experiment moons.csv --log more --model logistic-regression --model random-forest --plan smote\n\n"
                 "--model may be given several times. Every model also runs without resampling, with class weights (if it\n"
                 "has them) and with a moved threshold (of two classes); a model without skill runs once. The log has a line\n"
                 "of JSON for every fold. It only grows; whenever the program is stopped or killed, --resume goes on where\n"
                 "it was, and does what was added to the grid. The leaderboard counts the folds of all seeds as repeats of one\n"
                 "cross-validation; seeds that deal the rows as an earlier one does are left out.\n"),
  .groups = CLI_READS | CLI_EVALUATES | CLI_GRIDS,
  .unlisted = unlisted,
  .entries = entries,
  .own_size = sizeof (Own),
  .check = check,
  .act = experiment,
  .clear = clear,
};
