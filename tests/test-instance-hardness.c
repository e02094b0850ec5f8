/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How hard single rows are: two classes on a line, where every measure can be told by hand, and what cannot be measured. */
#include <math.h>
#include <string.h>

#include "engine/imb.h"

static ImbDesign *
design_of (const char *text)
{
  g_autoptr (ImbTable) table = imb_read_bytes ("t.csv", text, strlen (text), NULL, NULL, NULL);
  const ImbProblemOptions options = { .target_column = 1 };
  g_autoptr (ImbProblem) problem = imb_problem_new (table, &options, NULL, NULL);

  g_assert_nonnull (problem);
  return imb_design_new (problem, NULL, NULL);
}

/* 0 … 7 are of class a, 20 … 27 of class b; with a mistake 23 is of a. */
static ImbDesign *
line (gboolean with_mistake)
{
  g_autoptr (GString) text = g_string_new ("x,class\n");

  for (guint i = 0; i < 8; i++)
    g_string_append_printf (text, "%u.5,a\n", i);
  for (guint i = 0; i < 8; i++)
    g_string_append_printf (text, "%u.5,%s\n", 20 + i, with_mistake && i == 3 ? "a" : "b");
  return design_of (text->str);
}

static double
of_row (const ImbInstanceHardness *self,
        gsize                      row,
        ImbHardnessMeasure         measure)
{
  return self->of_row[row * IMB_HARDNESS_N + measure];
}

static void
test_classes_apart_are_easy (void)
{
  g_autoptr (ImbDesign) design = line (FALSE);
  GError *error = NULL;
  g_autoptr (ImbInstanceHardness) found = imb_instance_hardness_new (design, 0, NULL, NULL, &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < 16; i++)
    {
      g_assert_cmpfloat (of_row (found, i, IMB_HARDNESS_NEIGHBOURS), ==, 0.0);
      g_assert_cmpfloat (of_row (found, i, IMB_HARDNESS_DISJUNCT), ==, 0.0); /* two leaves of 8 rows each */
      g_assert_cmpfloat (of_row (found, i, IMB_HARDNESS_DEPTH), ==, 1.0);
      g_assert_cmpfloat (of_row (found, i, IMB_HARDNESS_LIKELIHOOD), <, 1e-6);
      g_assert_cmpfloat (of_row (found, i, IMB_HARDNESS_UNFORESEEN), <, 0.2);
    }
  for (guint m = 0; m < IMB_HARDNESS_N; m++)
    g_assert_cmpfloat (found->of_class[m], <=, 1.0);
}

/* One row of a among those of b: a leaf of its own, two cuts below the root's. */
static void
test_a_row_among_others_is_hard (void)
{
  g_autoptr (ImbDesign) design = line (TRUE);
  g_autoptr (ImbInstanceHardness) found = imb_instance_hardness_new (design, 0, NULL, NULL, NULL);
  g_autoptr (ImbInstanceHardness) again = imb_instance_hardness_new (design, 0, NULL, NULL, NULL);

  g_assert_cmpfloat (of_row (found, 11, IMB_HARDNESS_NEIGHBOURS), ==, 1.0);
  g_assert_cmpfloat (of_row (found, 10, IMB_HARDNESS_NEIGHBOURS), ==, 0.2);
  g_assert_cmpfloat (of_row (found, 0, IMB_HARDNESS_NEIGHBOURS), ==, 0.0);
  g_assert_cmpfloat (of_row (found, 11, IMB_HARDNESS_DISJUNCT), ==, 1.0);
  g_assert_cmpfloat (of_row (found, 0, IMB_HARDNESS_DISJUNCT), ==, 0.0);
  g_assert_cmpfloat (of_row (found, 0, IMB_HARDNESS_DEPTH), ==, 1.0 / 3.0);
  g_assert_cmpfloat (of_row (found, 11, IMB_HARDNESS_DEPTH), ==, 1.0);
  g_assert_cmpfloat (of_row (found, 11, IMB_HARDNESS_LIKELIHOOD), >, 0.9);
  g_assert_cmpfloat (of_row (found, 11, IMB_HARDNESS_UNFORESEEN), >, 0.7);
  g_assert_cmpmem (found->of_row, 16 * IMB_HARDNESS_N * sizeof (double), again->of_row, 16 * IMB_HARDNESS_N * sizeof (double));
}

static void
test_what_cannot_be_measured_is_said (void)
{
  g_autoptr (ImbDesign) few = design_of ("x,class\n1,a\n2,b\n3,a\n");
  g_autoptr (ImbDesign) enough = line (FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) stopped = NULL;
  ImbJob *job = imb_job_new ();

  g_assert_null (imb_instance_hardness_new (few, 0, NULL, NULL, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW);
  imb_job_cancel (job);
  g_assert_null (imb_instance_hardness_new (enough, 0, NULL, job, &stopped));
  g_assert_error (stopped, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  imb_job_unref (job);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/instance-hardness/classes apart are easy", test_classes_apart_are_easy);
  g_test_add_func ("/instance-hardness/a row among others is hard", test_a_row_among_others_is_hard);
  g_test_add_func ("/instance-hardness/what cannot be measured is said", test_what_cannot_be_measured_is_said);
  return g_test_run ();
}
