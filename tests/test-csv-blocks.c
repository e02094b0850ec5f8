/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV read in blocks by several threads is the table, the problems and the notes that one parser finds which reads from the beginning to the
 * end. Random texts, rich in what makes that hard; IMB_CSV_ROUNDS asks for more of them. */
#include <locale.h>
#include <string.h>

#include "engine/core/imb-parallel.h"
#include "engine/core/imb-rng.h"
#include "engine/core/imb-parallel.h"
#include "engine/io/imb-csv-table.h"

/* Everything that can be told from a reading, as text. */
static char *
dump (const char           *data,
      gsize                 length,
      gsize                 block,
      const ImbReadOptions *options)
{
  ImbText          text = { .text = data, .length = length };
  GString         *out = g_string_new (NULL);
  const GPtrArray *problems;
  ImbReadLog       log;
  ImbTable        *table;
  g_autoptr (GError) error = NULL;

  imb_read_log_init (&log, "t.csv");
  table = imb_csv_table_new_in_blocks (&text, block, options, &log, NULL, &error);
  if (table == NULL)
    {
      g_string_append (out, error->message);
      imb_read_log_clear (&log);
      return g_string_free (out, FALSE);
    }
  imb_read_log_give (&log, table);
  imb_read_log_clear (&log);
  for (gsize j = 0; j < imb_table_n_columns (table); j++)
    {
      const ImbColumn *column = imb_table_column_at (table, j);

      g_string_append_printf (out, "[%s] %d %d %zu %zu %u:", column->name, column->kind, column->type, column->n_missing, column->n_distinct, column->n_levels);
      for (gsize i = 0; i < imb_table_n_rows (table); i++)
        if (column->kind == IMB_COLUMN_NUMBER)
          g_string_append_printf (out, " %a", column->numbers[i]);
        else
          g_string_append_printf (out, " <%s>", column->codes[i] < 0 ? "-" : column->levels[column->codes[i]]);
      g_string_append_c (out, '\n');
    }
  problems = imb_table_get_problems (table);
  for (guint p = 0; p < problems->len; p++)
    {
      const ImbReadProblem *problem = g_ptr_array_index (problems, p);

      g_string_append_printf (out, "%zu:%zu:%zu %s\n", problem->line, problem->column, problem->row, problem->message);
    }
  g_string_append_printf (out, "%zu problems\n", imb_table_n_problems (table));
  for (guint n = 0; n < imb_notes_n (imb_table_get_notes (table)); n++)
    g_string_append_printf (out, "note: %s\n", imb_notes_at (imb_table_get_notes (table), n));
  g_string_append_printf (out, "thousands %d", imb_table_get_reading (table)->thousands);
  for (char **marker = imb_table_get_reading (table)->missing; *marker != NULL; marker++)
    g_string_append_printf (out, " missing <%s>", *marker);
  imb_table_unref (table);
  return g_string_free (out, FALSE);
}

static void
assert_same (const GString        *text,
             const ImbReadOptions *options)
{
  const gsize      blocks[] = { 1, 2, 3, 7, 16, 63, 64, 65, 200, 1000, 100000 };
  const guint      threads[] = { 1, 2, 7 };
  g_autofree char *wanted = dump (text->str, text->len, 0, options);

  for (guint t = 0; t < G_N_ELEMENTS (threads); t++)
    for (guint b = 0; b < G_N_ELEMENTS (blocks); b++)
      {
        g_autofree char *got = NULL;

        if ((t + b) % 2 == 1 && threads[t] > 1)
          continue;
        imb_parallel_set_n_threads (threads[t]);
        got = dump (text->str, text->len, blocks[b], options);
        imb_parallel_set_n_threads (0);
        if (strcmp (got, wanted) == 0)
          continue;

        g_autofree char *shown = g_strescape (text->str, NULL);
        g_error ("block %zu, %u threads, delimiter %d: \"%s\"\n--- got\n%s\n--- wanted\n%s", blocks[b], threads[t], options->delimiter, shown, got, wanted);
      }
}

