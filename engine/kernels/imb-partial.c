/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Neighbours where values are missing. A vector pass over a tile of points estimates every distance from sums in any order;
 * only where that does not rule a point out is the distance computed in the order that counts: the squares packed and
 * added pairwise, so that even distances equal but for their rounding come in the order in which numpy has them. */
#include "engine/kernels/imb-partial.h"

#include <float.h>
#include <math.h>

#include "engine/core/imb-clones.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-sum.h"

#define TILE       64         /* points: what stays near while some queries look at it */
#define QUERIES    8          /* of one block */
#define BLOCK_WORK 4000000    /* features compared between two looks at the job */
#define UNSURE     (1 + 1e-9) /* sums in another order differ by less */

typedef struct
{
  const ImbMatrix *points;
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

/* About the squared distance of x to each of @n points; infinite where no feature is common. */
static IMB_CLONES void
estimate (const double *restrict x,
          const double *restrict points,
          gsize stride,
          gsize n_cols,
          gsize n,
          double *restrict squares)
{
  const double padding = (double) (stride - n_cols);

  for (gsize i = 0; i < n; i++)
    {
      const double *y = points + i * stride;
      double        sum = 0.0, present = 0.0;

#pragma omp simd reduction(+ \
                           : sum, present)
      for (gsize j = 0; j < stride; j++)
        {
          double apart = x[j] - y[j];

          sum += apart == apart ? apart * apart : 0.0;
          present += apart == apart ? 1.0 : 0.0;
        }
      squares[i] = present > padding ? sum * ((double) n_cols / (present - padding)) : INFINITY;
    }
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

  if (search->weights == NULL)
    estimate (list->x, imb_matrix_row (points, begin), points->stride, points->n_cols, end - begin, estimates);
  for (gsize i = begin; i < end; i++)
    {
      double worst = list->n < search->k ? INFINITY : list->distances[list->n - 1];

      if (search->weights != NULL || isnan (worst) || !(estimates[i - begin] > worst * worst * UNSURE + DBL_MIN))
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
  Search search = { points, weights, queries, queries != NULL ? n_queries : points->n_rows, k, rows, job };

  return imb_parallel_for ((search.n_queries + QUERIES - 1) / QUERIES, find_block, &search, job, error);
}
