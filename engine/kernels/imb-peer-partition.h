/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * imb_peer_partition:
 * @values: (inout) (array length=n): no NaN
 * @rows: (inout) (array length=n): moved with them
 * @k: below @n
 *
 * Moves both until no value before place @k is larger than that at @k, and none behind it smaller. Which of equal values come
 * before it is as in numpy 1.24's argpartition. O(n) on the average.
 */
void imb_peer_partition (double  *values,
                         guint32 *rows,
                         gsize    n,
                         gsize    k);

G_END_DECLS
