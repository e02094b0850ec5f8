/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of the two exact searches: a kd-tree is built when it could pay, asked for a few queries spread over the
 * table, and kept when it looks at a small share of the points. What counts is the dimension that the data
 * really have, not the number of columns, so it is measured. Both searches give the same neighbours. Where equal distances are to
 * come as scikit-learn lists them, the few queries that have any are searched again in its way. */
#include "engine/kernels/imb-neighbours.h"

#include "engine/core/imb-lists.h"
#include "engine/kernels/imb-brute.h"
#include "engine/kernels/imb-kdtree.h"
#include "engine/kernels/imb-peer-sparse.h"
#include "engine/kernels/imb-peer-tree.h"
#include "engine/kernels/imb-recall.h"
#include "engine/kernels/imb-screen.h"

#define FEWEST_POINTS   1024 /* for a tree */
#define FEWEST_QUERIES  1024
#define POINTS_A_QUERY  64   /* most: for fewer queries a tree costs more than it saves … */
#define ENOUGH_QUERIES  4096 /* … but so many cost more than any tree: 10,000 among 1.5 million points of a line took a minute */
#define MOST_COLUMNS    100
#define MOST_NEIGHBOURS 128
#define SAMPLE          24   /* queries */
#define ONE_OF          16   /* points in a tree that is tried out */
#define HOPELESS_SHARE  0.9  /* of its points */
#define WIDE_COLUMNS    64   /* with which bytes are much faster than anything else */
#define LARGEST_SHARE   0.06 /* of the points, above which float tiles are faster */
#define BYTES_SHARE     0.02 /* above which bytes are, were it not for what they leave to be decided: … */
#define A_NEIGHBOUR     190  /* … points of a tree are looked at meanwhile, for each */

#define PEER_COLUMNS 15   /* most, for the peer's tree */
#define PEER_QUERIES 1024 /* most, for the peer's second heap */

gboolean
imb_neighbours_are_too_few (gsize n_points,
                            gsize n_queries)
{
  return n_points < FEWEST_POINTS || n_queries < CLAMP (n_points / POINTS_A_QUERY, FEWEST_QUERIES, ENOUGH_QUERIES);
}

static gboolean
could_use_tree (const ImbSearch *search)
{
  return !imb_neighbours_are_too_few (search->points->n_rows, search->queries->n_rows)
         && search->points->n_cols > 0 && search->points->n_cols <= MOST_COLUMNS && search->k <= MOST_NEIGHBOURS;
}

