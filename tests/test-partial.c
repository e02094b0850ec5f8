/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Neighbours where values are missing, held against the same done the plain way. */
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/core/imb-rng.h"
#include "engine/kernels/imb-partial.h"
#include "engine/kernels/imb-sum.h"

static ImbMatrix *
matrix_of (const double *values,
           gsize         n_rows,
           gsize         n_cols)
{
  ImbMatrix *x = imb_matrix_new (n_rows, n_cols, NULL);

  for (gsize i = 0; i < n_rows; i++)
    for (gsize j = 0; j < n_cols; j++)
      imb_matrix_row (x, i)[j] = values[i * n_cols + j];
  return x;
}

static void
assert_finds (const ImbMatrix *x,
              const double    *weights,
              guint32          query,
              gsize            k,
              const guint32   *wanted)
{
  g_autofree guint32 *rows = g_new (guint32, k);
  g_autoptr (GError) error = NULL;

  g_assert_true (imb_partial_find (x, weights, &query, 1, k, rows, NULL, &error));
  g_assert_no_error (error);
  for (gsize i = 0; i < k; i++)
    g_assert_cmpuint (rows[i], ==, wanted[i]);
}

static void
test_distances_count_common_features (void)
{
  static const double values[] = { 2, 2, 2, 2.5, NAN, 1.5, 3, 2.2, NAN, NAN, 2.6, 1.8 };
  g_autoptr (ImbMatrix) x = matrix_of (values, 4, 3);

  assert_finds (x, NULL, 0, 2, (guint32[]){ 3, 1 });
  assert_finds (x, NULL, 1, 2, (guint32[]){ 3, 0 });
  assert_finds (x, NULL, 2, 2, (guint32[]){ 3, 1 });
  assert_finds (x, NULL, 3, 2, (guint32[]){ 1, 2 });
}

static void
test_equal_rows_are_no_neighbours_and_far_ones_are (void)
{
  static const double values[] = { 1, NAN, 1, NAN, NAN, 5, 2, NAN, 0, NAN, NAN, NAN };
  g_autoptr (ImbMatrix) x = matrix_of (values, 6, 2);

  assert_finds (x, NULL, 0, 6, (guint32[]){ 3, 4, 2, 5, IMB_NO_ROW, IMB_NO_ROW });
  assert_finds (x, NULL, 5, 2, (guint32[]){ 0, 1 });
}

static void
test_infinite_values_come_last (void)
{
  static const double values[] = { INFINITY, 0, INFINITY, 1, 7, 0, NAN, 3 };
  g_autoptr (ImbMatrix) x = matrix_of (values, 4, 2);

  assert_finds (x, NULL, 0, 4, (guint32[]){ 3, 2, 1, IMB_NO_ROW });
  assert_finds (x, NULL, 0, 1, (guint32[]){ 3 });
}

static void
test_categories_are_apart_by_their_weight (void)
{
  static const double values[] = { 0, 0, 0.9, 0, 0, 2, 0, 1, 1.1, 0 };
  static const double weights[] = { 0, 1 };
  g_autoptr (ImbMatrix) x = matrix_of (values, 5, 2);

  assert_finds (x, weights, 0, 4, (guint32[]){ 1, 2, 3, 4 });
}

static ImbMatrix *
make (gsize  n_rows,
      gsize  n_cols,
      double rate)
{
  ImbMatrix *x = imb_matrix_new (n_rows, n_cols, NULL);
  ImbRng     rng;

  imb_rng_init (&rng, (guint32) (n_rows + n_cols));
  for (gsize i = 0; i < n_rows; i++)
    for (gsize j = 0; j < n_cols; j++)
      imb_matrix_row (x, i)[j] = imb_rng_double (&rng) < rate ? NAN : floor (8 * imb_rng_normal (&rng)) * 0.1;
  return x;
}

