/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calibration and threshold, learnt on inner folds of the training rows. One inner cross-validation serves both, so
 * that a calibrated run costs what a run with a chosen threshold costs: INNER_FOLDS more fits. */
#include "engine/evaluate/imb-decide.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/data/imb-folds.h"

#define INNER_FOLDS 5

/* The training rows and their scores by models that did not see them. */
typedef struct
{
  const ImbRecipe *recipe;
  const guint32   *train;
  gsize            n;
  guint16         *classes;
  double          *weights; /* NULL: all are 1 */
  ImbFolds        *folds;
  double          *scores;
} Inner;

static void
inner_clear (Inner *self)
{
  g_free (self->classes);
  g_free (self->weights);
  g_clear_pointer (&self->folds, imb_folds_unref);
  g_free (self->scores);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Inner, inner_clear)

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

/* Rows of the training rows that are, or are not, of an inner fold: numbers of the matrix. */
static void
look_up (const guint32 *train,
         const guint32 *places,
         gsize          n,
         guint32       *rows)
{
  for (gsize i = 0; i < n; i++)
    rows[i] = train[places[i]];
}

static gboolean
score_folds (Inner    *self,
             ImbJob   *job,
             ImbNotes *notes,
             GError  **error)
{
  guint               k = self->recipe->n_classes;
  guint               n_folds = imb_folds_n_folds (self->folds);
  g_autofree guint32 *rows = g_new (guint32, self->n);
  g_autofree double  *fold_scores = g_try_new (double, self->n *k);

  self->scores = g_try_new (double, self->n *k);
  if (fold_scores == NULL || self->scores == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the scores of %zu rows; use fewer of them."), self->n);
      return FALSE;
    }
  for (guint f = 0; f < n_folds; f++)
    {
      g_autoptr (ImbJob) part = imb_job_new_part (job, 1.0 / n_folds);
      gsize          n_in, n_out;
      const guint32 *in = imb_folds_get_train_rows (self->folds, f, &n_in);
      const guint32 *out = imb_folds_get_test_rows (self->folds, f, &n_out);

      look_up (self->train, in, n_in, rows);
      look_up (self->train, out, n_out, rows + n_in);
      if (!imb_recipe_score (self->recipe, rows, n_in, rows + n_in, n_out, fold_scores, part, notes, error))
        return FALSE;
      for (gsize i = 0; i < n_out; i++)
        memcpy (self->scores + out[i] * k, fold_scores + i * k, k * sizeof (double));
    }
  return TRUE;
}

/* Rows of the class that has the fewest, of those that have any; two classes: of the rarer one. */
static gsize
count_least (const Inner *self)
{
  guint             k = self->recipe->n_classes;
  g_autofree gsize *counts = g_new0 (gsize, k);
  gsize             least = self->n;

  for (gsize i = 0; i < self->n; i++)
    counts[self->classes[i]]++;
  for (guint c = 0; c < k; c++)
    if (counts[c] > 0 || k == 2)
      least = MIN (least, counts[c]);
  return k > 2 ? MAX (least, 2) : least;
}

/* Enough folds for every class to be in all of them, if that can be. */
static guint
count_folds (const Inner *self,
             ImbNotes    *notes,
             GError     **error)
{
  gsize n_least = count_least (self);

  if (n_least < 2)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW,
                   g_dngettext (GETTEXT_PACKAGE, "A class has %zu training row; choosing a threshold or calibrating needs two of each, so use fewer folds or a fixed threshold without calibration.", "A class has %zu training rows; choosing a threshold or calibrating needs two of each, so use fewer folds or a fixed threshold without calibration.", n_least), n_least);
      return 0;
    }
  if (n_least < INNER_FOLDS && self->recipe->calibration == IMB_CALIBRATION_NONE)
    imb_notes_add (notes, _ ("The threshold was chosen on %zu inner folds instead of %u, because a class has no more training rows."),
                   n_least, INNER_FOLDS);
  else if (n_least < INNER_FOLDS)
    imb_notes_add (notes, _ ("Scores were calibrated on %zu inner folds instead of %u, because a class has no more training rows."),
                   n_least, INNER_FOLDS);
  return (guint) MIN (n_least, INNER_FOLDS);
}

static gboolean
score_inside (Inner    *self,
              ImbJob   *job,
              ImbNotes *notes,
              GError  **error)
{
  const ImbRecipe    *recipe = self->recipe;
  g_autofree guint32 *groups = imb_recipe_dup_groups (recipe, self->train, self->n);
  g_autoptr (ImbNotes) inner = imb_notes_new ();
  guint  n_folds = count_folds (self, notes, error);
  ImbRng rng;

  if (n_folds == 0)
    return FALSE;

  imb_rng_init (&rng, recipe->seed);
  self->folds = groups == NULL ? imb_folds_new (self->classes, self->n, recipe->n_classes, n_folds, &rng, error)
                               : imb_folds_new_grouped (self->classes, groups, self->n, recipe->n_classes, n_folds, &rng, error);
  if (self->folds == NULL || !score_folds (self, job, inner, error))
    return FALSE;
  for (guint i = 0; i < imb_notes_n (inner); i++)
    imb_notes_add (notes, chooses_on_scores (recipe) ? _ ("While choosing the threshold: %s") : _ ("While calibrating: %s"), imb_notes_at (inner, i));
  return TRUE;
}

