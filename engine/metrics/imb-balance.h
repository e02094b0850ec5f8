/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/metrics/imb-metric.h"

G_BEGIN_DECLS

/* G-mean and index of balanced accuracy with what imbalanced-learn lets its callers choose. */
typedef struct
{
  const ImbChosen *chosen;     /* NULL: the classes that occur */
  double           correction; /* what a recall of 0 counts as in a product of recalls */
  double           alpha;      /* how much recall less specificity moves the index */
  gboolean         is_plain;   /* the index is of a value, not of its square */
} ImbBalanceRule;

/* As in imbalanced-learn when nothing is chosen. */
#define IMB_BALANCE_ALPHA 0.1
#define IMB_BALANCE_RULE  ((ImbBalanceRule){ .alpha = IMB_BALANCE_ALPHA })

typedef struct
{
  double recall;
  double specificity;
  double g_mean;
  double iba;
} ImbBalance;

/* (∏ recall)^(1/K) of a matrix C[true * n_classes + predicted]; NaN when no class counts. */
double imb_g_mean_of_recalls (const double         *confusion,
                              guint                 n_classes,
                              const ImbBalanceRule *rule);

/* (1 + alpha · (recall − specificity)) · value², or times the plain value. */
double imb_index_balanced (double                value,
                           double                recall,
                           double                specificity,
                           const ImbBalanceRule *rule);

/* Of the classes together: the plain means of recall and specificity, and the G-mean of recalls. */
ImbBalance imb_balance_of_classes (const double         *confusion,
                                   guint                 n_classes,
                                   const ImbBalanceRule *rule);

/* Recall and specificity averaged over the classes first, then √(recall · specificity). It is not the average of the classes' G-means. */
ImbBalance imb_balance_of_average (const double         *confusion,
                                   guint                 n_classes,
                                   ImbAverage            average,
                                   const ImbBalanceRule *rule);

/* Is it a share of counts, 0 to 1, so that an index of it has a meaning? An index of an index has none. */
gboolean imb_metric_can_be_balanced (const ImbMetric *self);

/* The index of a metric of class @c; −1: of its headline, with the rates of the positive class of two, else their plain means. */
double imb_metric_index_balanced (const ImbMetric      *self,
                                  const ImbOutcome     *outcome,
                                  int                   c,
                                  const ImbBalanceRule *rule);

G_END_DECLS
