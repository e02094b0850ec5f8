/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking a tree of boosting. */
#include "engine/kernels/imb-hist-tree.h"

#include <math.h>

#define AT_ONCE 8

void
imb_hist_tree_free (ImbHistTree *self)
{
  if (self == NULL)
    return;

  g_free (self->nodes);
  g_free (self->facts);
  g_free (self);
}

/* One step down, or none from a leaf; without a branch. */
static inline guint32
step_down (const ImbHistNode *nodes,
           guint32            at,
           const double      *row)
{
  const ImbHistNode *node = nodes + at;
  const guint32      is_leaf = node->feature == IMB_HIST_LEAF;
  const double       value = row[is_leaf ? 0 : node->feature & ~IMB_HIST_MISSING_LEFT];
  const guint32      right = isnan (value) ? (node->feature & IMB_HIST_MISSING_LEFT) == 0 : value > node->threshold;

  return is_leaf ? at : node->child + right;
}

/* Some rows side by side: each step waits for the one before, but not for those of other rows. */
void
imb_hist_tree_add (const ImbHistTree *self,
                   const double      *rows,
                   gsize              row_stride,
                   gsize              n_rows,
                   double            *scores,
                   gsize              stride)
{
  const ImbHistNode *nodes = self->nodes;

  for (gsize first = 0; first < n_rows; first += AT_ONCE)
    {
      const gsize n = MIN (AT_ONCE, n_rows - first);
      guint32     at[AT_ONCE] = { 0 }, moved = 1;

      while (moved != 0)
        {
          moved = 0;
          for (gsize i = 0; i < n; i++)
            {
              const guint32 next = step_down (nodes, at[i], rows + (first + i) * row_stride);

              moved |= next ^ at[i];
              at[i] = next;
            }
        }
      for (gsize i = 0; i < n; i++)
        scores[(first + i) * stride] += nodes[at[i]].threshold;
    }
}
