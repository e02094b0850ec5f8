/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"

G_BEGIN_DECLS

/* What happened on tested rows: the true classes beside the scores (or the predicted classes),
 * prepared once (sorted, counted) so that every metric, curve and confusion matrix after that
 * is a look-up or one pass. Counted; never changes; any thread. */
typedef struct _ImbOutcome ImbOutcome;

/**
 * imb_outcome_new:
 * @truth: (array length=n_rows): true classes
 * @scores: (nullable) (array length=n_rows*n_classes): probabilities, row-major; NULL when only
 *   predictions are known
 * @predicted: (nullable) (array length=n_rows): predicted classes; NULL: from @scores, by
 *   @threshold for two classes (positive when its score ≥ threshold), by the largest score
 *   (ties: the lower class) for more
 * @weights: (nullable): row weights; rows of weight 0 count for nothing
 * @positive: the positive class
 * @threshold: used for two classes
 *
 * The arrays are copied.
 *
 * Returns: (transfer full) (nullable): NULL with IMB_ERROR_NUMBERS (NaN among the scores, a weight
 *   that is negative or not finite) or IMB_ERROR_TOO_LARGE
 */
ImbOutcome *imb_outcome_new (const guint16 *truth,
                             const double  *scores,
                             const guint16 *predicted,
                             const double  *weights,
                             gsize          n_rows,
                             guint          n_classes,
                             guint          positive,
                             double         threshold,
                             GError       **error);

/* The same, asking @job (nullable) all along: of thousands of classes there are gigabytes of scores. */
ImbOutcome *imb_outcome_new_in_job (const guint16 *truth,
                                    const double  *scores,
                                    const guint16 *predicted,
                                    const double  *weights,
                                    gsize          n_rows,
                                    guint          n_classes,
                                    guint          positive,
                                    double         threshold,
                                    ImbJob        *job,
                                    GError       **error);

/**
 * imb_outcome_watch:
 * @job: (nullable): the job that what is measured belongs to
 *
 * Metrics of many classes go through the rows for each class. Of what this returns they ask the job meanwhile and are NaN,
 * soon, once it was cancelled: who measures asks the job afterwards. It shares everything with @self.
 *
 * Returns: (transfer full)
 */
ImbOutcome *imb_outcome_watch (ImbOutcome *self,
                               ImbJob     *job);
gboolean    imb_outcome_is_cancelled (const ImbOutcome *self);

ImbOutcome    *imb_outcome_ref (ImbOutcome *self);
void           imb_outcome_unref (ImbOutcome *self);
gsize          imb_outcome_n_rows (const ImbOutcome *self);
guint          imb_outcome_n_classes (const ImbOutcome *self);
guint          imb_outcome_get_positive (const ImbOutcome *self);
const guint16 *imb_outcome_get_truth (const ImbOutcome *self);
const double  *imb_outcome_get_scores (const ImbOutcome *self); /* NULL without scores */
const guint16 *imb_outcome_get_predicted (const ImbOutcome *self);
gboolean       imb_outcome_has_probabilities (const ImbOutcome *self); /* scores, all within 0 … 1 */
const double  *imb_outcome_get_weights (const ImbOutcome *self);       /* NULL: all 1 */

/* C[true * n_classes + predicted], weighted counts; good as long as the outcome. */
const double *imb_outcome_get_confusion (const ImbOutcome *self);

/* The matrix's sums: @n_classes of true rows, @n_classes of predicted rows, and the one of all. */
const double *imb_outcome_get_margins (const ImbOutcome *self);

/* Two classes: the matrix at another threshold, by binary search (fast enough for every frame of a
 * slider). Without scores it is the matrix of the predictions. */
void imb_outcome_confusion_at (const ImbOutcome *self,
                               double            threshold,
                               double           *confusion);

/* The rows in descending order of one class's score, one entry per distinct score: what is caught and
 * what is wrongly caught when every score of at least the threshold counts as that class. */
typedef struct
{
  gsize   n;          /* distinct scores of rows with a weight */
  double *thresholds; /* descending */
  double *tp;         /* weighted counts, rising; whole numbers when all weights are 1 */
  double *fp;
  double  positives; /* of all rows */
  double  negatives;
  gsize   room; /* points that there is memory for */
} ImbRanking;

/* Of class @c against the rest; made at the first call (any thread), good as long as the outcome.
 * (nullable): NULL without scores, or without memory for it */
const ImbRanking *imb_outcome_get_ranking (const ImbOutcome *self,
                                           guint             c);

/* How many of the thresholds are at least @score: for a row's own score its place, from 1. Binary search. */
gsize imb_ranking_n_reached (const ImbRanking *self,
                             double            score);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbOutcome, imb_outcome_unref)

G_END_DECLS
