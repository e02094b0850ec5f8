/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Over-samplers that look at the border to other classes, on cases that can be counted by hand. */
#include "tests/imb-small.h"

/* The share of class 0 among the k nearest rows of a number, by sorting. */
static double
share_around (const SmallTable *table,
              double            x,
              guint             k)
{
  gsize              n = table->x->n_rows, n_other = 0;
  g_autofree guint8 *is_used = g_new0 (guint8, n);

  for (guint t = 0; t < k; t++)
    {
      gsize best = n;

      for (gsize i = 0; i < n; i++)
        if (!is_used[i] && (best == n || fabs (*imb_matrix_row (table->x, i) - x) < fabs (*imb_matrix_row (table->x, best) - x)))
          best = i;
      is_used[best] = 1;
      n_other += table->classes[best] == 0;
    }
  return (double) n_other / k;
}

/* Two groups of class 1 with class 0 between them, where SMOTE makes rows, too. */
static void
test_lee_rejects_rows_among_the_majority (void)
{
  const double values[] = { 0, 1, 2, 20, 21, 22.5, 8, 9, 10, 11, 12, 13, 14, 8.5, 9.5, 10.5, 11.5, 12.5, 13.5, 7.5, 14.5, 10.2, 11.2, 12.2, 9.2, 13.2, 8.2 };
  g_auto (SmallTable) table = small_of (values, 6, 21, 1);
  gsize n_smote = 0;

  for (guint32 seed = 0; seed < 10; seed++)
    {
      g_autoptr (ImbResample) result = small_run ("lee:n_neighbors=3", &table, seed);
      g_autoptr (ImbResample) smote = small_run ("smote:k_neighbors=3", &table, seed);

      g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 15);
      g_assert_cmpuint (imb_notes_n (result->notes), ==, 0);
      for (gsize m = 0; m < 15; m++)
        {
          const double  *weights = result->parent_weights + small_parent (result, m, 0);
          const guint32 *parents = result->parent_rows + small_parent (result, m, 0);

          g_assert_cmpfloat (share_around (&table, small_made (result, m, 0), 3), <, 0.5);
          g_assert_cmpfloat_with_epsilon (small_made (result, m, 0), weights[0] * values[parents[0]] + weights[1] * values[parents[1]], 1e-12);
          n_smote += share_around (&table, small_made (smote, m, 0), 3) >= 0.5;
        }
    }
  g_assert_cmpuint (n_smote, >, 0);
}

/* Rows of class 1 far apart, each within class 0: no candidate has fewer than 2 of 2 neighbours of class 0. */
static void
test_lee_says_when_it_raises_the_level (void)
{
  g_auto (SmallTable) table = small_new (3, 300, 1);
  g_autoptr (ImbResample) result = NULL;

  for (gsize i = 0; i < 300; i++)
    *imb_matrix_row (table.x, 3 + i) = (double) i;
  for (gsize i = 0; i < 3; i++)
    *imb_matrix_row (table.x, i) = 100.0 * (double) i + 50.5;
  result = small_run ("lee:n_neighbors=2", &table, 1);
  g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 297);
  g_assert_cmpuint (imb_notes_n (result->notes), ==, 1);
  g_assert_true (g_str_has_prefix (imb_notes_at (result->notes, 0), "Class “1”: so few new rows stayed that the rejection level was raised to "));
}

/* Class 0 begins at 10; of class 1, 9 and 8 are level 1, 7 and 6 level 2, the rest level 3. */
static void
test_prowsyn_weighs_levels (void)
{
  const guint  levels[] = { 0, 2, 1, 2, 0, 2, 1 };
  const double minority[] = { 9, 1, 7, 3, 8, 2, 6 };
  const double sum = 1 + exp (-0.5) + exp (-1);
  gsize        counts[3] = { 0 };
  g_auto (SmallTable) table = small_new (7, 6007, 1);
  g_autoptr (ImbResample) result = NULL;

  for (gsize i = 0; i < 6014; i++)
    *imb_matrix_row (table.x, i) = i < 7 ? minority[i] : 10 + (double) i;
  result = small_run ("prowsyn:n_neighbors=2,L=3,theta=0.5", &table, 1);
  g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 6000);
  for (gsize m = 0; m < 6000; m++)
    {
      const guint32 *parents = result->parent_rows + small_parent (result, m, 0);

      g_assert_cmpuint (levels[parents[0]], ==, levels[parents[1]]);
      g_assert_cmpuint (parents[0], !=, parents[1]);
      counts[levels[parents[0]]]++;
    }
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon ((double) counts[i], 6000 * exp (-0.5 * i) / sum, 150.0);
}

/* Of 0, 1, 2, 3 and 6.5 (noise) of class 1 the nearest row of class 0 is 5, and its two nearest are 6.5 and 3: their weights are
 * the squares of their closeness, 1/1.5 and 1/2. */
