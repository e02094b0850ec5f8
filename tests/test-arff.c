/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ARFF and KEEL files: quotes, keywords, types, sparse rows, weights, what is missing, what was not declared, what is not whole. */
#include <locale.h>
#include <math.h>

#include "tests/reading.h"

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
  g_autoptr (ImbTable) table = read_text (quirky, NULL);
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
  g_autoptr (ImbTable) table = read_text (keel, NULL);

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
  g_autoptr (ImbTable) table = read_text ("@relation r\n@attribute x numeric\n@attribute class {a,b}\n@data\n1,a\n2,c\n3\n4,b,5\n", NULL);
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
  assert_refused ("@relation r\n@attribute x numeric\n@attribute class {a,b}\n", NULL, IMB_ERROR_FORMAT, "t.csv: there is no @data section");
  assert_refused ("@relation r\n@data\n1,2\n", NULL, IMB_ERROR_FORMAT, "t.csv: there is no @attribute");
  assert_refused ("@relation r\n@attribute x numeric\n@attribute y complex\n@data\n1,2\n", NULL, IMB_ERROR_FORMAT, "t.csv:3: this @attribute is not understood");
  assert_refused ("@relation r\n@attribute x numeric\n@attribute y Relational\n@end y\n@data\n1,2\n", NULL, IMB_ERROR_FORMAT, "t.csv:3: “y” is relational");
  assert_refused ("@relation r\n@attribute 'x numeric\n@data\n1\n", NULL, IMB_ERROR_FORMAT, "t.csv:2: this @attribute is not understood");
  assert_refused ("@relation r\n@attribute y {a,b\n@data\na\n", NULL, IMB_ERROR_FORMAT, "t.csv:2: this @attribute is not understood");
  assert_refused ("@relation r\n@attribute x numeric\n@data\n% nothing\n", NULL, IMB_ERROR_FORMAT, "t.csv: there are no rows");
}

static const char *
problem_at (const ImbTable *table,
            guint           p,
            gsize           line,
            gsize           column)
{
  const ImbReadProblem *problem = g_ptr_array_index (imb_table_get_problems (table), p);

  g_assert_cmpuint (problem->line, ==, line);
  g_assert_cmpuint (problem->column, ==, column);
  return problem->message;
}

static const char sparse[] = "@relation r\n@attribute x numeric\n@attribute c {red, 'dark blue'}\n@attribute s string\n"
                             "@attribute when date 'dd.MM.yyyy'\n@attribute class {no,yes}\n@data\n"
                             "{0 1.5, 1 'dark blue', 2 'a, }', 3 01.02.2020, 4 yes}\n"
                             "{}\n"
                             "  { 4 yes,0 ? } , {2.5} % a comment\n"
                             "7,red,'{0 1}',31.12.1999,no\n"
                             "{9 x, 0 1, 0 2}\n"
                             "{0 3";

static void
test_sparse_rows_are_filled (void)
{
  g_autoptr (ImbTable) table = read_text (sparse, NULL);

  g_assert_cmpuint (imb_table_n_rows (table), ==, 6);
  g_assert_cmpfloat (imb_table_column_at (table, 0)->numbers[0], ==, 1.5);
  g_assert_cmpfloat (imb_table_column_at (table, 0)->numbers[1], ==, 0.0);
  g_assert_true (isnan (imb_table_column_at (table, 0)->numbers[2]));
  g_assert_cmpfloat (imb_table_column_at (table, 0)->numbers[4], ==, 2.0);
  g_assert_cmpfloat (imb_table_column_at (table, 0)->numbers[5], ==, 3.0);
  g_assert_cmpstr (cell (table, 0, 1), ==, "dark blue");
  g_assert_cmpstr (cell (table, 1, 1), ==, "red");
  g_assert_cmpstr (cell (table, 0, 2), ==, "a, }");
  g_assert_cmpstr (cell (table, 3, 2), ==, "{0 1}");
  g_assert_cmpstr (cell (table, 1, 2), ==, "");
  g_assert_cmpstr (cell (table, 0, 4), ==, "yes");
  g_assert_cmpstr (cell (table, 1, 4), ==, "no");
  g_assert_cmpint (imb_table_column_at (table, 3)->type, ==, IMB_TYPE_DATE);
  g_assert_cmpuint (imb_table_column_at (table, 3)->n_missing, ==, 4);

  g_assert_cmpuint (imb_table_n_problems (table), ==, 3);
  g_assert_nonnull (strstr (problem_at (table, 0, 12, 0), "“9” is no number of an attribute (0 to 4)"));
  g_assert_nonnull (strstr (problem_at (table, 1, 12, 1), "twice"));
  g_assert_nonnull (strstr (problem_at (table, 2, 13, 0), "not closed"));
  assert_note (table, "7 cells that they leave out have the first value declared");
  assert_note (table, "8 cells of strings or dates");
  assert_note (table, "1 row carries a weight");
  g_assert_cmpfloat (imb_table_column_at (table, 5)->numbers[1], ==, 1.0);
  g_assert_cmpfloat (imb_table_column_at (table, 5)->numbers[2], ==, 2.5);
}

