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
/* The squared distances of a tile's queries to a panel's points, on top of @sums. */
static inline __attribute__ ((always_inline)) void
sum_up (const float *queries,
        const float *panel,
        gsize        n_cols,
        Lanes       *sums)
{
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
}

IMB_CLONES gboolean
imb_sweep_tile (const float *queries,
                const float *panel,
                gsize        n_cols,
                const float *limits,
                float       *out)
{
  Lanes sums[IMB_SWEEP_QUERIES] = { { 0 } };
  Bits  bits = { 0 };

  sum_up (queries, panel, n_cols, sums);

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
  gint32 n_below[IMB_SWEEP_POINTS] = { 0 };
  float  nth = -INFINITY;

  for (gsize m = 0; m < IMB_SWEEP_POINTS; m++)
    for (gsize l = 0; l < IMB_SWEEP_POINTS; l++)
      n_below[l] += values[m] < values[l];
#pragma omp simd reduction(max \
                           : nth)
  for (gsize l = 0; l < IMB_SWEEP_POINTS; l++)
    {
      float value = n_below[l] < (gint32) n ? values[l] : -INFINITY;

      nth = value > nth ? value : nth;
    }
  return nth;
}

IMB_CLONES void
imb_sweep_all (const float *queries,
               const float *panels,
               gsize        n_panels,
               gsize        n_cols,
               guint        n,
               float       *out,
               float       *bounds)
{
  Lanes least[IMB_SWEEP_QUERIES];

  for (guint a = 0; a < IMB_SWEEP_QUERIES; a++)
    least[a] = INFINITY - (Lanes){ 0 };
  for (gsize panel = 0; panel < n_panels; panel++, panels += n_cols * IMB_SWEEP_POINTS, out += IMB_SWEEP_QUERIES * IMB_SWEEP_POINTS)
    {
      Lanes sums[IMB_SWEEP_QUERIES] = { { 0 } };

      sum_up (queries, panels, n_cols, sums);

#pragma GCC unroll 6
      for (guint a = 0; a < IMB_SWEEP_QUERIES; a++)
        {
          Marks is_less = sums[a] < least[a];

          *(Lanes *) (out + a * IMB_SWEEP_POINTS) = sums[a];
          least[a] = (Lanes) (((Marks) sums[a] & is_less) | ((Marks) least[a] & ~is_less));
        }
    }
  for (guint a = 0; a < IMB_SWEEP_QUERIES; a++)
    bounds[a] = nth_of ((const float *) &least[a], n);
}

IMB_CLONES void
imb_sweep_column (const float *queries,
                  gsize        n_tiles,
                  const float *panel,
                  gsize        n_cols,
                  const float *less,
                  gsize        apart,
                  float       *out)
{
  const Lanes offs = *(const Lanes *) less;

  for (gsize t = 0; t < n_tiles; t++, queries += n_cols * IMB_SWEEP_QUERIES, out += apart)
    {
      Lanes sums[IMB_SWEEP_QUERIES] = { { 0 } };

      sum_up (queries, panel, n_cols, sums);
#pragma GCC unroll 6
      for (guint a = 0; a < IMB_SWEEP_QUERIES; a++)
        *(Lanes *) (out + a * IMB_SWEEP_POINTS) = sums[a] - offs;
    }
}

/* ---- the few that are near ---- */

gsize
imb_sweep_pick_plain (const float  *sums,
                      gsize         n_panels,
                      float         limit,
                      ImbSweepPick *pick)
{
  gsize n = 0;

  for (gsize panel = 0; panel < n_panels; panel++, sums += IMB_SWEEP_QUERIES * IMB_SWEEP_POINTS)
    {
      for (gsize l = 0; l < IMB_SWEEP_POINTS; l++)
        if (sums[l] < limit)
          {
            pick->sums[n] = sums[l];
            pick->places[n++] = (guint32) (panel * IMB_SWEEP_POINTS + l);
          }
      if (n > IMB_SWEEP_PICKED)
        break;
    }
  return n;
}

#if defined(__GNUC__) && defined(__x86_64__)

#include <immintrin.h>

#define WITH_LANES __attribute__ ((target ("avx512f,popcnt")))

static WITH_LANES gsize
pick_with_lanes (const float  *sums,
                 gsize         n_panels,
                 float         limit,
                 ImbSweepPick *pick)
{
  const float *const end = sums + n_panels * IMB_SWEEP_QUERIES * IMB_SWEEP_POINTS;
  const __m512       limits = _mm512_set1_ps (limit);
  __m512i            places = _mm512_setr_epi32 (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  gsize              n = 0;

  for (const float *tile = sums; tile < end && n <= IMB_SWEEP_PICKED; tile += IMB_SWEEP_QUERIES * IMB_SWEEP_POINTS)
    {
      const __mmask16 is_near = _mm512_cmp_ps_mask (_mm512_load_ps (tile), limits, _CMP_LT_OQ);

      _mm512_storeu_si512 (pick->places + n, _mm512_maskz_compress_epi32 (is_near, places));
      n += (gsize) _mm_popcnt_u32 (is_near);
      places = _mm512_add_epi32 (places, _mm512_set1_epi32 (IMB_SWEEP_POINTS));
    }
  for (gsize c = 0; c < n; c++)
    pick->sums[c] = sums[pick->places[c] / IMB_SWEEP_POINTS * IMB_SWEEP_QUERIES * IMB_SWEEP_POINTS + pick->places[c] % IMB_SWEEP_POINTS];
  return n;
}

gsize
imb_sweep_pick (const float  *sums,
                gsize         n_panels,
                float         limit,
                ImbSweepPick *pick)
{
  return (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("popcnt") ? pick_with_lanes : imb_sweep_pick_plain) (sums, n_panels, limit, pick);
}

#else

gsize
imb_sweep_pick (const float  *sums,
                gsize         n_panels,
                float         limit,
                ImbSweepPick *pick)
{
  return imb_sweep_pick_plain (sums, n_panels, limit, pick);
}

#endif

/* By counting who comes before: no branch that could be guessed wrongly. */
IMB_CLONES void
imb_sweep_sort (ImbSweepPick *pick,
                gsize         n)
{
  const gint32 n_lanes = (gint32) ((n + IMB_SWEEP_POINTS - 1) / IMB_SWEEP_POINTS * IMB_SWEEP_POINTS);
  float        sums[IMB_SWEEP_PICKED];
  guint32      places[IMB_SWEEP_PICKED];
  gint32       ranks[IMB_SWEEP_PICKED];

  for (gint32 l = 0; l < n_lanes; l++)
    {
      sums[l] = pick->sums[l];
      places[l] = pick->places[l];
      ranks[l] = 0;
    }
  for (gint32 m = 0; m < (gint32) n; m++)
    for (gint32 l = 0; l < n_lanes; l++)
      ranks[l] += (sums[m] < sums[l]) | ((sums[m] == sums[l]) & (m < l));
  for (gsize l = 0; l < n; l++)
    {
      pick->sums[ranks[l]] = sums[l];
      pick->places[ranks[l]] = places[l];
    }
}
