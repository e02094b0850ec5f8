/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The samplers that let one class after the other grow: all of them on shapes of data that break over-samplers; hand-computed
 * cases of those that make rows on simple figures. */
#include "engine/kernels/imb-draw.h"
#include "tests/imb-small.h"

static const char *const grown[] = {
  "assembled-smote",
  "ccr",
  "g-smote",
  "g-smote:method=non-linear",
  "geometric-smote",
  "lee",
  "lvq-smote",
  "mwmote",
  "polynom-fit-smote",
  "polynom-fit-smote:topology=bus",
  "polynom-fit-smote:topology=mesh",
  "polynom-fit-smote:topology=poly",
  "prowsyn",
  "random-smote",
  "rwo",
  "safe-level-smote",
  "smobd",
};

/* A result with as many rows of both classes and finite numbers, or one sentence; the same again for the same seed. */
static void
assert_result_or_sentence (const char       *text,
                           const SmallTable *table)
{
  g_autoptr (GError) error = NULL, again_error = NULL;
  g_autoptr (ImbResample) result = small_try (text, table, 5, &error);
  g_autoptr (ImbResample) again = small_try (text, table, 5, &again_error);
  gsize counts[2], before[2];

  if (result == NULL)
    {
      g_assert_true (error->domain == IMB_ERROR && (error->code == IMB_ERROR_TOO_FEW || error->code == IMB_ERROR_UNSUITABLE));
      g_assert_true (g_str_has_suffix (error->message, "."));
      g_assert_cmpstr (error->message, ==, again_error->message);
      return;
    }
  imb_resample_count (result, &table->view, counts);
  imb_view_count (&table->view, before);
  g_assert_cmpuint (counts[1], ==, MAX (before[0], before[1]));
  g_assert_cmpuint (counts[0], ==, before[0]);
  g_assert_cmpuint (result->n_made, ==, again->n_made);
  for (gsize m = 0; m < result->n_made; m++)
    for (gsize j = 0; j < table->x->n_cols; j++)
      {
        g_assert_true (isfinite (imb_matrix_row (result->made, m)[j]));
        g_assert_true (imb_matrix_row (result->made, m)[j] == imb_matrix_row (again->made, m)[j]);
      }
}

typedef double (*Shape) (gsize    i,
                         gsize    j,
                         gboolean minority,
                         ImbRng  *rng);

static double
cloud (gsize    i,
       gsize    j,
       gboolean minority,
       ImbRng  *rng)
{
  return imb_rng_normal (rng) + (minority ? 1.0 : 0.0);
}

static double
alternating (gsize    i,
             gsize    j,
             gboolean minority,
             ImbRng  *rng)
{
  return 2.0 * (double) i + (minority ? 0.0 : 1.0);
}

/* Each minority row is far from the others, deep among the majority. */
static double
noise (gsize    i,
       gsize    j,
       gboolean minority,
       ImbRng  *rng)
{
  return minority ? 100.0 * (double) i : 100.0 * (double) (i % 8) + 0.01 * (double) (i / 8 + 1);
}

static double
dependent (gsize    i,
           gsize    j,
           gboolean minority,
           ImbRng  *rng)
{
  return ((double) (i % 11) + (minority ? 0.5 : 0.0)) * (double) (j + 1);
}

static double
repeated (gsize    i,
          gsize    j,
          gboolean minority,
          ImbRng  *rng)
{
  return minority ? 1.0 : (double) (i % 2);
}

static double
separable (gsize    i,
           gsize    j,
           gboolean minority,
           ImbRng  *rng)
{
  return imb_rng_normal (rng) + (minority ? 1000.0 : 0.0);
}

static const struct
{
  const char *name;
  Shape       value;
  gsize       n_minority, n_majority, n_cols;
} shapes[] = {
  { "one-column", cloud, 12, 30, 1 },
  { "one-minority-row", cloud, 1, 9, 2 },
  { "two-minority-rows", cloud, 2, 9, 2 },
  { "three-minority-rows", cloud, 3, 9, 2 },
  { "four-minority-rows", cloud, 4, 9, 2 },
  { "five-minority-rows", cloud, 5, 9, 2 },
  { "all-minority-noise", noise, 8, 64, 2 },
  { "alternating", alternating, 10, 25, 2 },
  { "many-columns", cloud, 12, 20, 500 },
  { "linearly-dependent", dependent, 15, 40, 4 },
  { "repeated", repeated, 12, 30, 3 },
  { "same-number", cloud, 20, 20, 2 },
  { "separable", separable, 12, 40, 2 },
};

