/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <float.h>

#include "engine/metrics/imb-metric.h"

G_BEGIN_DECLS

/* The rows of the files of metrics, each ending with a NULL id; metrics.c puts them in order. */
extern const ImbMetric imb_metrics_counts[];
extern const ImbMetric imb_metrics_rates[];
extern const ImbMetric imb_metrics_ordinal[];
extern const ImbMetric imb_metrics_ranking[];
extern const ImbMetric imb_metrics_areas[];
extern const ImbMetric imb_metrics_top[];
extern const ImbMetric imb_metrics_auc_classes[];
extern const ImbMetric imb_metrics_h_measure[];
extern const ImbMetric imb_metrics_probability[];
extern const ImbMetric imb_metrics_calibration[];

/* One against the rest, plain mean over the classes that have rows and for which it is defined. */
double imb_metric_mean_over_classes (const ImbOutcome *outcome,
                                     double (*of_class) (const ImbOutcome *, guint));

/* An of_scores by the name of what name_of_class() gives for one class. */
#define IMB_METRIC_OF_CLASSES(name)                                                                                 \
  static double                                                                                                     \
  name (const ImbOutcome *outcome,                                                                                  \
        int               c)                                                                                        \
  {                                                                                                                 \
    return c >= 0 ? name##_of_class (outcome, (guint) c) : imb_metric_mean_over_classes (outcome, name##_of_class); \
  }

/* The sums of a matrix of counts, in one pass: @margins has 2 · n_classes + 1 places, for the classes' rows (true rows), their columns
 * (predicted rows), and all. Who needs them of every class takes them from here: a column at a time is slow where classes are thousands. */
void imb_confusion_sum (const double *confusion,
                        guint         n_classes,
                        double       *margins);

/* (transfer full) */
double *imb_confusion_dup_margins (const double *confusion,
                                   guint         n_classes);

/* COUNTS metrics with a value per class: imb_metric_average() of a matrix of counts and its margins. */
double imb_metric_average_of_confusion (const ImbMetric *self,
                                        const double    *confusion,
                                        const double    *margins,
                                        guint            n_classes,
                                        ImbAverage       average,
                                        const ImbChosen *chosen);

/* The calibration error of the largest probabilities; NaN where scores are none. */
double imb_confidence_ece (const ImbOutcome *outcome);

double imb_roc_auc_of_class (const ImbOutcome *outcome,
                             guint             c);

/* To [ε, 1 − ε] with the ε of a double, as scikit-learn 1.2: a certain mistake has a finite logarithm. */
static inline double
imb_probability_clip (double p)
{
  return CLAMP (p, DBL_EPSILON, 1.0 - DBL_EPSILON);
}

/* After so many rows, a millisecond's, a metric that looks at the scores of all classes asks whether it is cancelled. */
static inline gsize
imb_metric_asks_each (guint n_classes)
{
  return 1 + 1000000 / n_classes;
}

/* Of shares between 0 and 1: a sum of weights that are fractions ends a rounding beside the share that it stands for, and what jumps there must not. */
#define IMB_SHARE_ROUNDING 1e-12

/* @part / @whole; 0 for 0/0. */
static inline double
imb_ratio (double part,
           double whole)
{
  return whole > 0.0 ? part / whole : 0.0;
}

/* Sums of a class's row (true rows) and column (predicted rows) of a confusion matrix. */
static inline double
imb_confusion_true (const double *confusion,
                    guint         n_classes,
                    guint         c)
{
  double sum = 0.0;

  for (guint k = 0; k < n_classes; k++)
    sum += confusion[(gsize) c * n_classes + k];
  return sum;
}

static inline double
imb_confusion_predicted (const double *confusion,
                         guint         n_classes,
                         guint         c)
{
  double sum = 0.0;

  for (guint k = 0; k < n_classes; k++)
    sum += confusion[(gsize) k * n_classes + c];
  return sum;
}

/* To go through the classes that count: the step-th one of imb_chosen_n(); FALSE: it is left out, because it does not occur. */
static inline guint
imb_chosen_n (const ImbChosen *chosen,
              guint            n_classes)
{
  return chosen != NULL ? chosen->n : n_classes;
}

static inline gboolean
imb_chosen_at (const ImbChosen *chosen,
               const double    *margins,
               guint            n_classes,
               guint            step,
               guint           *c)
{
  *c = chosen != NULL ? chosen->at[step] : step;
  return chosen != NULL || margins[*c] + margins[n_classes + *c] > 0.0;
}

static inline double
imb_confusion_total (const double *confusion,
                     guint         n_classes)
{
  double sum = 0.0;

  for (gsize k = 0; k < (gsize) n_classes * n_classes; k++)
    sum += confusion[k];
  return sum;
}

/* A sum that keeps what rounding takes away (Neumaier 1974): a million terms are as exact as ten. */
typedef struct
{
  double sum;
  double lost;
} ImbSum;

static inline void
imb_sum_add (ImbSum *self,
             double  value)
{
  double sum = self->sum + value;

  if (ABS (self->sum) >= ABS (value))
    self->lost += (self->sum - sum) + value;
  else
    self->lost += (value - sum) + self->sum;
  self->sum = sum;
}

static inline double
imb_sum_get (const ImbSum *self)
{
  return self->sum + self->lost;
}

G_END_DECLS
