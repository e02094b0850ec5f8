/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Least significant digit first radix sort of places by keys, by the steps of imb-sort.c: six digits of 11 bits (Herf 2001), those that all
 * keys share skipped; not too many by the upper three digits, and what these leave in disorder by insertion, when that is little. */
#include "engine/kernels/imb-sort-places.h"

#include <string.h>

#define FEW   64
#define MANY  (1u << 17) /* most, of which the upper digits leave little in disorder, mostly */
#define UPPER 3

static void
count (const guint64 *keys,
       const guint32 *places,
       gsize          n,
       guint          first,
       guint32       *counts)
{
  memset (counts + first * IMB_RADIX, 0, (IMB_N_DIGITS - first) * IMB_RADIX * sizeof *counts);
  for (gsize i = 0; i < n; i++)
    for (guint digit = first; digit < IMB_N_DIGITS; digit++)
      counts[digit * IMB_RADIX + imb_digit_of (keys[places[i]], digit)]++;
}

static void
deal (const guint64 *keys,
      const guint32 *from,
      guint32       *to,
      gsize          n,
      guint          digit,
      guint32       *counts)
{
  imb_digit_begin (counts);
  for (gsize i = 0; i < n; i++)
    to[counts[imb_digit_of (keys[from[i]], digit)]++] = from[i];
}

/* By the digits from @first on. The sorted places are in one of the two blocks: the one returned. */
static guint32 *
sort_by_digits (const guint64 *keys,
                gsize          n,
                guint32       *places,
                guint32       *spare,
                guint          first,
                guint32       *counts)
{
  count (keys, places, n, first, counts);
  for (guint digit = first; digit < IMB_N_DIGITS; digit++)
    {
      guint32 *kept = places, *of = counts + digit * IMB_RADIX;

      if (of[imb_digit_of (keys[places[0]], digit)] == n)
        continue;

      deal (keys, places, spare, n, digit, of);
      places = spare;
      spare = kept;
    }
  return places;
}

/* By insertion. FALSE: more than @most moves; equal keys are in order even so. */
static gboolean
insert (const guint64 *keys,
        guint32       *places,
        gsize          n,
        gsize          most)
{
  gsize n_moves = 0;

  for (gsize i = 1; i < n; i++)
    {
      const guint32 place = places[i];
      const guint64 key = keys[place];
      gsize         at = i;

      for (; at > 0 && keys[places[at - 1]] > key; at--)
        places[at] = places[at - 1];
      places[at] = place;
      n_moves += i - at;
      if (n_moves > most)
        return FALSE;
    }
  return TRUE;
}

guint32 *
imb_sort_places (const guint64 *keys,
                 gsize          n,
                 guint32       *places,
                 guint32       *spare,
                 guint32       *counts)
{
  guint32 *sorted;

  if (n <= FEW)
    {
      insert (keys, places, n, FEW * FEW);
      return places;
    }

  sorted = sort_by_digits (keys, n, places, spare, n <= MANY ? UPPER : 0, counts);
  if (n <= MANY && !insert (keys, sorted, n, n / 2))
    sorted = sort_by_digits (keys, n, sorted, sorted == places ? spare : places, 0, counts);
  return sorted;
}
