/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packing for the coarse sweep, and its limits. For rows p, q with errors e, e' and whole numbers P, Q: |P − Q| ≤ |p − q| + e + e'. So
 * nothing is nearer than L unless |P|² + |Q|² − 2 P·Q ≤ (L + e' + e)², that is with R = L + e'
 *
 *   P·Q ≥ (|P|² − e²) / 2 − R e + (|Q|² − R²) / 2.
 *
 * Points are stored as P + 128, which are no signs, and the product is 128 ΣQ larger. All is decided in float: each term is moved
 * by a part of 2⁻²⁰ of what it is made of, which is more than rounding moves it. */
#include "engine/kernels/imb-coarse.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-clones.h"
#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"

#define POINTS       IMB_COARSE_POINTS
#define QUERIES      IMB_COARSE_QUERIES
#define MOST         127.0
#define SLACK        0x1p-20
#define PRODUCT      32385.0 /* 255 · 127: most of a column */
#define SAMPLE       128     /* rows by which the step is chosen */
#define FINER        1.25
#define GROUP_BYTES  131072
#define PANELS_BLOCK 32
#define ROUNDER      0x1.8p52 /* added and taken away it leaves a whole number */

typedef struct
{
  double sum;
  double square;
  double error; /* squared */
} Sums;

typedef double Eight __attribute__ ((vector_size (64)));
typedef double EightAnywhere __attribute__ ((vector_size (64), aligned (8)));
typedef gint64 EightMasks __attribute__ ((vector_size (64)));
typedef gint32 EightWords __attribute__ ((vector_size (32)));
typedef gint8  EightBytes __attribute__ ((vector_size (8)));

static inline double
sum_of (const Eight *lanes)
{
  const double *of = (const double *) lanes;

  return ((of[0] + of[1]) + (of[2] + of[3])) + ((of[4] + of[5]) + (of[6] + of[7]));
}

/* Numbers of a row, and what they leave. Over whole strides of rows: what is behind the last column is zero, and stays zero. */
IMB_CLONES static Sums
quantise (const double *row,
          const double *shift,
          double        factor,
          gsize         stride,
          gint8        *out)
{
  Eight sum = { 0 }, square = { 0 }, error = { 0 };

  for (gsize j = 0; j < stride; j += 8)
    {
      Eight      value = (*(const EightAnywhere *) (row + j) - *(const EightAnywhere *) (shift + j)) * factor;
      Eight      whole = (value + ROUNDER) - ROUNDER, off;
      EightMasks above = whole > MOST, below = whole < -MOST;
      EightBytes bytes;

      whole = (Eight) (((EightMasks) ((Eight){ 0 } + MOST) & above) | ((EightMasks) whole & ~above));
      whole = (Eight) (((EightMasks) ((Eight){ 0 } - MOST) & below) | ((EightMasks) whole & ~below));
      off = value - whole;
      bytes = __builtin_convertvector(__builtin_convertvector(whole, EightWords), EightBytes);
      memcpy (out + j, &bytes, sizeof bytes);
      sum += whole;
      square += whole * whole;
      error += off * off;
    }
  return (Sums){ sum_of (&sum), sum_of (&square), sum_of (&error) };
}

/* A little more than the length of what rounding left: the numbers themselves were rounded when they were moved. */
static double
length_of (Sums sums)
{
  return sqrt (sums.error) * (1.0 + 1e-9) + sqrt (sums.square) * 1e-9 + 1e-9;
}

/* The mean error of some rows. */
static double
error_of (const ImbCoarse *self,
          const ImbMatrix *rows,
          double           unit,
          gint8           *bytes)
{
  const ImbFrame *frame = self->frame;
  const gsize     n = MIN (rows->n_rows, SAMPLE);
  double          sum = 0.0;

  for (gsize i = 0; i < n; i++)
    sum += sqrt (quantise (imb_matrix_row (rows, i * rows->n_rows / n), frame->shift, frame->scale * unit, rows->stride, bytes).error);
  return sum / (double) MAX (n, 1) / unit;
}

void
imb_coarse_learn (ImbCoarse       *self,
                  const ImbFrame  *frame,
                  const ImbMatrix *points,
                  const ImbMatrix *queries)
{
  g_autofree gint8 *bytes = g_new (gint8, points->stride);
  double            least = INFINITY;

  *self = (ImbCoarse){ frame, (frame->n_cols + 3) / 4, MOST };
  for (double unit = MOST; unit < MOST * 1e6; unit *= FINER)
    {
      double error = error_of (self, points, unit, bytes) + error_of (self, queries, unit, bytes);

      if (error >= least)
        return;
      least = error;
      self->unit = unit;
    }
}

ImbCoarseRow
imb_coarse_pack_query (const ImbCoarse *self,
                       const double    *row,
                       gint8           *tile,
                       gsize            lane)
{
  const gsize stride = imb_frame_stride (self->frame);
  gint8       bytes[512];
  gint8      *own = stride <= sizeof bytes ? bytes : g_new (gint8, stride);
  Sums        sums = quantise (row, self->frame->shift, self->frame->scale * self->unit, stride, own);

  for (gsize four = 0; four < self->n_fours; four++)
    memcpy (tile + (four * QUERIES + lane) * 4, own + four * 4, 4);
  if (own != bytes)
    g_free (own);
  return (ImbCoarseRow){ (gint32) sums.sum, (gint32) sums.square, length_of (sums) };
}

void
imb_coarse_set_limit (const ImbCoarse    *self,
                      const ImbCoarseRow *query,
                      double              length,
                      ImbCoarseLimits    *limits,
                      gsize               lane)
{
  double reach = length + query->error, square = query->square, moved = 128.0 * query->sum;
  double most = PRODUCT * 4.0 * (double) self->n_fours;

  if (!isfinite (length) || length < 0.0)
    {
      limits->reach[lane] = 0.0f;
      limits->rest[lane] = length < 0.0 ? INFINITY : -INFINITY;
      return;
    }
  limits->reach[lane] = (float) (reach * (1.0 + SLACK));
  limits->rest[lane] = (float) ((square - reach * reach) / 2.0 + moved - SLACK * (square + reach * reach + fabs (moved) + most));
}

IMB_CLONES double
imb_coarse_apart (const double *a,
                  const double *b,
                  gsize         n)
{
  double sum = 0.0;

#pragma omp simd reduction(+ \
                           : sum)
  for (gsize j = 0; j < n; j++)
    sum += (a[j] - b[j]) * (a[j] - b[j]);
  return sum;
}

