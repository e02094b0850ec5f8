/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files appear whole or not at all, and what is written reads back equal. */
#include <errno.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-rng.h"
#include "engine/io/imb-read.h"
#include "engine/io/imb-write.h"

typedef struct
{
  char *folder;
  char *path;
} Place;

static void
set_up (Place        *place,
        gconstpointer unused)
{
  place->folder = g_dir_make_tmp ("imbal-write-XXXXXX", NULL);
  g_assert_nonnull (place->folder);
  place->path = g_build_filename (place->folder, "out.csv", NULL);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
tear_down (Place        *place,
           gconstpointer unused)
{
  g_unlink (place->path);
  g_assert_cmpint (g_rmdir (place->folder), ==, 0); /* fails when something was left behind */
  g_free (place->folder);
  g_free (place->path);
}

static void
assert_content (const char *path,
                const char *wanted)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, wanted);
}

static void
test_a_file_appears_with_commit (Place        *place,
                                 gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbWriter) writer = imb_writer_new (place->path, &error);

  g_assert_no_error (error);
  imb_writer_text (writer, "a,b\n");
  imb_writer_number (writer, 0.1);
  imb_writer_bytes (writer, ",x\n", 3);
  g_assert_false (g_file_test (place->path, G_FILE_TEST_EXISTS));
  g_assert_true (imb_writer_commit (writer, &error));
  assert_content (place->path, "a,b\n0.1,x\n");
  g_assert_cmpuint (count_files (place->folder), ==, 1);
}

static void
test_without_commit_nothing_changes (Place        *place,
                                     gconstpointer unused)
{
  ImbWriter *writer;

  g_assert_true (g_file_set_contents (place->path, "old", -1, NULL));
  writer = imb_writer_new (place->path, NULL);
  imb_writer_text (writer, "new");
  imb_writer_free (writer);
  assert_content (place->path, "old");
  g_assert_cmpuint (count_files (place->folder), ==, 1);
}

static void
test_a_mode_is_kept_and_a_link_followed (Place        *place,
                                         gconstpointer unused)
{
  g_autofree char *link_path = g_build_filename (place->folder, "link.csv", NULL);
  g_autoptr (GError) error = NULL;
  struct stat about;

  g_assert_true (g_file_set_contents (place->path, "old", -1, NULL));
  g_assert_cmpint (g_chmod (place->path, 0640), ==, 0);
  g_assert_cmpint (symlink ("out.csv", link_path), ==, 0);

  g_autoptr (ImbWriter) writer = imb_writer_new (link_path, &error);
  g_assert_no_error (error);
  imb_writer_text (writer, "new");
  g_assert_true (imb_writer_commit (writer, &error));
  assert_content (place->path, "new");
  g_assert_cmpint (g_lstat (link_path, &about), ==, 0);
  g_assert_true (S_ISLNK (about.st_mode));
  g_assert_cmpint (g_stat (place->path, &about), ==, 0);
  g_assert_cmpuint (about.st_mode & 0777, ==, 0640);
  g_unlink (link_path);
}

static void
test_a_place_that_cannot_be_is_told (Place        *place,
                                     gconstpointer unused)
{
  g_autofree char *nowhere = g_build_filename (place->folder, "none", "out.csv", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (imb_writer_new (nowhere, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_OUTPUT);
  g_assert_nonnull (strstr (error->message, nowhere));
  g_clear_error (&error);
  g_assert_null (imb_writer_new (place->folder, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_OUTPUT);
}

static void
test_a_full_disk_is_told (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbWriter) writer = imb_writer_new ("/dev/full", &error);

  g_assert_no_error (error);
  for (guint i = 0; i < 100000; i++)
    imb_writer_text (writer, "more than the buffer holds\n");
  g_assert_false (imb_writer_commit (writer, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_OUTPUT);
  g_assert_nonnull (strstr (error->message, g_strerror (ENOSPC)));
}

static void
test_fields_are_quoted_when_they_must_be (Place        *place,
                                          gconstpointer unused)
{
  const char *const fields[] = { "plain", "a,b", "say \"hi\"", "two\nlines", " blank", "#sign", "\"", "" };
  g_autoptr (ImbWriter) writer = imb_writer_new (place->path, NULL);

  for (guint f = 0; f < G_N_ELEMENTS (fields); f++)
    {
      imb_writer_field (writer, fields[f]);
      imb_writer_text (writer, ",");
    }
  imb_writer_number (writer, NAN);
  g_assert_true (imb_writer_commit (writer, NULL));
  assert_content (place->path, "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\" blank\",\"#sign\",\"\"\"\",,");
}

static void
test_what_is_written_reads_back_equal (Place        *place,
                                       gconstpointer unused)
{
  const char *const texts[] = { "a", "b,c", "d \"e\"", "two\r\nlines", "#x", "ü|;\tx", "<b>%s" };
  g_autoptr (ImbWriter) writer = imb_writer_new (place->path, NULL);
  g_autofree double *numbers = g_new (double, 20000);
  ImbRng             rng;

  imb_rng_init (&rng, 11);
  imb_writer_text (writer, "number,text\n");
  for (guint i = 0; i < 20000; i++)
    {
      numbers[i] = i % 3 == 0 ? imb_rng_normal (&rng) * pow (10.0, (double) (i % 600) - 300.0) : rint (imb_rng_normal (&rng) * 1e4) / (i % 2 == 0 ? 1e2 : 1e5);
      imb_writer_number (writer, numbers[i]);
      imb_writer_text (writer, ",");
      imb_writer_field (writer, texts[i % G_N_ELEMENTS (texts)]);
      imb_writer_text (writer, "\n");
    }
  g_assert_true (imb_writer_commit (writer, NULL));

  g_autoptr (GError) error = NULL;
  g_autoptr (ImbTable) table = imb_read_file (place->path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (imb_table_n_rows (table), ==, 20000);
  g_assert_cmpuint (imb_table_n_problems (table), ==, 0);
  for (guint i = 0; i < 20000; i++)
    {
      g_assert_cmpfloat (imb_table_column_at (table, 0)->numbers[i], ==, numbers[i]);
      g_assert_cmpstr (imb_table_format_cell (table, i, 1, NULL), ==, texts[i % G_N_ELEMENTS (texts)]);
    }
}

#define ADD(path, test) g_test_add ("/write/" path, Place, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, ""); /* test-comma.py: nothing may depend on it */
  g_test_init (&argc, &argv, NULL);
  ADD ("a-file-appears-with-commit", test_a_file_appears_with_commit);
  ADD ("without-commit-nothing-changes", test_without_commit_nothing_changes);
  ADD ("a-mode-is-kept-and-a-link-followed", test_a_mode_is_kept_and_a_link_followed);
  ADD ("a-place-that-cannot-be-is-told", test_a_place_that_cannot_be_is_told);
  ADD ("fields-are-quoted-when-they-must-be", test_fields_are_quoted_when_they_must_be);
  ADD ("what-is-written-reads-back-equal", test_what_is_written_reads_back_equal);
  g_test_add_func ("/write/a-full-disk-is-told", test_a_full_disk_is_told);
  return g_test_run ();
}
