/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sort of scores and the quantile, against plain definitions and numpy's values. */
#include <math.h>
#include <stdlib.h>

#include "engine/core/imb-rng.h"
#include "engine/kernels/imb-sort-values.h"
#include "engine/kernels/imb-sort.h"

/* Descending, equal keys in ascending position, every position once. */
static void
assert_sorted (const double  *keys,
               const guint32 *order,
               gsize          n)
{
  g_autofree gboolean *seen = g_new0 (gboolean, n + 1);

  for (gsize i = 0; i < n; i++)
    {
      g_assert_cmpuint (order[i], <, n);
      g_assert_false (seen[order[i]]);
      seen[order[i]] = TRUE;
      if (i == 0)
        continue;
      g_assert_true (keys[order[i - 1]] >= keys[order[i]]);
      if (keys[order[i - 1]] == keys[order[i]])
        g_assert_cmpuint (order[i - 1], <, order[i]);
    }
}

static void
check_sort (const double *keys,
            gsize         n)
{
  g_autofree guint32 *order = g_new0 (guint32, n + 1);

  g_assert_true (imb_sort_descending (keys, n, order, NULL));
  assert_sorted (keys, order, n);
}

static void
test_every_size_is_sorted_stably (void)
{
  const gsize sizes[] = { 0, 1, 2, 3, 63, 64, 65, 66, 1000, 50000, 1048576, 1048577 };
  ImbRng      rng;

  imb_rng_init (&rng, 1);
  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      g_autofree double *keys = g_new0 (double, sizes[s] + 1);

      for (gsize i = 0; i < sizes[s]; i++)
        keys[i] = imb_rng_normal (&rng) * pow (10.0, imb_rng_uniform (&rng, -300.0, 300.0));
      check_sort (keys, sizes[s]);
      for (gsize i = 0; i < sizes[s]; i++)
        keys[i] = (double) imb_rng_below (&rng, 11) / 10.0;
      check_sort (keys, sizes[s]);
      for (gsize i = 0; i < sizes[s]; i++)
        keys[i] = 0.25;
      check_sort (keys, sizes[s]);
    }
}

/* Keys that differ in their lower digits alone, some of them often, and below and above the number that is sorted by the upper ones. */
static void
test_close_keys_are_sorted_stably (void)
{
  const gsize sizes[] = { 65, 300, 5000, 131072, 131073 };
  ImbRng      rng;

  imb_rng_init (&rng, 2);
  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      g_autofree double *keys = g_new (double, sizes[s]);

      for (guint share = 1; share <= 100; share *= 10)
        {
          for (gsize i = 0; i < sizes[s]; i++)
            keys[i] = imb_rng_below (&rng, 100) < share ? 1e9 + 1e-6 * (double) imb_rng_below (&rng, 3000) : imb_rng_normal (&rng);
          check_sort (keys, sizes[s]);
        }
    }
}

static void
test_zeros_of_both_signs_and_infinities_have_their_place (void)
{
  const double few[] = { -0.0, 0.0, -1.0, INFINITY, 0.0, -INFINITY, 5e-324, -5e-324, -0.0 };
  double       many[180];

  check_sort (few, G_N_ELEMENTS (few));
  for (guint i = 0; i < G_N_ELEMENTS (many); i++)
    many[i] = few[i % G_N_ELEMENTS (few)];
  check_sort (many, G_N_ELEMENTS (many));
}

static int
compare_falling (const void *a,
                 const void *b)
{
  return imb_compare_doubles (b, a);
}

static void
check_values (double *values,
              gsize   n)
{
  g_autofree double *expected = g_memdup2 (values, (n + 1) * sizeof *values);
  g_autofree double *spare = g_new (double, n + 1);

  qsort (expected, n, sizeof *expected, compare_falling);
  imb_sort_values_descending (values, spare, n);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat (values[i], ==, expected[i]);
}

