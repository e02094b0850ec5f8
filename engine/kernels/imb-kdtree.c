/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact nearest neighbours by a kd-tree (Bentley 1975) with the tight box of every node: points are halved along
 * the widest side of their box until 32 are left, which stand column after column, so that a leaf is compared at
 * vector speed with the very sums that a plain loop gives. All in double. A node is skipped when its box is
 * farther than the k-th neighbour so far, or as far and all its rows are higher; so duplicates cost nothing.
 * O(n log n d) to build; a query costs from O(log n) to O(n) with the dimension that the data really have. */
#include "engine/kernels/imb-kdtree.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/core/imb-clones.h"
#include "engine/kernels/imb-nearest.h"

#define LEAF    32
#define QUERIES 32 /* of one parallel block */
#define PARTS   8  /* of the points, that are put in boxes in parallel */
#define NO_NODE G_MAXUINT32

/* A box distance is a sum of squares with rounding of its own. */
#define SLACK (1.0 - 1e-9)

typedef struct
{
  guint32 begin; /* into places */
  guint32 end;
  guint32 left; /* NO_NODE: a leaf */
  guint32 right;
  guint32 lowest; /* the lowest row inside */
} Node;

struct _ImbKdTree
{
  const ImbMatrix *points;
  guint32         *places; /* the rows, leaf after leaf */
  GArray          *nodes;  /* of Node; the first is the root */
  GArray          *boxes;  /* of double: n_cols least values, then n_cols largest, for each node */
  double          *leaves; /* values of 32 places at a time, column after column */
};

static const double *
box_of (const ImbKdTree *self,
        guint32          node)
{
  return &g_array_index (self->boxes, double, (gsize) node * 2 * self->points->n_cols);
}

static double
value_at (const ImbKdTree *self,
          guint32          place,
          gsize            column)
{
  return imb_matrix_row (self->points, self->places[place])[column];
}

/* The box of the rows at @n places, and the lowest of them. */
static IMB_CLONES guint32
measure (const ImbMatrix *points,
         const guint32   *places,
         gsize            n,
         double *restrict least,
         double *restrict most)
{
  guint32 lowest = G_MAXUINT32;

  for (gsize j = 0; j < points->n_cols; j++)
    {
      least[j] = INFINITY;
      most[j] = -INFINITY;
    }
  for (gsize i = 0; i < n; i++)
    {
      const double *row = imb_matrix_row (points, places[i]);

      lowest = MIN (lowest, places[i]);
#pragma omp simd
      for (gsize j = 0; j < points->n_cols; j++)
        {
          least[j] = row[j] < least[j] ? row[j] : least[j];
          most[j] = row[j] > most[j] ? row[j] : most[j];
        }
    }
  return lowest;
}

static guint32
add_node (ImbKdTree *self,
          guint32    begin,
          guint32    end)
{
  const gsize d = self->points->n_cols;
  guint32     at = self->nodes->len;
  Node        node = { begin, end, NO_NODE, NO_NODE, G_MAXUINT32 };
  double     *least, *most;

  g_array_set_size (self->boxes, (at + 1) * 2 * (guint) d);
  least = &g_array_index (self->boxes, double, (gsize) at * 2 * d);
  most = least + d;
  node.lowest = measure (self->points, self->places + begin, end - begin, least, most);
  g_array_append_val (self->nodes, node);
  return at;
}

static void
swap_places (ImbKdTree *self,
             guint32    a,
             guint32    b)
{
  guint32 kept = self->places[a];

  self->places[a] = self->places[b];
  self->places[b] = kept;
}

static double
median_of_three (double a,
                 double b,
                 double c)
{
  return MAX (MIN (a, b), MIN (MAX (a, b), c));
}

/* Hoare's selection: afterwards no value left of @middle is larger than one right of it. */
static void
halve (ImbKdTree *self,
       guint32    begin,
       guint32    end,
       guint32    middle,
       gsize      column)
{
  gint64 low = begin, high = (gint64) end - 1;

  while (low < high)
    {
      double pivot = median_of_three (value_at (self, (guint32) low, column),
                                      value_at (self, (guint32) ((low + high) / 2), column),
                                      value_at (self, (guint32) high, column));
      gint64 i = low, j = high;

      while (i <= j)
        {
          while (value_at (self, (guint32) i, column) < pivot)
            i++;
          while (value_at (self, (guint32) j, column) > pivot)
            j--;
          if (i <= j)
            swap_places (self, (guint32) i++, (guint32) j--);
        }
      if ((gint64) middle <= j)
        high = j;
      else if ((gint64) middle >= i)
        low = i;
      else
        return;
    }
}

