/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/metrics/imb-outcome.h"

G_BEGIN_DECLS

/* Points of a curve. Counted; never changes. */
typedef struct
{
  gsize   n;
  double *x;
  double *y;
  double *thresholds; /* NaN: a point without a threshold */
  gint    ref_count;
} ImbCurve;

/**
 * imb_curve_precision_recall:
 * @c: the class that counts as positive
 *
 * x recall, y precision; one point per distinct score in descending score (recall rises),
 * after a first point (0, 1) without threshold: the points of scikit-learn's
 * precision_recall_curve in reverse, with every threshold. Without positives recall is 1.
 *
 * Returns: (transfer full) (nullable): NULL when the outcome has no scores
 */
ImbCurve *imb_curve_precision_recall (const ImbOutcome *outcome,
                                      guint             c);

/* x false positive rate, y true positive rate, from (0, 0) with threshold +inf; every distinct score.
 * Without negatives (positives) x (y) is NaN. */
ImbCurve *imb_curve_roc (const ImbOutcome *outcome,
                         guint             c);

/* Fewer points with the same picture: keeps the ends, and drops points that lie within @tolerance
 * (in both axes) of the line between the points kept around them. One pass. (transfer full) */
ImbCurve *imb_curve_thin (const ImbCurve *self,
                          double          tolerance);
ImbCurve *imb_curve_ref (ImbCurve *self);
void      imb_curve_unref (ImbCurve *self);

/* y at @x by linear interpolation (ROC; where the curve rises straight up: its upper end), or as a step
 * (PR: the precision of the first threshold that reaches recall @x, as average precision sums it).
 * NaN: undefined. */
double imb_curve_y_linear (const ImbCurve *self,
                           double          x);
double imb_curve_y_step (const ImbCurve *self,
                         double          x);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbCurve, imb_curve_unref)

G_END_DECLS
