/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table value: statistics and types of columns, names, cells as text, numbers from text and back. */
#include <locale.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-rng.h"
#include "engine/data/imb-number.h"
#include "engine/data/imb-table.h"

static ImbColumn
number_column (const char   *name,
               const double *numbers,
               gsize         n_rows)
{
  return (ImbColumn){ .name = g_strdup (name), .numbers = g_memdup2 (numbers, n_rows * sizeof *numbers) };
}

static ImbColumn
category_column (const char        *name,
                 const char *const *cells, /* NULL: missing */
                 gsize              n_rows)
{
  ImbColumn column = { .name = g_strdup (name), .kind = IMB_COLUMN_CATEGORY };

  column.codes = g_new (gint32, n_rows);
  column.levels = g_new (char *, n_rows);
  for (gsize i = 0; i < n_rows; i++)
    {
      guint l = 0;

      while (l < column.n_levels && g_strcmp0 (column.levels[l], cells[i]) != 0)
        l++;
      column.codes[i] = cells[i] == NULL ? -1 : (gint32) l;
      if (cells[i] != NULL && l == column.n_levels)
        column.levels[column.n_levels++] = g_strdup (cells[i]);
    }
  return column;
}

static ImbTable *
table_of (ImbColumn column,
          gsize     n_rows)
{
  return imb_table_new ("test", n_rows, g_memdup2 (&column, sizeof column), 1, NULL, NULL);
}

static void
test_numbers_are_described (void)
{
  const double numbers[] = { 2.5, NAN, -1.0, 2.5, 0.0, -0.0 };
  g_autoptr (ImbTable) table = table_of (number_column ("x", numbers, 6), 6);
  const ImbColumn *x = imb_table_column_at (table, 0);

  g_assert_cmpuint (x->n_missing, ==, 1);
  g_assert_cmpuint (x->n_distinct, ==, 3);
  g_assert_cmpfloat (x->min, ==, -1.0);
  g_assert_cmpfloat (x->max, ==, 2.5);
  g_assert_cmpfloat (x->mean, ==, 0.8);
  g_assert_cmpint (x->type, ==, IMB_TYPE_NUMBER);
}

static void
test_sums_beyond_the_largest_double_have_a_mean (void)
{
  const double numbers[] = { 1.5e308, 1.5e308, 1.5e308 };
  g_autoptr (ImbTable) table = table_of (number_column ("x", numbers, 3), 3);

  g_assert_cmpfloat_with_epsilon (imb_table_column_at (table, 0)->mean / 1.5e308, 1.0, 1e-15);
}

static void
test_a_column_without_values_is_constant (void)
{
  const double      numbers[] = { NAN, NAN };
  const char *const cells[] = { NULL, NULL };
  g_autoptr (ImbTable) first = table_of (number_column ("x", numbers, 2), 2);
  g_autoptr (ImbTable) second = table_of (category_column ("c", cells, 2), 2);
  g_autoptr (ImbTable) none = table_of (number_column ("x", numbers, 0), 0);

  g_assert_cmpint (imb_table_column_at (first, 0)->type, ==, IMB_TYPE_CONSTANT);
  g_assert_true (isnan (imb_table_column_at (first, 0)->min));
  g_assert_true (isnan (imb_table_column_at (first, 0)->mean));
  g_assert_cmpint (imb_table_column_at (second, 0)->type, ==, IMB_TYPE_CONSTANT);
  g_assert_cmpuint (imb_table_column_at (second, 0)->n_missing, ==, 2);
  g_assert_cmpint (imb_table_column_at (none, 0)->type, ==, IMB_TYPE_CONSTANT);
}

static ImbColumnType
type_of_numbers (double (*number) (gsize i),
                 gsize n_rows)
{
  g_autofree double *numbers = g_new (double, n_rows);

  for (gsize i = 0; i < n_rows; i++)
    numbers[i] = number (i);

  g_autoptr (ImbTable) table = table_of (number_column ("x", numbers, n_rows), n_rows);
  return imb_table_column_at (table, 0)->type;
}

static double
the_row (gsize i)
{
  return (double) (1000 + i);
}

static double
shuffled_row (gsize i)
{
  return (double) (i * 7 % 30);
}

static double
far_apart (gsize i)
{
  return (double) (i * 7919 % 104729);
}

static double
few_whole (gsize i)
{
  return (double) (i % 5);
}

static double
zero_or_one (gsize i)
{
  return (double) (i % 2);
}