static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

static gsize
widest_column (const ImbKdTree *self,
               guint32          node,
               double          *width)
{
  const double *least = box_of (self, node), *most = least + self->points->n_cols;
  gsize         best = 0;

  *width = 0.0;
  for (gsize j = 0; j < self->points->n_cols; j++)
    if (most[j] - least[j] > *width)
      {
        *width = most[j] - least[j];
        best = j;
      }
  return best;
}

/* Two halves of a node, cut at whole leaves. */
static void
split (ImbKdTree *self,
       guint32    at)
{
  guint32 begin = g_array_index (self->nodes, Node, at).begin;
  guint32 end = g_array_index (self->nodes, Node, at).end;
  guint32 middle = begin + ((end - begin) / 2 + LEAF - 1) / LEAF * LEAF, left, right;
  double  width;
  gsize   column = widest_column (self, at, &width);

  if (width > 0.0)
    halve (self, begin, end, middle, column);
  else
    qsort (self->places + begin, end - begin, sizeof *self->places, compare_rows);

  left = add_node (self, begin, middle);
  right = add_node (self, middle, end);
  g_array_index (self->nodes, Node, at).left = left;
  g_array_index (self->nodes, Node, at).right = right;
}

/* Depth is at most log2 (n). Nodes of up to @enough points are left as they are, and listed in @left_over. */
static gboolean
build (ImbKdTree *self,
       guint32    at,
       guint32    enough,
       GArray    *left_over,
       ImbJob    *job,
       GError   **error)
{
  guint32 n = g_array_index (self->nodes, Node, at).end - g_array_index (self->nodes, Node, at).begin;

  if (n <= enough)
    {
      if (left_over != NULL)
        g_array_append_val (left_over, at);
      return TRUE;
    }
  if (n > 2000 && !imb_job_step (job, 0, 0, error))
    return FALSE;

  split (self, at);
  return build (self, g_array_index (self->nodes, Node, at).left, enough, left_over, job, error)
         && build (self, g_array_index (self->nodes, Node, at).right, enough, left_over, job, error);
}

typedef struct
{
  ImbKdTree *whole;
  ImbKdTree *parts;
  GArray    *roots; /* of the parts, in the whole */
  ImbJob    *job;
} Parts;

static gboolean
build_part (gsize    p,
            gpointer data,
            GError **error)
{
  const Parts *self = data;
  ImbKdTree   *part = &self->parts[p];
  guint32      root = g_array_index (self->roots, guint32, p);
  const Node  *node = &g_array_index (self->whole->nodes, Node, root);

  *part = (ImbKdTree){ .points = self->whole->points, .places = self->whole->places };
  part->nodes = g_array_new (FALSE, FALSE, sizeof (Node));
  part->boxes = g_array_new (FALSE, FALSE, sizeof (double));
  g_array_append_val (part->nodes, *node);
  g_array_append_vals (part->boxes, box_of (self->whole, root), 2 * (guint) part->points->n_cols);
  return build (part, 0, LEAF, NULL, self->job, error);
}

/* Puts a part below its root, which both have. */
static void
append_part (ImbKdTree *self,
             ImbKdTree *part,
             guint32    root)
{
  const guint n_values = 2 * (guint) self->points->n_cols;
  guint32     shift = self->nodes->len - 1;

  for (guint i = 0; i < part->nodes->len; i++)
    {
      Node *node = &g_array_index (part->nodes, Node, i);

      node->left += node->left != NO_NODE ? shift : 0;
      node->right += node->right != NO_NODE ? shift : 0;
    }
  g_array_index (self->nodes, Node, root) = g_array_index (part->nodes, Node, 0);
  g_array_append_vals (self->nodes, &g_array_index (part->nodes, Node, 1), part->nodes->len - 1);
  g_array_append_vals (self->boxes, &g_array_index (part->boxes, double, n_values), part->boxes->len - n_values);
}