/* ---- panels ---- */

typedef struct
{
  ImbCoarsePanels *panels;
  const ImbMatrix *points;
  const guint32   *rows;
} Packing;

static void
pack_point (const Packing *self,
            gsize          at,
            gint8         *own)
{
  ImbCoarsePanels *panels = self->panels;
  const ImbCoarse *coarse = panels->coarse;
  guint8          *to = panels->bytes + at / POINTS * POINTS * 4 * coarse->n_fours + at % POINTS * 4;
  Sums             sums;
  double           error;

  if (at >= panels->n_rows)
    {
      panels->halves[at] = INFINITY;
      return;
    }
  sums = quantise (imb_matrix_row (self->points, self->rows != NULL ? self->rows[at] : at), coarse->frame->shift,
                   coarse->frame->scale * coarse->unit, self->points->stride, own);
  for (gsize four = 0; four < coarse->n_fours; four++)
    {
      guint32 bytes;

      memcpy (&bytes, own + four * 4, 4);
      bytes ^= 0x80808080; /* 128 more, each */
      memcpy (to + four * 4 * POINTS, &bytes, 4);
    }

  error = length_of (sums);
  panels->squares[at] = (gint32) sums.square;
  panels->errors[at] = (float) (error * (1.0 + SLACK));
  panels->halves[at] = (float) ((sums.square - error * error) / 2.0 - SLACK * (sums.square + error * error + PRODUCT * 4.0 * (double) coarse->n_fours));
}

static gboolean
pack_block (gsize    block,
            gpointer data,
            GError **error)
{
  const Packing    *self = data;
  gsize             end = MIN ((block + 1) * PANELS_BLOCK, self->panels->n_panels);
  g_autofree gint8 *own = g_new (gint8, self->points->stride);

  for (gsize at = block * PANELS_BLOCK * POINTS; at < end * POINTS; at++)
    pack_point (self, at, own);
  return TRUE;
}

gboolean
imb_coarse_panels_fill (ImbCoarsePanels *self,
                        const ImbCoarse *coarse,
                        const ImbMatrix *points,
                        const guint32   *rows,
                        gsize            n_rows,
                        ImbJob          *job,
                        GError         **error)
{
  Packing packing = { self, points, rows };
  gsize   n_padded, n_bytes;
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);

  *self = (ImbCoarsePanels){ .coarse = coarse, .n_rows = n_rows, .n_panels = (n_rows + POINTS - 1) / POINTS };
  n_padded = MAX (self->n_panels, 1) * POINTS;
  n_bytes = n_padded * 4 * coarse->n_fours;
  self->n_room = n_bytes / sizeof (double) + n_padded * 2;
  self->bytes = (guint8 *) imb_block_new (self->n_room);
  if (self->bytes == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
                   _ ("There is no memory to search among %zu rows of %zu columns; use fewer of them."), n_rows, coarse->frame->n_cols);
      return FALSE;
    }
  self->squares = (gint32 *) (self->bytes + n_bytes);
  self->errors = (float *) (self->squares + n_padded);
  self->halves = self->errors + n_padded;
  return imb_parallel_for ((self->n_panels + PANELS_BLOCK - 1) / PANELS_BLOCK, pack_block, &packing, silent, error);
}

void
imb_coarse_panels_clear (ImbCoarsePanels *self)
{
  if (self->bytes != NULL)
    imb_block_free ((double *) self->bytes, self->n_room);
  self->bytes = NULL;
}

gsize
imb_coarse_panels_group (const ImbCoarsePanels *self)
{
  return MAX (1, GROUP_BYTES / (POINTS * 4 * MAX (self->coarse->n_fours, 1)));
}
