/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Golden files for tests: plain comma separated numbers, read without the program's own reader. */
#pragma once

#include <string.h>

#include "engine/core/imb-matrix.h"

typedef struct
{
  ImbMatrix *x;
  guint16   *classes; /* the last column */
} GoldenTable;

static inline char **
golden_lines (const char *name)
{
  g_autofree char *path = g_build_filename (IMB_TEST_DIR, "golden", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return g_strsplit (g_strchomp (text), "\n", -1);
}

/* Fields of one line; the last one is the class. */
static inline void
golden_read_row (const char *line,
                 double     *row,
                 gsize       n_cols,
                 guint16    *c)
{
  for (gsize j = 0; j < n_cols; j++)
    {
      char *end;

      row[j] = g_ascii_strtod (line, &end);
      g_assert_cmpint (*end, ==, ',');
      line = end + 1;
    }
  *c = (guint16) g_ascii_strtoull (line, NULL, 10);
}

/* A table with a header line. */
static inline GoldenTable
golden_table (const char *name)
{
  g_auto (GStrv) lines = golden_lines (name);
  gsize       n_rows = g_strv_length (lines) - 1, n_cols = 0;
  GoldenTable table;

  for (const char *p = lines[0]; *p != '\0'; p++)
    n_cols += *p == ',';
  table.x = imb_matrix_new (n_rows, n_cols, NULL);
  table.classes = g_new (guint16, n_rows);
  for (gsize i = 0; i < n_rows; i++)
    golden_read_row (lines[i + 1], imb_matrix_row (table.x, i), n_cols, &table.classes[i]);
  return table;
}

static inline void
golden_table_clear (GoldenTable *self)
{
  g_clear_pointer (&self->x, imb_matrix_free);
  g_clear_pointer (&self->classes, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GoldenTable, golden_table_clear)
