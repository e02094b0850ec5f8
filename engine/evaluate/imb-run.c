/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A finished run: what the folds gave, and estimates made from it. */
#include "engine/evaluate/imb-run.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/evaluate/imb-estimate.h"
#include "engine/evaluate/imb-explain-private.h"
#include "engine/evaluate/imb-tests.h"
#include "engine/kernels/imb-sort.h"
#include "engine/params/imb-config.h"

#define MOST_FOLD_NOTES 20

ImbRun *
imb_run_new (const ImbRunSpec    *spec,
             const ImbEvaluation *evaluation,
             ImbProblem          *problem)
{
  ImbRun *self = g_new0 (ImbRun, 1);

  self->spec = imb_run_spec_copy (spec);
  self->evaluation = *evaluation;
  if (evaluation->costs != NULL)
    imb_costs_ref (evaluation->costs);
  if (evaluation->times != NULL)
    g_bytes_ref (evaluation->times);
  if (evaluation->dependence != NULL)
    g_bytes_ref (evaluation->dependence);
  self->problem = imb_problem_ref (problem);
  self->model_text = imb_run_spec_dup_model_text (spec);
  self->notes = imb_notes_new ();
  self->n_folds = evaluation->n_folds * evaluation->n_repeats;
  self->folds = g_new0 (ImbFoldResult, self->n_folds);
  for (guint f = 0; f < self->n_folds; f++)
    self->folds[f].notes = imb_notes_new ();
  self->ref_count = 1;
  return self;
}

