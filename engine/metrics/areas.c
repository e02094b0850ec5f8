/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Further areas and points of the curves of a ranking, each under its own name, because tools disagree about what
 * "the area below the precision–recall curve" is. One pass over the distinct scores. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/metrics/imb-curve-private.h"
#include "engine/metrics/imb-metric-private.h"
#include "engine/metrics/imb-ranking.h"

#define PART 0.1 /* of the false positive rate */

static gboolean
has_both (const ImbRanking *ranking)
{
  return ranking != NULL && ranking->positives > 0.0 && ranking->negatives > 0.0;
}

static double
ks_of_class (const ImbOutcome *outcome,
             guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_corners (outcome, c);
  double            most = 0.0;

  if (!has_both (ranking))
    return NAN;

  for (gsize i = 0; i < ranking->n; i++)
    most = MAX (most, ranking->tp[i] / ranking->positives - ranking->fp[i] / ranking->negatives);
  return most;
}

/* Up to a false positive rate of PART, where the last step is cut by a straight line; standardised after McClish, so that chance
 * is 0.5. */
static double
partial_auc_of_class (const ImbOutcome *outcome,
                      guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  ImbSum            area = { 0 };
  double            x = 0.0, y = 0.0;

  if (!has_both (ranking))
    return NAN;

  for (gsize i = 0; i < ranking->n && x < PART; i++)
    {
      double next_x = ranking->fp[i] / ranking->negatives, next_y = ranking->tp[i] / ranking->positives;

      if (next_x > PART)
        {
          next_y = y + (next_y - y) * (PART - x) / (next_x - x);
          next_x = PART;
        }
      imb_sum_add (&area, (next_x - x) * (next_y + y) / 2.0);
      x = next_x;
      y = next_y;
    }
  return 0.5 * (1.0 + (imb_sum_get (&area) - PART * PART / 2.0) / (PART - PART * PART / 2.0));
}

/* Between two points precision and recall do not lie on a straight line: FP grows evenly with TP. */
static double
area_between (double tp,
              double fp,
              double next_tp,
              double next_fp)
{
  double step = next_tp - tp;
  double slope = 1.0 + (next_fp - fp) / step;

  if (tp + fp <= 0.0)
    return step / slope;
  return step / slope + (tp - (tp + fp) / slope) / slope * log1p (slope * step / (tp + fp));
}

static double
pr_auc_of_class (const ImbOutcome *outcome,
                 guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  ImbSum            area = { 0 };
  double            tp = 0.0, fp = 0.0;

  if (ranking == NULL || ranking->positives <= 0.0)
    return NAN;

  for (gsize i = 0; i < ranking->n; i++)
    {
      if (ranking->tp[i] > tp)
        imb_sum_add (&area, area_between (tp, fp, ranking->tp[i], ranking->fp[i]));
      tp = ranking->tp[i];
      fp = ranking->fp[i];
    }
  return CLAMP (imb_sum_get (&area) / ranking->positives, 0.0, 1.0);
}

static double
pr_auc_trapezoid_of_class (const ImbOutcome *outcome,
                           guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  ImbSum            twice = { 0 };
  double            tp = 0.0, precision = 1.0;

  if (ranking == NULL || ranking->positives <= 0.0)
    return NAN;

  for (gsize i = 0; i < ranking->n; i++)
    {
      double next = ranking->tp[i] / (ranking->tp[i] + ranking->fp[i]);

      imb_sum_add (&twice, (ranking->tp[i] - tp) * (precision + next));
      tp = ranking->tp[i];
      precision = next;
    }
  return MIN (1.0, imb_sum_get (&twice) / 2.0 / ranking->positives);
}

/* What every ranking has at least: that of all other rows before the class's (Boyd et al. 2012). */
static double
lowest_pr_auc (double share)
{
  return share < 1.0 ? 1.0 + (1.0 - share) * log1p (-share) / share : 1.0;
}

static double
pr_auc_normalised_of_class (const ImbOutcome *outcome,
                            guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  double            lowest;

  if (!has_both (ranking))
    return NAN;

  lowest = lowest_pr_auc (ranking->positives / (ranking->positives + ranking->negatives));
  return CLAMP ((pr_auc_of_class (outcome, c) - lowest) / (1.0 - lowest), 0.0, 1.0);
}

