/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calibration and threshold, learnt on inner folds of the training rows. One inner cross-validation serves both, so
 * that a calibrated run costs what a run with a chosen threshold costs: IMB_INNER_FOLDS more fits. */
#include "engine/evaluate/imb-decide.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/evaluate/imb-ghost.h"
#include "engine/evaluate/imb-inner.h"
#include "engine/kernels/imb-test-rows.h"

#define MANY 16384 /* scores that are calibrated between two looks at the job */

static gsize
rows_of_block (const ImbRecipe *recipe)
{
  return 1 + MANY / recipe->n_classes;
}

/* The training rows and their scores by models that did not see them. */
typedef struct
{
  const ImbRecipe *recipe;
  gsize            n;
  guint32         *train; /* rows of the matrix */
  guint16         *classes;
  double          *weights; /* NULL: all are 1 */
  guint            n_folds;
  guint8          *fold_of; /* in which they were scored; those that were in none are dropped in the end */
  double          *scores;
} Inner;

static void
inner_clear (Inner *self)
{
  g_free (self->train);
  g_free (self->classes);
  g_free (self->weights);
  g_free (self->fold_of);
  g_free (self->scores);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Inner, inner_clear)

static ImbInner
folds_of (const Inner *self)
{
  return (ImbInner){ self->recipe, self->train, self->n, self->fold_of };
}

static ImbInnerUse
use_of (const Inner *self)
{
  return self->recipe->calibration == IMB_CALIBRATION_NONE ? IMB_INNER_THRESHOLD : IMB_INNER_CALIBRATION;
}

/* EXPECTED needs no scores: its threshold follows from the costs. */
static gboolean
chooses_on_scores (const ImbRecipe *recipe)
{
  return recipe->n_classes == 2 && recipe->threshold.policy != IMB_THRESHOLD_FIXED && recipe->threshold.policy != IMB_THRESHOLD_PRIOR
         && recipe->threshold.policy != IMB_THRESHOLD_EXPECTED;
}

gboolean
imb_decide_needs_inner_folds (const ImbRecipe *recipe)
{
  return chooses_on_scores (recipe) || recipe->calibration != IMB_CALIBRATION_NONE;
}

/* @k for each of @n rows. */
static double *
new_scores (gsize    n,
            guint    k,
            GError **error)
{
  gsize   n_all;
  double *scores = g_size_checked_mul (&n_all, n, k) ? g_try_new (double, MAX (n_all, 1)) : NULL;

  if (scores == NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the scores of %zu rows; use fewer of them."), n);
  return scores;
}

/* @said: what models of inner folds noted */
static gboolean
score_folds (Inner    *self,
             guint    *n_dropped,
             ImbJob   *job,
             ImbNotes *said,
             GError  **error)
{
  guint               k = self->recipe->n_classes;
  const ImbInner      folds = folds_of (self);
  g_autofree guint32 *rows = g_new (guint32, self->n);
  g_autofree double  *fold_scores = new_scores (self->n, k, error);
  g_autofree guint8  *dropped = g_new0 (guint8, self->n_folds);

  self->scores = fold_scores != NULL ? new_scores (self->n, k, error) : NULL;
  if (self->scores == NULL)
    return FALSE;
  for (guint f = 0; f < self->n_folds; f++)
    {
      g_autoptr (ImbJob) part = imb_job_new_part (job, 1.0 / self->n_folds);
      gsize n_in, n_out, at = 0;

      *n_dropped += dropped[f] = !imb_inner_list_rows (&folds, f, rows, &n_in, &n_out);
      if (dropped[f])
        continue;
      if (!imb_recipe_score (self->recipe, rows, n_in, rows + n_in, n_out, fold_scores, part, said, error))
        {
          imb_inner_place_error (use_of (self), f, self->n_folds, error);
          return FALSE;
        }
      for (gsize i = 0; i < self->n; i++)
        if (self->fold_of[i] == f)
          memcpy (self->scores + i * k, fold_scores + at++ * k, k * sizeof (double));
    }
  for (gsize i = 0; i < self->n; i++)
    if (self->fold_of[i] != IMB_NEVER_TESTED && dropped[self->fold_of[i]])
      self->fold_of[i] = IMB_NEVER_TESTED;
  return TRUE;
}

/* Leaves the rows that have scores. */
static gboolean
keep_scored (Inner   *self,
             GError **error)
{
  guint    k = self->recipe->n_classes;
  gsize    n = 0;
  gboolean has_two = FALSE;

  for (gsize i = 0; i < self->n; i++)
    {
      if (self->fold_of[i] == IMB_NEVER_TESTED)
        continue;
      self->train[n] = self->train[i];
      self->classes[n] = self->classes[i];
      self->fold_of[n] = self->fold_of[i];
      if (self->weights != NULL)
        self->weights[n] = self->weights[i];
      memmove (self->scores + n * k, self->scores + i * k, k * sizeof (double));
      has_two |= self->classes[n] != self->classes[0];
      n++;
    }
  self->n = n;
  if (has_two)
    return TRUE;
  g_set_error_literal (error, IMB_ERROR, IMB_ERROR_TOO_FEW,
                       self->recipe->times != NULL ? _ ("The later training rows are of one class, so no threshold or calibration can be learnt on them; use fewer folds or a fixed threshold without calibration.")
                                                   : _ ("The training rows of a class are all in one inner fold, because they are few or in one group, so no threshold or calibration can be learnt; use a fixed threshold without calibration."));
  return FALSE;
}

/* Of windows of time the first rows are never scored, and the others may have few of a class. */
static void
note_windows (const Inner *self,
              guint        n_dropped,
              ImbNotes    *notes)
{
  g_autofree gsize *counts = g_new0 (gsize, self->recipe->n_classes);

  if (self->recipe->times == NULL)
    return;
  if (n_dropped > 0)
    imb_notes_add (notes, _ ("%u of %u inner windows taught nothing of thresholds and calibrations, because all training rows before them are of one class."), n_dropped, self->n_folds);
  for (gsize i = 0; i < self->n; i++)
    counts[self->classes[i]]++;
  for (guint c = 0; c < self->recipe->n_classes; c++)
    if (counts[c] < IMB_INNER_FOLDS)
      imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "Thresholds and calibrations were learnt from %zu later training row of class “%s”; take them as rough.", "Thresholds and calibrations were learnt from %zu later training rows of class “%s”; take them as rough.", counts[c]),
                     counts[c], self->recipe->labels[c]);
}

