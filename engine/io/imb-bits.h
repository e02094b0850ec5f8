/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 64 bytes of text as 64 bits: bit i tells of byte i. As simdjson does it (Langdale and Lemire 2019,
 * doi:10.1007/s00778-019-00578-5). SSE2 belongs to every x86-64; elsewhere bytes are looked at one by one. */
#pragma once

#include <glib.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define IMB_BITS_WIDTH 64

/* Bytes that are one of the five. */
typedef struct
{
#ifdef __SSE2__
  __m128i bytes[5];
#else
  char bytes[5];
#endif
} ImbBitsSet;

static inline ImbBitsSet
imb_bits_set (char a,
              char b,
              char c,
              char d,
              char e)
{
#ifdef __SSE2__
  return (ImbBitsSet){ { _mm_set1_epi8 (a), _mm_set1_epi8 (b), _mm_set1_epi8 (c), _mm_set1_epi8 (d), _mm_set1_epi8 (e) } };
#else
  return (ImbBitsSet){ { a, b, c, d, e } };
#endif
}

static inline guint64
imb_bits_find (const char       *text,
               const ImbBitsSet *set)
{
  guint64 bits = 0;

#ifdef __SSE2__
  for (guint q = 0; q < 4; q++)
    {
      __m128i part = _mm_loadu_si128 ((const __m128i *) (const void *) (text + 16 * q));
      __m128i found = _mm_cmpeq_epi8 (part, set->bytes[0]);

      for (guint s = 1; s < 5; s++)
        found = _mm_or_si128 (found, _mm_cmpeq_epi8 (part, set->bytes[s]));
      bits |= (guint64) (guint32) _mm_movemask_epi8 (found) << (16 * q);
    }
#else
  for (guint i = 0; i < IMB_BITS_WIDTH; i++)
    for (guint s = 0; s < 5; s++)
      bits |= (guint64) (text[i] == set->bytes[s]) << i;
#endif
  return bits;
}

static inline guint64
imb_bits_equal (const char *text,
                char        byte)
{
  guint64 bits = 0;

#ifdef __SSE2__
  __m128i wanted = _mm_set1_epi8 (byte);

  for (guint q = 0; q < 4; q++)
    {
      __m128i part = _mm_loadu_si128 ((const __m128i *) (const void *) (text + 16 * q));

      bits |= (guint64) (guint32) _mm_movemask_epi8 (_mm_cmpeq_epi8 (part, wanted)) << (16 * q);
    }
#else
  for (guint i = 0; i < IMB_BITS_WIDTH; i++)
    bits |= (guint64) (text[i] == byte) << i;
#endif
  return bits;
}

/* Bytes beyond ASCII. */
static inline guint64
imb_bits_high (const char *text)
{
  guint64 bits = 0;

#ifdef __SSE2__
  for (guint q = 0; q < 4; q++)
    bits |= (guint64) (guint32) _mm_movemask_epi8 (_mm_loadu_si128 ((const __m128i *) (const void *) (text + 16 * q))) << (16 * q);
#else
  for (guint i = 0; i < IMB_BITS_WIDTH; i++)
    bits |= (guint64) ((guchar) text[i] >> 7) << i;
#endif
  return bits;
}

/* Bit i of the result: is the number of ones in bits 0 … i odd? */
static inline guint64
imb_bits_odd (guint64 bits)
{
  for (guint shift = 1; shift < IMB_BITS_WIDTH; shift *= 2)
    bits ^= bits << shift;
  return bits;
}
