/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-rng.h"

G_BEGIN_DECLS

/* The folds of imb_folds_new_grouped(): fold_of[i] of row i. FALSE with IMB_ERROR_TOO_FEW. */
gboolean imb_stratify_groups (const guint16 *classes,
                              const guint32 *groups,
                              gsize          n_rows,
                              guint          n_classes,
                              guint          n_folds,
                              ImbRng        *rng,
                              guint8        *fold_of,
                              GError       **error);

/**
 * imb_hold_out_groups:
 * @test_share: (0, 0.5]: about that share of the rows, and of each class, is tested, in fold 0; the others are IMB_NEVER_TESTED
 *
 * Whole groups, drawn: in random order each is taken that brings the shares nearer to the wanted one, and of two such draws the one
 * with the best shares counts. So repeats test different groups, as those of scikit-learn's GroupShuffleSplit, and the classes are
 * still about even. O(groups · classes).
 *
 * Returns: FALSE with IMB_ERROR_TOO_FEW when there is one group
 */
gboolean imb_hold_out_groups (const guint16 *classes,
                              const guint32 *groups,
                              gsize          n_rows,
                              guint          n_classes,
                              double         test_share,
                              ImbRng        *rng,
                              guint8        *fold_of,
                              GError       **error);

G_END_DECLS
