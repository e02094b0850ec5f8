/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loop of the coarse search: 8 queries against 32 points in bytes, four columns an instruction. Products of whole numbers
 * are exact; what bytes cannot tell is in the limits (imb-coarse.h). */
#include "engine/kernels/imb-coarse-sweep.h"

#include <math.h>

#define QUERIES IMB_COARSE_QUERIES
#define POINTS  IMB_COARSE_POINTS

gboolean
imb_coarse_tile_plain (const gint8           *queries,
                       const guint8          *panel,
                       gsize                  n_fours,
                       const float           *halves,
                       const float           *errors,
                       const ImbCoarseLimits *limits,
                       gint32                *products,
                       guint32               *hits)
{
  guint32 any = 0;

  for (guint a = 0; a < QUERIES; a++)
    {
      hits[a] = 0;
      for (guint b = 0; b < POINTS; b++)
        {
          gint32 sum = 0;

          for (gsize four = 0; four < n_fours; four++)
            for (guint j = 0; j < 4; j++)
              sum += queries[(four * QUERIES + a) * 4 + j] * panel[(four * POINTS + b) * 4 + j];
          products[a * POINTS + b] = sum;
          if (fmaf (limits->reach[a], errors[b], (float) sum) >= halves[b] + limits->rest[a])
            hits[a] |= 1u << b;
        }
      any |= hits[a];
    }
  return any != 0;
}

#if defined(__GNUC__) && defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#define WITH_BYTES __attribute__ ((target ("avx512f,avx512bw,avx512vl,avx512vnni")))

gboolean
imb_coarse_is_here (void)
{
  return __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512vl")
         && __builtin_cpu_supports ("avx512vnni");
}

static inline WITH_BYTES guint32
hits_of (__m512i products,
         __m512  halves,
         __m512  errors,
         float   reach,
         float   rest)
{
  __m512 left = _mm512_fmadd_ps (_mm512_set1_ps (reach), errors, _mm512_cvtepi32_ps (products));

  return _mm512_cmp_ps_mask (left, _mm512_add_ps (halves, _mm512_set1_ps (rest)), _CMP_GE_OQ);
}

static WITH_BYTES gboolean
tile_of_bytes (const gint8           *queries,
               const guint8          *panel,
               gsize                  n_fours,
               const float           *halves,
               const float           *errors,
               const ImbCoarseLimits *limits,
               gint32                *products,
               guint32               *hits)
{
  __m512i sums[2 * QUERIES];
  __m512  half[2] = { _mm512_loadu_ps (halves), _mm512_loadu_ps (halves + 16) };
  __m512  error[2] = { _mm512_loadu_ps (errors), _mm512_loadu_ps (errors + 16) };
  guint32 any = 0;

#pragma GCC unroll 16
  for (guint i = 0; i < 2 * QUERIES; i++)
    sums[i] = _mm512_setzero_si512 ();
  for (gsize four = 0; four < n_fours; four++)
    {
      __m512i left = _mm512_load_si512 (panel + four * 4 * POINTS);
      __m512i right = _mm512_load_si512 (panel + four * 4 * POINTS + 64);

#pragma GCC unroll 8
      for (guint a = 0; a < QUERIES; a++)
        {
          gint32  bytes;
          __m512i query;

          memcpy (&bytes, queries + (four * QUERIES + a) * 4, sizeof bytes);
          query = _mm512_set1_epi32 (bytes);
          sums[2 * a] = _mm512_dpbusd_epi32 (sums[2 * a], left, query);
          sums[2 * a + 1] = _mm512_dpbusd_epi32 (sums[2 * a + 1], right, query);
        }
    }

#pragma GCC unroll 8
  for (guint a = 0; a < QUERIES; a++)
    {
      hits[a] = hits_of (sums[2 * a], half[0], error[0], limits->reach[a], limits->rest[a])
                | hits_of (sums[2 * a + 1], half[1], error[1], limits->reach[a], limits->rest[a]) << 16;
      any |= hits[a];
    }
  if (any == 0)
    return FALSE;

#pragma GCC unroll 16
  for (guint i = 0; i < 2 * QUERIES; i++)
    _mm512_storeu_si512 (products + i * 16, sums[i]);
  return TRUE;
}

gboolean
imb_coarse_tile (const gint8           *queries,
                 const guint8          *panel,
                 gsize                  n_fours,
                 const float           *halves,
                 const float           *errors,
                 const ImbCoarseLimits *limits,
                 gint32                *products,
                 guint32               *hits)
{
  return (imb_coarse_is_here () ? tile_of_bytes : imb_coarse_tile_plain) (queries, panel, n_fours, halves, errors, limits, products, hits);
}

#else

gboolean
imb_coarse_is_here (void)
{
  return FALSE;
}

gboolean
imb_coarse_tile (const gint8           *queries,
                 const guint8          *panel,
                 gsize                  n_fours,
                 const float           *halves,
                 const float           *errors,
                 const ImbCoarseLimits *limits,
                 gint32                *products,
                 guint32               *hits)
{
  return imb_coarse_tile_plain (queries, panel, n_fours, halves, errors, limits, products, hits);
}

#endif