/* Calibrates the scores of one inner fold with what the others say. */
static gboolean
calibrate_fold (const Inner *self,
                guint        fold,
                double      *calibrated,
                ImbJob      *job,
                GError     **error)
{
  guint               k = self->recipe->n_classes;
  gsize               n_in, n_out;
  const guint32      *in = imb_folds_get_train_rows (self->folds, fold, &n_in);
  const guint32      *out = imb_folds_get_test_rows (self->folds, fold, &n_out);
  g_autofree double  *scores = g_new (double, MAX (n_in, 1) * k);
  g_autofree guint16 *classes = g_new (guint16, MAX (n_in, 1));
  g_autofree double  *weights = self->weights != NULL ? g_new (double, MAX (n_in, 1)) : NULL;
  g_autoptr (ImbCalibrator) calibrator = NULL;

  for (gsize i = 0; i < n_in; i++)
    {
      memcpy (scores + i * k, self->scores + in[i] * k, k * sizeof (double));
      classes[i] = self->classes[in[i]];
      if (weights != NULL)
        weights[i] = self->weights[in[i]];
    }
  calibrator = imb_calibrator_fit (self->recipe->calibration, scores, classes, weights, n_in, k, self->recipe->positive, job, error);
  if (calibrator == NULL)
    return FALSE;

  for (gsize i = 0; i < n_out; i++)
    {
      memcpy (calibrated + out[i] * k, self->scores + out[i] * k, k * sizeof (double));
      imb_calibrator_apply (calibrator, calibrated + out[i] * k, 1);
    }
  return TRUE;
}

static gboolean
find_cheapest (const Inner  *self,
               const double *scores,
               const double *weights,
               double       *threshold,
               GError      **error)
{
  const ImbRecipe   *recipe = self->recipe;
  g_autofree double *positive = g_new (double, self->n);
  g_autofree double *row_costs = recipe->row_costs != NULL ? g_new (double, self->n) : NULL;

  for (gsize i = 0; i < self->n; i++)
    {
      positive[i] = scores[2 * i + recipe->positive];
      if (row_costs != NULL)
        row_costs[i] = recipe->row_costs[self->train[i]];
    }
  return imb_costs_best_threshold (recipe->costs, positive, self->classes, row_costs, weights, self->n, threshold, error);
}

static gboolean
choose_threshold (const Inner *self,
                  double      *threshold,
                  ImbJob      *job,
                  GError     **error)
{
  const ImbRecipe   *recipe = self->recipe;
  gboolean           is_raw = recipe->calibration == IMB_CALIBRATION_NONE;
  g_autofree double *calibrated = is_raw ? NULL : g_new (double, self->n * recipe->n_classes);
  g_autofree double *weights = self->weights != NULL ? g_memdup2 (self->weights, self->n * sizeof (double)) : NULL;
  g_autoptr (ImbOutcome) outcome = NULL;

  for (guint f = 0; !is_raw && f < imb_folds_n_folds (self->folds); f++)
    if (!calibrate_fold (self, f, calibrated, job, error))
      return FALSE;
  if (recipe->prevalence > 0.0 && weights == NULL)
    {
      weights = g_new (double, self->n);
      for (gsize i = 0; i < self->n; i++)
        weights[i] = 1.0;
    }
  if (recipe->prevalence > 0.0)
    imb_prevalence_weigh (weights, self->classes, self->n, recipe->positive, recipe->prevalence);
  outcome = imb_outcome_new (self->classes, is_raw ? self->scores : calibrated, NULL, weights, self->n, recipe->n_classes, recipe->positive, 0.5, error);
  if (outcome == NULL)
    return FALSE;

  if (recipe->threshold.policy == IMB_THRESHOLD_CHEAPEST && recipe->costs != NULL)
    return find_cheapest (self, is_raw ? self->scores : calibrated, weights, threshold, error);
  *threshold = imb_threshold_choose (&recipe->threshold, outcome);
  return TRUE;
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
  if (chooses_on_scores (recipe) && !choose_threshold (inner, &decision->threshold, job, error))
    return FALSE;
  if (recipe->calibration == IMB_CALIBRATION_NONE)
    return TRUE;

  decision->calibrator = imb_calibrator_fit (recipe->calibration, inner->scores, inner->classes, inner->weights, inner->n,
                                             recipe->n_classes, recipe->positive, job, error);
  return decision->calibrator != NULL;
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
  g_auto (Inner) inner = { .recipe = recipe, .train = train, .n = n_train };
  double all = 0.0, positive = 0.0;

  inner.classes = g_new (guint16, MAX (n_train, 1));
  inner.weights = imb_recipe_dup_weights (recipe, train, n_train);
  for (gsize i = 0; i < n_train; i++)
    {
      double weight = inner.weights != NULL ? inner.weights[i] : 1.0;

      inner.classes[i] = recipe->classes[train[i]];
      all += weight;
      positive += inner.classes[i] == recipe->positive ? weight : 0.0;
    }
  if (recipe->threshold.policy == IMB_THRESHOLD_PRIOR && recipe->n_classes == 2)
    decision->threshold = recipe->prevalence > 0.0 ? recipe->prevalence : all > 0.0 ? positive / all
                                                                                    : 0.5;
  else if (recipe->threshold.policy == IMB_THRESHOLD_EXPECTED && recipe->costs != NULL)
    decision->threshold = recipe->n_classes == 2 && recipe->row_costs == NULL ? imb_costs_threshold (recipe->costs) : NAN;
  else
    decision->threshold = recipe->threshold.policy == IMB_THRESHOLD_FIXED ? recipe->threshold.value : 0.5;
  return !imb_decide_needs_inner_folds (recipe) || learn_inside (&inner, decision, job, notes, error);
}

void
imb_decision_clear (ImbDecision *self)
{
  g_clear_pointer (&self->calibrator, imb_calibrator_free);
}
