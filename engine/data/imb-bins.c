/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A histogram of a column, or its most frequent levels. */
#include "engine/data/imb-bins.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK       ((gsize) 1 << 17) /* rows between two looks at the job */
#define MOST_LEVELS 12

static guint
n_bins_of (const ImbColumn *column)
{
  double   n_whole = column->max - column->min + 1;
  gboolean whole = column->type == IMB_TYPE_INTEGER || column->type == IMB_TYPE_BOOLEAN;

  return whole && n_whole <= IMB_BINS_MOST ? (guint) n_whole : IMB_BINS_MOST;
}

static gboolean
count_numbers (const ImbColumn *column,
               gsize            n_rows,
               ImbBins         *self,
               ImbJob          *job,
               GError         **error)
{
  guint  n = n_bins_of (column);
  double half = column->max / 2 - column->min / 2; /* the range itself may be too large for a double */
  double scale = half > 0 ? n / half / 2 : 0;

  if (isnan (column->min))
    return TRUE;

  self->n = half > 0 ? n : 1;
  for (gsize i = 0; i < n_rows; i++)
    {
      double at = (column->numbers[i] / 2 - column->min / 2) * scale * 2;

      if (i % BLOCK == 0 && !imb_job_step (job, i, n_rows, error))
        return FALSE;
      if (isfinite (column->numbers[i]))
        self->counts[isfinite (at) ? MIN ((guint) MAX (at, 0), self->n - 1) : 0]++;
    }
  return TRUE;
}

static int
compare_counts (const void *a,
                const void *b)
{
  gsize first = *(const gsize *) a, second = *(const gsize *) b;

  return (first < second) - (first > second);
}

static gboolean
count_levels (const ImbColumn *column,
              gsize            n_rows,
              ImbBins         *self,
              ImbJob          *job,
              GError         **error)
{
  guint             n = column->n_levels;
  g_autofree gsize *counts = g_try_new0 (gsize, MAX (n, 1));

  self->levels = TRUE;
  if (counts == NULL)
    return TRUE;

  for (gsize i = 0; i < n_rows; i++)
    {
      if (i % BLOCK == 0 && !imb_job_step (job, i, n_rows, error))
        return FALSE;
      if (column->codes[i] >= 0)
        counts[column->codes[i]]++;
    }
  qsort (counts, n, sizeof *counts, compare_counts);
  self->more = n > MOST_LEVELS;
  self->n = MIN (n, MOST_LEVELS);
  for (guint l = 0; l < n; l++)
    self->counts[MIN (l, self->n - 1)] += counts[l];
  return TRUE;
}

gboolean
imb_bins_count (const ImbTable *table,
                gsize           column,
                ImbBins        *self,
                ImbJob         *job,
                GError        **error)
{
  const ImbColumn *info;
  gsize            n_rows = imb_table_n_rows (table);

  g_return_val_if_fail (column < imb_table_n_columns (table), FALSE);

  info = imb_table_column_at (table, column);
  memset (self, 0, sizeof *self);
  if (!(info->kind == IMB_COLUMN_NUMBER ? count_numbers : count_levels) (info, n_rows, self, job, error))
    return FALSE;

  for (guint b = 0; b < self->n; b++)
    self->largest = MAX (self->largest, self->counts[b]);
  return TRUE;
}
