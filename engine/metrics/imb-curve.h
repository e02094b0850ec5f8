/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-notes.h"
#include "engine/metrics/imb-metric.h"

G_BEGIN_DECLS

/* Points of a curve. Counted; never changes. */
typedef struct
{
  gsize   n;
  double *x;
  double *y;
  double *thresholds; /* NaN: a point without a threshold */
  gsize   room;       /* points that there is memory for */
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

/* The part of the ROC curve up to a false positive rate of @most, cut by a straight line; NULL as below. */
ImbCurve *imb_curve_roc_partial (const ImbOutcome *outcome,
                                 guint             c,
                                 double            most);

/* Of all classes against the rest at once: every row counts once for each class. NULL without scores or memory. */
ImbCurve *imb_curve_roc_micro (const ImbOutcome *outcome,
                               GError          **error);

/* What follows is NULL without scores, and where the class or the rest has no row. */

/* x false positive rate, y false negative rate; scikit-learn's det_curve in reverse. */
ImbCurve *imb_curve_det (const ImbOutcome *outcome,
                         guint             c);

/* The same with places in between (NaN thresholds), where equal scores make a long straight line: on axes of normal deviates it is none.
 * When there are false alarms at the highest score already, it begins where nothing is taken, (0, 1). */
ImbCurve *imb_curve_det_between (const ImbOutcome *outcome,
                                 guint             c);

/* x and y as normal deviates, the axes of a DET figure; 0 and 1 are infinite. */
ImbCurve *imb_curve_deviates (const ImbCurve *self);

/* x share of the rows, y recall, from (0, 0); and x share of the rows, y recall over that share. */
ImbCurve *imb_curve_gains (const ImbOutcome *outcome,
                           guint             c);
ImbCurve *imb_curve_lift (const ImbOutcome *outcome,
                          guint             c);

/* The same with places in between, so that straight lines from one to the next are what lift is there (drawn, or asked for between its own). They have no threshold. */
ImbCurve *imb_curve_lift_in_arcs (const ImbOutcome *outcome,
                                  guint             c);

/* x the class's share of the costs (share · cost of a miss, over both), y normalised expected cost of the best
 * threshold: corners of the lower envelope of all. A corner's threshold is best to the right of it. */
ImbCurve *imb_curve_cost (const ImbOutcome *outcome,
                          guint             c);

/* x the share that false alarms have of the costs, which is the threshold; y the expected cost there, twice, so that the area below is the class's
 * Brier score. Straight from one score to the next, and a jump at each: points of places before a jump have no threshold. Scores must be
 * probabilities; of very many every so many-th is taken. Hernández-Orallo, Flach and Ferri 2011, Brier curves, ICML. */
ImbCurve *imb_curve_brier (const ImbOutcome *outcome,
                           guint             c);

/* Precision and recall with the points between the points (NaN thresholds); needs no rows of the rest. */
ImbCurve *imb_curve_precision_recall_between (const ImbOutcome *outcome,
                                              guint             c);

/* x recall gain from 0 on, y precision gain, which may be negative. */
ImbCurve *imb_curve_precision_recall_gain (const ImbOutcome *outcome,
                                           guint             c);

/**
 * imb_curve_precision_recall_gain_hull:
 * @betas: (out) (transfer full) (array): of each corner: from which β on it is the best
 *
 * The falling part of the upper convex hull of all thresholds' gains, from the most precise one to the first that finds every row of the
 * class; recall gain may be negative. At a corner F-beta is the best of all thresholds while β is between its own, which is 0 at the first, and
 * that of the next one. Flach and Kull 2015.
 */
ImbCurve *imb_curve_precision_recall_gain_hull (const ImbOutcome *outcome,
                                                guint             c,
                                                double          **betas);

/* The F-calibrated score of rows from a corner's threshold up to the corner before: F-beta is best where those of at least 1 / (1 + β²)
 * are taken. Below the last corner it is 0. */
static inline double
imb_f_calibrated (double beta)
{
  return 1.0 / (1.0 + beta * beta);
}

/* x threshold from high to low, y the metric there: counts of two classes, at most @most of the distinct scores. NULL for
 * other metrics. */
ImbCurve *imb_curve_of_metric (const ImbOutcome *outcome,
                               const ImbMetric  *metric,
                               gsize             most);

/* The same of class @c against the rest, of any number of classes, x rising. NULL for metrics without a value per class, or without
 * scores. */
ImbCurve *imb_curve_of_metric_rising (const ImbOutcome *outcome,
                                      const ImbMetric  *metric,
                                      guint             c,
                                      gsize             most);

/* The net benefit a row at the threshold that is the class's share, where calling all rows positive or none has no benefit. NaN
 * where scores are no probabilities. */
double imb_net_benefit (const ImbOutcome *outcome,
                        guint             c);

/* x threshold 0.01 … 0.99, y net benefit a row: TP − FP · x / (1 − x); @treat_all: when every row is called positive (none: 0).
 * Scores must be probabilities. */
ImbCurve *imb_curve_decision (const ImbOutcome *outcome,
                              guint             c,
                              gboolean          treat_all);

/* Scores in bins of equal width from 0 to 1; one on an edge is in the lower bin, as in scikit-learn. */
#define IMB_N_BINS 10

typedef struct
{
  double weight;      /* of its rows */
  double n_effective; /* how many rows of weight 1 tell as much (Kish) */
  double score;       /* mean; NaN: the bin is empty */
  double share;       /* of the class; NaN: empty */
} ImbCalibrationBin;

/* @bins: room for IMB_N_BINS. FALSE without scores. */
gboolean imb_calibration_bins (const ImbOutcome  *outcome,
                               guint              c,
                               ImbCalibrationBin *bins);

/* Of fewer rows of the class than this a bin's share hangs on chance. */
#define IMB_FEW_IN_BIN 10

/* Does a bin that has rows have so few of class @c, when a row counts once in @n_repeats? Rows of weight 0 count for nothing. FALSE where scores
 * are no probabilities. */
gboolean imb_calibration_is_thin (const ImbOutcome *outcome,
                                  guint             c,
                                  guint             n_repeats);

/* The same in words: of the positive class of two, or of more which have such bins. @labels: of the classes. */
void imb_calibration_note_thin (const ImbOutcome  *outcome,
                                guint              n_repeats,
                                const char *const *labels,
                                ImbJob            *job,
                                ImbNotes          *notes);

/* x mean score, y share of the class, of the bins that have rows. NULL without scores. */
ImbCurve *imb_curve_calibration (const ImbOutcome *outcome,
                                 guint             c);

/* Murphy's split of the Brier score over these bins: reliability − resolution + uncertainty is the score, but for how scores vary
 * within a bin. */
typedef struct
{
  double reliability;
  double resolution;
  double uncertainty;
} ImbCalibrationSplit;

/* FALSE: the scores are no probabilities, or no row has a weight. */
gboolean imb_calibration_split (const ImbOutcome    *outcome,
                                guint                c,
                                ImbCalibrationSplit *out);

/* The rows with the highest scores. */
typedef struct
{
  double taken;     /* share of the rows; of equal scores as many are taken as are missing */
  double precision; /* of those */
  double recall;
  double lift; /* precision over the class's share */
} ImbTop;

/* @share: of the rows, (0, 1]. NaN without scores, or without rows of the class. */
ImbTop imb_top_of (const ImbOutcome *outcome,
                   guint             c,
                   double            share);

/* The mean height of curves at @n_points even places from 0 to 1, between points on a line or as a step; NaN ones are left out.
 * @deviations: (nullable) (array length=n_points): standard deviations. */
ImbCurve *imb_curve_mean (ImbCurve *const *curves,
                          guint            n_curves,
                          gsize            n_points,
                          gboolean         as_steps,
                          double          *deviations);

/**
 * imb_curve_mean_at_thresholds:
 * @curves: of falling thresholds: of ROC
 * @n_points: at most
 * @x_deviations: (nullable) (array length=n_points): standard deviations
 * @y_deviations: (nullable) (array length=n_points): likewise
 *
 * The mean place of the curves at the same thresholds, which are taken at even ranks among all that the curves have. Where the scores of the
 * curves are not on one scale, it lies within them.
 */
ImbCurve *imb_curve_mean_at_thresholds (ImbCurve *const *curves,
                                        guint            n_curves,
                                        gsize            n_points,
                                        double          *x_deviations,
                                        double          *y_deviations);

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