static void
test_types_of_numbers (void)
{
  g_assert_cmpint (type_of_numbers (the_row, 20), ==, IMB_TYPE_IDENTIFIER);
  g_assert_cmpint (type_of_numbers (the_row, 19), ==, IMB_TYPE_INTEGER);
  g_assert_cmpint (type_of_numbers (shuffled_row, 30), ==, IMB_TYPE_IDENTIFIER);
  g_assert_cmpint (type_of_numbers (far_apart, 30), ==, IMB_TYPE_INTEGER);
  g_assert_cmpint (type_of_numbers (far_apart, 3000), ==, IMB_TYPE_IDENTIFIER);
  g_assert_cmpint (type_of_numbers (few_whole, 100), ==, IMB_TYPE_INTEGER);
  g_assert_cmpint (type_of_numbers (zero_or_one, 100), ==, IMB_TYPE_BOOLEAN);
  g_assert_cmpint (type_of_numbers (zero_or_one, 1), ==, IMB_TYPE_CONSTANT);
}

/* Each cell is made by @format with the row's number below @n_different. */
static ImbColumnType
type_of_texts (const char *format,
               guint       n_different,
               gsize       n_rows)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < n_rows; i++)
    {
      g_auto (GStrv) parts = g_strsplit (format, "#", 2);

      g_ptr_array_add (cells, parts[1] == NULL ? g_strdup (format) : g_strdup_printf ("%s%02u%s", parts[0], (guint) i % n_different, parts[1]));
    }

  g_autoptr (ImbTable) table = table_of (category_column ("c", (const char *const *) cells->pdata, n_rows), n_rows);
  return imb_table_column_at (table, 0)->type;
}

static void
test_types_of_texts (void)
{
  g_assert_cmpint (type_of_texts ("AB-#", 60, 60), ==, IMB_TYPE_IDENTIFIER);
  g_assert_cmpint (type_of_texts ("AB-#", 5, 60), ==, IMB_TYPE_CATEGORY);
  g_assert_cmpint (type_of_texts ("AB-#", 19, 19), ==, IMB_TYPE_CATEGORY);
  g_assert_cmpint (type_of_texts ("a sentence # of words", 60, 60), ==, IMB_TYPE_TEXT);
  g_assert_cmpint (type_of_texts ("T#", 40, 60), ==, IMB_TYPE_TEXT);
  g_assert_cmpint (type_of_texts ("2024-01-#", 29, 60), ==, IMB_TYPE_DATE);
  g_assert_cmpint (type_of_texts ("2024-01-#T10:00:00Z", 29, 60), ==, IMB_TYPE_DATE);
  g_assert_cmpint (type_of_texts ("#/02/2024", 12, 60), ==, IMB_TYPE_DATE);
  g_assert_cmpint (type_of_texts ("#.02.24 10:15", 12, 60), ==, IMB_TYPE_DATE);
  g_assert_cmpint (type_of_texts ("1-2-#-4", 12, 60), ==, IMB_TYPE_CATEGORY);
  g_assert_cmpint (type_of_texts ("same", 1, 60), ==, IMB_TYPE_CONSTANT);
}

static void
test_yes_and_no_are_boolean (void)
{
  const char *const yes[] = { "Yes", "no", "Yes", NULL };
  const char *const mixed[] = { "yes", "false", "yes" };
  g_autoptr (ImbTable) first = table_of (category_column ("c", yes, 4), 4);
  g_autoptr (ImbTable) second = table_of (category_column ("c", mixed, 3), 3);

  g_assert_cmpint (imb_table_column_at (first, 0)->type, ==, IMB_TYPE_BOOLEAN);
  g_assert_cmpint (imb_table_column_at (second, 0)->type, ==, IMB_TYPE_CATEGORY);
}

static void
test_levels_are_sorted (void)
{
  const char *const numbers[] = { "10", "9", NULL, "10", "-1.5" };
  const char *const texts[] = { "b", "10", "a", "9", "b" };
  char              buffer[32];
  g_autoptr (ImbTable) first = table_of (category_column ("c", numbers, 5), 5);
  g_autoptr (ImbTable) second = table_of (category_column ("c", texts, 5), 5);

  g_assert_cmpstr (imb_table_column_at (first, 0)->levels[0], ==, "-1.5");
  g_assert_cmpstr (imb_table_column_at (first, 0)->levels[1], ==, "9");
  g_assert_cmpstr (imb_table_column_at (first, 0)->levels[2], ==, "10");
  g_assert_cmpstr (imb_table_column_at (second, 0)->levels[0], ==, "10");
  for (gsize i = 0; i < 5; i++)
    {
      g_assert_cmpstr (imb_table_format_cell (first, i, 0, buffer), ==, numbers[i] == NULL ? "" : numbers[i]);
      g_assert_cmpstr (imb_table_format_cell (second, i, 0, buffer), ==, texts[i]);
    }
}

