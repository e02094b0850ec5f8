/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All pairs of rows that hold numbers and codes. The numbers' part is a loop without branches; codes are looked at only where
 * the numbers leave a chance. */
#include "engine/kernels/imb-mixed.h"

#include <math.h>

#include "engine/core/imb-clones.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-nearest.h"

#define BLOCK 16 /* queries */

static IMB_CLONES double
add_squares (const double *a,
             const double *b,
             gsize         n,
             double        missing)
{
  double sum = 0.0;

  for (gsize j = 0; j < n; j++)
    {
      double d = a[j] - b[j];

      sum += isnan (d) ? missing : d * d;
    }
  return sum;
}

static double
add_codes (const ImbMixed *self,
           const double   *a,
           const double   *b,
           gsize           n)
{
  double sum = 0.0;

  for (gsize j = 0; j < n; j++)
    {
      gboolean lacks_a = isnan (a[j]), lacks_b = isnan (b[j]);

      if (lacks_a || lacks_b)
        sum += lacks_a && lacks_b ? self->both[j] : self->lacking[j];
      else if (self->tables != NULL && self->tables[j] != NULL)
        sum += self->tables[j][(gsize) a[j] * self->n_levels[j] + (gsize) b[j]];
      else if (a[j] != b[j])
        sum += self->unlike[j];
    }
  return sum;
}

static IMB_CLONES double
mean_difference (const double *a,
                 const double *b,
                 gsize         n_numbers,
                 gsize         n_cols)
{
  double sum = 0.0, n = 0.0;

  for (gsize j = 0; j < n_numbers; j++)
    {
      double d = fabs (a[j] - b[j]);

      sum += isnan (d) ? 0.0 : d;
      n += isnan (d) ? 0.0 : 1.0;
    }
  for (gsize j = n_numbers; j < n_cols; j++)
    {
      gboolean both = !isnan (a[j]) && !isnan (b[j]);

      sum += both && a[j] != b[j] ? 1.0 : 0.0;
      n += both ? 1.0 : 0.0;
    }
  return n > 0.0 ? sum / n : INFINITY;
}

double
imb_mixed_distance (const ImbMixed *self,
                    const double   *a,
                    const double   *b,
                    gsize           n_cols)
{
  const gsize n = self->n_numbers;

  if (self->is_mean)
    return mean_difference (a, b, n, n_cols);
  return add_squares (a, b, n, self->missing) + add_codes (self, a + n, b + n, n_cols - n);
}

typedef struct
{
  const ImbMixed  *measure;
  const ImbMatrix *points;
  const ImbMatrix *queries;
  gsize            k;
  const guint32   *itself;
  guint32         *rows;
  double          *distances;
  ImbJob          *job;
} Find;

/* The sum is looked at once the numbers are in it: codes only add. */
static void
find_one (const Find *self,
          gsize       q,
          ImbNearest *nearest)
{
  const ImbMixed *measure = self->measure;
  const double   *a = imb_matrix_row (self->queries, q);
  const gsize     n = measure->n_numbers, n_cols = self->points->n_cols;

  for (gsize i = 0; i < self->points->n_rows; i++)
    {
      const double *b = imb_matrix_row (self->points, i);
      double        distance;

      if (self->itself != NULL && self->itself[q] == i)
        continue;
      if (measure->is_mean)
        distance = mean_difference (a, b, n, n_cols);
      else
        {
          distance = add_squares (a, b, n, measure->missing);
          if (distance > imb_nearest_limit (nearest))
            continue;
          distance += add_codes (measure, a + n, b + n, n_cols - n);
        }
      if (distance <= imb_nearest_limit (nearest))
        imb_nearest_insert (nearest, distance, (guint32) i);
    }
}

static gboolean
find_block (gsize    block,
            gpointer data,
            GError **error)
{
  const Find        *self = data;
  const gsize        k = self->k;
  g_autofree double *distances = g_new (double, k);

  for (gsize q = block * BLOCK; q < MIN ((block + 1) * BLOCK, self->queries->n_rows); q++)
    {
      ImbNearest nearest = { self->distances != NULL ? self->distances + q * k : distances, self->rows + q * k, 0, k };

      if (!imb_job_step (self->job, 0, 0, error))
        return FALSE;
      find_one (self, q, &nearest);
    }
  return TRUE;
}

gboolean
imb_mixed_find (const ImbMixed  *self,
                const ImbMatrix *points,
                const ImbMatrix *queries,
                gsize            k,
                const guint32   *itself,
                guint32         *rows,
                double          *distances,
                ImbJob          *job,
                GError         **error)
{
  Find find = { self, points, queries, k, itself, rows, distances, job };

  return imb_parallel_for ((queries->n_rows + BLOCK - 1) / BLOCK, find_block, &find, job, error);
}
