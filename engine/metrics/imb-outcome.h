/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

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
 * Copies nothing but what it sorts; @truth, @scores, @predicted and @weights are copied.
 *
 * Returns: (transfer full) (nullable): NULL with IMB_ERROR_NUMBERS (NaN among the scores) or
 *   IMB_ERROR_TOO_LARGE
 */
ImbOutcome    *imb_outcome_new (const guint16 *truth,
                                const double  *scores,
                                const guint16 *predicted,
                                const double  *weights,
                                gsize          n_rows,
                                guint          n_classes,
                                guint          positive,
                                double         threshold,
                                GError       **error);
ImbOutcome    *imb_outcome_ref (ImbOutcome *self);
void           imb_outcome_unref (ImbOutcome *self);
gsize          imb_outcome_n_rows (const ImbOutcome *self);
guint          imb_outcome_n_classes (const ImbOutcome *self);
guint          imb_outcome_get_positive (const ImbOutcome *self);
const guint16 *imb_outcome_get_truth (const ImbOutcome *self);
const double  *imb_outcome_get_scores (const ImbOutcome *self);  /* NULL without scores */
const guint16 *imb_outcome_get_predicted (const ImbOutcome *self);

/* C[true * n_classes + predicted], weighted counts; good as long as the outcome. */
const double  *imb_outcome_get_confusion (const ImbOutcome *self);

/* Two classes: the matrix at another threshold, by binary search (fast enough for every frame of a slider). */
void           imb_outcome_confusion_at (const ImbOutcome *self,
                                         double            threshold,
                                         double           *confusion);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbOutcome, imb_outcome_unref)

G_END_DECLS
