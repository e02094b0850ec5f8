/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The characters that mean something: quotes, comments, decimal signs and separators of thousands, guessed and asked for; columns that are
 * read as somebody says. */
#include <locale.h>

#include "tests/reading.h"

static const ImbReadOptions guess_all = { 0 };

/* One column of numbers, in a file with another. */
static void
assert_numbers (const char           *cells,
                const ImbReadOptions *options,
                double                first,
                double                second,
                char                  thousands)
{
  g_autofree char *text = g_strdup_printf ("x;class\n%s", cells);
  g_autoptr (ImbTable) table = read_text (text, options);
  const ImbColumn *x = imb_table_column_at (table, 0);

  g_assert_cmpint (x->kind, ==, IMB_COLUMN_NUMBER);
  g_assert_cmpfloat (x->numbers[0], ==, first);
  g_assert_cmpfloat (x->numbers[1], ==, second);
  g_assert_cmpint (imb_table_get_reading (table)->thousands, ==, thousands);
  if (thousands != '\0')
    assert_note (table, "thousands");
}

static void
test_single_quotes_are_found (void)
{
  g_autoptr (ImbTable) table = read_text ("'name','class'\n'Smith, J','a'\n'O''Hara','b'\n'Brown','a'\n", &guess_all);
  g_autoptr (ImbTable) words = read_text ("name,class\nO'Hara,a\n'tis,b\nJames',a\nrock 'n' roll,a\n", &guess_all);

  assert_cells (table, "name,class/Smith, J,a/O'Hara,b/Brown,a");
  assert_note (table, "single quotes");
  g_assert_cmpint (imb_table_get_reading (table)->quote, ==, '\'');
  assert_cells (words, "name,class/O'Hara,a/'tis,b/James',a/rock 'n' roll,a");
  g_assert_cmpint (imb_table_get_reading (words)->quote, ==, '"');
}

static void
test_quotes_can_be_asked_for_or_switched_off (void)
{
  const ImbReadOptions none = { .quote = IMB_READ_NONE };
  const ImbReadOptions bars = { .quote = '|' };
  g_autoptr (ImbTable) plain = read_text ("inch,class\n5\",a\n\"7,b\n", &none);
  g_autoptr (ImbTable) quoted = read_text ("a,class\n|x,y|,c\n|z|,d\n", &bars);

  assert_cells (plain, "inch,class/5\",a/\"7,b");
  g_assert_cmpuint (imb_table_n_problems (plain), ==, 0);
  g_assert_cmpint (imb_table_get_reading (plain)->quote, ==, '\0');
  assert_cells (quoted, "a,class/x,y,c/z,d");
}

static void
test_comments_can_be_asked_for_or_switched_off (void)
{
  const ImbReadOptions none = { .comment = IMB_READ_NONE };
  const ImbReadOptions percent = { .comment = '%' };
  g_autoptr (ImbTable) guessed = read_text ("% made by hand\nx,class\n1,a\n%2,b\n3,a\n", &guess_all);
  g_autoptr (ImbTable) tags = read_text ("tag,class\n#red,a\n#blue,b\n", &none);
  g_autoptr (ImbTable) asked = read_text ("x,class\n1,a\n% 2,b\n#3,a\n", &percent);

  assert_cells (guessed, "x,class/1,a/3,a");
  assert_note (guessed, "begin with %");
  assert_cells (tags, "tag,class/#red,a/#blue,b");
  assert_cells (asked, "x,class/1,a/#3,a");
}

static void
test_names_may_stand_in_a_comment (void)
{
  g_autoptr (ImbTable) names = read_text ("#id,x,class\n1,2.5,a\n2,3.5,b\n", &guess_all);
  g_autoptr (ImbTable) comment = read_text ("#made in May, by hand\nx,class\n1,a\n2,b\n", &guess_all);
  g_autoptr (ImbTable) two = read_text ("# x,class\n# 1,0\n1,7\n2,8\n", &guess_all);
  g_autoptr (ImbTable) numbers = read_text ("#1,2\n3,4\n5,6\n", &guess_all);

  assert_cells (names, "id,x,class/1,2.5,a/2,3.5,b");
  assert_note (names, "taken for the names");
  assert_cells (comment, "x,class/1,a/2,b");
  assert_cells (two, "column 1,column 2/1,7/2,8");
  assert_cells (numbers, "column 1,column 2/3,4/5,6");
}

