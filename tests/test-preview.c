/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The beginning of a file as it would be read, and options that can be kept. */
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#include "engine/imb.h"

static char *
write_file (const char *content,
            gssize      length)
{
  g_autoptr (GError) error = NULL;
  char *path = NULL;
  int   fd = g_file_open_tmp ("preview-XXXXXX.csv", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, content, length, NULL));
  return path;
}

static void
test_a_small_file_is_seen_whole (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = write_file ("a;b\n1,5;x\n2,5;y\n", -1);
  gboolean         whole = FALSE;
  g_autoptr (ImbTable) table = imb_read_preview (path, NULL, &whole, NULL, &error);
  ImbReadOptions options = { .delimiter = ',', .header = -1 };
  g_autoptr (ImbTable) other = imb_read_preview (path, &options, &whole, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (whole);
  g_assert_cmpuint (imb_table_n_columns (table), ==, 2);
  g_assert_cmpuint (imb_table_n_rows (table), ==, 2);
  g_assert_cmpint (imb_table_get_reading (other)->delimiter, ==, ',');
  g_assert_false (imb_table_get_reading (other)->has_header);
  g_unlink (path);
}

static void
test_of_a_large_file_whole_rows_are_seen (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new ("n,note\n");
  g_autofree char *path = NULL;
  gboolean         whole = TRUE;

  for (int i = 0; i < 100000; i++)
    g_string_append_printf (text, "%d,\"line\n%d, and one\"\n", i, i);
  path = write_file (text->str, (gssize) text->len);

  g_autoptr (ImbTable) table = imb_read_preview (path, NULL, &whole, NULL, &error);
  gsize n = table != NULL ? imb_table_n_rows (table) : 0;
  char  buffer[32];

  g_assert_no_error (error);
  g_assert_false (whole);
  g_assert_cmpuint (n, >, 5000);
  g_assert_cmpuint (n, <, 20000);
  g_assert_cmpuint (imb_table_n_columns (table), ==, 2);
  g_assert_cmpuint (imb_table_n_problems (table), ==, 0);
  g_assert_cmpint (strcmp (imb_table_format_cell (table, n - 1, 0, buffer), "0"), !=, 0);
  g_assert_true (g_str_has_suffix (imb_table_format_cell (table, n - 1, 1, buffer), ", and one"));
  g_unlink (path);
}

static void
test_the_cut_is_behind_a_row (void)
{
  const char sixteen[] = "a\0,\0b\0\n\0001\0,\0";

  g_assert_cmpuint (imb_preview_cut ("a,b\n1,2\n3", 9, '"'), ==, 8);
  g_assert_cmpuint (imb_preview_cut ("a,b\r1,2\r3", 9, '"'), ==, 8);
  g_assert_cmpuint (imb_preview_cut ("a,b\n1,\"2\n3", 10, '"'), ==, 4);
  g_assert_cmpuint (imb_preview_cut ("a,b\n1,\"2\n3", 10, IMB_READ_NONE), ==, 9);
  g_assert_cmpuint (imb_preview_cut ("\"a,b\n1", 6, '"'), ==, 5);
  g_assert_cmpuint (imb_preview_cut ("a,b", 3, '"'), ==, 3);
  g_assert_cmpuint (imb_preview_cut (sixteen, sizeof sixteen - 1, '"'), ==, 8);
}

static void
test_what_cannot_be_seen_is_said (void)
{
  g_autoptr (GError) none = NULL, folder = NULL, empty = NULL;
  g_autofree char *path = write_file ("", 0);

  g_assert_null (imb_read_preview ("/no/such/file", NULL, NULL, NULL, &none));
  g_assert_error (none, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_null (imb_read_preview (g_get_tmp_dir (), NULL, NULL, NULL, &folder));
  g_assert_error (folder, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
  g_assert_null (imb_read_preview (path, NULL, NULL, NULL, &empty));
  g_assert_error (empty, IMB_ERROR, IMB_ERROR_FORMAT);
  g_unlink (path);
}

static void
test_options_are_kept_and_compared (void)
{
  const char *const    markers[] = { "", "?", NULL };
  const char *const    others[] = { "", "!", NULL };
  const ImbReadOptions options = { .encoding = "UTF-8", .delimiter = ';', .missing = markers, .texts = others };
  g_autoptr (ImbReadOptions) copy = imb_read_options_copy (&options);
  g_autoptr (ImbReadOptions) nothing = imb_read_options_copy (NULL);

  g_assert_true (imb_read_options_equal (copy, &options));
  g_assert_true (copy->missing != markers);
  g_assert_false (imb_read_options_equal (copy, NULL));
  g_assert_true (imb_read_options_equal (nothing, NULL));

  ImbReadOptions changed = options;

  changed.missing = others;
  g_assert_false (imb_read_options_equal (copy, &changed));
  changed = options;
  changed.most_rows = 10;
  g_assert_false (imb_read_options_equal (copy, &changed));
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, ""); /* test-comma.py: nothing may depend on it */
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/preview/a small file is seen whole", test_a_small_file_is_seen_whole);
  g_test_add_func ("/preview/of a large file whole rows are seen", test_of_a_large_file_whole_rows_are_seen);
  g_test_add_func ("/preview/the cut is behind a row", test_the_cut_is_behind_a_row);
  g_test_add_func ("/preview/what cannot be seen is said", test_what_cannot_be_seen_is_said);
  g_test_add_func ("/preview/options are kept and compared", test_options_are_kept_and_compared);

  return g_test_run ();
}
