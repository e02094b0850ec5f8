/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels/imb-tree.h"

G_BEGIN_DECLS

/**
 * imb_tree_prune:
 * @self: (transfer full)
 * @price: of a leaf, in the unit of ImbTreeFacts.gain; at least 0
 *
 * Minimal cost-complexity pruning (Breiman, Friedman, Olshen, Stone 1984, chapter 3): of all trees that are left when branches become leaves the one
 * of the least impurity of leaves, each costing @price besides; of several the smallest. O(nodes).
 *
 * Returns: (transfer full) (nullable): NULL with IMB_ERROR_TOO_LARGE
 */
ImbTree *imb_tree_prune (ImbTree *self,
                         double   price,
                         GError **error);

G_END_DECLS
