/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Excel workbooks, made here part by part: every kind of cell, sheets, dates, gaps, titles, damage. */
#include <locale.h>
#include <math.h>

#include "engine/io/imb-sheet.h"
#include "tests/make-zip.h"
#include "tests/reading.h"

#define RELATIONS_HEAD "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
#define TYPE           "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static const Part relations = { "xl/_rels/workbook.xml.rels",
                                RELATIONS_HEAD "<Relationship Id='r1' Type='" TYPE "/worksheet' Target='worksheets/sheet1.xml'/>"
                                               "<Relationship Id='r2' Type='" TYPE "/worksheet' Target='/xl/worksheets/sheet2.xml'/>"
                                               "<Relationship Id='r3' Type='" TYPE "/sharedStrings' Target='sharedStrings.xml'/>"
                                               "<Relationship Id='r4' Type='" TYPE "/styles' Target='styles.xml'/></Relationships>" };
static const Part book = { "xl/workbook.xml", "<x:workbook xmlns:x='y' xmlns:r='z'><x:sheets><x:sheet name='Hidden &amp; gone' sheetId='2' state='hidden' r:id='r2'/>"
                                              "<x:sheet name='Data' sheetId='1' r:id='r1'/></x:sheets></x:workbook>" };
static const Part strings = { "xl/sharedStrings.xml", "<sst><si><t>id</t></si><si><t xml:space='preserve'>class</t></si><si><r><t>n</t></r><r><t>o</t></r><rPh sb='0'><t>x</t></rPh></si>"
                                                      "<si><t>yes, &quot;it&quot; is_x000A_so</t></si><si/></sst>" };
static const Part styles = { "xl/styles.xml", "<styleSheet><numFmts><numFmt numFmtId='170' formatCode='[Red]dd&quot;h&quot;\\-mmm\\-yyyy;@'/><numFmt numFmtId='171' formatCode='[h]:mm'/></numFmts>"
                                              "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
                                              "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='22'/><xf numFmtId='170'/><xf numFmtId='171'/></cellXfs></styleSheet>" };
static const Part sheet2 = { "xl/worksheets/sheet2.xml", "<worksheet><sheetData><row><c t='inlineStr'><is><t>a</t></is></c></row><row><c><v>1</v></c></row></sheetData></worksheet>" };

static char *
make_book (const char *sheet,
           gsize      *length)
{
  const Part parts[] = { book, relations, strings, styles, { "xl/worksheets/sheet1.xml", sheet }, sheet2 };

  return make_zip (parts, G_N_ELEMENTS (parts), length);
}

static ImbTable *
read_book (const char *sheet,
           const char *table)
{
  gsize            length;
  g_autofree char *bytes = make_book (sheet, &length);

  return read_bytes (bytes, length, &(ImbReadOptions){ .table = table });
}

static void
assert_book_refused (const char *sheet,
                     const char *table,
                     int         code,
                     const char *part)
{
  gsize            length;
  g_autofree char *bytes = make_book (sheet, &length);

  assert_bytes_refused (bytes, length, &(ImbReadOptions){ .table = table }, code, part);
}

static const char every_kind[] = "<?xml version='1.0'?><x:worksheet xmlns:x='y'><x:sheetData>"
                                 "<x:row r='1'><x:c r='A1' t='s'><x:v>0</x:v></x:c><x:c r='B1' t='inlineStr'><x:is><x:t>when</x:t></x:is></x:c>"
                                 "<x:c r='C1' t='str'><x:f>1</x:f><x:v>flag</x:v></x:c><x:c r='D1' t='inlineStr'><x:is><x:r><x:t>va</x:t></x:r><x:r><x:t>lue</x:t></x:r></x:is></x:c>"
                                 "<x:c r='E1' t='s'><x:v>1</x:v></x:c></x:row>"
                                 "<x:row r='2'><x:c r='A2'><x:v>1</x:v></x:c><x:c r='B2' s='1'><x:v>44197</x:v></x:c><x:c r='C2' t='b'><x:v>1</x:v></x:c>"
                                 "<x:c r='D2'><x:f>A2/10</x:f><x:v>0.1</x:v></x:c><x:c r='E2' t='s'><x:v>2</x:v></x:c></x:row>"
                                 "<x:row r='4'><x:c r='A4'><x:v>2</x:v></x:c><x:c r='B4' s='2'><x:v>44197.75</x:v></x:c><x:c r='C4' t='b'><x:v>0</x:v></x:c>"
                                 "<x:c r='D4' t='e'><x:v>#DIV/0!</x:v></x:c><x:c r='E4' t='s'><x:v>3</x:v></x:c></x:row>"
                                 "<x:row><x:c><x:v>3</x:v></x:c><x:c s='3'><x:v>59</x:v></x:c><x:c/><x:c s='4'><x:v>1.5E-3</x:v></x:c><x:c t='s'><x:v>2</x:v></x:c></x:row>"
                                 "<x:row r='6'><x:c r='A6'><x:v>4</x:v></x:c><x:c r='D6'><x:f>NOW()</x:f></x:c></x:row>"
                                 "</x:sheetData><x:mergeCells><x:mergeCell ref='A1:B1'/></x:mergeCells></x:worksheet>";

