/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Awkward tables, each as a few bytes: what becomes of them, what is said about them, what is refused. */
#include <locale.h>
#include <math.h>

#include "tests/reading.h"

#define READ(text) read_bytes ((text), sizeof (text) - 1, NULL)

static void
assert_problem (const ImbTable *table,
                guint           p,
                gsize           line,
                gsize           column,
                const char     *part)
{
  const GPtrArray      *problems = imb_table_get_problems (table);
  const ImbReadProblem *problem;

  g_assert_cmpuint (p, <, problems->len);
  problem = g_ptr_array_index (problems, p);
  g_assert_cmpuint (problem->line, ==, line);
  g_assert_cmpuint (problem->column, ==, column);
  g_assert_nonnull (strstr (problem->message, part));
}

static void
assert_silent (const ImbTable *table)
{
  g_assert_cmpuint (imb_notes_n (imb_table_get_notes (table)), ==, 0);
  g_assert_cmpuint (imb_table_n_problems (table), ==, 0);
}

#define REFUSED(text, start) assert_bytes_refused ((text), sizeof (text) - 1, NULL, IMB_ERROR_FORMAT, (start))

static void
test_a_plain_table (void)
{
  g_autoptr (ImbTable) table = READ ("id,x,class\n1,0.5,a\n2,1.5,b\n3,-2e3,a\n");
  const ImbReading *reading = imb_table_get_reading (table);

  assert_cells (table, "id,x,class/1,0.5,a/2,1.5,b/3,-2000,a");
  assert_silent (table);
  g_assert_cmpstr (imb_table_get_name (table), ==, "t.csv");
  g_assert_null (imb_table_get_path (table));
  g_assert_cmpstr (reading->format, ==, "csv");
  g_assert_cmpstr (reading->encoding, ==, "UTF-8");
  g_assert_cmpint (reading->delimiter, ==, ',');
  g_assert_cmpint (reading->decimal, ==, '.');
  g_assert_true (reading->has_header);
  g_assert_cmpuint (g_strv_length (reading->missing), ==, 0);
  g_assert_cmpuint (reading->n_bytes, ==, 36);
}

static void
test_quotes_hold_delimiters_and_line_ends (void)
{
  g_autoptr (ImbTable) table = READ ("id,text,x\n1,\"a, b\",1\n2,\"say \"\"hi\"\"\",2\n3,\"two\nlines\",3\n4,\"two\r\nmore\",4\n5,,oops");

  assert_cells (table, "id,text,x/1,a, b,1/2,say \"hi\",2/3,two\nlines,3/4,two\r\nmore,4/5,,oops");
  g_assert_cmpuint (imb_table_n_problems (table), ==, 0);
}

static void
test_lines_are_counted_through_quotes_and_comments (void)
{
  g_autoptr (ImbTable) table = READ ("a,b\n1,\"x\n\ny\"\n\n# no, row\n2,y,z\n3,x\n");

  assert_cells (table, "a,b/1,x\n\ny/3,x");
  g_assert_cmpuint (imb_table_n_problems (table), ==, 1);
  assert_problem (table, 0, 7, 3, "3 fields where 2 belong");
  assert_note (table, "begins with #");
}

static gsize
row_of_problem (const ImbTable *table,
                guint           p)
{
  return ((const ImbReadProblem *) g_ptr_array_index (imb_table_get_problems (table), p))->row;
}

static void
test_a_problem_knows_its_row (void)
{
  /* In the order of their lines: a stray quote in the header, one in row 2 (row 1 takes three lines), a row that is left
   * out with a stray quote of its own, a row that is too short, one with a NUL. */
  g_autoptr (ImbTable) table = READ ("n,te\"xt\n1,\"x\n\ny\"\n\n# no row\n2,a\"b\n3,a\"b,c\n4\n5,d\n6,z\0\n7,e\n");
  const gsize rows[] = { 0, 2, 0, 0, 3, 5 };

  g_assert_cmpuint (imb_table_n_rows (table), ==, 6);
  g_assert_cmpuint (imb_table_n_problems (table), ==, G_N_ELEMENTS (rows));
  for (guint p = 0; p < G_N_ELEMENTS (rows); p++)
    g_assert_cmpuint (row_of_problem (table, p), ==, rows[p]);
}

