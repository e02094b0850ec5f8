/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels/imb-search.h"

G_BEGIN_DECLS

/* Points in boxes within boxes. */
typedef struct _ImbKdTree ImbKdTree;

/* @points must outlive the tree. (transfer full) (nullable) */
ImbKdTree *imb_kdtree_new (const ImbMatrix *points,
                           ImbJob          *job,
                           GError         **error);
void       imb_kdtree_free (ImbKdTree *self);

/* The share of points whose distance @n_queries queries, evenly spread, had to compute: 0 … 1. */
double imb_kdtree_visited_share (const ImbKdTree *self,
                                 const ImbSearch *search,
                                 gsize            n_queries);

/* As imb_brute_search(). */
gboolean imb_kdtree_search (const ImbKdTree *self,
                            const ImbSearch *search,
                            GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbKdTree, imb_kdtree_free)

G_END_DECLS