static void
test_every_kind_of_cell (void)
{
  g_autoptr (ImbTable) table = read_book (every_kind, NULL);
  const ImbReading *reading = imb_table_get_reading (table);

  g_assert_cmpuint (imb_table_n_rows (table), ==, 4);
  g_assert_cmpuint (imb_table_n_columns (table), ==, 5);
  g_assert_cmpuint (imb_table_n_problems (table), ==, 0);
  g_assert_cmpstr (imb_table_column_at (table, 3)->name, ==, "value");
  g_assert_cmpstr (imb_table_column_at (table, 4)->name, ==, "class");
  g_assert_cmpint (imb_table_column_at (table, 1)->type, ==, IMB_TYPE_DATE);
  g_assert_cmpstr (cell (table, 0, 1), ==, "2021-01-01");
  g_assert_cmpstr (cell (table, 1, 1), ==, "2021-01-01 18:00:00");
  g_assert_cmpstr (cell (table, 2, 1), ==, "1900-02-28");
  g_assert_cmpstr (cell (table, 0, 2), ==, "TRUE");
  g_assert_cmpstr (cell (table, 1, 2), ==, "FALSE");
  g_assert_cmpfloat (imb_table_column_at (table, 3)->numbers[0], ==, 0.1);
  g_assert_cmpfloat (imb_table_column_at (table, 3)->numbers[2], ==, 0.0015);
  g_assert_cmpuint (imb_table_column_at (table, 3)->n_missing, ==, 2);
  g_assert_cmpstr (cell (table, 0, 4), ==, "no");
  g_assert_cmpstr (cell (table, 1, 4), ==, "yes, \"it\" is\nso");
  assert_note (table, "1 cell holds the error of a formula");
  assert_note (table, "1 formula has no stored value");
  assert_note (table, "1 range of merged cells");
  assert_note (table, "2 sheets (“Data”, “Hidden & gone”); the first, “Data”, was read");
  g_assert_cmpstr (reading->format, ==, "xlsx");
  g_assert_cmpstr (reading->table, ==, "Data");
  g_assert_cmpuint (g_strv_length (reading->tables), ==, 2);
}

static void
test_a_sheet_by_name (void)
{
  g_autoptr (ImbTable) table = read_book (every_kind, "Hidden & gone");

  g_assert_cmpuint (imb_table_n_rows (table), ==, 1);
  g_assert_cmpstr (imb_table_column_at (table, 0)->name, ==, "a");
  assert_book_refused (every_kind, "data", IMB_ERROR_PARAM, "there is no sheet “data” in it; choose one of “Data”");
}

#define TEXT(cell, text)  "<c r='" cell "' t='inlineStr'><is><t>" text "</t></is></c>"
#define VALUE(cell, text) "<c r='" cell "'><v>" text "</v></c>"

static void
test_a_table_may_begin_anywhere (void)
{
  g_autoptr (ImbTable) table = read_book ("<worksheet><sheetData><row r='2'>" TEXT ("B2", "Sales,\n2024") "</row><row r='5'>" TEXT ("C5", "x") TEXT ("D5", "y") TEXT ("F5", "class") "</row>"
                                                                                                                                                                                     "<row r='6'>" VALUE ("C6", "1") VALUE ("D6", "2") TEXT ("F6", "a") "</row><row r='8'>" VALUE ("D8", "5") TEXT ("F8", "b") "</row>"
                                                                                                                                                                                                                                                                                                               "<row r='9'>" VALUE ("C9", "7") TEXT ("D9", "oops") "</row></sheetData></worksheet>",
                                          NULL);

  g_assert_cmpuint (imb_table_n_rows (table), ==, 3);
  g_assert_cmpuint (imb_table_n_columns (table), ==, 4);
  g_assert_cmpstr (imb_table_column_at (table, 0)->name, ==, "x");
  g_assert_cmpstr (imb_table_column_at (table, 3)->name, ==, "class");
  g_assert_true (isnan (imb_table_column_at (table, 0)->numbers[1]));
  g_assert_cmpstr (cell (table, 1, 3), ==, "b");
  assert_note (table, "1 row above the table holds a single cell");
  g_assert_cmpint (imb_table_column_at (table, 1)->kind, ==, IMB_COLUMN_CATEGORY);
  g_assert_cmpuint (imb_table_n_problems (table), ==, 0);
}

