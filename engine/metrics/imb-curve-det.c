/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Detection error tradeoff: misses against false alarms. Martin et al. 1997, "The DET curve in assessment of detection
 * task performance", Eurospeech. As scikit-learn it starts at the last threshold with the fewest false
 * alarms and ends at the first without a miss. */
#include <math.h>

#include "engine/kernels/imb-distribution.h"
#include "engine/metrics/imb-curve-private.h"

ImbCurve *
imb_curve_det (const ImbOutcome *outcome,
               guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  gsize             first = 0, last;
  ImbCurve         *self;

  if (!imb_ranking_has_both (ranking))
    return NULL;

  while (first + 1 < ranking->n && ranking->fp[first + 1] <= ranking->fp[0])
    first++;
  for (last = first; last + 1 < ranking->n && ranking->tp[last] < ranking->positives;)
    last++;
  self = imb_curve_new (last - first + 1);
  for (gsize i = first; i <= last; i++)
    imb_curve_add (self, ranking->fp[i] / ranking->negatives, (ranking->positives - ranking->tp[i]) / ranking->positives, ranking->thresholds[i]);
  return self;
}

ImbCurve *
imb_curve_deviates (const ImbCurve *self)
{
  ImbCurve *deviates = imb_curve_new (self->n);

  for (gsize i = 0; i < self->n; i++)
    imb_curve_add (deviates, imb_normal_quantile (self->x[i]), imb_normal_quantile (self->y[i]), self->thresholds[i]);
  return deviates;
}

double
imb_equal_error_rate (const ImbOutcome *outcome,
                      guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  double            alarms = 0.0, misses = 1.0;

  if (!imb_ranking_has_both (ranking))
    return NAN;
  for (gsize i = 0; i < ranking->n; i++)
    {
      double next_alarms = ranking->fp[i] / ranking->negatives, next_misses = 1.0 - ranking->tp[i] / ranking->positives;

      if (next_alarms >= next_misses)
        return alarms + (next_alarms - alarms) * (misses - alarms) / (misses - alarms + next_alarms - next_misses);
      alarms = next_alarms;
      misses = next_misses;
    }
  return 0.5; /* not reached: after the last threshold there are no misses */
}
