/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many different numbers, and the order of texts, beside the plain ways to them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/imb-rng.h"
#include "engine/kernels/imb-distinct.h"
#include "engine/kernels/imb-sort-texts.h"
#include "engine/kernels/imb-sort.h"

/* The plain way. (transfer full) */
static double *
sort_distinct (const double *values,
               gsize         n,
               gsize        *n_distinct)
{
  double *distinct = g_new (double, MAX (n, 1));
  gsize   n_present = 0, n_kept = 0;

  for (gsize i = 0; i < n; i++)
    if (!isnan (values[i]))
      distinct[n_present++] = values[i] + 0.0;
  qsort (distinct, n_present, sizeof *distinct, imb_compare_doubles);
  for (gsize i = 0; i < n_present; i++)
    if (n_kept == 0 || distinct[i] != distinct[n_kept - 1])
      distinct[n_kept++] = distinct[i];
  *n_distinct = n_kept;
  return distinct;
}

static void
assert_distinct (const double *values,
                 gsize         n)
{
  gsize              wanted, got = 77, n_found = 77;
  g_autofree double *different = sort_distinct (values, n, &wanted);
  g_autofree double *found = imb_distinct_find (values, n, NULL, &n_found, NULL);

  g_assert_true (imb_distinct_count (values, n, NULL, &got, NULL));
  g_assert_cmpuint (got, ==, wanted);
  g_assert_cmpmem (found, n_found * sizeof *found, different, wanted * sizeof *different);
}

static void
test_numbers_of_all_kinds (void)
{
  const gsize        most = 60000;
  g_autofree double *values = g_new (double, most);
  const double       few[] = { 0.0, -0.0, NAN, INFINITY, -INFINITY, 5e-324, 1.0 };
  ImbRng             rng;

  imb_rng_init (&rng, 1);
  for (guint round = 0; round < 40; round++)
    {
      gsize  n = imb_rng_below (&rng, most + 1);
      guint  range = 1 + (guint) imb_rng_below (&rng, round % 2 == 0 ? 3000 : 1000000);
      double often = round % 3 == 0 ? 0.9 : 0.0;

      for (gsize i = 0; i < n; i++)
        values[i] = imb_rng_double (&rng) < often ? few[round % G_N_ELEMENTS (few)]
                                                  : (imb_rng_below (&rng, 50) == 0 ? few[imb_rng_below (&rng, G_N_ELEMENTS (few))] : (double) imb_rng_below (&rng, range) / 7.0);
      assert_distinct (values, n);
    }
  assert_distinct (values, 0);
}

/* More than are dealt at a time. */
static void
test_many_numbers (void)
{
  const gsize        n = 2500000;
  g_autofree double *values = g_new (double, n);
  gsize              got = 0;

  for (gsize i = 0; i < n; i++)
    values[i] = (double) (i % 1900001) * 0.5;
  g_assert_true (imb_distinct_count (values, n, NULL, &got, NULL));
  g_assert_cmpuint (got, ==, 1900001);
}

static void
test_counting_can_be_cancelled (void)
{
  g_autofree double *values = g_new (double, 100000);
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;
  gsize got;

  for (gsize i = 0; i < 100000; i++)
    values[i] = (double) i;
  imb_job_cancel (job);
  g_assert_null (imb_distinct_find (values, 100000, job, &got, NULL));
  g_assert_false (imb_distinct_count (values, 100000, job, &got, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
assert_in_order (GPtrArray *texts)
{
  g_autofree guint32 *order = g_new (guint32, MAX (1, texts->len));
  const char *const  *list = (const char *const *) texts->pdata;

  g_assert_true (imb_sort_texts (list, texts->len, order, NULL, NULL));
  for (guint i = 1; i < texts->len; i++)
    {
      int before = strcmp (list[order[i - 1]], list[order[i]]);

      g_assert_true (before < 0 || (before == 0 && order[i - 1] < order[i]));
    }
}

static void
test_texts_are_ordered_as_strcmp_does (void)
{
  ImbRng rng;

  imb_rng_init (&rng, 2);
  for (guint round = 0; round < 300; round++)
    {
      g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
      guint n = (guint) imb_rng_below (&rng, round % 10 == 0 ? 3000 : 100), letters = 1 + (guint) imb_rng_below (&rng, 4);
      guint most = 1 + (guint) imb_rng_below (&rng, 40);

      for (guint i = 0; i < n; i++)
        {
          guint length = (guint) imb_rng_below (&rng, most);
          char *text = g_malloc0 (length + 1);

          for (guint c = 0; c < length; c++)
            text[c] = "a\xc3\x7f\x01"[imb_rng_below (&rng, letters)];
          g_ptr_array_add (texts, text);
        }
      assert_in_order (texts);
    }
}

/* A long beginning that all share must cost neither a deep stack nor much time. */
static void
test_texts_that_begin_alike (void)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *beginning = g_strnfill (200000, 'x');

  for (guint i = 0; i < 100; i++)
    g_ptr_array_add (texts, g_strdup_printf ("%s%u", beginning, i * 7 % 100));
  g_ptr_array_add (texts, g_strdup (beginning));
  g_ptr_array_add (texts, g_strdup (beginning));
  assert_in_order (texts);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/distinct/numbers-of-all-kinds", test_numbers_of_all_kinds);
  g_test_add_func ("/distinct/many-numbers", test_many_numbers);
  g_test_add_func ("/distinct/counting-can-be-cancelled", test_counting_can_be_cancelled);
  g_test_add_func ("/sort-texts/as-strcmp-does", test_texts_are_ordered_as_strcmp_does);
  g_test_add_func ("/sort-texts/that-begin-alike", test_texts_that_begin_alike);
  return g_test_run ();
}