static void
test_what_is_wrong_is_told (void)
{
  assert_book_refused ("<worksheet><sheetData/></worksheet>", NULL, IMB_ERROR_FORMAT, "the sheet is empty");
  assert_book_refused ("<worksheet><sheetData><row r='2'>" VALUE ("A2", "1") "</row><row r='1'>" VALUE ("A1", "1") "</row></sheetData></worksheet>", NULL, IMB_ERROR_FORMAT, "not in order");
  assert_book_refused ("<worksheet><sheetData><row r='2000000'>" VALUE ("A2", "1") "</row></sheetData></worksheet>", NULL, IMB_ERROR_FORMAT, "not in order");
  assert_book_refused ("<worksheet><sheetData><row>" VALUE ("ZZZZZZZ1", "1") "</row></sheetData></worksheet>", NULL, IMB_ERROR_FORMAT, "not in order");
  assert_book_refused ("<worksheet><sheetData><row><c t='s'><v>99</v></c></row></sheetData></worksheet>", NULL, IMB_ERROR_FORMAT, "row 1 has a text that is not there");
  assert_book_refused ("<worksheet><sheetData><row>", NULL, IMB_ERROR_FORMAT, "its XML is not whole");
  assert_book_refused ("<worksheet>\xff</worksheet>", NULL, IMB_ERROR_FORMAT, "its XML is not whole");
}

static void
test_formats_tell_dates (void)
{
  const struct
  {
    const char  *format;
    ImbSheetKind kind;
  } cases[] = {
    { "General", IMB_SHEET_NUMBER },
    { "0.00E+00", IMB_SHEET_NUMBER },
    { "#,##0 \"days\"", IMB_SHEET_NUMBER },
    { "\\d0", IMB_SHEET_NUMBER },
    { "[Magenta]0", IMB_SHEET_NUMBER },
    { "[h]:mm:ss", IMB_SHEET_NUMBER },
    { "yyyy-mm-dd", IMB_SHEET_DATE },
    { "[$-409]d. mmm", IMB_SHEET_DATE },
    { "mmmm", IMB_SHEET_DATE },
    { "h:mm AM/PM", IMB_SHEET_TIME },
    { "dd/mm/yyyy hh:mm", IMB_SHEET_DATE_TIME },
  };
  const struct
  {
    double       serial;
    ImbSheetKind kind;
    gboolean     from_1904;
    const char  *text;
  } dates[] = {
    { 1, IMB_SHEET_DATE, FALSE, "1900-01-01" },
    { 60, IMB_SHEET_DATE, FALSE, NULL },
    { 61, IMB_SHEET_DATE, FALSE, "1900-03-01" },
    { 0, IMB_SHEET_DATE, TRUE, "1904-01-01" },
    { 45351, IMB_SHEET_DATE_TIME, FALSE, "2024-02-29 00:00:00" },
    { 45351.999999999, IMB_SHEET_DATE, FALSE, "2024-03-01" },
    { 0.5, IMB_SHEET_TIME, FALSE, "12:00:00" },
    { 0.000011574074, IMB_SHEET_TIME, FALSE, "00:00:01" },
    { 45351.0000144676, IMB_SHEET_DATE_TIME, FALSE, "2024-02-29 00:00:01.250" },
    { -1, IMB_SHEET_DATE, FALSE, NULL },
    { 2958466, IMB_SHEET_DATE, FALSE, NULL },
    { 1.5, IMB_SHEET_TIME, FALSE, NULL },
  };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    g_assert_cmpint (imb_sheet_kind (cases[c].format), ==, cases[c].kind);
  for (guint d = 0; d < G_N_ELEMENTS (dates); d++)
    {
      g_autofree char *text = imb_sheet_dup_date (dates[d].serial, dates[d].kind, dates[d].from_1904);

      g_assert_cmpstr (text, ==, dates[d].text);
    }
}

/* In the archive, or in its XML. */
static void
test_damage_is_survived (void)
{
  gsize            length, other_length;
  g_autofree char *whole = make_book (every_kind, &length);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint trial = 0; trial < 2000; trial++)
    {
      gsize            n = trial % 2 == 0 ? (gsize) g_rand_int_range (rand, 0, (gint32) length) : length;
      g_autofree char *bytes = g_memdup2 (whole, length);
      g_autofree char *sheet = g_strdup (every_kind);
      g_autofree char *other = NULL;

      damage (rand, bytes, 0, n, trial % 5, NULL);
      assert_survived (bytes, n);

      if (trial % 4 != 0)
        continue;
      damage (rand, sheet, 0, strlen (sheet), 1 + trial / 4 % 3, "0159Z<>/'= x");
      other = make_book (sheet, &other_length);
      assert_survived (other, other_length);
    }
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, ""); /* test-comma.py: nothing may depend on it */
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xlsx/every-kind-of-cell", test_every_kind_of_cell);
  g_test_add_func ("/xlsx/a-sheet-by-name", test_a_sheet_by_name);
  g_test_add_func ("/xlsx/a-table-may-begin-anywhere", test_a_table_may_begin_anywhere);
  g_test_add_func ("/xlsx/what-is-wrong-is-told", test_what_is_wrong_is_told);
  g_test_add_func ("/xlsx/formats-tell-dates", test_formats_tell_dates);
  g_test_add_func ("/xlsx/damage-is-survived", test_damage_is_survived);
  return g_test_run ();
}
