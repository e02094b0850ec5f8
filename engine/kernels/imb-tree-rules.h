/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both growers of trees hold to, so that they grow the same: imb-tree-grow.c of sorted columns, imb-tree-ranked.c of ranked ones. */
#pragma once

#include <math.h>

#include "engine/core/imb-rng.h"
#include "engine/kernels/imb-tree.h"

G_BEGIN_DECLS

#define IMB_TREE_STEP_VALUES 2000000 /* rows × columns between two looks at the job */

/* A node whose rows are at the places at … at + n − 1 of what the grower keeps. */
typedef struct
{
  gsize   at;
  gsize   n;
  guint   depth;
  guint32 node;
  guint32 seed; /* of a branch */
} ImbTreeTask;

static inline gboolean
imb_tree_is_leaf (const ImbTreeShape *shape,
                  guint               n_present,
                  gsize               n,
                  guint               depth)
{
  return n_present < 2 || n < shape->min_samples_split || n < 2 * shape->min_samples_leaf || (shape->max_depth > 0 && depth >= shape->max_depth);
}

/* The column that is looked at as the (@j + 1)-th: one of those at j … d − 1 of @columns, which changes places with that at j. */
static inline guint32
imb_tree_draw_column (guint32 *columns,
                      gsize    j,
                      gsize    d,
                      ImbRng  *rng)
{
  const gsize   other = j + (gsize) imb_rng_below (rng, d - j);
  const guint32 column = columns[other];

  columns[other] = columns[j];
  columns[j] = column;
  return column;
}

/* Halfway between the values on both sides, where a double is there. */
static inline double
imb_tree_threshold (const ImbPresort *presort,
                    const ImbSplit   *split,
                    gsize             j)
{
  const double before = presort->rows[split->before][j];
  double       after, middle;

  if (split->after == IMB_SPLIT_MISSING)
    return INFINITY;
  after = presort->rows[split->after][j];
  middle = before / 2.0 + after / 2.0;
  return middle < after && isfinite (middle) ? middle : before;
}

/* A leaf of rows whose classes weigh @totals, @sum together; the shares of several go behind @mixed. */
static inline ImbTreeNode
imb_tree_make_leaf (const double  *totals,
                    guint          n_classes,
                    double         sum,
                    const guint16 *present,
                    guint          n_present,
                    GArray        *mixed)
{
  const ImbTreeNode leaf = { 0.0, IMB_TREE_MIXED, mixed->len / n_classes };

  if (n_present == 1)
    return (ImbTreeNode){ 0.0, IMB_TREE_PURE, present[0] };
  for (guint c = 0; c < n_classes; c++)
    {
      double share = totals[c] / sum;

      g_array_append_val (mixed, share);
    }
  return leaf;
}

G_END_DECLS
