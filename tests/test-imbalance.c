/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How unequal classes are: values worked out from the formulas, and the ends of each range. */
#include <math.h>

#include "engine/imb.h"

#define SAME(a, b) g_assert_cmpfloat_with_epsilon ((a), (b), 1e-12)

static void
test_two_classes (void)
{
  const gsize  counts[] = { 90, 10 };
  ImbImbalance found = imb_imbalance_of (counts, 2);

  SAME (found.ratio, 9.0);
  SAME (found.mean_ratio, 5.0);
  SAME (found.smallest_share, 0.1);
  SAME (found.entropy_balance, 0.46899559358928117);
  SAME (found.gini_simpson, 0.18);
  SAME (found.degree, sqrt ((2.0 - sqrt (2.0) * (sqrt (0.9) + sqrt (0.1))) / (2.0 - sqrt (2.0))));
  SAME (found.likelihood_ratio, 2.0 * (90.0 * log (1.8) + 10.0 * log (0.2)));
}

/* Two of four classes are small: the degree is one more than a part of one. */
static void
test_several_classes (void)
{
  const gsize  counts[] = { 40, 0, 10, 30, 20 };
  const double even = 0.25, shares[] = { 0.4, 0.1, 0.3, 0.2 }, worst[] = { 0.75, 0.0, 0.25, 0.0 };
  double       own = 0.0, most = 0.0;
  ImbImbalance found = imb_imbalance_of (counts, 5);

  for (guint c = 0; c < 4; c++)
    {
      own += pow (sqrt (shares[c]) - sqrt (even), 2.0);
      most += pow (sqrt (worst[c]) - sqrt (even), 2.0);
    }
  SAME (found.degree, 1.0 + sqrt (own / most));
  SAME (found.ratio, 4.0);
  SAME (found.mean_ratio, (1.0 + 4.0 + 4.0 / 3.0 + 2.0) / 4.0);
  SAME (found.gini_simpson, 0.7);
}

static void
test_equal_classes_are_at_the_ends (void)
{
  const gsize  counts[] = { 7, 7, 7 }, one[] = { 0, 5 };
  ImbImbalance found = imb_imbalance_of (counts, 3);

  SAME (found.ratio, 1.0);
  SAME (found.mean_ratio, 1.0);
  SAME (found.entropy_balance, 1.0);
  SAME (found.gini_simpson, 2.0 / 3.0);
  g_assert_cmpfloat (found.degree, ==, 0.0);
  g_assert_cmpfloat (found.likelihood_ratio, ==, 0.0);
  g_assert_true (isnan (imb_imbalance_of (one, 2).ratio) && isnan (imb_imbalance_of (one, 2).degree));
  g_assert_true (isnan (imb_imbalance_of (NULL, 0).ratio));
}

static void
test_rows_have_an_effective_number (void)
{
  SAME (imb_effective_number (1, 0.999), 1.0);
  SAME (imb_effective_number (2, 0.9), 1.9);
  SAME (imb_effective_number (0, 0.9), 0.0);
  SAME (imb_effective_number (12, 1.0), 12.0);
  g_assert_cmpfloat_with_epsilon (imb_effective_number (G_MAXSIZE, 0.999), 1000.0, 1e-9);
}

/* Sizes 1200 / rank have an exponent of 1; half of 2940 rows are in the first two. */
static void
test_a_long_tail_has_its_parts (void)
{
  const gsize counts[] = { 400, 0, 1200, 12, 300, 100, 20, 101, 19 };
  const gsize zipf[] = { 1200, 600, 400, 300, 240, 200 };
  ImbLongTail found = imb_long_tail_of (counts, G_N_ELEMENTS (counts)), law = imb_long_tail_of (zipf, G_N_ELEMENTS (zipf));

  g_assert_cmpuint (found.n_classes[IMB_TAIL_HEAD], ==, 4);
  g_assert_cmpuint (found.n_rows[IMB_TAIL_HEAD], ==, 2001);
  g_assert_cmpuint (found.n_classes[IMB_TAIL_MEDIUM], ==, 2);
  g_assert_cmpuint (found.n_rows[IMB_TAIL_MEDIUM], ==, 120);
  g_assert_cmpuint (found.n_classes[IMB_TAIL_TAIL], ==, 2);
  g_assert_cmpuint (found.n_rows[IMB_TAIL_TAIL], ==, 31);
  SAME (found.shares[IMB_TAIL_TAIL], 31.0 / 2152.0);
  g_assert_cmpuint (found.n_half, ==, 1);
  SAME (law.zipf_exponent, 1.0);
  g_assert_cmpfloat_with_epsilon (law.zipf_first, 1200.0, 1e-9);
  g_assert_cmpuint (law.n_half, ==, 2);
}

/* Half of an even number of equal classes is exactly half of them. */
static void
test_tails_of_few_and_equal_classes (void)
{
  const gsize equal[] = { 50, 50, 50, 50 }, two[] = { 90, 10 };
  ImbLongTail even = imb_long_tail_of (equal, 4), pair = imb_long_tail_of (two, 2), none = imb_long_tail_of (NULL, 0);

  g_assert_cmpfloat (even.zipf_exponent, ==, 0.0);
  g_assert_cmpuint (even.n_half, ==, 2);
  SAME (even.shares[IMB_TAIL_MEDIUM], 1.0);
  g_assert_true (isnan (pair.zipf_exponent));
  g_assert_cmpuint (pair.n_half, ==, 1);
  g_assert_cmpuint (none.n_half, ==, 0);
  g_assert_true (isnan (none.shares[IMB_TAIL_HEAD]));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imbalance/two classes", test_two_classes);
  g_test_add_func ("/imbalance/several classes", test_several_classes);
  g_test_add_func ("/imbalance/equal classes are at the ends", test_equal_classes_are_at_the_ends);
  g_test_add_func ("/imbalance/rows have an effective number", test_rows_have_an_effective_number);
  g_test_add_func ("/imbalance/a long tail has its parts", test_a_long_tail_has_its_parts);
  g_test_add_func ("/imbalance/tails of few and equal classes", test_tails_of_few_and_equal_classes);
  return g_test_run ();
}
