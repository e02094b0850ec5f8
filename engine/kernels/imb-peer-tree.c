/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of several equally distant points comes first in scikit-learn 1.2 follows from how its kd-tree was cut and walked, so
 * both are done here in the same steps: points are halved at n / 2 along the widest side of their box (imb-peer-select.c)
 * until leaves of 30 to 60 are left; a query goes to the nearer child first (equally near: the left one), looks at the points
 * of a leaf in the order that the cuts left them in, and passes by a box that is farther than the k-th so far. Sums of
 * squares are those of a plain loop over columns. Facts: sklearn/neighbors/_binary_tree.pxi and _kd_tree.pyx (Omohundro 1989,
 * Bentley 1975). O(n log n d) to build; a query costs as in any kd-tree. */
#include "engine/kernels/imb-peer-tree.h"

#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-nearest.h"
#include "engine/kernels/imb-peer-heap.h"
#include "engine/kernels/imb-peer-select.h"

#define LEAF    30
#define QUERIES 32 /* of one parallel block */

struct _ImbPeerTree
{
  const ImbMatrix *points;
  guint32         *places; /* the rows, leaf after leaf */
  guint32         *begins; /* of each node, into places; the children of node i are 2 i + 1 and 2 i + 2 */
  guint32         *ends;
  double          *boxes; /* n_cols least values, then n_cols largest, for each node */
  gsize            n_nodes;
  double           exponent; /* 2, see square() */
};

static double *
box_of (const ImbPeerTree *self,
        gsize              node)
{
  return self->boxes + node * 2 * self->points->n_cols;
}

static gboolean
is_leaf (const ImbPeerTree *self,
         gsize              node)
{
  return 2 * node + 1 >= self->n_nodes;
}

static void
measure_box (const ImbPeerTree *self,
             gsize              node)
{
  const gsize d = self->points->n_cols;
  double     *least = box_of (self, node), *most = least + d;

  for (gsize j = 0; j < d; j++)
    {
      least[j] = INFINITY;
      most[j] = -INFINITY;
    }
  for (guint32 i = self->begins[node]; i < self->ends[node]; i++)
    {
      const double *row = imb_matrix_row (self->points, self->places[i]);

      for (gsize j = 0; j < d; j++)
        {
          least[j] = row[j] < least[j] ? row[j] : least[j];
          most[j] = row[j] > most[j] ? row[j] : most[j];
        }
    }
}

/* The first of the widest. */
static gsize
widest_column (const ImbPeerTree *self,
               gsize              node)
{
  const double *least = box_of (self, node), *most = least + self->points->n_cols;
  gsize         best = 0;

  for (gsize j = 1; j < self->points->n_cols; j++)
    if (most[j] - least[j] > most[best] - least[best])
      best = j;
  return best;
}

/* As deep as log2 (n / 30). */
static gboolean
build (ImbPeerTree *self,
       gsize        node,
       ImbJob      *job,
       GError     **error)
{
  guint32 begin = self->begins[node], end = self->ends[node], middle = begin + (end - begin) / 2;

  if (!imb_job_step (job, 0, 0, error))
    return FALSE;

  measure_box (self, node);
  if (is_leaf (self, node))
    return TRUE;

  imb_peer_select (self->points, widest_column (self, node), self->places + begin, end - begin, middle - begin);
  self->begins[2 * node + 1] = begin;
  self->ends[2 * node + 1] = middle;
  self->begins[2 * node + 2] = middle;
  self->ends[2 * node + 2] = end;
  return build (self, 2 * node + 1, job, error) && build (self, 2 * node + 2, job, error);
}

/* One less than a power of two. */
static gsize
count_nodes (gsize n_points)
{
  gsize n = (n_points - 1) / LEAF;

  return ((gsize) 1 << MAX (g_bit_storage (n), 1)) - 1;
}

ImbPeerTree *
imb_peer_tree_new (const ImbMatrix *points,
                   ImbJob          *job,
                   GError         **error)
{
  g_autoptr (ImbPeerTree) self = g_new0 (ImbPeerTree, 1);

  self->points = points;
  self->exponent = 2.0;
  self->n_nodes = count_nodes (points->n_rows);
  self->places = g_try_new (guint32, points->n_rows);
  self->begins = g_try_new0 (guint32, self->n_nodes);
  self->ends = g_try_new0 (guint32, self->n_nodes);
  self->boxes = g_try_new (double, self->n_nodes * 2 * MAX (points->n_cols, 1));
  if (self->places == NULL || self->begins == NULL || self->ends == NULL || self->boxes == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to search among %zu rows of %zu columns; use fewer of them."), points->n_rows, points->n_cols);
      return NULL;
    }
  for (guint32 i = 0; i < points->n_rows; i++)
    self->places[i] = i;
  self->ends[0] = (guint32) points->n_rows;
  return build (self, 0, job, error) ? g_steal_pointer (&self) : NULL;
}