static void
test_thousands_in_every_spelling (void)
{
  assert_numbers ("1,234.5;a\n12,345,678.25;b\n", &guess_all, 1234.5, 12345678.25, ',');
  assert_numbers ("1.234,5;a\n12.345.678,25;b\n", &guess_all, 1234.5, 12345678.25, '.');
  assert_numbers ("1 234,5;a\n12 345 678,25;b\n", &guess_all, 1234.5, 12345678.25, ' ');
  assert_numbers ("1\302\240234,5;a\n-12\302\240345;b\n", &guess_all, 1234.5, -12345.0, ' ');
  assert_numbers ("1\342\200\257234,5;a\n12\342\200\257345;b\n", &guess_all, 1234.5, 12345.0, ' ');
  assert_numbers ("1'234.5;a\n12'345;b\n", &guess_all, 1234.5, 12345.0, '\'');
  assert_numbers ("1\342\200\231234.5;a\n12\342\200\231345;b\n", &guess_all, 1234.5, 12345.0, '\'');
}

static void
test_a_comma_before_three_digits_is_understood (void)
{
  g_autoptr (ImbTable) quoted = read_text ("x,class\n\"1,234\",a\n\"2,500\",b\n", &guess_all);
  g_autoptr (ImbTable) phone = read_text ("x,class\n+49 351 123,a\n+49 351 456,b\n", &guess_all);
  g_autoptr (ImbTable) decimal = read_text ("x,class\n\"1,5\",a\n\"2,25\",b\n", &guess_all);

  assert_cells (quoted, "x,class/1234,a/2500,b");
  assert_note (quoted, "thousands");
  assert_cells (decimal, "x,class/1.5,a/2.25,b");
  assert_note (decimal, "decimal comma");
  assert_numbers ("1,234;a\n2,500;b\n", &guess_all, 1.234, 2.5, '\0');
  g_assert_cmpint (imb_table_column_at (phone, 0)->kind, ==, IMB_COLUMN_CATEGORY);
  assert_numbers ("0,123;a\n0,456;b\n", &guess_all, 0.123, 0.456, '\0');
}

static void
test_thousands_can_be_asked_for_or_switched_off (void)
{
  const ImbReadOptions none = { .thousands = IMB_READ_NONE };
  const ImbReadOptions comma = { .thousands = ',', .decimal = '.' };
  g_autoptr (ImbTable) text = read_text ("x;class\n1'234;a\n2'500;b\n", &none);

  g_assert_cmpint (imb_table_column_at (text, 0)->kind, ==, IMB_COLUMN_CATEGORY);
  assert_numbers ("1,234;a\n2,500;b\n", &comma, 1234.0, 2500.0, ',');
}

static void
test_a_column_is_read_as_somebody_says (void)
{
  const char *const    texts[] = { "zip", NULL };
  const char *const    numbers[] = { "#2", NULL };
  const ImbReadOptions options = { .texts = texts, .numbers = numbers };
  g_autofree char     *odd = g_strdup ("zip,x,class\n01067,1,a\n01069,low,b\n01067,high,a\n01069,4,a\n");
  g_autoptr (ImbTable) guessed = read_text (odd, &guess_all);
  g_autoptr (ImbTable) table = read_text (odd, &options);

  g_assert_cmpint (imb_table_column_at (guessed, 0)->kind, ==, IMB_COLUMN_CATEGORY); /* codes */
  g_assert_cmpint (imb_table_column_at (guessed, 1)->kind, ==, IMB_COLUMN_CATEGORY);
  assert_cells (table, "zip,x,class/01067,1,a/01069,,b/01067,,a/01069,4,a");
  g_assert_cmpuint (imb_table_n_problems (table), ==, 2);
}

