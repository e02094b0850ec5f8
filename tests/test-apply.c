/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans on whole tables and in folds: what becomes of missing values, of copies, and what is said about it. */
#include <math.h>
#include <string.h>

#include "engine/imb.h"
#include "tests/said.h"

#define N 90

/* Two numbers and a class; every third row is "rare". x is missing in one row of ten, z (when asked) nearly always in common rows. */
static ImbDesign *
make (gboolean telling)
{
  const char *const labels[] = { "common", "rare", NULL };
  ImbColumn        *columns = g_new0 (ImbColumn, 4);
  ImbRng            rng;

  imb_rng_init (&rng, 3);
  for (guint j = 0; j < 3; j++)
    columns[j] = (ImbColumn){ .name = g_strdup_printf ("%c", 'x' + (int) j), .kind = IMB_COLUMN_NUMBER, .numbers = g_new (double, N) };
  columns[3] = (ImbColumn){ .name = g_strdup ("class"), .kind = IMB_COLUMN_CATEGORY, .codes = g_new (gint32, N), .levels = g_strdupv ((char **) labels), .n_levels = 2 };
  for (gsize i = 0; i < N; i++)
    {
      columns[3].codes[i] = i % 3 == 0;
      for (guint j = 0; j < 3; j++)
        columns[j].numbers[i] = imb_rng_normal (&rng) * 100.0 + 1000.0;
      if (i % 10 == 0)
        columns[0].numbers[i] = NAN;
      if (telling && i % 3 != 0 && i > 5)
        columns[2].numbers[i] = NAN;
    }
  g_autoptr (ImbTable) table = imb_table_new ("small", N, columns, 4, NULL, NULL);
  g_autoptr (ImbProblem) problem = imb_problem_new (table, &(ImbProblemOptions){ .target_column = 3 }, NULL, NULL);
  ImbDesign *design = imb_design_new (problem, NULL, NULL);

  g_assert_nonnull (design);
  return design;
}

static gsize
count_missing (const ImbResample *result)
{
  gsize n = 0;

  for (gsize m = 0; m < result->n_made; m++)
    for (gsize j = 0; j < result->made->n_cols; j++)
      n += isnan (imb_matrix_row (result->made, m)[j]);
  return n;
}

static ImbResample *
apply (ImbDesign  *design,
       const char *text,
       ImbImpute   impute,
       ImbScale    scale)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbPlan) plan = imb_plan_parse (text, &error);
  ImbResample *result;

  g_assert_no_error (error);
  result = imb_plan_apply (plan, design, impute, scale, IMB_DOMAIN_KEEP, 5, NULL, &error);
  g_assert_no_error (error);
  return result;
}

static void
test_missing_values_reach_those_who_work_with_them (void)
{
  static const char *const ids[] = { "smote-nan", "adasyn-nan", "rose-nan", "smote:metric=heom", "smote:metric=gower" };
  g_autoptr (ImbDesign) design = make (FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (ImbResample) filling = apply (design, ids[i], IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD);
      g_autoptr (ImbResample) leaving = apply (design, ids[i], IMB_IMPUTE_NONE, IMB_SCALE_STANDARD);

      g_assert_cmpuint (count_missing (filling), >, 0);
      g_assert_cmpuint (count_missing (filling), ==, count_missing (leaving));
      g_assert_cmpmem (filling->made->data, filling->made->n_bytes, leaving->made->data, leaving->made->n_bytes);
      assert_said (filling->notes, "left as they are");
      g_assert_null (find_note (filling->notes, "median"));
      g_assert_null (find_note (leaving->notes, "left as they are"));
    }
}

static void
test_a_step_that_needs_values_has_them_filled (void)
{
  g_autoptr (ImbDesign) design = make (FALSE);
  g_autoptr (ImbResample) result = apply (design, "rose-nan:sampling_strategy={rare:40} + smote", IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD);
  g_autoptr (ImbResample) chain = apply (design, "smote-nan:sampling_strategy={rare:40} + random-over", IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD);

  g_assert_cmpuint (count_missing (result), ==, 0);
  assert_said (result->notes, "filled before rose-nan, because smote");
  assert_said (result->notes, "median");
  g_assert_cmpuint (count_missing (chain), >, 0);
}

