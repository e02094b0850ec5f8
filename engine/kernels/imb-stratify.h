/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-rng.h"

G_BEGIN_DECLS

/**
 * imb_stratify:
 * @classes: (array length=n_rows): the class of every row, below @n_classes
 * @n_folds: 2 … 255
 * @rng: the stream; it runs on
 * @fold_of: (out) (array length=n_rows): the fold in which a row is tested
 *
 * Deals the rows of each class evenly over folds, row for row as scikit-learn's StratifiedKFold (n_splits, shuffle=True,
 * random_state) does. O(n).
 */
void imb_stratify (const guint16 *classes,
                   gsize          n_rows,
                   guint          n_classes,
                   guint          n_folds,
                   ImbRng        *rng,
                   guint8        *fold_of);

G_END_DECLS
