/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quick select with a median of three, and with a median of medians once that makes no headway. Every step is one of numpy's
 * (facts: numpy/core/src/npysort/selection.cpp), because which of equal values are chosen follows from the steps. */
#include "engine/kernels/imb-peer-partition.h"

#define FEW 3 /* so near to the start the smallest are just looked for */

typedef struct
{
  double  *values;
  guint32 *rows;
} Pairs;

static inline void
swap (Pairs pairs,
      gsize a,
      gsize b)
{
  double  value = pairs.values[a];
  guint32 row = pairs.rows[a];

  pairs.values[a] = pairs.values[b];
  pairs.rows[a] = pairs.rows[b];
  pairs.values[b] = value;
  pairs.rows[b] = row;
}

static void
select_smallest (Pairs pairs,
                 gsize n,
                 gsize n_smallest)
{
  for (gsize i = 0; i < n_smallest; i++)
    {
      gsize least = i;

      for (gsize j = i + 1; j < n; j++)
        if (pairs.values[j] < pairs.values[least])
          least = j;
      swap (pairs, i, least);
    }
}

static void
move_largest (Pairs pairs,
              gsize n)
{
  gsize largest = 0;

  for (gsize j = 1; j < n; j++)
    if (!(pairs.values[j] < pairs.values[largest]))
      largest = j;
  swap (pairs, n - 1, largest);
}

/* The median of three to the start, the smallest of them behind it. */
static void
median_of_three (Pairs pairs,
                 gsize low,
                 gsize middle,
                 gsize high)
{
  const double *v = pairs.values;

  if (v[high] < v[middle])
    swap (pairs, high, middle);
  if (v[high] < v[low])
    swap (pairs, high, low);
  if (v[low] < v[middle])
    swap (pairs, low, middle);
  swap (pairs, middle, low + 1);
}

/* Where the median of five is. */
static gsize
median_of_five (Pairs pairs,
                gsize at)
{
  Pairs         five = { pairs.values + at, pairs.rows + at };
  const double *v = five.values;

  if (v[1] < v[0])
    swap (five, 1, 0);
  if (v[4] < v[3])
    swap (five, 4, 3);
  if (v[3] < v[0])
    swap (five, 3, 0);
  if (v[4] < v[1])
    swap (five, 4, 1);
  if (v[2] < v[1])
    swap (five, 2, 1);
  if (v[3] < v[2])
    return v[3] < v[1] ? 1 : 3;
  return 2;
}

/* Medians of fives to the front, and the median of those. */
static gsize
median_of_medians (Pairs pairs,
                   gsize n)
{
  gsize n_fives = n / 5;

  for (gsize i = 0; i < n_fives; i++)
    swap (pairs, 5 * i + median_of_five (pairs, 5 * i), i);
  if (n_fives > 2)
    imb_peer_partition (pairs.values, pairs.rows, n_fives, n_fives / 2);
  return n_fives / 2;
}

/* Smaller ones left, larger ones right; both ends are held by values that stop it. */
static void
part (Pairs  pairs,
      double pivot,
      gsize *left,
      gsize *right)
{
  while (TRUE)
    {
      do
        (*left)++;
      while (pairs.values[*left] < pivot);
      do
        (*right)--;
      while (pivot < pairs.values[*right]);
      if (*right < *left)
        return;
      swap (pairs, *left, *right);
    }
}

void
imb_peer_partition (double  *values,
                    guint32 *rows,
                    gsize    n,
                    gsize    k)
{
  Pairs pairs = { values, rows };
  gsize low = 0, high = n - 1;
  int   n_trusted = 2 * (int) (g_bit_storage (n) - 1);

  if (k < FEW)
    {
      select_smallest (pairs, n, k + 1);
      return;
    }
  if (k == n - 1)
    {
      move_largest (pairs, n);
      return;
    }

  while (low + 1 < high)
    {
      gsize left = low + 1, right = high;

      if (n_trusted > 0 || right - left < 5)
        median_of_three (pairs, low, low + (high - low) / 2, high);
      else
        {
          swap (pairs, left + median_of_medians ((Pairs){ values + left, rows + left }, right - left), low);
          left--;
          right++;
        }
      n_trusted--;
      part (pairs, values[low], &left, &right);
      swap (pairs, low, right);
      if (right >= k)
        high = right - 1;
      if (right <= k)
        low = left;
    }
  if (high == low + 1 && values[high] < values[low])
    swap (pairs, high, low);
}
