/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows come back as they stood in their file, whatever stands there, or it is said that they cannot. */
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

#include "engine/core/imb-rng.h"
#include "engine/io/imb-cut.h"
#include "engine/io/imb-read.h"
#include "engine/io/imb-source.h"

typedef struct
{
  char *folder;
  char *path;
  char *out;
} Place;

static void
set_up (Place        *place,
        gconstpointer unused)
{
  place->folder = g_dir_make_tmp ("imbal-source-XXXXXX", NULL);
  place->path = g_build_filename (place->folder, "table.csv", NULL);
  place->out = g_build_filename (place->folder, "out.csv", NULL);
}

static void
tear_down (Place        *place,
           gconstpointer unused)
{
  g_unlink (place->path);
  g_unlink (place->out);
  g_assert_cmpint (g_rmdir (place->folder), ==, 0);
  g_free (place->folder);
  g_free (place->path);
  g_free (place->out);
}

static ImbTable *
read_text (Place                *place,
           const char           *text,
           gssize                length,
           const ImbReadOptions *options)
{
  g_autoptr (GError) error = NULL;
  ImbTable *table;

  g_assert_true (g_file_set_contents (place->path, text, length, NULL));
  table = imb_read_file (place->path, options, NULL, &error);
  g_assert_no_error (error);
  return table;
}

/* All rows of the table, each ended by its line end; NULL when there is no source. */
static char *
write_rows (Place          *place,
            const ImbTable *table,
            ImbNotes       *notes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbSource) source = NULL;
  g_autoptr (ImbWriter) writer = imb_writer_new (place->out, NULL);
  ImbWriteStyle style;
  char         *text = NULL;

  g_assert_true (imb_source_open (table, notes, &source, NULL, &error));
  g_assert_no_error (error);
  if (source == NULL)
    return NULL;

  style = imb_source_style (source, imb_table_get_reading (table));
  imb_writer_set_style (writer, &style);
  imb_source_put_start (source, writer);
  if (imb_source_put_names (source, writer))
    imb_writer_line_end (writer);
  for (gsize i = 0; i < imb_table_n_rows (table); i++)
    if (imb_source_put_row (source, i, writer))
      imb_writer_line_end (writer);
  g_assert_true (imb_writer_commit (writer, &error));
  g_assert_true (g_file_get_contents (place->out, &text, NULL, NULL));
  return text;
}

static void
assert_comes_back (Place      *place,
                   const char *text,
                   const char *wanted)
{
  g_autoptr (ImbTable) table = read_text (place, text, -1, NULL);
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autofree char *written = write_rows (place, table, notes);

  g_assert_cmpstr (written, ==, wanted);
  g_assert_cmpuint (imb_notes_n (notes), ==, 0);
}

static void
test_every_spelling_comes_back (Place        *place,
                                gconstpointer unused)
{
  const char *const texts[] = {
    "a,b,class\n1.50,007,TRUE\n1e3,+5,False\n-0,  7,\" x\"\n",
    "a;b;class\r\n1,50;\"7\";\"ja\"\r\n2,5;8;\"say \"\"hi\"\"\"\r\n",
    "a,b,class\r1,2,x\r3,4,y\r",
    "sep=;\na;b;class\n1;2;x\n3;4;y\n",
    "\xef\xbb\xbf"
    "a,b,class\n1,2,x\n3,4,y\n",
    "id,id,,class\n12345678901234567890,NA,?,x\n12345678901234567891,,\"1,234.5\",\"two\nlines\"\n",
    "a\tb\tclass\n1\t\t x \n\t4\ty\n",
    "1,2,x\n3,4,y\n5,6,x\n",
  };

  for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
    assert_comes_back (place, texts[t], texts[t]);
}

static void
test_what_is_no_row_stays_away (Place        *place,
                                gconstpointer unused)
{
  assert_comes_back (place, "# made by\na,b,class\n\n1,2,x\n# between\n3,4,\"y\n#z\"\n   \n5,6,x", "a,b,class\n1,2,x\n3,4,\"y\n#z\"\n5,6,x\n");
  assert_comes_back (place, "a,b,class\n1,2,x\n3,4,5,y\n6,7\n8,9,x,,\n1,2,x\n", "a,b,class\n1,2,x\n6,7,\n8,9,x\n1,2,x\n");
}