static void
test_any_line_end_will_do (void)
{
  const char *const texts[] = { "a,b\n1,x\n2,y\n", "a,b\r\n1,x\r\n2,y\r\n", "a,b\r1,x\r2,y\r", "a,b\n1,x\n2,y", "a,b\r\n1,x\r\n2,y", "a,b\r1,x\r2,y", "\n\na,b\n\n1,x\n  \n2,y\n\n" };

  for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
    {
      g_autoptr (ImbTable) table = read_bytes (texts[t], strlen (texts[t]), NULL);

      assert_cells (table, "a,b/1,x/2,y");
      g_assert_cmpuint (imb_table_n_problems (table), ==, 0);
    }
}

static void
test_byte_order_marks (void)
{
  g_autoptr (ImbTable) utf8 = READ ("\xef\xbb\xbfid,b\r\n1,x\r\n2,y\r\n");
  g_autoptr (ImbTable) little = READ ("\xff\xfeg\0\xf6\0,\0b\0\n\0"
                                      "1\0,\0x\0\n\0");
  g_autoptr (ImbTable) big = READ ("\xfe\xff\0g\0\xf6\0,\0b\0\n\0"
                                   "1\0,\0x\0\n");
  g_autoptr (ImbTable) bare = READ ("a\0,\0b\0\n\0"
                                    "1\0,\0x\0\n\0");

  assert_cells (utf8, "id,b/1,x/2,y");
  assert_cells (little, "gö,b/1,x");
  assert_cells (big, "gö,b/1,x");
  assert_cells (bare, "a,b/1,x");
  g_assert_cmpstr (imb_table_get_reading (little)->encoding, ==, "UTF-16LE");
  g_assert_cmpstr (imb_table_get_reading (big)->encoding, ==, "UTF-16BE");
}

static void
test_what_is_not_utf8_is_windows_1252 (void)
{
  g_autoptr (ImbTable) table = READ ("gr\xf6\xdf"
                                     "e,b\n1,\x80 \x93x\x94\n2,y\n");

  assert_cells (table, "größe,b/1,€ “x”/2,y");
  g_assert_cmpstr (imb_table_get_reading (table)->encoding, ==, "WINDOWS-1252");
  assert_note (table, "Windows-1252");
}

static void
test_a_broken_character_in_utf8_is_mended (void)
{
  g_autoptr (ImbTable) table = READ ("größe,b\n1,ü\n2,x\xffy\n");

  assert_cells (table, "größe,b/1,ü/2,x\xef\xbf\xbdy");
  assert_problem (table, 0, 3, 0, "not UTF-8");
  g_assert_cmpstr (imb_table_get_reading (table)->encoding, ==, "UTF-8");
}