static guint
n_rounds (guint usual)
{
  const char *wanted = g_getenv ("IMB_CSV_ROUNDS");

  return wanted == NULL ? usual : (guint) g_ascii_strtoull (wanted, NULL, 10);
}

static const char *
any_of (ImbRng            *rng,
        const char *const *list,
        gsize              n)
{
  return list[imb_rng_below (rng, n)];
}

#define ANY(rng, ...) any_of ((rng), (const char *const[]){ __VA_ARGS__ }, G_N_ELEMENTS (((const char *const[]){ __VA_ARGS__ })))

/* A cell: mostly decent, now and then not. @wild: 0 … 100. */
static void
add_cell (GString *text,
          ImbRng  *rng,
          guint    wild,
          char     delimiter)
{
  if (imb_rng_below (rng, 100) < wild)
    {
      g_string_append (text, ANY (rng, "\"", "a\"b", "\"x\"y", "\"a\nb\"", "\"a\r\nb\"", "\"say \"\"hi\"\"\"", "\"\"", "\"\"\"\"", " \"q\" ", "\" in \"", "\"un", "a\rb", "\t", " ", "é", "\"ü\"", "#", "#N/A", "5\"", "inf", "-", "1,234", "\"1,234\"", "1e5", "9007199254740993", "\"a;b,c\td|e f\"", "\",\n,\""));
      return;
    }
  switch (imb_rng_below (rng, 6))
    {
    case 0:
      g_string_append_printf (text, "%d", (int) imb_rng_below (rng, 2000) - 1000);
      break;
    case 1:
      g_string_append_printf (text, "%.*f", (int) imb_rng_below (rng, 18), imb_rng_double (rng) * 10 - 5);
      break;
    case 2:
      g_string_append (text, ANY (rng, "red", "green", "blue", "NA", "", "?"));
      break;
    case 3:
      g_string_append_printf (text, "\"%s\"", ANY (rng, "red", "x y", "0", "1", "", "17.5"));
      break;
    case 4:
      g_string_append_printf (text, "\"%s%c%s\"", ANY (rng, "a", "", "b c"), delimiter, ANY (rng, "d", "", "e f"));
      break;
    default:
      g_string_append (text, ANY (rng, "1", "0", " 2", "3 ", "  4  ", "", "2024-01-31"));
      break;
    }
}

static void
add_row (GString *text,
         ImbRng  *rng,
         guint    n_columns,
         guint    wild,
         char     delimiter)
{
  guint n = n_columns;

  if (imb_rng_below (rng, 100) < wild)
    n = (guint) imb_rng_below (rng, n_columns + 3);
  for (guint j = 0; j < n; j++)
    {
      if (j > 0)
        g_string_append_c (text, delimiter);
      if (j > 0 && delimiter == ' ' && imb_rng_below (rng, 4) == 0)
        g_string_append_c (text, '\t');
      add_cell (text, rng, wild, delimiter);
    }
}

static void
make_text (GString *text,
           ImbRng  *rng,
           char     delimiter)
{
  const guint wilds[] = { 0, 2, 10, 40 };
  const char *usual = ANY (rng, "\n", "\n", "\r\n", "\r");
  guint       wild = wilds[imb_rng_below (rng, G_N_ELEMENTS (wilds))];
  guint       n_columns = 1 + (guint) imb_rng_below (rng, 5), n_rows = (guint) imb_rng_below (rng, 60);
  gboolean    mixed = imb_rng_below (rng, 5) == 0;

  g_string_truncate (text, 0);
  g_string_append (text, ANY (rng, "", "", "", "# about\n", "\n", "sep=;\n", "#\"\n\n", "  \r\n"));
  if (imb_rng_below (rng, 2) == 0)
    for (guint j = 0; j < n_columns; j++)
      g_string_append_printf (text, "%s%.*s", ANY (rng, "a", "b", "\"c d\"", "x", ""), j + 1 < n_columns, &delimiter);
  else
    add_row (text, rng, n_columns, wild, delimiter);
  for (guint i = 0; i < n_rows; i++)
    {
      g_string_append (text, mixed ? ANY (rng, "\n", "\r\n", "\r", "\n\n") : usual);
      if (imb_rng_below (rng, 100) < wild)
        g_string_append (text, ANY (rng, "\n", "   \n", "# it's \"so\n", "#\n", "\t\n", "\r\n"));
      add_row (text, rng, n_columns, wild, delimiter);
    }
  g_string_append (text, ANY (rng, "", usual, usual, "\n\n", " "));
}

