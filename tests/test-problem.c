/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Problems, designs, transforms and built-in datasets. */
#include <math.h>
#include <string.h>

#include "engine/imb.h"
#include "tests/said.h"

static ImbColumn
number_column (const char   *name,
               const double *values,
               gsize         n)
{
  return (ImbColumn){ .name = g_strdup (name), .kind = IMB_COLUMN_NUMBER, .numbers = g_memdup2 (values, n * sizeof *values) };
}

static ImbColumn
category_column (const char        *name,
                 const gint32      *codes,
                 gsize              n,
                 const char *const *levels)
{
  return (ImbColumn){
    .name = g_strdup (name),
    .kind = IMB_COLUMN_CATEGORY,
    .codes = g_memdup2 (codes, n * sizeof *codes),
    .levels = g_strdupv ((char **) levels),
    .n_levels = g_strv_length ((char **) levels),
  };
}

/* x: numbers with a hole; colour: categories with a hole; same: constant; class: a, b, one missing */
static ImbTable *
small_table (void)
{
  const double x[] = { 1.5, 2.0, NAN, 4.0, 5.0, 6.0, 7.0, 8.0 };
  const double same[] = { 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0 };
  const gint32 colour[] = { 0, 1, 0, -1, 1, 0, 0, 1 };
  const gint32 class[] = { 0, 0, 1, 0, -1, 0, 1, 0 };
  const char *const colours[] = { "blue", "red", NULL };
  const char *const labels[] = { "a", "b", NULL };
  ImbColumn        *columns = g_new0 (ImbColumn, 4);

  columns[0] = number_column ("x", x, 8);
  columns[1] = category_column ("colour", colour, 8, colours);
  columns[2] = number_column ("same", same, 8);
  columns[3] = category_column ("class", class, 8, labels);
  return imb_table_new ("small", 8, columns, 4, NULL, NULL);
}

static void
test_a_problem_guesses_and_says_so (void)
{
  g_autoptr (ImbTable) table = small_table ();
  g_autoptr (ImbProblem) problem = imb_problem_new (table, NULL, NULL, NULL);

  g_assert_nonnull (problem);
  g_assert_cmpuint (imb_problem_get_target (problem), ==, 3);
  g_assert_nonnull (imb_problem_get_target_reason (problem));
  g_assert_cmpuint (imb_problem_n_rows (problem), ==, 7);
  g_assert_cmpuint (imb_problem_get_rows (problem)[4], ==, 5);
  g_assert_cmpuint (imb_problem_n_classes (problem), ==, 2);
  g_assert_cmpstr (imb_problem_get_labels (problem)[imb_problem_get_positive (problem)], ==, "b");
  g_assert_cmpuint (imb_problem_get_counts (problem)[0], ==, 5);
  g_assert_cmpfloat (imb_problem_get_imbalance_ratio (problem), ==, 2.5);
  g_assert_cmpint (imb_problem_role_at (problem, 0), ==, IMB_ROLE_NUMERIC);
  g_assert_cmpint (imb_problem_role_at (problem, 1), ==, IMB_ROLE_CATEGORICAL);
  g_assert_cmpint (imb_problem_role_at (problem, 2), ==, IMB_ROLE_IGNORE);
  g_assert_cmpint (imb_problem_role_at (problem, 3), ==, IMB_ROLE_TARGET);
  assert_said (imb_problem_get_notes (problem), "1 row without a value");
  assert_said (imb_problem_get_notes (problem), "“same” is ignored");
}

static void
test_many_ignored_columns_are_one_note (void)
{
  for (gsize n = 8; n <= 9; n++)
    {
      ImbColumn *columns = g_new0 (ImbColumn, n + 2);
      g_autoptr (ImbTable) table = NULL;
      g_autoptr (ImbProblem) problem = NULL;
      guint n_notes = 0;

      for (gsize j = 0; j < n + 2; j++)
        {
          const double     values[] = { 1, 2, 2, 2, 1, 1 };
          const double     same[] = { 7, 7, 7, 7, 7, 7 };
          g_autofree char *name = g_strdup_printf ("c%zu", j);

          columns[j] = number_column (j == n + 1 ? "class" : name, j < n ? same : values, 6);
        }
      table = imb_table_new ("t", 6, columns, n + 2, NULL, NULL);
      problem = imb_problem_new (table, NULL, NULL, NULL);
      for (guint i = 0; i < imb_notes_n (imb_problem_get_notes (problem)); i++)
        n_notes += strstr (imb_notes_at (imb_problem_get_notes (problem), i), "ignored") != NULL;
      g_assert_cmpuint (n_notes, ==, n == 8 ? 8 : 1);
      assert_said (imb_problem_get_notes (problem), n == 8 ? "“c7” is ignored" : "“c0”, “c1”, “c2” and 6 more columns are ignored: they have the same value");
      g_assert_cmpint (imb_problem_role_at (problem, n), ==, IMB_ROLE_NUMERIC);
    }
}

