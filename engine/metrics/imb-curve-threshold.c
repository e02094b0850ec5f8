/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What moves with the threshold: a metric, and the net benefit of a decision curve (Vickers and Elkin 2006,
 * doi:10.1177/0272989X06295361), where the threshold is the chance at which somebody would act. */
#include <math.h>

#include "engine/metrics/imb-curve-private.h"
#include "engine/metrics/imb-metric-private.h"

#define N_CHANCES 99

/* Up to @most places of a ranking, rising: all, or half of them at even ranks and half where another part of the class is reached, because what metrics of a
 * rare class do happens there. */
static GArray *
choose_places (const ImbRanking *ranking,
               gsize             most)
{
  GArray     *places = g_array_new (FALSE, FALSE, sizeof (gsize));
  const gsize n = ranking->n, half = most >= 4 ? most / 2 : 0; /* the ends are at even ranks */
  gsize       even = 0, reached = 0, at = 0;

  for (gsize i = 0; n <= most && i < n; i++)
    g_array_append_val (places, i);
  while (n > most && (even < most - half || reached < half))
    {
      gsize by_rank = even < most - half ? (most - half > 1 ? even * (n - 1) / (most - half - 1) : n - 1) : G_MAXSIZE, next;

      while (reached < half && at + 1 < n && ranking->tp[at] < ranking->positives * (double) (reached + 1) / (double) half)
        at++;
      next = MIN (by_rank, reached < half ? at : G_MAXSIZE);
      if (places->len == 0 || g_array_index (places, gsize, places->len - 1) < next)
        g_array_append_val (places, next);
      if (next == by_rank)
        even++;
      else
        reached++;
    }
  return places;
}

ImbCurve *
imb_curve_of_metric (const ImbOutcome *outcome,
                     const ImbMetric  *metric,
                     gsize             most)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, imb_outcome_get_positive (outcome));
  g_autoptr (GArray) places = NULL;
  ImbCurve *self;

  g_return_val_if_fail (most >= 2, NULL);
  if (metric->kind != IMB_METRIC_COUNTS || imb_outcome_n_classes (outcome) != 2 || ranking == NULL || ranking->n == 0)
    return NULL;

  places = choose_places (ranking, most);
  self = imb_curve_new (places->len);
  for (guint k = 0; k < places->len; k++)
    {
      double threshold = ranking->thresholds[g_array_index (places, gsize, k)];

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
  g_autoptr (GArray) places = NULL;
  ImbCurve *self;

  g_return_val_if_fail (most >= 2, NULL);
  if (metric->of_counts == NULL || ranking == NULL || ranking->n == 0)
    return NULL;

  places = choose_places (ranking, most);
  self = imb_curve_new (places->len);
  for (guint k = places->len; k-- > 0;)
    {
      gsize  at = g_array_index (places, gsize, k);
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

#define MOST_JUMPS 100000

ImbCurve *
imb_curve_brier (const ImbOutcome *outcome,
                 guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  gsize             step;
  double            from = 0.0, rows;
  ImbCurve         *self;

  if (!imb_ranking_has_both (ranking) || !imb_outcome_has_probabilities (outcome))
    return NULL;

  rows = ranking->positives + ranking->negatives;
  step = 1 + ranking->n / MOST_JUMPS;
  self = imb_curve_new (2 * (ranking->n / step + 2));
  for (gsize k = ranking->n / step * step;; k -= step) /* the k highest scores are called positive, from the last one's to the next */
    {
      double fp = imb_ranking_fp (ranking, k) / rows, fn = (ranking->positives - imb_ranking_tp (ranking, k)) / rows;
      double to = k > 0 ? ranking->thresholds[k - 1] : 1.0;

      if (to > from || k == 0)
        imb_curve_add (self, from, 2.0 * (from * fp + (1.0 - from) * fn), NAN);
      if (to > from)
        imb_curve_add (self, to, 2.0 * (to * fp + (1.0 - to) * fn), to);
      from = to;
      if (k == 0)
        return self;
    }
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
  at = imb_ranking_n_reached (ranking, chance - IMB_SHARE_ROUNDING * chance);
  return net_benefit (imb_ranking_tp (ranking, at), imb_ranking_fp (ranking, at), rows, chance);
}
