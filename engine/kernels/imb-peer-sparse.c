/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts: sklearn/metrics/_pairwise_distances_reduction (_argkmin, _middle_term_computer) of scikit-learn 1.2. Products with a zero change no sum, so
 * only the query's zeros are left out. */
#include "engine/kernels/imb-peer-sparse.h"

#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-peer-heap.h"

#define BLOCK 8 /* queries */

typedef struct
{
  const ImbSearch *search;
  gboolean         twice;
  double          *squares; /* (array length=number of points) */
} Sparse;

/* What is not zero in a query: columns, and the numbers. */
typedef struct
{
  gsize  *columns;
  double *numbers;
  gsize   n;
  double  square;
} Query;

static double
square_of (const ImbSearch *search,
           const double    *row)
{
  double sum = 0.0;

  for (gsize j = 0; j < search->points->n_cols; j++)
    sum += row[search->as_sparse[j]] * row[search->as_sparse[j]];
  return sum;
}

static void
read_query (const ImbSearch *search,
            gsize            q,
            Query           *query)
{
  const double *row = imb_matrix_row (search->queries, q);

  query->n = 0;
  query->square = square_of (search, row);
  for (gsize j = 0; j < search->points->n_cols; j++)
    if (row[search->as_sparse[j]] != 0.0)
      {
        query->columns[query->n] = search->as_sparse[j];
        query->numbers[query->n++] = -2.0 * row[search->as_sparse[j]];
      }
}

static void
push_all (const Sparse *self,
          const Query  *query,
          ImbPeerHeap  *heap)
{
  const ImbMatrix *points = self->search->points;

  imb_peer_heap_start (heap);
  for (gsize p = 0; p < points->n_rows; p++)
    {
      const double *row = imb_matrix_row (points, p);
      double        middle = 0.0, distance;

      for (gsize t = 0; t < query->n; t++)
        middle += query->numbers[t] * row[query->columns[t]];
      distance = query->square + middle + self->squares[p];
      imb_peer_heap_push (heap, MAX (distance, 0.0), (guint32) p);
    }
}

static gboolean
search_block (gsize    block,
              gpointer data,
              GError **error)
{
  const Sparse       *self = data;
  const ImbSearch    *search = self->search;
  const gsize         d = MAX (search->points->n_cols, 1), k = search->k, end = MIN ((block + 1) * BLOCK, search->queries->n_rows);
  g_autofree gsize   *columns = g_new (gsize, d);
  g_autofree double  *numbers = g_new (double, d);
  g_autofree double  *distances = g_new (double, 2 * k);
  g_autofree guint32 *rows = g_new (guint32, 2 * k);
  Query               query = { columns, numbers, 0, 0.0 };

  for (gsize q = block * BLOCK; q < end; q++)
    {
      ImbPeerHeap first = { distances, rows, k }, second = { distances + k, rows + k, k };

      read_query (search, q, &query);
      push_all (self, &query, &first);
      imb_peer_heap_start (&second);
      for (gsize c = 0; self->twice && c < k; c++)
        imb_peer_heap_push (&second, first.distances[c], first.rows[c]);
      imb_peer_heap_sort (self->twice ? &second : &first);
      imb_search_answer (search, q, self->twice ? second.distances : first.distances, self->twice ? second.rows : first.rows);
    }
  return TRUE;
}

gboolean
imb_peer_sparse_search (const ImbSearch *search,
                        gboolean         twice,
                        GError         **error)
{
  g_autofree double *squares = imb_rows_new (search->points->n_rows, sizeof (double), error);
  Sparse             self = { search, twice, squares };

  if (squares == NULL)
    return FALSE;
  for (gsize p = 0; p < search->points->n_rows; p++)
    squares[p] = square_of (search, imb_matrix_row (search->points, p));
  return imb_parallel_for ((search->queries->n_rows + BLOCK - 1) / BLOCK, search_block, &self, search->job, error);
}
