/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading, for tests: bytes that become a table or are refused, whole or damaged, and what a table holds. The bytes are called “t.csv”,
 * whatever they are. */
#pragma once

#include <string.h>

#include "engine/data/imb-problem.h"
#include "engine/io/imb-read.h"
#include "tests/said.h"

static inline ImbTable *
read_bytes (gconstpointer         bytes,
            gsize                 length,
            const ImbReadOptions *options)
{
  g_autoptr (GError) error = NULL;
  ImbTable *table = imb_read_bytes ("t.csv", bytes, length, options, NULL, &error);

  g_assert_no_error (error);
  return table;
}

static inline ImbTable *
read_text (const char           *text,
           const ImbReadOptions *options)
{
  return read_bytes (text, strlen (text), options);
}

static inline void
assert_bytes_refused (gconstpointer         bytes,
                      gsize                 length,
                      const ImbReadOptions *options,
                      int                   code,
                      const char           *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (imb_read_bytes ("t.csv", bytes, length, options, NULL, &error));
  assert_sentence (error, code, part);
}

static inline void
assert_refused (const char           *text,
                const ImbReadOptions *options,
                int                   code,
                const char           *part)
{
  assert_bytes_refused (text, strlen (text), options, code, part);
}

/* (transfer full): a table of CSV and its target, by name */
static inline ImbProblem *
read_problem (const char *text,
              const char *target)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbTable) table = read_text (text, NULL);
  const ImbProblemOptions options = { .target_column = imb_table_find_column (table, target) };
  ImbProblem             *problem = imb_problem_new (table, &options, NULL, &error);

  g_assert_no_error (error);
  return problem;
}

static inline void
assert_note (const ImbTable *table,
             const char     *part)
{
  assert_said (imb_table_get_notes (table), part);
}

/* As text, until the next call. */
static inline const char *
cell (const ImbTable *table,
      gsize           i,
      gsize           j)
{
  static char buffer[32];

  return imb_table_format_cell (table, i, j, buffer);
}

/* "a,b/1,x/2,y": names and cells. */
static inline void
assert_cells (const ImbTable *table,
              const char     *wanted)
{
  g_autoptr (GString) got = g_string_new (NULL);

  for (gsize j = 0; j < imb_table_n_columns (table); j++)
    g_string_append_printf (got, "%s%s", j > 0 ? "," : "", imb_table_column_at (table, j)->name);
  for (gsize i = 0; i < imb_table_n_rows (table); i++)
    for (gsize j = 0; j < imb_table_n_columns (table); j++)
      g_string_append_printf (got, "%s%s", j > 0 ? "," : "/", cell (table, i, j));
  g_assert_cmpstr (got->str, ==, wanted);
}

/* Changes @n of the bytes @from … @to - 1: into one of @with, or anything. */
static inline void
damage (GRand      *rand,
        char       *bytes,
        gsize       from,
        gsize       to,
        guint       n,
        const char *with)
{
  for (; n > 0 && to > from; n--)
    bytes[g_rand_int_range (rand, (gint32) from, (gint32) to)] = with != NULL ? with[g_rand_int_range (rand, 0, (gint32) strlen (with))] : (char) g_rand_int (rand);
}

/* Whatever the bytes are: a table or a sentence, and not a step beyond them. */
static inline void
assert_survived (gconstpointer bytes,
                 gsize         length)
{
  g_autofree char *exactly = g_memdup2 (bytes, MAX (length, 1));
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbTable) table = imb_read_bytes ("t.csv", exactly, length, NULL, NULL, &error);

  g_assert_true ((table == NULL) == (error != NULL));
}
