/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distribution functions that statistics are made of. Incomplete beta by its continued fraction (Lentz), incomplete gamma by
 * its series or continued fraction, to about 1e-14; normal by the C library's erfc, its quantile by Newton's
 * method on log Φ, which is concave: from the second step on it rises to the root and cannot miss it. */
#include "engine/kernels/imb-distribution.h"

#include <float.h>
#include <math.h>

#define TINY 1e-300

double
imb_log_gamma (double x)
{
  int sign;

  return lgamma_r (x, &sign);
}

/* Even and odd coefficients of the continued fraction of I_x(a, b). */
static double
coefficient (double a,
             double b,
             double x,
             int    m)
{
  double k = m / 2;

  if (m % 2 == 0)
    return k * (b - k) * x / ((a + 2.0 * k - 1.0) * (a + 2.0 * k));
  return -(a + k) * (a + b + k) * x / ((a + 2.0 * k) * (a + 2.0 * k + 1.0));
}

static double
away_from_zero (double value)
{
  return fabs (value) < TINY ? TINY : value;
}

static double
beta_fraction (double a,
               double b,
               double x)
{
  double c = 1.0;
  double d = 1.0 / away_from_zero (1.0 + coefficient (a, b, x, 1));
  double fraction = d;

  for (int m = 2; m < 10000; m++)
    {
      double term = coefficient (a, b, x, m);
      double step;

      d = 1.0 / away_from_zero (1.0 + term * d);
      c = away_from_zero (1.0 + term / c);
      step = c * d;
      fraction *= step;
      if (fabs (step - 1.0) < DBL_EPSILON)
        break;
    }
  return fraction;
}

double
imb_incomplete_beta (double a,
                     double b,
                     double x,
                     double y)
{
  double front;

  if (x <= 0.0)
    return 0.0;
  if (y <= 0.0)
    return 1.0;

  front = exp (imb_log_gamma (a + b) - imb_log_gamma (a) - imb_log_gamma (b) + a * log (x) + b * log (y));
  if (x < (a + 1.0) / (a + b + 2.0))
    return front * beta_fraction (a, b, x) / a;
  return 1.0 - front * beta_fraction (b, a, y) / b;
}

/* P(a, x) for x < a + 1. */
static double
gamma_series (double a,
              double x)
{
  double term = 1.0 / a;
  double sum = term;

  for (double k = a + 1.0; term > sum * DBL_EPSILON / 4.0; k += 1.0)
    {
      term *= x / k;
      sum += term;
    }
  return sum * exp (a * log (x) - x - imb_log_gamma (a));
}

/* Q(a, x) for x ≥ a + 1. */
static double
gamma_fraction (double a,
                double x)
{
  double b = x + 1.0 - a;
  double c = 1.0 / TINY;
  double d = 1.0 / b;
  double fraction = d;

  for (int m = 1; m < 10000; m++)
    {
      double term = -m * (m - a);
      double step;

      b += 2.0;
      d = 1.0 / away_from_zero (term * d + b);
      c = away_from_zero (b + term / c);
      step = c * d;
      fraction *= step;
      if (fabs (step - 1.0) < DBL_EPSILON)
        break;
    }
  return fraction * exp (a * log (x) - x - imb_log_gamma (a));
}

double
imb_chi_square_above (double value,
                      double df)
{
  double a = df / 2.0, x = value / 2.0;

  if (isnan (value) || !(df > 0.0))
    return NAN;
  if (x <= 0.0)
    return 1.0;
  if (isinf (x))
    return 0.0;
  return x < a + 1.0 ? 1.0 - gamma_series (a, x) : gamma_fraction (a, x);
}

double
imb_f_above (double value,
             double df1,
             double df2)
{
  double whole = df1 * value + df2;

  if (isnan (value) || !(df1 > 0.0) || !(df2 > 0.0))
    return NAN;
  if (value <= 0.0)
    return 1.0;
  if (isinf (whole))
    return 0.0;
  return imb_incomplete_beta (df2 / 2.0, df1 / 2.0, df2 / whole, df1 * value / whole);
}

double
imb_normal_cdf (double z)
{
  return 0.5 * erfc (-z / G_SQRT2);
}

double
imb_normal_quantile (double p)
{
  double below = MIN (p, 1.0 - p);
  double z = -sqrt (-2.0 * log (below));

  if (!(p > 0.0 && p < 1.0))
    return p == 0.0 ? -INFINITY : p == 1.0 ? INFINITY
                                           : NAN;
  if (p == 0.5)
    return 0.0;

  for (guint i = 0; i < 100; i++)
    {
      double share = imb_normal_cdf (z);
      double slope = exp (-z * z / 2.0) / sqrt (2.0 * G_PI) / share;
      double step = (log (below) - log (share)) / slope;

      z += step;
      if (fabs (step) <= 4.0 * DBL_EPSILON * fabs (z))
        break;
    }
  return p < 0.5 ? z : -z;
}
