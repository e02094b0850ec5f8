/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys that are not missing go through the stable radix sort, which has the largest first: for the other direction they are
 * negated. */
#include "engine/data/imb-order.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/data/imb-column.h"
#include "engine/kernels/imb-sort.h"

#define BLOCK ((gsize) 1 << 18) /* rows between two looks at the job */

ImbOrder *
imb_order_ref (ImbOrder *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
imb_order_unref (ImbOrder *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_free (self->rows);
  g_free (self->places);
  g_free (self);
}

/* @ranks: (nullable): of the levels; NULL: their codes are */
static double
key_of (const ImbColumn *column,
        const guint32   *ranks,
        gsize            row)
{
  gint32 code;

  if (column->kind == IMB_COLUMN_NUMBER)
    return column->numbers[row];
  code = column->codes[row];
  return code < 0 ? NAN : ranks != NULL ? (double) ranks[code]
                                        : (double) code;
}

/* Of levels that the table left unsorted; (out) NULL where the codes will do. (ranks: transfer full) */
static gboolean
rank_levels (const ImbColumn *column,
             guint32        **ranks,
             ImbJob          *job,
             GError         **error)
{
  g_autofree guint32 *order = NULL;

  *ranks = NULL;
  if (column->kind != IMB_COLUMN_CATEGORY || column->n_levels <= IMB_MOST_SORTED_LEVELS)
    return TRUE;

  order = g_new (guint32, column->n_levels);
  if (!imb_column_order_levels (column, order, job, error))
    return FALSE;
  *ranks = g_new (guint32, column->n_levels);
  for (guint l = 0; l < column->n_levels; l++)
    (*ranks)[order[l]] = l;
  return TRUE;
}

/* The keys that are there, and in self->places the rows that they belong to; rows without one at its end. */
static gboolean
collect (ImbOrder        *self,
         const ImbColumn *column,
         const guint32   *ranks,
         double          *keys,
         gsize           *n_keys,
         ImbJob          *job,
         GError         **error)
{
  gsize n = 0, n_missing = 0;

  for (gsize i = 0; i < self->n_rows; i++)
    {
      double key = key_of (column, ranks, i);

      if (i % BLOCK == 0 && !imb_job_step (job, i, 4 * self->n_rows, error))
        return FALSE;
      if (isnan (key))
        {
          self->rows[n_missing++] = (guint32) i;
          continue;
        }
      keys[n] = self->descending ? key : -key;
      self->places[n++] = (guint32) i;
    }
  for (gsize m = 0; m < n_missing; m++)
    self->places[n + m] = self->rows[m];
  *n_keys = n;
  return TRUE;
}

static gboolean
sort (ImbOrder        *self,
      const ImbColumn *column,
      ImbJob          *job,
      GError         **error)
{
  g_autofree double  *keys = g_try_new (double, MAX (self->n_rows, 1));
  g_autofree guint32 *order = g_try_new (guint32, MAX (self->n_rows, 1));
  g_autofree guint32 *ranks = NULL;
  gsize               n_keys;

  if (keys == NULL || order == NULL || self->rows == NULL || self->places == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to sort %zu rows; close other programs."), self->n_rows);
      return FALSE;
    }
  if (!rank_levels (column, &ranks, job, error) || !collect (self, column, ranks, keys, &n_keys, job, error) || !imb_sort_descending (keys, n_keys, order, error)
      || !imb_job_step (job, 3, 4, error))
    return FALSE;

  for (gsize i = 0; i < self->n_rows; i++)
    self->rows[i] = self->places[i < n_keys ? order[i] : i];
  for (gsize i = 0; i < self->n_rows; i++)
    self->places[self->rows[i]] = (guint32) i;
  return imb_job_step (job, 1, 1, error);
}

ImbOrder *
imb_order_new (const ImbTable *table,
               gsize           column,
               gboolean        descending,
               ImbJob         *job,
               GError        **error)
{
  ImbOrder *self;

  g_return_val_if_fail (column < imb_table_n_columns (table), NULL);

  self = g_new0 (ImbOrder, 1);
  self->ref_count = 1;
  self->n_rows = imb_table_n_rows (table);
  self->column = column;
  self->descending = descending;
  self->rows = g_try_new (guint32, MAX (self->n_rows, 1));
  self->places = g_try_new (guint32, MAX (self->n_rows, 1));
  if (sort (self, imb_table_column_at (table, column), job, error))
    return self;

  imb_order_unref (self);
  return NULL;
}
