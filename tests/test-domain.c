/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Synthetic rows in source units: whole numbers stay whole and values within those met, unless they are to stay as made. */
#include <math.h>

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

static void
test_other_words_are_refused (void)
{
  g_autoptr (GError) error = NULL;
  ImbDomain domain;

  g_assert_true (imb_domain_parse ("keep", &domain, NULL));
  g_assert_cmpint (domain, ==, IMB_DOMAIN_KEEP);
  g_assert_true (imb_domain_parse ("repair", &domain, NULL));
  g_assert_cmpint (domain, ==, IMB_DOMAIN_REPAIR);
  g_assert_false (imb_domain_parse ("rounded", &domain, &error));
  g_assert_cmpstr (error->message, ==, "“rounded” is nothing to do with the values of synthetic rows; use repair or keep.");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/domain/whole-numbers-stay-whole", test_whole_numbers_stay_whole);
  g_test_add_func ("/domain/values-stay-within-those-met", test_values_stay_within_those_met);
  g_test_add_func ("/domain/copies-are-left-alone", test_copies_are_left_alone);
  g_test_add_func ("/domain/other-words-are-refused", test_other_words_are_refused);
  return g_test_run ();
}