static void
test_shape (gconstpointer data)
{
  gsize  s = GPOINTER_TO_SIZE (data);
  ImbRng rng;
  g_auto (SmallTable) table = small_new (shapes[s].n_minority, shapes[s].n_majority, shapes[s].n_cols);

  imb_rng_init (&rng, 3);
  for (gsize i = 0; i < table.x->n_rows; i++)
    {
      gboolean minority = i < shapes[s].n_minority;

      for (gsize j = 0; j < table.x->n_cols; j++)
        imb_matrix_row (table.x, i)[j] = shapes[s].value (minority ? i : i - shapes[s].n_minority, j, minority, &rng);
    }
  for (guint t = 0; t < G_N_ELEMENTS (grown); t++)
    assert_result_or_sentence (grown[t], &table);
}

/* 3 rows to 9: two new rows of each, at 1/3 and 2/3 of the way to the mean. */
static void
test_star_goes_to_the_mean_at_even_steps (void)
{
  const double values[] = { 0, 0, 3, 0, 0, 6, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9 };
  const double wanted[] = { 1.0 / 3, 2.0 / 3, 2.0 / 3, 4.0 / 3, 7.0 / 3, 2.0 / 3, 5.0 / 3, 4.0 / 3, 1.0 / 3, 14.0 / 3, 2.0 / 3, 10.0 / 3 };
  g_auto (SmallTable) table = small_of (values, 3, 9, 2);
  g_autoptr (ImbResample) result = small_run ("polynom-fit-smote", &table, 1);
  gsize hidden;

  g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 6);
  g_assert_cmpuint (imb_notes_n (result->notes), ==, 0);
  for (gsize m = 0; m < 6; m++)
    {
      gsize at = small_parent (result, m, 0);

      g_assert_cmpfloat_with_epsilon (small_made (result, m, 0), wanted[2 * m], 1e-14);
      g_assert_cmpfloat_with_epsilon (small_made (result, m, 1), wanted[2 * m + 1], 1e-14);
      g_assert_cmpuint (result->parent_rows[at], ==, m / 2);
      g_assert_cmpfloat_with_epsilon (result->parent_weights[at + 1], (double) (m % 2 + 1) / 3, 1e-15);
    }
  /* The mean is a parent and not in the result; its own parents are all rows of the class. */
  hidden = result->parent_rows[small_parent (result, 0, 1)] - result->n_in;
  g_assert_cmpfloat_with_epsilon (imb_matrix_row (result->made, hidden)[1], 2.0, 1e-14);
  g_assert_cmpuint (result->parent_offsets[hidden + 1] - result->parent_offsets[hidden], ==, 3);
  for (gsize i = 0; i < result->n_rows; i++)
    g_assert_cmpuint (result->rows[i], !=, result->n_in + hidden);
}

/* 2 segments for 5 rows: one has 3, at 1/4, 2/4, 3/4, the other 2, at 1/3, 2/3. */
static void
test_bus_joins_rows_in_order (void)
{
  const double values[] = { 0, 12, 24, 9, 9, 9, 9, 9, 9, 9, 9 };
  g_auto (SmallTable) table = small_of (values, 3, 8, 1);
  g_autoptr (ImbResample) result = small_run ("polynom-fit-smote:topology=bus", &table, 1);
  const double *wanted = small_made (result, 0, 0) < 3.5 ? (const double[]){ 3, 6, 9, 16, 20 } : (const double[]){ 4, 8, 15, 18, 21 };

  g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 5);
  for (gsize m = 0; m < 5; m++)
    g_assert_cmpfloat_with_epsilon (small_made (result, m, 0), wanted[m], 1e-12);
  g_assert_cmpstr (imb_notes_at (result->notes, 0), ==,
                   "Class “1”: 1 of 2 segments have 3 new rows, the others 2, so that the class is as large as asked.");
}

/* 6 pairs: 4 rows are middles of 4 different ones, 12 rows are two on each. */
static void
test_mesh_joins_every_two_rows (void)
{
  const double values[] = { 0, 100, 1000, 10000, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9 };
  g_auto (SmallTable) few = small_of (values, 4, 8, 1);
  g_auto (SmallTable) many = small_of (values, 4, 16, 1);
  g_autoptr (ImbResample) middles = small_run ("polynom-fit-smote:topology=mesh", &few, 1);
  g_autoptr (ImbResample) all = small_run ("polynom-fit-smote:topology=mesh", &many, 1);

  for (gsize m = 0; m < 4; m++)
    {
      const guint32 *parents = middles->parent_rows + small_parent (middles, m, 0);

      g_assert_cmpfloat_with_epsilon (small_made (middles, m, 0), (values[parents[0]] + values[parents[1]]) / 2, 1e-9);
      for (gsize other = 0; other < m; other++)
        g_assert_cmpfloat (small_made (middles, m, 0), !=, small_made (middles, other, 0));
    }
  g_assert_cmpfloat_with_epsilon (small_made (all, 0, 0), 100.0 * 2 / 3, 1e-9);
  g_assert_cmpfloat_with_epsilon (small_made (all, 1, 0), 100.0 / 3, 1e-9);
  g_assert_cmpfloat_with_epsilon (small_made (all, 11, 0), 1000.0 + 9000.0 / 3, 1e-9);
}

