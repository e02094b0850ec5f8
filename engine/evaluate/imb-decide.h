/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/evaluate/imb-calibrate.h"
#include "engine/evaluate/imb-recipe.h"

G_BEGIN_DECLS

/* What turns scores into decisions. */
typedef struct
{
  ImbCalibrator *calibrator; /* owned; NULL: scores are left alone */
  double        *shares;     /* owned; of the classes in the training rows, as they weigh */
  double         threshold;  /* of the scores as they are applied */
} ImbDecision;

/**
 * imb_decide:
 * @train: the training rows
 *
 * The threshold by the recipe's policy: a number, the positive class's share that scores are about (of the training rows, or to which they are corrected), or
 * chosen on scores of training rows that were made by an inner cross-validation: stratified, of whole groups, or by time, as the outer one. The calibrator
 * is fitted on those same scores, once on all of them; the threshold is then chosen on scores of which each inner
 * fold's were calibrated by what the other inner folds say, so that no row helps to calibrate the score on
 * which the threshold is chosen.
 */
gboolean imb_decide (const ImbRecipe *recipe,
                     const guint32   *train,
                     gsize            n_train,
                     ImbDecision     *decision,
                     ImbJob          *job,
                     ImbNotes        *notes,
                     GError         **error);

/**
 * imb_decision_apply:
 * @rows: rows that the recipe scored
 * @scores: (inout): what imb_recipe_predict() said of them; calibrated, then moved to the shares that hold
 */
gboolean imb_decision_apply (const ImbDecision *self,
                             const ImbRecipe   *recipe,
                             const guint32     *rows,
                             gsize              n_rows,
                             double            *scores,
                             ImbJob            *job,
                             GError           **error);

/* Whether that fits models, and so takes time. */
gboolean imb_decide_needs_inner_folds (const ImbRecipe *recipe);
void     imb_decision_clear (ImbDecision *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbDecision, imb_decision_clear)

G_END_DECLS
