/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

#define IMB_NO_ROW G_MAXUINT32

/**
 * imb_neighbours_find:
 * @points: the rows to search, no NaN
 * @queries: the rows to search for, as many columns
 * @k: 1 … number of points (less one when @self is TRUE)
 * @self: query i is point i and is not its own neighbour (excluded by row, so exact
 *   duplicates are neighbours)
 * @rows: (out) (array length=n_queries*k): nearest first; ties to the lower row
 * @distances: (out) (nullable): squared Euclidean, sum over columns in order of (q − p)²
 * @job: (nullable)
 *
 * The k nearest by Euclidean distance, exact: doubles decide. Same result on any number of
 * threads. Chooses between a kd-tree and a blocked brute force by a short measure of the
 * tree's visited share.
 */
gboolean imb_neighbours_find (const ImbMatrix *points,
                              const ImbMatrix *queries,
                              gsize            k,
                              gboolean         self,
                              guint32         *rows,
                              double          *distances,
                              ImbJob          *job,
                              GError         **error);

G_END_DECLS
