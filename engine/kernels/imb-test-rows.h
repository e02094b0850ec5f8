/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-rng.h"

G_BEGIN_DECLS

/* Which rows are tested when it is not each of them once. fold_of[i]: the fold in which row i is tested. */

#define IMB_NEVER_TESTED 255 /* such rows are trained with only */
#define IMB_MOST_SPLITS  254

/**
 * imb_test_holdout:
 * @test_share: (0, 1); that share of the rows, rounded up, is tested, in fold 0
 *
 * As many of each class as its share, row for row as scikit-learn's StratifiedShuffleSplit (and train_test_split with
 * stratify); the stream runs on, so that repeats equal its splits. O(n).
 *
 * Returns: FALSE with IMB_ERROR_TOO_FEW when a class has a single row, or train or test rows are fewer than classes
 */
gboolean imb_test_holdout (const guint16 *classes,
                           gsize          n,
                           guint          n_classes,
                           double         test_share,
                           ImbRng        *rng,
                           guint8        *fold_of,
                           GError       **error);

/**
 * imb_test_later:
 * @times: (array length=n): earlier rows have lower numbers
 * @n_folds: 1 … IMB_MOST_SPLITS
 *
 * Blocks of n / (n_folds + 1) rows in the order of time, the first of them longer and never tested; fold f tests block f + 1 and is
 * trained with all blocks before it, as scikit-learn's TimeSeriesSplit. Rows of the same time stay in the block where the first of them is.
 *
 * Returns: FALSE with IMB_ERROR_TOO_FEW when a block would be empty
 */
gboolean imb_test_later (const guint32 *times,
                         gsize          n,
                         guint          n_folds,
                         guint8        *fold_of,
                         GError       **error);

/**
 * imb_test_groups:
 * @all: (array length=n_all): the groups that there are; each is a fold, in the order of their numbers
 * @groups: (array length=n): among @all
 * @n_folds: (out): groups
 *
 * Leave one group out. Returns: FALSE with IMB_ERROR_TOO_FEW (one group) or IMB_ERROR_TOO_LARGE (more than IMB_MOST_SPLITS)
 */
gboolean imb_test_groups (const guint32 *all,
                          gsize          n_all,
                          const guint32 *groups,
                          gsize          n,
                          guint         *n_folds,
                          guint8        *fold_of,
                          GError       **error);

G_END_DECLS