static const char weighed[] = "@relation r\n@attribute weight numeric\n@attribute s string\n@attribute class {no,yes}\n@data\n"
                              "1,a,no,{0.25}\n2 b yes {1e2} % as Weka writes it\n{1 c, 2 yes}, { 3 }\n4,'d {5}',no\n5,{7}\n6,e,no,more,{2}\n7,f,yes,,{4}\n"
                              "8,x{9},no\n";

/* By blanks or a comma, never in quotes or within a word; what is missing before a weight is not missing at the end. */
static void
test_weights_are_a_column_with_that_role (void)
{
  static const double wanted[] = { 0.25, 100, 3, 1, 7, 4, 1 };
  g_autoptr (ImbTable) table = read_text (weighed, NULL);
  g_autoptr (ImbProblem) problem = imb_problem_new (table, NULL, NULL, NULL);
  g_autoptr (ImbProblem) other = NULL;
  ImbRole roles[4] = { IMB_ROLE_WEIGHT, IMB_ROLE_AUTO, IMB_ROLE_AUTO, IMB_ROLE_AUTO };

  g_assert_cmpuint (imb_table_n_rows (table), ==, G_N_ELEMENTS (wanted));
  g_assert_cmpuint (imb_table_n_columns (table), ==, 4);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_cmpfloat (imb_table_column_at (table, 3)->numbers[i], ==, wanted[i]);
  g_assert_cmpstr (imb_table_get_reading (table)->weights, ==, imb_table_column_at (table, 3)->name);
  g_assert_cmpstr (imb_table_column_at (table, 3)->name, !=, "weight"); /* there is one */
  g_assert_cmpstr (cell (table, 3, 1), ==, "d {5}");
  g_assert_cmpstr (cell (table, 6, 1), ==, "x{9}");
  assert_note (table, "6 rows carry a weight");
  g_assert_nonnull (strstr (problem_at (table, 0, 10, 0), "1 fields where 3 belong"));

  g_assert_cmpuint (imb_problem_get_target (problem), ==, 2); /* the last column but the weights */
  g_assert_cmpint (imb_problem_role_at (problem, 3), ==, IMB_ROLE_WEIGHT);
  g_assert_cmpfloat (imb_problem_get_weights (problem)[1], ==, 100.0);
  other = imb_problem_new (table, &(ImbProblemOptions){ -1, NULL, roles }, NULL, NULL);
  g_assert_cmpint (imb_problem_role_at (other, 3), ==, IMB_ROLE_IGNORE);
  g_assert_cmpfloat (imb_problem_get_weights (other)[1], ==, 2.0);
}