static void
test_zeros_in_front_make_codes_of_numbers (void)
{
  const struct
  {
    const char *cells[3];
    gboolean    codes;
  } columns[] = {
    { { "01067", "90210", "" }, TRUE },
    { { "007", "007", "007" }, TRUE },
    { { "10670", "90210", "12345" }, FALSE }, /* no zero in front */
    { { "01067", "902", "12345" }, FALSE },   /* not of one length */
    { { "01", "12", "07" }, FALSE },          /* months */
    { { "01.5", "12.5", "22.5" }, FALSE },
    { { "-012", "0123", "0456" }, FALSE },
    { { "01067", "90210", "nowhere" }, TRUE }, /* text anyway */
    { { "0e3", "1e4", "2e5" }, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      const char *const *cells = columns[i].cells;
      const char *const  numbers[] = { "x", NULL };
      g_autofree char   *text = g_strdup_printf ("x,class\n%s,a\n%s,b\n%s,a\n", cells[0], cells[1], cells[2]);
      g_autoptr (ImbTable) table = read_text (text, &guess_all);
      g_autoptr (ImbTable) forced = read_text (text, &(ImbReadOptions){ .numbers = numbers });

      g_assert_cmpint (imb_table_column_at (table, 0)->kind, ==, columns[i].codes ? IMB_COLUMN_CATEGORY : IMB_COLUMN_NUMBER);
      g_assert_cmpint (imb_table_column_at (forced, 0)->kind, ==, IMB_COLUMN_NUMBER);
      if (i == 1)
        g_assert_cmpstr (imb_table_column_at (table, 0)->levels[0], ==, "007");
      if (i < 2)
        g_assert_nonnull (strstr (imb_notes_at (imb_table_get_notes (table), 0), "taken for codes"));
      if (i == 3 || i == 4)
        g_assert_nonnull (strstr (imb_notes_at (imb_table_get_notes (table), 0), "zero that means nothing"));
    }
}

static void
test_what_cannot_be_so_is_refused (void)
{
  const char *const    x[] = { "x", NULL };
  const char *const    gone[] = { "gone", NULL };
  const ImbReadOptions both = { .texts = x, .numbers = x };
  const ImbReadOptions hopeless = { .numbers = x };
  const ImbReadOptions unknown = { .texts = gone };
  const ImbReadOptions twice = { .delimiter = ';', .quote = ';' };
  const ImbReadOptions letter = { .comment = 'x' };
  const ImbReadOptions odd = { .thousands = '_' };
  g_autoptr (ImbTable) table = read_text ("x,class\nred,a\nblue,b\n", &unknown);

  assert_note (table, "“gone”");
  assert_refused ("x,class\nred,a\n", &both, IMB_ERROR_PARAM, "at once");
  assert_refused ("x,class\nred,a\n", &hopeless, IMB_ERROR_PARAM, "“x” holds no numbers");
  assert_refused ("x,class\nred,a\n", &twice, IMB_ERROR_PARAM, "“;” cannot be delimiter and quote at once");
  assert_refused ("x,class\nred,a\n", &letter, IMB_ERROR_PARAM, "comments");
  assert_refused ("\"x,class\nred,a\n", &guess_all, IMB_ERROR_FORMAT, "t.csv:1:1: a quote is opened here");
  assert_refused ("\n \n", &guess_all, IMB_ERROR_FORMAT, "empty");
  assert_refused ("x,class\nred,a\n", &odd, IMB_ERROR_PARAM, "Thousands");
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, ""); /* test-comma.py: nothing may depend on it */
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/read-dialect/single-quotes-are-found", test_single_quotes_are_found);
  g_test_add_func ("/read-dialect/quotes-can-be-asked-for-or-switched-off", test_quotes_can_be_asked_for_or_switched_off);
  g_test_add_func ("/read-dialect/comments-can-be-asked-for-or-switched-off", test_comments_can_be_asked_for_or_switched_off);
  g_test_add_func ("/read-dialect/names-may-stand-in-a-comment", test_names_may_stand_in_a_comment);
  g_test_add_func ("/read-dialect/thousands-in-every-spelling", test_thousands_in_every_spelling);
  g_test_add_func ("/read-dialect/a-comma-before-three-digits-is-understood", test_a_comma_before_three_digits_is_understood);
  g_test_add_func ("/read-dialect/thousands-can-be-asked-for-or-switched-off", test_thousands_can_be_asked_for_or_switched_off);
  g_test_add_func ("/read-dialect/zeros-in-front-make-codes-of-numbers", test_zeros_in_front_make_codes_of_numbers);
  g_test_add_func ("/read-dialect/a-column-is-read-as-somebody-says", test_a_column_is_read_as_somebody_says);
  g_test_add_func ("/read-dialect/what-cannot-be-so-is-refused", test_what_cannot_be_so_is_refused);
  return g_test_run ();
}
