/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of a tree that is grown. O(depth) a row. */
#include <math.h>
#include <string.h>

#include "engine/kernels/imb-tree.h"

#define TOGETHER 8 /* rows that walk down at once */

void
imb_tree_free (ImbTree *self)
{
  if (self == NULL)
    return;

  g_free (self->nodes);
  g_free (self->facts);
  g_free (self->mixed);
  g_free (self);
}

static inline gboolean
is_inner (const ImbTreeNode *node)
{
  return (node->feature & ~IMB_TREE_MISSING_LEFT) < IMB_TREE_MIXED;
}

/* Without a branch: half of them would be mispredicted. */
static inline gsize
next_of (const ImbTreeNode *node,
         const double      *row)
{
  double value = row[node->feature & ~IMB_TREE_MISSING_LEFT];

  return node->child + (gsize) ((value > node->threshold) | (isnan (value) & ((node->feature & IMB_TREE_MISSING_LEFT) == 0)));
}

const ImbTreeNode *
imb_tree_leaf (const ImbTree *self,
               const double  *row)
{
  const ImbTreeNode *node = self->nodes;

  while (is_inner (node))
    node = self->nodes + next_of (node, row);
  return node;
}

/* Each step waits for memory: several rows wait at the same time. */
static inline void
walk_together (const ImbTree       *self,
               const double *const *rows,
               const ImbTreeNode  **at)
{
  gboolean is_on_the_way = TRUE;

  for (guint r = 0; r < TOGETHER; r++)
    at[r] = self->nodes;
  while (is_on_the_way)
    {
      is_on_the_way = FALSE;
      for (guint r = 0; r < TOGETHER; r++)
        if (is_inner (at[r]))
          {
            at[r] = self->nodes + next_of (at[r], rows[r]);
            is_on_the_way = TRUE;
          }
    }
}

void
imb_tree_leaves (const ImbTree       *self,
                 const double *const *rows,
                 gsize                n_rows,
                 guint32             *leaves)
{
  const ImbTreeNode *at[TOGETHER];
  gsize              i = 0;

  for (; i + TOGETHER <= n_rows; i += TOGETHER)
    {
      walk_together (self, rows + i, at);
      for (guint r = 0; r < TOGETHER; r++)
        leaves[i + r] = (guint32) (at[r] - self->nodes);
    }
  for (; i < n_rows; i++)
    leaves[i] = (guint32) (imb_tree_leaf (self, rows[i]) - self->nodes);
}

static inline void
add_leaf (const ImbTree     *self,
          const ImbTreeNode *leaf,
          double            *scores)
{
  if (leaf->feature == IMB_TREE_PURE)
    scores[leaf->child] += 1.0;
  else
    for (guint c = 0; c < self->n_classes; c++)
      scores[c] += self->mixed[leaf->child * (gsize) self->n_classes + c];
}

void
imb_tree_add (const ImbTree       *self,
              const double *const *rows,
              gsize                n_rows,
              double              *scores)
{
  const ImbTreeNode *at[TOGETHER];
  const guint        K = self->n_classes;
  gsize              i = 0;

  for (; i + TOGETHER <= n_rows; i += TOGETHER)
    {
      walk_together (self, rows + i, at);
      for (guint r = 0; r < TOGETHER; r++)
        add_leaf (self, at[r], scores + (i + r) * K);
    }
  for (; i < n_rows; i++)
    add_leaf (self, imb_tree_leaf (self, rows[i]), scores + i * K);
}

void
imb_tree_importances (const ImbTree *self,
                      double        *importances,
                      gsize          n_features)
{
  double sum = 0.0;

  memset (importances, 0, n_features * sizeof *importances);
  for (gsize i = 0; i < self->n_nodes; i++)
    if (is_inner (&self->nodes[i]))
      {
        importances[self->nodes[i].feature & ~IMB_TREE_MISSING_LEFT] += self->facts[i].gain;
        sum += self->facts[i].gain;
      }
  for (gsize j = 0; j < n_features && sum > 0.0; j++)
    importances[j] /= sum;
}

guint
imb_tree_depth (const ImbTree *self)
{
  g_autofree guint *depths = g_new0 (guint, self->n_nodes);
  guint             most = 0;

  /* Children come behind their parents. */
  for (gsize i = 0; i < self->n_nodes; i++)
    {
      most = MAX (most, depths[i]);
      if (is_inner (&self->nodes[i]))
        depths[self->nodes[i].child] = depths[self->nodes[i].child + 1] = depths[i] + 1;
    }
  return most;
}
