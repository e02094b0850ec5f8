/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"
#include "engine/kernels/imb-neighbours.h"

G_BEGIN_DECLS

/* Distances where values are missing, as numpy's arithmetic has them to the last bit. */

/**
 * imb_partial_find:
 * @points: the rows to search; NaN is missing
 * @weights: (nullable) (array length=points->n_cols): above 0: the column holds codes of categories, and different ones are
 *   so far apart; 0: numbers
 * @queries: (nullable) (array length=n_queries): the rows to search for, as rows of @points; NULL: all
 * @k: at least 1
 * @rows: (out) (array length=n_queries*k): nearest first, ties to the lower row; behind the last one IMB_NO_ROW
 *
 * The k nearest by √(Σ (x − y)² · d / p): the sum over the p of all d features that both rows have; without a common feature
 * a row is infinitely far. A row whose values all equal those of the one searched for (missing ones included) is no
 * neighbour, whichever row it is, so there may be fewer than k. Exact, the same on any number of threads.
 * O(n_queries · n_points · d).
 */
gboolean imb_partial_find (const ImbMatrix *points,
                           const double    *weights,
                           const guint32   *queries,
                           gsize            n_queries,
                           gsize            k,
                           guint32         *rows,
                           ImbJob          *job,
                           GError         **error);

G_END_DECLS
