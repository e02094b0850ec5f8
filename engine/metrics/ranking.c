/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics of the order of the scores: they ask only which row comes before which. One pass over the
 * distinct scores; with weights of 1 the counts are whole numbers and the areas are exact until the
 * last division. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/metrics/imb-metric-private.h"
#include "engine/metrics/imb-ranking.h"

/* Trapezoid below the ROC curve: pairs in the right order, ties counted by half. */
double
imb_roc_auc_of_class (const ImbOutcome *outcome,
                      guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_corners (outcome, c);
  ImbSum            twice = { 0 };
  double            tp = 0.0;
  double            fp = 0.0;

  if (ranking == NULL || ranking->positives <= 0.0 || ranking->negatives <= 0.0)
    return NAN;

  for (gsize i = 0; i < ranking->n; i++)
    {
      imb_sum_add (&twice, (ranking->fp[i] - fp) * (ranking->tp[i] + tp));
      tp = ranking->tp[i];
      fp = ranking->fp[i];
    }
  return MIN (1.0, imb_sum_get (&twice) / 2.0 / ranking->positives / ranking->negatives);
}

/* Σ (R_i − R_{i−1}) P_i over the distinct scores, descending: no interpolation. */
static double
average_precision_of_class (const ImbOutcome *outcome,
                            guint             c)
{
  const ImbRanking *ranking = imb_outcome_get_corners (outcome, c);
  ImbSum            sum = { 0 };
  double            tp = 0.0;

  if (ranking == NULL || ranking->n == 0)
    return NAN;
  if (ranking->positives <= 0.0)
    return 0.0;

  for (gsize i = 0; i < ranking->n; i++)
    {
      if (ranking->tp[i] == tp)
        continue;
      imb_sum_add (&sum, (ranking->tp[i] - tp) * (ranking->tp[i] / (ranking->tp[i] + ranking->fp[i])));
      tp = ranking->tp[i];
    }
  return MIN (1.0, imb_sum_get (&sum) / ranking->positives);
}

static double
roc_auc (const ImbOutcome *outcome,
         int               c)
{
  return c >= 0 ? imb_roc_auc_of_class (outcome, (guint) c) : imb_metric_mean_over_classes (outcome, imb_roc_auc_of_class);
}

static double
average_precision (const ImbOutcome *outcome,
                   int               c)
{
  return c >= 0 ? average_precision_of_class (outcome, (guint) c) : imb_metric_mean_over_classes (outcome, average_precision_of_class);
}

const ImbMetric imb_metrics_ranking[] = {
  {
    .id = "roc_auc",
    .title = N_ ("ROC AUC"),
    .help = N_ ("Chance that a row of the class is scored above a row of another class; more than two classes: mean of each against the rest."),
    .formula = "P(score of a positive > score of a negative) + ½ P(equal)",
    .reference = "Hanley and McNeil 1982, doi:10.1148/radiology.143.1.7063747",
    .undefined = N_ ("undefined when all rows are of one class"),
    .no_skill = N_ ("0.5"),
    .usual = TRUE,
    .kind = IMB_METRIC_RANKING,
    .per_class = TRUE,
    .low = 0.0,
    .high = 1.0,
    .of_scores = roc_auc,
  },
  {
    .id = "average_precision",
    .title = N_ ("Average precision"),
    .help = N_ ("Precision averaged over the recall it is had at; a model that knows nothing gets the class’s share of the rows."),
    .formula = "Σ (Rᵢ − Rᵢ₋₁) · Pᵢ over descending scores",
    .reference = "Davis and Goadrich 2006, doi:10.1145/1143844.1143874",
    .undefined = N_ ("0 when the class has no row"),
    .no_skill = N_ ("the class’s share of the rows"),
    .usual = TRUE,
    .kind = IMB_METRIC_RANKING,
    .per_class = TRUE,
    .needs = IMB_NEEDS_POSITIVES,
    .low = 0.0,
    .high = 1.0,
    .of_scores = average_precision,
  },
  { NULL },
};
