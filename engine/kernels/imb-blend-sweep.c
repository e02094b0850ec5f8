/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loops of imb-blend.c: 2 multiply-adds for a distance, whatever the number of columns. They only propose a bound whose error is
 * known, so this file may fuse a multiplication and an addition, as imb-sweep.c may. */
#include "engine/kernels/imb-blend-sweep.h"

#include <math.h>

#include "engine/core/imb-clones.h"

/* The functions below that take vectors are part of those that are called. */
#pragma GCC diagnostic ignored "-Wpsabi"

#define STRIDE (IMB_SWEEP_QUERIES * IMB_SWEEP_POINTS)

typedef float   Lanes __attribute__ ((vector_size (64)));
typedef gint32  Masks __attribute__ ((vector_size (64)));
typedef guint64 Bits __attribute__ ((vector_size (64)));

#define SIGNS G_GUINT64_CONSTANT (0x8000000080000000)

/* Of two the lesser one, lane by lane; of a number and NaN the number, when it is the second. */
static inline Lanes
lesser (Lanes a,
        Lanes b)
{
  Masks is_less = a < b;

  return (Lanes) (((Masks) a & is_less) | ((Masks) b & ~is_less));
}

static inline Lanes
lanes_at (const float *floats)
{
  return *(const Lanes *) floats;
}

static inline Lanes
blend (const ImbBlendRow *row,
       const float       *table,
       guint              panel)
{
  return row->first_share * lanes_at (table + row->first + panel * STRIDE) + row->second_share * lanes_at (table + row->second + panel * STRIDE);
}

static inline void
sweep_lanes (const float       *table,
             const ImbBlendRow *rows,
             gsize              n_rows,
             const guint        n_panels,
             float             *least)
{
  Lanes kept[IMB_BLEND_PANELS];

#pragma GCC unroll 4
  for (guint g = 0; g < n_panels; g++)
    kept[g] = lanes_at (least + g * IMB_SWEEP_POINTS);
  for (gsize i = 0; i < n_rows; i++)
#pragma GCC unroll 4
    for (guint g = 0; g < n_panels; g++)
      kept[g] = lesser (rows[i].base + blend (&rows[i], table, g), kept[g]);
#pragma GCC unroll 4
  for (guint g = 0; g < n_panels; g++)
    *(Lanes *) (least + g * IMB_SWEEP_POINTS) = kept[g];
}

IMB_CLONES void
imb_blend_sweep_lanes_plain (const float       *table,
                             const ImbBlendRow *rows,
                             gsize              n_rows,
                             guint              n_panels,
                             float             *least)
{
  if (n_panels == IMB_BLEND_PANELS)
    sweep_lanes (table, rows, n_rows, IMB_BLEND_PANELS, least);
  else
    sweep_lanes (table, rows, n_rows, IMB_BLEND_FEWER, least);
}

static inline void
sweep_rows (const float       *table,
            const ImbBlendRow *rows,
            gsize              n_rows,
            const guint        n_panels,
            float             *least)
{
  static const Masks halves = { 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7 };
  static const Masks quarters = { 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11 };
  static const Masks pairs = { 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13 };
  static const Masks singles = { 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14 };

  for (gsize i = 0; i < n_rows; i++)
    {
      Lanes kept = blend (&rows[i], table, 0);

#pragma GCC unroll 4
      for (guint g = 1; g < n_panels; g++)
        kept = lesser (blend (&rows[i], table, g), kept);
      kept = lesser (__builtin_shuffle (kept, halves), kept);
      kept = lesser (__builtin_shuffle (kept, quarters), kept);
      kept = lesser (__builtin_shuffle (kept, pairs), kept);
      kept = lesser (__builtin_shuffle (kept, singles), kept);
      if (rows[i].base + kept[0] < least[i])
        least[i] = rows[i].base + kept[0];
    }
}

