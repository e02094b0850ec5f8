/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/metrics/imb-outcome.h"

G_BEGIN_DECLS

typedef enum
{
  IMB_METRIC_COUNTS,      /* from the confusion matrix: moves with the threshold */
  IMB_METRIC_RANKING,     /* from the order of the scores */
  IMB_METRIC_PROBABILITY, /* from the scores' values */
} ImbMetricKind;

typedef enum
{
  IMB_AVERAGE_MACRO,    /* plain mean over classes */
  IMB_AVERAGE_WEIGHTED, /* by true count */
  IMB_AVERAGE_MICRO,    /* from summed counts; NaN where that has no meaning */
} ImbAverage;

/* Which rows a metric is about: those of the class, of others; of the whole of more classes: of two. Without them its value says nothing of the predictions, even where a convention gives it a number. */
typedef enum
{
  IMB_NEEDS_BOTH,
  IMB_NEEDS_POSITIVES,
  IMB_NEEDS_NEGATIVES,
  IMB_NEEDS_ANY,
} ImbMetricNeeds;

/* Which way is better. */
typedef enum
{
  IMB_BETTER_HIGH,
  IMB_BETTER_LOW,
  IMB_BETTER_NEITHER, /* it describes: nothing is chosen, ranked or coloured by it */
} ImbBetter;

typedef struct
{
  const char    *id;        /* JSON key: "average_precision" */
  const char    *title;     /* N_() */
  const char    *help;      /* one sentence, N_() */
  const char    *formula;   /* plain text: "TP / (TP + FP)" */
  const char    *reference; /* source: who defined it, or where it is explained */
  const char    *undefined; /* what it gives for 0/0, in words */
  const char    *no_skill;  /* what a model that knows nothing gets, in words */
  gboolean       usual;     /* among those that are shown without being asked for */
  ImbMetricKind  kind;
  ImbMetricNeeds needs;
  gboolean       per_class; /* has a value for each class, one against the rest */
  double         low;       /* the range */
  double         high;
  ImbBetter      better;
  gboolean       depends; /* the best that can be had depends on the rows, so a perfect prediction need not be at the end of the range */

  /* COUNTS: from the four counts of one class against the rest (when per_class), and from the
   * whole matrix C[true * n_classes + predicted] (NULL: the whole is the macro average). */
  double (*of_counts) (double tp,
                       double fp,
                       double fn,
                       double tn);
  double (*of_confusion) (const double *confusion,
                          guint         n_classes);

  /* RANKING and PROBABILITY: @c: the class, one against the rest; or −1: the whole. NaN is undefined. */
  double (*of_scores) (const ImbOutcome *outcome,
                       int               c);
} ImbMetric;

/* Every metric in the order of display; NULL-terminated. */
const ImbMetric *const *imb_metrics (void);
guint                   imb_metrics_n (void);
const ImbMetric        *imb_metric_find (const char *id);
guint                   imb_metric_index (const ImbMetric *self);

/* The headline: two classes: of the positive class, or of the whole when the metric has no value per
 * class; more: the metric's own multi-class form, else the macro average. NaN: undefined, and always
 * when it needs scores and there are none. */
double imb_metric_value (const ImbMetric  *self,
                         const ImbOutcome *outcome);

/* The same of a matrix of counts C[true * n_classes + predicted]; COUNTS only. */
double imb_metric_of_confusion (const ImbMetric *self,
                                const double    *confusion,
                                guint            n_classes,
                                guint            positive);

/* 1, −1, or 0 when neither way is better: a difference times it is positive when it is for the better. */
double imb_metric_sign (const ImbMetric *self);

/* @value, no lower and no higher than the range; NaN stays. */
double imb_metric_cut (const ImbMetric *self,
                       double           value);

/* The metric that something is to be chosen or ranked by. @id NULL: average_precision. NULL with IMB_ERROR_PARAM: there is none, or neither way is better. */
const ImbMetric *imb_metric_find_goal (const char *id,
                                       GError    **error);

/* Whether a hundredth is a point on its scale, as it is of a share. Logarithms, odds and distances of classes have no such scale: there only a
 * hundredth of a value says something. */
gboolean imb_metric_has_points (const ImbMetric *self);

/* One against the rest; imb_metric_value() when the metric has no value per class. */
double imb_metric_of_class (const ImbMetric  *self,
                            const ImbOutcome *outcome,
                            guint             c);

/* The headline, and one against the rest, of a part of the rows, such as a fold, for a mean over parts: NaN where the part lacks rows that the
 * metric needs; the whole of more classes is over those that do not lack them. (In a mean the 0 that 0/0 is by convention would be the
 * split's, not the model's: Forman and Scholz 2010, doi:10.1145/1882471.1882479.) */
double imb_metric_value_of_part (const ImbMetric  *self,
                                 const ImbOutcome *part);
double imb_metric_class_of_part (const ImbMetric  *self,
                                 const ImbOutcome *part,
                                 guint             c);

/* Every metric of @outcome by @func (imb_metric_value() or imb_metric_value_of_part()) into @values[imb_metrics_n ()]; FALSE: cancelled. */
typedef double (*ImbMetricFunc) (const ImbMetric  *self,
                                 const ImbOutcome *outcome);
gboolean imb_metrics_measure (ImbOutcome   *outcome,
                              ImbMetricFunc func,
                              ImbJob       *job,
                              double       *values,
                              GError      **error);

/* Some of the classes, in an order. Each counts, also one that no row is of. */
typedef struct
{
  const guint *at; /* (array length=n) */
  guint        n;
} ImbChosen;

/* Over the classes of @chosen, NULL: over those that occur (among the truth or the predictions), as
 * scikit-learn; a class whose value is undefined is left out. */
double imb_metric_average (const ImbMetric  *self,
                           const ImbOutcome *outcome,
                           ImbAverage        average,
                           const ImbChosen  *chosen);

/* The headline at another threshold (two classes, COUNTS metrics); others as imb_metric_value(). */
double imb_metric_value_at (const ImbMetric  *self,
                            const ImbOutcome *outcome,
                            double            threshold);

G_END_DECLS
