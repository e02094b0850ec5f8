/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cost curves: Drummond and Holte 2006, doi:10.1007/s10994-006-8199-5. Each threshold is a line y = FNR x + FPR (1 − x) over the
 * class's share of the costs; the lower envelope of all is what the best threshold for each share costs. Its lines are the
 * corners of the ROC hull. */
#include <math.h>

#include "engine/metrics/imb-curve-private.h"

/* Twice the area of the triangle (a, b, i); above 0: b is below the line from a to i. */
static double
turn (const ImbRanking *ranking,
      gsize             a,
      gsize             b,
      gsize             i)
{
  double ax = imb_ranking_fp (ranking, b) - imb_ranking_fp (ranking, a), ay = imb_ranking_tp (ranking, b) - imb_ranking_tp (ranking, a);
  double bx = imb_ranking_fp (ranking, i) - imb_ranking_fp (ranking, a), by = imb_ranking_tp (ranking, i) - imb_ranking_tp (ranking, a);

  return ax * by - ay * bx;
}

gsize
imb_roc_hull (const ImbRanking *ranking,
              gsize            *corners)
{
  gsize n = 0;

  for (gsize i = 0; i <= ranking->n; i++)
    {
      while (n >= 2 && turn (ranking, corners[n - 2], corners[n - 1], i) >= 0.0)
        n--;
      corners[n++] = i;
    }
  return n;
}

ImbCurve *
imb_curve_cost (const ImbOutcome *outcome,
                guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  g_autofree gsize *corners = NULL;
  gsize             n;
  ImbCurve         *self;

  if (!imb_ranking_has_both (ranking))
    return NULL;

  corners = g_new (gsize, ranking->n + 1);
  n = imb_roc_hull (ranking, corners);
  self = imb_curve_new (n + 1);
  imb_curve_add (self, 0.0, 0.0, INFINITY);
  for (gsize k = 1; k < n; k++)
    {
      double rise = (imb_ranking_tp (ranking, corners[k]) - imb_ranking_tp (ranking, corners[k - 1])) / ranking->positives;
      double run = (imb_ranking_fp (ranking, corners[k]) - imb_ranking_fp (ranking, corners[k - 1])) / ranking->negatives;
      double x = run / (run + rise);
      double missed = 1.0 - imb_ranking_tp (ranking, corners[k]) / ranking->positives;

      imb_curve_add (self, x, missed * x + imb_ranking_fp (ranking, corners[k]) / ranking->negatives * (1.0 - x), ranking->thresholds[corners[k] - 1]);
    }
  imb_curve_add (self, 1.0, 0.0, ranking->thresholds[ranking->n - 1]);
  return self;
}

double
imb_expected_cost (const ImbOutcome *outcome,
                   guint             c)
{
  g_autoptr (ImbCurve) curve = imb_curve_cost (outcome, c);
  double twice = 0.0;

  if (curve == NULL)
    return NAN;
  for (gsize i = 1; i < curve->n; i++)
    twice += (curve->x[i] - curve->x[i - 1]) * (curve->y[i] + curve->y[i - 1]);
  return twice / 2.0;
}
