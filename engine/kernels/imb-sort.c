/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorting scores, and quantiles. Least significant digit first radix sort: a double's bits become a
 * whole number that grows as the double falls. While the keys are in the cache the order alone is moved (12 bytes a row beside it);
 * of more rows the keys go with it, in six digits of 11 bits (Herf 2001), all counted in
 * one pass, and a digit that is the same for every key is skipped (probabilities share sign and most
 * of the exponent). O(n), 32 bytes a row; a few rows are sorted by insertion alone.
 * Quantiles by selection (Hoare 1961), O(n) on average. */
#include "engine/kernels/imb-sort.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-digits.h"
#include "engine/kernels/imb-falling.h"
#include "engine/kernels/imb-sort-places.h"

#define FEW  64
#define MANY (1u << 20) /* keys in the cache at most */

typedef struct
{
  guint64 key;
  guint32 row;
} Item;

static void
sort_few (const double *keys,
          gsize         n,
          guint32      *order)
{
  for (gsize i = 0; i < n; i++)
    {
      gsize at = i;

      for (; at > 0 && keys[order[at - 1]] < keys[i]; at--)
        order[at] = order[at - 1];
      order[at] = (guint32) i;
    }
}

static void
fill (const double *keys,
      gsize         n,
      Item         *items)
{
  for (gsize i = 0; i < n; i++)
    items[i] = (Item){ imb_falling_key (keys[i]), (guint32) i };
}

static void
count (const Item *items,
       gsize       n,
       guint32    *counts)
{
  memset (counts, 0, IMB_N_DIGITS * IMB_RADIX * sizeof *counts);
  for (gsize i = 0; i < n; i++)
    for (guint d = 0; d < IMB_N_DIGITS; d++)
      counts[d * IMB_RADIX + imb_digit_of (items[i].key, d)]++;
}

static void
deal (const Item *from,
      Item       *to,
      gsize       n,
      guint       digit,
      guint32    *counts)
{
  imb_digit_begin (counts);
  for (gsize i = 0; i < n; i++)
    to[counts[imb_digit_of (from[i].key, digit)]++] = from[i];
}

/* The sorted items are in one of the two blocks: the one returned. */
static Item *
sort_items (Item    *items,
            Item    *spare,
            gsize    n,
            guint32 *counts)
{
  count (items, n, counts);
  for (guint d = 0; d < IMB_N_DIGITS; d++)
    {
      Item *kept = items;

      if (counts[d * IMB_RADIX + imb_digit_of (items[0].key, d)] == n)
        continue;

      deal (items, spare, n, d, counts + d * IMB_RADIX);
      items = spare;
      spare = kept;
    }
  return items;
}

/* FALSE: there is no memory. */
static gboolean
sort_moving_keys (const double *keys,
                  gsize         n,
                  guint32      *order,
                  guint32      *counts)
{
  g_autofree Item *items = g_try_new (Item, n), *spare = g_try_new (Item, n);
  const Item      *sorted;

  if (items == NULL || spare == NULL)
    return FALSE;
  fill (keys, n, items);
  sorted = sort_items (items, spare, n, counts);
  for (gsize i = 0; i < n; i++)
    order[i] = sorted[i].row;
  return TRUE;
}

/* The same. */
static gboolean
sort_in_cache (const double *keys,
               gsize         n,
               guint32      *order,
               guint32      *counts)
{
  g_autofree guint64 *falling = g_try_new (guint64, n);
  g_autofree guint32 *spare = g_try_new (guint32, n);
  const guint32      *sorted;

  if (falling == NULL || spare == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      falling[i] = imb_falling_key (keys[i]);
      order[i] = (guint32) i;
    }
  sorted = imb_sort_places (falling, n, order, spare, counts);
  if (sorted != order)
    memcpy (order, sorted, n * sizeof *order);
  return TRUE;
}

gboolean
imb_sort_descending (const double *keys,
                     gsize         n,
                     guint32      *order,
                     GError      **error)
{
  g_autofree guint32 *counts = NULL;

  if (n <= FEW)
    {
      sort_few (keys, n, order);
      return TRUE;
    }

  counts = g_new (guint32, IMB_N_DIGITS * IMB_RADIX);
  if (n < G_MAXUINT32 && (n <= MANY ? sort_in_cache (keys, n, order, counts) : sort_moving_keys (keys, n, order, counts)))
    return TRUE;
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("There is no memory to sort %zu rows; use fewer of them."), n);
  return FALSE;
}

static inline void
swap (double *values,
      gsize   a,
      gsize   b)
{
  double kept = values[a];

  values[a] = values[b];
  values[b] = kept;
}

/* Orders low, middle and high among themselves; the middle one is the pivot. */
static double
median_of_three (double *values,
                 gsize   low,
                 gsize   high)
{
  gsize middle = low + (high - low) / 2;

  if (values[middle] < values[low])
    swap (values, middle, low);
  if (values[high] < values[low])
    swap (values, high, low);
  if (values[high] < values[middle])
    swap (values, high, middle);
  return values[middle];
}

/* Puts the value of rank @rank at its place, none larger before it and none smaller behind it. */
static void
select_rank (double *values,
             gsize   n,
             gsize   rank)
{
  gsize low = 0;
  gsize high = n - 1;

  while (low < high)
    {
      double pivot = median_of_three (values, low, high);
      gsize  left = low;
      gsize  right = high;

      while (TRUE)
        {
          while (values[left] < pivot)
            left++;
          while (pivot < values[right])
            right--;
          if (left >= right)
            break;
          swap (values, left++, right--);
        }
      /* Everything up to right is at most the pivot, everything behind it at least. */
      if (left == right && rank == left)
        return;
      if (rank < left)
        high = left - 1;
      else
        low = left == right ? left + 1 : left;
    }
}

double
imb_quantile (double *values,
              gsize   n,
              double  q)
{
  double place, share, below, above, gap;
  gsize  rank;

  if (n == 0)
    return NAN;

  place = (double) (n - 1) * CLAMP (q, 0.0, 1.0);
  rank = (gsize) place;
  share = place - (double) rank;
  select_rank (values, n, rank);
  below = values[rank];
  if (rank + 1 >= n || share == 0.0)
    return below;

  above = values[rank + 1];
  for (gsize i = rank + 2; i < n; i++)
    above = MIN (above, values[i]);
  gap = above - below;
  return share < 0.5 ? below + gap * share : above - gap * (1.0 - share);
}

int
imb_compare_doubles (const void *a,
                     const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}
