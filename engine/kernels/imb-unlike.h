/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

/**
 * imb_unlike_prove:
 * @points: all rows that matter, no NaN
 * @asked: (array length=n_asked): rows of @points to ask for
 * @like: (array length=n_like): rows of their own class, ascending
 * @unlike: (array length=n_unlike): rows of other classes
 * @nth: 1 …
 * @n_wanted: 1 …
 * @proofs: (out) (array length=n_asked*n_wanted): for each asked row @n_wanted rows of @like, never itself, that are all
 *   nearer than its @nth nearest of @unlike; the first is IMB_NO_ROW when no such rows were found
 * @job: (nullable)
 *
 * With it one can tell for most rows that their neighbours are of their own class without knowing the neighbours. A row
 * that has no proof may still have such neighbours: distances that are equal, or nearly so, prove nothing, and somebody
 * exact must look. A proof holds in whatever order equal distances come, and as long as its rows are there, whichever
 * others go. Same result on any number of threads.
 */
gboolean imb_unlike_prove (const ImbMatrix *points,
                           const guint32   *asked,
                           gsize            n_asked,
                           const guint32   *like,
                           gsize            n_like,
                           const guint32   *unlike,
                           gsize            n_unlike,
                           gsize            nth,
                           gsize            n_wanted,
                           guint32         *proofs,
                           ImbJob          *job,
                           GError         **error);

G_END_DECLS