static void
test_random_texts (void)
{
  const char delimiters[] = { ',', ',', ';', '\t', ' ', '|', '\0' };
  g_autoptr (GString) text = g_string_new (NULL);
  ImbRng rng;

  for (guint i = 0; i < n_rounds (300); i++)
    {
      char           delimiter = delimiters[i % G_N_ELEMENTS (delimiters)];
      ImbReadOptions options = { .delimiter = i % 2 == 0 ? '\0' : delimiter };

      imb_rng_init (&rng, i);
      options.header = (int) imb_rng_below (&rng, 3) - 1;
      if (imb_rng_below (&rng, 10) == 0)
        options.quote = ANY (&rng, "'", "\1")[0];
      if (imb_rng_below (&rng, 10) == 0)
        options.comment = ANY (&rng, "%", "\1")[0];
      make_text (text, &rng, delimiter != '\0' ? delimiter : ',');
      assert_same (text, &options);
    }
}

/* Bytes of all kinds that mean something, in any order. */
static void
test_random_bytes (void)
{
  const char bytes[] = "\"\",,\n\n\r ;ab1.#'\t";
  g_autoptr (GString) text = g_string_new (NULL);
  ImbRng rng;

  for (guint i = 0; i < n_rounds (300); i++)
    {
      ImbReadOptions options = { .delimiter = ",; \0"[i % 4] };
      guint          n, n_bytes = i % 3 == 0 ? 4 : sizeof bytes - 1;

      imb_rng_init (&rng, 70000 + i);
      n = (guint) imb_rng_below (&rng, 200);
      g_string_truncate (text, 0);
      while (n-- > 0)
        g_string_append_c (text, bytes[imb_rng_below (&rng, n_bytes)]);
      assert_same (text, &options);
    }
}

/* A column that turns out to be text, problems beyond what is kept, markers met in some blocks only. */
static void
test_late_surprises (void)
{
  g_autoptr (GString) text = g_string_new ("x,y,z\n");
  ImbReadOptions options = { 0 };

  for (guint i = 0; i < 6000; i++)
    {
      const char *y = i > 3000 && i % 50 == 0 ? "oops" : i % 7 == 0 ? "inf"
                                                                    : "2.5";

      g_string_append_printf (text, "%u,%s,%s%s\n", i, y, i > 5000 ? "word" : i % 9 == 0 ? "-"
                                                                                         : "7",
                              i % 5 == 0 ? ",more" : "");
    }
  for (gsize block = 100; block < text->len; block *= 9)
    {
      g_autofree char *wanted = dump (text->str, text->len, 0, &options);
      g_autofree char *got = dump (text->str, text->len, block, &options);

      g_assert_cmpstr (got, ==, wanted);
    }
}

/* More problems than a lane keeps, and more threads than processors: which one is late is chance, what is told is not. */
static void
test_many_problems_of_many_threads (void)
{
  g_autoptr (GString) text = g_string_new ("x,y\n");
  ImbReadOptions   options = { 0 };
  g_autofree char *wanted = NULL;

  for (guint i = 0; i < 12000; i++)
    g_string_append_printf (text, "%u,inf\n", i);
  wanted = dump (text->str, text->len, 0, &options);
  imb_parallel_set_n_threads (16);
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *got = dump (text->str, text->len, 100, &options);

      g_assert_true (strcmp (got, wanted) == 0); /* too long to be shown */
    }
  imb_parallel_set_n_threads (0);
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv-blocks/random-texts", test_random_texts);
  g_test_add_func ("/csv-blocks/random-bytes", test_random_bytes);
  g_test_add_func ("/csv-blocks/late-surprises", test_late_surprises);
  g_test_add_func ("/csv-blocks/many-problems-of-many-threads", test_many_problems_of_many_threads);
  return g_test_run ();
}
