/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DeLong, DeLong and Clarke-Pearson 1988, doi:10.2307/2531595, in the O(n log n) of Sun and Xu 2014,
 * doi:10.1109/LSP.2014.2337313: what a row adds to the area is the share of the other side that its score beats, which the
 * ranking knows already. The variance of a difference is that of the rows' differences. */
#include "engine/evaluate/imb-delong.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"

#define PIECE 32768 /* rows between two looks at the job */

/* Share of the other side's weight that row i stands on the right side of; equal scores half. */
static double
placement (const ImbOutcome *outcome,
           const ImbRanking *ranking,
           guint             c,
           gsize             i)
{
  double score = imb_outcome_get_scores (outcome)[i * imb_outcome_n_classes (outcome) + c];
  gsize  at = imb_ranking_n_reached (ranking, score);
  double tp = at > 0 ? ranking->tp[at - 1] : 0.0, fp = at > 0 ? ranking->fp[at - 1] : 0.0;
  double tp_above = at > 1 ? ranking->tp[at - 2] : 0.0, fp_above = at > 1 ? ranking->fp[at - 2] : 0.0;

  if (imb_outcome_get_truth (outcome)[i] == c)
    return 1.0 - (fp + fp_above) / 2.0 / ranking->negatives;
  return (tp + tp_above) / 2.0 / ranking->positives;
}

/* Weighted mean and the square of its standard error. */
static void
mean_and_error (const double  *values,
                const double  *weights,
                const guint16 *truth,
                gsize          n,
                guint          c,
                gboolean       wanted,
                double        *mean,
                double        *error)
{
  double sum = 0.0, whole = 0.0, squares = 0.0, n_rows = 0.0;

  for (gsize i = 0; i < n; i++)
    if ((truth[i] == c) == wanted && weights[i] > 0.0)
      {
        sum += weights[i] * values[i];
        whole += weights[i];
        n_rows += 1.0;
      }
  *mean = sum / whole;
  for (gsize i = 0; i < n; i++)
    if ((truth[i] == c) == wanted && weights[i] > 0.0)
      {
        double off = weights[i] * (values[i] - *mean);

        squares += off * off;
      }
  *error = n_rows > 1.0 ? squares / whole / whole * (n_rows / (n_rows - 1.0)) : NAN;
}

/* What a row adds in the mean of its repeats, by their weights, and these together. */
static void
add_row (const ImbOutcome *outcome,
         const ImbRanking *ranking,
         const ImbOutcome *base,
         const ImbRanking *other,
         guint             c,
         gsize             n,
         guint             n_repeats,
         gsize             row,
         double           *value,
         double           *weight)
{
  const double *weights = imb_outcome_get_weights (outcome);

  for (guint r = 0; r < n_repeats; r++)
    {
      gsize  i = r * n + row;
      double here = weights != NULL ? weights[i] : 1.0;

      if (here <= 0.0)
        continue;
      *value += here * (placement (outcome, ranking, c, i) - (base != NULL ? placement (base, other, c, i) : 0.0));
      *weight += here;
    }
  if (*weight > 0.0)
    *value /= *weight;
}

gboolean
imb_delong (const ImbOutcome *outcome,
            const ImbOutcome *base,
            guint             c,
            guint             n_repeats,
            ImbInterval      *interval,
            ImbJob           *job,
            GError          **error)
{
  const ImbRanking  *ranking = imb_outcome_get_ranking (outcome, c);
  const ImbRanking  *other = base != NULL ? imb_outcome_get_ranking (base, c) : NULL;
  gsize              n = imb_outcome_n_rows (outcome) / n_repeats;
  g_autofree double *values = g_try_new0 (double, MAX (n, 1));
  g_autofree double *weights = g_try_new0 (double, MAX (n, 1));
  double             of_class, of_rest, error_class, error_rest, half;

  *interval = (ImbInterval){ NAN, NAN, NAN, NAN, NULL };
  if (values == NULL || weights == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the scores of %zu rows; use fewer of them."), n);
      return FALSE;
    }
  if (ranking == NULL || (base != NULL && other == NULL) || ranking->positives <= 0.0 || ranking->negatives <= 0.0)
    return TRUE;

  for (gsize i = 0; i < n; i++)
    {
      if (i % PIECE == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      add_row (outcome, ranking, base, other, c, n, n_repeats, i, &values[i], &weights[i]);
    }
  mean_and_error (values, weights, imb_outcome_get_truth (outcome), n, c, TRUE, &of_class, &error_class);
  mean_and_error (values, weights, imb_outcome_get_truth (outcome), n, c, FALSE, &of_rest, &error_rest);
  half = imb_interval_z () * sqrt (error_class + error_rest);
  *interval = (ImbInterval){
    .value = of_class,
    .error = sqrt (error_class + error_rest),
    .low = MAX (of_class - half, base != NULL ? -1.0 : 0.0),
    .high = MIN (of_class + half, 1.0),
    .method = "delong",
  };
  if (isnan (half))
    interval->low = interval->high = NAN;
  return TRUE;
}
