/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NumPy's files: every type and order, headers that lie, labels beside the features, archives of arrays. The bytes are made here; that
 * numpy.save makes the same ones is asked in conformance/read_arrays.py. */
#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>

#include "tests/reading.h"

typedef GString Bytes;

static void
bytes_free (Bytes *self)
{
  g_string_free (self, TRUE);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bytes, bytes_free)

static Bytes *
make_head (guint       version,
           const char *dictionary)
{
  Bytes *bytes = g_string_new_len ("\x93NUMPY", 6);
  gsize  n = strlen (dictionary);

  g_string_append_c (bytes, (char) version);
  g_string_append_c (bytes, 0);
  for (guint b = 0; b < (version == 1 ? 2 : 4); b++)
    g_string_append_c (bytes, (char) (n >> 8 * b & 255));
  return g_string_append (bytes, dictionary);
}

static Bytes *
make_array (const char   *type,
            gboolean      fortran,
            const char   *shape,
            gconstpointer values,
            gsize         n_bytes)
{
  g_autofree char *dictionary = g_strdup_printf ("{'descr': %s, 'fortran_order': %s, 'shape': %s, }\n", type, fortran ? "True" : "False", shape);

  return g_string_append_len (make_head (1, dictionary), values, (gssize) n_bytes);
}

static ImbTable *
read_array (const Bytes          *bytes,
            const ImbReadOptions *options)
{
  return read_bytes (bytes->str, bytes->len, options);
}

static void
assert_array_refused (const Bytes          *bytes,
                      const ImbReadOptions *options,
                      int                   code,
                      const char           *part)
{
  assert_bytes_refused (bytes->str, bytes->len, options, code, part);
}

static void
assert_type_refused (const char *type,
                     const char *part)
{
  g_autoptr (Bytes) bytes = make_array (type, FALSE, "(1,)", "0123456789abcdef", 16);

  assert_array_refused (bytes, NULL, IMB_ERROR_FORMAT, part);
}

