/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The choice of parameters inside a fold, as scikit-learn's GridSearchCV around a pipeline makes it. Stone 1974,
 * doi:10.1111/j.2517-6161.1974.tb00994.x; Varma and Simon 2006, doi:10.1186/1471-2105-7-91, for why what was chosen is to be tested on rows that
 * did not choose. The unit of work is one candidate on one inner fold; units write to places of their own. */
#include "engine/evaluate/imb-choose.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/evaluate/imb-inner.h"
#include "engine/evaluate/imb-trial.h"

typedef struct
{
  ImbRecipe            recipe; /* as candidates are judged; plan and values are theirs */
  const ImbCandidates *candidates;
  ImbInner             inner;
  guint                n_folds;
  double              *values; /* of each candidate its inner folds; NaN: undefined */
  GError             **errors; /* likewise */
  ImbJob              *job;
} Work;

/* A threshold need not be learnt where the metric does not depend on it. Calibration stays: isotonic makes ties of ranks, and of more than two
 * classes it mixes the columns. */
static ImbRecipe
judging (const ImbRecipe *recipe,
         ImbMetricKind    kind)
{
  ImbRecipe own = *recipe;

  if (kind != IMB_METRIC_COUNTS)
    own.threshold = (ImbThreshold){ IMB_THRESHOLD_FIXED, 0.5, 0.0 };
  return own;
}

static gboolean
try_one (const Work *work,
         guint       candidate,
         guint       fold,
         double     *value,
         ImbJob     *job,
         GError    **error)
{
  ImbRecipe           recipe = work->recipe;
  g_autofree guint32 *rows = g_try_new (guint32, work->inner.n);
  g_autoptr (ImbNotes) unsaid = imb_notes_new (); /* what the chosen one does is said when it is fitted on all training rows */
  g_autoptr (ImbOutcome) outcome = NULL, watched = NULL;
  g_auto (ImbTrial) trial = { 0 };
  gsize n_in, n_out;

  if (rows == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for %zu training rows; use fewer of them."), work->inner.n);
      return FALSE;
    }
  if (!imb_inner_list_rows (&work->inner, fold, rows, &n_in, &n_out))
    return TRUE;

  recipe.plan = imb_candidates_plan_at (work->candidates, candidate);
  recipe.values = imb_candidates_values_at (work->candidates, candidate);
  outcome = imb_trial_learn (&trial, &recipe, rows, n_in, n_out, job, unsaid, error) ? imb_trial_test (&trial, 0, NULL, job, error) : NULL;
  if (outcome == NULL)
    {
      imb_inner_place_error (IMB_INNER_CHOICE, fold, work->n_folds, error);
      return FALSE;
    }
  watched = imb_outcome_watch (outcome, job);
  *value = imb_metric_value_of_part (imb_candidates_get_metric (work->candidates), watched);
  return imb_job_step (job, 0, 0, error);
}

static gboolean
do_unit (gsize    unit,
         gpointer data,
         GError **error)
{
  Work *work = data;
  g_autoptr (ImbJob) part = imb_job_new_part (work->job, 1.0 / ((double) imb_candidates_n (work->candidates) * work->n_folds));

  work->values[unit] = NAN;
  if (!try_one (work, (guint) (unit / work->n_folds), (guint) (unit % work->n_folds), &work->values[unit], part, &work->errors[unit])
      && g_error_matches (work->errors[unit], G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&work->errors[unit]));
      return FALSE;
    }
  return imb_job_step (part, 1, 1, error);
}

/* The first that a candidate met; NULL: none. */
static const GError *
error_of (const Work *work,
          guint       candidate)
{
  for (guint f = 0; f < work->n_folds; f++)
    if (work->errors[candidate * work->n_folds + f] != NULL)
      return work->errors[candidate * work->n_folds + f];
  return NULL;
}

/* Over the folds in which anybody has a value; NaN: this one has none in one of them, or there are none. */
static double
mean_of (const Work *work,
         guint       candidate)
{
  double sum = 0.0;
  guint  n = 0;

  for (guint f = 0; f < work->n_folds; f++)
    {
      gboolean counts = FALSE;

      for (guint c = 0; c < imb_candidates_n (work->candidates) && !counts; c++)
        counts = error_of (work, c) == NULL && !isnan (work->values[c * work->n_folds + f]);
      if (!counts)
        continue;
      sum += work->values[candidate * work->n_folds + f];
      n++;
    }
  return n > 0 ? sum / n : NAN;
}

static gboolean
find_best (const Work *work,
           ImbPick    *chosen,
           ImbNotes   *notes,
           GError    **error)
{
  const ImbMetric *metric = imb_candidates_get_metric (work->candidates);
  const double     sign = imb_metric_sign (metric);
  gboolean         any = FALSE;

  chosen->n_candidates = imb_candidates_n (work->candidates);
  chosen->failures = g_new0 (char *, chosen->n_candidates);
  for (guint c = 0; c < chosen->n_candidates; c++)
    {
      const GError *failure = error_of (work, c);
      double        score = failure == NULL ? mean_of (work, c) : NAN;

      if (failure != NULL)
        {
          chosen->failures[c] = g_strdup (failure->message);
          chosen->n_failures++;
          continue;
        }
      if (any && !(sign * score > sign * chosen->score) && !(isnan (chosen->score) && !isnan (score)))
        continue;
      chosen->candidate = c;
      chosen->score = score;
      any = TRUE;
    }
  if (chosen->n_failures == 0)
    g_clear_pointer (&chosen->failures, g_free);
  if (!any)
    {
      g_propagate_error (error, g_error_copy (error_of (work, 0)));
      g_prefix_error (error, _ ("None of the %u combinations could be tried; the first: "), chosen->n_candidates);
    }
  else if (isnan (chosen->score))
    imb_notes_add (notes, _ ("%s has no value in any inner fold, so the first values were taken; choose by another metric."), metric->id);
  return any;
}

static void
work_clear (Work *self)
{
  for (gsize i = 0; self->errors != NULL && i < (gsize) imb_candidates_n (self->candidates) * self->n_folds; i++)
    g_clear_error (&self->errors[i]);
  g_free (self->errors);
  g_free (self->values);
  g_free (self->inner.fold_of);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

gboolean
imb_choose (const ImbRecipe     *recipe,
            const ImbCandidates *candidates,
            const guint32       *train,
            gsize                n_train,
            ImbPick             *chosen,
            ImbJob              *job,
            ImbNotes            *notes,
            GError             **error)
{
  g_autoptr (ImbJob) watch = imb_job_new_part (job, 0.0);
  g_auto (Work) work = {
    .recipe = judging (recipe, imb_candidates_get_metric (candidates)->kind),
    .candidates = candidates,
    .inner = { recipe, train, n_train, g_new (guint8, MAX (n_train, 1)) },
    .job = job,
  };

  work.n_folds = imb_inner_split (&work.inner, IMB_INNER_CHOICE, notes, error);
  if (work.n_folds == 0)
    return FALSE;

  work.values = g_new (double, (gsize) imb_candidates_n (candidates) * work.n_folds);
  work.errors = g_new0 (GError *, (gsize) imb_candidates_n (candidates) * work.n_folds);
  return imb_parallel_for ((gsize) imb_candidates_n (candidates) * work.n_folds, do_unit, &work, watch, error) && find_best (&work, chosen, notes, error);
}

void
imb_pick_clear (ImbPick *self)
{
  for (guint c = 0; self->failures != NULL && c < self->n_candidates; c++)
    g_free (self->failures[c]);
  g_clear_pointer (&self->failures, g_free);
}
