/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels/imb-apportion.h"

static void
assert_counts (const double *wanted,
               gsize         n,
               gsize         total,
               const gsize  *expected)
{
  g_autofree gsize *counts = g_new (gsize, MAX (n, 1));

  imb_apportion (wanted, n, total, counts);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpuint (counts[i], ==, expected[i]);
}

static void
test_rounding_that_adds_up_is_kept (void)
{
  assert_counts ((const double[]){ 0.5, 1.5, 2.4, 3.6 }, 4, 8, (const gsize[]){ 0, 2, 2, 4 });
  assert_counts (NULL, 0, 0, NULL);
}

static void
test_the_farthest_rounded_go_the_other_way (void)
{
  assert_counts ((const double[]){ 0.4, 0.4, 0.45, 1.75 }, 4, 3, (const gsize[]){ 0, 0, 1, 2 });
  assert_counts ((const double[]){ 1.6, 1.6, 1.55, 0.25 }, 4, 5, (const gsize[]){ 2, 2, 1, 0 });
}

static void
test_of_equal_ones_the_first_goes (void)
{
  assert_counts ((const double[]){ 0.25, 0.25, 0.25, 0.25 }, 4, 1, (const gsize[]){ 1, 0, 0, 0 });
  assert_counts ((const double[]){ 0.75, 0.75, 0.75, 0.75 }, 4, 3, (const gsize[]){ 0, 1, 1, 1 });
}

static void
test_many_small_shares_add_up (void)
{
  g_autofree double *wanted = g_new (double, 1000);
  g_autofree gsize  *counts = g_new (gsize, 1000);

  for (gsize total = 1; total < 3000; total += 211)
    {
      gsize sum = 0;

      for (gsize i = 0; i < 1000; i++)
        wanted[i] = (double) total * (double) (i + 1) / 500500.0;
      imb_apportion (wanted, 1000, total, counts);
      for (gsize i = 0; i < 1000; i++)
        {
          g_assert_cmpfloat ((double) counts[i], <, wanted[i] + 1.0);
          g_assert_cmpfloat ((double) counts[i], >, wanted[i] - 1.0);
          sum += counts[i];
        }
      g_assert_cmpuint (sum, ==, total);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/apportion/rounding-that-adds-up-is-kept", test_rounding_that_adds_up_is_kept);
  g_test_add_func ("/apportion/the-farthest-rounded-go-the-other-way", test_the_farthest_rounded_go_the_other_way);
  g_test_add_func ("/apportion/of-equal-ones-the-first-goes", test_of_equal_ones_the_first_goes);
  g_test_add_func ("/apportion/many-small-shares-add-up", test_many_small_shares_add_up);
  return g_test_run ();
}