IMB_CLONES void
imb_blend_sweep_rows_plain (const float       *table,
                            const ImbBlendRow *rows,
                            gsize              n_rows,
                            guint              n_panels,
                            float             *least)
{
  if (n_panels == IMB_BLEND_PANELS)
    sweep_rows (table, rows, n_rows, IMB_BLEND_PANELS, least);
  else
    sweep_rows (table, rows, n_rows, IMB_BLEND_FEWER, least);
}

#if defined(__GNUC__) && defined(__x86_64__)

#include <immintrin.h>

/* The same with one instruction for the lesser of two, which the compiler does not find, and with the least of 16 rows at once. */

#define WITH_LANES __attribute__ ((target ("avx512f")))
#define ROWS       16

static inline WITH_LANES __m512
sum_of (const ImbBlendRow *row,
        const float       *table,
        guint              panel)
{
  const __m512 first = _mm512_fmadd_ps (_mm512_set1_ps (row->first_share), _mm512_load_ps (table + row->first + panel * STRIDE), _mm512_set1_ps (row->base));

  return _mm512_fmadd_ps (_mm512_set1_ps (row->second_share), _mm512_load_ps (table + row->second + panel * STRIDE), first);
}

static inline WITH_LANES __attribute__ ((always_inline)) void
sweep_lanes_at_once (const float       *table,
                     const ImbBlendRow *rows,
                     gsize              n_rows,
                     const guint        n_panels,
                     float             *least)
{
  __m512 kept[IMB_BLEND_PANELS];

#pragma GCC unroll 4
  for (guint g = 0; g < n_panels; g++)
    kept[g] = _mm512_load_ps (least + g * IMB_SWEEP_POINTS);
  for (gsize i = 0; i < n_rows; i++)
#pragma GCC unroll 4
    for (guint g = 0; g < n_panels; g++)
      kept[g] = _mm512_min_ps (sum_of (&rows[i], table, g), kept[g]);
#pragma GCC unroll 4
  for (guint g = 0; g < n_panels; g++)
    _mm512_store_ps (least + g * IMB_SWEEP_POINTS, kept[g]);
}

static WITH_LANES void
sweep_lanes_of (const float       *table,
                const ImbBlendRow *rows,
                gsize              n_rows,
                guint              n_panels,
                float             *least)
{
  if (n_panels == IMB_BLEND_PANELS)
    sweep_lanes_at_once (table, rows, n_rows, IMB_BLEND_PANELS, least);
  else
    sweep_lanes_at_once (table, rows, n_rows, IMB_BLEND_FEWER, least);
}

/* Of each of 16 vectors the least lane: vector after vector is laid beside another one until one is left of all. */
static inline WITH_LANES __attribute__ ((always_inline)) __m512
least_of_each (__m512 *all)
{
#pragma GCC unroll 8
  for (guint r = 0; r < 8; r++)
    all[r] = _mm512_min_ps (_mm512_shuffle_f32x4 (all[r], all[r + 8], 0x44), _mm512_shuffle_f32x4 (all[r], all[r + 8], 0xee));
#pragma GCC unroll 4
  for (guint r = 0; r < 4; r++)
    all[r] = _mm512_min_ps (_mm512_shuffle_f32x4 (all[r], all[r + 4], 0x88), _mm512_shuffle_f32x4 (all[r], all[r + 4], 0xdd));
#pragma GCC unroll 2
  for (guint r = 0; r < 2; r++)
    all[r] = _mm512_min_ps (_mm512_shuffle_ps (all[r], all[r + 2], 0x44), _mm512_shuffle_ps (all[r], all[r + 2], 0xee));
  return _mm512_min_ps (_mm512_shuffle_ps (all[0], all[1], 0x88), _mm512_shuffle_ps (all[0], all[1], 0xdd));
}

