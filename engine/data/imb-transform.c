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

#define BLOCK 4096 /* rows between two questions to the job */

struct _ImbTransform
{
  gsize   n_cols;
  gsize   stride;
  double *fill;
  double *shift;
  double *scale;
  double *later; /* scaled, what imb_transform_fill() fills with; NULL: nothing */
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

/* What a fit works with; every pass asks the job once per block of rows. */
typedef struct
{
  ImbTransform *self;
  Rows          rows;
  guint8       *skip;   /* (array length=stride): columns of categories */
  guint8       *holes;  /* (array length=stride): columns with a missing value in any row, learnt from or not */
  double       *buffer; /* one column */
  ImbJob       *job;
} Fit;

static inline gsize
block_end (gsize start,
           gsize n_rows)
{
  return MIN (start + BLOCK, n_rows);
}

/* Column j into the buffer, with its holes filled; a fill of NaN leaves the holes out. */
static gboolean
collect (Fit     *fit,
         gsize    j,
         double   fill,
         gsize   *n,
         GError **error)
{
  gsize at = 0;

  for (gsize start = 0; start < fit->rows.n_rows; start += BLOCK)
    {
      if (!imb_job_step (fit->job, 0, 0, error))
        return FALSE;
      for (gsize i = start; i < block_end (start, fit->rows.n_rows); i++)
        {
          double x = row_at (&fit->rows, i)[j];

          fit->buffer[at] = isnan (x) ? fill : x;
          at += !isnan (fit->buffer[at]);
        }
    }
  *n = at;
  return TRUE;
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
static gboolean
add_rows (const Fit    *fit,
          const double *centre,
          double       *sum,
          double       *sum_squares,
          GError      **error)
{
  const gsize   width = fit->self->stride;
  const double *fill = fit->self->fill;

  memset (sum, 0, width * sizeof *sum);
  memset (sum_squares, 0, width * sizeof *sum_squares);
  for (gsize start = 0; start < fit->rows.n_rows; start += BLOCK)
    {
      if (!imb_job_step (fit->job, 0, 0, error))
        return FALSE;
      for (gsize i = start; i < block_end (start, fit->rows.n_rows); i++)
        {
          const double *x = row_at (&fit->rows, i);

#pragma omp simd
          for (gsize j = 0; j < width; j++)
            {
              double value = (isnan (x[j]) ? fill[j] : x[j]) - centre[j];

              sum[j] += value;
              sum_squares[j] += value * value;
            }
        }
    }
  return TRUE;
}

static gboolean
fit_standard (Fit     *fit,
              GError **error)
{
  ImbTransform      *self = fit->self;
  g_autofree double *sum = g_new (double, self->stride);
  g_autofree double *squares = g_new (double, self->stride);
  g_autofree double *mean = g_new0 (double, self->stride);
  double             n = (double) fit->rows.n_rows;

  if (!add_rows (fit, mean, sum, squares, error))
    return FALSE;
  for (gsize j = 0; j < self->stride; j++)
    mean[j] = sum[j] / n;
  if (!add_rows (fit, mean, sum, squares, error))
    return FALSE;

  for (gsize j = 0; j < self->n_cols; j++)
    {
      double variance = (squares[j] - sum[j] * sum[j] / n) / n;
      double noise = n * DBL_EPSILON * variance + (n * mean[j] * DBL_EPSILON) * (n * mean[j] * DBL_EPSILON);

      self->shift[j] = mean[j];
      self->scale[j] = variance <= noise ? 1.0 : sqrt (variance);
    }
  return TRUE;
}

/* Where missing values stay missing, each column's statistics are over the values it has. */
static gboolean
fit_standard_present (Fit     *fit,
                      GError **error)
{
  for (gsize j = 0; j < fit->self->n_cols; j++)
    {
      double mean, squares = 0.0;
      gsize  n;

      if (fit->skip[j])
        continue;
      if (!collect (fit, j, NAN, &n, error))
        return FALSE;
      mean = mean_of (fit->buffer, n);
      for (gsize i = 0; i < n; i++)
        squares += (fit->buffer[i] - mean) * (fit->buffer[i] - mean);
      fit->self->shift[j] = mean;
      fit->self->scale[j] = n == 0 || squares <= 0.0 ? 1.0 : sqrt (squares / (double) n);
    }
  return TRUE;
}

static gboolean
fit_ordered (Fit     *fit,
             ImbScale scale,
             GError **error)
{
  ImbTransform *self = fit->self;

  for (gsize j = 0; j < self->n_cols; j++)
    {
      double low, high;
      gsize  n;

      if (fit->skip[j])
        continue;
      if (!collect (fit, j, self->fill[j], &n, error))
        return FALSE;
      if (n == 0)
        continue;

      low = imb_quantile (fit->buffer, n, scale == IMB_SCALE_MINMAX ? 0.0 : 0.25);
      high = imb_quantile (fit->buffer, n, scale == IMB_SCALE_MINMAX ? 1.0 : 0.75);
      self->shift[j] = scale == IMB_SCALE_MINMAX ? low : imb_quantile (fit->buffer, n, 0.5);
      self->scale[j] = high - low <= 0.0 ? 1.0 : high - low;
    }
  return TRUE;
}

/* Whether any of the rows lacks the value of a number. */
static gboolean
find_missing (const Fit  *fit,
              const Rows *rows,
              gboolean   *found,
              GError    **error)
{
  *found = FALSE;
  for (gsize i = 0; i < rows->n_rows && !*found; i++)
    {
      const double *x = row_at (rows, i);
      int           missing = 0;

      if (i % BLOCK == 0 && !imb_job_step (fit->job, 0, 0, error))
        return FALSE;
#pragma omp simd reduction(| \
                           : missing)
      for (gsize j = 0; j < fit->self->stride; j++)
        missing |= (x[j] != x[j]) & !fit->skip[j];
      *found = missing != 0;
    }
  return TRUE;
}

/* Every row: others than those learnt from may lack values where these have all. */
static gboolean
find_holes (Fit     *fit,
            GError **error)
{
  const gsize width = fit->self->stride;

  for (gsize start = 0; start < fit->rows.matrix->n_rows; start += BLOCK)
    {
      if (!imb_job_step (fit->job, 0, 0, error))
        return FALSE;
      for (gsize i = start; i < block_end (start, fit->rows.matrix->n_rows); i++)
        {
          const double *x = imb_matrix_row (fit->rows.matrix, i);

#pragma omp simd
          for (gsize j = 0; j < width; j++)
            fit->holes[j] |= x[j] != x[j];
        }
    }
  return TRUE;
}

typedef struct
{
  gsize n_columns;
  gsize n_cells;
  gsize n_empty;
  gsize n_elsewhere; /* columns that lack values only in rows that were not learnt from */
} Holes;

static void
note_holes (const Holes *found,
            ImbImpute    impute,
            ImbNotes    *notes)
{
  gsize            n_cells = found->n_cells, n_empty = found->n_empty, n = found->n_elsewhere;
  g_autofree char *columns = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%zu column", "%zu columns", found->n_columns), found->n_columns);

  if (found->n_columns > 0 && impute == IMB_IMPUTE_CONSTANT)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%zu missing cell of %s was filled with 0.", "%zu missing cells of %s were filled with 0.", n_cells), n_cells, columns);
  else if (found->n_columns > 0)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%zu missing cell of %s was filled with the %s of the training rows.", "%zu missing cells of %s were filled with the %s of the training rows.", n_cells),
                   n_cells, columns, imb_impute_nick (impute));
  if (n_empty > 0)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%zu column has no value at all in the training rows and was filled with 0.", "%zu columns have no value at all in the training rows and were filled with 0.", n_empty), n_empty);
  if (n > 0 && impute == IMB_IMPUTE_CONSTANT)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%zu column lacks values only in other rows; there they are filled with 0.", "%zu columns lack values only in other rows; there they are filled with 0.", n), n);
  else if (n > 0)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%zu column lacks values only in other rows; there they are filled with the %s of the training rows.", "%zu columns lack values only in other rows; there they are filled with the %s of the training rows.", n),
                   n, imb_impute_nick (impute));
}

