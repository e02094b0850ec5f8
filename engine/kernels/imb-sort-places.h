/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels/imb-digits.h"

G_BEGIN_DECLS

#define IMB_SORT_COUNTS (IMB_N_DIGITS * IMB_RADIX)

/**
 * imb_sort_places:
 * @keys: whole numbers, by place; they stay where they are
 * @places: (array length=n): places below the number of keys, in the order that those of equal keys keep; overwritten
 * @spare: (array length=n): room
 * @counts: (array length=IMB_SORT_COUNTS): room
 *
 * Stable radix sort, O(n): 16 bytes a row with the keys, and fast while these are in the cache. imb-sort.c has the one for more of them.
 *
 * Returns: (transfer none): @places or @spare, smallest key first
 */
guint32 *imb_sort_places (const guint64 *keys,
                          gsize          n,
                          guint32       *places,
                          guint32       *spare,
                          guint32       *counts);

G_END_DECLS