/* From the last threshold back, so that at each recall the best precision of it or of a higher one is known. */
static double
pr_auc_11_of_class (const ImbOutcome *outcome,
                    guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  double            best = 0.0;
  ImbSum            sum = { 0 };
  int               tenth = 10;

  if (ranking == NULL || ranking->positives <= 0.0)
    return NAN;

  for (gsize i = ranking->n; i-- > 0;)
    {
      for (; tenth >= 0 && ranking->tp[i] / ranking->positives < tenth / 10.0 - IMB_SHARE_ROUNDING; tenth--)
        imb_sum_add (&sum, best);
      best = MAX (best, ranking->tp[i] / (ranking->tp[i] + ranking->fp[i]));
    }
  for (; tenth >= 0; tenth--)
    imb_sum_add (&sum, best);
  return imb_sum_get (&sum) / 11.0;
}

/* As Weka does it, but that the first point's precision goes on to recall 0, where Weka has 0. */
static double
pr_auc_11_straight_of_class (const ImbOutcome *outcome,
                             guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  double            recall = 0.0, precision = NAN;
  ImbSum            sum = { 0 };
  int               tenth = 0;

  if (ranking == NULL || ranking->positives <= 0.0)
    return NAN;

  for (gsize i = 0; i < ranking->n && tenth <= 10; i++)
    {
      double next_recall = ranking->tp[i] / ranking->positives, next = ranking->tp[i] / (ranking->tp[i] + ranking->fp[i]);

      if (next_recall <= recall)
        continue;
      for (; tenth <= 10 && tenth / 10.0 <= next_recall; tenth++)
        imb_sum_add (&sum, isnan (precision) ? next : precision + (next - precision) * (tenth / 10.0 - recall) / (next_recall - recall));
      recall = next_recall;
      precision = next;
    }
  for (; tenth <= 10; tenth++)
    imb_sum_add (&sum, precision); /* a sum of weights may end a rounding below 1 */
  return imb_sum_get (&sum) / 11.0;
}

/* (v − π) / ((1 − π) v) with π = positives / (positives + negatives), and v = hits / taken. */
static double
gain (double hits,
      double taken,
      double positives,
      double negatives)
{
  return 1.0 - positives / negatives * (taken - hits) / hits;
}

/* Straight lines between points are right here. From where recall is the class's share, which is gain 0, on. */
static double
pr_gain_auc_of_class (const ImbOutcome *outcome,
                      guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);
  ImbSum            area = { 0 };
  double            tp = 0.0, fp = 0.0, start;

  if (!has_both (ranking))
    return NAN;

  start = ranking->positives * (ranking->positives / (ranking->positives + ranking->negatives));
  for (gsize i = 0; i < ranking->n; i++)
    {
      double next_tp = ranking->tp[i], next_fp = ranking->fp[i];

      if (next_tp > start)
        {
          const double P = ranking->positives, N = ranking->negatives;

          if (tp < start)
            {
              fp += (next_fp - fp) * (start - tp) / (next_tp - tp);
              tp = start;
            }
          imb_sum_add (&area, (gain (next_tp, P, P, N) - gain (tp, P, P, N)) * (gain (next_tp, next_tp + next_fp, P, N) + gain (tp, tp + fp, P, N)) / 2.0);
        }
      tp = next_tp;
      fp = next_fp;
    }
  return MIN (1.0, imb_sum_get (&area));
}

static double
r_precision_of_class (const ImbOutcome *outcome,
                      guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_ranking (outcome, c);

  if (ranking == NULL || ranking->positives <= 0.0)
    return NAN;
  return imb_ranking_hits (ranking, ranking->positives) / ranking->positives;
}

static double
gini_of_class (const ImbOutcome *outcome,
               guint             c)
{
  return 2.0 * imb_roc_auc_of_class (outcome, c) - 1.0;
}

static double
equal_error_rate (const ImbOutcome *outcome,
                  int               c)
{
  return c >= 0 ? imb_equal_error_rate (outcome, (guint) c) : imb_metric_mean_over_classes (outcome, imb_equal_error_rate);
}

static double
expected_cost (const ImbOutcome *outcome,
               int               c)
{
  return c >= 0 ? imb_expected_cost (outcome, (guint) c) : imb_metric_mean_over_classes (outcome, imb_expected_cost);
}

IMB_METRIC_OF_CLASSES (gini)
IMB_METRIC_OF_CLASSES (ks)
IMB_METRIC_OF_CLASSES (partial_auc)
IMB_METRIC_OF_CLASSES (pr_auc)
IMB_METRIC_OF_CLASSES (pr_auc_11)
IMB_METRIC_OF_CLASSES (pr_auc_11_straight)
IMB_METRIC_OF_CLASSES (pr_auc_normalised)
IMB_METRIC_OF_CLASSES (pr_auc_trapezoid)
IMB_METRIC_OF_CLASSES (pr_gain_auc)
IMB_METRIC_OF_CLASSES (r_precision)