ImbRun *
imb_run_ref (ImbRun *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
imb_run_unref (ImbRun *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  for (guint f = 0; f < self->n_folds; f++)
    {
      g_clear_pointer (&self->folds[f].outcome, imb_outcome_unref);
      g_clear_pointer (&self->folds[f].notes, imb_notes_unref);
      g_clear_error (&self->folds[f].error);
      g_free (self->folds[f].values);
      g_free (self->folds[f].losses);
      g_free (self->folds[f].importances);
      g_free (self->folds[f].dependence);
      imb_pick_clear (&self->folds[f].chosen);
    }
  g_free (self->folds);
  imb_run_spec_free (self->spec);
  imb_problem_unref (self->problem);
  g_clear_pointer (&self->evaluation.costs, imb_costs_unref);
  g_clear_pointer (&self->evaluation.times, g_bytes_unref);
  g_clear_pointer (&self->evaluation.dependence, g_bytes_unref);
  imb_explain_clear (self);
  g_free (self->model_text);
  imb_notes_unref (self->notes);
  g_clear_error (&self->error);
  g_free (self->fold_of_rows);
  g_free (self->scores);
  g_clear_pointer (&self->pooled, imb_outcome_unref);
  g_free (self);
}

void
imb_run_keep_repeats (ImbRun *self,
                      guint   n_repeats)
{
  self->evaluation.n_repeats = n_repeats;
  while (self->n_folds > self->evaluation.n_folds * n_repeats)
    g_clear_pointer (&self->folds[--self->n_folds].notes, imb_notes_unref);
}

/* One sentence for each candidate that was out, with the first of the reasons. */
static void
note_failures (ImbRun *self)
{
  const ImbCandidates *candidates = self->spec->candidates;
  guint                n_said = 0, n_more = 0;

  for (guint c = 0; c < imb_candidates_n (candidates); c++)
    {
      const char      *why = NULL;
      g_autofree char *model = imb_values_to_string (&self->spec->model->base, imb_candidates_values_at (candidates, c), FALSE);
      guint            n = 0;

      for (guint f = 0; f < self->n_folds; f++)
        {
          const char *failure = self->folds[f].chosen.failures != NULL ? self->folds[f].chosen.failures[c] : NULL;

          why = why != NULL ? why : failure;
          n += failure != NULL;
        }
      if (n > 0 && n_said++ < MOST_FOLD_NOTES)
        imb_notes_add (self->notes, _ ("%s, %s could not be tried in %u of %u folds: %s"), imb_plan_get_text (imb_candidates_plan_at (candidates, c)), model, n, self->n_folds, why);
      else
        n_more += n > 0;
    }
  if (n_more > 0)
    imb_notes_add (self->notes, g_dngettext (GETTEXT_PACKAGE, "%u more combination could not be tried.", "%u more combinations could not be tried.", n_more), n_more);
}

void
imb_run_note_prior (ImbRun *self)
{
  const guint  positive = imb_problem_get_positive (self->problem);
  const gsize *counts = imb_problem_get_counts (self->problem);
  double       least = INFINITY, most = -INFINITY;
  guint        n_kept = 0;

  for (guint f = 0; f < self->n_folds; f++)
    {
      const ImbPriorFound *found = &self->folds[f].prior;

      n_kept += found->is_kept;
      if (!found->is_asked || found->is_kept)
        continue;
      least = MIN (least, 100.0 * found->share);
      most = MAX (most, 100.0 * found->share);
    }
  if (least <= most)
    imb_notes_add (self->notes, _ ("%s: em estimated the share of “%s” in the tested rows of a fold as %.3g to %.3g %% (in all rows it is %.3g %%)."), self->spec->label,
                   imb_problem_get_labels (self->problem)[positive], least, most, 100.0 * (double) counts[positive] / (double) imb_problem_n_rows (self->problem));
  if (n_kept > 0)
    imb_notes_add (self->notes, _ ("%s: in %u of %u folds the estimate by em ran to nothing for a class, so the shares of the training rows were kept there; --prior-correction also takes a share."),
                   self->spec->label, n_kept, self->n_folds);
}

/* Above all scores is infinite, and between a number and that there is nothing to interpolate. (transfer full) */
static char *
dup_threshold_quantile (const double *thresholds,
                        guint         n,
                        double        q)
{
  g_autofree double *values = g_memdup2 (thresholds, n * sizeof *thresholds);
  double             value = imb_quantile (values, n, q);

  return isfinite (value) ? g_strdup_printf ("%.4g", value) : g_strdup ("∞");
}

#define ENOUGH_FOR_TENTHS 10 /* folds */

/* How far those are apart that the folds chose on scores. */
static void
note_thresholds (const ImbRun *self,
                 ImbNotes     *notes)
{
  const ImbThresholdPolicy policy = self->spec->threshold.policy;
  g_autofree double       *thresholds = g_new (double, MAX (self->n_folds, 1));
  g_autofree char         *how = imb_threshold_to_string (&self->spec->threshold);
  const double             places[] = { 0.0, 0.1, 0.5, 0.9, 1.0 };
  char                    *texts[G_N_ELEMENTS (places)];

  if (self->error != NULL || imb_problem_n_classes (self->problem) != 2 || policy == IMB_THRESHOLD_FIXED || policy == IMB_THRESHOLD_PRIOR || policy == IMB_THRESHOLD_EXPECTED)
    return;

  for (guint f = 0; f < self->n_folds; f++)
    thresholds[f] = imb_run_fold_threshold_at (self, f);
  for (guint k = 0; k < G_N_ELEMENTS (places); k++)
    texts[k] = dup_threshold_quantile (thresholds, self->n_folds, places[k]);
  if (strcmp (texts[0], texts[4]) == 0)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%s: by %s %u fold chose the threshold %s.", "%s: by %s all %u folds chose the threshold %s.", self->n_folds),
                   self->spec->label, how, self->n_folds, texts[0]);
  else if (self->n_folds < ENOUGH_FOR_TENTHS)
    imb_notes_add (notes, _ ("%s: by %s the %u folds chose thresholds of %s … %s: median %s."), self->spec->label, how, self->n_folds, texts[0], texts[4], texts[2]);
  else
    imb_notes_add (notes, _ ("%s: by %s the %u folds chose thresholds of %s … %s: median %s, a tenth below %s and a tenth above %s."), self->spec->label, how, self->n_folds,
                   texts[0], texts[4], texts[2], texts[1], texts[3]);
  for (guint k = 0; k < G_N_ELEMENTS (places); k++)
    g_free (texts[k]);
}

void
imb_run_tell (const ImbRun *self,
              ImbNotes     *notes)
{
  imb_notes_add_all (notes, self->notes);
  note_thresholds (self, notes);
}