static void
test_a_number_target_has_its_numbers_as_classes (void)
{
  const double y[] = { 10.0, 2.0, 2.0, 10.0, 2.0, NAN };
  const double x[] = { 1.0, 2.0, 3.0, 4.0, 5.0, 6.0 };
  ImbColumn   *columns = g_new0 (ImbColumn, 2);
  g_autoptr (ImbTable) table = NULL;
  g_autoptr (ImbProblem) problem = NULL;

  columns[0] = number_column ("class", y, 6);
  columns[1] = number_column ("x", x, 6);
  table = imb_table_new ("numbers", 6, columns, 2, NULL, NULL);
  problem = imb_problem_new (table, NULL, NULL, NULL);
  g_assert_nonnull (problem);
  g_assert_cmpuint (imb_problem_get_target (problem), ==, 0);
  g_assert_cmpstr (imb_problem_get_labels (problem)[0], ==, "2");
  g_assert_cmpstr (imb_problem_get_labels (problem)[1], ==, "10");
  g_assert_cmpuint (imb_problem_get_positive (problem), ==, 1);
}

static void
test_wrong_questions_are_refused (void)
{
  g_autoptr (ImbTable) table = small_table ();
  g_autoptr (GError) positive = NULL, role = NULL, target = NULL;
  ImbRole roles[4] = { IMB_ROLE_AUTO, IMB_ROLE_NUMERIC, IMB_ROLE_AUTO, IMB_ROLE_AUTO };

  g_assert_null (imb_problem_new (table, &(ImbProblemOptions){ -1, "c", NULL }, NULL, &positive));
  g_assert_error (positive, IMB_ERROR, IMB_ERROR_PARAM);
  g_assert_nonnull (strstr (positive->message, "a, b"));
  g_assert_null (imb_problem_new (table, &(ImbProblemOptions){ -1, NULL, roles }, NULL, &role));
  g_assert_error (role, IMB_ERROR, IMB_ERROR_PARAM);
  g_assert_null (imb_problem_new (table, &(ImbProblemOptions){ 9, NULL, NULL }, NULL, &target));
  g_assert_error (target, IMB_ERROR, IMB_ERROR_TARGET);
}

static void
test_a_continuous_target_is_refused (void)
{
  double     y[300];
  ImbColumn *columns = g_new0 (ImbColumn, 1);
  g_autoptr (ImbTable) table = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 300; i++)
    y[i] = i * 0.37;
  columns[0] = number_column ("price", y, 300);
  table = imb_table_new ("prices", 300, columns, 1, NULL, NULL);
  g_assert_null (imb_problem_new (table, NULL, NULL, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_TARGET);
  g_assert_nonnull (strstr (error->message, "continuous"));
}

static void
test_a_design_has_a_column_per_level (void)
{
  g_autoptr (ImbTable) table = small_table ();
  g_autoptr (ImbProblem) problem = imb_problem_new (table, NULL, NULL, NULL);
  g_autoptr (ImbDesign) design = imb_design_new (problem, NULL, NULL);
  const ImbMatrix *x = imb_design_get_matrix (design);

  g_assert_cmpuint (imb_design_n_features (design), ==, 2);
  g_assert_cmpuint (imb_design_feature_at (design, 1)->n_levels, ==, 2);
  g_assert_cmpstr (imb_design_feature_at (design, 1)->name, ==, "colour");
  g_assert_true (imb_design_has_missing (design));
  g_assert_true (isnan (imb_matrix_row (x, 2)[0]));
  g_assert_cmpfloat (imb_matrix_row (x, 1)[1], ==, 1.0);
  g_assert_true (isnan (imb_matrix_row (x, 3)[1]));
  assert_said (imb_design_get_notes (design), "“colour”");
}

