/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grid of runs and seeds. Units come one after the other, in an order that hangs on nothing but the grid, and the folds of one are
 * done in parallel; so whoever stops loses at most one unit, and the log does not tell how often it was stopped. */
#include "engine/evaluate/imb-experiment.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/evaluate/imb-log-member.h"
#include "engine/evaluate/imb-run-private.h"
#include "engine/evaluate/imb-split.h"
#include "engine/io/imb-json.h"
#include "engine/params/imb-values.h"

#define COST "cost_per_row"

/* ---- what it is about ---- */

/* Folds that do not hang on the seed are the same with every seed. */
static gboolean
has_new_folds (const ImbExperiment *self)
{
  return self->evaluation.split != IMB_SPLIT_TIME && self->evaluation.split != IMB_SPLIT_LEAVE_GROUP;
}

/* The places of a seed, which is kept when it has any. */
static gboolean
add_seed (ImbExperiment   *self,
          const ImbDesign *design,
          guint32          seed,
          GHashTable      *known,
          ImbJob          *job,
          GError         **error)
{
  ImbEvaluation evaluation = self->evaluation;
  const guint   n_before = self->places->len;
  g_autoptr (ImbSplit) split = NULL;

  evaluation.n_folds = self->n_folds;
  evaluation.seed = seed;
  split = imb_split_new (design, &evaluation, job, error);
  if (split == NULL)
    return FALSE;

  for (guint r = 0; r < split->n_repeats; r++)
    {
      const ImbPlace place = { self->n_seeds, r, split->n_repeats, split->draws[r] };

      if (g_hash_table_add (known, imb_split_dup_partition (split, r)) || !has_new_folds (self))
        g_array_append_val (self->places, place);
    }
  if (self->places->len == n_before)
    return TRUE;
  self->test_sizes[self->n_seeds] = split->test_size;
  self->seeds[self->n_seeds++] = seed;
  return TRUE;
}

static void
note_left_out (const ImbExperiment *self,
               guint                n_asked,
               gboolean             has_groups,
               ImbNotes            *notes)
{
  const guint       n_seeds = n_asked - self->n_seeds, n_repeats = self->n_seeds * self->evaluation.n_repeats, n = n_repeats - self->places->len;
  const char *const what = has_groups ? _ ("ask for fewer of them or --split leave-one-group-out.") : _ ("ask for fewer of them.");

  if (n_seeds > 0)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%u of %u seeds dealt the rows as an earlier one did and was left out; %s", "%u of %u seeds dealt the rows as an earlier one did and were left out; %s", n_seeds),
                   n_seeds, n_asked, what);
  if (n > 0)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%u of %u repeats dealt the rows as an earlier one did and is not counted; %s", "%u of %u repeats dealt the rows as an earlier one did and are not counted; %s", n),
                   n, n_repeats, what);
}

gboolean
imb_experiment_init (ImbExperiment       *self,
                     const ImbDesign     *design,
                     const ImbEvaluation *evaluation,
                     const GPtrArray     *specs,
                     const guint32       *seeds,
                     guint                n_seeds,
                     ImbNotes            *notes,
                     ImbJob              *job,
                     GError             **error)
{
  ImbProblem *problem = imb_design_get_problem (design);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  *self = (ImbExperiment){ .evaluation = *evaluation, .specs = specs };
  self->seeds = g_new (guint32, MAX (n_seeds, 1));
  self->test_sizes = g_new (double, MAX (n_seeds, 1));
  self->places = g_array_new (FALSE, FALSE, sizeof (ImbPlace));
  if (!imb_split_count_folds (problem, evaluation, &self->n_folds, error))
    return FALSE;
  for (guint s = 0; s < n_seeds; s++)
    if (!add_seed (self, design, seeds[s], known, job, error))
      return FALSE;
  note_left_out (self, n_seeds, imb_problem_get_groups (problem) != NULL, notes);
  return TRUE;
}

void
imb_experiment_clear (ImbExperiment *self)
{
  g_clear_pointer (&self->seeds, g_free);
  g_clear_pointer (&self->test_sizes, g_free);
  g_clear_pointer (&self->places, g_array_unref);
}

