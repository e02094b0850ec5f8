/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which cells have no value, and which columns are missing together. */

#include "engine/core/imb-parallel.h"
#include "engine/core/imb-rng.h"
#include "engine/data/imb-missingness.h"
#include "tests/reading.h"

static void
assert_columns (const ImbMissingness *missing,
                gsize                 p,
                gsize                 n_rows,
                const char           *wanted)
{
  gsize          n;
  const guint32 *columns = imb_missingness_pattern_columns (missing, p, &n);
  g_autoptr (GString) got = g_string_new (NULL);

  for (gsize k = 0; k < n; k++)
    g_string_append_printf (got, "%u ", columns[k]);
  g_assert_cmpstr (got->str, ==, wanted);
  g_assert_cmpuint (imb_missingness_pattern_n_rows (missing, p), ==, n_rows);
}

static void
test_missing_cells_are_counted (void)
{
  g_autoptr (ImbProblem) problem = read_problem ("a,b,c,class\n,,red,x\n1,2,,y\n,,blue,x\n3,4,red,y\n,,red,\n5,,red,x\n", "class");
  g_autoptr (ImbMissingness) missing = imb_missingness_new (imb_problem_get_table (problem), problem, NULL, NULL);
  gsize          n;
  const guint32 *columns = imb_missingness_get_columns (missing, &n);
  const gsize   *rows;

  g_assert_cmpuint (n, ==, 4);
  g_assert_cmpuint (columns[3], ==, 3);
  g_assert_cmpuint (imb_missingness_n_cells (missing), ==, 9);
  g_assert_cmpuint (imb_missingness_n_complete_rows (missing), ==, 1);
  g_assert_cmpuint (imb_missingness_n_classes (missing), ==, 2);
  g_assert_cmpuint (imb_missingness_in_class (missing, 1, 0), ==, 3);
  g_assert_cmpuint (imb_missingness_in_class (missing, 1, 1), ==, 0);
  g_assert_cmpuint (imb_missingness_in_class (missing, 2, 1), ==, 1);
  g_assert_cmpuint (imb_missingness_incomplete_in_class (missing, 0), ==, 3);
  g_assert_cmpuint (imb_missingness_incomplete_in_class (missing, 1), ==, 1);
  rows = imb_missingness_get_row_counts (missing, &n);
  g_assert_cmpuint (n, ==, 5);
  g_assert_cmpmem (rows, n * sizeof *rows, ((gsize[]){ 1, 2, 2, 1, 0 }), n * sizeof *rows);

  g_assert_cmpuint (imb_missingness_n_patterns (missing), ==, 5);
  assert_columns (missing, 0, 2, "0 1 ");
  assert_columns (missing, 1, 1, "2 ");
  assert_columns (missing, 2, 1, "");
  assert_columns (missing, 3, 1, "0 1 3 ");
  assert_columns (missing, 4, 1, "1 ");
  g_assert_cmpuint (imb_missingness_pattern_in_class (missing, 0, 0), ==, 2);
  g_assert_cmpuint (imb_missingness_pattern_in_class (missing, 3, 0), ==, 0);
  g_assert_cmpint (imb_missingness_pattern_of (missing, 2), ==, 0);
  g_assert_cmpint (imb_missingness_pattern_of (missing, 3), ==, 2);
}

static void
test_nothing_missing_is_one_pattern (void)
{
  g_autoptr (ImbProblem) problem = read_problem ("a,class\n1,x\n2,y\n", "class");
  g_autoptr (ImbMissingness) missing = imb_missingness_new (imb_problem_get_table (problem), NULL, NULL, NULL);
  gsize n;

  imb_missingness_get_columns (missing, &n);
  g_assert_cmpuint (n, ==, 0);
  g_assert_cmpuint (imb_missingness_n_cells (missing), ==, 0);
  g_assert_cmpuint (imb_missingness_n_classes (missing), ==, 0);
  g_assert_cmpuint (imb_missingness_n_complete_rows (missing), ==, 2);
  g_assert_cmpuint (imb_missingness_n_patterns (missing), ==, 1);
  assert_columns (missing, 0, 2, "");
}

