/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GHOST. Scores are first sorted into the bins between the thresholds, so that a subset is one pass over its rows. */
#include "engine/evaluate/imb-ghost.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-rng.h"
#include "engine/kernels/imb-sort.h"
#include "engine/kernels/imb-test-rows.h"
#include "engine/metrics/imb-metric.h"

#define N_SUBSETS    100
#define SHARE        0.2
#define N_THRESHOLDS 10

typedef struct
{
  const guint16 *classes;
  const double  *weights; /* NULL: all are 1 */
  gsize          n;
  guint          positive;
  guint8        *reached; /* how many thresholds a row's score reaches */
} Rows;

static double
threshold_at (guint t)
{
  return (t + 1) / 20.0;
}

/* Of the rows whose fold is 0, for each threshold. */
static void
measure (const Rows   *rows,
         const guint8 *fold_of,
         double       *kappas)
{
  const ImbMetric *kappa = imb_metric_find ("kappa");
  double           sums[2][N_THRESHOLDS + 1] = { { 0.0 } }; /* by class and by how many thresholds are reached */

  for (gsize i = 0; i < rows->n; i++)
    if (fold_of[i] == 0)
      sums[rows->classes[i] == rows->positive][rows->reached[i]] += rows->weights != NULL ? rows->weights[i] : 1.0;
  for (guint t = 0; t < N_THRESHOLDS; t++)
    {
      double confusion[4] = { 0.0 };

      for (guint c = 0; c < 2; c++)
        for (guint reached = 0; reached <= N_THRESHOLDS; reached++)
          confusion[2 * c + (reached > t)] += sums[c][reached];
      kappas[t] = imb_metric_of_confusion (kappa, confusion, 2, 1);
    }
}

/* FALSE: there is no memory, or it was cancelled. */
static gboolean
measure_subsets (const Rows *rows,
                 guint8     *fold_of,
                 guint32     seed,
                 guint      *n_subsets,
                 double     *kappas, /* of each subset */
                 ImbJob     *job,
                 GError    **error)
{
  guint32 seeds[N_SUBSETS];
  ImbRng  rng;

  imb_rng_init (&rng, seed);
  for (guint s = 0; s < N_SUBSETS; s++)
    seeds[s] = imb_rng_below (&rng, 10 * N_SUBSETS);
  for (*n_subsets = 0; *n_subsets < N_SUBSETS; (*n_subsets)++)
    {
      g_autoptr (GError) few = NULL;

      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      imb_rng_init (&rng, seeds[*n_subsets]);
      if (!imb_test_holdout (rows->classes, rows->n, 2, SHARE, &rng, fold_of, &few) && !g_error_matches (few, IMB_ERROR, IMB_ERROR_TOO_FEW))
        {
          g_propagate_error (error, g_steal_pointer (&few));
          return FALSE;
        }
      if (few != NULL)
        break;
      measure (rows, fold_of, kappas + *n_subsets * N_THRESHOLDS);
    }
  if (*n_subsets > 0)
    return TRUE;

  memset (fold_of, 0, rows->n);
  measure (rows, fold_of, kappas);
  *n_subsets = 1;
  return TRUE;
}

/* NaN: none is defined. */
static double
median_of (const double *kappas,
           guint         n_subsets,
           guint         t)
{
  double known[N_SUBSETS];
  gsize  n = 0;

  for (guint s = 0; s < n_subsets; s++)
    if (!isnan (kappas[s * N_THRESHOLDS + t]))
      known[n++] = kappas[s * N_THRESHOLDS + t];
  return n > 0 ? imb_quantile (known, n, 0.5) : NAN;
}

gboolean
imb_ghost_threshold (const double  *scores,
                     const guint16 *classes,
                     const double  *weights,
                     gsize          n,
                     guint          positive,
                     guint32        seed,
                     double        *threshold,
                     ImbJob        *job,
                     GError       **error)
{
  g_autofree guint8 *reached = g_try_new (guint8, MAX (n, 1));
  g_autofree guint8 *fold_of = g_try_new (guint8, MAX (n, 1));
  double             kappas[N_SUBSETS * N_THRESHOLDS];
  const Rows         rows = { classes, weights, n, positive, reached };
  double             best = -INFINITY;
  guint              n_subsets;

  if (reached == NULL || fold_of == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the scores of %zu rows; use fewer of them."), n);
      return FALSE;
    }
  *threshold = 0.5;
  if (n == 0)
    return TRUE;

  for (gsize i = 0; i < n; i++)
    for (reached[i] = 0; reached[i] < N_THRESHOLDS && scores[i] >= threshold_at (reached[i]);)
      reached[i]++;
  if (!measure_subsets (&rows, fold_of, seed, &n_subsets, kappas, job, error))
    return FALSE;

  for (guint t = 0; t < N_THRESHOLDS; t++)
    {
      double median = median_of (kappas, n_subsets, t);

      if (!(median > best))
        continue;
      best = median;
      *threshold = threshold_at (t);
    }
  return TRUE;
}