/* A tree of a few of the points tells at a small part of the price that one of all would see most of them. */
static gboolean
is_tree_hopeless (const ImbSearch *search)
{
  const gsize n = search->points->n_rows / ONE_OF;
  ImbSearch   few = *search;
  g_autoptr (ImbMatrix) some = NULL;
  g_autoptr (ImbKdTree) tree = NULL;

  if (n < FEWEST_POINTS || (some = imb_matrix_new (n, search->points->n_cols, NULL)) == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    memcpy (imb_matrix_row (some, i), imb_matrix_row (search->points, i * ONE_OF), some->n_cols * sizeof (double));
  few.points = some;
  few.self = FALSE;
  tree = imb_kdtree_new (some, search->job, NULL);
  return tree != NULL && imb_kdtree_visited_share (tree, &few, SAMPLE) > HOPELESS_SHARE;
}

/* Whether a tree that shows a query this share of its points is faster than all pairs. */
static gboolean
does_tree_pay (const ImbSearch *search,
               double           share)
{
  if (!imb_screen_is_for (search))
    return share <= LARGEST_SHARE;
  return share <= BYTES_SHARE + (double) (A_NEIGHBOUR * search->k) / (double) search->points->n_rows;
}

static gboolean
search_anew (const ImbSearch *search,
             GError         **error)
{
  g_autoptr (ImbKdTree) tree = NULL;

  if (!could_use_tree (search) || is_tree_hopeless (search))
    return imb_brute_search (search, error);

  tree = imb_kdtree_new (search->points, search->job, error);
  if (tree == NULL)
    return FALSE;
  if (does_tree_pay (search, imb_kdtree_visited_share (tree, search, SAMPLE)))
    return imb_kdtree_search (tree, search, error);

  g_clear_pointer (&tree, imb_kdtree_free);
  return imb_brute_search (search, error);
}

static gboolean
find (const ImbSearch *search,
      GError         **error)
{
  return search->known != NULL ? imb_recall_search (search, search_anew, error) : search_anew (search, error);
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
  ImbSearch search = { points, queries, k, self, rows, distances, job, NULL, NULL };

  g_return_val_if_fail (k >= 1 && k + (self ? 1 : 0) <= points->n_rows, FALSE);
  g_return_val_if_fail (points->n_cols == queries->n_cols, FALSE);

  return find (&search, error);
}

/* ---- as scikit-learn ---- */

/* The queries at @places in a matrix of their own. */
static ImbMatrix *
gather (const ImbMatrix *queries,
        const GArray    *places,
        GError         **error)
{
  ImbMatrix *out = imb_matrix_new_unset (places->len, queries->n_cols, error);

  for (guint i = 0; out != NULL && i < places->len; i++)
    memcpy (imb_matrix_row (out, i), imb_matrix_row (queries, g_array_index (places, guint32, i)), queries->stride * sizeof (double));
  return out;
}

/* sklearn/neighbors/_base.py chooses between tree and all pairs, sklearn/metrics/_pairwise_distances_reduction how
 * the pairs are dealt out: up to 1024 queries, and not more than points, a heap for each thread, whose content then goes into
 * another one. */
static gboolean
list_as_peer (const ImbSearch *search,
              gsize            n_all_queries,
              GError         **error)
{
  const gboolean twice = n_all_queries <= MIN (PEER_QUERIES, search->points->n_rows);
  g_autoptr (ImbPeerTree) tree = NULL;

  if (search->as_sparse != NULL)
    return imb_peer_sparse_search (search, twice, error);
  if (search->points->n_cols > PEER_COLUMNS || search->k - (search->is_one_more ? 1 : 0) >= search->points->n_rows / 2)
    return imb_brute_search_as_peer (search, twice, error);

  tree = imb_peer_tree_new (search->points, search->job, error);
  return tree != NULL && imb_peer_tree_search (tree, search, error);
}

/* Behind the first comes the row itself: they change places. */
static void
put_first (guint32 *rows,
           gsize    n,
           guint32  row)
{
  for (gsize c = 1; c < n; c++)
    if (rows[c] == row)
      {
        rows[c] = rows[0];
        rows[0] = row;
      }
}

/* Lists the queries at @places anew. */
static gboolean
settle_ties (const ImbSearch *found,
             const GArray    *places,
             gsize            n_asked,
             ImbListPart      part,
             GError         **error)
{
  const gsize         k = found->k, n_skip = part == IMB_LIST_ALL ? 0 : 1, n_listed = k + n_skip;
  g_autofree guint32 *rows = imb_lists_new (places->len, n_listed, error);
  g_autofree double  *distances = found->distances != NULL && rows != NULL ? imb_lists_new_distances (places->len, n_listed, error) : NULL;
  g_autoptr (ImbMatrix) queries = NULL;
  ImbSearch search = { .points = found->points, .k = n_listed, .rows = rows, .distances = distances, .job = found->job, .as_sparse = found->as_sparse, .is_one_more = found->is_one_more };

  if (rows == NULL || (found->distances != NULL && distances == NULL))
    return FALSE;
  search.queries = queries = gather (found->queries, places, error);
  if (queries == NULL || !list_as_peer (&search, n_asked, error))
    return FALSE;

  for (guint i = 0; i < places->len; i++)
    {
      guint32 query = g_array_index (places, guint32, i);

      if (part == IMB_LIST_OTHERS)
        put_first (rows + i * n_listed, n_listed, query);
      memcpy (found->rows + query * k, rows + i * n_listed + n_skip, k * sizeof *rows);
      if (distances != NULL)
        memcpy (found->distances + query * k, distances + i * n_listed + n_skip, k * sizeof *distances);
    }
  return TRUE;
}

/* As @search says, then the tied queries once more. */
static gboolean
find_and_settle (ImbSearch  *search,
                 gsize       n_asked,
                 ImbListPart part,
                 GError    **error)
{
  ImbJob *job = search->job;
  g_autoptr (ImbJob) finding = imb_job_new_part (job, 0.5);
  g_autoptr (ImbJob) settling = imb_job_new_part (job, 0.5);
  g_autofree guint8 *tied = g_new (guint8, MAX (search->queries->n_rows, 1));
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint32));

  search->tied = tied;
  search->job = finding;
  if (!find (search, error))
    return FALSE;

  for (guint32 i = 0; i < search->queries->n_rows; i++)
    if (tied[i])
      g_array_append_val (places, i);
  search->job = settling;
  if (places->len > 0 && !settle_ties (search, places, n_asked, part, error))
    return FALSE;
  return imb_job_step (job, 1, 1, error);
}

