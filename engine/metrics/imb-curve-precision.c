/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two other pictures of precision and recall: as they are between the points (Davis and Goadrich 2006,
 * doi:10.1145/1143844.1143874: false positives grow evenly with true ones), and as gains over the model that takes every
 * row (Flach and Kull 2015), where straight lines are right and those of equal F-beta have the slope −β². */
#include <math.h>

#include "engine/metrics/imb-curve-private.h"

#define MOST_BETWEEN 64 /* points put between two */

static guint
n_between (double step,
           double false_step)
{
  return step > 1.0 && false_step > 0.0 ? (guint) MIN (ceil (step) - 1.0, MOST_BETWEEN) : 0;
}

ImbCurve *
imb_curve_precision_recall_between (const ImbOutcome *outcome,
                                    guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  gsize             room = 1;
  ImbCurve         *self;

  if (ranking == NULL || ranking->positives <= 0.0)
    return NULL;

  for (gsize i = 0; i < ranking->n; i++)
    room += 1 + n_between (ranking->tp[i] - imb_ranking_tp (ranking, i), ranking->fp[i] - imb_ranking_fp (ranking, i));
  self = imb_curve_new (room);
  imb_curve_add (self, 0.0, ranking->tp[0] / (ranking->tp[0] + ranking->fp[0]), NAN);
  for (gsize i = 0; i < ranking->n; i++)
    {
      double tp = imb_ranking_tp (ranking, i), fp = imb_ranking_fp (ranking, i);
      double step = ranking->tp[i] - tp, false_step = ranking->fp[i] - fp;
      guint  n = n_between (step, false_step);

      for (guint k = 1; k <= n; k++)
        {
          double at = tp + step * k / (n + 1.0), wrong = fp + false_step * k / (n + 1.0);

          imb_curve_add (self, at / ranking->positives, at / (at + wrong), NAN);
        }
      imb_curve_add (self, ranking->tp[i] / ranking->positives, ranking->tp[i] / (ranking->tp[i] + ranking->fp[i]), ranking->thresholds[i]);
    }
  return self;
}

static void
add_gains (ImbCurve         *self,
           const ImbRanking *ranking,
           double            tp,
           double            fp,
           double            threshold)
{
  double odds = ranking->positives / ranking->negatives;

  imb_curve_add (self, 1.0 - odds * (ranking->positives - tp) / tp, 1.0 - odds * fp / tp, threshold);
}

ImbCurve *
imb_curve_precision_recall_gain (const ImbOutcome *outcome,
                                 guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  double            start;
  ImbCurve         *self;

  if (!imb_ranking_has_both (ranking))
    return NULL;

  start = ranking->positives * (ranking->positives / (ranking->positives + ranking->negatives)); /* recall gain 0 */
  self = imb_curve_new (ranking->n + 1);
  for (gsize i = 0; i < ranking->n; i++)
    {
      double tp = imb_ranking_tp (ranking, i), fp = imb_ranking_fp (ranking, i);

      if (ranking->tp[i] < start)
        continue;
      if (tp < start && ranking->tp[i] > start)
        add_gains (self, ranking, start, fp + (ranking->fp[i] - fp) * (start - tp) / (ranking->tp[i] - tp), NAN);
      add_gains (self, ranking, ranking->tp[i], ranking->fp[i], ranking->thresholds[i]);
    }
  return self;
}

/* Gains are a projection of the counts, which leaves straight lines straight: the corners of the ROC hull are those of this one, and counts are
 * whole numbers. Of the line between two: β² = (precision gain lost) / (recall gain won), multiplied out. */
ImbCurve *
imb_curve_precision_recall_gain_hull (const ImbOutcome *outcome,
                                      guint             c,
                                      double          **betas)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  g_autofree gsize *corners = NULL;
  gsize             n;
  double            before_tp = 0.0, before_fp = 0.0;
  ImbCurve         *self;

  *betas = NULL;
  if (!imb_ranking_has_both (ranking))
    return NULL;

  corners = g_new (gsize, ranking->n + 1);
  n = imb_roc_hull (ranking, corners);
  self = imb_curve_new (n);
  *betas = g_new (double, n);
  for (gsize k = 1; k < n && before_tp < ranking->positives; k++)
    {
      double tp = imb_ranking_tp (ranking, corners[k]), fp = imb_ranking_fp (ranking, corners[k]);

      if (tp <= 0.0)
        continue;
      (*betas)[self->n] = self->n > 0 ? sqrt (MAX (fp * before_tp - before_fp * tp, 0.0) / (ranking->positives * (tp - before_tp))) : 0.0;
      add_gains (self, ranking, tp, fp, ranking->thresholds[corners[k] - 1]);
      before_tp = tp;
      before_fp = fp;
    }
  return self;
}
