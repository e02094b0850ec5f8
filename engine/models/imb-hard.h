/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-rng.h"

G_BEGIN_DECLS

/* For engine/models only: choosing rows by how hard they are for an ensemble. Plain arrays. */

/**
 * imb_hard_quotas:
 * @hardness: (array length=n): of the rows of a class
 * @n_bins: of equal width from the least hardness to the greatest
 * @alpha: 0: all bins give as much hardness; the larger, the more alike are the numbers of rows; may be infinite
 * @n_wanted: rows to draw
 * @replacement: whether a bin may give more rows than it has
 * @bins: (out) (array length=n): of each row
 * @quotas: (out) (array length=n_bins): rows to draw from each bin
 *
 * The self-paced quotas of Liu et al. 2020: each bin's share is as 1 / (its mean hardness + alpha), none for an empty one; what
 * rounding leaves over goes to the fullest bins.
 *
 * Returns: FALSE when all rows are equally hard: then a plain draw is meant
 */
gboolean imb_hard_quotas (const double *hardness,
                          gsize         n,
                          guint         n_bins,
                          double        alpha,
                          gsize         n_wanted,
                          gboolean      replacement,
                          guint16      *bins,
                          gsize        *quotas);

/**
 * imb_hard_soften:
 * @counts: (array length=n_bins): rows in each bin, together at least @n_wanted of them without @replacement
 * @quotas: (inout) (array length=n_bins): from numbers that may be larger than the bins are to rows to draw from each
 *
 * Draws rows one after the other. All rows of a bin are equally probable, together as probable as the bin's quota is large, so without
 * @replacement a bin becomes less probable with each row that it gave. When no bin with a quota has rows left, all rows left are alike.
 */
void imb_hard_soften (const gsize *counts,
                      guint        n_bins,
                      gsize        n_wanted,
                      gboolean     replacement,
                      ImbRng      *rng,
                      gsize       *quotas);

/* tan (½ π · round / (n_rounds − 1)): 0 in the first round, infinite in the last. */
double imb_hard_alpha (guint round,
                       guint n_rounds);

/* How many of a class's @n rows are left after @round + 1 of @n_rounds rounds, going down to @target by the same factor in each. */
gsize imb_hard_left (gsize n,
                     gsize target,
                     guint round,
                     guint n_rounds);

G_END_DECLS
