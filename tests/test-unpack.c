/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compressed files and archives: every kind, in pieces, cut off, damaged, too large, nested, with several tables. */
#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/io/imb-unpack.h"
#include "tests/reading.h"
#include "tests/make-zip.h"

#define ROOM ((gsize) 1 << 20)

static const char small_table[] = "id,x,class\n1,0.5,a\n2,1.5,b\n3,2.5,a\n";

typedef struct
{
  const char *name;
  int (*add) (struct archive *writer);
} Packer;

static const Packer packers[] = {
  { "gzip", archive_write_add_filter_gzip },
  { "bzip2", archive_write_add_filter_bzip2 },
  { "xz", archive_write_add_filter_xz },
  { "zstd", archive_write_add_filter_zstd },
};

static GString *
pack (const Packer *packer,
      const char   *text,
      gsize         length)
{
  g_autofree char      *room = g_malloc (ROOM);
  gsize                 used;
  struct archive       *writer = archive_write_new ();
  struct archive_entry *entry = archive_entry_new ();

  packer->add (writer);
  archive_write_set_format_raw (writer);
  archive_write_set_bytes_in_last_block (writer, 1);
  g_assert_cmpint (archive_write_open_memory (writer, room, ROOM, &used), ==, ARCHIVE_OK);
  archive_entry_set_filetype (entry, AE_IFREG);
  g_assert_cmpint (archive_write_header (writer, entry), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_data (writer, text, length), ==, length);
  g_assert_cmpint (archive_write_close (writer), ==, ARCHIVE_OK);
  archive_write_free (writer);
  archive_entry_free (entry);
  return g_string_new_len (room, (gssize) used);
}

/* names and texts in turn, NULL-terminated. */
static GString *
pack_files (int (*set_format) (struct archive *),
            const char *const *files,
            const char        *password)
{
  g_autofree char *room = g_malloc (ROOM);
  gsize            used;
  struct archive  *writer = archive_write_new ();

  set_format (writer);
  archive_write_set_bytes_in_last_block (writer, 1);
  if (password != NULL)
    {
      archive_write_set_options (writer, "zip:encryption=traditional");
      archive_write_set_passphrase (writer, password);
    }
  g_assert_cmpint (archive_write_open_memory (writer, room, ROOM, &used), ==, ARCHIVE_OK);
  for (; *files != NULL; files += 2)
    {
      struct archive_entry *entry = archive_entry_new ();

      archive_entry_set_pathname (entry, files[0]);
      archive_entry_set_filetype (entry, AE_IFREG);
      archive_entry_set_perm (entry, 0644);
      archive_entry_set_size (entry, (gint64) strlen (files[1]));
      g_assert_cmpint (archive_write_header (writer, entry), ==, ARCHIVE_OK);
      g_assert_cmpint (archive_write_data (writer, files[1], strlen (files[1])), ==, strlen (files[1]));
      archive_entry_free (entry);
    }
  g_assert_cmpint (archive_write_close (writer), ==, ARCHIVE_OK);
  archive_write_free (writer);
  return g_string_new_len (room, (gssize) used);
}

static void
free_string (GString *string)
{
  g_string_free (string, TRUE);
}

typedef GString Packed;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Packed, free_string)

static ImbTable *
read_packed (const GString        *packed,
             const ImbReadOptions *options,
             GError              **error)
{
  return imb_read_bytes ("t.csv", packed->str, packed->len, options, NULL, error);
}

static gboolean
is_small_table (const ImbTable *table)
{
  return imb_table_n_rows (table) == 3 && imb_table_n_columns (table) == 3 && imb_table_column_at (table, 1)->numbers[2] == 2.5
         && strcmp (imb_table_column_at (table, 2)->name, "class") == 0;
}

static void
test_every_packing_is_unpacked_and_said (void)
{
  for (gsize p = 0; p < G_N_ELEMENTS (packers); p++)
    {
      g_autoptr (Packed) packed = pack (&packers[p], small_table, strlen (small_table));
      g_autoptr (GError) error = NULL;
      g_autoptr (ImbTable) table = read_packed (packed, NULL, &error);
      const ImbReading *reading;

      g_assert_no_error (error);
      g_assert_true (is_small_table (table));
      reading = imb_table_get_reading (table);
      g_assert_cmpstr (reading->packing, ==, packers[p].name);
      g_assert_cmpstr (reading->format, ==, "csv");
      g_assert_cmpuint (reading->n_bytes, ==, strlen (small_table));
      assert_note (table, packers[p].name);
    }
}