/* The same two numbers in every type, least byte first; the other order is turned around. */
static void
test_every_number_type_is_read_in_both_orders (void)
{
  static const struct
  {
    const char *type;
    gsize       size;
    guchar      values[16];
    double      first, second;
  } types[] = {
    { "f2", 2, { 0x00, 0x3e, 0x01, 0x80 }, 1.5, -0x1p-24 },
    { "f4", 4, { 0, 0, 0xc0, 0x3f, 0, 0, 0x20, 0xc0 }, 1.5, -2.5 },
    { "f8", 8, { 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0x04, 0xc0 }, 1.5, -2.5 },
    { "i1", 1, { 5, 0xfe }, 5, -2 },
    { "i2", 2, { 5, 1, 0xfe, 0xff }, 261, -2 },
    { "i4", 4, { 5, 1, 0, 0, 0xfe, 0xff, 0xff, 0xff }, 261, -2 },
    { "i8", 8, { 5, 1, 0, 0, 0, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, 261, -2 },
    { "u1", 1, { 5, 0xfe }, 5, 254 },
    { "u2", 2, { 5, 1, 0xfe, 0xff }, 261, 65534 },
    { "u4", 4, { 5, 1, 0, 0, 0xfe, 0xff, 0xff, 0xff }, 261, 4294967294.0 },
    { "u8", 8, { 5, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0 }, 261, 4294967296.0 },
    { "b1", 1, { 0, 1 }, 0, 1 },
  };

  for (gsize t = 0; t < G_N_ELEMENTS (types); t++)
    for (guint big = 0; big < 2; big++)
      {
        g_autofree char *type = g_strdup_printf ("'%c%s'", big ? '>' : '<', types[t].type);
        guchar           values[16];

        for (gsize b = 0; b < 2 * types[t].size; b++)
          values[b] = types[t].values[big ? b / types[t].size * types[t].size + types[t].size - 1 - b % types[t].size : b];
        g_autoptr (Bytes) bytes = make_array (type, FALSE, "(2,)", values, 2 * types[t].size);
        g_autoptr (ImbTable) table = read_array (bytes, NULL);
        const double *numbers = imb_table_column_at (table, 0)->numbers;

        g_assert_cmpuint (imb_table_n_rows (table), ==, 2);
        g_assert_cmpfloat (numbers[0], ==, types[t].first);
        g_assert_cmpfloat (numbers[1], ==, types[t].second);
        g_assert_cmpstr (imb_table_get_reading (table)->format, ==, "npy");
      }
}

static void
test_halves_have_all_their_kinds (void)
{
  const guchar values[] = { 0xff, 0x7b, 0x00, 0x7c, 0x01, 0x7c, 0x00, 0x04 };
  g_autoptr (Bytes) bytes = make_array ("'<f2'", FALSE, "(4,)", values, sizeof values);
  g_autoptr (ImbTable) table = read_array (bytes, NULL);
  const double *numbers = imb_table_column_at (table, 0)->numbers;

  g_assert_cmpfloat (numbers[0], ==, 65504);
  g_assert_true (isnan (numbers[1]) && isnan (numbers[2]));
  g_assert_cmpfloat (numbers[3], ==, 0x1p-14);
  assert_note (table, "1 value is not finite");
}

/* 2 × 3 × 2: the same numbers in both orders, laid out as 2 × 6. */
static void
test_orders_and_dimensions_give_the_same_columns (void)
{
  const gint8 by_row[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };
  const gint8 by_column[] = { 0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11 };

  for (guint fortran = 0; fortran < 2; fortran++)
    {
      g_autoptr (Bytes) bytes = make_array ("'|i1'", fortran != 0, "(2, 3, 2)", fortran ? by_column : by_row, 12);
      g_autoptr (ImbTable) table = read_array (bytes, NULL);

      g_assert_cmpuint (imb_table_n_rows (table), ==, 2);
      g_assert_cmpuint (imb_table_n_columns (table), ==, 6);
      for (gsize j = 0; j < 6; j++)
        for (gsize i = 0; i < 2; i++)
          g_assert_cmpfloat (imb_table_column_at (table, j)->numbers[i], ==, (double) (6 * i + j));
      g_assert_cmpstr (imb_table_column_at (table, 5)->name, ==, "feature 6");
      assert_note (table, "3 dimensions");
    }
}

static void
test_texts_are_categories_or_numbers (void)
{
  const guchar wide[] = { 'b', 0, 0, 0, 0xac, 0x20, 0, 0, '7', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x11, 0, 'x', 0, 0, 0, 'N', 0, 0, 0, 'A', 0, 0, 0 };
  g_autoptr (Bytes) texts = make_array ("'<U2'", FALSE, "(2, 2)", wide, sizeof wide);
  g_autoptr (ImbTable) table = read_array (texts, NULL);
  g_autoptr (Bytes) digits = make_array ("'|S3'", FALSE, "(3,)", "1.5\0\0\0\xe9 \0", 9);
  g_autoptr (Bytes) numbers = make_array ("'|S3'", FALSE, "(3,)", "1.5\0\0\0-2\0", 9);
  g_autoptr (ImbTable) latin = read_array (digits, NULL);
  g_autoptr (ImbTable) parsed = read_array (numbers, NULL);
  char buffer[32];

  g_assert_cmpstr (imb_table_format_cell (table, 0, 0, buffer), ==, "b€");
  g_assert_cmpstr (imb_table_format_cell (table, 1, 0, buffer), ==, "\xef\xbf\xbdx");
  g_assert_cmpint (imb_table_column_at (table, 1)->kind, ==, IMB_COLUMN_NUMBER);
  g_assert_cmpuint (imb_table_column_at (table, 1)->n_missing, ==, 1);
  g_assert_cmpstr (imb_table_format_cell (latin, 2, 0, buffer), ==, "é");
  g_assert_cmpuint (imb_table_column_at (latin, 0)->n_missing, ==, 1);
  g_assert_cmpfloat (imb_table_column_at (parsed, 0)->numbers[2], ==, -2);
}

static void
test_structured_arrays_have_named_columns (void)
{
  g_autoptr (Bytes) bytes = make_array ("[('size', '|i1'), ('', '|V2'), ('class', '|S1'), ('class', '>i2')]", FALSE, "(2,)",
                                        "\3..a\0\1"
                                        "\4..b\0\2",
                                        12);
  g_autoptr (ImbTable) table = read_array (bytes, NULL);
  char buffer[32];

  g_assert_cmpuint (imb_table_n_columns (table), ==, 3);
  g_assert_cmpstr (imb_table_column_at (table, 0)->name, ==, "size");
  g_assert_cmpfloat (imb_table_column_at (table, 0)->numbers[1], ==, 4);
  g_assert_cmpstr (imb_table_format_cell (table, 1, 1, buffer), ==, "b");
  g_assert_cmpstr (imb_table_column_at (table, 2)->name, ==, "class.1");
  g_assert_cmpfloat (imb_table_column_at (table, 2)->numbers[1], ==, 2);
}

static void
test_what_cannot_be_read_gets_a_sentence (void)
{
  assert_type_refused ("'|O'", "Python objects");
  assert_type_refused ("'<M8[s]'", "dates");
  assert_type_refused ("'<c16'", "complex");
  assert_type_refused ("'<f16'", "“<f16”");
  assert_type_refused ("'|V8'", "“|V8”");
  assert_type_refused ("'<i3'", "“<i3”");
  assert_type_refused ("'|S0'", "“|S0”");
  assert_type_refused ("'%s%n'", "“%s%n”");
  assert_type_refused ("[('a', '<f4', (2,))]", "fields of the array");
  assert_type_refused ("[]", "header");
}

static void
test_headers_that_lie_are_refused (void)
{
  static const char *const wrong[] = {
    "", "{}", "[]", "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)", "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'more': 1}", "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}", "{'descr': '<f8', 'fortran_order': False, 'shape': 1}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} x", "{'descr': '<f8', 'fortran_order': False, 'shape': (18446744073709551616,)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296)}", "{'descr': '<f8', 'fortran_order': False, 'shape': (2305843009213693952,)}",
    "{'descr': '<U4611686018427387904', 'fortran_order': False, 'shape': (1,)}", "{'descr': '<f8' 'fortran_order': False, 'shape': (1,)}", NULL
  };

  for (gsize w = 0; wrong[w] != NULL; w++)
    {
      g_autoptr (Bytes) bytes = g_string_append_len (make_head (1, wrong[w]), "01234567", 8);

      assert_array_refused (bytes, NULL, IMB_ERROR_FORMAT, "t.csv: ");
    }

  g_autoptr (Bytes) cut = make_array ("'<f8'", FALSE, "(3, 1)", "0123456789", 10);
  assert_array_refused (cut, NULL, IMB_ERROR_FORMAT, "10 of its 24 bytes");
  g_autoptr (Bytes) version = make_head (4, "{}");
  assert_array_refused (version, NULL, IMB_ERROR_FORMAT, "version 4.0");
  g_autoptr (Bytes) zero = make_array ("'<f8'", FALSE, "(0, 3)", "", 0);
  assert_array_refused (zero, NULL, IMB_ERROR_FORMAT, "no rows");
  g_autoptr (Bytes) single = make_array ("'<f8'", FALSE, "()", "01234567", 8);
  assert_array_refused (single, NULL, IMB_ERROR_FORMAT, "single value");
  g_autoptr (Bytes) wide = make_array ("'|i1'", FALSE, "(1, 100001)", "", 0);
  assert_array_refused (wide, NULL, IMB_ERROR_TOO_LARGE, "100001 columns");
}

static void
test_later_versions_and_python_2_are_read (void)
{
  for (guint version = 1; version <= 3; version++)
    {
      g_autoptr (Bytes) bytes = make_head (version, "{'shape': (2L, 1L), \"fortran_order\": False, 'descr': '|u1'}          \n");
      g_autoptr (ImbTable) table = read_array (g_string_append (bytes, "\1\2more"), NULL);

      g_assert_cmpfloat (imb_table_column_at (table, 0)->numbers[1], ==, 2);
      assert_note (table, "4 bytes");
    }
}

static void
test_whole_numbers_that_are_rounded_are_counted (void)
{
  const guint64 values[] = { GUINT64_TO_LE ((guint64) 1 << 53), GUINT64_TO_LE (((guint64) 1 << 60) + 1), 3 };
  g_autoptr (Bytes) bytes = make_array ("'<u8'", FALSE, "(3,)", values, sizeof values);
  g_autoptr (ImbTable) table = read_array (bytes, NULL);

  assert_note (table, "1 whole number is beyond 2^53");
}

/* The labels in a file beside three rows of features. */
static ImbTable *
read_with_labels (const char *labels,
                  gsize       length,
                  GError    **error)
{
  g_autoptr (Bytes) bytes = make_array ("'|i1'", FALSE, "(3, 2)", "\1\2\3\4\5\6", 6);
  g_autofree char *folder = g_dir_make_tmp ("imbal-npy-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "labels.txt", NULL);
  ImbReadOptions   options = { .labels = path };
  ImbTable        *table;

  g_assert_true (g_file_set_contents (path, labels, (gssize) length, NULL));
  table = imb_read_bytes ("t.csv", bytes->str, bytes->len, &options, NULL, error);
  g_unlink (path);
  g_rmdir (folder);
  return table;
}

static void
test_labels_come_from_a_second_file (void)
{
  g_autoptr (Bytes) array = make_array ("'|S1'", FALSE, "(3,)", "bab", 3);
  const char *const files[] = { "b\na\nb\n", "klass\nb\na\nb", array->str };

  for (guint f = 0; f < 3; f++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ImbTable) table = read_with_labels (files[f], f == 2 ? array->len : strlen (files[f]), &error);
      char buffer[32];

      g_assert_no_error (error);
      g_assert_cmpuint (imb_table_n_columns (table), ==, 3);
      g_assert_cmpstr (imb_table_column_at (table, 2)->name, ==, "label");
      g_assert_cmpstr (imb_table_format_cell (table, 2, 2, buffer), ==, "b");
      g_assert_cmpstr (imb_table_format_cell (table, 1, 2, buffer), ==, "a");
      g_assert_cmpstr (imb_table_get_reading (table)->target, ==, "label");
      assert_note (table, "labels.txt");
    }
}

static void
test_labels_that_do_not_fit_are_refused (void)
{
  static const struct
  {
    const char *labels;
    const char *part;
  } wrong[] = { { "a\nb\n", "3 rows here and 2 labels in “labels.txt”" }, { "a\tb\na\tb\na\tb\n", "has 2 columns" }, { "", "labels.txt: the file is empty" } };

  for (gsize w = 0; w < G_N_ELEMENTS (wrong); w++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_with_labels (wrong[w].labels, strlen (wrong[w].labels), &error));
      g_assert_nonnull (strstr (error->message, wrong[w].part));
    }

  g_autoptr (Bytes) csv = g_string_new ("a,b\n1,2\n");
  assert_array_refused (csv, &(ImbReadOptions){ .labels = "y.txt" }, IMB_ERROR_PARAM, "NumPy");
}

