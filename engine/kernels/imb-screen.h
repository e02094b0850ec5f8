/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels/imb-panels.h"
#include "engine/kernels/imb-search.h"

G_BEGIN_DECLS

/* Whether imb_screen_search() can be asked: the processor, the columns and k are such that it pays. */
gboolean imb_screen_is_for (const ImbSearch *search);

/**
 * imb_screen_search:
 * @frame: that fits points and queries
 * @asking: (nullable) (array length=n): which rows of the queries ask; what is found is told by place here; NULL: all of them
 * @guesses: (nullable) (array length=n): of each a point that may be near, which saves much of the work; only when k
 *   is 1 and ties are not asked for
 * @left: (out) (array length=n): the places that it gave up, ascending
 *
 * Answers what bytes can screen: exactly, as imb_brute_search(). It gives up where they cannot tell the near rows from the others: near
 * rows that lie together in a small part of a wide table, many duplicates.
 */
gboolean imb_screen_search (const ImbSearch *search,
                            const ImbFrame  *frame,
                            const guint32   *asking,
                            gsize            n,
                            const guint32   *guesses,
                            guint32         *left,
                            gsize           *n_left,
                            GError         **error);

G_END_DECLS