/* Lists of k + 1, handed out without the first. */
static gboolean
find_but_first (const ImbSearch *wanted,
                gsize            n_asked,
                gboolean         is_one_more,
                GError         **error)
{
  const gsize         n = wanted->queries->n_rows, k = wanted->k;
  g_autofree guint32 *rows = imb_lists_new (n, k + 1, error);
  g_autofree double  *distances = wanted->distances != NULL && rows != NULL ? imb_lists_new_distances (n, k + 1, error) : NULL;
  ImbSearch           search = { wanted->points, wanted->queries, k + 1, FALSE, rows, distances, wanted->job, NULL, wanted->known, wanted->ends, .is_one_more = is_one_more };

  if (rows == NULL || (wanted->distances != NULL && distances == NULL) || !find_and_settle (&search, n_asked, IMB_LIST_ALL, error))
    return FALSE;

  for (gsize i = 0; i < n; i++)
    {
      memcpy (wanted->rows + i * k, rows + i * (k + 1) + 1, k * sizeof *rows);
      if (distances != NULL)
        memcpy (wanted->distances + i * k, distances + i * (k + 1) + 1, k * sizeof *distances);
    }
  return TRUE;
}

/* When points ask for themselves each one is first in its own list, unless it has duplicates; so its others are searched. */
gboolean
imb_neighbours_find_some_as_peer (const ImbMatrix  *points,
                                  const ImbMatrix  *queries,
                                  gsize             n_asked,
                                  gsize             k,
                                  ImbListPart       part,
                                  const ImbKnown   *known,
                                  const ImbBetween *ends,
                                  guint32          *rows,
                                  double           *distances,
                                  ImbJob           *job,
                                  GError          **error)
{
  gboolean  without_first = part != IMB_LIST_ALL, self = without_first && points == queries;
  ImbSearch search = { points, queries, k, self, rows, distances, job, NULL, known, ends };

  g_return_val_if_fail (k >= 1 && k + (without_first ? 1 : 0) <= points->n_rows, FALSE);
  g_return_val_if_fail (points->n_cols == queries->n_cols, FALSE);
  g_return_val_if_fail (part != IMB_LIST_OTHERS || self, FALSE);
  g_return_val_if_fail (part != IMB_LIST_ONE_MORE || !self, FALSE);

  return without_first && !self ? find_but_first (&search, n_asked, part == IMB_LIST_ONE_MORE, error) : find_and_settle (&search, n_asked, part, error);
}

gboolean
imb_neighbours_find_as_sparse_peer (const ImbMatrix *points,
                                    const gsize     *columns,
                                    gsize            k,
                                    ImbListPart      part,
                                    const ImbKnown  *known,
                                    guint32         *rows,
                                    double          *distances,
                                    ImbJob          *job,
                                    GError         **error)
{
  ImbSearch search = { .points = points, .queries = points, .k = k, .self = TRUE, .rows = rows, .distances = distances, .job = job, .known = known, .as_sparse = columns };

  g_return_val_if_fail (k >= 1 && k < points->n_rows && part != IMB_LIST_ALL, FALSE);

  return find_and_settle (&search, points->n_rows, part, error);
}

gboolean
imb_neighbours_find_as_peer (const ImbMatrix *points,
                             const ImbMatrix *queries,
                             gsize            k,
                             ImbListPart      part,
                             guint32         *rows,
                             double          *distances,
                             ImbJob          *job,
                             GError         **error)
{
  return imb_neighbours_find_some_as_peer (points, queries, queries->n_rows, k, part, NULL, NULL, rows, distances, job, error);
}

gboolean
imb_neighbours_are_quick (const ImbMatrix *points)
{
  ImbSearch search = { .points = points, .k = 1 };

  return points->n_cols >= WIDE_COLUMNS && imb_screen_is_for (&search);
}

gboolean
imb_neighbours_are_in_tree (const ImbMatrix *points,
                            const ImbMatrix *queries,
                            gsize            k,
                            ImbJob          *job)
{
  ImbSearch search = { .points = points, .queries = queries, .k = k };
  g_autoptr (ImbKdTree) tree = could_use_tree (&search) ? imb_kdtree_new (points, job, NULL) : NULL;

  return tree != NULL && does_tree_pay (&search, imb_kdtree_visited_share (tree, &search, SAMPLE));
}