static void
test_pieces_one_after_another_are_one_file (void)
{
  for (gsize p = 0; p < G_N_ELEMENTS (packers); p++)
    {
      g_autoptr (Packed) packed = pack (&packers[p], small_table, strlen (small_table));
      g_autoptr (Packed) more = pack (&packers[p], "4,3.5,b\n", 8);
      g_autoptr (GError) error = NULL;
      g_autoptr (ImbTable) table = NULL;

      g_string_append_len (packed, more->str, (gssize) more->len);
      table = read_packed (packed, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (imb_table_n_rows (table), ==, 4);
    }
}

static void
test_what_is_cut_off_is_refused (void)
{
  for (gsize p = 0; p < G_N_ELEMENTS (packers); p++)
    {
      g_autoptr (Packed) packed = pack (&packers[p], small_table, strlen (small_table));

      for (gsize n = packed->len - 1; n > 12; n--)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (ImbTable) table = NULL;

          g_string_truncate (packed, n);
          table = read_packed (packed, NULL, &error);
          g_assert_null (table);
          g_assert_error (error, IMB_ERROR, IMB_ERROR_FORMAT);
          g_assert_cmpint (strncmp (error->message, "t.csv: ", 7), ==, 0);
        }
    }
}

/* The small table by zstd 1.5.4, "zstd -19 -c": unlike libarchive it puts the sum at the end without which nobody can
 * know of damage. */
static const char zstd_with_sum[] = "\x28\xb5\x2f\xfd\x04\x68\x19\x01\x00\x69\x64\x2c\x78\x2c\x63\x6c\x61\x73\x73\x0a"
                                    "\x31\x2c\x30\x2e\x35\x2c\x61\x0a\x32\x2c\x31\x2e\x35\x2c\x62\x0a\x33\x2c\x32\x2e"
                                    "\x35\x2c\x61\x0a\xac\x11\xf4\xaf";

static void
test_damage_never_shows_wrong_data (void)
{
  for (gsize p = 0; p < G_N_ELEMENTS (packers); p++)
    {
      gboolean is_zstd = strcmp (packers[p].name, "zstd") == 0;
      g_autoptr (Packed) packed = is_zstd ? g_string_new_len (zstd_with_sum, sizeof zstd_with_sum - 1) : pack (&packers[p], small_table, strlen (small_table));

      for (gsize at = 12; at < packed->len; at++)
        for (guint bit = 0; bit < 8; bit++)
          {
            g_autoptr (GError) error = NULL;
            g_autoptr (ImbTable) table = NULL;

            packed->str[at] ^= (char) (1 << bit);
            table = read_packed (packed, NULL, &error);
            packed->str[at] ^= (char) (1 << bit);
            if (table != NULL)
              g_assert_true (is_small_table (table));
            else
              g_assert_true (error->domain == IMB_ERROR && (error->code == IMB_ERROR_FORMAT || error->code == IMB_ERROR_TOO_LARGE));
          }
    }
}

static void
test_a_small_file_that_unpacks_to_too_much_is_refused (void)
{
  g_autofree char     *zeros = g_malloc0 ((gsize) 64 << 20);
  const ImbReadOptions options = { 0 };

  for (gsize p = 0; p < G_N_ELEMENTS (packers); p++)
    {
      g_autoptr (Packed) packed = pack (&packers[p], zeros, (gsize) 64 << 20);
      g_auto (ImbUnpacked) out = { NULL };
      g_autoptr (GError) error = NULL;
      ImbReadLog log;

      g_assert_cmpuint (packed->len, <, (gsize) 1 << 18);
      imb_read_log_init (&log, "t.csv");
      g_assert_false (imb_unpack (packed->str, packed->len, &options, (gsize) 8 << 20, &log, &out, NULL, &error));
      g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE);
      imb_read_log_clear (&log);
    }
}

