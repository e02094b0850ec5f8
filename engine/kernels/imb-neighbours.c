/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of the two exact searches: a kd-tree is built when it could pay, asked for a few queries spread over the
 * table, and kept when it looks at a small share of the points. What counts is the dimension that the data
 * really have, not the number of columns, so it is measured. Both searches give the same neighbours. */
#include "engine/kernels/imb-neighbours.h"

#include "engine/kernels/imb-brute.h"
#include "engine/kernels/imb-kdtree.h"

#define FEWEST_POINTS   1024 /* for a tree */
#define FEWEST_QUERIES  256
#define MOST_COLUMNS    100
#define MOST_NEIGHBOURS 128
#define SAMPLE          24   /* queries */
#define LARGEST_SHARE   0.06 /* of the points, above which float tiles are faster */

static gboolean
could_use_tree (const ImbSearch *search)
{
  return search->points->n_rows >= FEWEST_POINTS && search->queries->n_rows >= FEWEST_QUERIES
         && search->points->n_cols > 0 && search->points->n_cols <= MOST_COLUMNS && search->k <= MOST_NEIGHBOURS;
}

gboolean
imb_neighbours_find (const ImbMatrix *points,
                     const ImbMatrix *queries,
                     gsize            k,
                     gboolean         self,
                     guint32         *rows,
                     double          *distances,
                     ImbJob          *job,
                     GError         **error)
{
  ImbSearch search = { points, queries, k, self, rows, distances, job };
  g_autoptr (ImbKdTree) tree = NULL;

  g_return_val_if_fail (k >= 1 && k + (self ? 1 : 0) <= points->n_rows, FALSE);
  g_return_val_if_fail (points->n_cols == queries->n_cols, FALSE);

  if (!could_use_tree (&search))
    return imb_brute_search (&search, error);

  tree = imb_kdtree_new (points, job, error);
  if (tree == NULL)
    return FALSE;
  if (imb_kdtree_visited_share (tree, &search, SAMPLE) <= LARGEST_SHARE)
    return imb_kdtree_search (tree, &search, error);

  g_clear_pointer (&tree, imb_kdtree_free);
  return imb_brute_search (&search, error);
}
