/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is found when a share of the rows is looked at, those with the highest scores: of rows with equal scores as many count as are missing,
 * whichever they are. How much can be found depends on the class's share, so the best value is not the end of the range. O(distinct scores). */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/metrics/imb-curve-private.h"
#include "engine/metrics/imb-metric-private.h"

#define METRICS_OF_SHARE(percent)                                                      \
  static double precision_top##percent##_of_class (const ImbOutcome *outcome, guint c) \
  {                                                                                    \
    return imb_top_of (outcome, c, (percent) / 100.0).precision;                       \
  }                                                                                    \
  static double recall_top##percent##_of_class (const ImbOutcome *outcome, guint c)    \
  {                                                                                    \
    return imb_top_of (outcome, c, (percent) / 100.0).recall;                          \
  }                                                                                    \
  static double lift_top##percent##_of_class (const ImbOutcome *outcome, guint c)      \
  {                                                                                    \
    return imb_top_of (outcome, c, (percent) / 100.0).lift;                            \
  }                                                                                    \
  IMB_METRIC_OF_CLASSES (precision_top##percent)                                       \
  IMB_METRIC_OF_CLASSES (recall_top##percent)                                          \
  IMB_METRIC_OF_CLASSES (lift_top##percent)

METRICS_OF_SHARE (10)
METRICS_OF_SHARE (20)

#define TOP_ROW                                              \
  .undefined = N_ ("undefined when the class has no row"),   \
  .needs = IMB_NEEDS_POSITIVES, .depends = TRUE, .low = 0.0, \
  .kind = IMB_METRIC_RANKING, .per_class = TRUE

const ImbMetric imb_metrics_top[] = {
  {
    .id = "precision_top10",
    .title = N_ ("Precision at the top 10 %"),
    .help = N_ ("Share of the class among the tenth of the rows that is scored highest; at most ten times the class’s share."),
    .formula = "hits among the n / 10 highest scores / (n / 10)",
    .reference = "Manning, Raghavan and Schütze 2008, Introduction to Information Retrieval, section 8.4",
    .no_skill = N_ ("the class’s share of the rows"),
    .high = 1.0,
    TOP_ROW,
    .of_scores = precision_top10,
  },
  {
    .id = "recall_top10",
    .title = N_ ("Recall at the top 10 %"),
    .help = N_ ("Share of the class’s rows that is found when a tenth of all rows is looked at, those scored highest: the gains curve at 0.1."),
    .formula = "hits among the n / 10 highest scores / P",
    .reference = "Manning, Raghavan and Schütze 2008, Introduction to Information Retrieval, section 8.4",
    .no_skill = N_ ("0.1"),
    .high = 1.0,
    TOP_ROW,
    .of_scores = recall_top10,
  },
  {
    .id = "lift_top10",
    .title = N_ ("Lift at the top 10 %"),
    .help = N_ ("How many times more of the class is found in the tenth of the rows that is scored highest than in a tenth taken by chance."),
    .formula = "precision at the top 10 % / (P / n)",
    .reference = "Ling and Li 1998, Data mining for direct marketing: problems and solutions, KDD, pp. 73–79",
    .no_skill = N_ ("1"),
    .high = 10.0,
    TOP_ROW,
    .of_scores = lift_top10,
  },
  {
    .id = "precision_top20",
    .title = N_ ("Precision at the top 20 %"),
    .help = N_ ("Share of the class among the fifth of the rows that is scored highest; at most five times the class’s share."),
    .formula = "hits among the n / 5 highest scores / (n / 5)",
    .reference = "Manning, Raghavan and Schütze 2008, Introduction to Information Retrieval, section 8.4",
    .no_skill = N_ ("the class’s share of the rows"),
    .high = 1.0,
    TOP_ROW,
    .of_scores = precision_top20,
  },
  {
    .id = "recall_top20",
    .title = N_ ("Recall at the top 20 %"),
    .help = N_ ("Share of the class’s rows that is found when a fifth of all rows is looked at, those scored highest: the gains curve at 0.2."),
    .formula = "hits among the n / 5 highest scores / P",
    .reference = "Manning, Raghavan and Schütze 2008, Introduction to Information Retrieval, section 8.4",
    .no_skill = N_ ("0.2"),
    .high = 1.0,
    TOP_ROW,
    .of_scores = recall_top20,
  },
  {
    .id = "lift_top20",
    .title = N_ ("Lift at the top 20 %"),
    .help = N_ ("How many times more of the class is found in the fifth of the rows that is scored highest than in a fifth taken by chance."),
    .formula = "precision at the top 20 % / (P / n)",
    .reference = "Ling and Li 1998, Data mining for direct marketing: problems and solutions, KDD, pp. 73–79",
    .no_skill = N_ ("1"),
    .high = 5.0,
    TOP_ROW,
    .of_scores = lift_top20,
  },
  { NULL },
};
