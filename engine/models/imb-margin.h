/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/models/imb-model.h"
#include "engine/models/imb-present.h"

G_BEGIN_DECLS

/* For engine/models only: what models that decide by a margin share: their rows, and probabilities from decisions on inner folds. */

#define IMB_MARGIN_FOLDS 5

typedef struct
{
  ImbMatrix *x;
  guint16   *codes;   /* of rows: among the present classes */
  double    *weights; /* of rows: theirs times their classes' */
  guint8    *fold_of; /* of rows: the inner fold in which it is judged; copies of a row share it */
} ImbMarginRows;

/**
 * imb_margin_rows_init:
 * @rng: the folds are drawn from it
 * @notes: told when a class has too few different rows for the folds
 *
 * Gathers the rows and deals them over folds: where no row has a copy as scikit-learn's StratifiedKFold (5, shuffle=True, random_state)
 * does. A copy in another fold would be judged by a model that knows it. Clear it also after a failure.
 */
gboolean imb_margin_rows_init (ImbMarginRows    *self,
                               const ImbView    *train,
                               const ImbPresent *present,
                               const char       *class_weight,
                               ImbRng           *rng,
                               ImbJob           *job,
                               ImbNotes         *notes,
                               GError          **error);
void     imb_margin_rows_clear (ImbMarginRows *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbMarginRows, imb_margin_rows_clear)

/* Probability of the second class = 1 / (1 + exp (−(slope · decision + offset))), slope above 0: the order of decisions stays. */
typedef struct
{
  double slope;
  double offset;
} ImbMarginSigmoid;

/**
 * imb_margin_calibrate:
 * @held_out: (array length=n): decisions on rows by models that were fitted without them
 * @own: (array length=n): decisions of the model itself on the same rows
 * @is_second: (array length=n): 1 or 0
 * @weights: (array length=n): numbers of rows; where they are below 1 on the average only their ratios matter
 * @is_own: (out): whether the held-out decisions ran against the classes, so that the model's own had to do
 */
gboolean imb_margin_calibrate (const double     *held_out,
                               const double     *own,
                               const guint8     *is_second,
                               const double     *weights,
                               gsize             n,
                               ImbMarginSigmoid *sigmoid,
                               gboolean         *is_own,
                               ImbJob           *job,
                               GError          **error);

G_END_DECLS