/* Rows on a parabola, shuffled: new rows lie on it, too. */
static void
test_curve_fits_a_polynomial (void)
{
  const double at[] = { 4, 0, 6, 2, 5, 1, 3 };
  g_auto (SmallTable) table = small_new (7, 40, 2);
  g_autoptr (ImbResample) result = NULL;

  for (gsize i = 0; i < 7; i++)
    {
      imb_matrix_row (table.x, i)[0] = 10 + at[i];
      imb_matrix_row (table.x, i)[1] = at[i] * at[i];
    }
  result = small_run ("polynom-fit-smote:topology=poly", &table, 1);
  g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 33);
  for (gsize m = 0; m < 33; m++)
    {
      double t = small_made (result, m, 0) - 10;

      g_assert_true (t >= 0 && t <= 6);
      g_assert_cmpfloat_with_epsilon (small_made (result, m, 1), t * t, 1e-11);
    }
  small_assert_refused ("polynom-fit-smote:topology=poly,degree=7", &table, IMB_ERROR_TOO_FEW,
                        "Class “1” has 7 rows, too few for a curve of degree 7; write degree=6 or less.");
}

/* Least squares: a straight line through (0, 0), (1, 3), (2, 0) by their order is the mean, 1. */
static void
test_curve_is_least_squares (void)
{
  const double values[] = { 0, 0, 0, 3, 20, 0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9 };
  g_auto (SmallTable) table = small_of (values, 3, 5, 2);
  g_autoptr (ImbResample) result = small_run ("polynom-fit-smote:topology=poly,degree=1", &table, 1);

  for (gsize m = 0; m < 2; m++)
    g_assert_cmpfloat_with_epsilon (small_made (result, m, 1), 1.0, 1e-14);
}

/* Safe levels with k = 2: row 10 has only rows of class 0 near it, and row 40, too. */
static void
test_safe_level_bounds_the_gap (void)
{
  const double values[] = { 0, 1, 2, 10, 40, 10.5, 11, 39.5, 40.5, 41, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79 };
  const double levels[] = { 2, 2, 2, 0, 0 };
  g_auto (SmallTable) table = small_of (values, 5, 25, 1);
  gsize n_unequal = 0;

  for (guint32 seed = 0; seed < 20; seed++)
    {
      g_autoptr (ImbResample) result = small_run ("safe-level-smote:n_neighbors=2", &table, seed);

      for (gsize m = 0; m < 20; m++)
        {
          gsize  at = small_parent (result, m, 0);
          double p = levels[result->parent_rows[at]], q = levels[result->parent_rows[at + 1]], gap = result->parent_weights[at + 1];

          g_assert_true (p > 0 || q > 0);
          n_unequal += p != q;
          if (q == 0)
            g_assert_cmpfloat (gap, ==, 0.0);
          if (p == 0)
            g_assert_cmpfloat (gap, ==, 1.0);
        }
    }
  g_assert_cmpuint (n_unequal, >, 0);
}

/* Levels 1 (row 4.5, with 4.6 of class 0 beside it) and 2 (its partners): steps are at least 1 − 1/2. */
static void
test_safe_level_keeps_to_the_safer_side (void)
{
  const double values[] = { 0, 1, 2, 4.5, 4.6, 9, 9, 9, 9, 9, 9, 9, 9, 9 };
  const double levels[] = { 2, 2, 2, 1 };
  g_auto (SmallTable) table = small_of (values, 4, 10, 1);
  gsize n_up = 0;

  for (guint32 seed = 0; seed < 20; seed++)
    {
      g_autoptr (ImbResample) result = small_run ("safe-level-smote:n_neighbors=2", &table, seed);

      for (gsize m = 0; m < 6; m++)
        {
          gsize  at = small_parent (result, m, 0);
          double p = levels[result->parent_rows[at]], q = levels[result->parent_rows[at + 1]], gap = result->parent_weights[at + 1];

          n_up += p < q;
          if (p < q)
            g_assert_true (gap >= 0.5 && gap <= 1.0);
          if (p > q)
            g_assert_true (gap >= 0.0 && gap <= 0.5);
        }
    }
  g_assert_cmpuint (n_up, >, 0);
}