static void
add_costs (GChecksum        *sum,
           const ImbCosts   *costs,
           const ImbProblem *problem)
{
  const gsize   n_classes = imb_problem_n_classes (problem);
  const double *of_rows = imb_costs_get_row_costs (costs);

  g_checksum_update (sum, (const guchar *) imb_costs_get_matrix (costs), (gssize) (n_classes * n_classes * sizeof (double)));
  if (of_rows != NULL)
    g_checksum_update (sum, (const guchar *) of_rows, (gssize) (imb_problem_n_rows (problem) * sizeof (double)));
}

static void
add_columns (GChecksum     *sum,
             const ImbView *view)
{
  const guint8 has[] = { view->weights != NULL, view->groups != NULL };

  g_checksum_update (sum, has, sizeof has);
  for (gsize j = 0; j < view->base->n_cols; j++)
    {
      const guint32 kind[] = { view->kinds != NULL ? view->kinds[j].n_levels : 0, view->kinds != NULL && view->kinds[j].whole };
      const char   *name = view->features != NULL ? view->features[j] : "";

      g_checksum_update (sum, (const guchar *) kind, sizeof kind);
      g_checksum_update (sum, (const guchar *) name, (gssize) strlen (name) + 1);
    }
}

#define ROWS 1024 /* between two looks at the job */

/* Everything that numbers are computed from: columns, values, classes, weights, groups, times, costs. NULL: cancelled. */
static char *
hash_of (const ImbExperiment *self,
         const ImbDesign     *design,
         ImbJob              *job,
         GError             **error)
{
  const ImbView view = imb_design_get_view (design);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  add_columns (sum, &view);
  for (gsize i = 0; i < view.n_rows; i++)
    {
      guint32 group = view.groups != NULL ? imb_view_group (&view, i) : 0;
      guint16 class = (guint16) imb_view_class (&view, i);
      double weight = imb_view_weight (&view, i);

      if (i % ROWS == 0 && !imb_job_step (job, 0, 0, error))
        return NULL;
      g_checksum_update (sum, (const guchar *) imb_view_row (&view, i), (gssize) (view.base->n_cols * sizeof (double)));
      g_checksum_update (sum, (const guchar *) &class, sizeof class);
      g_checksum_update (sum, (const guchar *) &weight, sizeof weight);
      g_checksum_update (sum, (const guchar *) &group, sizeof group);
    }
  if (self->evaluation.times != NULL)
    g_checksum_update (sum, g_bytes_get_data (self->evaluation.times, NULL), (gssize) g_bytes_get_size (self->evaluation.times));
  if (self->evaluation.costs != NULL)
    add_costs (sum, self->evaluation.costs, imb_design_get_problem (design));
  return g_strdup (g_checksum_get_string (sum));
}

/* What mistakes cost, true class by predicted one, those of the positive class first: what logs of other classes are compared by. Costs of rows are in the
 * data's hash alone. */
static void
build_costs (ImbJson          *json,
             const ImbCosts   *costs,
             const ImbProblem *problem)
{
  const gsize   n = imb_problem_n_classes (problem), positive = imb_problem_get_positive (problem);
  const double *matrix = imb_costs_get_matrix (costs);

  imb_json_object (json, "costs");
  imb_json_flag (json, "of_rows", imb_costs_get_row_costs (costs) != NULL);
  imb_json_array (json, "matrix");
  for (gsize i = 0; i < n * n; i++)
    imb_json_number (json, NULL, matrix[(i / n + positive) % n * n + (i + positive) % n]);
  imb_json_end_array (json);
  imb_json_end (json);
}