static void
test_an_encoding_can_be_asked_for (void)
{
  const ImbReadOptions cyrillic = { .encoding = "KOI8-R" };
  const ImbReadOptions unknown = { .encoding = "NONE-SUCH" };
  const ImbReadOptions wrong = { .encoding = "UTF-8" };
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbTable) table = read_bytes ("a,b\n1,\xc1\n2,x\n", 12, &cyrillic);

  assert_cells (table, "a,b/1,а/2,x");
  g_assert_null (imb_read_bytes ("t.csv", "a\n1\n", 4, &unknown, NULL, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_null (imb_read_bytes ("t.csv", "a\n\xff\n", 4, &wrong, NULL, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_FORMAT);
}

static void
test_nul_bytes_are_dropped_and_told (void)
{
  GString *text = g_string_new ("id,x\n");

  for (guint i = 1; i <= 60; i++)
    g_string_append_printf (text, "%u,%u.5\n", i, i);
  g_string_insert_len (text, 10, "\0", 1);

  g_autoptr (ImbTable) table = read_bytes (text->str, text->len, NULL);
  g_assert_cmpuint (imb_table_n_rows (table), ==, 60);
  g_assert_cmpuint (imb_table_n_problems (table), ==, 1);
  assert_problem (table, 0, 2, 0, "NUL");
  g_assert_cmpfloat (imb_table_column_at (table, 1)->numbers[0], ==, 1.5);
  g_string_free (text, TRUE);
}

static void
test_delimiters_are_found (void)
{
  const struct
  {
    const char *text;
    char        delimiter;
    char        decimal;
  } cases[] = {
    { "id;x;class\n1;0,5;a\n2;1,5;b\n3;2,5;a\n", ';', ',' },
    { "id\tx\tclass\n1\t0,5\ta\n2\t1,5\tb\n3\t2,5\ta\n", '\t', ',' },
    { "id\tx\tclass\n1\t0.5\ta\n2\t1.5\tb\n3\t2.5\ta\n", '\t', '.' },
    { "id|x|class\n1|0.5|a\n2|1.5|b\n3|2.5|a\n", '|', '.' },
    { "id x class\n1 0.5 a\n2 1.5 b\n3 2.5 a\n", ' ', '.' },
    { "  id    x class\n   1  0.5 a\n   2  1.5 b  \n   3\t 2.5 a\n", ' ', '.' },
    { "id x class\n1 0.5 a\n2 1.5 b\n3 2.5 a  ", ' ', '.' },
    { "id, x, class\n1, 0.5, a\n2, 1.5, b\n3, 2.5, a\n", ',', '.' },
    { "sep=;\nid;x;class\n1;0.5;a\n2;1.5;b\n3;2.5;a\n", ';', '.' },
    { "\"id\";\"x\";\"class\"\n\"1\";\"0,5\";\"a\"\n\"2\";\"1,5\";\"b\"\n\"3\";\"2,5\";\"a\"\n", ';', ',' },
  };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autoptr (ImbTable) table = read_bytes (cases[c].text, strlen (cases[c].text), NULL);

      assert_cells (table, "id,x,class/1,0.5,a/2,1.5,b/3,2.5,a");
      g_assert_cmpint (imb_table_get_reading (table)->delimiter, ==, cases[c].delimiter);
      g_assert_cmpint (imb_table_get_reading (table)->decimal, ==, cases[c].decimal);
    }
}

static void
test_one_column_needs_no_delimiter (void)
{
  g_autoptr (ImbTable) table = READ ("x\n1.5\n2.5\n3.5\n");

  assert_cells (table, "x/1.5/2.5/3.5");
}

static void
test_the_dialect_can_be_asked_for (void)
{
  const ImbReadOptions options = { .delimiter = ';', .decimal = ',', .header = -1 };
  g_autoptr (ImbTable) table = read_bytes ("1,5;a,b\n2,5;c", 13, &options);
  const ImbReadOptions same = { .delimiter = ',', .decimal = ',' };
  const ImbReadOptions format = { .format = "xls" };
  g_autoptr (GError) error = NULL;

  assert_cells (table, "column 1,column 2/1.5,a,b/2.5,c");
  g_assert_null (imb_read_bytes ("t.csv", "a\n1\n", 4, &same, NULL, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
  g_clear_error (&error);
  g_assert_null (imb_read_bytes ("t.csv", "a\n1\n", 4, &format, NULL, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
}

static void
test_headers_are_told_from_data (void)
{
  const struct
  {
    const char *text;
    gboolean    has_header;
  } cases[] = {
    { "a,b\n1,2\n3,4\n", TRUE },
    { "1,2\n3,4\n5,6\n", FALSE },
    { "0.5,x\n0.7,y\n0.5,x\n", FALSE },
    { "x,0.5\ny,0.7\nx,0.5\n", FALSE },
    { "colour,shape\nred,round\nblue,long\nred,long\n", TRUE },
    { "red,round\nblue,long\nred,round\n", FALSE },
    { "0,1,2,class\n5.1,3.5,1.4,a\n4.9,3.0,1.4,b\n", TRUE },
    { ",x,\n1,2,3\n4,5,6\n", TRUE },
    { "?,2\n3,4\n5,6\n", FALSE },
  };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autoptr (ImbTable) table = read_bytes (cases[c].text, strlen (cases[c].text), NULL);

      g_assert_cmpint (imb_table_get_reading (table)->has_header, ==, cases[c].has_header);
      if (!cases[c].has_header)
        assert_note (table, "The first line holds data");
    }
}

static void
test_names_become_unique_and_not_empty (void)
{
  g_autoptr (ImbTable) table = READ ("x,,x,x.1,class,class\n1,2,3,4,a,b\n5,6,7,8,c,d\n");

  assert_cells (table, "x,column 2,x.2,x.1,class,class.1/1,2,3,4,a,b/5,6,7,8,c,d");
  assert_note (table, "“x” stands there more than once; column 3 is called “x.2”");
  assert_note (table, "1 column has no name");
}

static void
test_names_fit_into_a_line (void)
{
  g_autofree char *long_name = g_strnfill (5000, 'n');
  g_autofree char *text = g_strdup_printf ("\"a\nb\",\"a\t\r\nb\",%s\n1,2,3\n4,5,6\n", long_name);
  g_autoptr (ImbTable) table = read_bytes (text, strlen (text), NULL);

  g_assert_cmpstr (imb_table_column_at (table, 0)->name, ==, "a b");
  g_assert_cmpstr (imb_table_column_at (table, 1)->name, ==, "a b.1");
  g_assert_cmpint (g_utf8_strlen (imb_table_column_at (table, 2)->name, -1), ==, 201);
  assert_note (table, "Line breaks in 3 column names");
}

static void
test_ragged_rows_are_told (void)
{
  g_autoptr (ImbTable) table = READ ("a,b,c\n1,2,x\n3,4\n5,6,7,y\n8,9,y,,\n10,11,x\n");

  assert_cells (table, "a,b,c/1,2,x/3,4,/8,9,y/10,11,x");
  g_assert_cmpuint (imb_table_n_problems (table), ==, 2);
  assert_problem (table, 0, 3, 3, "2 fields where 3 belong");
  assert_problem (table, 1, 4, 4, "left out");
  assert_note (table, "1 row with too many fields was left out.");
}

static void
test_columns_without_a_place_in_the_header (void)
{
  g_autoptr (ImbTable) trailing = READ ("a,b,\n1,x,\n2,y,\n");
  g_autoptr (ImbTable) row_names = READ ("\"a\",\"b\"\n\"r1\",1,\"x\"\n\"r2\",2,\"y\"\n");

  assert_cells (trailing, "a,b/1,x/2,y");
  assert_note (trailing, "empty column at the end");
  assert_cells (row_names, "row name,a,b/r1,1,x/r2,2,y");
  assert_note (row_names, "one field more than the header");
}

static void
test_missing_markers (void)
{
  g_autoptr (ImbTable) table = READ ("x,c\n1,a\n,b\nNA,NA\n?,b\n#N/A,null\n<NA>,-\n-,a\n.,b\nnan,\n2,a\n");
  g_auto (GStrv) met = g_strdupv (imb_table_get_reading (table)->missing);
  g_autofree char *all = g_strjoinv ("|", met);

  assert_cells (table, "x,c/1,a/,b/,/,b/,/,-/,a/,b/,/2,a");
  g_assert_cmpint (imb_table_column_at (table, 0)->kind, ==, IMB_COLUMN_NUMBER);
  g_assert_cmpuint (imb_table_column_at (table, 0)->n_missing, ==, 8);
  g_assert_cmpstr (all, ==, "|?|NA|nan|null|#N/A|<NA>|-|.");
  g_assert_cmpuint (imb_table_n_problems (table), ==, 0);
}

static void
test_missing_markers_can_be_asked_for (void)
{
  const char *const    markers[] = { "-999", "unknown", NULL };
  const ImbReadOptions options = { .missing = markers };
  const char           text[] = "x,c\n1,NA\n-999,unknown\n3,a\n";
  g_autoptr (ImbTable) table = read_bytes (text, strlen (text), &options);

  assert_cells (table, "x,c/1,NA/,/3,a");
  g_assert_true (g_strv_contains (imb_read_default_missing (), "NaN"));
  g_assert_true (g_strv_contains (imb_read_default_missing (), "?"));
}

static void
test_a_column_without_values_is_numbers (void)
{
  g_autoptr (ImbTable) table = READ ("a,b,c\n1,,NA\n2,,NA\n");

  g_assert_cmpuint (imb_table_column_at (table, 1)->n_missing, ==, 2);
  g_assert_cmpint (imb_table_column_at (table, 2)->type, ==, IMB_TYPE_CONSTANT);
}

static void
test_numbers_beyond_numbers_are_missing_and_told (void)
{
  g_autoptr (ImbTable) table = READ ("v,c\n1.5,a\ninf,b\n-1e999,a\n1e-400,b\n+3,a\n1.,b\n.5,a\n");

  assert_cells (table, "v,c/1.5,a/,b/,a/0,b/3,a/1,b/0.5,a");
  g_assert_cmpuint (imb_table_n_problems (table), ==, 2);
  assert_problem (table, 0, 3, 1, "“inf” is not a finite number");
  assert_problem (table, 1, 4, 1, "“-1e999” is not a finite number");
  assert_note (table, "Column “v”: 2 cells are not finite numbers");
}

static void
test_what_is_mostly_no_number_is_a_category (void)
{
  g_autoptr (ImbTable) table = READ ("v,c\n1,a\n0x1F,b\n1_000,a\n12abc,b\n5,a\n6,b\n7,a\n");

  g_assert_cmpint (imb_table_column_at (table, 0)->kind, ==, IMB_COLUMN_CATEGORY);
  assert_cells (table, "v,c/1,a/0x1F,b/1_000,a/12abc,b/5,a/6,b/7,a");
  assert_note (table, "Column “v”: 3 of 7 different values are no numbers");
}

/* @n_odd of @n_rows cells, the last ones, are words. */
static ImbTable *
read_with_odd_cells (guint n_rows,
                     guint n_odd)
{
  g_autoptr (GString) text = g_string_new ("id,x\n");

  for (guint i = 0; i < n_rows; i++)
    g_string_append_printf (text, i + n_odd < n_rows ? "%u,%u.25\n" : "%u,oops%u\n", i, i);
  return read_bytes (text->str, text->len, NULL);
}

static void
test_a_few_odd_cells_do_not_make_a_category (void)
{
  g_autoptr (ImbTable) one = read_with_odd_cells (20500, 1);
  g_autoptr (ImbTable) most = read_with_odd_cells (10000, 50);
  g_autoptr (ImbTable) too_many = read_with_odd_cells (20000, 51);
  g_autoptr (ImbTable) too_large_a_share = read_with_odd_cells (1000, 6);

  g_assert_cmpint (imb_table_column_at (one, 1)->kind, ==, IMB_COLUMN_NUMBER);
  g_assert_cmpuint (imb_table_column_at (one, 1)->n_missing, ==, 1);
  assert_problem (one, 0, 20501, 2, "“oops20499” is not a number");
  g_assert_cmpint (imb_table_column_at (most, 1)->kind, ==, IMB_COLUMN_NUMBER);
  g_assert_cmpuint (imb_table_n_problems (most), ==, 50);

  g_assert_cmpint (imb_table_column_at (too_many, 1)->kind, ==, IMB_COLUMN_CATEGORY);
  g_assert_cmpuint (imb_table_column_at (too_many, 1)->n_missing, ==, 0);
  g_assert_cmpuint (imb_table_n_problems (too_many), ==, 0);
  g_assert_cmpint (imb_table_column_at (too_large_a_share, 1)->kind, ==, IMB_COLUMN_CATEGORY);
}

static void
test_problems_beyond_a_thousand_are_counted (void)
{
  g_autoptr (GString) text = g_string_new ("a,b\n");

  for (guint i = 0; i < 3000; i++)
    g_string_append (text, i % 2 == 0 ? "1,2\n" : "1,2,3\n");

  g_autoptr (ImbTable) table = read_bytes (text->str, text->len, NULL);
  g_assert_cmpuint (imb_table_n_rows (table), ==, 1500);
  g_assert_cmpuint (imb_table_n_problems (table), ==, 1500);
  g_assert_cmpuint (imb_table_get_problems (table)->len, ==, 1000);
}

static void
test_long_digits_stay_text (void)
{
  g_autoptr (ImbTable) table = READ ("account,x\n12345678901234567891,1\n12345678901234567892,2\n12345678901234567893,3\n");

  assert_cells (table, "account,x/12345678901234567891,1/12345678901234567892,2/12345678901234567893,3");
  assert_note (table, "more digits than can be calculated with");
}

static void
test_thousands_separators_are_removed (void)
{
  g_autoptr (ImbTable) table = READ ("id,income\n1,\"1,234,567.50\"\n2,\"-2,000\"\n3,17\n");
  g_autoptr (ImbTable) german = READ ("id;income\n1;1.234.567,50\n2;2.000,5\n3;17,25\n");
  g_autoptr (ImbTable) none = READ ("id,income\n1,\"1,23\"\n2,\"1234,567\"\n3,\"12,,345\"\n");

  assert_cells (table, "id,income/1,1234567.5/2,-2000/3,17");
  assert_note (table, "thousands separators");
  assert_cells (german, "id,income/1,1234567.5/2,2000.5/3,17.25");
  g_assert_cmpint (imb_table_column_at (none, 1)->kind, ==, IMB_COLUMN_CATEGORY);
}

static void
test_blanks_around_fields_are_removed (void)
{
  g_autoptr (ImbTable) table = READ (" id , x1 ,class \n 1 ,  0.5  ,no\n 2 ,  1.0  , no\n 3 , \"1.5\" , \" yes \"\n");

  assert_cells (table, "id,x1,class/1,0.5,no/2,1,no/3,1.5,yes");
  assert_note (table, "Blanks around the fields");
  assert_note (table, "Blanks inside the quotes around 1 field");
}

static void
test_stray_quotes_are_kept_and_told (void)
{
  g_autoptr (ImbTable) table = READ ("id,disk,c\n1,5\" floppy,a\n2,\"big\" one\",b\n3,none,a\n");

  assert_cells (table, "id,disk,c/1,5\" floppy,a/2,big\" one,b/3,none,a");
  g_assert_cmpuint (imb_table_n_problems (table), ==, 2);
  assert_problem (table, 0, 2, 2, "quote inside a field");
  assert_problem (table, 1, 3, 2, "after the closing quote");
}

static void
test_text_stays_as_it_is (void)
{
  g_autoptr (ImbTable) table = READ ("<b>bold</b>,%s%n,class\n1,&amp;,=1+1\n2,%d,<span>\n");

  assert_cells (table, "<b>bold</b>,%s%n,class/1,&amp;,=1+1/2,%d,<span>");
}

static void
test_booleans_and_dates_are_known (void)
{
  g_autoptr (ImbTable) table = READ ("a,b,when,us\n1,True,2023-01-01,1/31/2023\n0,False,2023-01-02T10:00:00Z,2/1/2023\n1,True,2023-01-03,2/2/2023\n");

  g_assert_cmpint (imb_table_column_at (table, 0)->type, ==, IMB_TYPE_BOOLEAN);
  g_assert_cmpint (imb_table_column_at (table, 1)->type, ==, IMB_TYPE_BOOLEAN);
  g_assert_cmpint (imb_table_column_at (table, 2)->type, ==, IMB_TYPE_DATE);
  g_assert_cmpint (imb_table_column_at (table, 3)->type, ==, IMB_TYPE_DATE);
}

static void
test_long_and_wide_tables (void)
{
  g_autoptr (GString) wide = g_string_new ("f0");
  g_autoptr (GString) long_field = g_string_new ("id,blob\n1,\"");

  for (guint j = 1; j < 10000; j++)
    g_string_append_printf (wide, ",f%u", j);
  for (guint i = 0; i < 3; i++)
    for (guint j = 0; j < 10000; j++)
      g_string_append_printf (wide, "%c%u", j == 0 ? '\n' : ',', i + j);
  for (guint i = 0; i < 1 << 16; i++)
    g_string_append (long_field, "sixteen letters\n");
  g_string_append (long_field, "\"\n2,x\n");

  g_autoptr (ImbTable) first = read_bytes (wide->str, wide->len, NULL);
  g_assert_cmpuint (imb_table_n_columns (first), ==, 10000);
  g_assert_cmpfloat (imb_table_column_at (first, 9999)->numbers[2], ==, 10001.0);
  g_autoptr (ImbTable) second = read_bytes (long_field->str, long_field->len, NULL);
  g_assert_cmpuint (imb_table_n_rows (second), ==, 2);
  g_assert_cmpuint (strlen (imb_table_format_cell (second, 0, 1, NULL)), ==, 1 << 20);
}

static void
test_far_too_many_columns_are_refused (void)
{
  g_autoptr (GString) text = g_string_new ("0");

  for (guint j = 1; j < 150000; j++)
    g_string_append_printf (text, ",%u", j);
  assert_refused (text->str, NULL, IMB_ERROR_TOO_LARGE, "t.csv: there are 150000 columns");
}

static void
test_what_is_no_table_is_refused (void)
{
  guchar noise[4096];

  for (guint i = 0; i < sizeof noise; i++)
    noise[i] = (guchar) (i * 2654435761u >> 13);
  REFUSED ("", "t.csv: the file is empty");
  REFUSED ("\n \n\n", "t.csv: the file is empty");
  REFUSED ("# only\n# comments\n", "t.csv: the file is empty");
  REFUSED ("id,x1,class\n", "t.csv: there are no rows below the column names");
  REFUSED ("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "t.csv: this is not a text file but a PNG picture");
  REFUSED ("PK\x03\x04 and so on", "t.csv: the compressed data is damaged");
  REFUSED ("\xfd"
           "7zXZ\0 and so on",
           "t.csv: the compressed data is damaged");
  assert_bytes_refused (noise, sizeof noise, NULL, IMB_ERROR_FORMAT, "t.csv: this is not a text file");
}

static void
test_a_quote_that_never_closes_is_refused (void)
{
  REFUSED ("id,text,c\n1,x,a\n2,\"y,b\n3,z,a\n4,z,b\n", "t.csv:3:2: a quote is opened here and never closed");
  REFUSED ("id,text,c\n1,x,a\n2,\"y,b\n3,z,a\n4,\"z\",b\n", "t.csv:3:2: the quote that is opened here is closed in line 5");
}

/* Copied exactly, so that a step beyond the end is seen by those who look. */
static void
test_every_beginning_of_a_file_is_survived (void)
{
  static const char *const texts[] = {
    "sep=;\n# a\nid;\"te\"\"xt\";x\r\n1;\"a;\nb\"; 0,5\r2;c\"d;#N/A\n3;;1.234,5\n;;;;\n",
    "\xef\xbb\xbfid,gr\xc3\xb6\xc3\x9f"
    "e\n1,\xf0\x9f\x98\x80\n2,x\n",
    "id,gr\xf6\xdf"
    "e\n1, \x80 \n2,\"\x93x\"\n",
    "id x  y\n 1 2.5e3 a\n 2 -1e400 \"b c\"\n",
  };

  for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
    for (gsize n = 0; n <= strlen (texts[t]); n++)
      {
        g_autofree char *text = g_memdup2 (texts[t], MAX (n, 1));
        g_autoptr (GError) error = NULL;
        g_autoptr (ImbTable) table = imb_read_bytes ("t.csv", text, n, NULL, NULL, &error);

        g_assert_true ((table == NULL) == (error != NULL));
      }
}

static void
test_a_cancelled_reading_stops (void)
{
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;

  imb_job_cancel (job);
  g_assert_null (imb_read_bytes ("t.csv", "a\n1\n", 4, NULL, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* GTK sets the locale; "0.5" must stay a half where people write 0,5. */
static void
test_the_locale_changes_nothing (void)
{
  const char *const locales[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "de_DE.utf8", "nl_NL.UTF-8" };
  const char       *set = NULL;

  for (guint l = 0; l < G_N_ELEMENTS (locales) && set == NULL; l++)
    set = setlocale (LC_ALL, locales[l]);
  g_test_message ("locale: %s", set != NULL ? set : "none with a decimal comma is installed; tested in the current one");

  g_autoptr (ImbTable) table = READ ("x,c\n0.5,a\n1.7976931348623157e308,b\n0.12345678901234567890,a\n");
  assert_cells (table, "x,c/0.5,a/1.7976931348623157e+308,b/0.12345678901234568,a");
  setlocale (LC_ALL, "C.UTF-8");
}

#define ADD(name, test) g_test_add_func ("/read/" name, test)

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  ADD ("a-plain-table", test_a_plain_table);
  ADD ("quotes-hold-delimiters-and-line-ends", test_quotes_hold_delimiters_and_line_ends);
  ADD ("lines-are-counted-through-quotes-and-comments", test_lines_are_counted_through_quotes_and_comments);
  ADD ("a-problem-knows-its-row", test_a_problem_knows_its_row);
  ADD ("any-line-end-will-do", test_any_line_end_will_do);
  ADD ("byte-order-marks", test_byte_order_marks);
  ADD ("what-is-not-utf8-is-windows-1252", test_what_is_not_utf8_is_windows_1252);
  ADD ("a-broken-character-in-utf8-is-mended", test_a_broken_character_in_utf8_is_mended);
  ADD ("an-encoding-can-be-asked-for", test_an_encoding_can_be_asked_for);
  ADD ("nul-bytes-are-dropped-and-told", test_nul_bytes_are_dropped_and_told);
  ADD ("delimiters-are-found", test_delimiters_are_found);
  ADD ("one-column-needs-no-delimiter", test_one_column_needs_no_delimiter);
  ADD ("the-dialect-can-be-asked-for", test_the_dialect_can_be_asked_for);
  ADD ("headers-are-told-from-data", test_headers_are_told_from_data);
  ADD ("names-become-unique-and-not-empty", test_names_become_unique_and_not_empty);
  ADD ("names-fit-into-a-line", test_names_fit_into_a_line);
  ADD ("ragged-rows-are-told", test_ragged_rows_are_told);
  ADD ("columns-without-a-place-in-the-header", test_columns_without_a_place_in_the_header);
  ADD ("missing-markers", test_missing_markers);
  ADD ("missing-markers-can-be-asked-for", test_missing_markers_can_be_asked_for);
  ADD ("a-column-without-values-is-numbers", test_a_column_without_values_is_numbers);
  ADD ("numbers-beyond-numbers-are-missing-and-told", test_numbers_beyond_numbers_are_missing_and_told);
  ADD ("what-is-mostly-no-number-is-a-category", test_what_is_mostly_no_number_is_a_category);
  ADD ("a-few-odd-cells-do-not-make-a-category", test_a_few_odd_cells_do_not_make_a_category);
  ADD ("problems-beyond-a-thousand-are-counted", test_problems_beyond_a_thousand_are_counted);
  ADD ("long-digits-stay-text", test_long_digits_stay_text);
  ADD ("thousands-separators-are-removed", test_thousands_separators_are_removed);
  ADD ("blanks-around-fields-are-removed", test_blanks_around_fields_are_removed);
  ADD ("stray-quotes-are-kept-and-told", test_stray_quotes_are_kept_and_told);
  ADD ("text-stays-as-it-is", test_text_stays_as_it_is);
  ADD ("booleans-and-dates-are-known", test_booleans_and_dates_are_known);
  ADD ("long-and-wide-tables", test_long_and_wide_tables);
  ADD ("far-too-many-columns-are-refused", test_far_too_many_columns_are_refused);
  ADD ("what-is-no-table-is-refused", test_what_is_no_table_is_refused);
  ADD ("a-quote-that-never-closes-is-refused", test_a_quote_that_never_closes_is_refused);
  ADD ("every-beginning-of-a-file-is-survived", test_every_beginning_of_a_file_is_survived);
  ADD ("a-cancelled-reading-stops", test_a_cancelled_reading_stops);
  ADD ("the-locale-changes-nothing", test_the_locale_changes_nothing);
  return g_test_run ();
}
