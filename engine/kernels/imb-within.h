/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

/**
 * imb_within_mark:
 * @points: no NaN
 * @queries: as many columns
 * @rows: (array length=n_rows): which queries
 * @distance: squared Euclidean
 * @may_be: (out) (array length=n_rows): FALSE when no point is as near as @distance, for certain; TRUE when one is, or may be by
 *   what a quick look can tell
 *
 * A quick look (imb-glance.h) that keeps no lists. O(points · rows · columns); same result on any number of threads.
 */
gboolean imb_within_mark (const ImbMatrix *points,
                          const ImbMatrix *queries,
                          const guint32   *rows,
                          gsize            n_rows,
                          double           distance,
                          guint8          *may_be,
                          ImbJob          *job,
                          GError         **error);

G_END_DECLS