char *
imb_experiment_head (const ImbExperiment *self,
                     const ImbDesign     *design,
                     ImbJob              *job,
                     GError             **error)
{
  const ImbProblem    *problem = imb_design_get_problem (design);
  const ImbEvaluation *frame = &self->evaluation;
  g_autofree char     *hash = hash_of (self, design, job, error);
  g_autoptr (ImbJson) json = imb_json_new ();
  char *text;

  if (hash == NULL)
    return NULL;
  imb_json_count (json, "log", IMB_LOG_VERSION);
  imb_json_text (json, "data", hash);
  imb_json_count (json, "rows", imb_problem_n_rows (problem));
  imb_json_array (json, "classes");
  for (guint c = 0; c < imb_problem_n_classes (problem); c++)
    imb_json_text (json, NULL, imb_problem_get_labels (problem)[c]);
  imb_json_end_array (json);
  imb_json_array (json, "counts");
  for (guint c = 0; c < imb_problem_n_classes (problem); c++)
    imb_json_count (json, NULL, imb_problem_get_counts (problem)[c]);
  imb_json_end_array (json);
  imb_json_text (json, "positive", imb_problem_get_labels (problem)[imb_problem_get_positive (problem)]);
  if (frame->costs != NULL)
    build_costs (json, frame->costs, problem);
  imb_json_text (json, "split", imb_split_kind_nick (frame->split));
  imb_json_count (json, "folds", self->n_folds);
  imb_json_number (json, "test_size", frame->split == IMB_SPLIT_HOLDOUT ? frame->test_size : NAN);
  if (frame->split == IMB_SPLIT_HOLDOUT && imb_problem_get_groups (problem) != NULL)
    imb_json_text (json, "groups", "drawn"); /* logs that do not say so dealt them, to other parts with the same seed */
  imb_json_count (json, "repeats", frame->n_repeats);
  imb_json_text (json, "impute", imb_impute_nick (frame->impute));
  imb_json_text (json, "scale", imb_scale_nick (frame->scale));
  imb_json_text (json, "domain", imb_domain_nick (frame->domain));
  imb_json_number (json, "prevalence", frame->prevalence);
  imb_json_flag (json, "leaky", frame->leaky);
  text = g_strdup (imb_json_finish (json));
  return g_strchomp (text);
}

char *
imb_experiment_unit (const ImbRunSpec *spec,
                     guint32           seed)
{
  g_autofree char *what = imb_run_spec_dup_text (spec);
  g_autofree char *text = g_strdup_printf ("%s | seed %u", what, seed);

  return g_utf8_make_valid (text, -1);
}

/* ---- records ---- */

static ImbJson *
start_record (const ImbRun *run,
              const char   *unit,
              guint         n_records)
{
  const ImbRunSpec *spec = imb_run_get_spec (run);
  g_autofree char  *threshold = imb_threshold_to_string (&spec->threshold);
  g_autofree char  *prior = imb_prior_to_string (&spec->prior);
  g_autofree char  *plan = imb_run_spec_dup_plan_text (spec);
  ImbJson          *json = imb_json_new ();

  imb_json_text (json, "unit", unit);
  imb_json_count (json, "of", n_records);
  imb_json_text (json, "label", spec->label);
  imb_json_text (json, "plan", plan);
  imb_json_text (json, "model", imb_run_get_model_text (run));
  imb_json_text (json, "threshold_policy", threshold);
  imb_json_text (json, "prior_correction", prior);
  imb_json_text (json, "calibration", imb_calibration_nick (spec->calibration));
  imb_json_count (json, "seed", imb_run_get_evaluation (run)->seed);
  imb_json_text (json, "version", IMB_VERSION);
  return json;
}

/* What holds for the whole run, in its first record. */
static void
add_run_notes (ImbJson      *json,
               const ImbRun *run)
{
  const ImbNotes *notes = imb_run_get_notes (run);

  imb_json_array (json, "run_notes");
  for (guint i = 0; i < imb_notes_n (notes); i++)
    imb_json_text (json, NULL, imb_notes_at (notes, i));
  imb_json_end_array (json);
}

static void
append_fold (GString      *lines,
             const ImbRun *run,
             const char   *unit,
             guint         fold)
{
  const ImbFoldResult *result = &run->folds[fold];
  const guint          n_folds = imb_run_get_evaluation (run)->n_folds;
  g_autoptr (ImbJson) json = start_record (run, unit, run->n_folds);

  imb_json_count (json, "repeat", fold / n_folds + 1);
  imb_json_count (json, "fold", fold % n_folds + 1);
  imb_json_count (json, "rows", imb_outcome_n_rows (result->outcome));
  imb_json_number (json, "threshold", result->threshold);
  imb_run_build_chosen (run, fold, json);
  imb_json_number (json, "cost", result->cost);
  imb_json_number (json, "seconds", result->seconds);
  imb_json_object (json, "metrics");
  for (guint m = 0; m < imb_metrics_n (); m++)
    imb_json_number (json, imb_metrics ()[m]->id, result->values[m]);
  imb_json_end (json);
  imb_json_notes (json, result->notes);
  if (fold == 0)
    add_run_notes (json, run);
  g_string_append (lines, imb_json_finish (json));
}

