/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folds' outcomes put back into the order of all rows. When the rows are the problem's own, the pooled
 * outcome holds the run's scores and nothing is kept twice. */
#include "engine/evaluate/imb-pool.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/evaluate/imb-run-private.h"
#include "engine/kernels/imb-neighbours.h"
#include "engine/kernels/imb-test-rows.h"

typedef struct
{
  guint16 *truth;
  guint16 *predicted;
  double  *scores;
  double  *weights; /* NULL: all are 1 */
} Pool;

static gboolean
pool_new (Pool    *pool,
          gsize    n,
          guint    n_classes,
          gboolean weighted,
          GError **error)
{
  pool->truth = g_try_new (guint16, MAX (n, 1));
  pool->predicted = g_try_new (guint16, MAX (n, 1));
  pool->scores = g_try_new (double, MAX (n, 1) * n_classes);
  pool->weights = weighted ? g_try_new (double, MAX (n, 1)) : NULL;
  if (pool->truth != NULL && pool->predicted != NULL && pool->scores != NULL && (pool->weights != NULL || !weighted))
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the scores of %zu rows; use fewer of them."), n);
  return FALSE;
}

static void
pool_clear (Pool *pool)
{
  g_free (pool->truth);
  g_free (pool->predicted);
  g_free (pool->scores);
  g_free (pool->weights);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pool, pool_clear)

/* Every few MB of scores. */
static gboolean
ask (gsize    row,
     guint    n_classes,
     ImbJob  *job,
     GError **error)
{
  return row % (1 + 500000 / n_classes) != 0 || imb_job_step (job, 0, 0, error);
}

/* The folds of one repeat, each in the order of its rows, back into the order of all rows. */
static gboolean
pool_repeat (const ImbRun   *run,
             const ImbSplit *split,
             guint           repeat,
             guint           n_classes,
             Pool           *pool,
             ImbJob         *job,
             GError        **error)
{
  const guint8     *fold_of = split->fold_of + repeat * split->n_rows;
  guint             n_folds = run->evaluation.n_folds;
  g_autofree gsize *next = g_new0 (gsize, n_folds);

  for (gsize i = 0; i < split->n_rows; i++)
    {
      gsize             to = repeat * split->n_rows + i, from;
      const ImbOutcome *outcome;

      if (!ask (i, n_classes, job, error))
        return FALSE;
      if (fold_of[i] == IMB_NEVER_TESTED) /* it counts for nothing */
        {
          pool->truth[to] = pool->predicted[to] = split->classes[i];
          pool->weights[to] = 0.0;
          for (guint c = 0; c < n_classes; c++)
            pool->scores[to * n_classes + c] = 1.0 / n_classes;
          continue;
        }

      outcome = run->folds[repeat * n_folds + fold_of[i]].outcome;
      from = next[fold_of[i]]++;
      pool->truth[to] = imb_outcome_get_truth (outcome)[from];
      if (pool->weights != NULL)
        pool->weights[to] = split->weights != NULL ? split->weights[i] : 1.0;
      pool->predicted[to] = imb_outcome_get_predicted (outcome)[from];
      memcpy (pool->scores + to * n_classes, imb_outcome_get_scores (outcome) + from * n_classes, n_classes * sizeof (double));
    }
  return TRUE;
}

static gboolean
copy_folds (ImbRun         *run,
            const ImbSplit *split,
            gsize           n_rows,
            guint           n_classes,
            const Pool     *pool,
            ImbJob         *job,
            GError        **error)
{
  gsize n = n_rows * run->evaluation.n_repeats;

  run->fold_of_rows = g_try_malloc (MAX (n, 1));
  if (run->fold_of_rows != NULL && split->origin == NULL && !split->has_untested)
    {
      memcpy (run->fold_of_rows, split->fold_of, n);
      return TRUE;
    }

  run->scores = run->fold_of_rows != NULL ? g_try_new (double, MAX (n, 1) * n_classes) : NULL;
  if (run->scores == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the scores of %zu rows; use fewer of them."), n);
      return FALSE;
    }

  memset (run->fold_of_rows, G_MAXUINT8, n);
  for (gsize i = 0; i < n; i++)
    {
      if (!ask (i, n_classes, job, error))
        return FALSE;
      for (guint c = 0; c < n_classes; c++)
        run->scores[i * n_classes + c] = NAN;
    }
  for (gsize at = 0; at < split->n_rows * run->evaluation.n_repeats; at++)
    {
      guint32 row = split->origin != NULL ? split->origin[at % split->n_rows] : (guint32) (at % split->n_rows);
      gsize   to = at / split->n_rows * n_rows + row;

      if (!ask (at, n_classes, job, error))
        return FALSE;
      if (row == IMB_NO_ROW || split->fold_of[at] == IMB_NEVER_TESTED || run->fold_of_rows[to] != G_MAXUINT8)
        continue;
      run->fold_of_rows[to] = split->fold_of[at];
      memcpy (run->scores + to * n_classes, pool->scores + at * n_classes, n_classes * sizeof (double));
    }
  return TRUE;
}

gboolean
imb_run_pool (ImbRun         *self,
              const ImbSplit *split,
              ImbJob         *job,
              GError        **error)
{
  guint n_classes = imb_problem_n_classes (self->problem);
  gsize n = split->n_rows * self->evaluation.n_repeats;
  g_auto (Pool) pool = { 0 };

  if (!pool_new (&pool, n, n_classes, split->weights != NULL || split->has_untested || self->evaluation.prevalence > 0.0, error))
    return FALSE;

  for (guint repeat = 0; repeat < self->evaluation.n_repeats; repeat++)
    if (!pool_repeat (self, split, repeat, n_classes, &pool, job, error))
      return FALSE;
  if (!copy_folds (self, split, imb_problem_n_rows (self->problem), n_classes, &pool, job, error))
    return FALSE;
  if (self->evaluation.prevalence > 0.0)
    imb_prevalence_weigh (pool.weights, pool.truth, n, imb_problem_get_positive (self->problem), self->evaluation.prevalence);
  self->pooled = imb_outcome_new_in_job (pool.truth, pool.scores, pool.predicted, pool.weights, n, n_classes,
                                         imb_problem_get_positive (self->problem), 0.5, job, error);
  return self->pooled != NULL;
}
