/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests between methods: small cases that can be counted by hand; the peer is in conformance/significance.py. */
#include <math.h>

#include "engine/imb.h"

#define SAME(a, b) g_assert_cmpfloat_with_epsilon (a, b, 1e-12)

static void
test_signed_ranks_of_three_differences_have_eight_ways (void)
{
  const double up[] = { 1.0, 2.0, 3.0 };
  const double mixed[] = { -1.0, NAN, 2.0, 0.0, 3.0 };

  SAME (imb_wilcoxon (up, 3).p, 0.25);
  SAME (imb_wilcoxon (mixed, 5).statistic, 1.0);
  SAME (imb_wilcoxon (mixed, 5).p, 0.5);
  g_assert_cmpuint (imb_wilcoxon (mixed, 5).n, ==, 3);
  SAME (imb_wilcoxon (mixed, 0).p, 1.0);
}

static void
test_mcnemar_tosses_a_coin (void)
{
  SAME (imb_mcnemar (0, 3).p, 0.25);
  SAME (imb_mcnemar (0, 3).mid_p, 0.125);
  SAME (imb_mcnemar (1, 1).p, 1.0);
  SAME (imb_mcnemar (1, 1).mid_p, 0.75);
  SAME (imb_mcnemar (0, 0).p, 1.0);
}

static void
test_equal_values_share_their_ranks (void)
{
  const double values[] = { 5.0, 1.0, 5.0, 5.0, 2.0 };
  const double expected[] = { 4.0, 1.0, 4.0, 4.0, 2.0 };
  double       ranks[5];

  SAME (imb_rank_means (values, 5, ranks), 24.0);
  for (guint i = 0; i < 5; i++)
    SAME (ranks[i], expected[i]);
}

/* 0.1 + 0.2 is not 0.3, but it is no better either; nor are 0.9 − 0.8 and 0.8 − 0.7 of two sizes. */
static void
test_roundings_are_no_differences (void)
{
  const double sums[] = { 0.3, 0.1 + 0.2, 0.2 }, differences[] = { 0.9 - 0.8, -(0.8 - 0.7), 0.7 - 0.6, 0.2 }, crumbs[] = { 1e-17, -1e-17, 0.0, 1e-17 };
  double       ranks[4];
  ImbWilcoxon  test = imb_wilcoxon (differences, 4);

  g_assert_true (differences[0] != -differences[1]);
  SAME (imb_rank_means (sums, 3, ranks), 6.0);
  SAME (ranks[0], 2.5);
  SAME (ranks[1], 2.5);
  SAME (ranks[2], 1.0);
  SAME (test.statistic, 2.0);
  SAME (imb_rank_means (crumbs, 4, ranks), 60.0);
  SAME (imb_difference (0.1 + 0.2, 0.3), 0.0);
  SAME (imb_difference (1e9, 1e9 + 1e-4), 0.0);
  SAME (imb_difference (0.5, 0.25), 0.25);
  SAME (imb_difference (1e-7, 2e-7), -1e-7);
  g_assert_true (imb_is_same (INFINITY, INFINITY) && !imb_is_same (INFINITY, 1.0));
  g_assert_true (isnan (imb_difference (NAN, 1.0)));
}

/* Three datasets that agree wholly about three methods. */
static void
test_friedman_of_agreeing_datasets (void)
{
  const double values[] = { 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1 };
  double       ranks[3];
  ImbFriedman  test = imb_friedman (values, 3, 3, FALSE, ranks);

  SAME (test.chi_square, 6.0);
  SAME (test.p, exp (-3.0));
  g_assert_true (isnan (test.f) && isnan (test.f_p)); /* 4 / 0 is no proof without doubt */
  SAME (ranks[0], 1.0);
  SAME (ranks[2], 3.0);
  imb_friedman (values, 3, 3, TRUE, ranks);
  SAME (ranks[0], 3.0);
}

static void
test_all_equal_values_say_nothing (void)
{
  const double values[] = { 1.0, 1.0, 1.0, 1.0 };
  double       ranks[2];
  ImbFriedman  test = imb_friedman (values, 2, 2, FALSE, ranks);

  g_assert_true (isnan (test.chi_square) && isnan (test.p) && isnan (test.f));
  SAME (ranks[0], 1.5);
}

static void
test_the_region_of_equivalence_is_a_chance (void)
{
  const double differences[] = { 0.01, 0.03, 0.02, NAN };
  const double one[] = { 0.3 };
  ImbRope      rope = imb_correlated_t (differences, 4, 0.5, 0.0);

  SAME (rope.below + rope.above, 1.0);
  SAME (rope.within, 0.0);
  g_assert_cmpfloat (rope.above, >, 0.9);
  g_assert_true (isnan (imb_correlated_t (one, 1, 0.5, 0.01).within));
}

/* One difference beyond the rope: its pairs are most unless the 0 beforehand has a weight above √½, and that has a Beta(½, 1). */
static void
test_bayesian_signed_ranks_of_one_dataset (void)
{
  const double up[] = { 0.1, NAN }, down[] = { -0.1 }, none[] = { NAN }, many[] = { 0.1, 0.2, 0.15, 0.3, 0.1, 0.25, 0.2, 0.1, 0.4, 0.3 };
  ImbRope      above = imb_signed_rank_bayes (up, 2, 0.01), below = imb_signed_rank_bayes (down, 1, 0.01), again = imb_signed_rank_bayes (up, 2, 0.01);

  g_assert_cmpfloat_with_epsilon (above.above, 0.8408964152537145, 0.015);
  g_assert_cmpfloat_with_epsilon (above.within, 1.0 - 0.8408964152537145, 0.015);
  g_assert_cmpfloat (above.below, ==, 0.0);
  g_assert_cmpfloat (below.below, ==, above.above);
  g_assert_cmpfloat (again.above, ==, above.above);
  g_assert_cmpfloat (imb_signed_rank_bayes (many, 10, 0.01).above, >, 0.999);
  g_assert_cmpfloat (imb_signed_rank_bayes (many, 10, 1.0).within, ==, 1.0);
  g_assert_true (isnan (imb_signed_rank_bayes (none, 1, 0.01).within));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tests/signed-ranks-of-three-differences", test_signed_ranks_of_three_differences_have_eight_ways);
  g_test_add_func ("/tests/mcnemar-tosses-a-coin", test_mcnemar_tosses_a_coin);
  g_test_add_func ("/tests/equal-values-share-their-ranks", test_equal_values_share_their_ranks);
  g_test_add_func ("/tests/roundings-are-no-differences", test_roundings_are_no_differences);
  g_test_add_func ("/tests/friedman-of-agreeing-datasets", test_friedman_of_agreeing_datasets);
  g_test_add_func ("/tests/all-equal-values-say-nothing", test_all_equal_values_say_nothing);
  g_test_add_func ("/tests/the-region-of-equivalence-is-a-chance", test_the_region_of_equivalence_is_a_chance);
  g_test_add_func ("/tests/Bayesian signed ranks of one dataset", test_bayesian_signed_ranks_of_one_dataset);
  return g_test_run ();
}
