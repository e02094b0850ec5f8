/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A random sample of a file's rows, and the sentence when they are too many. */
#include <locale.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/io/imb-csv-table.h"
#include "engine/io/imb-rows-private.h"

#define N_ROWS 1000

/* Comments, blank lines, rows too long and rows too short are among them, and line ends inside quotes. Column "i" counts the rows. */
static GString *
make_text (void)
{
  GString *text = g_string_new ("i,word,x\n");

  for (guint i = 0; i < N_ROWS; i++)
    {
      if (i % 50 == 7)
        g_string_append (text, "# a comment, with, many, commas\n\n");
      if (i % 70 == 3)
        g_string_append_printf (text, "%u,too,many,cells\n", i);
      if (i % 90 == 11)
        g_string_append_printf (text, "%u,short\n", i);
      else
        g_string_append_printf (text, i % 3 == 0 ? "%u,\"two\nlines, %u\",%u.5\n" : "%u,w%u,%u\n", i, i % 10, i);
    }
  return text;
}

static ImbTable *
read_in_blocks (const GString *text,
                gsize          block,
                gsize          most_rows,
                guint32        seed,
                gboolean       arff)
{
  ImbReadOptions options = { .most_rows = most_rows, .seed = seed };
  ImbText        whole = { .text = text->str, .length = text->len };
  ImbReadLog     log;
  ImbTable      *table;
  g_autoptr (GError) error = NULL;

  imb_read_log_init (&log, "t");
  if (arff)
    table = imb_read_bytes ("t", text->str, text->len, &options, NULL, &error);
  else
    table = imb_csv_table_new_in_blocks (&whole, block, &options, &log, NULL, &error);
  g_assert_no_error (error);
  if (!arff)
    imb_read_log_give (&log, table);
  imb_read_log_clear (&log);
  return table;
}

static double
number_at (const ImbTable *table,
           gsize           j,
           gsize           i)
{
  return imb_table_column_at (table, j)->numbers[i];
}

static void
assert_is_sample (const ImbTable *table,
                  gsize           n,
                  gsize           n_in_file)
{
  g_assert_cmpuint (imb_table_n_rows (table), ==, n);
  g_assert_cmpuint (imb_table_get_reading (table)->n_rows_in_file, ==, n_in_file);
  for (gsize i = 1; i < n; i++)
    g_assert_cmpfloat (number_at (table, 0, i), >, number_at (table, 0, i - 1));
}

static void
test_rows_are_the_same_in_any_blocks (void)
{
  const gsize blocks[] = { 1, 7, 64, 500, 3000, 100000 };
  g_autoptr (GString) text = make_text ();
  g_autoptr (ImbTable) wanted = read_in_blocks (text, 0, 123, 5, FALSE);

  assert_is_sample (wanted, 123, N_ROWS);
  for (guint b = 0; b < G_N_ELEMENTS (blocks); b++)
    for (guint threads = 1; threads <= 4; threads += 3)
      {
        g_autoptr (ImbTable) table = NULL;

        imb_parallel_set_n_threads (threads);
        table = read_in_blocks (text, blocks[b], 123, 5, FALSE);
        assert_is_sample (table, 123, N_ROWS);
        for (gsize i = 0; i < 123; i++)
          {
            char buffer[2][32];

            for (gsize j = 0; j < 3; j++)
              g_assert_cmpstr (imb_table_format_cell (table, i, j, buffer[0]), ==, imb_table_format_cell (wanted, i, j, buffer[1]));
          }
        g_assert_cmpuint (imb_table_n_problems (table), ==, imb_table_n_problems (wanted));
      }
  imb_parallel_set_n_threads (0);
}

static void
test_rows_are_those_of_the_file (void)
{
  g_autoptr (GString) text = make_text ();
  g_autoptr (ImbTable) all = read_in_blocks (text, 64, 0, 0, FALSE);
  g_autoptr (ImbTable) table = read_in_blocks (text, 64, 400, 2, FALSE);
  const GPtrArray *problems = imb_table_get_problems (table);

  for (gsize i = 0; i < 400; i++)
    {
      gsize row = (gsize) number_at (table, 0, i);
      char  buffer[2][32];

      for (gsize j = 0; j < 3; j++)
        g_assert_cmpstr (imb_table_format_cell (table, i, j, buffer[0]), ==, imb_table_format_cell (all, row, j, buffer[1]));
    }
  for (guint p = 0; p < problems->len; p++)
    {
      const ImbReadProblem *problem = g_ptr_array_index (problems, p);

      if (problem->row > 0) /* only short rows have problems */
        g_assert_cmpuint ((gsize) number_at (table, 0, problem->row - 1) % 90, ==, 11);
    }
}

static void
test_all_rows_when_there_are_fewer (void)
{
  g_autoptr (GString) text = make_text ();
  const gsize blocks[] = { 0, 64 };

  for (guint b = 0; b < G_N_ELEMENTS (blocks); b++)
    for (gsize most = N_ROWS; most < N_ROWS + 2; most++)
      {
        g_autoptr (ImbTable) table = read_in_blocks (text, blocks[b], most, 0, FALSE);

        g_assert_cmpuint (imb_table_n_rows (table), ==, N_ROWS);
        g_assert_cmpuint (imb_table_get_reading (table)->n_rows_in_file, ==, 0);
      }
}