/* Distances are of scaled features: a feature in other units changes no neighbour. */
static void
test_distances_are_scaled_though_values_are_missing (void)
{
  g_autoptr (ImbDesign) design = make (FALSE);
  g_autoptr (ImbResample) scaled = apply (design, "smote-nan", IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD);
  g_autoptr (ImbResample) ranged = apply (design, "smote-nan", IMB_IMPUTE_MEDIAN, IMB_SCALE_MINMAX);

  g_assert_cmpuint (scaled->n_made, ==, 30);
  g_assert_cmpuint (ranged->n_made, ==, 30);
  for (gsize m = 0; m < scaled->n_made; m++)
    for (gsize j = 0; j < 3; j++)
      if (!isnan (imb_matrix_row (scaled->made, m)[j]))
        g_assert_cmpfloat (imb_matrix_row (scaled->made, m)[j], >, 500.0);
}

static void
test_a_space_applies_as_a_plan_does (void)
{
  static const char *const texts[] = { "smote-nan", "smote", "random-over", "none", "rose-nan:shrinkage=0" };
  g_autoptr (ImbDesign) design = make (TRUE);
  g_autoptr (ImbSpace) space = imb_space_new (design, IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (ImbPlan) plan = imb_plan_parse (texts[i], NULL);
      g_autoptr (ImbResample) one = imb_space_apply (space, plan, IMB_DOMAIN_KEEP, 5, NULL, NULL);
      g_autoptr (ImbResample) other = apply (design, texts[i], IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD);

      g_assert_cmpuint (one->n_made, ==, other->n_made);
      g_assert_cmpuint (imb_notes_n (one->notes), ==, imb_notes_n (other->notes));
      if (one->n_made > 0)
        g_assert_cmpmem (one->made->data, one->made->n_bytes, other->made->data, other->made->n_bytes);
    }
}

static gsize
n_found (const ImbSpace *space)
{
  return imb_memo_get_use (imb_space_get_memo (space)).n_found;
}

/* Difficulty, samplers with any parameters and the audit: one asks, the others find it there, and say the same as without. */
static void
test_a_space_remembers_for_all (void)
{
  static const char *const texts[] = { "adasyn:n_neighbors=3", "borderline-smote:m_neighbors=5", "safe-level-smote", "all-knn:n_neighbors=1" };
  g_autoptr (ImbDesign) design = make (FALSE);
  g_autoptr (ImbSpace) space = imb_space_new (design, IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD, NULL, NULL);
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autofree guint8 *plain = imb_difficulty_new (design, notes, NULL, NULL);
  g_autofree guint8 *types = imb_difficulty_of_space (space, NULL, NULL);
  g_autofree guint8 *again = imb_difficulty_of_space (space, NULL, NULL);

  g_assert_cmpmem (types, N, plain, N);
  g_assert_cmpmem (again, N, plain, N);
  g_assert_cmpuint (n_found (space), ==, N);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (ImbPlan) plan = imb_plan_parse (texts[i], NULL);
      g_autoptr (ImbResample) one = imb_space_apply (space, plan, IMB_DOMAIN_KEEP, 5, NULL, NULL);
      g_autoptr (ImbResample) other = apply (design, texts[i], IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD);

      g_assert_cmpmem (one->rows, one->n_rows * sizeof *one->rows, other->rows, other->n_rows * sizeof *other->rows);
      g_assert_cmpuint (one->n_made, ==, other->n_made);
      if (one->n_made > 0)
        g_assert_cmpmem (one->made->data, one->made->n_bytes, other->made->data, other->made->n_bytes);
    }
  g_assert_cmpuint (n_found (space), <=, N + 2 * N / 3); /* no more than those among the rare rows alone, once */
}

static void
test_copies_come_back_as_they_were (void)
{
  static const char *const texts[] = { "random-over", "rose-nan:shrinkage=0" };
  g_autoptr (ImbDesign) design = make (FALSE);
  ImbView view = imb_design_get_view (design);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (ImbResample) result = apply (design, texts[i], IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD);

      g_assert_cmpuint (count_missing (result), >, 0);
      for (gsize m = 0; m < result->n_made; m++)
        g_assert_cmpint (imb_resample_copied_row (result, &view, m), ==, result->parent_rows[m]);
    }

  g_autoptr (ImbResample) moved = apply (design, "rose-nan", IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD);

  for (gsize m = 0; m < moved->n_made; m++)
    g_assert_cmpint (imb_resample_copied_row (moved, &view, m), ==, -1);
}

