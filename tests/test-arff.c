/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ARFF and KEEL files: quotes, keywords, types, what is missing, what was not declared, what is not whole. */
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/data/imb-problem.h"
#include "engine/io/imb-read.h"

static ImbTable *
read_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  ImbTable *table = imb_read_bytes ("t.arff", text, strlen (text), NULL, NULL, &error);

  g_assert_no_error (error);
  return table;
}

static void
assert_refused (const char *text,
                const char *start)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (imb_read_bytes ("t.arff", text, strlen (text), NULL, NULL, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_FORMAT);
  g_assert_cmpint (strncmp (error->message, start, strlen (start)), ==, 0);
}

static const char *
cell (const ImbTable *table,
      gsize           row,
      gsize           j)
{
  static char buffer[32];

  return imb_table_format_cell (table, row, j, buffer);
}

static const char quirky[] = "% comment\n\n@RELATION 'quirky set'\n"
                             "@Attribute 'sepal length' NUMERIC\n"
                             "@attribute colour{red, 'dark blue', \"it's\"}\r\n"
                             "@ATTRIBUTE when DATE \"yyyy-MM-dd\"\n"
                             "@attribute note string\n"
                             "@attribute 'the class' {1,0}\n"
                             "@DATA\n"
                             "5.1,red,2020-01-01,'a, b',1\n"
                             "% comment inside\n"
                             "?,'dark blue',?,plain,0\n"
                             "4.9, red ,\"2020-02-02\",\"x\\\"y\",0\n\n"
                             "4.7,\"it's\",2020-03-03,'don\\'t',0";

static void
test_quirks_of_weka (void)
{
  g_autoptr (ImbTable) table = read_text (quirky);
  const ImbReading *reading = imb_table_get_reading (table);

  g_assert_cmpuint (imb_table_n_rows (table), ==, 4);
  g_assert_cmpuint (imb_table_n_columns (table), ==, 5);
  g_assert_cmpuint (imb_table_n_problems (table), ==, 0);
  g_assert_cmpstr (imb_table_column_at (table, 0)->name, ==, "sepal length");
  g_assert_true (isnan (imb_table_column_at (table, 0)->numbers[1]));
  g_assert_cmpstr (cell (table, 1, 1), ==, "dark blue");
  g_assert_cmpstr (cell (table, 2, 1), ==, "red");
  g_assert_cmpstr (cell (table, 3, 1), ==, "it's");
  g_assert_cmpint (imb_table_column_at (table, 2)->type, ==, IMB_TYPE_DATE);
  g_assert_cmpstr (cell (table, 0, 3), ==, "a, b");
  g_assert_cmpstr (cell (table, 2, 3), ==, "x\"y");
  g_assert_cmpstr (cell (table, 3, 3), ==, "don't");
  g_assert_cmpint (imb_table_column_at (table, 4)->kind, ==, IMB_COLUMN_CATEGORY);
  g_assert_cmpstr (reading->format, ==, "arff");
  g_assert_null (reading->target);
  g_assert_cmpuint (g_strv_length (reading->missing), ==, 1);
}

static const char keel[] = "@relation demo\n@attribute Class {positive, negative}\n@attribute A real [0.0, 1.0]\n"
                           "@attribute B integer [0, 9]\n@inputs A, B\n@outputs Class\n@data\n"
                           "negative, 0.5, 3\nnegative, 0.25, 4\npositive, 0.75, <null>\n";

static void
test_keel_names_its_target (void)
{
  g_autoptr (ImbTable) table = read_text (keel);

  g_autofree char *reason = NULL;

  g_assert_cmpuint (imb_table_n_rows (table), ==, 3);
  g_assert_cmpint (imb_problem_guess_target (table, &reason), ==, 0);
  g_assert_nonnull (strstr (reason, "the file says so"));
  g_assert_cmpstr (imb_table_get_reading (table)->format, ==, "keel");
  g_assert_cmpstr (imb_table_get_reading (table)->target, ==, "Class");
  g_assert_cmpstr (cell (table, 2, 0), ==, "positive");
  g_assert_cmpfloat (imb_table_column_at (table, 1)->numbers[1], ==, 0.25);
  g_assert_true (isnan (imb_table_column_at (table, 2)->numbers[2]));
}

static void
test_what_was_not_declared_is_told (void)
{
  g_autoptr (ImbTable) table = read_text ("@relation r\n@attribute x numeric\n@attribute class {a,b}\n@data\n1,a\n2,c\n3\n4,b,5\n");
  const GPtrArray      *problems = imb_table_get_problems (table);
  const ImbReadProblem *first = g_ptr_array_index (problems, 0);

  g_assert_cmpuint (imb_table_n_rows (table), ==, 3);
  g_assert_cmpstr (cell (table, 1, 1), ==, "c");
  g_assert_cmpuint (problems->len, ==, 3);
  g_assert_cmpuint (first->line, ==, 6);
  g_assert_cmpuint (first->column, ==, 2);
  g_assert_nonnull (strstr (first->message, "“c” is not among the values declared"));
}

static void
test_what_is_not_whole_is_refused (void)
{
  assert_refused ("@relation r\n@attribute x numeric\n@attribute class {a,b}\n", "t.arff: there is no @data section");
  assert_refused ("@relation r\n@data\n1,2\n", "t.arff: there is no @attribute");
  assert_refused ("@relation r\n@attribute x numeric\n@attribute y relational\n@data\n1,2\n", "t.arff:3: this @attribute is not understood");
  assert_refused ("@relation r\n@attribute y {a,b\n@data\na\n", "t.arff:2: this @attribute is not understood");
  assert_refused ("@relation r\n@attribute x numeric\n@data\n\n{0 1}\n", "t.arff:5: sparse rows are not read");
  assert_refused ("@relation r\n@attribute x numeric\n@data\n% nothing\n", "t.arff: there are no rows");
}

static void
test_every_beginning_of_a_file_is_survived (void)
{
  const char *const texts[] = { quirky, keel };

  for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
    for (gsize n = 0; n <= strlen (texts[t]); n++)
      {
        g_autofree char *text = g_memdup2 (texts[t], MAX (n, 1)); /* exactly: so that a step beyond is seen */
        g_autoptr (ImbTable) table = NULL;
        g_autoptr (GError) error = NULL;

        table = imb_read_bytes ("t.arff", text, n, NULL, NULL, &error);
        g_assert_true ((table == NULL) == (error != NULL));
      }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/arff/quirks-of-weka", test_quirks_of_weka);
  g_test_add_func ("/arff/keel-names-its-target", test_keel_names_its_target);
  g_test_add_func ("/arff/what-was-not-declared-is-told", test_what_was_not_declared_is_told);
  g_test_add_func ("/arff/what-is-not-whole-is-refused", test_what_is_not_whole_is_refused);
  g_test_add_func ("/arff/every-beginning-of-a-file-is-survived", test_every_beginning_of_a_file_is_survived);
  return g_test_run ();
}
