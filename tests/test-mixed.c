/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of numbers and categories: how far apart they are, who votes, what SMOTE-NC and SMOTE-N make of them
 * (tests/golden/samplers/ORIGIN). */
#include "engine/core/imb-expand.h"
#include "engine/kernels/imb-mixed.h"
#include "engine/kernels/imb-peer-partition.h"
#include "engine/samplers/imb-near.h"
#include "engine/samplers/imb-spread.h"
#include "engine/samplers/imb-vote.h"
#include "tests/imb-sampled.h"

#define N_ROWS 5

/* A number, a category of three levels, a number; what is missing is NAN. */
static const double cells[N_ROWS][3] = {
  { 0.0, 0.0, 10.0 },
  { 2.0, 1.0, 30.0 },
  { 4.0, 1.0, NAN },
  { NAN, 2.0, 20.0 },
  { 1.0, NAN, 10.0 },
};
static const ImbKind kinds[] = { { 0, TRUE }, { 3, FALSE }, { 0, TRUE } };
static const guint16 classes[] = { 0, 0, 0, 1, 1 };

static ImbMatrix *
small_matrix (void)
{
  ImbMatrix *x = imb_matrix_new (N_ROWS, 3, NULL);

  for (gsize i = 0; i < N_ROWS; i++)
    memcpy (imb_matrix_row (x, i), cells[i], sizeof cells[i]);
  return x;
}

static ImbView
small_view (const ImbMatrix *x)
{
  ImbView view = imb_view_of (x, classes, 2);

  view.kinds = kinds;
  return view;
}

/* Of row 0 to the others, nearest first. */
static void
assert_neighbours_of_first (ImbDistance    distance,
                            const guint32 *wanted_rows,
                            const double  *wanted_distances)
{
  g_autoptr (ImbMatrix) x = small_matrix ();
  ImbView view = small_view (x);
  g_autoptr (ImbNear) near = imb_near_new (&view, distance, IMB_ALL_CLASSES, NULL, NULL);
  const guint32 query = 0;
  guint32       rows[4];
  double        distances[4];

  g_assert_false (imb_near_is_plain (near));
  g_assert_true (imb_near_find (near, NULL, 0, &query, 1, 4, IMB_LIST_BUT_FIRST, rows, distances, NULL, NULL));
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpuint (rows[i], ==, wanted_rows[i]);
      g_assert_cmpfloat_with_epsilon (distances[i], wanted_distances[i], 1e-15);
    }
}

/* Ranges are 4 and 20: (2/4)² + 1 + 1; (4/4)² + 1 + 1; 1 + 1 + (1/2)²; (1/4)² + 1 + 0. */
static void
test_heom_counts_missing_values_as_different (void)
{
  assert_neighbours_of_first (IMB_DISTANCE_HEOM, (const guint32[]){ 4, 1, 3, 2 }, (const double[]){ 1.0625, 2.25, 2.25, 3.0 });
}

/* Means over what both have: (.5 + 1 + 1)/3; (1 + 1)/2; (1 + .5)/2; (.25 + 0)/2. */
static void
test_gower_leaves_missing_values_out (void)
{
  assert_neighbours_of_first (IMB_DISTANCE_GOWER, (const guint32[]){ 4, 3, 1, 2 }, (const double[]){ 0.125, 0.75, 2.5 / 3.0, 1.0 });
}

/* The variances are 2.1875 and 68.75, and a sixteenth of what four deviations squared divide by; the classes of levels 0 and 1 are alike, those of 0 and 2
 * never: 4/35 + 0 + 4/11; 1/35 + 1 + 0; 16/35 + 0 + 1; 1 + 2 + 1/11. */
static void
test_hvdm_goes_by_deviations_and_classes (void)
{
  assert_neighbours_of_first (IMB_DISTANCE_HVDM, (const guint32[]){ 1, 4, 2, 3 }, (const double[]){ 4.0 / 35.0 + 4.0 / 11.0, 36.0 / 35.0, 51.0 / 35.0, 34.0 / 11.0 });
}

static void
test_rows_that_share_nothing_are_infinitely_far (void)
{
  const ImbMixed gower = { .n_numbers = 2, .is_mean = TRUE };

  g_assert_cmpfloat (imb_mixed_distance (&gower, (const double[]){ 1.0, NAN }, (const double[]){ NAN, 1.0 }, 2), ==, INFINITY);
}

