/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

/**
 * imb_farthest_find:
 * @points: the rows to search, no NaN
 * @queries: the rows to search for, as many columns
 * @k: 1 … number of points
 * @rows: (out) (array length=n_queries*k): the k farthest points of each query, the farthest last; of equally far ones the
 *   lower rows
 * @distances: (out) (array length=n_queries*k): squared Euclidean, sum over columns in order of (q − p)²
 * @job: (nullable)
 *
 * Exact, never more than a few thousand distances in memory; same result on any number of threads.
 */
gboolean imb_farthest_find (const ImbMatrix *points,
                            const ImbMatrix *queries,
                            gsize            k,
                            guint32         *rows,
                            double          *distances,
                            ImbJob          *job,
                            GError         **error);

G_END_DECLS
