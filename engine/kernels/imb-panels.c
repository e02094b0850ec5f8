/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packing for the float sweep, and its error:
 *
 *   a value is off by u |x| at most (u = 2⁻²⁴), so a difference vector is off by u (|q| + |p|) + u D, its float length by
 *   another (d / 2 + 1) u D; with |p| ≤ |q| + D the float length of a point at true distance D is within
 *   2 u |q| + (d / 2 + 4) u D of D. Both factors are doubled below for what was rounded away here. */
#include "engine/kernels/imb-panels.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-clones.h"
#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"

#define PANEL        IMB_SWEEP_POINTS
#define BLOCK_VALUES 65536 /* of one parallel block */
#define BLOCK_PANELS 16    /* in a block of packing at least, … */
#define PACKED       16384 /* … and values: for fewer no thread is worth waking */
#define CENTRED      1024  /* rows, whose mean is the centre */
#define AT_ONCE      512   /* columns */
#define GROUP_FLOATS 8192
#define UNIT         0x1p-24
#define SMALLEST     0x1p-70 /* what underflow in float can hide, per column */
#define LEAST        1e-100  /* within these, squares neither overflow nor vanish */
#define MOST         1e100

/* ---- the frame ---- */

typedef struct
{
  const ImbMatrix *matrix;
  const double    *shift;
  gsize            rows;    /* of one parallel block */
  double          *reaches; /* one for each block */
} Survey;

/* The mean of some rows: any centre near the rows does. */
static void
find_shift (ImbFrame        *self,
            const ImbMatrix *points)
{
  const gsize n = MIN (points->n_rows, CENTRED);

  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < self->n_cols; j++)
      self->shift[j] += imb_matrix_row (points, i * points->n_rows / n)[j];
  for (gsize j = 0; j < self->n_cols; j++)
    self->shift[j] /= (double) n;
}

/* The largest absolute centred value; infinite when something overflows. Over whole strides: what is behind the last column is zero. */
IMB_CLONES static double
reach_of (const double *row,
          const double *shift,
          gsize         stride,
          double        reach)
{
  double sum = 0.0;

#pragma omp simd reduction(max                  \
                           : reach) reduction(+ \
                                              : sum)
  for (gsize j = 0; j < stride; j++)
    {
      double value = fabs (row[j] - shift[j]);

      reach = value > reach ? value : reach;
      sum += value;
    }
  return isnan (sum) ? INFINITY : reach;
}

static gboolean
reach_block (gsize    block,
             gpointer data,
             GError **error)
{
  const Survey *self = data;
  double        reach = 0.0;

  for (gsize i = block * self->rows; i < MIN ((block + 1) * self->rows, self->matrix->n_rows); i++)
    reach = reach_of (imb_matrix_row (self->matrix, i), self->shift, self->matrix->stride, reach);
  self->reaches[block] = reach;
  return TRUE;
}

static gboolean
find_reach (const ImbFrame  *self,
            const ImbMatrix *matrix,
            double          *reach,
            ImbJob          *job,
            GError         **error)
{
  const gsize        rows = MAX (1, BLOCK_VALUES / matrix->stride), n_blocks = (matrix->n_rows + rows - 1) / rows;
  g_autofree double *reaches = g_new0 (double, MAX (n_blocks, 1));
  Survey             survey = { matrix, self->shift, rows, reaches };

  if (!imb_parallel_for (n_blocks, reach_block, &survey, job, error))
    return FALSE;
  for (gsize b = 0; b < n_blocks; b++)
    *reach = MAX (*reach, reaches[b]);
  return TRUE;
}

gboolean
imb_frame_learn (ImbFrame        *self,
                 const ImbMatrix *points,
                 const ImbMatrix *queries,
                 ImbJob          *job,
                 GError         **error)
{
  double reach = 0.0;
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);

  *self = (ImbFrame){ points->n_cols, imb_block_new (points->stride), 1.0, FALSE };
  if (self->shift == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to search among %zu rows of %zu columns; use fewer of them."), points->n_rows, points->n_cols);
      return FALSE;
    }
  find_shift (self, points);
  if (!find_reach (self, points, &reach, silent, error)
      || (queries != NULL && queries != points && !find_reach (self, queries, &reach, silent, error)))
    return FALSE;
  self->is_fit = reach == 0.0 || (reach >= LEAST && reach <= MOST);
  if (self->is_fit && reach > 0.0)
    self->scale = ldexp (1.0, -ilogb (reach) - 1);
  return TRUE;
}

void
imb_frame_clear (ImbFrame *self)
{
  imb_block_free (self->shift, imb_frame_stride (self));
  self->shift = NULL;
}

/* Some columns of a row in the frame, as floats; the sum of squares grows by theirs. */
IMB_CLONES static void
frame_row (const double *row,
           const double *shift,
           double        scale,
           gsize         stride,
           float        *floats,
           double       *square)
{
  double sum = 0.0;

#pragma omp simd reduction(+ \
                           : sum)
  for (gsize j = 0; j < stride; j++)
    {
      double value = (row[j] - shift[j]) * scale;

      sum += value * value;
      floats[j] = (float) value;
    }
  *square += sum;
}

double
imb_frame_pack_query (const ImbFrame *self,
                      const double   *row,
                      float          *tile,
                      gsize           lane)
{
  const gsize stride = imb_frame_stride (self);
  float       floats[AT_ONCE];
  double      square = 0.0;

  for (gsize begin = 0; begin < stride; begin += AT_ONCE)
    {
      const gsize n = MIN (AT_ONCE, stride - begin);

      frame_row (row + begin, self->shift + begin, self->scale, n, floats, &square);
      for (gsize j = 0; j < n && begin + j < self->n_cols; j++)
        tile[(begin + j) * IMB_SWEEP_QUERIES + lane] = floats[j];
    }
  return sqrt (square);
}

