/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Synthetic rows in source units: whole numbers stay whole and values within those met, unless they are to stay as made. */
#include <math.h>
#include <string.h>

#include "engine/evaluate/imb-recipe.h"
#include "engine/imb.h"
#include "tests/reading.h"

/* The count is whole and never below 0; the level is neither. */
static const char text[] = "count,level,colour,class\n0,0.5,red,a\n1,1.5,red,a\n0,2.5,blue,a\n2,3.5,red,a\n"
                           "7,9.5,blue,b\n8,8.5,red,b\n9,7.25,blue,b\n9,9.5,red,b\n7,9.25,blue,b\n8,9.5,red,b\n9,9.5,blue,b\n7,8.5,red,b\n";

static ImbResample *
apply (const char *plan_text,
       ImbDomain   domain,
       ImbScale    scale)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbProblem) problem = read_problem (text, "class");
  g_autoptr (ImbDesign) design = imb_design_new (problem, NULL, NULL);
  g_autoptr (ImbPlan) plan = imb_plan_parse (plan_text, NULL);
  ImbResample *result = imb_plan_apply (plan, design, IMB_IMPUTE_MEDIAN, scale, domain, 1, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (result->n_made, >, 3);
  return result;
}

static gboolean
is_all_whole (const ImbResample *result)
{
  for (gsize m = 0; m < result->n_made; m++)
    if (imb_matrix_row (result->made, m)[0] != floor (imb_matrix_row (result->made, m)[0]))
      return FALSE;
  return TRUE;
}