void
imb_peer_tree_free (ImbPeerTree *self)
{
  g_free (self->places);
  g_free (self->begins);
  g_free (self->ends);
  g_free (self->boxes);
  g_free (self);
}

typedef struct
{
  const ImbPeerTree *tree;
  const double      *query;
  ImbPeerHeap        heap;
} Walk;

/* How far @query is outside of the box along column j, at least 0. */
static inline double
apart (const double *least,
       const double *most,
       const double *query,
       gsize         j)
{
  double below = least[j] - query[j], above = query[j] - most[j];

  return below > 0.0 ? below : above > 0.0 ? above
                                           : 0.0;
}

/* The squares are those of pow(), which is not quite x · x: one in a thousand is rounded to the other side, and when
 * two boxes are nearly as far, or a box as far as the k-th point, that decides. The exponent is read from memory, because a
 * compiler makes x · x of a constant one. */
static double
box_distance (const ImbPeerTree *self,
              gsize              node,
              const double      *query)
{
  const gsize   d = self->points->n_cols;
  const double *least = box_of (self, node), *most = least + d;
  double        sum = 0.0;

  for (gsize j = 0; j < d; j++)
    {
      double x = apart (least, most, query, j);

      if (x > 0.0)
        sum += pow (x, self->exponent);
    }
  return sum;
}

/* No point in the box is nearer than this, to the last bit: squares and sums are rounded as for a point, and rounding
 * keeps the order. */
static double
least_distance (const ImbPeerTree *self,
                gsize              node,
                const double      *query)
{
  const gsize   d = self->points->n_cols;
  const double *least = box_of (self, node), *most = least + d;
  double        sum = 0.0;

  for (gsize j = 0; j < d; j++)
    {
      double x = apart (least, most, query, j);

      sum += x * x;
    }
  return sum;
}

/* The peer passes by only what is farther than the limit; but what is as far cannot enter either, which makes a table of
 * duplicates cheap. */
static gboolean
is_hopeless (const Walk *walk,
             gsize       node,
             double      distance)
{
  double limit = imb_peer_heap_limit (&walk->heap);

  return distance > limit || (distance == limit && least_distance (walk->tree, node, walk->query) >= limit);
}

static void
visit (Walk  *walk,
       gsize  node,
       double distance)
{
  const ImbPeerTree *tree = walk->tree;
  gsize              left = 2 * node + 1;
  double             to_left, to_right;

  if (is_hopeless (walk, node, distance))
    return;
  if (is_leaf (tree, node))
    {
      for (guint32 i = tree->begins[node]; i < tree->ends[node]; i++)
        imb_peer_heap_push (&walk->heap,
                            imb_squared_distance (walk->query, imb_matrix_row (tree->points, tree->places[i]), tree->points->n_cols),
                            tree->places[i]);
      return;
    }

  to_left = box_distance (tree, left, walk->query);
  to_right = box_distance (tree, left + 1, walk->query);
  if (to_left <= to_right)
    {
      visit (walk, left, to_left);
      visit (walk, left + 1, to_right);
    }
  else
    {
      visit (walk, left + 1, to_right);
      visit (walk, left, to_left);
    }
}

typedef struct
{
  const ImbPeerTree *tree;
  const ImbSearch   *search;
} Task;

static gboolean
search_block (gsize    block,
              gpointer data,
              GError **error)
{
  const Task         *task = data;
  const ImbSearch    *search = task->search;
  g_autofree double  *distances = g_new (double, search->k);
  g_autofree guint32 *rows = g_new (guint32, search->k);

  for (gsize i = block * QUERIES; i < MIN ((block + 1) * QUERIES, search->queries->n_rows); i++)
    {
      Walk walk = { task->tree, imb_matrix_row (search->queries, i), { distances, rows, search->k } };

      if (!imb_job_step (search->job, 0, 0, error))
        return FALSE;
      imb_peer_heap_start (&walk.heap);
      visit (&walk, 0, 0.0);
      imb_peer_heap_sort (&walk.heap);
      imb_search_answer (search, i, distances, rows);
    }
  return TRUE;
}

gboolean
imb_peer_tree_search (const ImbPeerTree *self,
                      const ImbSearch   *search,
                      GError           **error)
{
  Task task = { self, search };

  return imb_parallel_for ((search->queries->n_rows + QUERIES - 1) / QUERIES, search_block, &task, search->job, error);
}