/* Where a lane is not a number, as behind the last one, it counts as infinite. */
static inline WITH_LANES __attribute__ ((always_inline)) void
sweep_rows_at_once (const float       *table,
                    const ImbBlendRow *rows,
                    gsize              n_rows,
                    const guint        n_panels,
                    float             *least)
{
  static const guint8 places[ROWS] = { 0, 2, 1, 3, 8, 10, 9, 11, 4, 6, 5, 7, 12, 14, 13, 15 }; /* as least_of_each() has them in the end */

  for (gsize i = 0; i < n_rows; i += ROWS)
    {
      const gsize     n = MIN (ROWS, n_rows - i);
      const __mmask16 is_there = (__mmask16) ((1u << n) - 1);
      __m512          all[ROWS];

#pragma GCC unroll 16
      for (guint r = 0; r < ROWS; r++)
        {
          const ImbBlendRow *row = &rows[i + MIN (r, n - 1)];
          __m512             kept = _mm512_set1_ps (INFINITY);

#pragma GCC unroll 4
          for (guint g = 0; g < n_panels; g++)
            kept = _mm512_min_ps (sum_of (row, table, g), kept);
          all[places[r]] = kept;
        }
      _mm512_mask_storeu_ps (least + i, is_there, _mm512_min_ps (least_of_each (all), _mm512_maskz_loadu_ps (is_there, least + i)));
    }
}

static WITH_LANES void
sweep_rows_of (const float       *table,
               const ImbBlendRow *rows,
               gsize              n_rows,
               guint              n_panels,
               float             *least)
{
  if (n_panels == IMB_BLEND_PANELS)
    sweep_rows_at_once (table, rows, n_rows, IMB_BLEND_PANELS, least);
  else
    sweep_rows_at_once (table, rows, n_rows, IMB_BLEND_FEWER, least);
}

void
imb_blend_sweep_lanes (const float       *table,
                       const ImbBlendRow *rows,
                       gsize              n_rows,
                       guint              n_panels,
                       float             *least)
{
  (__builtin_cpu_supports ("avx512f") ? sweep_lanes_of : imb_blend_sweep_lanes_plain) (table, rows, n_rows, n_panels, least);
}

void
imb_blend_sweep_rows (const float       *table,
                      const ImbBlendRow *rows,
                      gsize              n_rows,
                      guint              n_panels,
                      float             *least)
{
  (__builtin_cpu_supports ("avx512f") ? sweep_rows_of : imb_blend_sweep_rows_plain) (table, rows, n_rows, n_panels, least);
}

#else

void
imb_blend_sweep_lanes (const float       *table,
                       const ImbBlendRow *rows,
                       gsize              n_rows,
                       guint              n_panels,
                       float             *least)
{
  imb_blend_sweep_lanes_plain (table, rows, n_rows, n_panels, least);
}

void
imb_blend_sweep_rows (const float       *table,
                      const ImbBlendRow *rows,
                      gsize              n_rows,
                      guint              n_panels,
                      float             *least)
{
  imb_blend_sweep_rows_plain (table, rows, n_rows, n_panels, least);
}

#endif

IMB_CLONES gsize
imb_blend_sweep_until (const float       *table,
                       const ImbBlendRow *rows,
                       gsize              begin,
                       gsize              end,
                       const float       *limits,
                       float             *sums)
{
  Lanes most[IMB_BLEND_LOOK];

#pragma GCC unroll 4
  for (guint g = 0; g < IMB_BLEND_LOOK; g++)
    most[g] = lanes_at (limits + g * IMB_SWEEP_POINTS);
  for (gsize i = begin; i < end; i++)
    {
      Lanes own[IMB_BLEND_LOOK];
      Bits  bits = { 0 };

#pragma GCC unroll 4
      for (guint g = 0; g < IMB_BLEND_LOOK; g++)
        {
          Lanes above;

          own[g] = rows[i].base + blend (&rows[i], table, g);
          above = own[g] - most[g];
          bits |= (Bits) above;
        }
      if (((bits[0] | bits[1] | bits[2] | bits[3] | bits[4] | bits[5] | bits[6] | bits[7]) & SIGNS) == 0)
        continue;

#pragma GCC unroll 4
      for (guint g = 0; g < IMB_BLEND_LOOK; g++)
        *(Lanes *) (sums + g * IMB_SWEEP_POINTS) = own[g];
      return i;
    }
  return end;
}
