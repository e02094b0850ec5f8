/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the rows of a scatter lie and what became of them. Copied out of the row-major design once (16 bytes a row) and
 * kept in the cache: a picture is drawn many times. */
#include "widgets/figures/imb-scatter-rows.h"

#include <math.h>
#include <string.h>

#include "widgets/draw/imb-points.h"
#include "widgets/figures/imb-figure-frame.h"

void
imb_scatter_rows_unref (ImbScatterRows *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_clear_pointer (&self->resample, imb_resample_unref);
  imb_design_unref (self->design);
  g_free (self->x);
  g_free (self->y);
  g_free (self->classes);
  g_free (self->before);
  g_free (self->after);
  g_free (self);
}

static void
add_row (ImbScatterRows *self,
         gsize           i,
         double          x,
         double          y,
         guint           c)
{
  self->x[i] = x;
  self->y[i] = y;
  self->classes[i] = (guint16) c;
  if (!isfinite (x) || !isfinite (y))
    {
      self->x[i] = NAN; /* an infinite number has no place either */
      self->n_missing++;
      return;
    }

  self->ranges[0] = fmin (self->ranges[0], x);
  self->ranges[1] = fmax (self->ranges[1], x);
  self->ranges[2] = fmin (self->ranges[2], y);
  self->ranges[3] = fmax (self->ranges[3], y);
}

static void
set_kinds (ImbScatterRows *self)
{
  const ImbResample *resample = self->resample;

  memset (self->before, IMB_POINT_KEPT, self->n_in);
  memset (self->before + self->n_in, IMB_POINT_ABSENT, self->n - self->n_in);
  memset (self->after, IMB_POINT_REMOVED, self->n_in);
  memset (self->after + self->n_in, IMB_POINT_ABSENT, self->n - self->n_in);
  for (gsize i = 0; resample != NULL && i < resample->n_rows; i++)
    self->after[resample->rows[i]] = resample->rows[i] < self->n_in ? IMB_POINT_KEPT : IMB_POINT_SYNTHETIC;
}

static ImbScatterRows *
rows_new (const ImbFigureInput *in)
{
  ImbScatterRows  *self = g_new0 (ImbScatterRows, 1);
  const ImbMatrix *matrix = imb_design_get_matrix (in->design);
  const guint16   *classes = imb_problem_get_classes (imb_design_get_problem (in->design));

  self->ref_count = 1;
  self->design = imb_design_ref (in->design);
  self->resample = in->resample != NULL ? imb_resample_ref (in->resample) : NULL;
  self->n_in = matrix->n_rows;
  self->n = self->n_in + (in->resample != NULL ? in->resample->n_made : 0);
  self->x = g_new (double, self->n + 1);
  self->y = g_new (double, self->n + 1);
  self->classes = g_new (guint16, self->n + 1);
  self->before = g_new (guint8, self->n + 1);
  self->after = g_new (guint8, self->n + 1);
  for (guint i = 0; i < G_N_ELEMENTS (self->ranges); i++)
    self->ranges[i] = NAN;

  for (gsize i = 0; i < self->n_in; i++)
    add_row (self, i, imb_matrix_row (matrix, i)[in->feature_x], imb_matrix_row (matrix, i)[in->feature_y], classes[i]);
  for (gsize m = 0; m < self->n - self->n_in; m++)
    {
      const double *row = imb_matrix_row (in->resample->made, m);

      add_row (self, self->n_in + m, row[in->feature_x], row[in->feature_y], in->resample->made_classes[m]);
    }
  set_kinds (self);
  return self;
}

ImbScatterRows *
imb_scatter_rows_get (const ImbFigureInput *in)
{
  g_autofree char *key = g_strdup_printf ("scatter %p %p %u %u", (void *) in->design, (void *) in->resample, in->feature_x, in->feature_y);
  ImbScatterRows  *self = imb_figure_cache_get (in->cache, key);

  if (self == NULL)
    {
      self = rows_new (in);
      if (in->cache == NULL)
        return self;

      imb_figure_cache_set (in->cache, key, self, (GDestroyNotify) imb_scatter_rows_unref);
    }
  g_atomic_int_inc (&self->ref_count);
  return self;
}
