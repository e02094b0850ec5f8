/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OpenDocument spreadsheets: every kind of value, repeated cells and rows, comments, sheets, damage. */
#include <locale.h>
#include <math.h>

#include "tests/make-zip.h"
#include "tests/reading.h"

#define HEAD "<office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x' xmlns:calcext='c'><office:body><office:spreadsheet>"
#define TAIL "</office:spreadsheet></office:body></office:document-content>"
#define ROW  "<table:table-row>"
#define END  "</table:table-row>"

#define STRING(text)         "<table:table-cell office:value-type='string' calcext:value-type='string'><text:p>" text "</text:p></table:table-cell>"
#define FLOAT(value, text)   "<table:table-cell office:value-type='float' office:value='" value "'><text:p>" text "</text:p></table:table-cell>"
#define GAP                  "<table:table-cell table:number-columns-repeated='16379'/>"
#define DATE                 "<table:table-cell office:value-type='date' office:date-value='2021-01-31'><text:p>31. Jan</text:p></table:table-cell>"
#define TIME                 "<table:table-cell office:value-type='time' office:time-value='PT07H05M00S'><text:p>7:05</text:p></table:table-cell>"
#define TRUTH                "<table:table-cell office:value-type='boolean' office:boolean-value='true'><text:p>WAHR</text:p></table:table-cell>"
#define LATER                "<table:table-cell office:value-type='date' office:date-value='2021-02-01T10:30:00'/><table:covered-table-cell table:number-columns-repeated='2'/>"
#define NOTED                "<table:table-cell office:value-type='string'><office:annotation><text:p>a comment</text:p></office:annotation><text:p>two</text:p><text:p>lines</text:p></table:table-cell>"
#define WRONG                "<table:table-cell office:value-type='string' calcext:value-type='error' office:string-value=''><text:p>#DIV/0!</text:p></table:table-cell>"
#define FOUR                 "<table:table-cell office:value-type='float' office:value='4' table:number-columns-repeated='1'/>"
#define ROWS(n)              "<table:table-row table:number-rows-repeated='" n "'>"
#define BLANKS(n)            "<table:table-cell table:number-columns-repeated='" n "'/>"
#define BLANK_COLUMNS(n)     "<table:table-column table:number-columns-repeated='" n "'/>"
#define SHEET(name, content) "<table:table table:name='" name "'>" content "</table:table>"

static char *
make_sheets (const char *sheets,
             gsize      *length)
{
  g_autofree char *content = g_strconcat (HEAD, sheets, TAIL, NULL);
  const Part       parts[] = { { "mimetype", "application/vnd.oasis.opendocument.spreadsheet" }, { "content.xml", content } };

  return make_zip (parts, G_N_ELEMENTS (parts), length);
}

static ImbTable *
read_sheets (const char *sheets,
             const char *table)
{
  gsize            length;
  g_autofree char *bytes = make_sheets (sheets, &length);

  return read_bytes (bytes, length, &(ImbReadOptions){ .table = table });
}

static void
assert_sheets_refused (const char *sheets,
                       const char *table,
                       int         code,
                       const char *part)
{
  gsize            length;
  g_autofree char *bytes = make_sheets (sheets, &length);

  assert_bytes_refused (bytes, length, &(ImbReadOptions){ .table = table }, code, part);
}

static const char two_sheets[] = SHEET ("Data", BLANK_COLUMNS ("5") ROW STRING ("value") STRING ("<text:span>w</text:span>hen") STRING ("at") STRING ("flag") STRING ("class") GAP END ROW FLOAT ("0.1", "0,10") DATE TIME TRUTH STRING ("no<text:s text:c='2'/>t") GAP END ROWS ("2") FLOAT ("1e-3", "0") BLANKS ("3") STRING ("yes") END ROW WRONG LATER NOTED END ROWS ("1048500") BLANKS ("16384") END)
  SHEET ("Other", ROW STRING ("a") END ROW FOUR END);