static void
test_rows_that_share_a_line_are_told_apart (Place        *place,
                                            gconstpointer unused)
{
  g_autoptr (ImbTable) table = read_text (place, "a,class\n1,x\r2,\"y\"\r\r3,x\n4,y\r\n5,x\n", -1, NULL);
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autofree char *written = write_rows (place, table, notes);

  g_assert_cmpuint (imb_table_n_rows (table), ==, 5);
  g_assert_cmpstr (written, ==, "a,class\n1,x\n2,\"y\"\n3,x\n4,y\n5,x\n");
}

static void
test_arff_comes_back_as_csv (Place        *place,
                             gconstpointer unused)
{
  assert_comes_back (place, "@relation r\n@attribute a numeric\n@attribute class {'x, y',z}\n@data\n% no row\n1.50,'x, y'\n?, z\n",
                     "1.50,\"x, y\"\n?,z\n");
}

static void
test_other_encodings_become_utf8 (Place        *place,
                                  gconstpointer unused)
{
  g_autoptr (ImbTable) table = read_text (place, "gr\xf6\xdf"
                                                 "e,klasse\n1.0,\xe4\n2.0,b\n",
                                          -1, NULL);
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autofree char *written = write_rows (place, table, notes);

  g_assert_cmpstr (written, ==, "größe,klasse\n1.0,ä\n2.0,b\n");
  g_assert_cmpuint (imb_notes_n (notes), ==, 1);
  g_assert_nonnull (strstr (imb_notes_at (notes, 0), "WINDOWS-1252"));
}

/* Not a row of the new file is taken for one of the old, though all is as long. */
static void
test_a_file_that_changed_is_no_source (Place        *place,
                                       gconstpointer unused)
{
  const char *const others[] = { "a,class\n2,x\n1,y\n", "a,class\n1,x\n2,y\n3,x\n", "" };

  for (guint t = 0; t < G_N_ELEMENTS (others); t++)
    {
      g_autoptr (ImbTable) table = read_text (place, "a,class\n1,x\n2,y\n", -1, NULL);
      g_autoptr (ImbNotes) notes = imb_notes_new ();

      g_usleep (20000);
      g_assert_true (g_file_set_contents (place->path, others[t], -1, NULL));
      g_assert_null (write_rows (place, table, notes));
      g_assert_cmpuint (imb_notes_n (notes), ==, 1);
      g_assert_nonnull (strstr (imb_notes_at (notes, 0), "changed"));
    }
}

/* The inode and its times tell nothing here: the rows themselves do. */
static void
test_rows_that_are_not_the_tables_are_noticed (Place        *place,
                                               gconstpointer unused)
{
  const char *const others[] = { "a,class\n1,x\n2,x\n3,y\n", "a,class\n1,x\n2,y\n", "a,class\n1,x\n2,y\n3,x\n4,x\n", "a;class\n1;x\n2;y\n3;x\n" };

  for (guint t = 0; t < G_N_ELEMENTS (others); t++)
    {
      g_autoptr (ImbTable) table = read_text (place, "a,class\n1,x\n2,y\n3,x\n", -1, NULL);
      g_autoptr (ImbNotes) notes = imb_notes_new ();
      ImbOrigin *origin = imb_origin_new ("-", NULL);

      imb_origin_take_bytes (origin, g_strdup (others[t]), strlen (others[t]));
      imb_table_set_origin (table, origin);
      g_assert_null (write_rows (place, table, notes));
      g_assert_cmpuint (imb_notes_n (notes), ==, 1);
    }
}

