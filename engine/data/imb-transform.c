/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Imputing and scaling, fitted on training rows. Mean and variance as scikit-learn's StandardScaler: two passes, the
 * second corrected for what the mean was off; a column whose variance is within rounding of zero keeps scale 1. Medians
 * and quartiles as numpy: linear interpolation. O(n d); medians sort a copy of one column. */
#include "engine/data/imb-transform.h"

#include <float.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-sort.h"

struct _ImbTransform
{
  gsize   n_cols;
  gsize   stride;
  double *fill;
  double *shift;
  double *scale;
};

typedef struct
{
  const ImbMatrix *matrix;
  const guint32   *rows;
  gsize            n_rows;
} Rows;

static inline const double *
row_at (const Rows *rows,
        gsize       i)
{
  return imb_matrix_row (rows->matrix, rows->rows != NULL ? rows->rows[i] : i);
}

/* Values of column j that are there, into out; how many. */
static gsize
present (const Rows *rows,
         gsize       j,
         double     *out)
{
  gsize n = 0;

  for (gsize i = 0; i < rows->n_rows; i++)
    {
      double x = row_at (rows, i)[j];

      out[n] = x;
      n += !isnan (x);
    }
  return n;
}

/* The same with the holes filled, unless they stay holes. */
static gsize
filled (const Rows *rows,
        gsize       j,
        double      fill,
        double     *out)
{
  if (isnan (fill))
    return present (rows, j, out);

  for (gsize i = 0; i < rows->n_rows; i++)
    {
      double x = row_at (rows, i)[j];

      out[i] = isnan (x) ? fill : x;
    }
  return rows->n_rows;
}

static double
mean_of (const double *values,
         gsize         n)
{
  double sum = 0.0;

  for (gsize i = 0; i < n; i++)
    sum += values[i];
  return n > 0 ? sum / (double) n : 0.0;
}

/* Whole-row sums: one pass over memory serves all columns. NaN counts as fill. */
static void
add_rows (const Rows         *rows,
          const ImbTransform *self,
          const double       *centre,
          double             *sum,
          double             *sum_squares)
{
  const gsize   width = self->stride;
  const double *fill = self->fill;

  for (gsize i = 0; i < rows->n_rows; i++)
    {
      const double *x = row_at (rows, i);

#pragma omp simd
      for (gsize j = 0; j < width; j++)
        {
          double value = (isnan (x[j]) ? fill[j] : x[j]) - centre[j];

          sum[j] += value;
          sum_squares[j] += value * value;
        }
    }
}

static void
fit_standard (ImbTransform *self,
              const Rows   *rows)
{
  g_autofree double *sum = g_new0 (double, self->stride);
  g_autofree double *squares = g_new0 (double, self->stride);
  g_autofree double *mean = g_new0 (double, self->stride);
  double             n = (double) rows->n_rows;

  add_rows (rows, self, mean, sum, squares);
  for (gsize j = 0; j < self->stride; j++)
    mean[j] = sum[j] / n;
  memset (sum, 0, self->stride * sizeof *sum);
  memset (squares, 0, self->stride * sizeof *squares);
  add_rows (rows, self, mean, sum, squares);

  for (gsize j = 0; j < self->n_cols; j++)
    {
      double variance = (squares[j] - sum[j] * sum[j] / n) / n;
      double noise = n * DBL_EPSILON * variance + (n * mean[j] * DBL_EPSILON) * (n * mean[j] * DBL_EPSILON);

      self->shift[j] = mean[j];
      self->scale[j] = variance > noise && isfinite (variance) ? sqrt (variance) : 1.0;
    }
}

/* Where missing values stay missing, each column's statistics are over the values it has. */
static void
fit_standard_present (ImbTransform *self,
                      const Rows   *rows,
                      double       *buffer)
{
  for (gsize j = 0; j < self->n_cols; j++)
    {
      gsize  n = present (rows, j, buffer);
      double mean = mean_of (buffer, n), squares = 0.0;

      for (gsize i = 0; i < n; i++)
        squares += (buffer[i] - mean) * (buffer[i] - mean);
      self->shift[j] = mean;
      self->scale[j] = n > 0 && squares > 0.0 && isfinite (squares) ? sqrt (squares / (double) n) : 1.0;
    }
}

static void
fit_ordered (ImbTransform *self,
             const Rows   *rows,
             ImbScale      scale,
             double       *buffer)
{
  for (gsize j = 0; j < self->n_cols; j++)
    {
      gsize  n = filled (rows, j, self->fill[j], buffer);
      double low, high;

      if (n == 0)
        continue;

      low = imb_quantile (buffer, n, scale == IMB_SCALE_MINMAX ? 0.0 : 0.25);
      high = imb_quantile (buffer, n, scale == IMB_SCALE_MINMAX ? 1.0 : 0.75);
      self->shift[j] = scale == IMB_SCALE_MINMAX ? low : imb_quantile (buffer, n, 0.5);
      self->scale[j] = high - low > 0.0 && isfinite (high - low) ? high - low : 1.0;
    }
}

static void
fit_fill (ImbTransform *self,
          const Rows   *rows,
          ImbImpute     impute,
          double       *buffer,
          ImbNotes     *notes)
{
  gsize n_columns = 0, n_cells = 0, n_empty = 0;

  for (gsize j = 0; j < self->n_cols; j++)
    {
      gsize n = present (rows, j, buffer);

      if (n == rows->n_rows)
        continue;
      n_columns++;
      n_cells += rows->n_rows - n;
      n_empty += n == 0;
      if (n == 0 || impute == IMB_IMPUTE_CONSTANT)
        self->fill[j] = 0.0;
      else
        self->fill[j] = impute == IMB_IMPUTE_MEAN ? mean_of (buffer, n) : imb_quantile (buffer, n, 0.5);
    }

  if (notes == NULL || n_columns == 0)
    return;
  imb_notes_add (notes, _ ("%zu missing cells in %zu columns were filled with the %s of the training rows."),
                 n_cells, n_columns, imb_impute_nick (impute));
  if (n_empty > 0)
    imb_notes_add (notes, _ ("%zu columns have no value at all in the training rows and were filled with 0."), n_empty);
}

