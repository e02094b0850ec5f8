/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

/**
 * imb_principal_direction:
 * @rows: (nullable) (array length=n): rows of @points; NULL: all
 * @direction: (out) (array length=points->stride): of length 1, zeros behind the columns; all 0 when the rows are equal.
 *   Its sign means nothing
 *
 * The direction in which the rows vary most, by the power method from the row farthest from the mean.
 * O(n d) a round; where two directions vary alike it is one between them.
 */
gboolean imb_principal_direction (const ImbMatrix *points,
                                  const guint32   *rows,
                                  gsize            n,
                                  double          *direction,
                                  ImbJob          *job,
                                  GError         **error);

G_END_DECLS