/* The upper levels, then what is below them in parallel. */
static gboolean
build_all (ImbKdTree *self,
           ImbJob    *job,
           GError   **error)
{
  const guint32 n = (guint32) self->points->n_rows;
  g_autoptr (GArray) roots = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree ImbKdTree *parts = NULL;
  Parts                 work = { self, NULL, roots, job };
  gboolean              done = build (self, add_node (self, 0, n), MAX (n / PARTS, LEAF), roots, job, error);

  work.parts = parts = g_new0 (ImbKdTree, roots->len);
  done = done && imb_parallel_for (roots->len, build_part, &work, NULL, error);
  for (guint p = 0; p < roots->len; p++)
    {
      if (done && parts[p].nodes->len > 1)
        append_part (self, &parts[p], g_array_index (roots, guint32, p));
      g_clear_pointer (&parts[p].nodes, g_array_unref);
      g_clear_pointer (&parts[p].boxes, g_array_unref);
    }
  return done;
}

static void
copy_leaves (ImbKdTree *self)
{
  const gsize n = self->points->n_rows, d = self->points->n_cols;
  const gsize n_padded = (n + LEAF - 1) / LEAF * LEAF;

  for (gsize i = 0; i < n_padded; i++)
    for (gsize j = 0; j < d; j++)
      self->leaves[i / LEAF * LEAF * d + j * LEAF + i % LEAF] = i < n ? value_at (self, (guint32) i, j) : INFINITY;
}

static gsize
n_leaf_values (const ImbKdTree *self)
{
  return (self->points->n_rows + LEAF - 1) / LEAF * LEAF * self->points->n_cols;
}

ImbKdTree *
imb_kdtree_new (const ImbMatrix *points,
                ImbJob          *job,
                GError         **error)
{
  g_autoptr (ImbKdTree) self = g_new0 (ImbKdTree, 1);

  self->points = points;
  self->places = g_new (guint32, points->n_rows);
  self->nodes = g_array_new (FALSE, FALSE, sizeof (Node));
  self->boxes = g_array_new (FALSE, FALSE, sizeof (double));
  self->leaves = imb_block_new (n_leaf_values (self));
  for (guint32 i = 0; i < points->n_rows; i++)
    self->places[i] = i;
  if (self->leaves == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
                   _ ("There is no memory to search among %zu rows of %zu columns; use fewer of them."), points->n_rows, points->n_cols);
      return NULL;
    }
  if (!build_all (self, job, error))
    return NULL;

  copy_leaves (self);
  return g_steal_pointer (&self);
}

void
imb_kdtree_free (ImbKdTree *self)
{
  imb_block_free (self->leaves, n_leaf_values (self));
  g_array_unref (self->boxes);
  g_array_unref (self->nodes);
  g_free (self->places);
  g_free (self);
}

/* A lower bound of the squared distance from @query to anything in the box. */
static IMB_CLONES double
box_distance (const double *least,
              const double *query,
              gsize         n_cols)
{
  const double *most = least + n_cols;
  double        sum = 0.0;

#pragma omp simd reduction(+ \
                           : sum)
  for (gsize j = 0; j < n_cols; j++)
    {
      double below = least[j] - query[j], above = query[j] - most[j];
      double apart = below > above ? below : above;

      apart = apart > 0.0 ? apart : 0.0;
      sum += apart * apart;
    }
  return sum * SLACK;
}

typedef double Lanes __attribute__ ((vector_size (64)));

/* Squared distances to the 32 points of a leaf; each lane adds its columns in order. @near: 1 where one is within @limit. */
static IMB_CLONES void
leaf_distances (const double *leaf,
                const double *query,
                gsize         n_cols,
                double        limit,
                double       *out,
                guint8       *near)
{
  const Lanes *points = (const Lanes *) leaf;
  Lanes        sums[4] = { { 0 } };

  for (gsize j = 0; j < n_cols; j++)
    for (guint v = 0; v < 4; v++)
      {
        Lanes apart = query[j] - points[4 * j + v];

        sums[v] += apart * apart;
      }
  for (guint v = 0; v < 4; v++)
    ((Lanes *) out)[v] = sums[v];
  for (gsize i = 0; i < LEAF; i++)
    near[i] = out[i] <= limit;
}

typedef struct
{
  const ImbKdTree *tree;
  const double    *query;
  guint32          own; /* the row that is no neighbour; IMB_NO_ROW otherwise */
  ImbNearest       nearest;
  gsize            n_visited;
} Walk;

