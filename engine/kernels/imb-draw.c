/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weighted draws by bisection of running sums, O(log n) each; deals. */
#include "engine/kernels/imb-draw.h"

double
imb_accumulate (const double *weights,
                gsize         n,
                double       *sums)
{
  double sum = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      sum += weights[i];
      sums[i] = sum;
    }
  return sum;
}

gsize
imb_draw_weighted (ImbRng       *stream,
                   const double *sums,
                   gsize         n)
{
  double at = imb_rng_double (stream) * sums[n - 1];
  gsize  low = 0, high = n - 1;

  /* The product can round up to the whole sum. */
  if (at >= sums[n - 1])
    at = 0.0;
  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (sums[middle] > at)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

void
imb_deal (ImbRng *stream,
          gsize   n,
          gsize   total,
          gsize  *counts)
{
  const gsize         n_more = total % n;
  g_autofree guint32 *order = NULL;

  for (gsize i = 0; i < n; i++)
    counts[i] = total / n;
  if (n_more == 0)
    return;

  order = g_new (guint32, n);
  imb_rng_permutation (stream, order, n);
  for (gsize i = 0; i < n_more; i++)
    counts[order[i]]++;
}
