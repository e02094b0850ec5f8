/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loop of the brute force search: 6 queries against 16 points in float, sums of (q − p)² in registers, and
 * one question at the end: is anything near enough? It only proposes: imb-brute.c knows how wrong a float
 * sum can be and lets doubles decide, so this file alone may fuse a multiplication and an addition. */
#include "engine/kernels/imb-sweep.h"

#include <math.h>

#include "engine/core/imb-clones.h"

typedef float   Lanes __attribute__ ((vector_size (64)));
typedef guint64 Bits __attribute__ ((vector_size (64)));

#define SIGNS G_GUINT64_CONSTANT (0x8000000080000000)

/* 2 · 6 · 16 operations a column: a difference and a multiply-add for each pair. */
IMB_CLONES gboolean
imb_sweep_tile (const float *queries,
                const float *panel,
                gsize        n_cols,
                const float *limits,
                float       *out)
{
  Lanes sums[IMB_SWEEP_QUERIES] = { { 0 } };
  Bits  bits = { 0 };

  for (gsize j = 0; j < n_cols; j++)
    {
      Lanes points = *(const Lanes *) (panel + j * IMB_SWEEP_POINTS);

#pragma GCC unroll 6
      for (guint a = 0; a < IMB_SWEEP_QUERIES; a++)
        {
          Lanes apart = queries[j * IMB_SWEEP_QUERIES + a] - points;

          sums[a] += apart * apart;
        }
    }

    /* The sign of (sum − limit) is the answer. */
#pragma GCC unroll 6
  for (guint a = 0; a < IMB_SWEEP_QUERIES; a++)
    {
      Lanes above = sums[a] - limits[a];

      bits |= (Bits) above;
    }
  if (((bits[0] | bits[1] | bits[2] | bits[3] | bits[4] | bits[5] | bits[6] | bits[7]) & SIGNS) == 0)
    return FALSE;

#pragma GCC unroll 6
  for (guint a = 0; a < IMB_SWEEP_QUERIES; a++)
    *(Lanes *) (out + a * IMB_SWEEP_POINTS) = sums[a];
  return TRUE;
}

typedef gint32 Marks __attribute__ ((vector_size (64)));
typedef guint8 Bytes __attribute__ ((vector_size (16)));

IMB_CLONES void
imb_sweep_near (const float *sums,
                const float *limits,
                guint8      *near)
{
#pragma GCC unroll 6
  for (guint a = 0; a < IMB_SWEEP_QUERIES; a++)
    {
      Marks marks = *(const Lanes *) (sums + a * IMB_SWEEP_POINTS) < limits[a];

      *(Bytes *) (near + a * IMB_SWEEP_POINTS) = __builtin_convertvector(marks, Bytes);
    }
}

/* The n-th of 16: the greatest that at most n − 1 are below. */
static inline float
nth_of (const float *values,
        guint        n)
{
  guint32 n_below[IMB_SWEEP_POINTS] = { 0 };
  float   nth = -INFINITY;

  for (gsize m = 0; m < IMB_SWEEP_POINTS; m++)
    for (gsize l = 0; l < IMB_SWEEP_POINTS; l++)
      n_below[l] += values[m] < values[l];
  for (gsize l = 0; l < IMB_SWEEP_POINTS; l++)
    nth = n_below[l] < n && values[l] > nth ? values[l] : nth;
  return nth;
}

IMB_CLONES void
imb_sweep_bound (const float *sums,
                 gsize        n_panels,
                 guint        n,
                 float       *bounds)
{
  for (gsize a = 0; a < IMB_SWEEP_QUERIES; a++)
    {
      float least[IMB_SWEEP_POINTS];

      for (gsize l = 0; l < IMB_SWEEP_POINTS; l++)
        least[l] = INFINITY;
      for (gsize panel = 0; panel < n_panels; panel++)
        {
          const float *own = sums + (panel * IMB_SWEEP_QUERIES + a) * IMB_SWEEP_POINTS;

          for (gsize l = 0; l < IMB_SWEEP_POINTS; l++)
            least[l] = own[l] < least[l] ? own[l] : least[l];
        }
      bounds[a] = nth_of (least, n);
    }
}