static gboolean
any_missing (const Rows *rows)
{
  for (gsize i = 0; i < rows->n_rows; i++)
    {
      const double *x = row_at (rows, i);
      int           missing = 0;

#pragma omp simd reduction(| \
                           : missing)
      for (gsize j = 0; j < rows->matrix->stride; j++)
        missing |= x[j] != x[j];
      if (missing != 0)
        return TRUE;
    }
  return FALSE;
}

ImbTransform *
imb_transform_fit (const ImbMatrix *matrix,
                   const guint32   *rows,
                   gsize            n_rows,
                   ImbImpute        impute,
                   ImbScale         scale,
                   ImbNotes        *notes)
{
  ImbTransform      *self = g_new0 (ImbTransform, 1);
  Rows               from = { matrix, rows, rows != NULL ? n_rows : matrix->n_rows };
  g_autofree double *buffer = NULL;
  gboolean           missing;

  self->n_cols = matrix->n_cols;
  self->stride = matrix->stride;
  self->fill = g_new0 (double, matrix->stride);
  self->shift = g_new0 (double, matrix->stride);
  self->scale = g_new (double, matrix->stride);
  for (gsize j = 0; j < matrix->stride; j++)
    self->scale[j] = 1.0;
  if (impute == IMB_IMPUTE_NONE)
    for (gsize j = 0; j < matrix->n_cols; j++)
      self->fill[j] = NAN;

  buffer = g_new (double, from.n_rows + 1);
  missing = any_missing (&from);
  if (impute != IMB_IMPUTE_NONE && missing)
    fit_fill (self, &from, impute, buffer, notes);
  if (scale == IMB_SCALE_STANDARD && impute == IMB_IMPUTE_NONE && missing)
    fit_standard_present (self, &from, buffer);
  else if (scale == IMB_SCALE_STANDARD)
    fit_standard (self, &from);
  else if (scale != IMB_SCALE_NONE)
    fit_ordered (self, &from, scale, buffer);
  return self;
}

ImbMatrix *
imb_transform_apply (const ImbTransform *self,
                     const ImbMatrix    *matrix,
                     const guint32      *rows,
                     gsize               n_rows,
                     GError            **error)
{
  Rows          from = { matrix, rows, rows != NULL ? n_rows : matrix->n_rows };
  ImbMatrix    *out = imb_matrix_new (from.n_rows, matrix->n_cols, error);
  const double *fill = self->fill, *shift = self->shift, *scale = self->scale;

  if (out == NULL)
    return NULL;

  for (gsize i = 0; i < from.n_rows; i++)
    {
      const double *x = row_at (&from, i);
      double       *y = imb_matrix_row (out, i);

#pragma omp simd
      for (gsize j = 0; j < matrix->stride; j++)
        y[j] = ((isnan (x[j]) ? fill[j] : x[j]) - shift[j]) / scale[j];
    }
  return out;
}

void
imb_transform_invert (const ImbTransform *self,
                      ImbMatrix          *matrix)
{
  for (gsize i = 0; i < matrix->n_rows; i++)
    {
      double *x = imb_matrix_row (matrix, i);

      for (gsize j = 0; j < matrix->n_cols; j++)
        x[j] = x[j] * self->scale[j] + self->shift[j];
    }
}

const double *
imb_transform_get_fill (const ImbTransform *self)
{
  return self->fill;
}

const double *
imb_transform_get_shift (const ImbTransform *self)
{
  return self->shift;
}

const double *
imb_transform_get_scale (const ImbTransform *self)
{
  return self->scale;
}

void
imb_transform_free (ImbTransform *self)
{
  if (self == NULL)
    return;

  g_free (self->fill);
  g_free (self->shift);
  g_free (self->scale);
  g_free (self);
}

static const char *const impute_nicks[] = { "median", "mean", "constant", "none", NULL };
static const char *const scale_nicks[] = { "none", "standard", "minmax", "robust", NULL };

static gboolean
parse_nick (const char        *text,
            const char *const *nicks,
            const char        *what,
            guint             *position,
            GError           **error)
{
  g_autofree char *all = NULL;

  for (guint i = 0; nicks[i] != NULL; i++)
    if (g_strcmp0 (text, nicks[i]) == 0)
      {
        *position = i;
        return TRUE;
      }

  all = g_strjoinv (", ", (char **) nicks);
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("“%s” is no way of %s; use one of %s."), text, what, all);
  return FALSE;
}

const char *
imb_impute_nick (ImbImpute impute)
{
  return impute_nicks[impute];
}

gboolean
imb_impute_parse (const char *text,
                  ImbImpute  *impute,
                  GError    **error)
{
  guint position;

  if (!parse_nick (text, impute_nicks, _ ("filling missing values"), &position, error))
    return FALSE;
  *impute = (ImbImpute) position;
  return TRUE;
}

const char *
imb_scale_nick (ImbScale scale)
{
  return scale_nicks[scale];
}

gboolean
imb_scale_parse (const char *text,
                 ImbScale   *scale,
                 GError    **error)
{
  guint position;

  if (!parse_nick (text, scale_nicks, _ ("scaling"), &position, error))
    return FALSE;
  *scale = (ImbScale) position;
  return TRUE;
}