/* Even, of few values, over all magnitudes, all in a corner but one: what buckets like and what they do not. */
static void
test_values_without_rows_are_sorted (void)
{
  const gsize sizes[] = { 0, 1, 2, 24, 25, 300, 8191, 8192, 8193, 70000, 600000 };
  ImbRng      rng;

  imb_rng_init (&rng, 2);
  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      gsize              n = sizes[s];
      g_autofree double *values = g_new0 (double, n + 1);

      for (guint kind = 0; kind < 6; kind++)
        {
          for (gsize i = 0; i < n; i++)
            switch (kind)
              {
              case 0:
                values[i] = imb_rng_double (&rng);
                break;
              case 1:
                values[i] = (double) imb_rng_below (&rng, 5) - 2.0;
                break;
              case 2:
                values[i] = imb_rng_normal (&rng) * pow (10.0, imb_rng_uniform (&rng, -300.0, 300.0));
                break;
              case 3:
                values[i] = i == n / 2 ? -1e300 : 1.0 + imb_rng_double (&rng) * 1e-9;
                break;
              case 4:
                values[i] = i % 3 == 0 ? -0.0 : i % 3 == 1 ? INFINITY
                                                           : -5e-324;
                break;
              default:
                values[i] = 0.5;
              }
          check_values (values, n);
        }
    }
}

/* numpy.quantile (values, q) */
static void
test_quantiles_are_numpys (void)
{
  const double values[] = { 3.5, -1.0, 2.25, 10.0, 0.1, 2.25, 7.0 };
  const double at[] = { 0.0, 0.1, 0.25, 0.5, 0.9, 0.95, 1.0 };
  const double wanted[] = { -1.0, -0.33999999999999997, 1.175, 2.25, 8.200000000000001, 9.099999999999998, 10.0 };

  for (guint k = 0; k < G_N_ELEMENTS (at); k++)
    {
      double copy[G_N_ELEMENTS (values)];

      for (guint i = 0; i < G_N_ELEMENTS (values); i++)
        copy[i] = values[i];
      g_assert_cmpfloat (imb_quantile (copy, G_N_ELEMENTS (values), at[k]), ==, wanted[k]);
    }
}

static void
test_the_quantile_of_nothing_is_undefined (void)
{
  double one = 4.0;

  g_assert_true (isnan (imb_quantile (NULL, 0, 0.5)));
  g_assert_cmpfloat (imb_quantile (&one, 1, 0.75), ==, 4.0);
}

/* With n = 101 the k-th percent is the value of rank k, whatever the order and the ties. */
static void
test_quantiles_of_many_orders_are_ranks (void)
{
  ImbRng rng;

  imb_rng_init (&rng, 5);
  for (guint round = 0; round < 200; round++)
    {
      double  values[101];
      guint   n_levels = 1 + round % 101;
      guint   rank = (guint) imb_rng_below (&rng, 101);
      guint32 mixed[101];

      imb_rng_permutation (&rng, mixed, 101);
      for (guint i = 0; i < 101; i++)
        values[i] = floor (mixed[i] * n_levels / 101.0);
      g_assert_cmpfloat (imb_quantile (values, 101, rank / 100.0), <=, floor (rank * n_levels / 101.0) + 1e-9);
      g_assert_cmpfloat (imb_quantile (values, 101, rank / 100.0), >=, floor (rank * n_levels / 101.0) - 1e-9);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sort/close keys", test_close_keys_are_sorted_stably);
  g_test_add_func ("/sort/every size is sorted stably", test_every_size_is_sorted_stably);
  g_test_add_func ("/sort/zeros of both signs and infinities have their place", test_zeros_of_both_signs_and_infinities_have_their_place);
  g_test_add_func ("/sort/values without rows are sorted", test_values_without_rows_are_sorted);
  g_test_add_func ("/sort/quantiles are numpy's", test_quantiles_are_numpys);
  g_test_add_func ("/sort/the quantile of nothing is undefined", test_the_quantile_of_nothing_is_undefined);
  g_test_add_func ("/sort/quantiles of many orders are ranks", test_quantiles_of_many_orders_are_ranks);
  return g_test_run ();
}
