/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans, chains and parents; and the rows of random-over, random-under and smote against imbalanced-learn's
 * (tests/golden/samplers/ORIGIN). */
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/samplers/imb-plan.h"
#include "tests/imb-sampled.h"

static void
test_over_sampled_rows_are_imbalanced_learns (void)
{
  sampled_assert_rows_are_golden ("random-over", 0, "samplers/multiclass_random-over_seed0.csv");
  sampled_assert_rows_are_golden ("random-over", 7, "samplers/multiclass_random-over_seed7.csv");
  sampled_assert_rows_are_golden ("random-over:shrinkage=1", 0, "samplers/multiclass_random-over_shrinkage1_seed0.csv");
  sampled_assert_rows_are_golden ("random-over:shrinkage=1", 7, "samplers/multiclass_random-over_shrinkage1_seed7.csv");
  sampled_assert_rows_are_golden ("smote", 0, "samplers/multiclass_smote_k5_seed0.csv");
  sampled_assert_rows_are_golden ("smote", 7, "samplers/multiclass_smote_k5_seed7.csv");
  sampled_assert_rows_are_golden ("smote:k_neighbors=3", 0, "samplers/multiclass_smote_k3_seed0.csv");
  sampled_assert_rows_are_golden ("smote:k_neighbors=3", 7, "samplers/multiclass_smote_k3_seed7.csv");
}

static void
test_under_sampled_rows_are_imbalanced_learns (void)
{
  sampled_assert_indices_are_golden ("random-under", 0, "samplers/multiclass_random-under_seed0.txt");
  sampled_assert_indices_are_golden ("random-under", 7, "samplers/multiclass_random-under_seed7.txt");
  sampled_assert_indices_are_golden ("random-under:replacement=true", 0, "samplers/multiclass_random-under_replacement_seed0.txt");
  sampled_assert_indices_are_golden ("random-under:replacement=true", 7, "samplers/multiclass_random-under_replacement_seed7.txt");
}

/* One block of cases.csv; returns the line behind it. */
static char **
check_case (char **lines)
{
  g_auto (GStrv) fields = g_strsplit (*lines++, ",", -1);
  g_autofree char *name = g_strdup_printf ("samplers/%s.csv", fields[1]);
  g_autofree char *text = g_strdup_printf ("smote:sampling_strategy=%s,k_neighbors=%s", fields[2], fields[3]);
  g_auto (GoldenTable) table = golden_table (name);
  g_autoptr (ImbResample) result = sampled_run (text, &table, g_str_equal (fields[1], "binary") ? 2 : 3, (guint32) g_ascii_strtoull (fields[4], NULL, 10));
  g_autofree double *wanted = g_new (double, table.x->n_cols);

  g_assert_cmpstr (fields[0], ==, "case");
  g_assert_cmpuint (result->n_made, ==, g_ascii_strtoull (fields[5], NULL, 10));
  for (gsize m = 0; m < result->n_made; m++)
    {
      guint16 c;

      golden_read_row (*lines++, wanted, table.x->n_cols, &c);
      g_assert_cmpuint (result->made_classes[m], ==, c);
      sampled_assert_near (imb_matrix_row (result->made, m), wanted, table.x->n_cols);
    }
  sampled_assert_parents (result, table.x);
  return lines;
}

/* For tied.csv also the order of equally near neighbours. */
static void
test_smote_is_imbalanced_learns_for_every_strategy (void)
{
  g_auto (GStrv) lines = golden_lines ("samplers/cases.csv");
  guint n = 0;

  for (char **at = lines; *at != NULL; n++)
    at = check_case (at);
  g_assert_cmpuint (n, ==, 54);
}

static void
test_smote_keeps_rows_and_adds_behind_them (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_autoptr (ImbResample) result = sampled_run ("smote", &table, 3, 3);

  for (gsize i = 0; i < result->n_in; i++)
    g_assert_cmpuint (result->rows[i], ==, i);
  g_assert_cmpuint (imb_resample_n_kept (result), ==, 180);
  g_assert_cmpuint (imb_resample_n_removed (result), ==, 0);
  g_assert_cmpuint (imb_resample_n_synthetic (result), ==, 150);
  for (gsize m = 0; m < result->n_made; m++)
    for (guint p = 0; p < 2; p++)
      g_assert_cmpuint (table.classes[result->parent_rows[2 * m + p]], ==, result->made_classes[m]);
}