static gboolean
score_inside (Inner    *self,
              ImbJob   *job,
              ImbNotes *notes,
              GError  **error)
{
  g_autoptr (ImbNotes) inner = imb_notes_new ();
  ImbInner folds;
  guint    n_dropped = 0;

  self->fold_of = g_new (guint8, MAX (self->n, 1));
  folds = folds_of (self);
  self->n_folds = imb_inner_split (&folds, use_of (self), notes, error);
  if (self->n_folds == 0 || !score_folds (self, &n_dropped, job, inner, error) || !keep_scored (self, error))
    return FALSE;
  note_windows (self, n_dropped, notes);
  for (guint i = 0; i < imb_notes_n (inner); i++)
    imb_notes_add (notes, chooses_on_scores (self->recipe) ? _ ("While choosing the threshold: %s") : _ ("While calibrating: %s"), imb_notes_at (inner, i));
  return TRUE;
}

/* Whether a fold has rows, and whether the others have both classes: of windows of time only the last may be left. */
static void
look_at_fold (const Inner *self,
              guint        fold,
              gboolean    *has_rows,
              gboolean    *others_have_both)
{
  const guint16 *other = NULL;

  *has_rows = *others_have_both = FALSE;
  for (gsize i = 0; i < self->n; i++)
    {
      *has_rows |= self->fold_of[i] == fold;
      if (self->fold_of[i] == fold)
        continue;
      other = other != NULL ? other : &self->classes[i];
      *others_have_both |= self->classes[i] != *other;
    }
}

/* Calibrated scores are about the training rows. */
static gboolean
move_shares (const ImbDecision *self,
             const ImbRecipe   *recipe,
             const guint32     *rows,
             gsize              n_rows,
             double            *scores,
             ImbJob            *job,
             GError           **error)
{
  g_autofree double *weights = imb_recipe_dup_weights (recipe, rows, n_rows);

  return !imb_recipe_moves_calibrated (recipe)
         || imb_prior_correct (&recipe->prior, self->shares, self->shares, recipe->n_classes, recipe->positive, weights, scores, n_rows, recipe->found, job, error);
}