static void
test_columns_are_found_by_name_and_place (void)
{
  const double numbers[] = { 1.0 };
  ImbColumn   *columns = g_new (ImbColumn, 3);

  columns[0] = number_column ("x", numbers, 1);
  columns[1] = number_column ("#1", numbers, 1);
  columns[2] = number_column ("größe", numbers, 1);

  g_autoptr (ImbTable) table = imb_table_new ("test", 1, columns, 3, NULL, NULL);
  g_assert_cmpint (imb_table_find_column (table, "x"), ==, 0);
  g_assert_cmpint (imb_table_find_column (table, "#1"), ==, 1); /* a name goes before a place */
  g_assert_cmpint (imb_table_find_column (table, "größe"), ==, 2);
  g_assert_cmpint (imb_table_find_column (table, "#3"), ==, 2);
  g_assert_cmpint (imb_table_find_column (table, "#0"), ==, -1);
  g_assert_cmpint (imb_table_find_column (table, "#4"), ==, -1);
  g_assert_cmpint (imb_table_find_column (table, "#2x"), ==, -1);
  g_assert_cmpint (imb_table_find_column (table, ""), ==, -1);
}

static void
test_a_cancelled_job_makes_no_table (void)
{
  const double numbers[] = { 1.0, 2.0 };
  ImbColumn   *columns = g_new (ImbColumn, 1);
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;

  columns[0] = number_column ("x", numbers, 2);
  imb_job_cancel (job);
  g_assert_null (imb_table_new ("test", 2, columns, 1, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_numbers_are_written_short (void)
{
  const struct
  {
    double      value;
    const char *text;
  } cases[] = {
    { 0.0, "0" },
    { -0.0, "0" },
    { 1.0, "1" },
    { -12.0, "-12" },
    { 0.1, "0.1" },
    { 0.3, "0.3" },
    { 1.0 / 3.0, "0.3333333333333333" },
    { 0.1 + 0.2, "0.30000000000000004" },
    { 149.62, "149.62" },
    { -0.0001, "-0.0001" },
    { 123456789012345.0, "123456789012345" },
    { 1e15, "1000000000000000" },
    { -4503599627371080.0, "-4503599627371080" },
    { 9007199254740993.0, "9007199254740992" },
    { 9007199254740994.0, "9007199254740994" },
    { 1e16, "1e+16" },
    { 1e22, "1e+22" },
    { 1.5e-7, "1.5e-07" },
    { 1.7976931348623157e308, "1.7976931348623157e+308" },
    { INFINITY, "inf" },
    { -INFINITY, "-inf" },
    { NAN, "nan" },
  };
  char buffer[32];

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    g_assert_cmpstr (imb_format_number (cases[c].value, buffer), ==, cases[c].text);
}

/* Random bits, and decimals as they stand in tables: each must come back, and equal GLib's reading. */
static void
test_numbers_come_back_equal (void)
{
  ImbRng rng;
  char   buffer[32];

  imb_rng_init (&rng, 5);
  for (guint i = 0; i < 200000; i++)
    {
      guint64 bits = (guint64) imb_rng_word (&rng) << 32 | imb_rng_word (&rng);
      double  value, back = NAN;

      memcpy (&value, &bits, sizeof value);
      if (i % 2 == 0)
        value = (double) (bits >> (11 + i % 40)) / pow (10.0, (double) (i % 17));
      if (!isfinite (value))
        continue;
      imb_format_number (value, buffer);
      g_assert_cmpuint (strlen (buffer), <, 26);
      g_assert_cmpint (imb_parse_number (buffer, strlen (buffer), '.', &back), !=, IMB_NUMBER_NO);
      g_assert_cmpfloat (back, ==, value);
      g_assert_cmpfloat (back, ==, g_ascii_strtod (buffer, NULL));
    }
}

static void
test_long_numbers_are_rounded_as_the_c_library_does (void)
{
  ImbRng rng;

  imb_rng_init (&rng, 6);
  for (guint i = 0; i < 100000; i++)
    {
      g_autoptr (GString) text = g_string_new (i % 5 == 0 ? "-" : "");
      guint  n_digits = 1 + imb_rng_word (&rng) % 25;
      guint  point = imb_rng_word (&rng) % (n_digits + 1);
      double value = NAN;

      for (guint d = 0; d < n_digits; d++)
        {
          if (d == point)
            g_string_append_c (text, '.');
          g_string_append_c (text, (char) ('0' + imb_rng_word (&rng) % 10));
        }
      if (i % 3 == 0)
        g_string_append_printf (text, "e%d", (int) (imb_rng_word (&rng) % 60) - 30);
      g_assert_cmpint (imb_parse_number (text->str, text->len, '.', &value), !=, IMB_NUMBER_NO);
      g_assert_cmpfloat (value, ==, g_ascii_strtod (text->str, NULL));
    }
}

static void
test_what_is_no_number (void)
{
  const char *const no[] = { "", "-", "+", ".", "e5", "1e", "1e+", "0x1F", "1_000", "12abc", "--1", "1.5f", "1d5", "1.2.3", "1 2", "nan", "1,5", "infin" };
  const char *const infinite[] = { "inf", "-Inf", "+INFINITY", "1e999", "-1e999", "1e99999999999999999999" };
  double            value = 77.0;

  for (guint i = 0; i < G_N_ELEMENTS (no); i++)
    g_assert_cmpint (imb_parse_number (no[i], strlen (no[i]), '.', &value), ==, IMB_NUMBER_NO);
  for (guint i = 0; i < G_N_ELEMENTS (infinite); i++)
    g_assert_cmpint (imb_parse_number (infinite[i], strlen (infinite[i]), '.', &value), ==, IMB_NUMBER_INFINITE);
  g_assert_cmpfloat (value, ==, 77.0);
}

static void
test_odd_spellings_of_numbers (void)
{
  const struct
  {
    const char   *text;
    char          decimal;
    ImbNumberText is;
    double        value;
  } cases[] = {
    { "+3", '.', IMB_NUMBER_YES, 3.0 },
    { "1.", '.', IMB_NUMBER_YES, 1.0 },
    { ".5", '.', IMB_NUMBER_YES, 0.5 },
    { "1E+05", '.', IMB_NUMBER_YES, 1e5 },
    { "1e-400", '.', IMB_NUMBER_YES, 0.0 },
    { "007", '.', IMB_NUMBER_YES, 7.0 },
    { "-1,25", ',', IMB_NUMBER_YES, -1.25 },
    { "12345678901234567890,5", ',', IMB_NUMBER_YES, 12345678901234567890.5 },
    { "9007199254740992", '.', IMB_NUMBER_YES, 9007199254740992.0 },
    { "9007199254740993", '.', IMB_NUMBER_WIDE, 9007199254740992.0 },
    { "123456789012345678901234567890", '.', IMB_NUMBER_WIDE, 123456789012345678901234567890.0 },
    { "0.00000000000000000000000000000000000000000000000000000000000000000001", '.', IMB_NUMBER_YES, 1e-68 },
  };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      double value = NAN;

      g_assert_cmpint (imb_parse_number (cases[c].text, strlen (cases[c].text), cases[c].decimal, &value), ==, cases[c].is);
      g_assert_cmpfloat (value, ==, cases[c].value);
    }
}

static void
test_every_type_has_a_nick (void)
{
  g_autoptr (GHashTable) nicks = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint type = IMB_TYPE_NUMBER; type <= IMB_TYPE_CONSTANT; type++)
    g_assert_true (g_hash_table_add (nicks, (char *) imb_column_type_nick (type)));
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/table/numbers-are-described", test_numbers_are_described);
  g_test_add_func ("/table/sums-beyond-the-largest-double-have-a-mean", test_sums_beyond_the_largest_double_have_a_mean);
  g_test_add_func ("/table/a-column-without-values-is-constant", test_a_column_without_values_is_constant);
  g_test_add_func ("/table/types-of-numbers", test_types_of_numbers);
  g_test_add_func ("/table/types-of-texts", test_types_of_texts);
  g_test_add_func ("/table/yes-and-no-are-boolean", test_yes_and_no_are_boolean);
  g_test_add_func ("/table/levels-are-sorted", test_levels_are_sorted);
  g_test_add_func ("/table/columns-are-found-by-name-and-place", test_columns_are_found_by_name_and_place);
  g_test_add_func ("/table/a-cancelled-job-makes-none", test_a_cancelled_job_makes_no_table);
  g_test_add_func ("/table/every-type-has-a-nick", test_every_type_has_a_nick);
  g_test_add_func ("/number/written-short", test_numbers_are_written_short);
  g_test_add_func ("/number/come-back-equal", test_numbers_come_back_equal);
  g_test_add_func ("/number/long-ones-are-rounded-as-the-c-library-does", test_long_numbers_are_rounded_as_the_c_library_does);
  g_test_add_func ("/number/what-is-none", test_what_is_no_number);
  g_test_add_func ("/number/odd-spellings", test_odd_spellings_of_numbers);
  return g_test_run ();
}
