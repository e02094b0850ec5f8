/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each text is judged once, however many rows have it. O(rows + texts). */
#include "engine/io/imb-text-column.h"

#include <math.h>
#include <string.h>

#include "engine/data/imb-number.h"
#include "engine/io/imb-missing.h"

/* The codes become the levels' numbers. */
static gboolean
finish_numbers (ImbColumn    *column,
                const double *values,
                gsize         n_rows)
{
  column->numbers = g_try_new (double, n_rows);
  if (column->numbers == NULL)
    return FALSE;

  column->kind = IMB_COLUMN_NUMBER;
  for (gsize i = 0; i < n_rows; i++)
    column->numbers[i] = values[column->codes[i]];
  g_clear_pointer (&column->codes, g_free);
  return TRUE;
}

gboolean
imb_text_column_finish (ImbColumn       *column,
                        const ImbLevels *levels,
                        gsize            n_rows)
{
  guint              n = imb_levels_n (levels), n_kept = 0;
  g_autofree double *values = g_new (double, n);
  g_autofree gint32 *codes = g_new (gint32, n);
  ImbMissing        *missing = imb_missing_new (NULL);
  gboolean           all_numbers = TRUE;

  for (guint l = 0; l < n; l++)
    {
      const char *text = imb_levels_at (levels, l);

      values[l] = NAN;
      codes[l] = imb_missing_has (missing, text, strlen (text)) ? -1 : (gint32) n_kept++;
      if (codes[l] >= 0 && imb_parse_number (text, strlen (text), '.', &values[l]) != IMB_NUMBER_YES)
        all_numbers = FALSE;
    }
  imb_missing_free (missing);
  if (all_numbers)
    return finish_numbers (column, values, n_rows);

  column->levels = g_new (char *, n_kept);
  for (guint l = 0; l < n; l++)
    if (codes[l] >= 0)
      column->levels[column->n_levels++] = g_strdup (imb_levels_at (levels, l));
  for (gsize i = 0; i < n_rows; i++)
    column->codes[i] = codes[column->codes[i]];
  return TRUE;
}