void
imb_run_note_choice (ImbRun *self)
{
  g_autofree guint *chosen = g_new (guint, self->n_folds);
  guint             n_failures = 0;

  if (self->spec->candidates == NULL)
    return;

  for (guint f = 0; f < self->n_folds; f++)
    {
      chosen[f] = self->folds[f].chosen.candidate;
      n_failures += self->folds[f].chosen.n_failures;
    }
  imb_candidates_note_values (self->spec->candidates, self->spec->label, chosen, self->n_folds, self->notes);
  if (n_failures > 0)
    note_failures (self);
}

static guint
n_folds_saying (const ImbRun *self,
                const char   *text)
{
  guint n = 0;

  for (guint f = 0; f < self->n_folds; f++)
    for (guint i = 0; i < imb_notes_n (self->folds[f].notes); i++)
      if (g_str_equal (imb_notes_at (self->folds[f].notes, i), text))
        {
          n++;
          break;
        }
  return n;
}

void
imb_run_merge_notes (ImbRun *self)
{
  g_autoptr (ImbNotes) all = imb_notes_new ();

  for (guint f = 0; f < self->n_folds; f++)
    imb_notes_add_all (all, self->folds[f].notes);
  for (guint i = 0; i < imb_notes_n (all); i++)
    {
      const char *text = imb_notes_at (all, i);
      guint       n = n_folds_saying (self, text);

      if (i == MOST_FOLD_NOTES)
        {
          imb_notes_add (self->notes, g_dngettext (GETTEXT_PACKAGE, "Single folds made %u more note of this kind.", "Single folds made %u more notes of this kind.", imb_notes_n (all) - i), imb_notes_n (all) - i);
          break;
        }
      if (n == self->n_folds)
        imb_notes_add (self->notes, "%s", text);
      else
        imb_notes_add (self->notes, _ ("In %u of %u folds: %s"), n, self->n_folds, text);
    }
}

const GError *
imb_run_get_error (const ImbRun *self)
{
  return self->error;
}

const ImbRunSpec *
imb_run_get_spec (const ImbRun *self)
{
  return self->spec;
}

const ImbEvaluation *
imb_run_get_evaluation (const ImbRun *self)
{
  return &self->evaluation;
}

const char *
imb_run_get_model_text (const ImbRun *self)
{
  return self->model_text;
}

ImbProblem *
imb_run_get_problem (const ImbRun *self)
{
  return self->problem;
}

ImbNotes *
imb_run_get_notes (const ImbRun *self)
{
  return self->notes;
}

double
imb_run_get_seconds (const ImbRun *self)
{
  return self->seconds;
}

const guint8 *
imb_run_get_fold_of_rows (const ImbRun *self)
{
  return self->fold_of_rows;
}

const double *
imb_run_get_scores (const ImbRun *self)
{
  if (self->scores != NULL || self->pooled == NULL)
    return self->scores;
  return imb_outcome_get_scores (self->pooled);
}

ImbOutcome *
imb_run_get_pooled (const ImbRun *self)
{
  return self->pooled;
}

guint
imb_run_n_folds (const ImbRun *self)
{
  return self->n_folds;
}

ImbOutcome *
imb_run_fold_at (const ImbRun *self,
                 guint         fold)
{
  g_return_val_if_fail (fold < self->n_folds, NULL);

  return self->folds[fold].outcome;
}

const ImbPlan *
imb_run_fold_plan_at (const ImbRun *self,
                      guint         fold)
{
  const ImbCandidates *candidates = self->spec->candidates;

  return candidates != NULL ? imb_candidates_plan_at (candidates, self->folds[fold].chosen.candidate) : self->spec->plan;
}

gconstpointer
imb_run_fold_values_at (const ImbRun *self,
                        guint         fold)
{
  const ImbCandidates *candidates = self->spec->candidates;

  return candidates != NULL ? imb_candidates_values_at (candidates, self->folds[fold].chosen.candidate) : self->spec->values;
}

double
imb_run_fold_choice_score (const ImbRun *self,
                           guint         fold)
{
  return self->spec->candidates != NULL ? self->folds[fold].chosen.score : NAN;
}