/* Not repaired, and not a row with a value too many. */
static void
test_wrong_weights_are_refused_with_their_line (void)
{
  static const struct
  {
    const char *row, *said;
  } wrong[] = {
    { "2,yes,{-3}", "{-3} at its end, is not finite or is negative" },
    { "2,yes,{abc}", "{abc} at its end, is no number" },
    { "2 yes {abc}", "{abc} at its end, is no number" },
    { "2,yes, { a b } % so", "at its end, is no number" },
    { "2,yes,{}", "{} at its end, is no number" },
    { "2,yes,{?}", "{?} at its end, is no number" },
    { "2,yes,{inf}", "{inf} at its end, is" },
    { "2,yes,{1e999}", "{1e999} at its end, is" },
    { "{0 2, 1 yes}, {-1}", "{-1} at its end, is not finite or is negative" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    for (guint is_alone = 0; is_alone < 2; is_alone++)
      {
        g_autofree char *text = g_strdup_printf ("@relation r\n@attribute a numeric\n@attribute class {no,yes}\n@data\n1,no%s\n%s\n3,no\n", is_alone ? "" : ",{2}", wrong[i].row);

        assert_refused (text, NULL, IMB_ERROR_FORMAT, "t.csv:6: the row’s weight, ");
        assert_refused (text, NULL, IMB_ERROR_FORMAT, wrong[i].said);
      }
}

static void
test_too_many_sparse_cells_are_refused (void)
{
  g_autoptr (GString) text = g_string_new ("@relation r\n");
  g_autoptr (GError) error = NULL;

  for (guint j = 0; j < 90000; j++)
    g_string_append_printf (text, "@attribute a%u numeric\n", j);
  g_string_append (text, "@data\n");
  for (guint i = 0; i < 1000000; i++)
    g_string_append (text, "{}\n");
  g_assert_null (imb_read_bytes ("t.csv", text->str, text->len, NULL, NULL, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE);
}

static void
test_separators_comments_and_line_ends (void)
{
  const char *const ends[] = { "\n", "\r\n", "\r" };

  for (guint e = 0; e < G_N_ELEMENTS (ends); e++)
    {
      g_autofree char *text = g_strjoin (ends[e], "% first", "", "  @RELATION r % here", "@attribute x real%no comment", "@attribute 'y z' integer % one",
                                         "@attribute c { 'a%b' , \"d\\\"e\", f }", "%", "@DATA % rows", "1 2 'a%b'", "% 3,4,f", "", "1\t2\tf % so",
                                         "3, 4 'd\"e'", "5 ,6,f", " 7,8 , f , {3}", NULL);
      g_autoptr (ImbTable) table = read_text (text, NULL);

      g_assert_cmpuint (imb_table_n_rows (table), ==, 5);
      g_assert_cmpuint (imb_table_n_columns (table), ==, 4); /* the weights are the last one */
      g_assert_cmpuint (imb_table_n_problems (table), ==, 0);
      for (gsize i = 0; i < 5; i++)
        g_assert_cmpfloat (imb_table_column_at (table, 3)->numbers[i], ==, i == 4 ? 3.0 : 1.0);
      g_assert_cmpstr (imb_table_column_at (table, 1)->name, ==, "y z");
      g_assert_cmpstr (cell (table, 0, 2), ==, "a%b");
      g_assert_cmpstr (cell (table, 1, 2), ==, "f");
      g_assert_cmpstr (cell (table, 2, 2), ==, "d\"e");
      for (gsize i = 0; i < 5; i++)
        g_assert_cmpfloat (imb_table_column_at (table, 1)->numbers[i], ==, imb_table_column_at (table, 0)->numbers[i] + 1.0);
      assert_note (table, "1 row carries a weight");
    }
}

static void
test_values_unquoted (void)
{
  g_autoptr (ImbTable) table = read_text ("@relation r\n@attribute s string\n@attribute n {0,1}\n@data\n"
                                          "'a\\nb\\t\\u00e4\\u12'   ,0\n\"it''s \"\"x\"\"\",1\nC:\\new,0\n50%,1\n'a'b,0\ndark blue,1\n'open,1\n",
                                          NULL);

  g_assert_cmpuint (imb_table_n_rows (table), ==, 7);
  g_assert_cmpstr (cell (table, 0, 0), ==, "a\nb\tä"
                                           "u12");
  g_assert_cmpstr (cell (table, 1, 0), ==, "it''s \"x\"");
  g_assert_cmpstr (cell (table, 2, 0), ==, "C:\\new");
  g_assert_cmpstr (cell (table, 3, 0), ==, "50%");
  g_assert_cmpstr (cell (table, 4, 0), ==, "a");
  g_assert_cmpstr (cell (table, 5, 0), ==, "dark blue");
  g_assert_cmpstr (cell (table, 6, 0), ==, "open,1");
  g_assert_cmpint (imb_table_column_at (table, 1)->kind, ==, IMB_COLUMN_CATEGORY);
  g_assert_nonnull (strstr (problem_at (table, 0, 9, 1), "closing quote"));
  g_assert_nonnull (strstr (problem_at (table, 1, 11, 1), "The quote is not closed"));
}

static void
test_dates_follow_their_format (void)
{
  g_autoptr (ImbTable) table = read_text ("@relation r\n@attribute a date\n@attribute b date \"d MMM yyyy, HH'h'mm\"\n@attribute c DATE 'yyyyMMdd'\n@data\n"
                                          "2020-01-31T23:59:00,'3 Mai 2020, 7h05',20200131\n2020-13-01T00:00:00,'3 Mai 2020',2020131\n?,?,?\n",
                                          NULL);

  for (gsize j = 0; j < 3; j++)
    {
      g_assert_cmpint (imb_table_column_at (table, j)->type, ==, IMB_TYPE_DATE);
      g_assert_nonnull (strstr (problem_at (table, (guint) j, 7, j + 1), "does not follow the date format"));
    }
  g_assert_cmpuint (imb_table_n_problems (table), ==, 3);
  g_assert_cmpstr (cell (table, 1, 0), ==, "2020-13-01T00:00:00");
}

static void
test_keel_ranges_and_outputs (void)
{
  g_autoptr (ImbTable) table = read_text ("@relation r\n@attribute a real[0.0,1.0]\n@attribute b integer [0, 9]\n@attribute c{x,y}\n@attribute d {p, q}\n"
                                          "@inputs a, b\n@outputs d, c\n@data\n 0.5, 3, x, q\n 1.5, 10, y, p\n -1e-9, <null>, ?, q\n",
                                          NULL);
  g_autoptr (ImbTable) no_target = read_text ("@relation r\n@attribute a real [0, 1]\n@attribute c {x,y}\n@outputs z\n@data\n1,x\n", NULL);

  g_assert_cmpstr (imb_table_get_reading (table)->target, ==, "d");
  assert_note (table, "the first, “d”, is taken for the target");
  assert_note (table, "“a”: 2 values lie outside the range that the file declares, 0 to 1");
  assert_note (table, "“b”: 1 value lies outside the range that the file declares, 0 to 9");
  g_assert_cmpuint (imb_table_n_problems (table), ==, 0);
  g_assert_cmpfloat (imb_table_column_at (table, 0)->numbers[1], ==, 1.5);
  g_assert_cmpuint (imb_table_column_at (table, 2)->n_missing, ==, 1);
  g_assert_null (imb_table_get_reading (no_target)->target);
  g_assert_cmpstr (imb_table_get_reading (no_target)->format, ==, "keel");
  assert_note (no_target, "has no such attribute");
}

static void
test_a_missing_relation_is_told (void)
{
  g_autoptr (ImbTable) table = read_text ("% c\n@attribute a numeric\n@data\n1\n2\n", NULL);

  g_assert_cmpuint (imb_table_n_rows (table), ==, 2);
  assert_note (table, "no @relation");
}

static void
test_every_beginning_of_a_file_is_survived (void)
{
  const char *const texts[] = { quirky, keel, sparse, weighed };

  for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
    for (gsize n = 0; n <= strlen (texts[t]); n++)
      {
        g_autofree char *text = g_memdup2 (texts[t], MAX (n, 1)); /* exactly: so that a step beyond is seen */
        g_autoptr (ImbTable) table = NULL;
        g_autoptr (GError) error = NULL;

        table = imb_read_bytes ("t.csv", text, n, NULL, NULL, &error);
        g_assert_true ((table == NULL) == (error != NULL));
      }
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, ""); /* test-comma.py: nothing may depend on it */
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/arff/quirks-of-weka", test_quirks_of_weka);
  g_test_add_func ("/arff/keel-names-its-target", test_keel_names_its_target);
  g_test_add_func ("/arff/what-was-not-declared-is-told", test_what_was_not_declared_is_told);
  g_test_add_func ("/arff/what-is-not-whole-is-refused", test_what_is_not_whole_is_refused);
  g_test_add_func ("/arff/sparse-rows-are-filled", test_sparse_rows_are_filled);
  g_test_add_func ("/arff/weights-are-a-column-with-that-role", test_weights_are_a_column_with_that_role);
  g_test_add_func ("/arff/wrong-weights-are-refused-with-their-line", test_wrong_weights_are_refused_with_their_line);
  g_test_add_func ("/arff/too-many-sparse-cells-are-refused", test_too_many_sparse_cells_are_refused);
  g_test_add_func ("/arff/separators-comments-and-line-ends", test_separators_comments_and_line_ends);
  g_test_add_func ("/arff/values-unquoted", test_values_unquoted);
  g_test_add_func ("/arff/dates-follow-their-format", test_dates_follow_their_format);
  g_test_add_func ("/arff/keel-ranges-and-outputs", test_keel_ranges_and_outputs);
  g_test_add_func ("/arff/a-missing-relation-is-told", test_a_missing_relation_is_told);
  g_test_add_func ("/arff/every-beginning-of-a-file-is-survived", test_every_beginning_of_a_file_is_survived);
  return g_test_run ();
}