/* imbalanced-learn's user guide: green, red and blue things that are apples or not. */
static void
test_value_differences_are_those_of_the_user_guide (void)
{
  g_autoptr (ImbMatrix) x = imb_matrix_new (30, 1, NULL);
  const gsize        n_apples[] = { 8, 7, 1 };
  const ImbKind      colour = { 3, FALSE };
  guint16            fruits[30];
  ImbView            view = imb_view_of (x, fruits, 2);
  g_autofree double *differences = NULL;

  view.kinds = &colour;
  for (gsize i = 0; i < 30; i++)
    {
      *imb_matrix_row (x, i) = (double) (i / 10);
      fruits[i] = i % 10 >= n_apples[i / 10];
    }
  differences = imb_spread_value_differences (&view, 0, FALSE, NULL, NULL);
  g_assert_cmpfloat_with_epsilon (differences[1], 0.04, 1e-15);
  g_assert_cmpfloat_with_epsilon (differences[2], 1.96, 1e-15);
  g_assert_cmpfloat_with_epsilon (differences[5], 1.44, 1e-15);
  g_assert_cmpfloat (differences[0], ==, 0.0);
}

/* Numbers with deviations 1 and 3 have the median 2: unlike categories are 4 apart in squares, however they are compared. */
static void
test_categories_weigh_as_much_as_numbers_spread (void)
{
  const double  rows_of[4][3] = { { -1, -3, 0 }, { 1, 3, 0 }, { -1, 3, 1 }, { 1, -3, 1 } };
  const guint16 one_class[4] = { 0 };
  const guint   n_levels[] = { 2, 1000 };
  g_autoptr (ImbMatrix) x = imb_matrix_new (4, 3, NULL);
  ImbView view = imb_view_of (x, one_class, 2);

  for (gsize i = 0; i < 4; i++)
    memcpy (imb_matrix_row (x, i), rows_of[i], sizeof rows_of[i]);
  for (guint few = 0; few < 2; few++)
    {
      const ImbKind own[] = { { 0, TRUE }, { 0, TRUE }, { n_levels[few], FALSE } };
      g_autoptr (ImbNear) near = NULL;
      guint32 rows[12];
      double  distances[12];

      view.kinds = own;
      near = imb_near_new (&view, IMB_DISTANCE_EUCLIDEAN, 0, NULL, NULL);
      g_assert_true (imb_near_is_points (near) == (few == 0));
      g_assert_true (imb_near_find (near, NULL, 0, NULL, 0, 3, IMB_LIST_OTHERS, rows, distances, NULL, NULL));
      g_assert_cmpuint (rows[0], ==, 3);
      g_assert_cmpfloat_with_epsilon (distances[0], 4.0 + 4.0, 1e-12);
      g_assert_cmpuint (rows[1], ==, 1);
      g_assert_cmpfloat_with_epsilon (distances[1], 4.0 + 36.0, 1e-12);
      g_assert_cmpfloat_with_epsilon (distances[2], 36.0 + 4.0, 1e-12);
    }
}

static void
test_expanded_rows_have_a_column_per_level (void)
{
  g_autoptr (ImbMatrix) x = small_matrix ();
  ImbView view = small_view (x);
  g_autoptr (ImbMatrix) wide = imb_expand (&view, NULL, 0, 1.0, NULL, NULL);
  const double second[] = { 2.0, 0.0, 1.0, 0.0, 30.0, 0.0, 0.0, 0.0 };
  const double last[] = { 1.0, 0.0, 0.0, 0.0, 10.0, 0.0, 0.0, 0.0 };

  g_assert_cmpuint (wide->n_cols, ==, 5);
  g_assert_cmpmem (imb_matrix_row (wide, 1), sizeof second, second, sizeof second);
  g_assert_cmpmem (imb_matrix_row (wide, 4), sizeof last, last, sizeof last);
}