static void
assert_shares (const char *text,
               double      share_of_last)
{
  const double minority[] = { 0, 1, 2, 3, 6.5 };
  const double majority[] = { 5, 6, 7 };
  gsize        n_last = 0;
  g_auto (SmallTable) table = small_new (5, 5005, 1);
  g_autoptr (ImbResample) result = NULL;

  for (gsize i = 0; i < 5; i++)
    *imb_matrix_row (table.x, i) = minority[i];
  for (gsize i = 0; i < 5005; i++)
    *imb_matrix_row (table.x, 5 + i) = i < 3 ? majority[i] : 1000.0 + (double) i;
  result = small_run (text, &table, 1);
  g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 5000);
  for (gsize m = 0; m < 5000; m++)
    {
      const guint32 *parents = result->parent_rows + small_parent (result, m, 0);

      g_assert_cmpuint (parents[0], >=, 3);
      g_assert_cmpuint (parents[0], !=, parents[1]);
      n_last += parents[0] == 4;
    }
  g_assert_cmpfloat_with_epsilon ((double) n_last / 5000.0, share_of_last, 0.02);
}

static void
test_mwmote_weighs_by_closeness (void)
{
  assert_shares ("mwmote:k1=2,k2=1,k3=2,cp=1e6", 16.0 / 25);
  assert_shares ("mwmote:k1=2,k2=1,k3=2,cp=1e6,cf_th=0.55", 1.21 / 2.21);
}

/* Two groups of the class: both parents are of one; with a smaller cp than that of neighbours a row is alone, with a thousand
 * times their distance all are one cluster. */
static void
test_mwmote_stays_in_a_cluster (void)
{
  g_auto (SmallTable) table = small_new (12, 100, 1);
  g_autoptr (ImbResample) result = NULL, alone = NULL, joined = NULL;
  gsize n_across = 0;

  for (gsize i = 0; i < 12; i++)
    *imb_matrix_row (table.x, i) = (double) i + (i < 6 ? 0 : 1000);
  for (gsize i = 0; i < 100; i++)
    *imb_matrix_row (table.x, 12 + i) = i % 2 == 0 ? 20 + (double) i : 900 + (double) i / 2;
  result = small_run ("mwmote", &table, 1);
  g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 88);
  for (gsize m = 0; m < 88; m++)
    {
      const guint32 *parents = result->parent_rows + small_parent (result, m, 0);

      g_assert_cmpuint (parents[0] / 6, ==, parents[1] / 6);
    }
  alone = small_run ("mwmote:cp=0.99", &table, 1);
  joined = small_run ("mwmote:cp=1007", &table, 1);
  for (gsize m = 0; m < 88; m++)
    {
      const guint32 *copied = alone->parent_rows + small_parent (alone, m, 0), *parents = joined->parent_rows + small_parent (joined, m, 0);

      g_assert_cmpuint (copied[0], ==, copied[1]);
      n_across += parents[0] / 6 != parents[1] / 6;
    }
  g_assert_cmpuint (n_across, >, 20);
}

static void
test_mwmote_says_when_all_is_noise (void)
{
  const double values[] = { 0, 100, 200, 0.1, 0.2, 100.1, 100.2, 200.1, 200.2, 300, 300, 300, 300 };
  g_auto (SmallTable) table = small_of (values, 3, 10, 1);

  small_assert_refused ("mwmote:k1=2,k3=2", &table, IMB_ERROR_UNSUITABLE,
                        "No row of class “1” has a row of its class among its 2 nearest, so all are noise; use smote:k_neighbors=2.");
}

/* Three rows can be the three nearest of a row of another class, but not of each other. */
static void
test_mwmote_names_the_largest_k3 (void)
{
  const double values[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
  g_auto (SmallTable) table = small_of (values, 3, 7, 1);
  g_autoptr (ImbResample) result = NULL;

  small_assert_refused ("mwmote:k1=2,k3=4", &table, IMB_ERROR_TOO_FEW,
                        "Class “1” has 3 rows, too few for 4 neighbours of rows of other classes; write k3=3 or less.");
  result = small_run ("mwmote:k1=2,k3=3", &table, 0);
  g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 4);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lee/rejects", test_lee_rejects_rows_among_the_majority);
  g_test_add_func ("/lee/raises", test_lee_says_when_it_raises_the_level);
  g_test_add_func ("/prowsyn/levels", test_prowsyn_weighs_levels);
  g_test_add_func ("/mwmote/weights", test_mwmote_weighs_by_closeness);
  g_test_add_func ("/mwmote/clusters", test_mwmote_stays_in_a_cluster);
  g_test_add_func ("/mwmote/noise", test_mwmote_says_when_all_is_noise);
  g_test_add_func ("/mwmote/largest-k3", test_mwmote_names_the_largest_k3);
  return g_test_run ();
}