/* Against counting one by one, in a table whose every row may have its own pattern. */
static void
test_many_patterns_are_told_apart (void)
{
  enum
  {
    ROWS = 20000,
    COLUMNS = 12
  };
  g_autoptr (GString) text = g_string_new ("a,b,c,d,e,f,g,h,i,j,k,l\n");
  g_autofree gsize *counts = g_new0 (gsize, 1 << COLUMNS);
  ImbRng            rng;
  gsize             n_different = 0, n_seen = 0;

  imb_rng_init (&rng, 7);
  for (gsize i = 0; i < ROWS; i++)
    {
      guint pattern = imb_rng_below (&rng, 3) == 0 ? 5 : imb_rng_below (&rng, 1 << COLUMNS);

      n_different += counts[pattern]++ == 0;
      for (guint j = 0; j < COLUMNS; j++)
        g_string_append_printf (text, "%s%c", pattern >> j & 1 ? "NA" : "1", j + 1 < COLUMNS ? ',' : '\n');
    }

  g_autoptr (ImbTable) table = imb_read_bytes ("t.csv", text->str, text->len, NULL, NULL, NULL);
  for (guint threads = 1; threads <= 3; threads += 2)
    {
      imb_parallel_set_n_threads (threads);
      g_autoptr (ImbMissingness) missing = imb_missingness_new (table, NULL, NULL, NULL);

      g_assert_cmpuint (imb_missingness_n_patterns (missing), ==, n_different);
      g_assert_cmpuint (imb_missingness_n_kept (missing), ==, 1000);
      assert_columns (missing, 0, counts[5], "0 2 ");
      n_seen = 0;
      for (gsize p = 0; p < 1000; p++)
        {
          gsize          n;
          const guint32 *columns = imb_missingness_pattern_columns (missing, p, &n);
          guint          pattern = 0;

          for (gsize k = 0; k < n; k++)
            pattern |= 1u << columns[k];
          g_assert_cmpuint (imb_missingness_pattern_n_rows (missing, p), ==, counts[pattern]);
        }
      for (gsize i = 0; i < ROWS; i++)
        n_seen += imb_missingness_pattern_of (missing, i) == 0;
      g_assert_cmpuint (n_seen, ==, counts[5]);
    }
  imb_parallel_set_n_threads (0);
}

static void
test_a_cancelled_count_stops (void)
{
  g_autoptr (ImbProblem) problem = read_problem ("a,class\n1,x\n,y\n", "class");
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;

  imb_job_cancel (job);
  g_assert_null (imb_missingness_new (imb_problem_get_table (problem), problem, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static ImbProblem *
masked_problem (gsize n_least,
                gsize n_exceptions)
{
  g_autoptr (GString) text = g_string_new ("id,a,b,class\n");

  for (gsize i = 0; i < n_least; i++)
    g_string_append_printf (text, "%zu,%s,%zu,%s\n", i, i < n_exceptions ? "1" : "", i % 7, "rare");
  for (gsize i = 0; i < 100; i++)
    g_string_append_printf (text, "%zu,%zu,%s,%s\n", n_least + i, i % 5, i % 2 == 0 ? "" : "3", "common");
  return read_problem (text->str, "class");
}

static void
test_a_mask_that_tells_classes_apart_is_found (void)
{
  g_autoptr (ImbProblem) problem = masked_problem (40, 4);
  g_autoptr (ImbMissingness) missing = imb_missingness_new (imb_problem_get_table (problem), problem, NULL, NULL);
  g_autofree char *sentence = NULL;
  ImbMask          mask;

  g_assert_true (imb_missingness_find_mask (missing, problem, &mask));
  g_assert_cmpuint (mask.column, ==, 1);
  g_assert_cmpuint (mask.lacking, ==, 1);
  g_assert_cmpuint (mask.having, ==, 0);
  g_assert_cmpfloat_with_epsilon (mask.balanced_accuracy, 0.95, 1e-12);
  sentence = imb_mask_dup_sentence (&mask, problem);
  g_assert_true (g_str_has_prefix (sentence, "Missing values alone predict the class: whether “a” has a value tells “common” from “rare” (balanced accuracy 0.9500)."));
}

static void
test_a_mask_that_says_little_or_may_be_chance_is_none (void)
{
  g_autoptr (ImbProblem) little = masked_problem (40, 20);
  g_autoptr (ImbMissingness) half = imb_missingness_new (imb_problem_get_table (little), little, NULL, NULL);
  g_autoptr (ImbProblem) few = read_problem ("a,class\n,x\n1,y\n2,y\n3,y\n4,y\n,x\n6,y\n7,y\n", "class");
  g_autoptr (ImbMissingness) chance = imb_missingness_new (imb_problem_get_table (few), few, NULL, NULL);
  ImbMask mask;

  g_assert_false (imb_missingness_find_mask (half, little, &mask));
  g_assert_false (imb_missingness_find_mask (chance, few, &mask));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/missingness/missing-cells-are-counted", test_missing_cells_are_counted);
  g_test_add_func ("/missingness/nothing-missing-is-one-pattern", test_nothing_missing_is_one_pattern);
  g_test_add_func ("/missingness/many-patterns-are-told-apart", test_many_patterns_are_told_apart);
  g_test_add_func ("/missingness/a-cancelled-count-stops", test_a_cancelled_count_stops);
  g_test_add_func ("/missingness/a-mask-that-tells-classes-apart-is-found", test_a_mask_that_tells_classes_apart_is_found);
  g_test_add_func ("/missingness/a-mask-that-says-little-or-may-be-chance-is-none", test_a_mask_that_says_little_or_may_be_chance_is_none);
  return g_test_run ();
}