static gboolean
is_hopeless (const Walk *walk,
             const Node *node,
             double      distance)
{
  double limit = imb_nearest_limit (&walk->nearest);

  return distance > limit
         || (distance == limit && walk->nearest.n == walk->nearest.k && node->lowest > walk->nearest.rows[walk->nearest.k - 1]);
}

static void
look_into_leaf (Walk       *walk,
                const Node *node)
{
  const ImbKdTree *tree = walk->tree;
  const guint32   *places = tree->places + node->begin;
  guint32          n = node->end - node->begin;
  double           distances[LEAF] __attribute__ ((aligned (64)));
  guint8           near[LEAF]; /* eight of them are looked at at once */

  leaf_distances (tree->leaves + (gsize) node->begin * tree->points->n_cols, walk->query, tree->points->n_cols,
                  imb_nearest_limit (&walk->nearest), distances, near);
  walk->n_visited += n;
  for (guint32 eight = 0; eight < n; eight += 8)
    {
      guint64 left;

      memcpy (&left, near + eight, sizeof left);
      for (left = GUINT64_FROM_LE (left); left != 0; left &= left - 1)
        {
          guint32 i = eight + (guint32) __builtin_ctzll (left) / 8;

          if (i < n && distances[i] <= imb_nearest_limit (&walk->nearest) && places[i] != walk->own)
            imb_nearest_insert (&walk->nearest, distances[i], places[i]);
        }
    }
}

static void
visit (Walk   *walk,
       guint32 at,
       double  distance)
{
  const Node *nodes = (const Node *) walk->tree->nodes->data;
  const Node *node = &nodes[at];
  double      left, right;
  gboolean    left_first;

  if (is_hopeless (walk, node, distance))
    return;
  if (node->left == NO_NODE)
    {
      look_into_leaf (walk, node);
      return;
    }

  left = box_distance (box_of (walk->tree, node->left), walk->query, walk->tree->points->n_cols);
  right = box_distance (box_of (walk->tree, node->right), walk->query, walk->tree->points->n_cols);
  left_first = left < right || (left == right && nodes[node->left].lowest < nodes[node->right].lowest);
  visit (walk, left_first ? node->left : node->right, left_first ? left : right);
  visit (walk, left_first ? node->right : node->left, left_first ? right : left);
}

static gsize
find_one (const ImbKdTree *self,
          const ImbSearch *search,
          gsize            query,
          guint32         *rows,
          double          *distances)
{
  Walk walk = {
    .tree = self,
    .query = imb_matrix_row (search->queries, query),
    .own = search->self ? (guint32) query : G_MAXUINT32,
    .nearest = { distances, rows, 0, imb_search_depth (search) },
  };

  visit (&walk, 0, 0.0);
  return walk.n_visited;
}

double
imb_kdtree_visited_share (const ImbKdTree *self,
                          const ImbSearch *search,
                          gsize            n_queries)
{
  g_autofree guint32 *rows = g_new (guint32, imb_search_depth (search));
  g_autofree double  *distances = g_new (double, imb_search_depth (search));
  gsize               n_visited = 0;

  for (gsize i = 0; i < n_queries; i++)
    n_visited += find_one (self, search, (gsize) ((double) i / (double) n_queries * (double) search->queries->n_rows), rows, distances);
  return (double) n_visited / ((double) n_queries * (double) self->points->n_rows);
}

typedef struct
{
  const ImbKdTree *tree;
  const ImbSearch *search;
} Task;

/* When points ask for themselves they come leaf after leaf: neighbours then share the cache. */
static gboolean
search_block (gsize    block,
              gpointer data,
              GError **error)
{
  const Task         *task = data;
  const ImbSearch    *search = task->search;
  g_autofree guint32 *rows = g_new (guint32, imb_search_depth (search));
  g_autofree double  *distances = g_new (double, imb_search_depth (search));

  for (gsize i = block * QUERIES; i < MIN ((block + 1) * QUERIES, search->queries->n_rows); i++)
    {
      gsize query = search->self ? task->tree->places[i] : i;

      if (!imb_job_step (search->job, 0, 0, error))
        return FALSE;
      find_one (task->tree, search, query, rows, distances);
      imb_search_answer (search, query, distances, rows);
    }
  return TRUE;
}

gboolean
imb_kdtree_search (const ImbKdTree *self,
                   const ImbSearch *search,
                   GError         **error)
{
  Task task = { self, search };

  return imb_parallel_for ((search->queries->n_rows + QUERIES - 1) / QUERIES, search_block, &task, search->job, error);
}