static void
test_numbers_can_be_categories (void)
{
  g_autoptr (ImbTable) table = small_table ();
  ImbRole roles[4] = { IMB_ROLE_CATEGORICAL, IMB_ROLE_IGNORE, IMB_ROLE_IGNORE, IMB_ROLE_AUTO };
  g_autoptr (ImbProblem) problem = imb_problem_new (table, &(ImbProblemOptions){ -1, NULL, roles }, NULL, NULL);
  g_autoptr (ImbDesign) design = imb_design_new (problem, NULL, NULL);

  g_assert_cmpuint (imb_design_n_features (design), ==, 1);
  g_assert_cmpuint (imb_design_feature_at (design, 0)->n_levels, ==, 7);
  g_assert_cmpfloat (imb_design_feature_at (design, 0)->values[0], ==, 1.5);
  g_assert_cmpfloat (imb_matrix_row (imb_design_get_matrix (design), 0)[0], ==, 0.0);
  g_assert_cmpfloat (imb_matrix_row (imb_design_get_matrix (design), 1)[0], ==, 1.0);
}

static void
test_a_design_without_features_is_refused (void)
{
  g_autoptr (ImbTable) table = small_table ();
  g_autoptr (GError) error = NULL;
  ImbRole roles[4] = { IMB_ROLE_IGNORE, IMB_ROLE_IGNORE, IMB_ROLE_IGNORE, IMB_ROLE_AUTO };
  g_autoptr (ImbProblem) problem = imb_problem_new (table, &(ImbProblemOptions){ -1, NULL, roles }, NULL, NULL);

  g_assert_null (imb_design_new (problem, NULL, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_TARGET);
}

static ImbMatrix *
matrix_of (const double *values,
           gsize         n_rows,
           gsize         n_cols)
{
  ImbMatrix *self = imb_matrix_new (n_rows, n_cols, NULL);

  for (gsize i = 0; i < n_rows; i++)
    memcpy (imb_matrix_row (self, i), values + i * n_cols, n_cols * sizeof *values);
  return self;
}

static const double values[] = { 1, 10, 5, 1e9, 2, 20, 5, 1e9 + 1, 4, 20, 5, 1e9 + 2, 7, 50, 5, 1e9 + 4 };

/* scikit-learn 1.2.1's scalers on the same numbers: what the second row becomes */
static void
test_scales_are_scikit_learns (void)
{
  const double wanted[4][4] = {
    { 2, 20, 5, 1e9 + 1 },
    { -0.6546536707079772, -0.3333333333333333, 0.0, -0.50709255283711 },
    { 1.0 / 6.0, 0.25, 0.0, 0.25 },
    { -1.0 / 3.0, 0.0, 0.0, -0.2857142857142857 },
  };
  g_autoptr (ImbMatrix) x = matrix_of (values, 4, 4);

  for (int scale = IMB_SCALE_NONE; scale <= IMB_SCALE_ROBUST; scale++)
    {
      g_autoptr (ImbTransform) fitted = imb_transform_fit (x, NULL, NULL, NULL, 0, IMB_IMPUTE_MEDIAN, (ImbScale) scale, NULL, NULL, NULL);
      g_autoptr (ImbMatrix) scaled = imb_transform_apply (fitted, x, NULL, 0, NULL, NULL);

      for (guint j = 0; j < 4; j++)
        g_assert_cmpfloat_with_epsilon (imb_matrix_row (scaled, 1)[j], wanted[scale][j], 1e-12);
      imb_transform_invert (fitted, scaled);
      for (guint j = 0; j < 4; j++)
        g_assert_cmpfloat_with_epsilon (imb_matrix_row (scaled, 1)[j], values[4 + j], 1e-6);
    }
}

static void
test_missing_values_are_filled_from_training_rows (void)
{
  const double  holes[] = { 1, NAN, NAN, 20, 4, 30, NAN, 60, 100, 7 };
  const guint32 training[] = { 0, 1, 2, 3 };
  g_autoptr (ImbMatrix) x = matrix_of (holes, 5, 2);
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (ImbTransform) fitted = imb_transform_fit (x, NULL, NULL, training, 4, IMB_IMPUTE_MEDIAN, IMB_SCALE_NONE, notes, NULL, NULL);
  g_autoptr (ImbMatrix) filled = imb_transform_apply (fitted, x, NULL, 0, NULL, NULL);

  g_assert_cmpfloat (imb_matrix_row (filled, 1)[0], ==, 2.5);
  g_assert_cmpfloat (imb_matrix_row (filled, 0)[1], ==, 30.0);
  g_assert_cmpuint (imb_notes_n (notes), ==, 1);
}

/* The training rows have every value of the second column. */
static void
test_holes_of_other_rows_are_filled_from_training_rows (void)
{
  const double  holes[] = { 1, 10, NAN, 20, 4, 90, 5, NAN, NAN, NAN };
  const guint32 training[] = { 0, 1, 2 };

  for (int impute = IMB_IMPUTE_MEDIAN; impute <= IMB_IMPUTE_CONSTANT; impute++)
    {
      const double wanted[] = { 20.0, 40.0, 0.0 };
      g_autoptr (ImbMatrix) x = matrix_of (holes, 5, 2);
      g_autoptr (ImbNotes) notes = imb_notes_new ();
      g_autoptr (ImbTransform) fitted = imb_transform_fit (x, NULL, NULL, training, 3, (ImbImpute) impute, IMB_SCALE_NONE, notes, NULL, NULL);
      g_autoptr (ImbTransform) later = imb_transform_fit_keeping (x, NULL, NULL, training, 3, (ImbImpute) impute, IMB_SCALE_STANDARD, NULL, NULL);
      g_autoptr (ImbMatrix) filled = imb_transform_apply (fitted, x, NULL, 0, NULL, NULL);
      g_autoptr (ImbMatrix) kept = imb_transform_apply (later, x, NULL, 0, NULL, NULL);

      g_assert_cmpfloat (imb_matrix_row (filled, 3)[1], ==, wanted[impute]);
      g_assert_cmpfloat (imb_matrix_row (filled, 4)[1], ==, wanted[impute]);
      g_assert_cmpuint (imb_notes_n (notes), ==, 2);
      g_assert_nonnull (strstr (imb_notes_at (notes, 1), "1 column lacks values only in other rows"));
      g_assert_true (isnan (imb_matrix_row (kept, 4)[1]));
      imb_transform_fill (later, kept);
      imb_transform_invert (later, kept);
      g_assert_cmpfloat_with_epsilon (imb_matrix_row (kept, 4)[1], wanted[impute], 1e-12);
    }
}

static void
test_holes_may_stay (void)
{
  const double holes[] = { 1, NAN, NAN, 20, 3, 30 };
  g_autoptr (ImbMatrix) x = matrix_of (holes, 3, 2);
  g_autoptr (ImbTransform) fitted = imb_transform_fit (x, NULL, NULL, NULL, 0, IMB_IMPUTE_NONE, IMB_SCALE_STANDARD, NULL, NULL, NULL);
  g_autoptr (ImbMatrix) scaled = imb_transform_apply (fitted, x, NULL, 0, NULL, NULL);

  g_assert_cmpfloat (imb_matrix_row (scaled, 0)[0], ==, -1.0);
  g_assert_true (isnan (imb_matrix_row (scaled, 1)[0]));
  g_assert_cmpfloat (imb_matrix_row (scaled, 2)[1], ==, 1.0);
}

static void
test_a_column_without_values_becomes_zero (void)
{
  const double holes[] = { NAN, 1, NAN, 2 };
  g_autoptr (ImbMatrix) x = matrix_of (holes, 2, 2);
  g_autoptr (ImbTransform) fitted = imb_transform_fit (x, NULL, NULL, NULL, 0, IMB_IMPUTE_MEAN, IMB_SCALE_STANDARD, NULL, NULL, NULL);
  g_autoptr (ImbMatrix) scaled = imb_transform_apply (fitted, x, NULL, 0, NULL, NULL);

  g_assert_cmpfloat (imb_matrix_row (scaled, 0)[0], ==, 0.0);
  g_assert_cmpfloat (imb_matrix_row (scaled, 1)[1], ==, 1.0);
}

static void
test_values_beyond_computing_are_refused (void)
{
  const double large[] = { 1, 1.7e308, 2, -1.7e308, 3, 1.7e308 };
  g_autoptr (ImbMatrix) x = matrix_of (large, 3, 2);

  for (int scale = IMB_SCALE_STANDARD; scale <= IMB_SCALE_ROBUST; scale++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) named = NULL;
      static const char *const names[] = { "width", "price" };

      g_assert_null (imb_transform_fit (x, NULL, NULL, NULL, 0, IMB_IMPUTE_MEDIAN, (ImbScale) scale, NULL, NULL, &error));
      g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE);
      g_assert_nonnull (strstr (error->message, "feature 2"));
      g_assert_null (imb_transform_fit (x, NULL, names, NULL, 0, IMB_IMPUTE_MEDIAN, (ImbScale) scale, NULL, NULL, &named));
      g_assert_nonnull (strstr (named->message, "“price”"));
      g_assert_null (strstr (named->message, "do not scale")); /* distances of such values overflow, too */
    }

  g_autoptr (ImbTransform) unscaled = imb_transform_fit (x, NULL, NULL, NULL, 0, IMB_IMPUTE_MEDIAN, IMB_SCALE_NONE, NULL, NULL, NULL);

  g_assert_nonnull (unscaled);
}

