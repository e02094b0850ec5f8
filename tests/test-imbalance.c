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

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imbalance/two classes", test_two_classes);
  g_test_add_func ("/imbalance/several classes", test_several_classes);
  g_test_add_func ("/imbalance/equal classes are at the ends", test_equal_classes_are_at_the_ends);
  g_test_add_func ("/imbalance/rows have an effective number", test_rows_have_an_effective_number);
  return g_test_run ();
}