/* ---- bounds ---- */

/* The part of the error that grows with the distance, and the part that does not. */
static double
share_off (const ImbFrame *self)
{
  return ((double) self->n_cols + 16.0) * UNIT;
}

static double
length_off (const ImbFrame *self,
            double          norm)
{
  return 4.0 * UNIT * norm + (double) self->n_cols * SMALLEST;
}

float
imb_frame_sum_above_length (const ImbFrame *self,
                            double          length,
                            double          norm)
{
  double limit = length + length_off (self, norm) + share_off (self) * length;

  return nextafterf ((float) (limit * limit), INFINITY);
}

float
imb_frame_sum_above (const ImbFrame *self,
                     double          distance,
                     double          norm)
{
  return imb_frame_sum_above_length (self, sqrt (distance) * self->scale, norm);
}

float
imb_frame_sum_below_length (const ImbFrame *self,
                            double          length,
                            double          norm)
{
  double limit = length * (1.0 - share_off (self)) - length_off (self, norm);

  return limit > 0.0 ? nextafterf ((float) (limit * limit), -1.0f) : -1.0f;
}

float
imb_frame_sum_below (const ImbFrame *self,
                     double          distance,
                     double          norm)
{
  return imb_frame_sum_below_length (self, sqrt (distance) * self->scale, norm);
}

double
imb_frame_least_length (const ImbFrame *self,
                        float           sum,
                        double          norm)
{
  return (sqrt ((double) sum) - length_off (self, norm)) / (1.0 + share_off (self));
}

double
imb_frame_most_length (const ImbFrame *self,
                       float           sum,
                       double          norm)
{
  return (sqrt ((double) sum) + length_off (self, norm)) / (1.0 - share_off (self));
}

/* With Z the sum of both norms a length is off by e = a Z + b at most, its square by (2 Z + e) e; Z² is at most twice the sum of the
 * squares, and Z at most 2 √d. */
void
imb_frame_get_sum_error (const ImbFrame *self,
                         double         *share,
                         double         *rest)
{
  double a = 4.0 * UNIT + share_off (self), b = (double) self->n_cols * SMALLEST;

  *share = 2.0 * (2.0 + a) * a;
  *rest = 4.0 * (1.0 + a) * b * sqrt ((double) self->n_cols) + b * b;
}

/* ---- panels ---- */

typedef struct
{
  ImbPanels       *panels;
  const ImbMatrix *points;
  gsize            at_once; /* panels of one parallel block */
} Packing;

static gboolean
pack_block (gsize    block,
            gpointer data,
            GError **error)
{
  const Packing  *self = data;
  ImbPanels      *panels = self->panels;
  const ImbFrame *frame = panels->frame;

  for (gsize panel = block * self->at_once; panel < MIN ((block + 1) * self->at_once, panels->n_panels); panel++)
    for (gsize l = 0; l < PANEL; l++)
      {
        gsize         at = panel * PANEL + l;
        float        *to = panels->floats + panel * PANEL * frame->n_cols + l;
        const double *row = at < panels->n_rows ? imb_matrix_row (self->points, panels->rows != NULL ? panels->rows[at] : at) : NULL;

        for (gsize j = 0; j < frame->n_cols; j++)
          to[j * PANEL] = row != NULL ? (float) ((row[j] - frame->shift[j]) * frame->scale) : INFINITY;
      }
  return TRUE;
}

static gboolean
pack (ImbPanels       *self,
      const ImbMatrix *points,
      ImbJob          *job,
      GError         **error)
{
  const gsize at_once = MAX (BLOCK_PANELS, PACKED / (PANEL * MAX (points->n_cols, 1)));
  Packing     packing = { self, points, at_once };
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);

  return imb_parallel_for ((self->n_panels + at_once - 1) / at_once, pack_block, &packing, silent, error);
}

gboolean
imb_panels_fill (ImbPanels       *self,
                 const ImbFrame  *frame,
                 const ImbMatrix *points,
                 const guint32   *rows,
                 gsize            n_rows,
                 ImbJob          *job,
                 GError         **error)
{
  *self = (ImbPanels){ frame, rows, n_rows, (n_rows + PANEL - 1) / PANEL, NULL, 0 };
  self->n_room = self->n_panels * PANEL * frame->n_cols;
  self->floats = (float *) imb_block_new (self->n_room / 2 + 1);
  if (self->floats == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
                   _ ("There is no memory to search among %zu rows of %zu columns; use fewer of them."), n_rows, frame->n_cols);
      return FALSE;
    }
  return pack (self, points, job, error);
}

gboolean
imb_panels_fill_again (ImbPanels       *self,
                       const ImbMatrix *points,
                       const guint32   *rows,
                       gsize            n_rows,
                       ImbJob          *job,
                       GError         **error)
{
  self->rows = rows;
  self->n_rows = n_rows;
  self->n_panels = (n_rows + PANEL - 1) / PANEL;
  g_return_val_if_fail (self->n_panels * PANEL * self->frame->n_cols <= self->n_room, FALSE);

  return pack (self, points, job, error);
}

void
imb_panels_clear (ImbPanels *self)
{
  if (self->floats != NULL)
    imb_block_free ((double *) self->floats, self->n_room / 2 + 1);
  self->floats = NULL;
}

gsize
imb_panels_group (const ImbPanels *self)
{
  return MAX (1, GROUP_FLOATS / (PANEL * MAX (self->frame->n_cols, 1)));
}