static double
plain_distance (const double *x,
                const double *y,
                gsize         n)
{
  g_autofree double *squares = g_new (double, n + 1);
  gsize              n_common = 0;

  for (gsize j = 0; j < n; j++)
    if (!isnan (x[j]) && !isnan (y[j]))
      squares[n_common++] = (x[j] - y[j]) * (x[j] - y[j]);
  return n_common == 0 ? INFINITY : sqrt (imb_sum (squares, n_common) * ((double) n / (double) n_common));
}

static gboolean
plain_equal (const double *x,
             const double *y,
             gsize         n)
{
  for (gsize j = 0; j < n; j++)
    if (!(x[j] == y[j] || (isnan (x[j]) && isnan (y[j]))))
      return FALSE;
  return TRUE;
}

/* One after the other, the nearest that is left. */
static void
assert_is_plain (const ImbMatrix *x,
                 gsize            query,
                 const guint32   *rows,
                 gsize            k)
{
  g_autofree gboolean *taken = g_new0 (gboolean, x->n_rows);
  const double        *q = imb_matrix_row (x, query);

  for (gsize i = 0; i < k; i++)
    {
      guint32 best = IMB_NO_ROW;
      double  least = INFINITY;

      for (gsize p = 0; p < x->n_rows; p++)
        {
          double found = plain_distance (q, imb_matrix_row (x, p), x->n_cols);

          if (!taken[p] && !plain_equal (q, imb_matrix_row (x, p), x->n_cols) && (found < least || best == IMB_NO_ROW))
            {
              best = (guint32) p;
              least = found;
            }
        }
      g_assert_cmpuint (rows[i], ==, best);
      if (best != IMB_NO_ROW)
        taken[best] = TRUE;
    }
}

static void
test_finds_what_the_plain_way_finds (void)
{
  static const struct
  {
    gsize  n_rows, n_cols, k;
    double rate;
  } tables[] = { { 300, 1, 5, 0.2 }, { 300, 3, 7, 0.3 }, { 200, 9, 5, 0.5 }, { 150, 40, 200, 0.1 }, { 90, 300, 4, 0.9 }, { 2, 5, 3, 0 } };

  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    {
      const gsize k = tables[t].k;
      g_autoptr (ImbMatrix) x = make (tables[t].n_rows, tables[t].n_cols, tables[t].rate);
      g_autofree guint32 *rows = g_new (guint32, x->n_rows * k), *alone = g_new (guint32, x->n_rows * k);

      g_assert_true (imb_partial_find (x, NULL, NULL, 0, k, rows, NULL, NULL));
      imb_parallel_set_n_threads (1);
      g_assert_true (imb_partial_find (x, NULL, NULL, 0, k, alone, NULL, NULL));
      imb_parallel_set_n_threads (0);
      g_assert_cmpmem (rows, x->n_rows * k * sizeof *rows, alone, x->n_rows * k * sizeof *alone);
      for (gsize i = 0; i < x->n_rows; i += 7)
        assert_is_plain (x, i, rows + i * k, k);
    }
}

static void
test_can_be_cancelled (void)
{
  g_autoptr (ImbMatrix) x = make (50, 3, 0.1);
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;
  guint32 rows[50];

  imb_job_cancel (job);
  g_assert_false (imb_partial_find (x, NULL, NULL, 0, 1, rows, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/partial/distances-count-common-features", test_distances_count_common_features);
  g_test_add_func ("/partial/equal-rows-are-no-neighbours-and-far-ones-are", test_equal_rows_are_no_neighbours_and_far_ones_are);
  g_test_add_func ("/partial/infinite-values-come-last", test_infinite_values_come_last);
  g_test_add_func ("/partial/categories-are-apart-by-their-weight", test_categories_are_apart_by_their_weight);
  g_test_add_func ("/partial/finds-what-the-plain-way-finds", test_finds_what_the_plain_way_finds);
  g_test_add_func ("/partial/can-be-cancelled", test_can_be_cancelled);
  return g_test_run ();
}