static void
test_cancelling_is_told (Place        *place,
                         gconstpointer unused)
{
  g_autoptr (ImbTable) table = read_text (place, "a,class\n1,x\n2,y\n", -1, NULL);
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;
  ImbSource *source = NULL;

  imb_job_cancel (job);
  g_assert_false (imb_source_open (table, notes, &source, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (source);
}

/* Text of pieces that are awkward side by side. */
static char *
make_awkward (ImbRng *rng,
              char    delimiter)
{
  const char *const pieces[] = { "a", "1.50", "\"", "\"\"", " ", "\t", "\n", "\r\n", "\r", "#", "\"x\"", ",", ";", "\"y\nz\"", "NA", "'", "ü" };
  GString          *text = g_string_new (NULL);
  guint             n = 4 + imb_rng_below (rng, 40);

  for (guint i = 0; i < n; i++)
    if (imb_rng_below (rng, 3) == 0)
      g_string_append_c (text, delimiter);
    else
      g_string_append (text, pieces[imb_rng_below (rng, G_N_ELEMENTS (pieces))]);
  return g_string_free (text, FALSE);
}

static void
assert_equal_tables (const ImbTable *a,
                     const ImbTable *b,
                     const char     *text,
                     const char     *written)
{
  char first[32], second[32];

  if (imb_table_n_rows (a) != imb_table_n_rows (b) || imb_table_n_columns (a) != imb_table_n_columns (b))
    g_error ("another size of:\n%s\nwritten as:\n%s", text, written);
  for (gsize i = 0; i < imb_table_n_rows (a); i++)
    for (gsize j = 0; j < imb_table_n_columns (a); j++)
      if (strcmp (imb_table_format_cell (a, i, j, first), imb_table_format_cell (b, i, j, second)) != 0)
        g_error ("row %zu, column %zu of:\n%s\nwritten as:\n%s", i + 1, j + 1, text, written);
}

/* Some rows may share a line with others. */
static gboolean
is_odd (const char *text)
{
  for (const char *p = strchr (text, '\r'); p != NULL; p = strchr (p + 1, '\r'))
    if (p[1] != '\n')
      return TRUE;
  return FALSE;
}

/* What is written again is read as the same table; a row may be lost only where quotes are out of place,
 * or where rows share a line. */
static void
test_awkward_text_comes_back (Place        *place,
                              gconstpointer unused)
{
  const char delimiters[] = { ',', ';', '\t', ' ' };
  ImbRng     rng;
  guint      n_back = 0;

  imb_rng_init (&rng, 5);
  for (guint n = 0; n < 4000; n++)
    {
      ImbReadOptions   options = { .delimiter = delimiters[n % 4], .quote = n % 8 < 4 ? '"' : '\'', .comment = '#', .decimal = '.', .header = -1 };
      g_autofree char *text = make_awkward (&rng, options.delimiter);
      g_autofree char *written = NULL;
      g_autoptr (ImbNotes) notes = imb_notes_new ();
      g_autoptr (ImbTable) table = NULL;
      g_autoptr (ImbTable) again = NULL;

      g_assert_true (g_file_set_contents (place->path, text, -1, NULL));
      table = imb_read_file (place->path, &options, NULL, NULL);
      if (table == NULL || imb_table_n_columns (table) < 2) /* a line with one empty cell is no row */
        continue;
      written = write_rows (place, table, notes);
      if (imb_table_n_problems (table) == 0 && !is_odd (text) && (written == NULL || imb_notes_n (notes) > 0))
        g_error ("%s in:\n%s", imb_notes_at (notes, 0), text);
      if (written == NULL || imb_notes_n (notes) > 0)
        continue;
      again = imb_read_file (place->out, &options, NULL, NULL);
      if (again == NULL)
        g_error ("cannot be read again:\n%s\nwritten as:\n%s", text, written);
      assert_equal_tables (table, again, text, written);
      n_back++;
    }
  g_assert_cmpuint (n_back, >, 1000);
}

#define ADD(path, test) g_test_add ("/source/" path, Place, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, ""); /* test-comma.py: nothing may depend on it */
  g_test_init (&argc, &argv, NULL);
  ADD ("every-spelling-comes-back", test_every_spelling_comes_back);
  ADD ("what-is-no-row-stays-away", test_what_is_no_row_stays_away);
  ADD ("rows-that-share-a-line-are-told-apart", test_rows_that_share_a_line_are_told_apart);
  ADD ("arff-comes-back-as-csv", test_arff_comes_back_as_csv);
  ADD ("other-encodings-become-utf8", test_other_encodings_become_utf8);
  ADD ("a-file-that-changed-is-no-source", test_a_file_that_changed_is_no_source);
  ADD ("rows-that-are-not-the-tables-are-noticed", test_rows_that_are_not_the_tables_are_noticed);
  ADD ("cancelling-is-told", test_cancelling_is_told);
  ADD ("awkward-text-comes-back", test_awkward_text_comes_back);
  return g_test_run ();
}
