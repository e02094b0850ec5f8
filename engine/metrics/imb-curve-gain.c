/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cumulative gains and lift: how much of the class is found in the share of the rows that is looked at, and how many
 * times more that is than by chance. */
#include <math.h>

#include "engine/metrics/imb-curve-private.h"

ImbCurve *
imb_curve_gains (const ImbOutcome *outcome,
                 guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  ImbCurve         *self;

  if (!imb_ranking_has_both (ranking))
    return NULL;

  self = imb_curve_new (ranking->n + 1);
  for (gsize i = 0; i <= ranking->n; i++)
    {
      double tp = imb_ranking_tp (ranking, i), fp = imb_ranking_fp (ranking, i);

      imb_curve_add (self, (tp + fp) / (ranking->positives + ranking->negatives), tp / ranking->positives, i > 0 ? ranking->thresholds[i - 1] : INFINITY);
    }
  return self;
}

ImbCurve *
imb_curve_lift (const ImbOutcome *outcome,
                guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  ImbCurve         *self;

  if (!imb_ranking_has_both (ranking))
    return NULL;

  self = imb_curve_new (ranking->n);
  for (gsize i = 0; i < ranking->n; i++)
    {
      double share = (ranking->tp[i] + ranking->fp[i]) / (ranking->positives + ranking->negatives);

      imb_curve_add (self, share, ranking->tp[i] / ranking->positives / share, ranking->thresholds[i]);
    }
  return self;
}

double
imb_ranking_hits (const ImbRanking *self,
                  double            taken)
{
  double tp = 0.0, fp = 0.0;

  for (gsize i = 0; i < self->n; i++)
    {
      double next = self->tp[i] + self->fp[i];

      if (next >= taken)
        return tp + (self->tp[i] - tp) * (taken - tp - fp) / (next - tp - fp);
      tp = self->tp[i];
      fp = self->fp[i];
    }
  return tp;
}

ImbTop
imb_top_of (const ImbOutcome *outcome,
            guint             c,
            double            share)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  double            rows, hits;

  if (ranking == NULL || ranking->positives <= 0.0)
    return (ImbTop){ share, NAN, NAN, NAN };

  rows = ranking->positives + ranking->negatives;
  hits = imb_ranking_hits (ranking, share * rows);
  return (ImbTop){ share, hits / (share * rows), hits / ranking->positives, hits / ranking->positives / share };
}

#define N_BETWEEN 400 /* places beside its own */

/* Between two shares gains rise evenly, and lift, which is gains by the share, falls in an arc: points in between draw it. */
ImbCurve *
imb_curve_lift_in_arcs (const ImbOutcome *outcome,
                        guint             c)
{
  g_autoptr (ImbCurve) corners = imb_curve_lift (outcome, c);
  ImbCurve *self;

  if (corners == NULL || corners->n == 0)
    return g_steal_pointer (&corners);

  self = imb_curve_new (corners->n + N_BETWEEN + 1);
  for (gsize i = 0; i < corners->n; i++)
    {
      double before = i > 0 ? corners->x[i - 1] : corners->x[i], gains = i > 0 ? before * corners->y[i - 1] : 0.0;
      double rise = corners->x[i] > before ? (corners->x[i] * corners->y[i] - gains) / (corners->x[i] - before) : 0.0;

      for (gsize k = (gsize) (before * N_BETWEEN) + 1; (double) k < corners->x[i] * N_BETWEEN; k++)
        {
          double x = (double) k / N_BETWEEN;

          imb_curve_add (self, x, (gains + rise * (x - before)) / x, NAN);
        }
      imb_curve_add (self, corners->x[i], corners->y[i], corners->thresholds[i]);
    }
  return self;
}