static gboolean
is_all_within (const ImbResample *result)
{
  for (gsize m = 0; m < result->n_made; m++)
    {
      const double *row = imb_matrix_row (result->made, m);

      if (row[0] < 0.0 || row[0] > 9.0 || row[1] < 0.5 || row[1] > 9.5)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_noted (const ImbResample *result,
          const char        *words)
{
  for (guint i = 0; i < imb_notes_n (result->notes); i++)
    if (strstr (imb_notes_at (result->notes, i), words) != NULL)
      return TRUE;
  return FALSE;
}

static void
test_whole_numbers_stay_whole (void)
{
  const ImbScale scales[] = { IMB_SCALE_NONE, IMB_SCALE_STANDARD };

  for (guint s = 0; s < 2; s++)
    {
      g_autoptr (ImbResample) repaired = apply ("smote:k_neighbors=2", IMB_DOMAIN_REPAIR, scales[s]);
      g_autoptr (ImbResample) kept = apply ("smote:k_neighbors=2", IMB_DOMAIN_KEEP, scales[s]);

      g_assert_true (is_all_whole (repaired));
      g_assert_true (is_noted (repaired, "were rounded"));
      g_assert_false (is_all_whole (kept));
      g_assert_true (is_noted (kept, "it has fractions"));
      for (gsize m = 0; m < kept->n_made; m++)
        {
          g_assert_cmpfloat (imb_matrix_row (repaired->made, m)[0], ==, nearbyint (imb_matrix_row (kept->made, m)[0]));
          g_assert_cmpfloat (imb_matrix_row (repaired->made, m)[1], ==, imb_matrix_row (kept->made, m)[1]);
          g_assert_cmpfloat (imb_matrix_row (repaired->made, m)[2], ==, imb_matrix_row (kept->made, m)[2]);
        }
    }
}

/* As imbalanced-learn, whose columns of whole numbers are of that type. */
static void
test_fractions_are_cut_off (void)
{
  static const char *const plans[] = { "smote:k_neighbors=2", "random-over:shrinkage=5" };

  for (guint p = 0; p < 2; p++)
    {
      g_autoptr (ImbResample) cut = apply (plans[p], IMB_DOMAIN_CUT, IMB_SCALE_NONE);
      g_autoptr (ImbResample) kept = apply (plans[p], IMB_DOMAIN_KEEP, IMB_SCALE_NONE);

      g_assert_true (is_all_whole (cut));
      g_assert_true (is_noted (cut, "were cut off"));
      g_assert_cmpint (is_noted (cut, "lie outside of the values met"), ==, is_noted (kept, "lie outside of the values met"));
      g_assert_false (is_noted (cut, "were moved"));
      for (gsize m = 0; m < kept->n_made; m++)
        {
          g_assert_cmpfloat (imb_matrix_row (cut->made, m)[0], ==, trunc (imb_matrix_row (kept->made, m)[0]));
          g_assert_cmpfloat (imb_matrix_row (cut->made, m)[1], ==, imb_matrix_row (kept->made, m)[1]);
          g_assert_cmpfloat (imb_matrix_row (cut->made, m)[2], ==, imb_matrix_row (kept->made, m)[2]);
        }
    }
}

static void
test_values_stay_within_those_met (void)
{
  g_autoptr (ImbResample) repaired = apply ("random-over:shrinkage=5", IMB_DOMAIN_REPAIR, IMB_SCALE_NONE);
  g_autoptr (ImbResample) kept = apply ("random-over:shrinkage=5", IMB_DOMAIN_KEEP, IMB_SCALE_NONE);

  g_assert_true (is_all_within (repaired));
  g_assert_true (is_all_whole (repaired));
  g_assert_true (is_noted (repaired, "were moved to the nearest one"));
  g_assert_false (is_all_within (kept));
  for (gsize m = 0; m < kept->n_made; m++)
    g_assert_true (imb_matrix_row (kept->made, m)[2] == 0.0 || imb_matrix_row (kept->made, m)[2] == 1.0);
  g_assert_true (is_noted (kept, "lie outside of the values met"));
}

static void
test_copies_are_left_alone (void)
{
  g_autoptr (ImbResample) repaired = apply ("random-over", IMB_DOMAIN_REPAIR, IMB_SCALE_NONE);

  g_assert_false (is_noted (repaired, "synthetic rows"));
}

/* Rows that a later step dropped are not in the table, and nothing is said of them. */
static void
test_rows_that_are_gone_are_not_counted (void)
{
  const char *const plan = "smote:k_neighbors=2 + random-under:sampling_strategy={a:6;b:8}";
  g_autoptr (ImbResample) kept = apply (plan, IMB_DOMAIN_KEEP, IMB_SCALE_NONE);
  g_autoptr (ImbResample) repaired = apply (plan, IMB_DOMAIN_REPAIR, IMB_SCALE_NONE);
  g_autofree char *expected = NULL;
  gsize            n_fractions = 0, n_all = 0;

  for (gsize i = 0; i < kept->n_rows; i++)
    if (kept->rows[i] >= kept->n_in)
      {
        double x = imb_matrix_row (kept->made, kept->rows[i] - kept->n_in)[0];

        n_fractions += x != floor (x);
      }
  for (gsize m = 0; m < kept->n_made; m++)
    n_all += imb_matrix_row (kept->made, m)[0] != floor (imb_matrix_row (kept->made, m)[0]);
  g_assert_cmpuint (n_fractions, >, 0);
  g_assert_cmpuint (n_fractions, <, n_all);
  expected = g_strdup_printf ("1 feature holds whole numbers: %zu values", n_fractions);
  g_assert_true (is_noted (repaired, expected));
}

static const char numbers[] = "count,level,class\n0,0.5,a\n1,1.5,a\n0,2.5,a\n2,3.5,a\n"
                              "7,9.5,b\n8,8.5,b\n9,7.25,b\n9,9.5,b\n7,9.25,b\n8,9.5,b\n9,9.5,b\n7,8.5,b\n";

/* A model that only looks at what it is to learn from, in source units. */
static struct
{
  const ImbTransform *transform;
  gsize               n_made;
  gsize               n_fractions;
  double              low, high; /* of synthetic rows */
} spied;

static gpointer
spy_fit (const ImbView *train,
         gconstpointer  values,
         const ImbRng  *rng,
         ImbJob        *job,
         ImbNotes      *notes,
         GError       **error)
{
  double shift = imb_transform_get_shift (spied.transform)[0], scale = imb_transform_get_scale (spied.transform)[0];

  for (gsize i = 0; i < train->n_rows; i++)
    if (imb_view_source (train, i) >= train->base->n_rows)
      {
        double x = imb_view_row (train, i)[0] * scale + shift;

        spied.n_made++;
        spied.n_fractions += fabs (x - nearbyint (x)) > 1e-9;
        spied.low = MIN (spied.low, x);
        spied.high = MAX (spied.high, x);
      }
  return &spied;
}

static gboolean
spy_predict (gconstpointer    fitted,
             const ImbMatrix *rows,
             double          *scores,
             ImbJob          *job,
             GError         **error)
{
  for (gsize i = 0; i < 2 * rows->n_rows; i++)
    scores[i] = 0.5;
  return TRUE;
}

static void
spy_free (gpointer fitted)
{
}

static const ImbModel spy = { .base = { .id = "spy" }, .fit = spy_fit, .predict = spy_predict, .free = spy_free };

/* The fold's training rows are those of @test's others. */
static gboolean
spy_on_fold (const char *test,
             const char *plan_text,
             ImbScale    scale,
             ImbDomain   domain)
{
  g_autofree char *all = g_strconcat (numbers, test, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbProblem) problem = read_problem (all, "class");
  g_autoptr (ImbDesign) design = imb_design_new (problem, NULL, NULL);
  g_autoptr (ImbPlan) plan = imb_plan_parse (plan_text, NULL);
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (ImbTransform) transform = NULL;
  ImbView   view = imb_design_get_view (design);
  guint32   rows[14];
  double    scores[4];
  ImbRecipe recipe = { .matrix = view.base, .classes = view.classes, .kinds = view.kinds, .n_classes = 2, .scale = scale, .plan = plan, .model = &spy, .domain = domain };

  for (guint i = 0; i < 14; i++)
    rows[i] = i;
  transform = imb_transform_fit (view.base, view.kinds, view.features, rows, 12, IMB_IMPUTE_MEDIAN, scale, NULL, NULL, &error);
  memset (&spied, 0, sizeof spied);
  spied.transform = transform;
  spied.low = INFINITY;
  spied.high = -INFINITY;
  g_assert_true (imb_recipe_score (&recipe, rows, 12, rows + 12, 2, scores, NULL, notes, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (spied.n_made, >=, 4);
  return imb_notes_n (notes) > 0;
}

/* Not of the test rows: one has a fraction, and both lie far outside. */
static void
test_a_fold_repairs_by_its_training_rows (void)
{
  const char *const test = "-50.5,0.5,a\n99,1.5,b\n";
  const ImbScale    scales[] = { IMB_SCALE_NONE, IMB_SCALE_STANDARD, IMB_SCALE_ROBUST };

  for (guint s = 0; s < G_N_ELEMENTS (scales); s++)
    {
      g_assert_true (spy_on_fold (test, "random-over:shrinkage=5", scales[s], IMB_DOMAIN_REPAIR));
      g_assert_cmpuint (spied.n_fractions, ==, 0);
      g_assert_cmpfloat_with_epsilon (spied.low, 0.0, 1e-9); /* moved there */
      g_assert_cmpfloat (spied.high, <=, 9.0 + 1e-9);
      g_assert_true (spy_on_fold (test, "smote:k_neighbors=2", scales[s], IMB_DOMAIN_REPAIR));
      g_assert_cmpuint (spied.n_fractions, ==, 0);
      g_assert_false (spy_on_fold (test, "random-over:shrinkage=5", scales[s], IMB_DOMAIN_KEEP));
      g_assert_cmpuint (spied.n_fractions, >, 0);
      g_assert_cmpfloat (spied.low, <, -1e-6);
    }
}

static void
test_other_words_are_refused (void)
{
  g_autoptr (GError) error = NULL;
  ImbDomain domain;

  g_assert_true (imb_domain_parse ("keep", &domain, NULL));
  g_assert_cmpint (domain, ==, IMB_DOMAIN_KEEP);
  g_assert_true (imb_domain_parse ("repair", &domain, NULL));
  g_assert_cmpint (domain, ==, IMB_DOMAIN_REPAIR);
  g_assert_true (imb_domain_parse ("cut", &domain, NULL));
  g_assert_cmpint (domain, ==, IMB_DOMAIN_CUT);
  g_assert_cmpstr (imb_domain_nick (domain), ==, "cut");
  g_assert_false (imb_domain_parse ("rounded", &domain, &error));
  g_assert_cmpstr (error->message, ==, "“rounded” is nothing to do with the values of synthetic rows; use repair, keep or cut.");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/domain/whole-numbers-stay-whole", test_whole_numbers_stay_whole);
  g_test_add_func ("/domain/fractions-are-cut-off", test_fractions_are_cut_off);
  g_test_add_func ("/domain/values-stay-within-those-met", test_values_stay_within_those_met);
  g_test_add_func ("/domain/copies-are-left-alone", test_copies_are_left_alone);
  g_test_add_func ("/domain/other-words-are-refused", test_other_words_are_refused);
  g_test_add_func ("/domain/rows-that-are-gone-are-not-counted", test_rows_that_are_gone_are_not_counted);
  g_test_add_func ("/domain/a-fold-repairs-by-its-training-rows", test_a_fold_repairs_by_its_training_rows);
  return g_test_run ();
}
