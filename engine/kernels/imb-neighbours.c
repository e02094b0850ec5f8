/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact nearest neighbours by blocked brute force: each block of queries walks all points and keeps the k best
 * in a sorted list. O(queries · points · columns). */
#include "engine/kernels/imb-neighbours.h"

#include "engine/core/imb-parallel.h"

#define BLOCK 16

typedef struct
{
  const ImbMatrix *points;
  const ImbMatrix *queries;
  gsize            k;
  gboolean         self;
  guint32         *rows;
  double          *distances;
  ImbJob          *job;
} Search;

static double
squared_distance (const double *a,
                  const double *b,
                  gsize         n)
{
  double sum = 0.0;

  for (gsize j = 0; j < n; j++)
    sum += (a[j] - b[j]) * (a[j] - b[j]);
  return sum;
}

/* Keeps the list sorted; an equal distance stays behind the lower row, which came first. */
static void
insert (double  *distances,
        guint32 *rows,
        gsize   *n,
        gsize    k,
        double   distance,
        guint32  row)
{
  gsize at;

  if (*n == k && !(distance < distances[k - 1]))
    return;

  at = *n < k ? (*n)++ : k - 1;
  for (; at > 0 && distance < distances[at - 1]; at--)
    {
      distances[at] = distances[at - 1];
      rows[at] = rows[at - 1];
    }
  distances[at] = distance;
  rows[at] = row;
}

static gboolean
search_block (gsize    block,
              gpointer data,
              GError **error)
{
  const Search      *search = data;
  const gsize        k = search->k;
  gsize              end = MIN ((block + 1) * BLOCK, search->queries->n_rows);
  g_autofree double *own = g_new (double, k);

  for (gsize q = block * BLOCK; q < end; q++)
    {
      double *distances = search->distances != NULL ? search->distances + q * k : own;
      gsize   n = 0;

      if (!imb_job_step (search->job, 0, 0, error))
        return FALSE;
      for (gsize p = 0; p < search->points->n_rows; p++)
        if (!search->self || p != q)
          insert (distances, search->rows + q * k, &n, k,
                  squared_distance (imb_matrix_row (search->queries, q), imb_matrix_row (search->points, p), search->points->n_cols),
                  (guint32) p);
    }
  return TRUE;
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
  Search search = { points, queries, k, self, rows, distances, job };

  g_return_val_if_fail (k >= 1 && k + (self ? 1 : 0) <= points->n_rows, FALSE);
  g_return_val_if_fail (points->n_cols == queries->n_cols, FALSE);

  return imb_parallel_for ((queries->n_rows + BLOCK - 1) / BLOCK, search_block, &search, job, error);
}