static void
test_duplicates_are_neighbours_of_each_other (void)
{
  g_autoptr (ImbMatrix) x = imb_matrix_new (9, 1, NULL);
  const guint16 classes[] = { 0, 0, 0, 0, 0, 0, 1, 1, 1 };
  ImbView       view = imb_view_of (x, classes, 2);
  g_autoptr (ImbPlan) plan = imb_plan_parse ("smote:k_neighbors=1", NULL);
  g_autoptr (ImbResample) result = NULL;

  for (gsize i = 0; i < 9; i++)
    *imb_matrix_row (x, i) = i < 8 ? 4.0 : 5.0;
  result = imb_plan_run (plan, &view, 1, NULL, NULL);
  for (gsize m = 0; m < result->n_made; m++)
    {
      g_assert_cmpuint (result->parent_rows[2 * m], !=, result->parent_rows[2 * m + 1]);
      g_assert_cmpuint (result->parent_rows[2 * m + 1], !=, 8);
    }
}

static void
test_too_many_neighbours_are_refused_with_what_would_work (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");

  sampled_assert_refused ("smote:k_neighbors=25", &table,
                          "Class “2” has 25 rows, too few for 25 neighbours of each; write k_neighbors=24 or less, or use random-over.");
  sampled_assert_refused ("random-under:sampling_strategy={2:1} + smote:sampling_strategy={2:5}", &table,
                          "Class “2” has only one row and so no neighbours; use random-over, or leave the class out of sampling_strategy.");
}

static void
test_missing_values_are_refused_by_place (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");

  imb_matrix_row (table.x, 1)[2] = INFINITY;
  sampled_assert_refused ("smote", &table, "Row 2 has an infinite value in feature 3; mend it, or leave the feature out.");
  imb_matrix_row (table.x, 1)[2] = -1e160;
  sampled_assert_refused ("smote", &table,
                          "Row 2 has a value in feature 3 that is too large to be squared; give the column in larger units, or leave the feature out.");
  sampled_assert_refused ("random-over:shrinkage=0.5", &table,
                          "Row 2 has a value in feature 3 that is too large to be squared; give the column in larger units, or leave the feature out.");
  imb_matrix_row (table.x, 1)[1] = NAN;
  sampled_assert_refused ("smote", &table,
                          "Row 2 has no value in feature 2, and this sampler needs all of them; have missing values filled, or leave the feature out.");
  sampled_assert_refused ("random-over:shrinkage=0.5", &table,
                          "Row 2 has no value in feature 2, and this sampler needs all of them; have missing values filled, or leave the feature out.");
}

static void
test_each_class_has_its_shrinkage (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_autoptr (ImbResample) one = sampled_run ("random-over:shrinkage=1", &table, 3, 7);
  g_autoptr (ImbResample) each = sampled_run ("random-over:shrinkage={1:1;2:1}", &table, 3, 7);
  g_autoptr (ImbResample) second = sampled_run ("random-over:shrinkage={1:0;2:1}", &table, 3, 7);
  g_autoptr (ImbResample) more = sampled_run ("random-over:shrinkage=5", &table, 3, 7);

  g_assert_cmpmem (one->made->data, one->made->n_bytes, each->made->data, each->made->n_bytes);
  for (gsize m = 0; m < 150; m++)
    for (guint j = 0; j < 4; j++)
      {
        double parent = imb_matrix_row (table.x, one->parent_rows[m])[j], moved = imb_matrix_row (one->made, m)[j] - parent;

        g_assert_cmpfloat (imb_matrix_row (second->made, m)[j], ==, m < 65 ? parent : imb_matrix_row (one->made, m)[j]);
        g_assert_cmpfloat_with_epsilon (imb_matrix_row (more->made, m)[j], parent + 5.0 * moved, 1e-12);
      }
}

static void
test_a_wrong_shrinkage_says_why (void)
{
  const char *const wrong[] = { "-1", "{}", "{1}", "{1:-1}", "{:1}", "inf", "101", "some" };
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *text = g_strconcat ("random-over:shrinkage=", wrong[i], NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (imb_plan_parse (text, &error));
      g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
    }
  sampled_assert_refused ("random-over:shrinkage={1:1}", &table,
                          "Class “2” shall grow and has no shrinkage; add it as {label:number}, or write one number for all classes.");
  sampled_assert_refused ("random-over:shrinkage={1:1;2:1;3:1}", &table,
                          "shrinkage names a class twice, or one that these rows do not have; name each class once.");
}