static gboolean
fit_fill (Fit      *fit,
          ImbImpute impute,
          ImbNotes *notes,
          GError  **error)
{
  ImbTransform *self = fit->self;
  Holes         found = { 0 };

  for (gsize j = 0; j < self->n_cols; j++)
    {
      gsize n;

      if (fit->skip[j] || !fit->holes[j])
        continue;
      if (!collect (fit, j, NAN, &n, error))
        return FALSE;
      if (n == fit->rows.n_rows)
        found.n_elsewhere++;
      else
        found.n_columns++;
      found.n_cells += fit->rows.n_rows - n;
      found.n_empty += n == 0;
      if (n == 0 || impute == IMB_IMPUTE_CONSTANT)
        self->fill[j] = 0.0;
      else
        self->fill[j] = impute == IMB_IMPUTE_MEAN ? mean_of (fit->buffer, n) : imb_quantile (fit->buffer, n, 0.5);
    }
  if (notes != NULL)
    note_holes (&found, impute, notes);
  return TRUE;
}

/* Sums and squares of values near the largest double overflow: said, not computed with. */
static gboolean
check_sizes (const ImbTransform *self,
             const ImbMatrix    *matrix,
             const char *const  *features,
             GError            **error)
{
  const ImbView    view = { .base = matrix, .features = features };
  g_autofree char *feature = NULL;

  for (gsize j = 0; j < self->n_cols; j++)
    if (isinf (self->fill[j]) || !isfinite (self->shift[j]) || !isfinite (self->scale[j]))
      {
        feature = imb_view_dup_feature (&view, j);
        g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
                     _ ("The values of %s are too large for their spread to be computed; "
                        "give the column in larger units, or ignore it."),
                     feature);
        return FALSE;
      }
  return TRUE;
}

