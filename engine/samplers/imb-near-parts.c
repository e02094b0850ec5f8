/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each part is searched for itself, and what it has joins what is known of the parts before it. One more than k are kept, which shows whether the k-th has
 * an equal that is left out. */
#include "engine/samplers/imb-near-parts.h"

#include <math.h>
#include <string.h>

#include "engine/core/imb-lists.h"
#include "engine/kernels/imb-search.h"

#define PARTS        4
#define FEWEST_BYTES (512 << 10)

/* What is nearest to each query so far. */
typedef struct
{
  gsize    depth;
  guint32 *rows;    /* n_queries × depth */
  double  *squares; /* INFINITY: nothing yet */
  guint32 *joined;  /* of one query */
  double  *joined_squares;
} Lists;

static void
lists_clear (Lists *self)
{
  g_free (self->rows);
  g_free (self->squares);
  g_free (self->joined);
  g_free (self->joined_squares);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Lists, lists_clear)

static gboolean
lists_init (Lists   *self,
            gsize    n_queries,
            gsize    depth,
            GError **error)
{
  *self = (Lists){ .depth = depth, .rows = imb_lists_new (n_queries, depth, error) };
  if (self->rows == NULL || (self->squares = imb_lists_new_distances (n_queries, depth, error)) == NULL)
    return FALSE;
  self->joined = g_new (guint32, depth);
  self->joined_squares = g_new (double, depth);
  for (gsize i = 0; i < n_queries * depth; i++)
    {
      self->rows[i] = IMB_NO_ROW;
      self->squares[i] = INFINITY;
    }
  return TRUE;
}

/* @rows: places in a part that begins at @at. Of equal ones those that came before come first: they have the lower places. */
static void
join (Lists         *self,
      gsize          query,
      gsize          at,
      const guint32 *rows,
      const double  *squares,
      gsize          n)
{
  guint32 *kept = self->rows + query * self->depth;
  double  *kept_squares = self->squares + query * self->depth;
  gsize    old = 0, new = 0;

  for (gsize t = 0; t < self->depth; t++)
    {
      const gboolean takes_old = new == n || (kept[old] != IMB_NO_ROW && kept_squares[old] <= squares[new]);

      self->joined[t] = takes_old ? kept[old] : (guint32) (at + rows[new]);
      self->joined_squares[t] = takes_old ? kept_squares[old] : squares[new];
      old += takes_old;
      new += !takes_old;
    }
  memcpy (kept, self->joined, self->depth * sizeof *kept);
  memcpy (kept_squares, self->joined_squares, self->depth * sizeof *kept_squares);
}

static gboolean
search_part (Lists           *self,
             const ImbNear   *near,
             const guint32   *points,
             gsize            at,
             gsize            n_points,
             const ImbMatrix *queries,
             ImbJob          *job,
             GError         **error)
{
  const gsize         n_queries = queries->n_rows, k = MIN (self->depth, n_points);
  g_autofree guint32 *rows = imb_lists_new (n_queries, k, error);
  g_autofree double  *squares = rows != NULL ? imb_lists_new_distances (n_queries, k, error) : NULL;
  g_autoptr (ImbMatrix) part = squares != NULL ? imb_near_dup_points (near, points + at, n_points, job, error) : NULL;

  if (part == NULL || !imb_neighbours_find (part, queries, k, FALSE, rows, squares, job, error))
    return FALSE;
  for (gsize i = 0; i < n_queries; i++)
    join (self, i, at, rows + i * k, squares + i * k, k);
  return TRUE;
}

static gboolean
are_some_equal (const double *squares,
                gsize         n)
{
  for (gsize c = 1; c < n; c++)
    if (squares[c] <= squares[c - 1] * IMB_SAME)
      return TRUE;
  return FALSE;
}

gboolean
imb_near_parts_pay (const ImbNear *self,
                    gsize          n_columns,
                    gsize          n_points,
                    gsize          n_queries)
{
  return imb_near_is_points (self) && n_points > FEWEST_BYTES / sizeof (double) / MAX (n_columns, 1) && imb_neighbours_are_too_few (n_points, n_queries);
}

gboolean
imb_near_parts_search (const ImbNear *self,
                       const guint32 *points,
                       gsize          n_points,
                       const guint32 *queries,
                       gsize          n_queries,
                       gsize          k,
                       guint32       *rows,
                       double        *distances,
                       guint8        *is_open,
                       ImbJob        *job,
                       GError       **error)
{
  const gsize size = (n_points + PARTS - 1) / PARTS, depth = MIN (k + 1, n_points);
  g_autoptr (ImbMatrix) asking = imb_near_dup_points (self, queries, n_queries, job, error);
  g_auto (Lists) lists = { 0 };

  if (asking == NULL || !lists_init (&lists, n_queries, depth, error))
    return FALSE;
  for (gsize at = 0; at < n_points; at += size)
    {
      const gsize n = MIN (size, n_points - at);
      g_autoptr (ImbJob) own = imb_job_new_part (job, (double) n / (double) n_points);

      if (!search_part (&lists, self, points, at, n, asking, own, error))
        return FALSE;
    }
  for (gsize i = 0; i < n_queries; i++)
    {
      const double *squares = lists.squares + i * depth;

      memcpy (rows + i * k, lists.rows + i * depth, k * sizeof *rows);
      if (distances != NULL)
        memcpy (distances + i * k, squares, k * sizeof *distances);
      is_open[i] = isfinite (squares[k - 1]) && are_some_equal (squares, depth);
    }
  return TRUE;
}
