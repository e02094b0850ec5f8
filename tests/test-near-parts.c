/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Neighbours among some of the rows, a part of them at a time, are those among all of them at once, also where equal distances leave open which. */
#include <math.h>

#include "engine/samplers/imb-near-parts.h"
#include "tests/imb-small.h"

#define N_POINTS  6000
#define N_QUERIES 150
#define N_COLS    16

static SmallTable
make (double step)
{
  SmallTable table = small_new (N_QUERIES, 2 * N_POINTS, N_COLS);
  ImbRng     rng;

  imb_rng_init (&rng, 5);
  for (gsize i = 0; i < N_QUERIES + 2 * N_POINTS; i++)
    for (gsize j = 0; j < N_COLS; j++)
      {
        const double value = imb_rng_normal (&rng);

        imb_matrix_row (table.x, i)[j] = step > 0.0 && j < 3 ? step * rint (value / step) : step > 0.0 ? 0.0
                                                                                                       : value;
      }
  return table;
}

/* @step: of a grid, on which most distances have equals; 0: of none */
static void
assert_same (double step,
             gsize  k)
{
  g_auto (SmallTable) table = make (step);
  g_autoptr (ImbNear) near = imb_near_new (&table.view, IMB_DISTANCE_EUCLIDEAN, IMB_ALL_CLASSES, NULL, NULL);
  g_autofree guint32 *points = g_new (guint32, N_POINTS), *queries = g_new (guint32, N_QUERIES);
  g_autofree guint32 *found = g_new (guint32, N_QUERIES * k), *wanted = g_new (guint32, N_QUERIES * k);
  g_autofree double  *squares = g_new (double, N_QUERIES *k), *wanted_squares = g_new (double, N_QUERIES *k);
  g_autofree guint8  *is_open = g_new0 (guint8, N_QUERIES);
  g_autoptr (ImbMatrix) to = NULL;
  g_autoptr (ImbMatrix) from = NULL;
  gsize n_open = 0;

  for (guint32 i = 0; i < N_POINTS; i++)
    points[i] = N_QUERIES + 2 * i;
  for (guint32 i = 0; i < N_QUERIES; i++)
    queries[i] = i;
  g_assert_true (imb_near_parts_pay (near, N_COLS, N_POINTS, N_QUERIES));
  g_assert_true (imb_near_parts_search (near, points, N_POINTS, queries, N_QUERIES, k, found, squares, is_open, NULL, NULL));
  for (gsize i = 0; i < N_QUERIES; i++)
    n_open += is_open[i];
  g_assert_true ((n_open > 0) == (step > 0.0));

  to = imb_view_gather (&table.view, points, N_POINTS, NULL, NULL);
  from = imb_view_gather (&table.view, queries, N_QUERIES, NULL, NULL);
  g_assert_true (imb_neighbours_find_as_peer (to, from, k, IMB_LIST_ALL, wanted, wanted_squares, NULL, NULL));
  for (gsize i = 0; i < N_QUERIES; i++)
    if (!is_open[i])
      {
        g_assert_cmpmem (found + i * k, k * sizeof *found, wanted + i * k, k * sizeof *wanted);
        g_assert_cmpmem (squares + i * k, k * sizeof *squares, wanted_squares + i * k, k * sizeof *wanted_squares);
      }
  g_assert_true (imb_near_find (near, points, N_POINTS, queries, N_QUERIES, k, IMB_LIST_ALL, found, squares, NULL, NULL));
  g_assert_cmpmem (found, N_QUERIES * k * sizeof *found, wanted, N_QUERIES * k * sizeof *wanted);
  g_assert_cmpmem (squares, N_QUERIES * k * sizeof *squares, wanted_squares, N_QUERIES * k * sizeof *wanted_squares);
}

static void
test_parts_find_what_all_find (void)
{
  assert_same (0.0, 1);
  assert_same (0.0, 5);
  assert_same (0.0, N_POINTS / 3); /* more than a part has */
}

static void
test_ties_are_the_peers (void)
{
  assert_same (0.5, 1);
  assert_same (0.5, 5);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/near-parts/as-all", test_parts_find_what_all_find);
  g_test_add_func ("/near-parts/ties", test_ties_are_the_peers);
  return g_test_run ();
}
