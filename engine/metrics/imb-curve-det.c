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

#define N_PLACES     400
#define MOST_DEVIATE 3.72 /* shares from 0.0001 to 0.9999 */

static double
share_at (guint place)
{
  return imb_normal_cdf (-MOST_DEVIATE + 2.0 * MOST_DEVIATE * place / N_PLACES);
}

/* Even places of either axis between two points, in their order. @x, @y: the next place of each axis that may lie between: rising, falling */
static void
add_between (ImbCurve *self,
             double    from_x,
             double    from_y,
             double    to_x,
             double    to_y,
             guint    *x,
             guint    *y)
{
  while (*x <= N_PLACES && share_at (*x) <= from_x)
    ++*x;
  while (*y <= N_PLACES && share_at (N_PLACES - *y) >= from_y)
    ++*y;
  if (to_x <= from_x || to_y >= from_y)
    return;

  for (;;)
    {
      double at_x = *x <= N_PLACES ? (share_at (*x) - from_x) / (to_x - from_x) : 1.0;
      double at_y = *y <= N_PLACES ? (from_y - share_at (N_PLACES - *y)) / (from_y - to_y) : 1.0;
      double at = MIN (at_x, at_y);

      if (at >= 1.0)
        return;
      *x += at_x <= at;
      *y += at_y <= at;
      imb_curve_add (self, from_x + at * (to_x - from_x), from_y + at * (to_y - from_y), NAN);
    }
}

ImbCurve *
imb_curve_det_between (const ImbOutcome *outcome,
                       guint             c)
{
  g_autoptr (ImbCurve) corners = imb_curve_det (outcome, c);
  ImbCurve *self;
  double    last_x = 0.0, last_y = 1.0;
  guint     x = 0, y = 0;

  if (corners == NULL)
    return NULL;

  self = imb_curve_new (corners->n + 2 * (N_PLACES + 1) + 1);
  if (corners->x[0] > 0.0)
    imb_curve_add (self, last_x, last_y, NAN);
  for (gsize i = 0; i < corners->n; i++)
    {
      if (self->n > 0)
        add_between (self, last_x, last_y, corners->x[i], corners->y[i], &x, &y);
      imb_curve_add (self, corners->x[i], corners->y[i], corners->thresholds[i]);
      last_x = corners->x[i];
      last_y = corners->y[i];
    }
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
