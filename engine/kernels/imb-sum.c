/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairwise summation, in numpy's order of additions: tests/test-sum.c has its values. */
#include "engine/kernels/imb-sum.h"

#define LANES 8
#define SHORT 128

static double
sum_short (const double *values,
           gsize         n)
{
  double lanes[LANES], sum;
  gsize  i;

  for (guint l = 0; l < LANES; l++)
    lanes[l] = values[l];
  for (i = LANES; i + LANES <= n; i += LANES)
    for (guint l = 0; l < LANES; l++)
      lanes[l] += values[i + l];

  sum = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
  for (; i < n; i++)
    sum += values[i];
  return sum;
}

double
imb_sum (const double *values,
         gsize         n)
{
  gsize half = n / 2 / LANES * LANES;

  if (n < LANES)
    {
      double sum = 0.0;

      for (gsize i = 0; i < n; i++)
        sum += values[i];
      return sum;
    }
  if (n <= SHORT)
    return sum_short (values, n);
  return imb_sum (values, half) + imb_sum (values + half, n - half);
}