static void
test_random_samplers_keep_missing_values (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_autoptr (ImbResample) result = NULL;

  imb_matrix_row (table.x, 1)[1] = NAN;
  result = sampled_run ("random-over + random-under:sampling_strategy={0:100}", &table, 3, 0);
  g_assert_cmpuint (result->n_rows, ==, 320);
}

static void
test_surprises_are_noted (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_autoptr (ImbResample) nothing = sampled_run ("random-over:sampling_strategy=not minority + random-over", &table, 3, 0);
  g_autoptr (ImbResample) larger = sampled_run ("smote:sampling_strategy={2:111}", &table, 3, 0);
  g_autoptr (ImbResample) same = sampled_run ("random-over + random-under", &table, 3, 0);

  g_assert_cmpuint (imb_notes_n (nothing->notes), ==, 0);
  g_assert_cmpuint (imb_notes_n (larger->notes), ==, 1);
  g_assert_cmpstr (imb_notes_at (larger->notes, 0), ==, "Class “2” now has 111 rows, more than the largest class had (110).");
  g_assert_cmpuint (imb_notes_n (same->notes), ==, 1);
  g_assert_cmpstr (imb_notes_at (same->notes, 0), ==, "Every class already has the size asked for; no row was removed.");
}

static void
test_a_chain_counts_from_the_first_view (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  ImbView view = imb_view_of (table.x, table.classes, 3);
  g_autoptr (ImbResample) result = sampled_run ("random-under:sampling_strategy={0:60} + smote + random-under:sampling_strategy={1:50}", &table, 3, 5);
  g_autofree guint16 *classes = NULL;
  ImbView             after;
  gsize               counts[3];

  g_assert_cmpuint (result->n_in, ==, 180);
  imb_resample_count (result, &view, counts);
  g_assert_cmpuint (counts[0], ==, 60);
  g_assert_cmpuint (counts[1], ==, 50);
  g_assert_cmpuint (counts[2], ==, 60);
  g_assert_cmpuint (imb_resample_n_kept (result) + imb_resample_n_synthetic (result), ==, 170);
  sampled_assert_parents (result, table.x);

  after = imb_resample_get_view (result, &view, &classes);
  g_assert_cmpuint (after.n_rows, ==, 170);
  for (gsize i = 0; i < after.n_rows; i++)
    {
      g_assert_cmpuint (imb_view_class (&after, i), ==, sampled_class (result, table.classes, result->rows[i]));
      sampled_assert_near (imb_view_row (&after, i), sampled_row (result, table.x, result->rows[i]), 4);
    }
}

static void
test_two_steps_that_add_keep_their_parents (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_autoptr (ImbResample) result = sampled_run ("smote:sampling_strategy={2:60} + smote + random-over:sampling_strategy={0:120}", &table, 3, 5);
  gboolean grandchild = FALSE;

  g_assert_cmpuint (result->n_made, ==, 35 + 65 + 50 + 10);
  sampled_assert_parents (result, table.x);
  for (gsize p = 0; p < result->parent_offsets[result->n_made]; p++)
    grandchild = grandchild || result->parent_rows[p] >= result->n_in;
  g_assert_true (grandchild);
}

static void
test_a_view_of_chosen_rows_is_numbered_by_itself (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  ImbView             view = imb_view_of (table.x, table.classes, 3);
  g_autofree guint32 *rows = g_new (guint32, 90);
  g_autofree double  *weights = g_new (double, 180);
  g_autofree guint16 *classes = NULL;
  g_autoptr (ImbPlan) plan = imb_plan_parse ("smote", NULL);
  g_autoptr (ImbResample) result = NULL;
  ImbView after;

  for (guint i = 0; i < 180; i++)
    weights[i] = i;
  for (guint i = 0; i < 90; i++)
    rows[i] = 179 - 2 * i;
  view.rows = rows;
  view.n_rows = 90;
  view.weights = weights;
  result = imb_plan_run (plan, &view, 2, NULL, NULL);
  after = imb_resample_get_view (result, &view, &classes);
  g_assert_cmpuint (result->n_in, ==, 90);
  for (gsize i = 0; i < 90; i++)
    g_assert_true (imb_view_row (&after, i) == imb_matrix_row (table.x, rows[i]));
  for (gsize m = 0; m < result->n_made; m++)
    {
      double a = rows[result->parent_rows[2 * m]], b = rows[result->parent_rows[2 * m + 1]], u = result->parent_weights[2 * m + 1];

      g_assert_cmpfloat_with_epsilon (imb_view_weight (&after, 90 + m), (1.0 - u) * a + u * b, 1e-9);
    }
}