/* (transfer full) */
static char *
lines_of (const ImbRun *run,
          const char   *unit)
{
  GString *lines = g_string_new (NULL);

  if (imb_run_get_error (run) != NULL)
    {
      g_autoptr (ImbJson) json = start_record (run, unit, 1);

      imb_json_text (json, "error", imb_run_get_error (run)->message);
      g_string_append (lines, imb_json_finish (json));
    }
  else
    for (guint f = 0; f < imb_run_n_folds (run); f++)
      append_fold (lines, run, unit, f);
  return g_string_free (lines, FALSE);
}

/* ---- the work ---- */

static gboolean
do_unit (const ImbExperiment *self,
         const ImbDesign     *design,
         const ImbRunSpec    *spec,
         guint32              seed,
         const char          *unit,
         ImbLog              *log,
         ImbJob              *job,
         GError             **error)
{
  ImbEvaluation evaluation = self->evaluation;
  g_autoptr (GPtrArray) specs = g_ptr_array_new ();
  g_autoptr (GPtrArray) runs = NULL;
  g_autofree char *lines = NULL;

  evaluation.seed = seed;
  g_ptr_array_add (specs, (gpointer) spec);
  runs = imb_evaluate (design, specs, &evaluation, job, error);
  if (runs == NULL)
    return FALSE;
  /* On another day there may be memory. */
  if (g_error_matches (imb_run_get_error (runs->pdata[0]), IMB_ERROR, IMB_ERROR_TOO_LARGE))
    {
      g_propagate_error (error, g_error_copy (imb_run_get_error (runs->pdata[0])));
      return FALSE;
    }
  lines = lines_of (runs->pdata[0], unit);
  return imb_log_append (log, unit, lines, error);
}

gboolean
imb_experiment_run (const ImbExperiment *self,
                    const ImbDesign     *design,
                    ImbLog              *log,
                    guint               *n_done,
                    ImbJob              *job,
                    GError             **error)
{
  const guint n = self->n_seeds * self->specs->len;
  guint       done = 0;

  for (guint u = 0; u < n; u++)
    {
      const ImbRunSpec *spec = self->specs->pdata[u % self->specs->len];
      const guint32     seed = self->seeds[u / self->specs->len];
      g_autofree char  *unit = imb_experiment_unit (spec, seed);
      g_autoptr (ImbJob) part = imb_job_new_part (job, 1.0 / n);

      if (imb_log_has (log, unit))
        {
          if (!imb_job_step (part, 1, 1, error))
            return FALSE;
          continue;
        }
      if (!do_unit (self, design, spec, seed, unit, log, part, error))
        return FALSE;
      done++;
    }
  if (n_done != NULL)
    *n_done = done;
  return TRUE;
}

/* ---- what came out ---- */

gboolean
imb_measure_parse (const char *id,
                   ImbMeasure *measure,
                   GError    **error)
{
  const ImbMetric *metric;

  *measure = (ImbMeasure){ COST, N_ ("Cost per row"), TRUE, -INFINITY, INFINITY, TRUE, FALSE };
  if (id != NULL && strcmp (id, COST) == 0)
    return TRUE;

  if (id != NULL && imb_metric_find (id) == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("there is no metric “%s”; “imbal list metrics” has them, and cost_per_row is what a tested row costs"), id);
      return FALSE;
    }
  metric = imb_metric_find_goal (id, error);
  if (metric == NULL)
    return FALSE;
  *measure = (ImbMeasure){ metric->id, metric->title, FALSE, metric->low, metric->high, metric->better == IMB_BETTER_LOW, imb_metric_has_points (metric) };
  return TRUE;
}

