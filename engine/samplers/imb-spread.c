/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What distances are measured with, learnt from rows. O(n d). */
#include "engine/samplers/imb-spread.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-sum.h"

#define BLOCK 4096 /* rows between two questions to the job */

typedef void (*Visit) (gsize   j,
                       double  x,
                       double *values);

/* Every value that is there, row after row. */
static gboolean
visit (const ImbView *in,
       guint          c,
       Visit          func,
       double        *values,
       ImbJob        *job,
       GError       **error)
{
  for (gsize i = 0; i < in->n_rows; i++)
    {
      const double *x = imb_view_row (in, i);

      if (i % BLOCK == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      if (c < in->n_classes && imb_view_class (in, i) != c)
        continue;
      for (gsize j = 0; j < in->base->n_cols; j++)
        if (!isnan (x[j]))
          func (j, x[j], values);
    }
  return TRUE;
}

/* Of each column: how many, their sum or mean, the sum of squares about it. */
static void
add_value (gsize   j,
           double  x,
           double *values)
{
  values[3 * j] += 1.0;
  values[3 * j + 1] += x;
}

static void
add_square (gsize   j,
            double  x,
            double *values)
{
  values[3 * j + 2] += (x - values[3 * j + 1]) * (x - values[3 * j + 1]);
}

/* numpy sums a single column in halves, several from the first row on. */
static double *
deviations_of_one (const ImbView *in,
                   guint          c,
                   ImbJob        *job,
                   GError       **error)
{
  const gsize        d = in->base->n_cols;
  g_autofree double *values = imb_rows_new (in->n_rows, sizeof (double), error);
  double            *deviations, mean;
  gsize              n = 0, number = 0;

  if (values == NULL)
    return NULL;
  while (number + 1 < d && imb_view_is_category (in, number))
    number++;
  for (gsize i = 0; i < in->n_rows; i++)
    {
      const double x = imb_view_row (in, i)[number];

      if (i % BLOCK == 0 && !imb_job_step (job, 0, 0, error))
        return NULL;
      if (!isnan (x) && (c >= in->n_classes || imb_view_class (in, i) == c))
        values[n++] = x;
    }
  mean = imb_sum (values, n) / MAX ((double) n, 1.0);
  for (gsize i = 0; i < n; i++)
    values[i] = (values[i] - mean) * (values[i] - mean);
  deviations = g_new0 (double, MAX (d, 1));
  deviations[number] = sqrt (imb_sum (values, n) / MAX ((double) n, 1.0));
  return deviations;
}

double *
imb_spread_deviations (const ImbView *in,
                       guint          c,
                       ImbJob        *job,
                       GError       **error)
{
  const gsize        d = in->base->n_cols;
  g_autofree double *values = g_new0 (double, 3 * d + 1);
  double            *deviations;

  if (d - imb_view_n_categories (in) == 1)
    return deviations_of_one (in, c, job, error);
  if (!visit (in, c, add_value, values, job, error))
    return NULL;
  for (gsize j = 0; j < d; j++)
    values[3 * j + 1] /= MAX (values[3 * j], 1.0);
  if (!visit (in, c, add_square, values, job, error))
    return NULL;

  deviations = g_new (double, MAX (d, 1));
  for (gsize j = 0; j < d; j++)
    deviations[j] = sqrt (values[3 * j + 2] / MAX (values[3 * j], 1.0));
  return deviations;
}

static void
widen (gsize   j,
       double  x,
       double *values)
{
  values[2 * j] = MIN (values[2 * j], x);
  values[2 * j + 1] = MAX (values[2 * j + 1], x);
}

double *
imb_spread_ranges (const ImbView *in,
                   ImbJob        *job,
                   GError       **error)
{
  const gsize        d = in->base->n_cols;
  g_autofree double *values = g_new (double, 2 * d + 1);
  double            *ranges;

  for (gsize j = 0; j < d; j++)
    {
      values[2 * j] = INFINITY;
      values[2 * j + 1] = -INFINITY;
    }
  if (!visit (in, G_MAXUINT, widen, values, job, error))
    return NULL;

  ranges = g_new (double, MAX (d, 1));
  for (gsize j = 0; j < d; j++)
    ranges[j] = MAX (values[2 * j + 1] - values[2 * j], 0.0);
  return ranges;
}

double *
imb_spread_value_differences (const ImbView *in,
                              gsize          j,
                              gboolean       squares,
                              ImbJob        *job,
                              GError       **error)
{
  const gsize        n = in->kinds[j].n_levels, n_classes = in->n_classes;
  g_autofree double *shares = g_try_new0 (double, n *n_classes + 1);
  double            *differences = g_try_new0 (double, n *n + 1);

  if (shares == NULL || differences == NULL)
    {
      g_autofree char *feature = imb_view_dup_feature (in, j);

      g_free (differences);
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("%s has %zu categories, too many to compare each with each; use another distance, or ignore the column."), feature, n);
      return NULL;
    }

  for (gsize i = 0; i < in->n_rows; i++)
    if (!isnan (imb_view_row (in, i)[j]))
      shares[(gsize) imb_view_row (in, i)[j] * n_classes + imb_view_class (in, i)] += 1.0;
  for (gsize v = 0; v < n; v++)
    {
      double total = 0.0;

      for (gsize c = 0; c < n_classes; c++)
        total += shares[v * n_classes + c];
      for (gsize c = 0; c < n_classes; c++)
        shares[v * n_classes + c] /= MAX (total, 1.0);
    }

  for (gsize v = 0; v < n; v++)
    {
      if (!imb_job_step (job, 0, 0, error))
        {
          g_free (differences);
          return NULL;
        }
      for (gsize w = 0; w < n; w++)
        {
          double sum = 0.0;

          for (gsize c = 0; c < n_classes; c++)
            {
              double gap = shares[v * n_classes + c] - shares[w * n_classes + c];

              sum += squares ? gap * gap : fabs (gap);
            }
          differences[v * n + w] = squares ? sum : sum * sum;
        }
    }
  return differences;
}
