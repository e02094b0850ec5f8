/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of the data table as text, and how much of it there is. */
#include "widgets/explorer-cell-text.h"

#include <string.h>

#define N_MEASURED 64
#define MIN_CHARS  6
#define MAX_CHARS  26
#define MAX_DIGITS 11

const char *
explorer_cell_text (const ImbTable *table,
                    gsize           row,
                    gsize           j,
                    char            buffer[EXPLORER_CELL_SIZE])
{
  const ImbColumn *column = imb_table_column_at (table, j);
  const char      *text = imb_table_format_cell (table, row, j, buffer);

  if (column->kind == IMB_COLUMN_NUMBER && strlen (text) > MAX_DIGITS)
    return g_ascii_formatd (buffer, EXPLORER_CELL_SIZE, "%.7g", column->numbers[row]);

  return text;
}

int
explorer_cell_measure (const ImbTable *table,
                       gsize           j,
                       const char     *title)
{
  gsize n = MIN (imb_table_n_rows (table), N_MEASURED);
  glong chars = 0;
  g_auto (GStrv) lines = g_strsplit (title, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    chars = MAX (chars, g_utf8_strlen (lines[i], -1));
  for (gsize i = 0; i < n; i++)
    {
      char        buffer[EXPLORER_CELL_SIZE];
      const char *text = explorer_cell_text (table, i, j, buffer);

      chars = MAX (chars, g_utf8_strlen (text, MIN (strlen (text), 4 * MAX_CHARS)));
    }

  return (int) CLAMP (chars, MIN_CHARS, MAX_CHARS);
}