static void
test_nothing_is_filled_that_no_step_needs (void)
{
  static const char *const texts[] = { "random-over", "random-under", "instance-hardness-threshold:cv=2", "random-under:sampling_strategy=0.9 + random-over" };
  g_autoptr (ImbDesign) design = make (FALSE);
  g_autoptr (ImbSpace) space = imb_space_new (design, IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD, NULL, NULL);
  g_autoptr (ImbResample) smoothed = apply (design, "random-over:shrinkage=0.5", IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD);
  g_autoptr (ImbResample) constant = apply (design, "smote", IMB_IMPUTE_CONSTANT, IMB_SCALE_STANDARD);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (ImbPlan) plan = imb_plan_parse (texts[i], NULL);
      g_autoptr (ImbResample) whole = apply (design, texts[i], IMB_IMPUTE_NONE, IMB_SCALE_STANDARD);
      g_autoptr (ImbResample) filled = apply (design, texts[i], IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD);
      g_autoptr (ImbResample) spaced = imb_space_apply (space, plan, IMB_DOMAIN_KEEP, 5, NULL, NULL);

      g_assert_null (find_note (filled->notes, "filled"));
      g_assert_null (find_note (spaced->notes, "filled"));
      g_assert_cmpmem (filled->rows, filled->n_rows * sizeof *filled->rows, whole->rows, whole->n_rows * sizeof *whole->rows);
      g_assert_cmpmem (spaced->rows, spaced->n_rows * sizeof *spaced->rows, whole->rows, whole->n_rows * sizeof *whole->rows);
    }
  g_assert_nonnull (find_note (smoothed->notes, "filled with the median"));
  g_assert_nonnull (find_note (constant->notes, "filled with 0."));
}

static void
test_telling_masks_are_said_beside_results (void)
{
  static const char sentence[] = "Missing values alone predict the class: whether “z” has a value tells “rare” from “common” (balanced accuracy 0.9667). "
                                 "A model that sees what is missing may need no new rows; ask why these values are missing.";
  g_autoptr (ImbDesign) telling = make (TRUE);
  g_autoptr (ImbDesign) silent = make (FALSE);
  g_autoptr (ImbResample) with = apply (telling, "smote-nan", IMB_IMPUTE_NONE, IMB_SCALE_NONE);
  g_autoptr (ImbResample) without = apply (silent, "smote-nan", IMB_IMPUTE_NONE, IMB_SCALE_NONE);
  g_autoptr (ImbResample) other = apply (telling, "random-over", IMB_IMPUTE_NONE, IMB_SCALE_NONE);

  g_assert_cmpstr (find_note (with->notes, "alone"), ==, sentence);
  g_assert_null (find_note (without->notes, "alone"));
  g_assert_null (find_note (other->notes, "alone"));
}

static GPtrArray *
evaluate (ImbDesign  *design,
          const char *text,
          gboolean    leaky)
{
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);
  g_autoptr (ImbPlan) plan = imb_plan_parse (text, NULL);
  g_autoptr (GError) error = NULL;
  ImbThreshold  threshold;
  ImbEvaluation evaluation;
  GPtrArray    *runs;

  g_assert_true (imb_threshold_parse ("0.5", &threshold, NULL));
  g_ptr_array_add (specs, imb_run_spec_new (NULL, plan, imb_model_find ("logistic-regression"), NULL, &threshold));
  imb_evaluation_init (&evaluation);
  evaluation.leaky = leaky;
  runs = imb_evaluate (design, specs, &evaluation, NULL, &error);
  g_assert_no_error (error);
  g_assert_no_error (imb_run_get_error (g_ptr_array_index (runs, 0)));
  return runs;
}

/* Of a rare row x is missing or y, and those that have the other one are equal: every new row is of two rows without a common feature.
 * Were they filled before, it would have values. */
