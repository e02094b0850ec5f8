/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sparse text: what is such text and what is not, where its numbers go, what is odd in it. */
#include <locale.h>
#include <math.h>

#include "tests/reading.h"

static void
assert_row (const ImbTable *table,
            gsize           row,
            ...)
{
  va_list args;

  va_start (args, row);
  for (gsize j = 0; j < imb_table_n_columns (table); j++)
    {
      double want = va_arg (args, double);
      double have = imb_table_column_at (table, j)->numbers[row];

      g_assert_true (have == want || (isnan (have) && isnan (want)));
    }
  va_end (args);
}

static void
test_what_is_not_in_a_row_is_0 (void)
{
  g_autoptr (ImbTable) table = read_text ("# made by hand\r\n+1 1:0.5 3:-2e1 # first\r\n\r\n-1 2:1\r\n+1\r\n", NULL);
  const ImbReading *reading = imb_table_get_reading (table);

  g_assert_cmpuint (imb_table_n_rows (table), ==, 3);
  g_assert_cmpuint (imb_table_n_columns (table), ==, 4);
  g_assert_cmpuint (imb_table_n_problems (table), ==, 0);
  g_assert_cmpstr (imb_table_column_at (table, 0)->name, ==, "feature 1");
  g_assert_cmpstr (imb_table_column_at (table, 3)->name, ==, "label");
  assert_row (table, 0, 0.5, 0.0, -20.0, 1.0);
  assert_row (table, 1, 0.0, 1.0, 0.0, -1.0);
  assert_row (table, 2, 0.0, 0.0, 0.0, 1.0);
  g_assert_cmpstr (reading->format, ==, "libsvm");
  g_assert_cmpstr (reading->target, ==, "label");
  g_assert_cmpstr (reading->encoding, ==, "UTF-8");
}

static void
test_features_may_begin_at_0_in_any_order (void)
{
  g_autoptr (ImbTable) table = read_text ("1 2:3 0:1\n0 1:2\n", NULL);

  g_assert_cmpuint (imb_table_n_columns (table), ==, 4);
  g_assert_cmpstr (imb_table_column_at (table, 0)->name, ==, "feature 0");
  assert_row (table, 0, 1.0, 0.0, 3.0, 1.0);
  assert_row (table, 1, 0.0, 2.0, 0.0, 0.0);
  assert_note (table, "from 0 on");
}

static void
test_queries_are_a_column (void)
{
  g_autoptr (ImbTable) table = read_text ("1 qid:7 1:2\n0 qid:8 2:3\n", NULL);

  g_assert_cmpstr (imb_table_column_at (table, 2)->name, ==, "qid");
  assert_row (table, 1, 0.0, 3.0, 8.0, 0.0);
}

static void
test_what_is_odd_is_a_problem_with_its_line (void)
{
  static const struct
  {
    gsize       line;
    const char *part;
  } odd[] = { { 1, "“x” is not a number" }, { 1, "“4” is no pair" }, { 2, "index 2 stands more than once" }, { 4, "no label" }, { 5, "“inf” is not a finite" } };
  g_autoptr (ImbTable) table = read_text ("1 1:0.5 3:x 4\n-1 2:1 2:3\n\n2:5\n1 3:nan 1:inf\n", &(ImbReadOptions){ .format = "libsvm" });
  const GPtrArray *problems = imb_table_get_problems (table);

  g_assert_cmpuint (problems->len, ==, G_N_ELEMENTS (odd));
  for (gsize o = 0; o < G_N_ELEMENTS (odd); o++)
    {
      const ImbReadProblem *problem = problems->pdata[o];

      g_assert_cmpuint (problem->line, ==, odd[o].line);
      g_assert_cmpuint (problem->row, ==, odd[o].line - (odd[o].line > 3));
      g_assert_nonnull (strstr (problem->message, odd[o].part));
    }
  assert_row (table, 0, 0.5, 0.0, NAN, 1.0);
  assert_row (table, 1, 0.0, 3.0, 0.0, -1.0);
  assert_row (table, 2, 0.0, 5.0, 0.0, NAN);
  assert_row (table, 3, NAN, 0.0, NAN, 1.0);
}

static void
test_labels_may_be_words (void)
{
  g_autoptr (ImbTable) table = read_text ("spam 1:1\nham 1:2\n", &(ImbReadOptions){ .format = "libsvm" });
  char buffer[32];

  g_assert_cmpstr (imb_table_format_cell (table, 0, 1, buffer), ==, "spam");
  g_assert_cmpint (imb_table_column_at (table, 1)->kind, ==, IMB_COLUMN_CATEGORY);
}

static void
test_what_does_not_work_gets_a_sentence (void)
{
  const ImbReadOptions options = { .format = "libsvm" };

  assert_refused ("1 1:2\n\n1,2 1:2\n", NULL, IMB_ERROR_FORMAT, "t.csv:3:1: the row has several labels");
  assert_refused ("1 1:2\n1 200000:2\n", NULL, IMB_ERROR_TOO_LARGE, "t.csv: 2 rows with indices up to 200000 would take");
  assert_refused ("1 99999999999999999999999999:2\n", NULL, IMB_ERROR_TOO_LARGE, "t.csv: 1 rows with indices");
  assert_refused ("1\n2\n", &options, IMB_ERROR_FORMAT, "t.csv: there are no rows with pairs");
  assert_refused ("", &options, IMB_ERROR_FORMAT, "t.csv: there are no rows with pairs");
}

static void
test_other_text_is_not_taken_for_it (void)
{
  static const char *const others[] = { "a b\n1 12:30\n2 13:40\n", "x,c\n1,a\n2,b\n", "1\n2\n3\n", "1 1:2 x\n1 1:2 y\n", "spam 1:2\nham 1:3\n", "1 1:2:3\n2 1:2:4\n" };

  for (gsize o = 0; o < G_N_ELEMENTS (others); o++)
    {
      g_autoptr (ImbTable) table = read_text (others[o], NULL);

      g_assert_cmpstr (imb_table_get_reading (table)->format, ==, "csv");
    }
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, ""); /* test-comma.py: nothing may depend on it */
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/libsvm/absent", test_what_is_not_in_a_row_is_0);
  g_test_add_func ("/libsvm/from-0", test_features_may_begin_at_0_in_any_order);
  g_test_add_func ("/libsvm/queries", test_queries_are_a_column);
  g_test_add_func ("/libsvm/problems", test_what_is_odd_is_a_problem_with_its_line);
  g_test_add_func ("/libsvm/words", test_labels_may_be_words);
  g_test_add_func ("/libsvm/refused", test_what_does_not_work_gets_a_sentence);
  g_test_add_func ("/libsvm/others", test_other_text_is_not_taken_for_it);
  return g_test_run ();
}