const ImbMetric imb_metrics_areas[] = {
  {
    .id = "gini",
    .title = N_ ("Gini coefficient"),
    .help = N_ ("ROC AUC with chance at 0: twice the area between the curve and the diagonal."),
    .formula = "2 ROC AUC − 1",
    .reference = "Hand and Till 2001, doi:10.1023/A:1010920819831",
    .undefined = N_ ("undefined when all rows are of one class"),
    .no_skill = N_ ("0"),
    .low = -1.0,
    .high = 1.0,
    .kind = IMB_METRIC_RANKING,
    .per_class = TRUE,
    .of_scores = gini,
  },
  {
    .id = "ks",
    .title = N_ ("Kolmogorov–Smirnov distance"),
    .help = N_ ("Greatest distance of the class’s scores from the others’: the most informedness any threshold reaches."),
    .formula = "max (recall − FPR)",
    .reference = "Smirnov 1948, doi:10.1214/aoms/1177730256",
    .undefined = N_ ("undefined when all rows are of one class"),
    .no_skill = N_ ("0"),
    .low = 0.0,
    .high = 1.0,
    .kind = IMB_METRIC_RANKING,
    .per_class = TRUE,
    .of_scores = ks,
  },
  {
    .id = "roc_auc_01",
    .title = N_ ("Partial ROC AUC (FPR ≤ 0.1)"),
    .help = N_ ("ROC AUC of the part that false alarms on a tenth of the other rows allow, with chance at 0.5."),
    .formula = "½ (1 + (A − f²/2) / (f − f²/2)), f = 0.1",
    .reference = "McClish 1989, doi:10.1177/0272989X8900900307",
    .undefined = N_ ("undefined when all rows are of one class"),
    .no_skill = N_ ("0.5"),
    .low = 0.0,
    .high = 1.0,
    .kind = IMB_METRIC_RANKING,
    .per_class = TRUE,
    .of_scores = partial_auc,
  },
  {
    .id = "pr_auc",
    .title = N_ ("PR AUC (Davis–Goadrich)"),
    .help = N_ ("Area below the precision–recall curve, interpolated as counts allow: what most papers mean."),
    .formula = "∫ precision d recall, FP linear in TP",
    .reference = "Davis and Goadrich 2006, doi:10.1145/1143844.1143874",
    .undefined = N_ ("undefined when the class has no row"),
    .no_skill = N_ ("the class’s share of the rows"),
    .needs = IMB_NEEDS_POSITIVES,
    .low = 0.0,
    .high = 1.0,
    .kind = IMB_METRIC_RANKING,
    .per_class = TRUE,
    .of_scores = pr_auc,
  },
  {
    .id = "pr_auc_trapezoid",
    .title = N_ ("PR AUC (straight lines)"),
    .help = N_ ("Area below straight lines between the points of the precision–recall curve. Too high where points are few; here to compare with tools that print it."),
    .formula = "Σ (Rᵢ − Rᵢ₋₁) (Pᵢ + Pᵢ₋₁) / 2",
    .reference = "Boyd, Eng and Page 2013, doi:10.1007/978-3-642-40994-3_29",
    .undefined = N_ ("undefined when the class has no row"),
    .no_skill = N_ ("more than the class’s share of the rows"),
    .needs = IMB_NEEDS_POSITIVES,
    .low = 0.0,
    .high = 1.0,
    .kind = IMB_METRIC_RANKING,
    .per_class = TRUE,
    .of_scores = pr_auc_trapezoid,
  },
  {
    .id = "pr_auc_11",
    .title = N_ ("Precision at eleven recalls"),
    .help = N_ ("Mean over the recalls 0, 0.1 … 1 of the best precision that is had with at least that recall: what text retrieval prints."),
    .formula = "Σ over r of max P(recall ≥ r) / 11",
    .reference = "Manning, Raghavan and Schütze 2008, Introduction to Information Retrieval, section 8.4",
    .undefined = N_ ("undefined when the class has no row"),
    .no_skill = N_ ("the class’s share of the rows"),
    .needs = IMB_NEEDS_POSITIVES,
    .low = 0.0,
    .high = 1.0,
    .kind = IMB_METRIC_RANKING,
    .per_class = TRUE,
    .of_scores = pr_auc_11,
  },
  {
    .id = "pr_auc_11_straight",
    .title = N_ ("Precision at eleven recalls, straight"),
    .help = N_ ("Mean over the recalls 0, 0.1 … 1 of the precision on straight lines between the points where another row of the class is found: too high where points are few. Weka’s N-point precision, which has 0 at recall 0, is lower by up to an eleventh."),
    .formula = "Σ over r of P(r) / 11, P straight between the points where recall rises",
    .reference = "Witten, Frank and Hall 2011, Data Mining, 3rd ed., section 5.7",
    .undefined = N_ ("undefined when the class has no row"),
    .no_skill = N_ ("the class’s share of the rows"),
    .needs = IMB_NEEDS_POSITIVES,
    .low = 0.0,
    .high = 1.0,
    .kind = IMB_METRIC_RANKING,
    .per_class = TRUE,
    .of_scores = pr_auc_11_straight,
  },
  {
    .id = "pr_auc_normalised",
    .title = N_ ("PR AUC above the lowest"),
    .help = N_ ("PR AUC (Davis–Goadrich), less what the worst of all rankings has with the same share of the class, so that tables may be compared."),
    .formula = "(PR AUC − m) / (1 − m), m = 1 + (1 − π) ln (1 − π) / π",
    .reference = "Boyd, Santos Costa, Davis and Page 2012, Unachievable region in precision–recall space, ICML",
    .undefined = N_ ("undefined when all rows are of one class"),
    .no_skill = N_ ("(π − m) / (1 − m): about half of the class’s share π, when that is small"),
    .low = 0.0,
    .high = 1.0,
    .kind = IMB_METRIC_RANKING,
    .per_class = TRUE,
    .of_scores = pr_auc_normalised,
  },
  {
    .id = "pr_gain_auc",
    .title = N_ ("PR-gain AUC"),
    .help = N_ ("Area below the precision–recall curve on a scale where the model that takes every row is at 0; may be averaged over tables."),
    .formula = "∫ precision gain d recall gain",
    .reference = "Flach and Kull 2015, Precision-Recall-Gain curves, NIPS 28",
    .undefined = N_ ("undefined when all rows are of one class"),
    .no_skill = N_ ("0"),
    .low = -INFINITY,
    .high = 1.0,
    .kind = IMB_METRIC_RANKING,
    .per_class = TRUE,
    .of_scores = pr_gain_auc,
  },
  {
    .id = "r_precision",
    .title = N_ ("R-precision"),
    .help = N_ ("Share of the class among the rows scored highest, when as many are taken as the class has."),
    .formula = "precision of the P rows scored highest",
    .reference = "Manning, Raghavan and Schütze 2008, Introduction to Information Retrieval, section 8.4",
    .undefined = N_ ("undefined when the class has no row"),
    .no_skill = N_ ("the class’s share of the rows"),
    .needs = IMB_NEEDS_POSITIVES,
    .low = 0.0,
    .high = 1.0,
    .kind = IMB_METRIC_RANKING,
    .per_class = TRUE,
    .of_scores = r_precision,
  },
  {
    .id = "equal_error_rate",
    .title = N_ ("Equal error rate"),
    .help = N_ ("Share of the class that is missed at the threshold where as large a share of the other rows is a false alarm."),
    .formula = "FNR = FPR, straight between thresholds",
    .reference = "Martin et al. 1997, The DET curve in assessment of detection task performance, Eurospeech",
    .undefined = N_ ("undefined when all rows are of one class"),
    .no_skill = N_ ("0.5"),
    .low = 0.0,
    .high = 1.0,
    .better = IMB_BETTER_LOW,
    .kind = IMB_METRIC_RANKING,
    .per_class = TRUE,
    .of_scores = equal_error_rate,
  },
  {
    .id = "expected_cost",
    .title = N_ ("Area below the cost curve"),
    .help = N_ ("What the best thresholds cost on average when every share of the costs that misses may have is as likely."),
    .formula = "∫ min over thresholds (FNR x + FPR (1 − x)) dx",
    .reference = "Drummond and Holte 2006, doi:10.1007/s10994-006-8199-5",
    .undefined = N_ ("undefined when all rows are of one class"),
    .no_skill = N_ ("0.25"),
    .low = 0.0,
    .high = 0.25,
    .better = IMB_BETTER_LOW,
    .kind = IMB_METRIC_RANKING,
    .per_class = TRUE,
    .of_scores = expected_cost,
  },
  { NULL },
};
