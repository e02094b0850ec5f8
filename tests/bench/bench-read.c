/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-read FILE [THREADS]: reads the file once and prints seconds, rows, columns, bytes of the table, and the process's peak memory and what
 * it had before, in bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/imb-parallel.h"
#include "engine/io/imb-read.h"

/* What the columns take, without what malloc() takes for itself. */
static gsize
table_bytes (const ImbTable *table)
{
  gsize n_rows = imb_table_n_rows (table), n = 0;

  for (gsize j = 0; j < imb_table_n_columns (table); j++)
    {
      const ImbColumn *column = imb_table_column_at (table, j);

      if (column->kind == IMB_COLUMN_NUMBER)
        {
          n += n_rows * sizeof *column->numbers;
          continue;
        }
      n += n_rows * sizeof *column->codes + column->n_levels * sizeof *column->levels;
      for (guint l = 0; l < column->n_levels; l++)
        n += strlen (column->levels[l]) + 1;
    }
  return n;
}

static gsize
memory (const char *name)
{
  g_autofree char *text = NULL;
  const char      *line;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL) || (line = strstr (text, name)) == NULL)
    return 0;
  return (gsize) g_ascii_strtoull (line + strlen (name), NULL, 10) << 10;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  gsize  before = memory ("VmRSS:");
  gint64 start;

  if (argc < 2)
    return 2;
  imb_parallel_set_n_threads (argc > 2 ? (guint) atoi (argv[2]) : 0);
  start = g_get_monotonic_time ();
  g_autoptr (ImbTable) table = imb_read_file (argv[1], NULL, NULL, &error);
  if (table == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }
  printf ("%.6f %zu %zu %zu %zu %zu\n", (double) (g_get_monotonic_time () - start) / 1e6, imb_table_n_rows (table), imb_table_n_columns (table),
          table_bytes (table), memory ("VmHWM:"), before);
  return 0;
}