double
imb_measure_of (const ImbMeasure *self,
                JsonObject       *record)
{
  JsonNode *node = json_object_get_member (record, "metrics");

  if (self->is_cost)
    return imb_log_member_number (record, "cost", NAN);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? imb_log_member_number (json_node_get_object (node), self->id, NAN) : NAN;
}

gsize
imb_experiment_n_values (const ImbExperiment *self)
{
  return (gsize) self->n_folds * (has_new_folds (self) ? self->places->len : 1);
}

/* A place's first record among those of its unit; NULL: they are not there, or not of these folds. */
static JsonObject **
records_at (const ImbExperiment *self,
            const ImbPlace      *place,
            const GPtrArray     *records)
{
  if (records != NULL && records->len == self->n_folds * place->n_repeats)
    return (JsonObject **) records->pdata + self->n_folds * place->repeat;
  if (records != NULL && records->len == self->n_folds * self->evaluation.n_repeats)
    return (JsonObject **) records->pdata + self->n_folds * place->draw;
  return NULL;
}

const char *
imb_experiment_values (const ImbExperiment *self,
                       const ImbLog        *log,
                       const ImbRunSpec    *spec,
                       const ImbMeasure    *measure,
                       double              *values)
{
  const gboolean is_new = has_new_folds (self);
  const char    *why = NULL;

  for (gsize i = 0; i < imb_experiment_n_values (self); i++)
    values[i] = 0.0;
  for (guint p = 0; p < self->places->len; p++)
    {
      const ImbPlace  *place = &g_array_index (self->places, ImbPlace, p);
      g_autofree char *unit = imb_experiment_unit (spec, self->seeds[place->seed]);
      const GPtrArray *records = imb_log_records (log, unit);
      JsonObject     **of_folds = records_at (self, place, records);

      for (guint f = 0; f < self->n_folds; f++)
        values[(is_new ? p * self->n_folds : 0) + f] += (of_folds != NULL ? imb_measure_of (measure, of_folds[f]) : NAN) / (is_new ? 1 : self->n_seeds);
      if (why == NULL && records != NULL && records->len > 0)
        why = imb_log_member_text (records->pdata[0], "error");
    }
  return why;
}

void
imb_experiment_add_notes (const ImbExperiment *self,
                          const ImbLog        *log,
                          ImbNotes            *notes)
{
  g_autoptr (GHashTable) versions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  imb_log_add_versions (log, versions);
  imb_log_note_versions (versions, notes);
  for (guint i = 0; i < self->specs->len; i++)
    for (guint s = 0; s < self->n_seeds; s++)
      {
        g_autofree char *unit = imb_experiment_unit (self->specs->pdata[i], self->seeds[s]);
        const GPtrArray *records = imb_log_records (log, unit);
        JsonNode        *said = records != NULL && records->len > 0 ? json_object_get_member (records->pdata[0], "run_notes") : NULL;
        JsonArray       *texts = said != NULL && JSON_NODE_HOLDS_ARRAY (said) ? json_node_get_array (said) : NULL;

        for (guint t = 0; texts != NULL && t < json_array_get_length (texts); t++)
          {
            JsonNode *text = json_array_get_element (texts, t);

            if (JSON_NODE_HOLDS_VALUE (text) && json_node_get_value_type (text) == G_TYPE_STRING)
              imb_notes_add (notes, "%s", json_node_get_string (text));
          }
      }
}

double
imb_experiment_seconds (const ImbExperiment *self,
                        const ImbLog        *log,
                        const ImbRunSpec    *spec)
{
  double seconds = 0.0;

  for (guint s = 0; s < self->n_seeds; s++)
    {
      g_autofree char *unit = imb_experiment_unit (spec, self->seeds[s]);
      const GPtrArray *records = imb_log_records (log, unit);

      for (guint f = 0; records != NULL && f < records->len; f++)
        seconds += imb_log_member_number (records->pdata[f], "seconds", 0.0);
    }
  return seconds;
}

double
imb_experiment_test_share (const ImbExperiment *self)
{
  ImbEvaluation made = self->evaluation;

  made.n_folds = self->n_folds;
  made.test_size = 0.0;
  for (guint s = 0; s < self->n_seeds; s++)
    made.test_size += self->test_sizes[s] / self->n_seeds;
  return imb_evaluation_test_share (&made);
}
