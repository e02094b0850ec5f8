/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Neighbours where values are missing. A vector pass over a tile of points estimates every distance from sums in any order;
 * only where that does not rule a point out is the distance computed in the order that counts: the squares packed and
 * added pairwise, so that even distances equal but for their rounding come in the order in which numpy has them. */
#include "engine/kernels/imb-partial.h"

#include <float.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-clones.h"
#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-lanes.h"
#include "engine/kernels/imb-sum.h"

#define PANEL      8          /* points beside each other */
#define TILE       64         /* points: what stays near while some queries look at it */
#define QUERIES    8          /* of one block */
#define BLOCK_WORK 4000000    /* features compared between two looks at the job */
#define LOOK       4          /* columns between two looks whether all are too far */
#define UNSURE     (1 + 1e-9) /* sums in another order differ by less */

typedef struct
{
  const ImbMatrix *points;
  double          *panels; /* of the points; NULL: weights, and no estimates */
  guint8          *wholes; /* of each tile, whether all its values are finite */
  const double    *weights;
  const guint32   *queries;
  gsize            n_queries;
  gsize            k;
  guint32         *rows;
  ImbJob          *job;
} Search;

/* What one query has found so far, nearest first. */
typedef struct
{
  const double *x;
  gboolean      is_whole; /* all values of x are finite */
  guint32      *rows;
  double       *distances;
  gsize         n;
} List;

/* About the squared distances of x to the points of a panel; infinite where no feature is common. @is_whole: all are finite; then
 * what is farther than @limit is perhaps not measured to its end. */
static inline void
estimate_panel (const double   *x,
                const ImbLanes *column,
                gsize           n_cols,
                gboolean        is_whole,
                double          limit,
                double         *squares)
{
  ImbLanes sum = { 0 }, present = { 0 };

  for (gsize j = 0; j < n_cols && is_whole;)
    {
      ImbMasks near;

      for (gsize end = MIN (j + LOOK, n_cols); j < end; j++)
        sum += (x[j] - column[j]) * (x[j] - column[j]);
      near = sum <= limit;
      if (!imb_lanes_any (&near))
        break;
    }
  for (gsize j = 0; j < n_cols && !is_whole; j++)
    {
      ImbLanes apart = x[j] - column[j];
      ImbMasks is_there = apart == apart;

      sum += (ImbLanes) ((ImbMasks) (apart * apart) & is_there);
      present += (ImbLanes) ((ImbMasks) ((ImbLanes){ 0 } + 1.0) & is_there);
    }
  if (is_whole)
    memcpy (squares, &sum, sizeof sum);
  else
    for (gsize l = 0; l < PANEL; l++)
      squares[l] = present[l] > 0.0 ? sum[l] * ((double) n_cols / present[l]) : INFINITY;
}

/* The same of a tile. Returns: a bit for each panel with a point that is not farther */
static IMB_CLONES guint
estimate (const double *x,
          const double *panels,
          gsize         n_cols,
          gboolean      is_whole,
          double        limit,
          double       *squares)
{
  guint bits = 0;

  for (gsize p = 0; p < TILE / PANEL; p++)
    {
      ImbLanes found;
      ImbMasks near;

      estimate_panel (x, (const ImbLanes *) panels + p * n_cols, n_cols, is_whole, limit, squares + p * PANEL);
      memcpy (&found, squares + p * PANEL, sizeof found);
      near = found <= limit;
      bits |= (guint) imb_lanes_any (&near) << p;
    }
  return bits;
}

static gboolean
is_whole (const double *x,
          gsize         n)
{
  int lacking = 0;

  for (gsize j = 0; j < n; j++)
    lacking |= !isfinite (x[j]);
  return lacking == 0;
}

/* Column after column; behind the last point there is nothing in common with anybody. */
static gboolean
fill_panels (gsize    tile,
             gpointer data,
             GError **error)
{
  const Search    *search = data;
  const ImbMatrix *points = search->points;

  search->wholes[tile] = TRUE;
  for (gsize i = tile * TILE; i < (tile + 1) * TILE; i++)
    {
      search->wholes[tile] &= i < points->n_rows && is_whole (imb_matrix_row (points, i), points->n_cols);
      for (gsize j = 0; j < points->n_cols; j++)
        search->panels[(i / PANEL * points->n_cols + j) * PANEL + i % PANEL] = i < points->n_rows ? imb_matrix_row (points, i)[j] : NAN;
    }
  return TRUE;
}

static double
distance (const Search *search,
          const double *x,
          const double *y,
          double       *squares)
{
  const gsize d = search->points->n_cols;
  gsize       n = 0;

  for (gsize j = 0; j < d; j++)
    {
      double apart = x[j] - y[j];

      if (search->weights != NULL && search->weights[j] > 0.0)
        apart = x[j] == y[j] ? 0.0 : search->weights[j];
      squares[n] = apart * apart;
      n += !isnan (x[j]) && !isnan (y[j]);
    }
  return n == 0 ? INFINITY : sqrt (imb_sum (squares, n) * ((double) d / (double) n));
}

