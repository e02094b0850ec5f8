/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking a tree of boosting. */
#include "engine/kernels/imb-hist-tree.h"

#include <math.h>

void
imb_hist_tree_free (ImbHistTree *self)
{
  if (self == NULL)
    return;

  g_free (self->nodes);
  g_free (self->facts);
  g_free (self);
}

static inline double
value_of (const ImbHistNode *nodes,
          const double      *row)
{
  const ImbHistNode *node = nodes;

  while (node->feature != IMB_HIST_LEAF)
    {
      const double  value = row[node->feature & ~IMB_HIST_MISSING_LEFT];
      const guint32 right = isnan (value) ? (node->feature & IMB_HIST_MISSING_LEFT) == 0 : value > node->threshold;

      node = nodes + node->child + right;
    }
  return node->threshold;
}

void
imb_hist_tree_add (const ImbHistTree *self,
                   const double      *rows,
                   gsize              row_stride,
                   gsize              n_rows,
                   double            *scores,
                   gsize              stride)
{
  for (gsize i = 0; i < n_rows; i++)
    scores[i * stride] += value_of (self->nodes, rows + i * row_stride);
}