void
imb_run_build_chosen (const ImbRun *self,
                      guint         fold,
                      ImbJson      *json)
{
  g_autofree char *model = imb_values_to_string (&self->spec->model->base, imb_run_fold_values_at (self, fold), FALSE);

  if (self->spec->candidates == NULL)
    {
      imb_json_text (json, "chosen", NULL);
      return;
    }
  imb_json_object (json, "chosen");
  imb_json_text (json, "plan", imb_plan_get_text (imb_run_fold_plan_at (self, fold)));
  imb_json_text (json, "model", model);
  imb_json_number (json, imb_candidates_get_metric (self->spec->candidates)->id, imb_run_fold_choice_score (self, fold));
  imb_json_end (json);
}

double
imb_run_fold_threshold_at (const ImbRun *self,
                           guint         fold)
{
  g_return_val_if_fail (fold < self->n_folds, NAN);

  return self->folds[fold].outcome != NULL ? self->folds[fold].threshold : NAN;
}

double
imb_run_fold_metric (const ImbRun *self,
                     guint         fold,
                     guint         metric)
{
  g_return_val_if_fail (fold < self->n_folds && metric < imb_metrics_n (), NAN);

  return self->error == NULL && self->folds[fold].values != NULL ? self->folds[fold].values[metric] : NAN;
}

double
imb_evaluation_test_share (const ImbEvaluation *e)
{
  double sum = 0.0;

  if (e->split == IMB_SPLIT_HOLDOUT)
    return e->test_size / (1.0 - e->test_size);
  if (e->split != IMB_SPLIT_TIME)
    return 1.0 / (e->n_folds - 1.0);
  for (guint f = 1; f <= e->n_folds; f++) /* one block against one, two, three … */
    sum += 1.0 / f;
  return sum / e->n_folds;
}

/* Leaks split what each plan made. */
static gboolean
split_same_rows (const ImbRun *self,
                 const ImbRun *base)
{
  if (self->evaluation.leaky != base->evaluation.leaky)
    return FALSE;
  return !self->evaluation.leaky || g_str_equal (imb_plan_get_text (self->spec->plan), imb_plan_get_text (base->spec->plan));
}

static gboolean
are_paired (const ImbRun *self,
            const ImbRun *base)
{
  return self->n_folds == base->n_folds && self->evaluation.n_folds == base->evaluation.n_folds
         && self->evaluation.seed == base->evaluation.seed && self->evaluation.split == base->evaluation.split
         && (self->evaluation.split != IMB_SPLIT_HOLDOUT || self->evaluation.test_size == base->evaluation.test_size) && split_same_rows (self, base);
}

ImbEstimate
imb_run_metric (const ImbRun *self,
                guint         metric)
{
  g_autofree double *values = g_new (double, self->n_folds);
  ImbEstimate        estimate;

  for (guint f = 0; f < self->n_folds; f++)
    values[f] = imb_run_fold_metric (self, f, metric);
  estimate = imb_estimate_of (values, self->n_folds, imb_evaluation_test_share (&self->evaluation));
  estimate.low = imb_metric_cut (imb_metrics ()[metric], estimate.low); /* a t interval knows nothing of the range */
  estimate.high = imb_metric_cut (imb_metrics ()[metric], estimate.high);
  estimate.p = NAN;
  return estimate;
}

double
imb_run_fold_cost (const ImbRun *self,
                   guint         fold)
{
  g_return_val_if_fail (fold < self->n_folds, NAN);

  return self->error == NULL && self->folds[fold].outcome != NULL ? self->folds[fold].cost : NAN;
}

/* Minus @base's, unless that is NULL. */
static ImbEstimate
estimate_cost (const ImbRun *self,
               const ImbRun *base)
{
  g_autofree double *values = g_new (double, self->n_folds);

  for (guint f = 0; f < self->n_folds; f++)
    if (base == NULL)
      values[f] = imb_run_fold_cost (self, f);
    else
      values[f] = are_paired (self, base) ? imb_difference (imb_run_fold_cost (self, f), imb_run_fold_cost (base, f)) : NAN;
  return imb_estimate_of (values, self->n_folds, imb_evaluation_test_share (&self->evaluation));
}

ImbEstimate
imb_run_cost (const ImbRun *self)
{
  return estimate_cost (self, NULL);
}

ImbEstimate
imb_run_cost_difference (const ImbRun *self,
                         const ImbRun *base)
{
  return estimate_cost (self, base);
}