/* Ten rows of twenty, a thousand times: each row is taken about 500 times (standard deviation 16). */
static void
test_every_row_is_as_likely (void)
{
  guint counts[20] = { 0 };

  for (guint32 seed = 0; seed < 1000; seed++)
    {
      g_auto (ImbSample) sample = { .most_rows = 10, .seed = seed };

      g_assert_true (imb_sample_choose (&sample, 20, NULL, NULL));
      g_assert_cmpuint (sample.n_rows, ==, 10);
      for (gsize i = 0; i < 10; i++)
        counts[sample.rows[i]]++;
    }
  for (guint i = 0; i < 20; i++)
    g_assert_cmpuint (MAX (counts[i], 1000 - counts[i]), <, 600);
}

static void
test_other_formats_are_sampled (void)
{
  g_autoptr (GString) arff = g_string_new ("@relation t\n@attribute i numeric\n@attribute c {a,b}\n@data\n");
  g_autoptr (GString) libsvm = g_string_new (NULL);
  g_autoptr (ImbTable) from_arff = NULL;
  g_autoptr (ImbTable) from_libsvm = NULL;

  for (guint i = 1; i <= 300; i++)
    {
      g_string_append_printf (arff, "%u,%c\n", i, i % 4 == 0 ? 'a' : 'b');
      g_string_append_printf (libsvm, "%d 1:%u 2:%u\n", i % 4 == 0 ? 1 : -1, i, 2 * i);
    }
  from_arff = read_in_blocks (arff, 0, 50, 1, TRUE);
  from_libsvm = read_in_blocks (libsvm, 0, 50, 1, TRUE);
  g_assert_cmpstr (imb_table_get_reading (from_libsvm)->format, ==, "libsvm");
  assert_is_sample (from_arff, 50, 300);
  assert_is_sample (from_libsvm, 50, 300);
  for (gsize i = 0; i < 50; i++)
    {
      g_assert_cmpfloat (number_at (from_libsvm, 1, i), ==, 2 * number_at (from_libsvm, 0, i));
      g_assert_cmpfloat (number_at (from_libsvm, 0, i), ==, number_at (from_arff, 0, i));
    }
}

/* 2,000 rows: 1,600 a, 380 b, 15 c, 4 d and one e, e first met where blocks begin anew. */
static ImbTable *
read_classes (gsize          block,
              gsize          most_rows,
              const char    *stratify,
              const GString *text)
{
  ImbReadOptions options = { .most_rows = most_rows, .seed = 9, .stratify = stratify };
  ImbText        whole = { .text = text->str, .length = text->len };
  ImbReadLog     log;
  ImbTable      *table;
  g_autoptr (GError) error = NULL;

  imb_read_log_init (&log, "t");
  table = imb_csv_table_new_in_blocks (&whole, block, &options, &log, NULL, &error);
  g_assert_no_error (error);
  imb_read_log_clear (&log);
  return table;
}

static GString *
make_classes (void)
{
  GString *text = g_string_new ("i,class,i2\n");

  for (guint i = 0; i < 2000; i++)
    {
      guint at = (i * 1201 + 77) % 2000;
      const char *class = at < 1600 ? "a" : at < 1980 ? "b"
                                          : at < 1995 ? "c"
                                          : at < 1999 ? "d"
                                                      : "e";

      g_string_append_printf (text, i % 13 == 0 ? "%u,\"%s\",%u\n" : "%u,%s,%u\n", i, class, 2 * i);
    }
  return text;
}

static void
assert_counts (const ImbTable *table,
               const gsize    *wanted)
{
  const ImbColumn *column = imb_table_column_at (table, 1);
  gsize            counts[5] = { 0 };

  for (gsize i = 0; i < imb_table_n_rows (table); i++)
    counts[column->levels[column->codes[i]][0] - 'a']++;
  for (guint c = 0; c < 5; c++)
    g_assert_cmpuint (counts[c], ==, wanted[c]);
}

static void
test_classes_keep_their_shares (void)
{
  const gsize blocks[] = { 0, 1, 50, 1000, 100000 };
  g_autoptr (GString) text = make_classes ();
  g_autoptr (ImbTable) wanted = read_classes (0, 200, "class", text);

  for (guint b = 0; b < G_N_ELEMENTS (blocks); b++)
    {
      g_autoptr (ImbTable) table = read_classes (blocks[b], 200, "#2", text);
      g_autoptr (ImbTable) tiny = read_classes (blocks[b], 5, "class", text);
      g_autoptr (ImbTable) by_number = read_classes (blocks[b], 200, "i", text);

      assert_is_sample (table, 200, 2000);
      assert_counts (table, (const gsize[]){ 158, 37, 2, 2, 1 });
      assert_counts (tiny, (const gsize[]){ 1, 1, 1, 1, 1 });
      g_assert_cmpstr (imb_table_get_reading (table)->sample_by, ==, "class");
      g_assert_null (imb_table_get_reading (by_number)->sample_by);
      assert_is_sample (by_number, 200, 2000);
      for (gsize i = 0; i < 200; i++)
        g_assert_cmpfloat (number_at (table, 0, i), ==, number_at (wanted, 0, i));
    }
}

