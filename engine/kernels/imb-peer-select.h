/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

/**
 * imb_peer_select:
 * @rows: (inout) (array length=n): rows of @points
 * @middle: below @n
 *
 * Moves @rows until none before @middle is larger in @column than that at @middle, and none behind it smaller;
 * of equal values the lower row is the smaller. Where each one ends is that of std::nth_element in GNU's
 * libstdc++, which scikit-learn's trees are cut with. O(n) on the average, O(n log n) at worst.
 */
void imb_peer_select (const ImbMatrix *points,
                      gsize            column,
                      guint32         *rows,
                      gsize            n,
                      gsize            middle);

G_END_DECLS
