/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loops of imb-blend.c: 2 multiply-adds for a distance, whatever the number of columns. They only propose a bound whose error is
 * known, so this file may fuse a multiplication and an addition, as imb-sweep.c may. */
#include "engine/kernels/imb-blend-sweep.h"

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
imb_blend_sweep_lanes (const float       *table,
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
imb_blend_sweep_rows (const float       *table,
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