static void
leave_alone (ImbTransform *self,
             const guint8 *skip)
{
  for (gsize j = 0; j < self->n_cols; j++)
    if (skip[j])
      {
        self->fill[j] = NAN;
        self->shift[j] = 0.0;
        self->scale[j] = 1.0;
      }
}

static ImbTransform *
transform_new (const ImbMatrix *matrix,
               ImbImpute        impute)
{
  ImbTransform *self = g_new0 (ImbTransform, 1);

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
  return self;
}

ImbTransform *
imb_transform_fit (const ImbMatrix   *matrix,
                   const ImbKind     *kinds,
                   const char *const *features,
                   const guint32     *rows,
                   gsize              n_rows,
                   ImbImpute          impute,
                   ImbScale           scale,
                   ImbNotes          *notes,
                   ImbJob            *job,
                   GError           **error)
{
  g_autoptr (ImbTransform) self = transform_new (matrix, impute);
  g_autofree guint8 *skip = g_new0 (guint8, matrix->stride);
  g_autofree guint8 *holes = g_new0 (guint8, matrix->stride);
  Fit                fit = { self, { matrix, rows, rows != NULL ? n_rows : matrix->n_rows }, skip, holes, NULL, job };
  g_autofree double *buffer = fit.buffer = g_try_new (double, fit.rows.n_rows + 1);
  const Rows         all = { matrix, NULL, matrix->n_rows };
  gboolean           missing, done = TRUE;

  if (buffer == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for a column of %zu rows; use fewer of them."), fit.rows.n_rows);
      return NULL;
    }
  for (gsize j = 0; kinds != NULL && j < matrix->n_cols; j++)
    skip[j] = kinds[j].n_levels > 0;
  if (!find_missing (&fit, impute != IMB_IMPUTE_NONE ? &all : &fit.rows, &missing, error))
    return NULL;
  if (impute != IMB_IMPUTE_NONE && missing && (!find_holes (&fit, error) || !fit_fill (&fit, impute, notes, error)))
    return NULL;

  if (scale == IMB_SCALE_STANDARD && impute == IMB_IMPUTE_NONE && missing)
    done = fit_standard_present (&fit, error);
  else if (scale == IMB_SCALE_STANDARD)
    done = fit_standard (&fit, error);
  else if (scale != IMB_SCALE_NONE)
    done = fit_ordered (&fit, scale, error);
  leave_alone (self, skip);
  return done && check_sizes (self, matrix, features, error) ? g_steal_pointer (&self) : NULL;
}

ImbTransform *
imb_transform_fit_keeping (const ImbMatrix   *matrix,
                           const ImbKind     *kinds,
                           const char *const *features,
                           const guint32     *rows,
                           gsize              n_rows,
                           ImbImpute          impute,
                           ImbScale           scale,
                           ImbJob            *job,
                           GError           **error)
{
  g_autoptr (ImbTransform) filling = imb_transform_fit (matrix, kinds, features, rows, n_rows, impute, IMB_SCALE_NONE, NULL, job, error);
  ImbTransform *self = NULL;

  if (filling != NULL)
    self = imb_transform_fit (matrix, kinds, features, rows, n_rows, IMB_IMPUTE_NONE, scale, NULL, job, error);
  if (self == NULL || impute == IMB_IMPUTE_NONE)
    return self;

  self->later = g_new (double, MAX (self->n_cols, 1));
  for (gsize j = 0; j < self->n_cols; j++)
    self->later[j] = (filling->fill[j] - self->shift[j]) / self->scale[j];
  return self;
}

void
imb_transform_fill (const ImbTransform *self,
                    ImbMatrix          *rows)
{
  if (self->later == NULL || rows == NULL)
    return;

  for (gsize i = 0; i < rows->n_rows; i++)
    {
      double *x = imb_matrix_row (rows, i);

      for (gsize j = 0; j < self->n_cols; j++)
        x[j] = isnan (x[j]) ? self->later[j] : x[j];
    }
}

ImbMatrix *
imb_transform_apply (const ImbTransform *self,
                     const ImbMatrix    *matrix,
                     const guint32      *rows,
                     gsize               n_rows,
                     ImbJob             *job,
                     GError            **error)
{
  Rows from = { matrix, rows, rows != NULL ? n_rows : matrix->n_rows };
  g_autoptr (ImbMatrix) out = imb_matrix_new_unset (from.n_rows, matrix->n_cols, error);
  const double *fill = self->fill, *shift = self->shift, *scale = self->scale;

  if (out == NULL)
    return NULL;

  for (gsize i = 0; i < from.n_rows; i++)
    {
      const double *x = row_at (&from, i);
      double       *y = imb_matrix_row (out, i);

      if (i % BLOCK == 0 && !imb_job_step (job, 0, 0, error))
        return NULL;
#pragma omp simd
      for (gsize j = 0; j < matrix->stride; j++)
        y[j] = ((isnan (x[j]) ? fill[j] : x[j]) - shift[j]) / scale[j];
    }
  return g_steal_pointer (&out);
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
  g_free (self->later);
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
