/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading from the file system: files, folders, pipes, links, gzip, files beyond the memory; and, where the
 * environment names a folder of public tables (IMB_SHARED), that those come out with the right size. */
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/core/imb-error.h"
#include "engine/io/imb-read.h"

static const char small_table[] = "id,x,class\n1,0.5,a\n2,1.5,b\n3,2.5,a\n";

typedef struct
{
  char *folder;
  char *path; /* in a name that is awkward in addresses and shells */
} Place;

static void
set_up (Place        *place,
        gconstpointer unused)
{
  place->folder = g_dir_make_tmp ("imbal-read-XXXXXX", NULL);
  g_assert_nonnull (place->folder);
  place->path = g_build_filename (place->folder, "a b#%20'\"😀.csv", NULL);
  g_assert_true (g_file_set_contents (place->path, small_table, -1, NULL));
}

static void
tear_down (Place        *place,
           gconstpointer unused)
{
  g_unlink (place->path);
  g_assert_cmpint (g_rmdir (place->folder), ==, 0);
  g_free (place->folder);
  g_free (place->path);
}

static void
assert_small_table (const ImbTable *table)
{
  g_assert_cmpuint (imb_table_n_rows (table), ==, 3);
  g_assert_cmpuint (imb_table_n_columns (table), ==, 3);
  g_assert_cmpfloat (imb_table_column_at (table, 1)->numbers[2], ==, 2.5);
}

static void
test_a_file_is_read (Place        *place,
                     gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (ImbTable) table = imb_read_file (place->path, NULL, job, &error);

  g_assert_no_error (error);
  assert_small_table (table);
  g_assert_cmpstr (imb_table_get_name (table), ==, "a b#%20'\"😀.csv");
  g_assert_cmpstr (imb_table_get_path (table), ==, place->path);
}