static void
assert_plan_text (const char *text,
                  const char *wanted,
                  const char *title)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbPlan) plan = imb_plan_parse (text, &error);
  g_autoptr (ImbPlan) again = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (imb_plan_get_text (plan), ==, wanted);
  g_assert_cmpstr (imb_plan_get_title (plan), ==, title);
  again = imb_plan_parse (imb_plan_get_text (plan), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (imb_plan_get_text (again), ==, wanted);
}

static void
test_a_plan_reads_back (void)
{
  assert_plan_text ("none", "none", "No resampling");
  assert_plan_text (" smote:k_neighbors=5 ", "smote", "SMOTE");
  assert_plan_text ("smote+random-under", "smote + random-under", "SMOTE + Random under-sampling");
  assert_plan_text ("none + smote: k_neighbors = 3 + none", "smote:k_neighbors=3", "SMOTE");
  assert_plan_text ("smote:sampling_strategy={a+b:3;\"c:+\":4} + random-over",
                    "smote:sampling_strategy=\"{a+b:3;\"\"c:+\"\":4}\" + random-over", "SMOTE + Random over-sampling");
  assert_plan_text ("random-under:sampling_strategy=not majority,replacement=1",
                    "random-under:sampling_strategy=\"not majority\",replacement=true", "Random under-sampling");
}

static void
assert_plan_refused (const char *text,
                     const char *sentence)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (imb_plan_parse (text, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
  if (!g_str_has_prefix (error->message, sentence))
    g_assert_cmpstr (error->message, ==, sentence);
}

static void
test_a_wrong_plan_says_why (void)
{
  assert_plan_refused ("smot", "There is no sampler “smot”; did you mean “smote”?");
  assert_plan_refused ("xyz:k=1", "There is no sampler “xyz”; there are none, random-over, smote");
  assert_plan_refused ("smote + ", "A sampler's name is missing; write one of none, random-over");
  assert_plan_refused ("", "A sampler's name is missing");
  assert_plan_refused ("smote:k_neighbors=0", "“k_neighbors” of “smote” must be a whole number from 1 to 1000, not “0”.");
  assert_plan_refused ("smote:sampling_strategy=majority", "“sampling_strategy” of “smote”: “majority” cannot be asked of this kind of sampler; write auto, minority");
}

static void
test_plans_join (void)
{
  g_autoptr (ImbPlan) first = imb_plan_parse ("smote:k_neighbors=3", NULL);
  g_autoptr (ImbPlan) second = imb_plan_new (imb_sampler_find ("random-under"), NULL);
  g_autoptr (ImbPlan) none = imb_plan_new (imb_sampler_find ("none"), NULL);
  g_autoptr (ImbPlan) joint = imb_plan_join (first, second);
  g_autoptr (ImbPlan) nothing = imb_plan_join (none, none);

  g_assert_cmpstr (imb_plan_get_text (joint), ==, "smote:k_neighbors=3 + random-under");
  g_assert_true (imb_plan_is_none (nothing));
  g_assert_false (imb_plan_is_none (joint));
}

static void
test_no_plan_leaves_everything (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_autoptr (ImbResample) result = sampled_run ("none", &table, 3, 0);

  g_assert_cmpuint (result->n_rows, ==, 180);
  g_assert_null (result->made);
}

/* ---- rows between others ---- */

static ImbResample *
run_on (const char    *text,
        const ImbView *view)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbPlan) plan = imb_plan_parse (text, NULL);
  ImbResample *result = imb_plan_run (plan, view, 3, NULL, &error);

  g_assert_no_error (error);
  return result;
}

static void
assert_same_removals (const ImbResample *a,
                      const ImbResample *b)
{
  g_assert_cmpuint (a->n_rows, ==, b->n_rows);
  g_assert_cmpmem (a->rows, a->n_rows * sizeof *a->rows, b->rows, b->n_rows * sizeof *b->rows);
}

