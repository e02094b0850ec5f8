/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

/**
 * imb_linkage_cut:
 * @most: clusters whose mean distance (over all pairs of their rows, Euclidean) is larger are not joined
 * @labels: (out) (array length=points->n_rows): 0 … n_clusters − 1, in the order of their first rows
 * @n_clusters: (out)
 * @n_parts: (out): 1; more than 4096 rows are parted in halves, across the widest column, until no part has more, and clusters do
 *   not reach from part to part
 *
 * Average linkage, cut at a height: the nearest two clusters are joined, and so on, while they are near enough. O(n²) in
 * each part, 64 MiB at the most.
 */
gboolean imb_linkage_cut (const ImbMatrix *points,
                          double           most,
                          guint32         *labels,
                          gsize           *n_clusters,
                          gsize           *n_parts,
                          ImbJob          *job,
                          GError         **error);

G_END_DECLS
