/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "engine/core/imb-rng.h"

G_BEGIN_DECLS

/* Which rows are tested in which fold. Counted; never changes. */
typedef struct _ImbFolds ImbFolds;

/**
 * imb_folds_new:
 * @classes: (array length=n_rows): the class of every row
 * @n_rows: number of rows, at least @n_folds
 * @n_classes: codes are below it
 * @n_folds: 2 … 50
 * @rng: the stream; it runs on, so that repeats equal RepeatedStratifiedKFold
 *
 * Deals the rows of each class evenly over the folds, row for row as scikit-learn's
 * StratifiedKFold (n_splits, shuffle=True, random_state) does.
 *
 * Returns: (transfer full) (nullable): the folds, or NULL with IMB_ERROR_TOO_FEW when every class
 *   has fewer rows than there are folds, as in scikit-learn
 */
ImbFolds *imb_folds_new (const guint16 *classes,
                         gsize          n_rows,
                         guint          n_classes,
                         guint          n_folds,
                         ImbRng        *rng,
                         GError       **error);

/**
 * imb_folds_new_grouped:
 * @groups: (array length=n_rows): rows of one code are tested in one fold
 *
 * Deals whole groups, those with the most uneven classes first, each into the fold that then has the most even share of every
 * class, as scikit-learn's StratifiedGroupKFold does; groups that are alike come in random order.
 *
 * Returns: (transfer full) (nullable): NULL with IMB_ERROR_TOO_FEW also when there are fewer groups than folds
 */
ImbFolds *imb_folds_new_grouped (const guint16 *classes,
                                 const guint32 *groups,
                                 gsize          n_rows,
                                 guint          n_classes,
                                 guint          n_folds,
                                 ImbRng        *rng,
                                 GError       **error);
ImbFolds *imb_folds_ref (ImbFolds *self);
void      imb_folds_unref (ImbFolds *self);
guint     imb_folds_n_folds (const ImbFolds *self);

/* The fold in which each row is tested. */
const guint8 *imb_folds_get_fold_of_rows (const ImbFolds *self);

/* Ascending row numbers; good as long as the folds. */
const guint32 *imb_folds_get_test_rows (const ImbFolds *self,
                                        guint           fold,
                                        gsize          *n_rows);
const guint32 *imb_folds_get_train_rows (const ImbFolds *self,
                                         guint           fold,
                                         gsize          *n_rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbFolds, imb_folds_unref)

G_END_DECLS