static void
test_a_cancelled_job_stops_every_step (void)
{
  const double holes[] = { 1, NAN, NAN, 20, 3, 30 };
  g_autoptr (ImbMatrix) x = matrix_of (holes, 3, 2);
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (ImbTransform) fitted = imb_transform_fit (x, NULL, NULL, NULL, 0, IMB_IMPUTE_MEAN, IMB_SCALE_ROBUST, NULL, job, NULL);
  g_autoptr (GError) in_fit = NULL;
  g_autoptr (GError) in_apply = NULL;

  g_assert_nonnull (fitted);
  imb_job_cancel (job);
  g_assert_null (imb_transform_fit (x, NULL, NULL, NULL, 0, IMB_IMPUTE_MEAN, IMB_SCALE_ROBUST, NULL, job, &in_fit));
  g_assert_error (in_fit, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (imb_transform_apply (fitted, x, NULL, 0, job, &in_apply));
  g_assert_error (in_apply, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_datasets_have_what_was_asked_for (void)
{
  for (const ImbDataset *const *d = imb_datasets (); *d != NULL; d++)
    {
      g_autofree char *text = g_strdup_printf ("%s:n_rows=1010,imbalance_ratio=100,n_features=5", (*d)->base.id);
      g_autoptr (ImbTable) first = imb_dataset_make (text, 3, NULL, NULL);
      g_autoptr (ImbTable) again = imb_dataset_make (text, 3, NULL, NULL);
      g_autoptr (ImbTable) other = imb_dataset_make (text, 4, NULL, NULL);
      g_autoptr (ImbProblem) problem = imb_problem_new (first, NULL, NULL, NULL);

      g_assert_cmpuint (imb_table_n_columns (first), ==, 6);
      g_assert_cmpuint (imb_problem_n_rows (problem), ==, 1010);
      g_assert_cmpuint (imb_problem_get_counts (problem)[imb_problem_get_minority (problem)], ==, 10);
      g_assert_cmpmem (imb_table_column_at (first, 1)->numbers, 1010 * sizeof (double),
                       imb_table_column_at (again, 1)->numbers, 1010 * sizeof (double));
      g_assert_cmpint (memcmp (imb_table_column_at (first, 1)->numbers, imb_table_column_at (other, 1)->numbers, 1010 * sizeof (double)), !=, 0);
    }
}

static void
test_wrong_datasets_are_refused (void)
{
  g_autoptr (GError) unknown = NULL, range = NULL;

  g_assert_null (imb_dataset_make ("moon", 0, NULL, &unknown));
  g_assert_error (unknown, IMB_ERROR, IMB_ERROR_PARAM);
  g_assert_null (imb_dataset_make ("circles:n_rows=3", 0, NULL, &range));
  g_assert_error (range, IMB_ERROR, IMB_ERROR_PARAM);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/problem/guesses-and-says-so", test_a_problem_guesses_and_says_so);
  g_test_add_func ("/problem/many-ignored-columns-are-one-note", test_many_ignored_columns_are_one_note);
  g_test_add_func ("/problem/numbers-as-classes", test_a_number_target_has_its_numbers_as_classes);
  g_test_add_func ("/problem/wrong-questions-are-refused", test_wrong_questions_are_refused);
  g_test_add_func ("/problem/a-continuous-target-is-refused", test_a_continuous_target_is_refused);
  g_test_add_func ("/design/a-column-per-level", test_a_design_has_a_column_per_level);
  g_test_add_func ("/design/numbers-can-be-categories", test_numbers_can_be_categories);
  g_test_add_func ("/design/without-features-is-refused", test_a_design_without_features_is_refused);
  g_test_add_func ("/transform/scales-are-scikit-learns", test_scales_are_scikit_learns);
  g_test_add_func ("/transform/missing-values-are-filled", test_missing_values_are_filled_from_training_rows);
  g_test_add_func ("/transform/holes-of-other-rows-are-filled-from-training-rows", test_holes_of_other_rows_are_filled_from_training_rows);
  g_test_add_func ("/transform/holes-may-stay", test_holes_may_stay);
  g_test_add_func ("/transform/a-column-without-values", test_a_column_without_values_becomes_zero);
  g_test_add_func ("/transform/values-beyond-computing", test_values_beyond_computing_are_refused);
  g_test_add_func ("/transform/a-cancelled-job-stops", test_a_cancelled_job_stops_every_step);
  g_test_add_func ("/dataset/have-what-was-asked-for", test_datasets_have_what_was_asked_for);
  g_test_add_func ("/dataset/wrong-ones-are-refused", test_wrong_datasets_are_refused);
  return g_test_run ();
}