static void
test_the_most_frequent_category_wins (void)
{
  g_assert_cmpfloat (imb_vote ((const double[]){ 3, 1, 3, 2 }, 4, 1), ==, 3.0);
  g_assert_cmpfloat (imb_vote ((const double[]){ 3, 1, 3, 1 }, 4, 3), ==, 3.0);
  g_assert_cmpfloat (imb_vote ((const double[]){ 3, 1, 3, 1 }, 4, 2), ==, 1.0);
  g_assert_true (isnan (imb_vote ((const double[]){ NAN, 1, NAN }, 3, 1)));
  g_assert_cmpfloat (imb_vote ((const double[]){ NAN, 1 }, 2, 0), ==, 1.0);
}

/* No value before the place is larger than it, none behind it smaller, and rows stay with their values. */
static void
test_partitions_part (void)
{
  ImbRng rng;

  imb_rng_init (&rng, 4);
  for (gsize n = 1; n < 400; n += 7)
    for (gsize k = 0; k < n; k += 1 + n / 9)
      {
        g_autofree double  *values = g_new (double, n), *before = g_new (double, n);
        g_autofree guint32 *rows = g_new (guint32, n);

        for (gsize i = 0; i < n; i++)
          {
            values[i] = before[i] = (double) imb_rng_below (&rng, 1 + n / 3);
            rows[i] = (guint32) i;
          }
        imb_peer_partition (values, rows, n, k);
        for (gsize i = 0; i < n; i++)
          {
            g_assert_cmpfloat (values[i], ==, before[rows[i]]);
            if (i < k)
              g_assert_cmpfloat (values[i], <=, values[k]);
            if (i > k)
              g_assert_cmpfloat (values[i], >=, values[k]);
          }
      }
}

/* A descending row of numbers defeats the median of three; the medians of fives take over. */
static void
test_partitions_of_awkward_orders_part (void)
{
  const gsize         n = 20000;
  g_autofree double  *values = g_new (double, n);
  g_autofree guint32 *rows = g_new (guint32, n);

  for (gsize i = 0; i < n; i++)
    {
      values[i] = i % 2 == 0 ? (double) i : (double) (n - i);
      rows[i] = (guint32) i;
    }
  imb_peer_partition (values, rows, n, n / 2);
  for (gsize i = 0; i < n; i++)
    g_assert_true (i < n / 2 ? values[i] <= values[n / 2] : values[i] >= values[n / 2]);
}

static void
assert_coded_rows_are_golden (const char *text,
                              const char *input,
                              const char *output,
                              gsize       first)
{
  g_auto (GoldenTable) table = golden_table (input);
  g_auto (GoldenTable) wanted = golden_table (output);
  g_autofree ImbKind *own = g_new0 (ImbKind, table.x->n_cols);
  g_autoptr (ImbPlan) plan = imb_plan_parse (text, NULL);
  g_autoptr (ImbResample) result = NULL;
  ImbView view = imb_view_of (table.x, table.classes, 3);

  for (gsize j = first; j < table.x->n_cols; j++)
    for (gsize i = 0; i < table.x->n_rows; i++)
      own[j].n_levels = MAX (own[j].n_levels, (guint) imb_matrix_row (table.x, i)[j] + 1);
  view.kinds = own;
  result = imb_plan_run (plan, &view, 3, NULL, NULL);
  g_assert_cmpuint (result->n_rows, ==, wanted.x->n_rows);
  for (gsize i = 0; i < result->n_rows; i++)
    {
      g_assert_cmpuint (sampled_class (result, table.classes, result->rows[i]), ==, wanted.classes[i]);
      sampled_assert_near (sampled_row (result, table.x, result->rows[i]), imb_matrix_row (wanted.x, i), wanted.x->n_cols);
    }
}

static void
test_smotenc_and_smoten_are_imbalanced_learns (void)
{
  assert_coded_rows_are_golden ("smotenc", "samplers/mixed.csv", "samplers/mixed_smotenc_seed3.csv", 2);
  assert_coded_rows_are_golden ("smoten", "samplers/nominal.csv", "samplers/nominal_smoten_seed3.csv", 0);
}

/* Numbers that do not spread weigh categories nothing: all rows are as near. imbalanced-learn lists a row as its own neighbour then, and its category
 * votes. */