static void
test_unpacking_can_be_cancelled (void)
{
  for (gsize p = 0; p < G_N_ELEMENTS (packers); p++)
    {
      g_autoptr (Packed) packed = pack (&packers[p], small_table, strlen (small_table));
      g_autoptr (ImbJob) job = imb_job_new ();
      g_autoptr (GError) error = NULL;

      imb_job_cancel (job);
      g_assert_null (imb_read_bytes ("t.csv", packed->str, packed->len, NULL, job, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
test_nothing_packed_is_an_empty_file (void)
{
  for (gsize p = 0; p < G_N_ELEMENTS (packers); p++)
    {
      g_autoptr (Packed) packed = pack (&packers[p], "\n", 1);
      g_autoptr (GError) error = NULL;

      g_assert_null (read_packed (packed, NULL, &error));
      g_assert_nonnull (strstr (error->message, "t.csv: the file is empty"));
    }
}

static void
test_text_that_begins_like_bzip2_is_text (void)
{
  static const char text[] = "BZh9,x,class\n1,0.5,a\n2,1.5,b\n3,2.5,a\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbTable) table = imb_read_bytes ("t.csv", text, strlen (text), NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (is_small_table (table));
  g_assert_null (imb_table_get_reading (table)->packing);
}

static const char *const several[] = { "read.me", "a long text that is no table but larger than the tables are, so that it would win, if its name did not tell", "data/a.csv",
                                       small_table, "data/b.csv", "x,c\n1,n\n2,y\n", "data/.hidden.csv", "no,no\n1,1\n", NULL };

static void
test_an_archive_with_one_table_is_read (void)
{
  static const char *const one[] = { "folder/a.csv", small_table, NULL };
  int (*const formats[]) (struct archive *) = { archive_write_set_format_zip, archive_write_set_format_ustar };

  for (guint f = 0; f < 2; f++)
    {
      g_autoptr (Packed) packed = pack_files (formats[f], one, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (ImbTable) table = read_packed (packed, NULL, &error);

      g_assert_no_error (error);
      g_assert_true (is_small_table (table));
      g_assert_cmpstr (imb_table_get_reading (table)->packing, ==, f == 0 ? "ZIP" : "tar");
      g_assert_null (imb_table_get_reading (table)->tables);
      assert_note (table, "folder/a.csv");
    }
}

static void
test_of_several_tables_one_can_be_chosen (void)
{
  g_autoptr (Packed) packed = pack_files (archive_write_set_format_zip, several, NULL);
  ImbReadOptions options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbTable) guessed = read_packed (packed, &options, &error);
  g_autoptr (ImbTable) chosen = NULL;
  const ImbReading *reading = imb_table_get_reading (guessed);

  g_assert_no_error (error);
  g_assert_true (is_small_table (guessed));
  g_assert_cmpstr (reading->table, ==, "data/a.csv");
  g_assert_cmpuint (g_strv_length (reading->tables), ==, 3);
  g_assert_cmpstr (reading->tables[2], ==, "data/b.csv");
  assert_note (guessed, "data/b.csv");

  options.table = "b.csv";
  chosen = read_packed (packed, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (imb_table_n_rows (chosen), ==, 2);
  g_assert_cmpstr (imb_table_get_reading (chosen)->table, ==, "data/b.csv");

  options.table = "c.csv";
  g_assert_null (read_packed (packed, &options, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
  g_assert_nonnull (strstr (error->message, "data/a.csv, data/b.csv"));
}

static void
test_archives_without_a_table_get_a_sentence (void)
{
  static const char *const nothing[] = { ".hidden", small_table, "__MACOSX/a.csv", small_table, NULL };
  g_autoptr (Packed) empty = pack_files (archive_write_set_format_zip, nothing, NULL);
  g_autoptr (Packed) locked = pack_files (archive_write_set_format_zip, several, "secret");
  g_autoptr (Packed) cut = pack_files (archive_write_set_format_zip, several, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (read_packed (empty, NULL, &error));
  g_assert_nonnull (strstr (error->message, "t.csv: the ZIP archive has no file in it"));
  g_clear_error (&error);
  g_assert_null (read_packed (locked, NULL, &error));
  g_assert_nonnull (strstr (error->message, "is encrypted"));
  g_clear_error (&error);
  g_string_truncate (cut, cut->len / 2);
  g_assert_null (read_packed (cut, NULL, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_FORMAT);
}

static void
test_documents_are_told_from_archives_of_tables (void)
{
  const struct
  {
    Part        parts[2];
    const char *word;
  } documents[] = {
    { { { "[Content_Types].xml", "<x/>" }, { "word/document.xml", "<x/>" } }, "Word" },
    { { { "docProps/app.xml", "<x/>" }, { "ppt/presentation.xml", "<x/>" } }, "PowerPoint" },
    { { { "mimetype", "application/vnd.oasis.opendocument.text" }, { "META-INF/manifest.xml", "<x/>" } }, "OpenDocument" },
    { { { "mimetype", "application/epub+zip" }, { "META-INF/container.xml", "<x/>" } }, "book" },
  };

  for (guint d = 0; d < G_N_ELEMENTS (documents); d++)
    {
      gsize            length;
      g_autofree char *zip = make_zip (documents[d].parts, 2, &length);
      g_autoptr (GError) error = NULL;

      g_assert_null (imb_read_bytes ("a document", zip, length, NULL, NULL, &error));
      g_assert_error (error, IMB_ERROR, IMB_ERROR_FORMAT);
      g_assert_nonnull (strstr (error->message, documents[d].word));
    }
}

static void
test_packed_twice_is_unpacked_twice (void)
{
  g_autoptr (Packed) files = pack_files (archive_write_set_format_ustar, several, NULL);
  g_autoptr (Packed) packed = pack (&packers[0], files->str, files->len);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbTable) table = read_packed (packed, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (is_small_table (table));
  g_assert_cmpstr (imb_table_get_reading (table)->packing, ==, "gzip + tar");
}

static gpointer
write_to_fifo (gpointer path)
{
  g_autoptr (Packed) packed = pack (&packers[3], small_table, strlen (small_table));
  FILE *file = g_fopen (path, "w");

  for (gsize at = 0; at < packed->len; at++)
    {
      fputc (packed->str[at], file);
      fflush (file);
    }
  fclose (file);
  return NULL;
}

static void
test_a_pipe_may_be_compressed (void)
{
  g_autofree char *folder = g_dir_make_tmp ("imbal-unpack-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "pipe.csv", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbTable) table = NULL;
  GThread *writer;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  writer = g_thread_new ("writer", write_to_fifo, path);
  table = imb_read_file (path, NULL, NULL, &error);
  g_thread_join (writer);
  g_assert_no_error (error);
  g_assert_true (is_small_table (table));
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, ""); /* test-comma.py: nothing may depend on it */
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/unpack/every-packing", test_every_packing_is_unpacked_and_said);
  g_test_add_func ("/unpack/pieces", test_pieces_one_after_another_are_one_file);
  g_test_add_func ("/unpack/cut-off", test_what_is_cut_off_is_refused);
  g_test_add_func ("/unpack/damage", test_damage_never_shows_wrong_data);
  g_test_add_func ("/unpack/too-much", test_a_small_file_that_unpacks_to_too_much_is_refused);
  g_test_add_func ("/unpack/cancel", test_unpacking_can_be_cancelled);
  g_test_add_func ("/unpack/nothing", test_nothing_packed_is_an_empty_file);
  g_test_add_func ("/unpack/like-bzip2", test_text_that_begins_like_bzip2_is_text);
  g_test_add_func ("/unpack/one-table", test_an_archive_with_one_table_is_read);
  g_test_add_func ("/unpack/several-tables", test_of_several_tables_one_can_be_chosen);
  g_test_add_func ("/unpack/no-table", test_archives_without_a_table_get_a_sentence);
  g_test_add_func ("/unpack/documents", test_documents_are_told_from_archives_of_tables);
  g_test_add_func ("/unpack/twice", test_packed_twice_is_unpacked_twice);
  g_test_add_func ("/unpack/pipe", test_a_pipe_may_be_compressed);
  return g_test_run ();
}
