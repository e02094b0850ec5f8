/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Neighbours where values are missing. A vector pass over a tile of points estimates every distance from sums in any order;
 * only where that does not rule a point out is the distance computed in the order that counts: the squares packed and
 * added pairwise, so that even distances equal but for their rounding come in the order in which numpy has them. */
#include "engine/kernels/imb-partial.h"

#include <float.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-clones.h"
#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-sum.h"

#define PANEL      8          /* points beside each other */
#define TILE       64         /* points: what stays near while some queries look at it */
#define QUERIES    8          /* of one block */
#define BLOCK_WORK 4000000    /* features compared between two looks at the job */
#define UNSURE     (1 + 1e-9) /* sums in another order differ by less */

typedef double Lanes __attribute__ ((vector_size (64)));
typedef gint64 Masks __attribute__ ((vector_size (64)));

typedef struct
{
  const ImbMatrix *points;
  double          *panels; /* of the points; NULL: weights, and no estimates */
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
  guint32      *rows;
  double       *distances;
  gsize         n;
} List;

/* About the squared distance of x to each point of some panels; infinite where no feature is common. */
static IMB_CLONES void
estimate (const double *x,
          const double *panels,
          gsize         n_panels,
          gsize         n_cols,
          double       *squares)
{
  for (gsize p = 0; p < n_panels; p++)
    {
      const Lanes *column = (const Lanes *) panels + p * n_cols;
      Lanes        sum = { 0 }, present = { 0 };

      for (gsize j = 0; j < n_cols; j++)
        {
          Lanes apart = x[j] - column[j];
          Masks is_there = apart == apart;

          sum += (Lanes) ((Masks) (apart * apart) & is_there);
          present += (Lanes) ((Masks) ((Lanes){ 0 } + 1.0) & is_there);
        }
      for (gsize l = 0; l < PANEL; l++)
        squares[p * PANEL + l] = present[l] > 0.0 ? sum[l] * ((double) n_cols / present[l]) : INFINITY;
    }
}

/* Column after column; behind the last point there is nothing in common with anybody. */
static gboolean
fill_panels (gsize    tile,
             gpointer data,
             GError **error)
{
  const Search    *search = data;
  const ImbMatrix *points = search->points;

  for (gsize i = tile * TILE; i < (tile + 1) * TILE; i++)
    for (gsize j = 0; j < points->n_cols; j++)
      search->panels[(i / PANEL * points->n_cols + j) * PANEL + i % PANEL] = i < points->n_rows ? imb_matrix_row (points, i)[j] : NAN;
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

static void
look_at_tile (const Search *search,
              List         *list,
              gsize         begin,
              gsize         end,
              double       *squares)
{
  const ImbMatrix *points = search->points;
  double           estimates[TILE];

  if (search->panels != NULL)
    estimate (list->x, search->panels + begin * points->n_cols, TILE / PANEL, points->n_cols, estimates);
  for (gsize i = begin; i < end; i++)
    {
      double worst = list->n < search->k ? INFINITY : list->distances[list->n - 1];

      if (search->panels == NULL || isnan (worst) || !(estimates[i - begin] > worst * worst * UNSURE + DBL_MIN))
        look_at (search, list, i, squares);
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

      lists[q] = (List){ imb_matrix_row (points, row), search->rows + (first + q) * k, distances + q * k, 0 };
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
  Search      search = { points, NULL, weights, queries, queries != NULL ? n_queries : points->n_rows, k, rows, job };
  gboolean    ok;

  if (weights == NULL && n_room > 0)
    {
      search.panels = imb_block_new (n_room);
      if (search.panels == NULL)
        {
          g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to search among %zu rows of %zu columns; use fewer of them."), points->n_rows, points->n_cols);
          return FALSE;
        }
    }
  ok = (search.panels == NULL || imb_parallel_for (n_tiles, fill_panels, &search, job, error))
       && imb_parallel_for ((search.n_queries + QUERIES - 1) / QUERIES, find_block, &search, job, error);
  if (search.panels != NULL)
    imb_block_free (search.panels, n_room);
  return ok;
}
