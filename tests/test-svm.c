/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Support vectors against scikit-learn's (tests/golden/samplers/ORIGIN); cancelling. */
#include <errno.h>
#include <sys/wait.h>

#include "engine/core/imb-rng.h"
#include "engine/kernels/imb-svm.h"
#include "tests/imb-golden.h"
#include "tests/tellings.h"

static const ImbSvmParams usual = { .cost = 1.0, .gamma = 0.0 };

static void
find (const ImbMatrix *x,
      const guint     *n_levels,
      const guint16   *classes,
      guint8          *is_support)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (imb_svm_find_support (x, n_levels, classes, &usual, is_support, NULL, &error));
  g_assert_no_error (error);
}

static void
test_support_is_scikit_learns (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  g_auto (GStrv) wanted = golden_lines ("samplers/multiclass_support.txt");
  guint8 is_support[180], expected[180] = { 0 };

  for (guint i = 0; wanted[i] != NULL; i++)
    expected[g_ascii_strtoull (wanted[i], NULL, 10)] = 1;
  find (table.x, NULL, table.classes, is_support);
  g_assert_cmpmem (is_support, sizeof is_support, expected, sizeof expected);
}

/* Classes need not be numbered without gaps, nor come in order. */
static void
test_numbers_of_classes_do_not_matter (void)
{
  g_auto (GoldenTable) table = golden_table ("samplers/multiclass.csv");
  guint8 first[180], second[180];

  find (table.x, NULL, table.classes, first);
  for (guint i = 0; i < 180; i++)
    table.classes[i] = (guint16) (table.classes[i] * 30000 + 5);
  find (table.x, NULL, table.classes, second);
  g_assert_cmpmem (first, sizeof first, second, sizeof second);
}

static void
test_codes_are_columns_of_zeros_and_ones (void)
{
  const guint   n_levels[] = { 0, 3, 0 };
  const guint16 classes_of[] = { 0, 1, 0, 1, 1, 0, 0 };
  g_autoptr (ImbMatrix) codes = imb_matrix_new (140, 3, NULL);
  g_autoptr (ImbMatrix) wide = imb_matrix_new (140, 5, NULL);
  guint16 classes[140];
  guint8  first[140], second[140];
  ImbRng  rng;

  imb_rng_init (&rng, 4);
  for (guint i = 0; i < 140; i++)
    {
      double *narrow = imb_matrix_row (codes, i), *broad = imb_matrix_row (wide, i);

      classes[i] = classes_of[i % 7];
      narrow[0] = broad[0] = imb_rng_normal (&rng);
      narrow[1] = i % 3;
      broad[1 + i % 3] = 1.0;
      narrow[2] = broad[4] = imb_rng_normal (&rng) + classes[i];
    }
  find (codes, n_levels, classes, first);
  find (wide, NULL, classes, second);
  g_assert_cmpmem (first, sizeof first, second, sizeof second);
}

static void
test_rows_at_one_place_are_answered (void)
{
  g_autoptr (ImbMatrix) x = imb_matrix_new (40, 2, NULL);
  guint16 classes[40];
  guint8  is_support[40];
  guint   n = 0;

  for (guint i = 0; i < 40; i++)
    classes[i] = i % 4 == 0;
  find (x, NULL, classes, is_support);
  for (guint i = 0; i < 40; i++)
    n += is_support[i];
  g_assert_cmpuint (n, >=, 20);
}

static gpointer
cancel_later (gpointer job)
{
  gint64 *when = g_new (gint64, 1);

  g_usleep (150000);
  *when = g_get_monotonic_time ();
  imb_job_cancel (job);
  return when;
}

/* Alone this would take minutes. What works is another process: measured is the time that passes. */
static void
cancel_finding (gconstpointer data)
{
  g_autoptr (ImbMatrix) x = imb_matrix_new (60000, 20, NULL);
  g_autofree guint16 *classes = g_new (guint16, 60000);
  g_autofree guint8  *is_support = g_new (guint8, 60000);
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;
  g_autofree gint64 *when = NULL;
  GThread           *thread;
  gint64             end;
  ImbRng             rng;

  imb_rng_init (&rng, 4);
  for (guint i = 0; i < 60000; i++)
    {
      classes[i] = i % 2;
      for (guint j = 0; j < 20; j++)
        imb_matrix_row (x, i)[j] = imb_rng_normal (&rng);
    }
  thread = g_thread_new ("cancel", cancel_later, job);
  g_assert_false (imb_svm_find_support (x, NULL, classes, &usual, is_support, job, &error));
  end = g_get_monotonic_time ();
  when = g_thread_join (thread);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (waitpid (-1, NULL, WNOHANG), ==, -1);
  g_assert_cmpint (errno, ==, ECHILD);
  telling_note ("finding", (double) (end - *when) / 1e3, 100.0);
}

static void
test_cancels_at_once_and_leaves_no_child (void)
{
  assert_in_time (cancel_finding, NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/svm/support-is-scikit-learns", test_support_is_scikit_learns);
  g_test_add_func ("/svm/numbers-of-classes-do-not-matter", test_numbers_of_classes_do_not_matter);
  g_test_add_func ("/svm/codes-are-columns-of-zeros-and-ones", test_codes_are_columns_of_zeros_and_ones);
  g_test_add_func ("/svm/rows-at-one-place-are-answered", test_rows_at_one_place_are_answered);
  g_test_add_func ("/svm/cancels-at-once-and-leaves-no-child", test_cancels_at_once_and_leaves_no_child);
  return g_test_run ();
}
