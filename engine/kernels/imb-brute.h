/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels/imb-search.h"

G_BEGIN_DECLS

/**
 * imb_brute_search:
 *
 * All pairs in float tiles, candidates decided in double. Numbers of any size are legal; k may be up to
 * the number of points.
 */
gboolean imb_brute_search (const ImbSearch *search,
                           GError         **error);

/**
 * imb_brute_search_as_peer:
 * @twice: what the first heap holds is put into a second one before it is sorted
 *
 * The same, equal distances in the order of a heap that sees the points row after row (imb-peer-heap.h).
 */
gboolean imb_brute_search_as_peer (const ImbSearch *search,
                                   gboolean         twice,
                                   GError         **error);

G_END_DECLS
