/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes as a file of one format (FORMAT, an id of imb_formats()): a table that is sound, or a sentence. A table must
 * also stand being asked about and written. */
#include <math.h>
#include <string.h>

#include "engine/imb.h"
#include "tests/fuzz/fuzz.h"

static void
check_sentence (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpuint (strlen (text), >, 10);
  g_assert_null (strchr (text, '\n'));
}

static void
check_column (const ImbColumn *column,
              gsize            n_rows)
{
  gsize n_missing = 0;

  g_assert_true (*column->name != '\0' && g_utf8_validate (column->name, -1, NULL));
  for (gsize i = 0; i < n_rows; i++)
    if (column->kind == IMB_COLUMN_NUMBER)
      {
        g_assert_false (isinf (column->numbers[i]));
        n_missing += isnan (column->numbers[i]) != 0;
      }
    else
      {
        g_assert_cmpint (column->codes[i], >=, -1);
        g_assert_cmpint (column->codes[i], <, (int) column->n_levels);
        n_missing += column->codes[i] < 0;
      }
  g_assert_cmpuint (n_missing, ==, column->n_missing);
  for (guint l = 0; l < column->n_levels; l++)
    g_assert_true (g_utf8_validate (column->levels[l], -1, NULL));
}

static void
check_table (const ImbTable *table)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  const GPtrArray *problems = imb_table_get_problems (table);

  g_assert_nonnull (imb_table_get_reading (table));
  g_assert_cmpuint (imb_table_n_columns (table), >, 0);
  g_assert_cmpuint (imb_table_n_rows (table), >, 0);
  for (gsize j = 0; j < imb_table_n_columns (table); j++)
    {
      const ImbColumn *column = imb_table_column_at (table, j);

      check_column (column, imb_table_n_rows (table));
      g_assert_true (g_hash_table_add (names, column->name));
    }
  g_assert_cmpuint (problems->len, <=, imb_table_n_problems (table));
  for (guint p = 0; p < problems->len; p++)
    check_sentence (((const ImbReadProblem *) g_ptr_array_index (problems, p))->message);
}

/* Every column as the target: most are refused, in a sentence. */
static void
ask (ImbTable *table)
{
  for (gsize j = 0; j < MIN (imb_table_n_columns (table), 8); j++)
    {
      g_autoptr (GError) error = NULL;
      const ImbProblemOptions options = { .target_column = (gssize) j };
      g_autoptr (ImbProblem) problem = imb_problem_new (table, &options, NULL, &error);

      g_assert_true ((problem == NULL) == (error != NULL));
      if (error != NULL)
        check_sentence (error->message);
    }
}

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  const ImbReadOptions options = { .format = FORMAT };
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbTable) table = imb_read_bytes ("a file", (const char *) data, length, &options, NULL, &error);

  g_assert_true ((table == NULL) == (error != NULL));
  if (table == NULL)
    {
      check_sentence (error->message);
      return 0;
    }
  check_table (table);
  ask (table);
  return 0;
}
