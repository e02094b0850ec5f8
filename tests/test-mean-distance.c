/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/imb-mean-distance.h"

#include <math.h>

#include "engine/core/imb-parallel.h"
#include "engine/core/imb-rng.h"

static ImbMatrix *
make (gsize n,
      gsize d)
{
  ImbMatrix *x = imb_matrix_new (n, d, NULL);
  ImbRng     rng;

  imb_rng_init (&rng, 5);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      imb_matrix_row (x, i)[j] = 1000.0 + imb_rng_normal (&rng);
  return x;
}

static double
plain (const ImbMatrix *x)
{
  double sum = 0.0;

  for (gsize a = 0; a < x->n_rows; a++)
    for (gsize b = 0; b < a; b++)
      {
        double square = 0.0;

        for (gsize j = 0; j < x->n_cols; j++)
          square += (imb_matrix_row (x, a)[j] - imb_matrix_row (x, b)[j]) * (imb_matrix_row (x, a)[j] - imb_matrix_row (x, b)[j]);
        sum += sqrt (square);
      }
  return x->n_rows > 1 ? sum / ((double) x->n_rows * (double) (x->n_rows - 1) / 2.0) : 0.0;
}

static void
test_every_pair_counts_once (void)
{
  for (gsize n = 0; n < 150; n += n < 20 ? 1 : 13)
    {
      g_autoptr (ImbMatrix) x = make (n, 3);
      double mean;

      g_assert_true (imb_mean_distance (x, &mean, NULL, NULL));
      g_assert_cmpfloat_with_epsilon (mean, plain (x), 1e-12);
    }
}

static void
test_rows_at_one_place_are_not_apart (void)
{
  g_autoptr (ImbMatrix) x = imb_matrix_new (33, 2, NULL);
  double mean = 1.0;

  for (guint i = 0; i < 33; i++)
    imb_matrix_row (x, i)[0] = imb_matrix_row (x, i)[1] = 1e150;
  g_assert_true (imb_mean_distance (x, &mean, NULL, NULL));
  g_assert_cmpfloat (mean, ==, 0.0);
}

static void
test_threads_change_no_digit (void)
{
  g_autoptr (ImbMatrix) x = make (1000, 7);
  double means[2];

  for (guint i = 0; i < 2; i++)
    {
      imb_parallel_set_n_threads (1 + 4 * i);
      g_assert_true (imb_mean_distance (x, &means[i], NULL, NULL));
    }
  imb_parallel_set_n_threads (0);
  g_assert_cmpfloat (means[0], ==, means[1]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mean-distance/every-pair-counts-once", test_every_pair_counts_once);
  g_test_add_func ("/mean-distance/rows-at-one-place-are-not-apart", test_rows_at_one_place_are_not_apart);
  g_test_add_func ("/mean-distance/threads-change-no-digit", test_threads_change_no_digit);
  return g_test_run ();
}
