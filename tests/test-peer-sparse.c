/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of rows in a sparse matrix: scikit-learn 1.2.1's, where nearly all distances are equal. */
#include <math.h>
#include <string.h>

#include "engine/kernels/imb-neighbours.h"

#define N 16
#define K 4
#define D 7

/* NearestNeighbors (n_neighbors=5).fit (csr_matrix (X)).kneighbors (…), without the first; its kd-tree lists 15 of the 16 rows otherwise. */
static const guint32 expected[N][K] = {
  { 12, 8, 15, 3 },
  { 1, 2, 14, 5 },
  { 14, 7, 1, 13 },
  { 3, 6, 11, 0 },
  { 11, 8, 7, 10 },
  { 10, 9, 14, 2 },
  { 14, 2, 3, 9 },
  { 2, 8, 14, 4 }, /* */
  { 7, 4, 11, 0 },
  { 5, 6, 15, 3 },
  { 5, 11, 7, 2 },
  { 4, 10, 8, 2 },
  { 12, 8, 15, 3 },
  { 1, 2, 14, 5 },
  { 14, 7, 1, 13 },
  { 3, 6, 11, 0 },
};

/* Two whole numbers, and two categories as columns of 0 and a weight; @first: the column of the first number. */
static ImbMatrix *
make (gsize first)
{
  const double weight = 1.3 / G_SQRT2;
  ImbMatrix   *x = imb_matrix_new (N, D, NULL);

  for (gsize i = 0; i < N; i++)
    {
      double *row = imb_matrix_row (x, i), *codes = first == 0 ? row + 2 : row;

      row[first] = (double) ((i * 7) % 4) - 1.0;
      row[first + 1] = (double) ((i * 5) % 3);
      codes[(i * i) % 3] = weight;
      codes[3 + (i / 3) % 2] = weight;
    }
  return x;
}

static void
assert_lists (gsize        first,
              const gsize *columns)
{
  g_autoptr (ImbMatrix) x = make (first);
  guint32 rows[N][K];

  g_assert_true (imb_neighbours_find_as_sparse_peer (x, columns, K, IMB_LIST_BUT_FIRST, NULL, &rows[0][0], NULL, NULL, NULL));
  g_assert_cmpmem (rows, sizeof rows, expected, sizeof expected);
}

static void
test_equal_distances_come_as_in_scikit_learn (void)
{
  assert_lists (0, (const gsize[]){ 0, 1, 2, 3, 4, 5, 6 });
}

static void
test_columns_are_taken_in_the_peers_order (void)
{
  assert_lists (5, (const gsize[]){ 5, 6, 0, 1, 2, 3, 4 });
}

/* A row changes places with its copy before it. */
static void
test_the_row_itself_is_no_other (void)
{
  g_autoptr (ImbMatrix) x = make (0);
  guint32 rows[N][K];

  g_assert_true (imb_neighbours_find_as_sparse_peer (x, (const gsize[]){ 0, 1, 2, 3, 4, 5, 6 }, K, IMB_LIST_OTHERS, NULL, &rows[0][0], NULL, NULL, NULL));
  for (guint32 i = 0; i < N; i++)
    for (gsize c = 0; c < K; c++)
      {
        g_assert_cmpuint (rows[i][c], !=, i);
        g_assert_cmpuint (rows[i][c], ==, expected[i][c] != i ? expected[i][c] : i == 12 ? 0
                                                                               : i == 14 ? 2
                                                                               : i == 1  ? 13
                                                                                         : 15);
      }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/peer-sparse/equal-distances", test_equal_distances_come_as_in_scikit_learn);
  g_test_add_func ("/peer-sparse/columns", test_columns_are_taken_in_the_peers_order);
  g_test_add_func ("/peer-sparse/others", test_the_row_itself_is_no_other);
  return g_test_run ();
}