/* Of each fold, NaN when the folds are not the same. (transfer full) */
static double *
differences (const ImbRun *self,
             const ImbRun *base,
             guint         metric)
{
  double  *values = g_new (double, self->n_folds);
  gboolean paired = are_paired (self, base);

  for (guint f = 0; f < self->n_folds; f++)
    values[f] = paired ? imb_difference (imb_run_fold_metric (self, f, metric), imb_run_fold_metric (base, f, metric)) : NAN;
  return values;
}

/* Of differences of the metric. */
static ImbEstimate
estimate_difference (const ImbRun *self,
                     const double *values,
                     guint         metric)
{
  const double range = imb_metrics ()[metric]->high - imb_metrics ()[metric]->low;
  ImbEstimate  estimate = imb_estimate_of (values, self->n_folds, imb_evaluation_test_share (&self->evaluation));

  estimate.low = isnan (estimate.low) ? NAN : MAX (estimate.low, -range);
  estimate.high = isnan (estimate.high) ? NAN : MIN (estimate.high, range);
  return estimate;
}

ImbEstimate
imb_run_importance (const ImbRun *self,
                    gsize         feature,
                    guint         metric)
{
  g_autofree double *values = g_new (double, self->n_folds);
  double             sign = imb_metric_sign (imb_metrics ()[metric]);

  for (guint f = 0; f < self->n_folds; f++)
    values[f] = self->error == NULL && self->folds[f].losses != NULL ? sign * self->folds[f].losses[feature * imb_metrics_n () + metric] : NAN;
  return estimate_difference (self, values, metric);
}

ImbEstimate
imb_run_model_importance (const ImbRun *self,
                          gsize         feature)
{
  g_autofree double *values = g_new (double, self->n_folds);

  for (guint f = 0; f < self->n_folds; f++)
    values[f] = self->error == NULL && self->folds[f].importances != NULL ? self->folds[f].importances[feature] : NAN;
  return imb_estimate_of (values, self->n_folds, imb_evaluation_test_share (&self->evaluation));
}

ImbEstimate
imb_run_difference (const ImbRun *self,
                    const ImbRun *base,
                    guint         metric)
{
  g_autofree double *values = differences (self, base, metric);

  return estimate_difference (self, values, metric);
}

ImbRope
imb_run_rope (const ImbRun *self,
              const ImbRun *base,
              guint         metric,
              double        rope)
{
  g_autofree double *values = differences (self, base, metric);

  for (guint f = 0; f < self->n_folds; f++)
    values[f] = imb_metrics ()[metric]->better == IMB_BETTER_NEITHER ? NAN : imb_metric_sign (imb_metrics ()[metric]) * values[f];
  return imb_correlated_t (values, self->n_folds, imb_evaluation_test_share (&self->evaluation), rope);
}

gboolean
imb_run_is_paired (const ImbRun *self,
                   const ImbRun *base)
{
  return are_paired (self, base) && self->pooled != NULL && base->pooled != NULL && self->problem == base->problem && !self->evaluation.leaky
         && !base->evaluation.leaky && self->evaluation.n_repeats == base->evaluation.n_repeats
         && imb_outcome_n_rows (self->pooled) == imb_outcome_n_rows (base->pooled);
}

ImbMcNemar
imb_run_mcnemar (const ImbRun *self,
                 const ImbRun *base)
{
  gsize          only[2] = { 0, 0 };
  const guint16 *truth, *first, *second;
  const double  *weights;

  if (!imb_run_is_paired (self, base))
    return (ImbMcNemar){ .p = NAN, .mid_p = NAN };

  truth = imb_outcome_get_truth (self->pooled);
  first = imb_outcome_get_predicted (self->pooled);
  second = imb_outcome_get_predicted (base->pooled);
  weights = imb_outcome_get_weights (self->pooled);
  for (gsize i = 0; i < imb_outcome_n_rows (self->pooled) / self->evaluation.n_repeats; i++)
    if ((first[i] == truth[i]) != (second[i] == truth[i]) && (weights == NULL || weights[i] > 0.0))
      only[second[i] == truth[i] ? 1 : 0]++;
  return imb_mcnemar (only[0], only[1]);
}