/* names and arrays in turn, NULL-terminated. */
static Bytes *
make_archive (const char *name,
              ...) G_GNUC_NULL_TERMINATED;

static Bytes *
make_archive (const char *name,
              ...)
{
  static char     room[1 << 16];
  gsize           used;
  struct archive *writer = archive_write_new ();
  va_list         args;

  archive_write_set_format_zip (writer);
  archive_write_set_bytes_in_last_block (writer, 1);
  g_assert_cmpint (archive_write_open_memory (writer, room, sizeof room, &used), ==, ARCHIVE_OK);
  va_start (args, name);
  for (; name != NULL; name = va_arg (args, const char *))
    {
      Bytes                *array = va_arg (args, Bytes *);
      struct archive_entry *entry = archive_entry_new ();

      archive_entry_set_pathname (entry, name);
      archive_entry_set_filetype (entry, AE_IFREG);
      archive_entry_set_perm (entry, 0644);
      archive_entry_set_size (entry, (gint64) array->len);
      g_assert_cmpint (archive_write_header (writer, entry), ==, ARCHIVE_OK);
      g_assert_cmpint (archive_write_data (writer, array->str, array->len), ==, array->len);
      archive_entry_free (entry);
    }
  va_end (args);
  g_assert_cmpint (archive_write_close (writer), ==, ARCHIVE_OK);
  archive_write_free (writer);
  return g_string_new_len (room, (gssize) used);
}

