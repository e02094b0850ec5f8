/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels/imb-search.h"

G_BEGIN_DECLS

/**
 * imb_peer_sparse_search:
 * @search: with as_sparse, not self and not tied
 * @twice: as in imb_brute_search_as_peer()
 *
 * The lists that scikit-learn 1.2 gives of rows in a sparse matrix: all pairs, squares as |x|² − 2xy + |y|², each sum over what is not zero in the
 * order of columns, and a heap. No BLAS takes part, so it is the same to the last bit, and equal distances that this rounds apart come
 * in its order. O(queries · points · numbers that are not zero), in parallel.
 */
gboolean imb_peer_sparse_search (const ImbSearch *search,
                                 gboolean         twice,
                                 GError         **error);

G_END_DECLS