/* Calibrates the scores of one inner fold with what the others say, or, @with_own, all of them. */
static gboolean
calibrate_fold (const Inner *self,
                guint        fold,
                gboolean     with_own,
                double      *calibrated,
                ImbJob      *job,
                GError     **error)
{
  guint               k = self->recipe->n_classes;
  gsize               n_in = 0;
  g_autofree double  *scores = new_scores (self->n, k, error);
  g_autofree guint16 *classes = g_new (guint16, MAX (self->n, 1));
  g_autofree double  *weights = self->weights != NULL && scores != NULL ? new_scores (self->n, 1, error) : NULL;
  g_autoptr (ImbCalibrator) calibrator = NULL;

  if (scores == NULL || (self->weights != NULL && weights == NULL))
    return FALSE;
  for (gsize i = 0; i < self->n; i++)
    if (with_own || self->fold_of[i] != fold)
      {
        memcpy (scores + n_in * k, self->scores + i * k, k * sizeof (double));
        classes[n_in] = self->classes[i];
        if (weights != NULL)
          weights[n_in] = self->weights[i];
        n_in++;
      }
  calibrator = imb_calibrator_fit (self->recipe->calibration, scores, classes, weights, n_in, k, self->recipe->positive, job, error);
  if (calibrator == NULL)
    return FALSE;

  for (gsize i = 0; i < self->n; i++)
    {
      if (i % rows_of_block (self->recipe) == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      if (self->fold_of[i] != fold)
        continue;
      memcpy (calibrated + i * k, self->scores + i * k, k * sizeof (double));
      imb_calibrator_apply (calibrator, calibrated + i * k, 1);
    }
  return TRUE;
}

static gboolean
calibrate_folds (const Inner *self,
                 double      *calibrated,
                 ImbJob      *job,
                 ImbNotes    *notes,
                 GError     **error)
{
  gboolean any_own = FALSE;

  for (guint f = 0; f < self->n_folds; f++)
    {
      gboolean has_rows, others_have_both;

      look_at_fold (self, f, &has_rows, &others_have_both);
      if (has_rows && !calibrate_fold (self, f, !others_have_both, calibrated, job, error))
        return FALSE;
      any_own |= has_rows && !others_have_both;
    }
  if (any_own)
    imb_notes_add (notes, _ ("The threshold was chosen on scores that their own rows helped to calibrate, because the other inner folds have rows of one class alone, or none."));
  return TRUE;
}

/* What is looked for with more than the outcome: a seed, or costs. */
static gboolean
search_threshold (const Inner  *self,
                  const double *scores,
                  const double *weights,
                  double       *threshold,
                  ImbJob       *job,
                  GError      **error)
{
  const ImbRecipe   *recipe = self->recipe;
  g_autofree double *positive = new_scores (self->n, 1, error);
  g_autofree double *row_costs = recipe->row_costs != NULL && positive != NULL ? new_scores (self->n, 1, error) : NULL;

  if (positive == NULL || (recipe->row_costs != NULL && row_costs == NULL))
    return FALSE;
  for (gsize i = 0; i < self->n; i++)
    {
      positive[i] = scores[2 * i + recipe->positive];
      if (row_costs != NULL)
        row_costs[i] = recipe->row_costs[self->train[i]];
    }
  if (recipe->threshold.policy == IMB_THRESHOLD_GHOST)
    return imb_ghost_threshold (positive, self->classes, weights, self->n, recipe->positive, recipe->seed, threshold, job, error);
  return imb_costs_best_threshold (recipe->costs, positive, self->classes, row_costs, weights, self->n, threshold, error);
}

static void
note_missed (const ImbRecipe *recipe,
             ImbNotes        *notes)
{
  if (recipe->threshold.policy == IMB_THRESHOLD_PRECISION)
    imb_notes_add (notes, _ ("No threshold has a precision of %g on the training rows; the most precise one was taken."), recipe->threshold.value);
  else
    imb_notes_add (notes, _ ("More than %g %% of the training rows have the highest score, so more are called positive than asked for."), 100.0 * recipe->threshold.value);
}

static gboolean
choose_threshold (const Inner *self,
                  ImbDecision *decision,
                  ImbJob      *job,
                  ImbNotes    *notes,
                  GError     **error)
{
  const ImbRecipe   *recipe = self->recipe;
  gboolean           is_raw = recipe->calibration == IMB_CALIBRATION_NONE;
  g_autofree double *calibrated = is_raw ? NULL : new_scores (self->n, recipe->n_classes, error);
  g_autofree double *weights = self->weights != NULL ? g_memdup2 (self->weights, self->n * sizeof (double)) : NULL;
  g_autoptr (ImbOutcome) outcome = NULL;

  if (!is_raw && (calibrated == NULL || !calibrate_folds (self, calibrated, job, notes, error) || !move_shares (decision, recipe, self->train, self->n, calibrated, job, error)))
    return FALSE;
  if (recipe->prevalence > 0.0 && weights == NULL)
    {
      weights = new_scores (self->n, 1, error);
      if (weights == NULL)
        return FALSE;
      for (gsize i = 0; i < self->n; i++)
        weights[i] = 1.0;
    }
  if (recipe->prevalence > 0.0)
    imb_prevalence_weigh (weights, self->classes, self->n, recipe->positive, recipe->prevalence);
  outcome = imb_outcome_new_in_job (self->classes, is_raw ? self->scores : calibrated, NULL, weights, self->n, recipe->n_classes, recipe->positive, 0.5, job, error);
  if (outcome == NULL)
    return FALSE;

  if (recipe->threshold.policy == IMB_THRESHOLD_GHOST || (recipe->threshold.policy == IMB_THRESHOLD_CHEAPEST && recipe->costs != NULL))
    return search_threshold (self, is_raw ? self->scores : calibrated, weights, &decision->threshold, job, error);
  decision->threshold = imb_threshold_choose (&recipe->threshold, outcome);
  if (!imb_threshold_is_met (&recipe->threshold, outcome, decision->threshold))
    note_missed (recipe, notes);
  return imb_job_step (job, 0, 0, error);
}

static gboolean
learn_inside (Inner       *inner,
              ImbDecision *decision,
              ImbJob      *job,
              ImbNotes    *notes,
              GError     **error)
{
  const ImbRecipe *recipe = inner->recipe;

  if (!score_inside (inner, job, notes, error))
    return FALSE;
  if (chooses_on_scores (recipe) && !choose_threshold (inner, decision, job, notes, error))
    return FALSE;
  if (recipe->calibration == IMB_CALIBRATION_NONE)
    return TRUE;

  decision->calibrator = imb_calibrator_fit (recipe->calibration, inner->scores, inner->classes, inner->weights, inner->n,
                                             recipe->n_classes, recipe->positive, job, error);
  return decision->calibrator != NULL;
}

/* The classes' shares of the rows, as they weigh. (transfer full) */
static double *
dup_shares (const Inner *self)
{
  double *shares = g_new0 (double, self->recipe->n_classes);
  double  all = 0.0;

  for (gsize i = 0; i < self->n; i++)
    {
      double weight = self->weights != NULL ? self->weights[i] : 1.0;

      shares[self->classes[i]] += weight;
      all += weight;
    }
  for (guint c = 0; c < self->recipe->n_classes; c++)
    shares[c] = all > 0.0 ? shares[c] / all : 0.5;
  return shares;
}

gboolean
imb_decide (const ImbRecipe *recipe,
            const guint32   *train,
            gsize            n_train,
            ImbDecision     *decision,
            ImbJob          *job,
            ImbNotes        *notes,
            GError         **error)
{
  g_auto (Inner) inner = { .recipe = recipe, .n = n_train };

  inner.train = g_memdup2 (train, MAX (n_train, 1) * sizeof *train);
  inner.classes = g_new (guint16, MAX (n_train, 1));
  inner.weights = imb_recipe_dup_weights (recipe, train, n_train);
  for (gsize i = 0; i < n_train; i++)
    inner.classes[i] = recipe->classes[train[i]];
  decision->shares = dup_shares (&inner);
  if (recipe->threshold.policy == IMB_THRESHOLD_PRIOR && recipe->n_classes == 2)
    decision->threshold = recipe->prior.how == IMB_PRIOR_SHARE ? recipe->prior.share : decision->shares[recipe->positive];
  else if (recipe->threshold.policy == IMB_THRESHOLD_EXPECTED && recipe->costs != NULL)
    decision->threshold = recipe->n_classes == 2 && recipe->row_costs == NULL ? imb_costs_threshold (recipe->costs) : NAN;
  else
    decision->threshold = recipe->threshold.policy == IMB_THRESHOLD_FIXED ? recipe->threshold.value : 0.5;
  return !imb_decide_needs_inner_folds (recipe) || learn_inside (&inner, decision, job, notes, error);
}

gboolean
imb_decision_apply (const ImbDecision *self,
                    const ImbRecipe   *recipe,
                    const guint32     *rows,
                    gsize              n_rows,
                    double            *scores,
                    ImbJob            *job,
                    GError           **error)
{
  const gsize block = rows_of_block (recipe);

  for (gsize start = 0; self->calibrator != NULL && start < n_rows; start += block)
    {
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      imb_calibrator_apply (self->calibrator, scores + start * recipe->n_classes, MIN (block, n_rows - start));
    }
  return move_shares (self, recipe, rows, n_rows, scores, job, error);
}

void
imb_decision_clear (ImbDecision *self)
{
  g_clear_pointer (&self->calibrator, imb_calibrator_free);
  g_clear_pointer (&self->shares, g_free);
}