static void
test_safe_level_says_when_nothing_is_safe (void)
{
  const double values[] = { 0, 100, 200, 0.1, 0.2, 100.1, 100.2, 200.1, 200.2 };
  g_auto (SmallTable) table = small_of (values, 3, 6, 1);

  small_assert_refused ("safe-level-smote:n_neighbors=2", &table, IMB_ERROR_UNSUITABLE,
                        "No row of class “1” has a row of its class among its 2 nearest, so none is safe; use smote:k_neighbors=2.");
  small_assert_refused ("safe-level-smote:n_neighbors=1", &table, IMB_ERROR_UNSUITABLE,
                        "No row of class “1” has a row of its class among its 1 nearest, so none is safe; write a larger n_neighbors, or use smote:k_neighbors=2.");
  g_autoptr (ImbResample) other = small_run ("smote:k_neighbors=2", &table, 0); /* what is said works */
}

/* Three parents, none twice, and weights of a triangle. */
static void
test_random_smote_fills_triangles (void)
{
  g_auto (SmallTable) table = small_new (6, 60, 2);
  g_autoptr (ImbResample) result = NULL;
  double mean = 0.0;

  for (gsize i = 0; i < 66; i++)
    {
      imb_matrix_row (table.x, i)[0] = (double) (i * i % 17);
      imb_matrix_row (table.x, i)[1] = (double) (i * 5 % 13);
    }
  result = small_run ("random-smote:n_neighbors=3", &table, 2);
  for (gsize m = 0; m < 54; m++)
    {
      gsize          at = small_parent (result, m, 0);
      const guint32 *parents = result->parent_rows + at;
      const double  *weights = result->parent_weights + at;

      g_assert_true (parents[0] != parents[1] && parents[0] != parents[2] && parents[1] != parents[2]);
      g_assert_true (weights[0] >= 0 && weights[1] >= 0 && weights[2] >= 0);
      g_assert_cmpfloat_with_epsilon (weights[0] + weights[1] + weights[2], 1.0, 1e-15);
      mean += weights[0] / 54;
      for (gsize j = 0; j < 2; j++)
        {
          double sum = 0.0;

          for (gsize p = 0; p < 3; p++)
            sum += weights[p] * imb_matrix_row (table.x, parents[p])[j];
          g_assert_cmpfloat_with_epsilon (small_made (result, m, j), sum, 1e-12);
        }
    }
  g_assert_cmpfloat_with_epsilon (mean, 0.5, 0.15);
}

/* 20,000 new rows of 5: mean and variance of the new ones are those of the 5 (the variance with n − 1). */
static void
test_rwo_keeps_mean_and_variance (void)
{
  const double values[] = { 1, 1000, 2, 1000, 4, 1000, 8, 1000, 16, 1000 };
  g_auto (SmallTable) table = small_new (5, 20005, 2);
  g_autoptr (ImbResample) result = NULL;
  double mean = 0.0, square = 0.0;

  for (gsize i = 0; i < 5; i++)
    memcpy (imb_matrix_row (table.x, i), values + 2 * i, 2 * sizeof *values);
  result = small_run ("rwo", &table, 4);
  for (gsize m = 0; m < 20000; m++)
    {
      mean += small_made (result, m, 0) / 20000;
      g_assert_cmpuint (result->parent_rows[small_parent (result, m, 0)], ==, m / 4000);
      g_assert_cmpfloat (small_made (result, m, 1), ==, 1000.0);
    }
  for (gsize m = 0; m < 20000; m++)
    square += (small_made (result, m, 0) - mean) * (small_made (result, m, 0) - mean) / 19999;
  g_assert_cmpfloat_with_epsilon (mean, 6.2, 0.05);
  g_assert_cmpfloat_with_epsilon (square, 37.2, 1.0);
}

/* Codes of categories are those of the base row, whatever the method does to numbers. */
static void
test_categories_are_copied_from_the_base (void)
{
  const ImbKind kinds[] = { { 0, FALSE }, { 5, TRUE } };
  g_auto (SmallTable) table = small_new (12, 40, 2);

  for (gsize i = 0; i < 52; i++)
    {
      imb_matrix_row (table.x, i)[0] = (double) (i * 7 % 23);
      imb_matrix_row (table.x, i)[1] = (double) (i % 5);
    }
  table.view.kinds = kinds;
  for (guint t = 0; t < G_N_ELEMENTS (grown); t++)
    {
      g_autoptr (ImbResample) result = small_run (grown[t], &table, 1);

      for (gsize m = 0; m < result->n_made; m++)
        {
          double code = imb_matrix_row (result->made, m)[1];

          g_assert_true (code == floor (code) && code >= 0 && code < 5);
        }
    }
}