static gboolean
are_equal (const double *x,
           const double *y,
           gsize         n)
{
  for (gsize j = 0; j < n; j++)
    if (x[j] != y[j] && !(isnan (x[j]) && isnan (y[j])))
      return FALSE;
  return TRUE;
}

/* The distance between two infinite values is none: such rows come last. */
static gboolean
is_before (double a,
           double b)
{
  return a < b || (isnan (b) && !isnan (a));
}

static void
look_at (const Search *search,
         List         *list,
         gsize         point,
         double       *squares)
{
  const double *y = imb_matrix_row (search->points, point);
  double        found = distance (search, list->x, y, squares);
  gsize         at = list->n;

  if (list->n == search->k && !is_before (found, list->distances[list->n - 1]))
    return;
  if (are_equal (list->x, y, search->points->n_cols))
    return;

  if (list->n < search->k)
    list->n++;
  else
    at--;
  for (; at > 0 && is_before (found, list->distances[at - 1]); at--)
    {
      list->distances[at] = list->distances[at - 1];
      list->rows[at] = list->rows[at - 1];
    }
  list->distances[at] = found;
  list->rows[at] = (guint32) point;
}

/* What is farther is none of the k nearest. */
static double
limit_of (const Search *search,
          const List   *list)
{
  const double worst = list->n < search->k ? INFINITY : list->distances[list->n - 1];

  return isnan (worst) ? INFINITY : worst * worst * UNSURE + DBL_MIN;
}

static void
look_at_tile (const Search *search,
              List         *list,
              gsize         begin,
              gsize         end,
              double       *squares)
{
  const ImbMatrix *points = search->points;
  double           estimates[TILE], limit = limit_of (search, list);
  guint            bits = ~0U;

  if (search->panels != NULL)
    bits = estimate (list->x, search->panels + begin * points->n_cols, points->n_cols, list->is_whole && search->wholes[begin / TILE], limit, estimates);
  for (gsize i = begin; i < end; i++)
    {
      if (!(bits >> (i - begin) / PANEL & 1))
        {
          i += PANEL - 1;
          continue;
        }
      if (search->panels != NULL && estimates[i - begin] > limit)
        continue;
      look_at (search, list, i, squares);
      limit = limit_of (search, list);
    }
}

static gboolean
find_block (gsize    block,
            gpointer data,
            GError **error)
{
  const Search      *search = data;
  const ImbMatrix   *points = search->points;
  const gsize        k = search->k;
  const gsize        first = block * QUERIES, n = MIN (QUERIES, search->n_queries - first);
  const gsize        tiles_at_once = MAX (BLOCK_WORK / (TILE * QUERIES * points->stride), 1);
  g_autofree double *distances = g_new (double, n *k);
  g_autofree double *squares = g_new (double, points->n_cols + 1);
  List               lists[QUERIES];

  for (gsize q = 0; q < n; q++)
    {
      gsize row = search->queries != NULL ? search->queries[first + q] : first + q;

      lists[q] = (List){ imb_matrix_row (points, row), is_whole (imb_matrix_row (points, row), points->n_cols), search->rows + (first + q) * k, distances + q * k, 0 };
    }
  for (gsize begin = 0; begin < points->n_rows; begin += TILE)
    {
      if (begin / TILE % tiles_at_once == 0 && !imb_job_step (search->job, 0, 0, error))
        return FALSE;
      for (gsize q = 0; q < n; q++)
        look_at_tile (search, &lists[q], begin, MIN (begin + TILE, points->n_rows), squares);
    }
  for (gsize q = 0; q < n; q++)
    for (gsize i = lists[q].n; i < k; i++)
      lists[q].rows[i] = IMB_NO_ROW;
  return TRUE;
}

gboolean
imb_partial_find (const ImbMatrix *points,
                  const double    *weights,
                  const guint32   *queries,
                  gsize            n_queries,
                  gsize            k,
                  guint32         *rows,
                  ImbJob          *job,
                  GError         **error)
{
  const gsize n_tiles = (points->n_rows + TILE - 1) / TILE, n_room = n_tiles * TILE * points->n_cols;
  Search      search = { points, NULL, NULL, weights, queries, queries != NULL ? n_queries : points->n_rows, k, rows, job };
  gboolean    ok;

  if (weights == NULL && n_room > 0)
    {
      search.panels = imb_block_new (n_room);
      search.wholes = g_new (guint8, n_tiles);
      if (search.panels == NULL)
        {
          g_free (search.wholes);
          g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to search among %zu rows of %zu columns; use fewer of them."), points->n_rows, points->n_cols);
          return FALSE;
        }
    }
  ok = (search.panels == NULL || imb_parallel_for (n_tiles, fill_panels, &search, job, error))
       && imb_parallel_for ((search.n_queries + QUERIES - 1) / QUERIES, find_block, &search, job, error);
  if (search.panels != NULL)
    imb_block_free (search.panels, n_room);
  g_free (search.wholes);
  return ok;
}
