/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of a tree that is grown. O(depth) a row. */
#include <math.h>
#include <string.h>

#include "engine/kernels/imb-tree.h"

#define TOGETHER 8 /* rows that walk down at once */
#define FEW      3 /* rows that are not worth parting */

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
static inline guint32
next_of (const ImbTreeNode *node,
         double             value)
{
  return node->child + (guint32) ((value > node->threshold) | (isnan (value) & ((node->feature & IMB_TREE_MISSING_LEFT) == 0)));
}

const ImbTreeNode *
imb_tree_leaf (const ImbTree *self,
               const double  *row)
{
  const ImbTreeNode *node = self->nodes;

  while (is_inner (node))
    node = self->nodes + next_of (node, row[node->feature & ~IMB_TREE_MISSING_LEFT]);
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
            at[r] = self->nodes + next_of (at[r], rows[r][at[r]->feature & ~IMB_TREE_MISSING_LEFT]);
            is_on_the_way = TRUE;
          }
    }
}

/* Rows that are at the same node. */
typedef struct
{
  guint32 node;
  guint32 begin; /* into the order of all */
  guint32 end;
} Crowd;

/* Where values are: row by row, or column by column. */
typedef struct
{
  const double *const *rows;
  const double *const *columns;
} Values;

static inline double
value_of (const Values *self,
          guint32       row,
          gsize         column)
{
  return self->columns != NULL ? self->columns[column][row] : self->rows[row][column];
}

/* Those that go left come first; how many. */
static inline guint32
part (const ImbTreeNode *node,
      const Values      *values,
      guint32           *order,
      guint32            n,
      guint32           *spare)
{
  const gsize    column = node->feature & ~IMB_TREE_MISSING_LEFT;
  const gboolean missing_left = (node->feature & IMB_TREE_MISSING_LEFT) != 0;
  const double   threshold = node->threshold;
  guint32        n_left = 0, n_right = 0;

  for (guint32 i = 0; i < n; i++)
    {
      const guint32 row = order[i];
      const double  value = value_of (values, row, column);
      const guint32 is_left = (value <= threshold) | (isnan (value) & missing_left);

      order[n_left] = row;
      spare[n_right] = row;
      n_left += is_left;
      n_right += 1 - is_left;
    }
  memcpy (order + n_left, spare, n_right * sizeof *order);
  return n_left;
}

static inline guint32
walk_from (const ImbTree *self,
           const Values  *values,
           guint32        node,
           guint32        row)
{
  while (is_inner (&self->nodes[node]))
    node = next_of (&self->nodes[node], value_of (values, row, self->nodes[node].feature & ~IMB_TREE_MISSING_LEFT));
  return node;
}

/* Many rows are parted at one node after the other: which way each goes costs no guess, and a node is read once. The smaller part comes first, so
 * that no more than log2 of the rows wait. @order: the rows; up to IMB_TREE_CROWD */
static inline void
part_all (const ImbTree *self,
          const Values  *values,
          guint32       *order,
          guint32        n,
          guint32       *leaves)
{
  guint32 spare[IMB_TREE_CROWD];
  Crowd   waiting[32] = { { 0, 0, n } };
  guint   n_waiting = 1;

  while (n_waiting > 0)
    {
      const Crowd        crowd = waiting[--n_waiting];
      const ImbTreeNode *node = &self->nodes[crowd.node];
      const guint32      size = crowd.end - crowd.begin;
      Crowd              children[2];

      if (size < FEW || !is_inner (node))
        {
          for (guint32 i = crowd.begin; i < crowd.end; i++)
            leaves[order[i]] = walk_from (self, values, crowd.node, order[i]);
          continue;
        }
      children[0] = (Crowd){ node->child, crowd.begin, crowd.begin + part (node, values, order + crowd.begin, size, spare) };
      children[1] = (Crowd){ node->child + 1, children[0].end, crowd.end };
      for (guint c = 0; c < 2; c++)
        {
          const guint larger = 2 * (children[0].end - children[0].begin) < size;

          if (children[c ^ larger].end > children[c ^ larger].begin)
            waiting[n_waiting++] = children[c ^ larger];
        }
    }
}

void
imb_tree_leaves (const ImbTree       *self,
                 const double *const *rows,
                 gsize                n_rows,
                 guint32             *leaves)
{
  guint32 order[IMB_TREE_CROWD];

  for (gsize at = 0; at < n_rows; at += IMB_TREE_CROWD)
    {
      const guint32 n = (guint32) MIN (IMB_TREE_CROWD, n_rows - at);
      const Values  values = { rows + at, NULL };

      for (guint32 i = 0; i < n; i++)
        order[i] = i;
      part_all (self, &values, order, n, leaves + at);
    }
}

void
imb_tree_leaves_of_columns (const ImbTree       *self,
                            const double *const *columns,
                            guint32             *order,
                            gsize                n,
                            guint32             *leaves)
{
  const Values values = { NULL, columns };

  g_return_if_fail (n <= IMB_TREE_CROWD);

  part_all (self, &values, order, (guint32) n, leaves);
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
