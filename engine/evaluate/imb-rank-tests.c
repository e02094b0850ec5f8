/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Friedman 1937, doi:10.1080/01621459.1937.10503522; Iman and Davenport 1980, doi:10.1080/03610928008827904; Nemenyi 1963 by the
 * distribution of the studentised range with known deviation: k ∫ φ(z) (Φ(z) − Φ(z − q))ᵏ⁻¹ dz by the trapezoid rule, which is
 * as exact as doubles for a smooth function that falls off on both sides. */
#include "engine/evaluate/imb-rank-tests.h"

#include <math.h>

#include "engine/evaluate/imb-tests.h"
#include "engine/kernels/imb-distribution.h"

#define FARTHEST 9.0 /* φ is below 1e-18 there */
#define N_STEPS  576 /* of 1/32 */

ImbFriedman
imb_friedman (const double *values,
              gsize         n_datasets,
              guint         n_methods,
              gboolean      smaller_is_better,
              double       *mean_ranks)
{
  g_autofree double *row = g_new (double, n_methods);
  g_autofree double *ranks = g_new (double, n_methods);
  double             n = (double) n_datasets, k = n_methods, ties = 0.0, squares = 0.0, rest;
  ImbFriedman        test;

  g_return_val_if_fail (n_datasets >= 2 && n_methods >= 2, ((ImbFriedman){ NAN, NAN, NAN, NAN }));

  for (guint j = 0; j < n_methods; j++)
    mean_ranks[j] = 0.0;
  for (gsize i = 0; i < n_datasets; i++)
    {
      for (guint j = 0; j < n_methods; j++)
        row[j] = smaller_is_better ? values[i * n_methods + j] : -values[i * n_methods + j];
      ties += imb_rank_means (row, n_methods, ranks);
      for (guint j = 0; j < n_methods; j++)
        mean_ranks[j] += ranks[j];
    }
  for (guint j = 0; j < n_methods; j++)
    {
      squares += (mean_ranks[j] - n * (k + 1.0) / 2.0) * (mean_ranks[j] - n * (k + 1.0) / 2.0);
      mean_ranks[j] /= n;
    }
  test.chi_square = 12.0 * squares / (n * k * (k + 1.0)) / (1.0 - ties / (n * k * (k * k - 1.0)));
  test.p = imb_chi_square_above (test.chi_square, k - 1.0);
  rest = n * (k - 1.0) - test.chi_square;
  test.f = rest > 1e-12 * n * k ? (n - 1.0) * test.chi_square / rest : NAN; /* nothing is left to divide by where all agree */
  test.f_p = imb_f_above (test.f, k - 1.0, (k - 1.0) * (n - 1.0));
  return test;
}

double
imb_range_above (double range,
                 guint  n_groups)
{
  const double step = 2.0 * FARTHEST / N_STEPS;
  double       above = 0.0;

  if (isnan (range) || n_groups < 2)
    return NAN;
  if (range <= 0.0)
    return 1.0;

  /* What is missing to 1, so that a small chance keeps its digits: 1 = k ∫ φ Φᵏ⁻¹. */
  for (guint i = 0; i <= N_STEPS; i++)
    {
      double z = -FARTHEST + i * step;
      double all = imb_normal_cdf (z), near = all - imb_normal_cdf (z - range);

      above += exp (-z * z / 2.0) * (pow (all, n_groups - 1.0) - pow (MAX (near, 0.0), n_groups - 1.0));
    }
  return CLAMP (n_groups * above * step / sqrt (2.0 * G_PI), 0.0, 1.0);
}

double
imb_range_quantile (double p,
                    guint  n_groups)
{
  double low = 0.0, high = 60.0;

  if (!(p > 0.0 && p < 1.0) || n_groups < 2)
    return NAN;

  while (TRUE)
    {
      double middle = low + (high - low) / 2.0;

      if (middle <= low || middle >= high)
        return middle;
      if (imb_range_above (middle, n_groups) > p)
        low = middle;
      else
        high = middle;
    }
}

/* The standard error of a difference of mean ranks, over √2: that of one rank in the studentised range. */
static double
unit (guint n_methods,
      gsize n_datasets)
{
  return sqrt (n_methods * (n_methods + 1.0) / (12.0 * (double) n_datasets));
}

double
imb_nemenyi_distance (guint  n_methods,
                      gsize  n_datasets,
                      double alpha)
{
  return imb_range_quantile (alpha, n_methods) * unit (n_methods, n_datasets);
}

double
imb_nemenyi_p (guint  n_methods,
               gsize  n_datasets,
               double distance)
{
  return imb_range_above (fabs (distance) / unit (n_methods, n_datasets), n_methods);
}