static void
test_too_many_rows_are_refused_with_what_fits (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *need = g_format_size (775000000); /* as the country writes it */
  g_autofree char *room = g_format_size (400000000);
  g_autofree char *wanted = g_strdup_printf ("t.csv: about 2500000 rows × 31 columns take %s of memory and %s are free, enough for about 1200000 rows; "
                                             "read a random sample of them (--rows 1200000) or leave out columns.",
                                             need, room);

  g_assert_true (imb_rows_fit ("t.csv", 4000, 31, 31 * 8, 2000000, NULL));
  g_assert_false (imb_rows_fit ("t.csv", 2500000, 31, 31 * 8, 400000000, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==, wanted);
  g_assert_true (imb_rows_fit ("t.csv", 1200000, 31, 31 * 8, 400000000, NULL));
}

/* Nobody says what the target is: the beginning of the text tells; unless that is not wanted, or nothing looks like one. */
static void
test_classes_of_the_probable_target_keep_their_shares (void)
{
  const gsize blocks[] = { 0, 50, 100000 };
  g_autoptr (GString) text = make_classes ();
  g_autoptr (GString) numbers = g_string_new ("i,x\n");
  g_autoptr (ImbTable) wanted = read_classes (0, 200, "class", text);
  g_autoptr (ImbTable) no_target = NULL;

  for (guint b = 0; b < G_N_ELEMENTS (blocks); b++)
    {
      g_autoptr (ImbTable) table = read_classes (blocks[b], 200, NULL, text);
      g_autoptr (ImbTable) plain = read_classes (blocks[b], 200, "", text);

      assert_counts (table, (const gsize[]){ 158, 37, 2, 2, 1 });
      g_assert_cmpstr (imb_table_get_reading (table)->sample_by, ==, "class");
      g_assert_null (imb_table_get_reading (plain)->sample_by);
      for (gsize i = 0; i < 200; i++)
        g_assert_cmpfloat (number_at (table, 0, i), ==, number_at (wanted, 0, i));
    }

  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (numbers, "%u,%g\n", i, sqrt (i));
  no_target = read_classes (0, 200, NULL, numbers);
  g_assert_null (imb_table_get_reading (no_target)->sample_by);
  assert_is_sample (no_target, 200, 2000);
}

#ifdef __SANITIZE_ADDRESS__
/* Memory that cannot be had is NULL there, too, as for the program itself. */
const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
  return "allocator_may_return_null=1";
}
#endif

static void
test_a_lack_of_memory_is_told_as_such (void)
{
  for (guint many = 0; many < 2; many++)
    {
      g_auto (ImbSample) sample = { .most_rows = 5, .n_rows = 5, .n_in_file = 9, .by = g_strdup ("x") };
      ImbReading reading = { NULL };
      ImbReadLog log;

      sample.rows = g_new0 (gsize, 5);
      sample.strata = imb_strata_new (0);
      if (many)
        {
          ImbStrataLane *lane = imb_strata_add_lane (sample.strata);

          imb_strata_make_room (sample.strata, 1000);
          for (guint i = 0; i < 300; i++)
            {
              char     text[16];
              ImbField field = { text, (gsize) g_snprintf (text, sizeof text, "%u", i) };

              imb_strata_put (lane, &field, 1, i);
            }
        }
      else
        imb_strata_make_room (sample.strata, G_MAXSSIZE);
      g_assert_false (imb_strata_are_known (sample.strata));

      imb_read_log_init (&log, "t");
      imb_sample_tell (&sample, &reading, &log);
      g_assert_nonnull (strstr (imb_notes_at (log.notes, 0), many ? "more than 255 different values" : "There is no memory"));
      imb_read_log_clear (&log);
    }
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, ""); /* test-comma.py: nothing may depend on it */
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sample/the rows are the same in any blocks on any threads", test_rows_are_the_same_in_any_blocks);
  g_test_add_func ("/sample/the rows are those of the file, with their problems", test_rows_are_those_of_the_file);
  g_test_add_func ("/sample/all rows are read when there are fewer", test_all_rows_when_there_are_fewer);
  g_test_add_func ("/sample/every row is as likely", test_every_row_is_as_likely);
  g_test_add_func ("/sample/other formats are sampled too", test_other_formats_are_sampled);
  g_test_add_func ("/sample/classes keep their shares, and two rows", test_classes_keep_their_shares);
  g_test_add_func ("/sample/classes of the probable target keep their shares", test_classes_of_the_probable_target_keep_their_shares);
  g_test_add_func ("/sample/a lack of memory is told as such", test_a_lack_of_memory_is_told_as_such);
  g_test_add_func ("/sample/too many rows are refused with what fits", test_too_many_rows_are_refused_with_what_fits);

  return g_test_run ();
}
