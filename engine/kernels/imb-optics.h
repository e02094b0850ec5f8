/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

/**
 * imb_optics:
 * @cores: (array length=points->n_rows): of each row the distance within which it has enough rows; beyond @max_eps it is no core
 * @reach: (out) (array length=points->n_rows): the distance at which the row was reached from one before it in the
 *   order; INFINITY where a new group of rows begins
 * @n_within: (out) (array length=points->n_rows): rows within @max_eps, itself among them
 *
 * OPTICS (Ankerst, Breunig, Kriegel, Sander 1999, doi:10.1145/304182.304187): always the row that can be
 * reached at the least distance is next, of equal ones the first. O(n² d), nothing is kept per pair.
 */
gboolean imb_optics (const ImbMatrix *points,
                     const double    *cores,
                     double           max_eps,
                     double          *reach,
                     guint32         *n_within,
                     ImbJob          *job,
                     GError         **error);

G_END_DECLS
