/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What linear models are once they are fitted, however they were. */
#include "engine/models/imb-linear.h"

#include <string.h>

#include "engine/kernels/imb-dense.h"
#include "engine/models/imb-contribute.h"

static double *
dup_means (const ImbView *train)
{
  const gsize d = train->base->n_cols;
  double     *means = g_new0 (double, MAX (d, 1)), all = 0.0;

  for (gsize i = 0; i < train->n_rows; i++)
    {
      const double *row = imb_view_row (train, i), weight = imb_view_weight (train, i);

      all += weight;
      for (gsize j = 0; j < d; j++)
        means[j] += weight * row[j];
    }
  for (gsize j = 0; j < d && all > 0.0; j++)
    means[j] /= all;
  return means;
}

ImbLinear *
imb_linear_new (const ImbView *train)
{
  ImbLinear *self = g_new0 (ImbLinear, 1);

  imb_present_init (&self->present, train);
  self->stride = train->base->stride;
  self->n_outcomes = self->present.n_present > 2 ? self->present.n_present : 1;
  self->slopes = g_new0 (double, self->n_outcomes * self->stride);
  self->intercepts = g_new0 (double, self->n_outcomes);
  self->means = dup_means (train);
  return self;
}

void
imb_linear_free (gpointer data)
{
  ImbLinear *self = data;

  if (self == NULL)
    return;
  imb_present_clear (&self->present);
  g_free (self->slopes);
  g_free (self->intercepts);
  g_free (self->means);
  g_free (self);
}

void
imb_linear_set (ImbLinear    *self,
                gsize         outcome,
                const double *slopes,
                double        intercept,
                double        factor)
{
  for (gsize j = 0; j < self->present.n_cols; j++)
    self->slopes[outcome * self->stride + j] = factor * slopes[j];
  self->intercepts[outcome] = factor * intercept;
}

void
imb_linear_forms (const ImbLinear *self,
                  const ImbMatrix *rows,
                  gsize            first,
                  gsize            n,
                  double          *out)
{
  double *to = self->n_outcomes == 1 ? out + 1 : out;

  for (gsize k = 0; k < self->n_outcomes; k++)
    imb_dense_forms (imb_matrix_row (rows, first), self->stride, n, self->slopes + k * self->stride, self->intercepts[k], to + k, self->present.n_present);
}

static void
add_terms (gconstpointer data,
           const double *row,
           double       *out)
{
  const ImbLinear *self = data;
  const gsize      d = self->present.n_cols;

  for (gsize k = 0; k < self->n_outcomes; k++)
    {
      const double *slopes = self->slopes + k * self->stride;
      double       *to = out + k * (d + 1);

      to[d] = self->intercepts[k];
      for (gsize j = 0; j < d; j++)
        {
          to[j] = slopes[j] * (row[j] - self->means[j]);
          to[d] += slopes[j] * self->means[j];
        }
    }
}

gboolean
imb_linear_contributions (gconstpointer    fitted,
                          const ImbMatrix *rows,
                          double          *out,
                          ImbJob          *job,
                          GError         **error)
{
  const ImbLinear *self = fitted;

  return imb_contribute_terms (&self->present, add_terms, self, rows, out, job, error);
}
