/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels/imb-search.h"

G_BEGIN_DECLS

/* The kd-tree of scikit-learn 1.2 with its order of equal distances, rebuilt from facts. */
typedef struct _ImbPeerTree ImbPeerTree;

/* @points must outlive the tree. (transfer full) (nullable): NULL when cancelled */
ImbPeerTree *imb_peer_tree_new (const ImbMatrix *points,
                                ImbJob          *job,
                                GError         **error);
void         imb_peer_tree_free (ImbPeerTree *self);

/* As imb_brute_search(), equal distances in the tree's order; not for ImbSearch.self and .tied. */
gboolean imb_peer_tree_search (const ImbPeerTree *self,
                               const ImbSearch   *search,
                               GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbPeerTree, imb_peer_tree_free)

G_END_DECLS