/* With a distance that compares rows with missing values: a new row misses what one of its parents misses, nothing else. */
static void
test_missing_values_work_with_heom (void)
{
  const char *const texts[] = { "assembled-smote:metric=heom", "lee:metric=heom", "prowsyn:metric=gower", "random-smote:metric=heom", "safe-level-smote:metric=gower" };
  g_auto (SmallTable) table = small_new (14, 50, 3);
  ImbRng rng;

  imb_rng_init (&rng, 3);
  for (gsize i = 0; i < 64; i++)
    for (gsize j = 0; j < 3; j++)
      imb_matrix_row (table.x, i)[j] = i % 7 == 2 && j == i % 3 ? NAN : imb_rng_normal (&rng) + (i < 14 ? 1 : 0);
  for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
    {
      g_autoptr (ImbResample) result = small_run (texts[t], &table, 1);

      g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 36);
      for (gsize m = 0; m < 36; m++)
        for (gsize j = 0; j < 3; j++)
          {
            gboolean misses = FALSE;

            for (gsize p = result->parent_offsets[m]; p < result->parent_offsets[m + 1]; p++)
              misses = misses || (result->parent_weights[p] != 0.0 && isnan (imb_matrix_row (table.x, result->parent_rows[p])[j]));
            g_assert_cmpint (isnan (small_made (result, m, j)), ==, misses);
          }
    }
}

static void
test_deals_differ_by_one (void)
{
  ImbRng rng;
  gsize  counts[7], total = 0, n_more = 0;

  imb_rng_init (&rng, 1);
  imb_deal (&rng, 7, 31, counts);
  for (gsize i = 0; i < 7; i++)
    {
      g_assert_true (counts[i] == 4 || counts[i] == 5);
      n_more += counts[i] == 5;
      total += counts[i];
    }
  g_assert_cmpuint (total, ==, 31);
  g_assert_cmpuint (n_more, ==, 3);
}

static void
test_weighted_draws_follow_the_weights (void)
{
  const double weights[] = { 0, 3, 0, 1, 0 };
  double       sums[5];
  gsize        counts[5] = { 0 };
  ImbRng       rng;

  imb_rng_init (&rng, 1);
  g_assert_cmpfloat (imb_accumulate (weights, 5, sums), ==, 4.0);
  for (guint i = 0; i < 4000; i++)
    counts[imb_draw_weighted (&rng, sums, 5)]++;
  g_assert_cmpuint (counts[0] + counts[2] + counts[4], ==, 0);
  g_assert_cmpfloat_with_epsilon ((double) counts[1], 3000.0, 100.0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize s = 0; s < G_N_ELEMENTS (shapes); s++)
    {
      g_autofree char *path = g_strdup_printf ("/shapes/%s", shapes[s].name);

      g_test_add_data_func (path, GSIZE_TO_POINTER (s), test_shape);
    }
  g_test_add_func ("/polynom-fit/star", test_star_goes_to_the_mean_at_even_steps);
  g_test_add_func ("/polynom-fit/bus", test_bus_joins_rows_in_order);
  g_test_add_func ("/polynom-fit/mesh", test_mesh_joins_every_two_rows);
  g_test_add_func ("/polynom-fit/curve", test_curve_fits_a_polynomial);
  g_test_add_func ("/polynom-fit/least-squares", test_curve_is_least_squares);
  g_test_add_func ("/safe-level/gap", test_safe_level_bounds_the_gap);
  g_test_add_func ("/safe-level/safer-side", test_safe_level_keeps_to_the_safer_side);
  g_test_add_func ("/safe-level/nothing-safe", test_safe_level_says_when_nothing_is_safe);
  g_test_add_func ("/random-smote/triangles", test_random_smote_fills_triangles);
  g_test_add_func ("/rwo/moments", test_rwo_keeps_mean_and_variance);
  g_test_add_func ("/grow/categories", test_categories_are_copied_from_the_base);
  g_test_add_func ("/grow/missing", test_missing_values_work_with_heom);
  g_test_add_func ("/draw/deal", test_deals_differ_by_one);
  g_test_add_func ("/draw/weighted", test_weighted_draws_follow_the_weights);
  return g_test_run ();
}
