/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

/* A link of a tree over the rows of a matrix. */
typedef struct
{
  guint32 a, b;
  double  square; /* of its length */
} ImbLink;

/**
 * imb_spanning_tree:
 * @links: (out) (array length=points->n_rows-1): shortest first, of equally long ones those of lower rows
 *
 * The shortest tree that joins all rows, by Prim's method: O(n² d), nothing is kept per pair.
 */
gboolean imb_spanning_tree (const ImbMatrix *points,
                            ImbLink         *links,
                            ImbJob          *job,
                            GError         **error);

G_END_DECLS