static void
test_smotenc_votes_as_imbalanced_learn_where_categories_weigh_nothing (void)
{
  static const double  codes[] = { 0, 1, 2, 1, 0, 0, 2, 1, 2 }, wanted[] = { 2, 1, 0, 2 };
  static const ImbKind own[] = { { 0, FALSE }, { 3, FALSE } };
  g_autoptr (ImbMatrix) x = imb_matrix_new (9, 2, NULL);
  g_autoptr (ImbPlan) plan = imb_plan_parse ("smotenc:k_neighbors=3,sampling_strategy={1:8}", NULL);
  g_autoptr (ImbResample) result = NULL;
  guint16 own_classes[9];
  ImbView view = imb_view_of (x, own_classes, 2);

  for (guint i = 0; i < 9; i++)
    {
      imb_matrix_row (x, i)[0] = 4.0;
      imb_matrix_row (x, i)[1] = codes[i];
      own_classes[i] = i > 4;
    }
  view.kinds = own;
  result = imb_plan_run (plan, &view, 0, NULL, NULL);
  g_assert_cmpuint (result->n_made, ==, 4);
  for (guint m = 0; m < 4; m++)
    g_assert_cmpfloat (imb_matrix_row (result->made, m)[1], ==, wanted[m]);
}

static void
test_tables_of_the_wrong_kind_are_sent_to_another_sampler (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");

  sampled_assert_refused ("smotenc", &table, "SMOTE-NC needs a categorical feature, and all are numbers; use smote, or make a column categorical.");
  sampled_assert_refused ("smoten", &table, "SMOTE-N needs categories in all columns, and some are numbers; use smotenc or smote, or make them categorical.");
}

/* With heom and gower SMOTE takes rows as they are; a value that a parent lacks stays missing. */
static void
test_smote_works_with_missing_values_under_heom (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  const char *const metrics[] = { "smote:metric=heom", "smote:metric=gower" };

  for (gsize i = 0; i < table.x->n_rows; i += 3)
    imb_matrix_row (table.x, i)[i % 4] = NAN;
  sampled_assert_refused ("smote", &table, "Row 1 has no value in feature 1, and this sampler needs all of them; have missing values filled, or leave the feature out.");
  for (guint m = 0; m < 2; m++)
    {
      g_autoptr (ImbResample) result = sampled_run (metrics[m], &table, 3, 0);

      g_assert_cmpuint (result->n_made, ==, 150);
      for (gsize i = 0; i < result->n_made; i++)
        for (gsize j = 0; j < 4; j++)
          {
            const double *a = imb_matrix_row (table.x, result->parent_rows[2 * i]), *b = imb_matrix_row (table.x, result->parent_rows[2 * i + 1]);

            g_assert_true (isnan (imb_matrix_row (result->made, i)[j]) == (isnan (a[j]) || isnan (b[j])));
          }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mixed/heom-counts-missing-values-as-different", test_heom_counts_missing_values_as_different);
  g_test_add_func ("/mixed/gower-leaves-missing-values-out", test_gower_leaves_missing_values_out);
  g_test_add_func ("/mixed/hvdm-goes-by-deviations-and-classes", test_hvdm_goes_by_deviations_and_classes);
  g_test_add_func ("/mixed/rows-that-share-nothing-are-infinitely-far", test_rows_that_share_nothing_are_infinitely_far);
  g_test_add_func ("/mixed/value-differences", test_value_differences_are_those_of_the_user_guide);
  g_test_add_func ("/mixed/categories-weigh-as-much-as-numbers-spread", test_categories_weigh_as_much_as_numbers_spread);
  g_test_add_func ("/mixed/expanded-rows", test_expanded_rows_have_a_column_per_level);
  g_test_add_func ("/mixed/the-most-frequent-category-wins", test_the_most_frequent_category_wins);
  g_test_add_func ("/mixed/partitions-part", test_partitions_part);
  g_test_add_func ("/mixed/partitions-of-awkward-orders-part", test_partitions_of_awkward_orders_part);
  g_test_add_func ("/mixed/smotenc-and-smoten", test_smotenc_and_smoten_are_imbalanced_learns);
  g_test_add_func ("/mixed/smotenc-where-categories-weigh-nothing", test_smotenc_votes_as_imbalanced_learn_where_categories_weigh_nothing);
  g_test_add_func ("/mixed/wrong-kind", test_tables_of_the_wrong_kind_are_sent_to_another_sampler);
  g_test_add_func ("/mixed/missing-under-heom", test_smote_works_with_missing_values_under_heom);
  return g_test_run ();
}