static void
test_folds_fill_after_sampling (void)
{
  for (guint leaky = 0; leaky < 2; leaky++)
    {
      g_autoptr (ImbDesign) design = make (FALSE);
      ImbMatrix *x = (ImbMatrix *) imb_design_get_matrix (design);
      g_autoptr (GPtrArray) runs = NULL;
      const ImbNotes *notes;

      for (gsize i = 0; i < N; i++)
        {
          imb_matrix_row (x, i)[i % 2] = NAN;
          imb_matrix_row (x, i)[1 - i % 2] = i % 3 == 0 ? 1.0 : (double) i;
          imb_matrix_row (x, i)[2] = i % 3 == 0 ? NAN : 7.0;
        }
      runs = evaluate (design, "smote-nan", leaky);
      notes = imb_run_get_notes (g_ptr_array_index (runs, 0));
      assert_said (notes, "no value at all");
      assert_said (notes, "left as they are for smote-nan");
      assert_said (notes, "median");
    }
}

/* What is filled later is what would have been filled before, where no scale sees the difference. */
static void
test_filling_later_is_filling (void)
{
  g_autoptr (ImbDesign) design = make (TRUE);
  const ImbMatrix *x = imb_design_get_matrix (design);
  g_autoptr (ImbTransform) now = imb_transform_fit (x, NULL, NULL, NULL, 0, IMB_IMPUTE_MEAN, IMB_SCALE_NONE, NULL, NULL, NULL);
  g_autoptr (ImbTransform) later = imb_transform_fit_keeping (x, NULL, NULL, NULL, 0, IMB_IMPUTE_MEAN, IMB_SCALE_NONE, NULL, NULL);
  g_autoptr (ImbTransform) scaling = imb_transform_fit_keeping (x, NULL, NULL, NULL, 0, IMB_IMPUTE_MEAN, IMB_SCALE_STANDARD, NULL, NULL);
  g_autoptr (ImbMatrix) a = imb_transform_apply (now, x, NULL, 0, NULL, NULL);
  g_autoptr (ImbMatrix) b = imb_transform_apply (later, x, NULL, 0, NULL, NULL);
  g_autoptr (ImbMatrix) c = imb_transform_apply (scaling, x, NULL, 0, NULL, NULL);

  g_assert_true (isnan (imb_matrix_row (b, 0)[0]));
  imb_transform_fill (now, a);
  imb_transform_fill (later, b);
  g_assert_cmpmem (a->data, a->n_bytes, b->data, b->n_bytes);
  imb_transform_fill (scaling, c);
  g_assert_cmpfloat_with_epsilon (imb_matrix_row (c, 0)[0], 0.0, 1e-12);
  imb_transform_invert (scaling, c);
  for (gsize i = 0; i < N; i++)
    for (gsize j = 0; j < 3; j++)
      g_assert_cmpfloat_with_epsilon (imb_matrix_row (c, i)[j], imb_matrix_row (a, i)[j], 1e-9);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/apply/missing-values-reach-those-who-work-with-them", test_missing_values_reach_those_who_work_with_them);
  g_test_add_func ("/apply/a-step-that-needs-values-has-them-filled", test_a_step_that_needs_values_has_them_filled);
  g_test_add_func ("/apply/distances-are-scaled-though-values-are-missing", test_distances_are_scaled_though_values_are_missing);
  g_test_add_func ("/apply/a-space-applies-as-a-plan-does", test_a_space_applies_as_a_plan_does);
  g_test_add_func ("/apply/a-space-remembers-for-all", test_a_space_remembers_for_all);
  g_test_add_func ("/apply/copies-come-back-as-they-were", test_copies_come_back_as_they_were);
  g_test_add_func ("/apply/nothing-is-filled-that-no-step-needs", test_nothing_is_filled_that_no_step_needs);
  g_test_add_func ("/apply/telling-masks-are-said-beside-results", test_telling_masks_are_said_beside_results);
  g_test_add_func ("/apply/folds-fill-after-sampling", test_folds_fill_after_sampling);
  g_test_add_func ("/apply/filling-later-is-filling", test_filling_later_is_filling);
  return g_test_run ();
}