static void
test_features_and_labels_of_an_archive_are_found (void)
{
  g_autoptr (Bytes) x = make_array ("'|i1'", FALSE, "(3, 2)", "\1\2\3\4\5\6", 6);
  g_autoptr (Bytes) y = make_array ("'|i1'", FALSE, "(3,)", "\0\1\0", 3);
  g_autoptr (Bytes) short_x = make_array ("'|i1'", FALSE, "(2, 2)", "\7\7\7\7", 4);
  g_autoptr (Bytes) objects = make_array ("'|O'", FALSE, "(3,)", "...", 3);
  g_autoptr (Bytes) named = make_archive ("y.npy", y, "X.npy", x, NULL);
  g_autoptr (Bytes) unnamed = make_archive ("arr_0.npy", x, "arr_1.npy", y, NULL);
  g_autoptr (Bytes) split = make_archive ("X_test.npy", short_x, "X_train.npy", x, "y_train.npy", y, NULL);
  g_autoptr (Bytes) other = make_archive ("klass.npy", y, "small.npy", short_x, "emb.npy", x, NULL);
  g_autoptr (Bytes) python = make_archive ("X.npy", x, "y.npy", objects, NULL);
  const Bytes *const all[] = { named, unnamed, split, other };
  ImbReadOptions     options = { .table = "X_test" };

  for (guint a = 0; a < G_N_ELEMENTS (all); a++)
    {
      g_autoptr (ImbTable) table = read_array (all[a], NULL);

      g_assert_cmpuint (imb_table_n_columns (table), ==, 3);
      g_assert_cmpfloat (imb_table_column_at (table, 0)->numbers[2], ==, 5);
      g_assert_cmpfloat (imb_table_column_at (table, 2)->numbers[1], ==, 1);
      g_assert_cmpstr (imb_table_get_reading (table)->format, ==, "npz");
      g_assert_cmpstr (imb_table_get_reading (table)->target, ==, "label");
      g_assert_null (imb_table_get_reading (table)->packing);
      g_assert_cmpuint (g_strv_length (imb_table_get_reading (table)->tables), ==, a < 2 ? 2 : 3);
      assert_note (table, "as the labels");
    }

  g_autoptr (ImbTable) chosen = read_array (split, &options);
  g_assert_cmpuint (imb_table_n_columns (chosen), ==, 2);
  g_assert_cmpstr (imb_table_get_reading (chosen)->table, ==, "X_test");
  options.table = "Z";
  assert_array_refused (split, &options, IMB_ERROR_PARAM, "no array “Z”");
  assert_array_refused (python, NULL, IMB_ERROR_FORMAT, "t.csv (y): the array holds Python objects");
}