static void
test_every_kind_of_cell (void)
{
  g_autoptr (ImbTable) table = read_sheets (two_sheets, NULL);

  g_assert_cmpuint (imb_table_n_rows (table), ==, 4);
  g_assert_cmpuint (imb_table_n_columns (table), ==, 5);
  g_assert_cmpuint (imb_table_n_problems (table), ==, 0);
  g_assert_cmpstr (imb_table_column_at (table, 1)->name, ==, "when");
  g_assert_cmpfloat (imb_table_column_at (table, 0)->numbers[0], ==, 0.1);
  g_assert_cmpfloat (imb_table_column_at (table, 0)->numbers[2], ==, 1e-3);
  g_assert_true (isnan (imb_table_column_at (table, 0)->numbers[3]));
  g_assert_cmpstr (cell (table, 0, 1), ==, "2021-01-31");
  g_assert_cmpstr (cell (table, 3, 1), ==, "2021-02-01T10:30:00");
  g_assert_cmpstr (cell (table, 0, 2), ==, "07:05:00");
  g_assert_cmpstr (cell (table, 0, 3), ==, "TRUE");
  g_assert_cmpstr (cell (table, 0, 4), ==, "no  t");
  g_assert_cmpstr (cell (table, 3, 4), ==, "two\nlines");
  assert_note (table, "1 cell holds the error of a formula");
  assert_note (table, "2 sheets (“Data”, “Other”); the first, “Data”, was read");
  g_assert_cmpstr (imb_table_get_reading (table)->format, ==, "ods");
  g_assert_cmpstr (imb_table_get_reading (table)->table, ==, "Data");
}

static void
test_a_sheet_by_name (void)
{
  g_autoptr (ImbTable) table = read_sheets (two_sheets, "Other");

  g_assert_cmpstr (imb_table_column_at (table, 0)->name, ==, "a");
  g_assert_cmpfloat (imb_table_column_at (table, 0)->numbers[0], ==, 4.0);
  assert_sheets_refused (two_sheets, "other", IMB_ERROR_PARAM, "there is no sheet “other” in it");
}

static void
test_what_is_wrong_is_told (void)
{
  assert_sheets_refused ("<table:table table:name='a'/>", NULL, IMB_ERROR_FORMAT, "the sheet is empty");
  assert_sheets_refused ("", NULL, IMB_ERROR_FORMAT, "has no sheet with cells");
  assert_sheets_refused ("<table:table table:name='a'>" ROW, NULL, IMB_ERROR_FORMAT, "its XML is not whole");
  assert_sheets_refused ("<table:table table:name='a'>" ROW "<table:table-cell office:value-type='float' office:value='4' table:number-columns-repeated='2000000'/>" END "</table:table>", NULL, IMB_ERROR_FORMAT,
                         "not in order");
  assert_sheets_refused ("<table:table table:name='a'><table:table-row table:number-rows-repeated='2000000'>" FLOAT ("1", "1") END "</table:table>", NULL, IMB_ERROR_FORMAT, "not in order");
}

/* In the archive, or in its XML. */
static void
test_damage_is_survived (void)
{
  gsize            length, other_length;
  g_autofree char *whole = make_sheets (two_sheets, &length);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint trial = 0; trial < 1000; trial++)
    {
      gsize            n = trial % 2 == 0 ? (gsize) g_rand_int_range (rand, 0, (gint32) length) : length;
      g_autofree char *bytes = g_memdup2 (whole, length);
      g_autofree char *sheets = g_strdup (two_sheets);
      g_autofree char *other = NULL;

      damage (rand, bytes, 0, n, trial % 4, NULL);
      assert_survived (bytes, n);

      damage (rand, sheets, 0, strlen (sheets), 1 + trial % 3, "019<>/'= p");
      other = make_sheets (sheets, &other_length);
      assert_survived (other, other_length);
    }
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, ""); /* test-comma.py: nothing may depend on it */
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ods/every-kind-of-cell", test_every_kind_of_cell);
  g_test_add_func ("/ods/a-sheet-by-name", test_a_sheet_by_name);
  g_test_add_func ("/ods/what-is-wrong-is-told", test_what_is_wrong_is_told);
  g_test_add_func ("/ods/damage-is-survived", test_damage_is_survived);
  return g_test_run ();
}
