/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the built-in datasets share. One stream, one row after the other: the same table on any machine. */
#include "engine/data/imb-dataset-rows.h"

#include <math.h>

#define BLOCK 1024

void
imb_dataset_rows_init (ImbDatasetRows         *self,
                       const ImbDatasetValues *values,
                       guint32                 seed)
{
  gsize               n_minority;
  g_autofree guint32 *order = NULL;

  self->n_rows = (gsize) values->n_rows;
  self->n_columns = (gsize) values->n_features;
  self->minority = g_new0 (guint8, self->n_rows);
  self->columns = g_new (double *, self->n_columns);
  for (gsize j = 0; j < self->n_columns; j++)
    self->columns[j] = g_new (double, self->n_rows);
  imb_rng_init (&self->rng, seed);

  n_minority = (gsize) floor ((double) self->n_rows / (1.0 + values->imbalance_ratio) + 0.5);
  n_minority = CLAMP (n_minority, 2, self->n_rows / 2);
  order = g_new (guint32, self->n_rows);
  imb_rng_permutation (&self->rng, order, self->n_rows);
  for (gsize i = 0; i < n_minority; i++)
    self->minority[order[i]] = 1;
}

gboolean
imb_dataset_rows_fill (ImbDatasetRows *self,
                       void (*row) (ImbDatasetRows *self,
                                    gboolean        minority,
                                    double          noise,
                                    double         *x),
                       double   noise,
                       ImbJob  *job,
                       GError **error)
{
  g_autofree double *x = g_new (double, self->n_columns);

  for (gsize i = 0; i < self->n_rows; i++)
    {
      if (i % BLOCK == 0 && !imb_job_step (job, i, self->n_rows, error))
        return FALSE;

      row (self, self->minority[i], noise, x);
      for (gsize j = 0; j < self->n_columns; j++)
        self->columns[j][i] = x[j];
    }
  return imb_job_step (job, self->n_rows, self->n_rows, error);
}

ImbTable *
imb_dataset_rows_to_table (ImbDatasetRows    *self,
                           const char        *title,
                           const char *const *names,
                           const char        *majority,
                           const char        *minority,
                           ImbJob            *job,
                           GError           **error)
{
  ImbColumn *columns = g_new0 (ImbColumn, self->n_columns + 1);
  ImbColumn *target = &columns[self->n_columns];

  for (gsize j = 0; j < self->n_columns; j++)
    {
      columns[j].name = names != NULL ? g_strdup (names[j]) : g_strdup_printf ("x%zu", j + 1);
      columns[j].kind = IMB_COLUMN_NUMBER;
      columns[j].numbers = g_steal_pointer (&self->columns[j]);
    }

  target->name = g_strdup ("class");
  target->kind = IMB_COLUMN_CATEGORY;
  target->n_levels = 2;
  target->levels = g_new0 (char *, 3);
  target->levels[0] = g_strdup (majority);
  target->levels[1] = g_strdup (minority);
  target->codes = g_new (gint32, self->n_rows);
  for (gsize i = 0; i < self->n_rows; i++)
    target->codes[i] = self->minority[i];
  return imb_table_new (title, self->n_rows, columns, self->n_columns + 1, job, error);
}

void
imb_dataset_rows_clear (ImbDatasetRows *self)
{
  for (gsize j = 0; j < self->n_columns; j++)
    g_free (self->columns[j]);
  g_free (self->columns);
  g_free (self->minority);
}