static void
test_reading_can_be_cancelled (void)
{
  g_autoptr (Bytes) bytes = make_array ("'|i1'", FALSE, "(3, 2)", "\1\2\3\4\5\6", 6);
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;

  imb_job_cancel (job);
  g_assert_null (imb_read_bytes ("t.csv", bytes->str, bytes->len, NULL, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, ""); /* test-comma.py: nothing may depend on it */
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/npy/number-types", test_every_number_type_is_read_in_both_orders);
  g_test_add_func ("/npy/halves", test_halves_have_all_their_kinds);
  g_test_add_func ("/npy/orders", test_orders_and_dimensions_give_the_same_columns);
  g_test_add_func ("/npy/texts", test_texts_are_categories_or_numbers);
  g_test_add_func ("/npy/structured", test_structured_arrays_have_named_columns);
  g_test_add_func ("/npy/refused-types", test_what_cannot_be_read_gets_a_sentence);
  g_test_add_func ("/npy/wrong-headers", test_headers_that_lie_are_refused);
  g_test_add_func ("/npy/versions", test_later_versions_and_python_2_are_read);
  g_test_add_func ("/npy/rounded", test_whole_numbers_that_are_rounded_are_counted);
  g_test_add_func ("/npy/labels", test_labels_come_from_a_second_file);
  g_test_add_func ("/npy/wrong-labels", test_labels_that_do_not_fit_are_refused);
  g_test_add_func ("/npy/archive", test_features_and_labels_of_an_archive_are_found);
  g_test_add_func ("/npy/cancel", test_reading_can_be_cancelled);
  return g_test_run ();
}