/* What SMOTE made is known to lie between two rows; who cleans next makes use of it, and finds what it finds without. */
static void
test_cleaning_makes_use_of_ends (void)
{
  static const char *const cleaners[] = { "edited-nearest-neighbours:sampling_strategy=all", "edited-nearest-neighbours:sampling_strategy=all,kind_sel=mode",
                                          "tomek-links:sampling_strategy=all", "all-knn:sampling_strategy=all" };
  g_autoptr (ImbMatrix) x = imb_matrix_new (1500, 40, NULL);
  g_autoptr (ImbMatrix) flat = NULL;
  guint16             classes[1500];
  g_autofree guint16 *between_classes = NULL, *flat_classes = NULL;
  g_autoptr (ImbResample) made = NULL;
  ImbRng  rng;
  ImbView view, between, plain;

  imb_rng_init (&rng, 5);
  for (gsize i = 0; i < 1500; i++)
    {
      classes[i] = i % 12 == 0;
      for (gsize j = 0; j < 40; j++)
        imb_matrix_row (x, i)[j] = imb_rng_normal (&rng) + (j < 4 ? 2.0 * classes[i] : 0.0);
    }
  view = imb_view_of (x, classes, 2);
  made = run_on ("smote", &view);
  between = imb_resample_get_view (made, &view, &between_classes);
  g_assert_nonnull (between.ends);
  for (gsize m = 0; m < made->n_made; m++)
    for (gsize j = 0; j < 40; j++)
      {
        const double *a = imb_matrix_row (x, between.ends[m].first), *b = imb_matrix_row (x, between.ends[m].second);

        g_assert_cmpfloat_with_epsilon (imb_matrix_row (made->made, m)[j], a[j] + between.ends[m].share * (b[j] - a[j]), 1e-12);
      }

  flat = imb_view_gather (&between, NULL, 0, NULL, NULL);
  flat_classes = g_new (guint16, between.n_rows);
  for (gsize i = 0; i < between.n_rows; i++)
    flat_classes[i] = (guint16) imb_view_class (&between, i);
  plain = imb_view_of (flat, flat_classes, 2);
  for (guint c = 0; c < G_N_ELEMENTS (cleaners); c++)
    {
      g_autoptr (ImbPlan) plan = imb_plan_parse (cleaners[c], NULL);
      const ImbPlanStep *step = imb_plan_step_at (plan, 0);
      g_autoptr (ImbResample) with = imb_sampler_run (step->sampler, step->values, &between, 3, NULL, NULL);
      g_autoptr (ImbResample) without = run_on (cleaners[c], &plain);

      assert_same_removals (with, without);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/golden/over-sampled-rows-are-imbalanced-learns", test_over_sampled_rows_are_imbalanced_learns);
  g_test_add_func ("/golden/under-sampled-rows-are-imbalanced-learns", test_under_sampled_rows_are_imbalanced_learns);
  g_test_add_func ("/golden/smote-is-imbalanced-learns-for-every-strategy", test_smote_is_imbalanced_learns_for_every_strategy);
  g_test_add_func ("/smote/keeps-rows-and-adds-behind-them", test_smote_keeps_rows_and_adds_behind_them);
  g_test_add_func ("/smote/duplicates-are-neighbours-of-each-other", test_duplicates_are_neighbours_of_each_other);
  g_test_add_func ("/smote/too-many-neighbours-are-refused-with-what-would-work", test_too_many_neighbours_are_refused_with_what_would_work);
  g_test_add_func ("/sampler/missing-values-are-refused-by-place", test_missing_values_are_refused_by_place);
  g_test_add_func ("/random-over/each-class-has-its-shrinkage", test_each_class_has_its_shrinkage);
  g_test_add_func ("/random-over/a-wrong-shrinkage-says-why", test_a_wrong_shrinkage_says_why);
  g_test_add_func ("/sampler/random-ones-keep-missing-values", test_random_samplers_keep_missing_values);
  g_test_add_func ("/sampler/surprises-are-noted", test_surprises_are_noted);
  g_test_add_func ("/chain/counts-from-the-first-view", test_a_chain_counts_from_the_first_view);
  g_test_add_func ("/chain/two-steps-that-add-keep-their-parents", test_two_steps_that_add_keep_their_parents);
  g_test_add_func ("/chain/a-view-of-chosen-rows-is-numbered-by-itself", test_a_view_of_chosen_rows_is_numbered_by_itself);
  g_test_add_func ("/plan/reads-back", test_a_plan_reads_back);
  g_test_add_func ("/plan/a-wrong-one-says-why", test_a_wrong_plan_says_why);
  g_test_add_func ("/plan/plans-join", test_plans_join);
  g_test_add_func ("/plan/none-leaves-everything", test_no_plan_leaves_everything);
  g_test_add_func ("/chain/cleaning-makes-use-of-ends", test_cleaning_makes_use_of_ends);
  return g_test_run ();
}