static void
test_what_is_no_file_is_told (Place        *place,
                              gconstpointer unused)
{
  g_autofree char *nothing = g_build_filename (place->folder, "none.csv", NULL);
  g_autofree char *link_path = g_build_filename (place->folder, "link.csv", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (imb_read_file (nothing, NULL, NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, nothing));
  g_clear_error (&error);
  g_assert_null (imb_read_file (place->folder, NULL, NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
  g_clear_error (&error);

  g_assert_cmpint (symlink ("none.csv", link_path), ==, 0);
  g_assert_null (imb_read_file (link_path, NULL, NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_unlink (link_path);

  g_assert_null (imb_read_file ("/dev/null", NULL, NULL, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_FORMAT);
}

/* 1 TiB of nothing. */
static void
test_a_file_beyond_the_memory_is_refused (Place        *place,
                                          gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (truncate (place->path, (off_t) 1 << 40), ==, 0);
  g_assert_null (imb_read_file (place->path, NULL, NULL, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE);
}

static char *
compress (const char *text,
          gsize      *length)
{
  g_autoptr (GZlibCompressor) gzip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1);
  char *packed = g_malloc (4096);
  gsize n_read;

  g_assert_cmpint (g_converter_convert (G_CONVERTER (gzip), text, strlen (text), packed, 4096, G_CONVERTER_INPUT_AT_END, &n_read, length, NULL),
                   ==, G_CONVERTER_FINISHED);
  return packed;
}

static void
test_gzip_is_unpacked (Place        *place,
                       gconstpointer unused)
{
  gsize            length, more;
  g_autofree char *packed = compress (small_table, &length);
  g_autofree char *second = compress ("4,3.5,b\n", &more);
  g_autoptr (GString) pieces = g_string_new_len (packed, (gssize) length);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (place->path, packed, (gssize) length, NULL));
  g_autoptr (ImbTable) table = imb_read_file (place->path, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_small_table (table);

  g_string_append_len (pieces, second, (gssize) more);
  g_autoptr (ImbTable) both = imb_read_bytes ("t.csv.gz", pieces->str, pieces->len, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (imb_table_n_rows (both), ==, 4);

  g_assert_null (imb_read_bytes ("t.csv.gz", packed, length / 2, NULL, NULL, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_FORMAT);
}

static gpointer
write_slowly (gpointer path)
{
  int fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);

  for (gsize at = 0; at < strlen (small_table); at += 5)
    {
      gsize n = MIN (5, strlen (small_table) - at);

      g_assert_cmpint (write (fd, small_table + at, n), ==, (gssize) n);
      g_usleep (2000);
    }
  close (fd);
  return NULL;
}

static void
test_a_pipe_is_read_to_its_end (Place        *place,
                                gconstpointer unused)
{
  g_autofree char *pipe_path = g_build_filename (place->folder, "pipe", NULL);
  g_autoptr (GError) error = NULL;
  GThread *writer;

  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  writer = g_thread_new ("writer", write_slowly, pipe_path);
  g_autoptr (ImbTable) table = imb_read_file (pipe_path, NULL, NULL, &error);
  g_thread_join (writer);
  g_assert_no_error (error);
  assert_small_table (table);
  g_unlink (pipe_path);
}

static gpointer
cancel_soon (gpointer job)
{
  g_usleep (20000);
  imb_job_cancel (job);
  return NULL;
}

static void
test_waiting_for_a_pipe_can_be_cancelled (Place        *place,
                                          gconstpointer unused)
{
  g_autofree char *pipe_path = g_build_filename (place->folder, "pipe", NULL);
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;
  GThread *other;

  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  other = g_thread_new ("cancel", cancel_soon, job);
  g_assert_null (imb_read_file (pipe_path, NULL, job, &error));
  g_thread_join (other);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_unlink (pipe_path);
}

static void
test_a_reading_can_be_cancelled_in_its_middle (Place        *place,
                                               gconstpointer unused)
{
  g_autoptr (GString) text = g_string_new ("a,b,c,d\n");
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;
  GThread *other;

  for (guint i = 0; i < 1000000; i++)
    g_string_append (text, "0.123456789012345678901,0.123456789012345678901,0.123456789012345678901,0.123456789012345678901\n");
  other = g_thread_new ("cancel", cancel_soon, job);
  g_assert_null (imb_read_bytes ("t.csv", text->str, text->len, NULL, job, &error));
  g_thread_join (other);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The cell of that row as text. */
static const char *
cell (const ImbTable *table,
      gsize           row,
      const char     *column,
      char           *buffer)
{
  gssize j = imb_table_find_column (table, column);

  g_assert_cmpint (j, >=, 0);
  return imb_table_format_cell (table, row, (gsize) j, buffer);
}

/* Every file that @list names and that is said to load. */
static guint
check_list (const char *folder,
            const char *list)
{
  g_autofree char *path = g_build_filename (folder, list, NULL);
  g_autoptr (ImbTable) files = imb_read_file (path, NULL, NULL, NULL);
  gboolean has_outcome;
  guint    n = 0;

  if (files == NULL)
    return 0;

  has_outcome = imb_table_find_column (files, "outcome") >= 0;
  for (gsize i = 0; i < imb_table_n_rows (files); i++)
    {
      char             buffer[32], rows[32], columns[32];
      const char      *name = cell (files, i, "file", buffer);
      g_autofree char *file = g_build_filename (folder, name, NULL);
      g_autoptr (GError) error = NULL;

      if (!g_file_test (file, G_FILE_TEST_EXISTS) || (has_outcome && (!g_str_has_prefix (cell (files, i, "outcome", buffer), "load") || strstr (cell (files, i, "outcome", buffer), " or ") != NULL)))
        continue;

      g_autoptr (ImbTable) table = imb_read_file (file, NULL, NULL, &error);
      g_assert_no_error (error);
      g_test_message ("%s: %zu rows, %zu columns", name, imb_table_n_rows (table), imb_table_n_columns (table));
      g_assert_cmpuint (imb_table_n_rows (table), ==, g_ascii_strtoull (cell (files, i, "rows", rows), NULL, 10));
      g_assert_cmpuint (imb_table_n_columns (table), ==, g_ascii_strtoull (cell (files, i, "columns", columns), NULL, 10));
      n++;
    }
  return n;
}

static void
test_public_tables_have_the_right_size (Place        *place,
                                        gconstpointer unused)
{
  const char *const lists[][2] = { { "nasty", "EXPECTED.csv" }, { "tables", "MANIFEST.csv" }, { "creditcard", "MANIFEST.csv" } };
  const char       *shared = g_getenv ("IMB_SHARED");
  g_autofree char  *list = g_build_filename (place->folder, "list.csv", NULL);
  g_autofree char  *about = g_strdup_printf ("file,rows,columns\n\"%s\",3,3\n", "a b#%20'\"\"😀.csv");

  g_assert_true (g_file_set_contents (list, about, -1, NULL));
  g_assert_cmpuint (check_list (place->folder, "list.csv"), ==, 1);
  g_unlink (list);

  if (shared == NULL)
    g_test_message ("IMB_SHARED is not set: the public tables were not there to be read");
  for (guint l = 0; shared != NULL && l < G_N_ELEMENTS (lists); l++)
    {
      g_autofree char *folder = g_build_filename (shared, "datasets", lists[l][0], NULL);

      g_test_message ("%s: %u files", lists[l][0], check_list (folder, lists[l][1]));
    }
}

#define ADD(path, test) g_test_add ("/read-files/" path, Place, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, ""); /* test-comma.py: nothing may depend on it */
  g_test_init (&argc, &argv, NULL);
  ADD ("a-file-is-read", test_a_file_is_read);
  ADD ("what-is-no-file-is-told", test_what_is_no_file_is_told);
  ADD ("a-file-beyond-the-memory-is-refused", test_a_file_beyond_the_memory_is_refused);
  ADD ("gzip-is-unpacked", test_gzip_is_unpacked);
  ADD ("a-pipe-is-read-to-its-end", test_a_pipe_is_read_to_its_end);
  ADD ("waiting-for-a-pipe-can-be-cancelled", test_waiting_for_a_pipe_can_be_cancelled);
  ADD ("a-reading-can-be-cancelled-in-its-middle", test_a_reading_can_be_cancelled_in_its_middle);
  ADD ("public-tables-have-the-right-size", test_public_tables_have_the_right_size);
  return g_test_run ();
}
