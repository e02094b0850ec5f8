/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What moves with the threshold: a metric, and the net benefit of a decision curve (Vickers and Elkin 2006,
 * doi:10.1177/0272989X06295361), where the threshold is the chance at which somebody would act. */
#include <math.h>

#include "engine/metrics/imb-curve-private.h"

#define N_CHANCES 99

ImbCurve *
imb_curve_of_metric (const ImbOutcome *outcome,
                     const ImbMetric  *metric,
                     gsize             most)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, imb_outcome_get_positive (outcome));
  gsize             n;
  ImbCurve         *self;

  g_return_val_if_fail (most >= 2, NULL);
  if (metric->kind != IMB_METRIC_COUNTS || imb_outcome_n_classes (outcome) != 2 || ranking == NULL || ranking->n == 0)
    return NULL;

  n = MIN (most, ranking->n);
  self = imb_curve_new (n);
  for (gsize k = 0; k < n; k++)
    {
      double threshold = ranking->thresholds[n > 1 ? k * (ranking->n - 1) / (n - 1) : 0];

      imb_curve_add (self, threshold, imb_metric_value_at (metric, outcome, threshold), threshold);
    }
  return self;
}

ImbCurve *
imb_curve_of_metric_rising (const ImbOutcome *outcome,
                            const ImbMetric  *metric,
                            guint             c,
                            gsize             most)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  gsize             n;
  ImbCurve         *self;

  g_return_val_if_fail (most >= 2, NULL);
  if (metric->of_counts == NULL || ranking == NULL || ranking->n == 0)
    return NULL;

  n = MIN (most, ranking->n);
  self = imb_curve_new (n);
  for (gsize k = n; k-- > 0;)
    {
      gsize  at = n > 1 ? k * (ranking->n - 1) / (n - 1) : 0;
      double tp = ranking->tp[at], fp = ranking->fp[at];

      imb_curve_add (self, ranking->thresholds[at], metric->of_counts (tp, fp, ranking->positives - tp, ranking->negatives - fp), ranking->thresholds[at]);
    }
  return self;
}

static double
net_benefit (double tp,
             double fp,
             double n_rows,
             double chance)
{
  return (tp - fp * chance / (1.0 - chance)) / n_rows;
}

ImbCurve *
imb_curve_decision (const ImbOutcome *outcome,
                    guint             c,
                    gboolean          treat_all)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  ImbCurve         *self;

  if (ranking == NULL || ranking->n == 0 || !imb_outcome_has_probabilities (outcome))
    return NULL;

  self = imb_curve_new (N_CHANCES);
  for (guint k = 1; k <= N_CHANCES; k++)
    {
      double chance = k / (N_CHANCES + 1.0);
      gsize  at = treat_all ? ranking->n : imb_ranking_n_reached (ranking, chance);

      imb_curve_add (self, chance, net_benefit (imb_ranking_tp (ranking, at), imb_ranking_fp (ranking, at), ranking->positives + ranking->negatives, chance), chance);
    }
  return self;
}

double
imb_net_benefit (const ImbOutcome *outcome,
                 guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  double            rows, chance;
  gsize             at;

  if (!imb_ranking_has_both (ranking) || !imb_outcome_has_probabilities (outcome))
    return NAN;

  rows = ranking->positives + ranking->negatives;
  chance = ranking->positives / rows;
  at = imb_ranking_n_reached (ranking, chance);
  return net_benefit (imb_ranking_tp (ranking, at), imb_ranking_fp (ranking, at), rows, chance);
}
