/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"
#include "engine/core/imb-rng.h"

G_BEGIN_DECLS

/* k-means clusters. Exact distances; the same result on any number of threads. */

/**
 * imb_kmeans_assign:
 * @rows: (nullable) (array length=n): rows of @points; NULL: all
 * @labels: (out) (array length=n): the nearest centre, of equally near ones the first
 * @distances: (out) (nullable) (array length=n): to it, squared
 */
gboolean imb_kmeans_assign (const ImbMatrix *points,
                            const guint32   *rows,
                            gsize            n,
                            const ImbMatrix *centres,
                            guint32         *labels,
                            double          *distances,
                            ImbJob          *job,
                            GError         **error);

/**
 * imb_kmeans_start:
 * @rows: (nullable) (array length=n): rows of @points to choose from; NULL: all
 * @centres: (out): as many rows as there shall be clusters, at most @n
 *
 * Rows to start from, far from each other: the best of a few, each drawn with a chance that grows with its squared distance
 * to those already chosen (k-means++).
 */
gboolean imb_kmeans_start (const ImbMatrix *points,
                           const guint32   *rows,
                           gsize            n,
                           ImbRng          *rng,
                           ImbMatrix       *centres,
                           ImbJob          *job,
                           GError         **error);

/**
 * imb_kmeans_run:
 * @rows: (nullable) (array length=n): rows of @points of which clusters are made; NULL: all
 * @centres: (inout): where to start; then the means. Not more than there are points
 * @max_iter: rounds at most
 * @tolerance: as a share of the mean variance of the columns; a round that moves the centres less (squared, in sum) is the last
 * @labels: (out) (array length=n): the rows whose mean each centre is; every centre has one at least
 * @inertia: (out): the sum of squared distances to these centres
 *
 * Lloyd's rounds until no row changes its centre, or the tolerance or the limit is met. A centre that loses all of its rows
 * gets the row farthest from its own centre.
 */
gboolean imb_kmeans_run (const ImbMatrix *points,
                         const guint32   *rows,
                         gsize            n,
                         ImbMatrix       *centres,
                         guint            max_iter,
                         double           tolerance,
                         guint32         *labels,
                         double          *inertia,
                         ImbJob          *job,
                         GError         **error);

/**
 * imb_kmeans_run_in_batches:
 * @centres: (out): as many rows as there shall be clusters, at most as many as there are points
 *
 * From random batches of 1024 rows until ten of them in a row bring nothing (Sculley 2010), with the numbers of
 * scikit-learn's MiniBatchKMeans: the best of three starts, 100 passes at most, centres with few rows placed anew.
 */
gboolean imb_kmeans_run_in_batches (const ImbMatrix *points,
                                    ImbRng          *rng,
                                    ImbMatrix       *centres,
                                    ImbJob          *job,
                                    GError         **error);

G_END_DECLS
