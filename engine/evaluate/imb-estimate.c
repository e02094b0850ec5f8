/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mean and interval of values that come from overlapping training rows. Nadeau and Bengio 2003, "Inference
 * for the generalization error", doi:10.1023/A:1024068626366: a plain t interval is too narrow.
 * Student's t by the incomplete beta function; its quantile by bisection, which needs no starting point and cannot fail. */
#include "engine/evaluate/imb-estimate.h"

#include <float.h>
#include <math.h>

#include "engine/kernels/imb-distribution.h"

double
imb_student_two_sided (double t,
                       double df)
{
  double square = t * t;

  if (isnan (t) || !(df > 0.0))
    return NAN;
  if (isinf (square))
    return 0.0;
  return imb_incomplete_beta (df / 2.0, 0.5, df / (df + square), square / (df + square));
}

double
imb_student_cdf (double t,
                 double df)
{
  double tail = imb_student_two_sided (t, df) / 2.0;

  return t > 0.0 ? 1.0 - tail : tail;
}

double
imb_student_quantile (double p,
                      double df)
{
  double tail = 2.0 * MIN (p, 1.0 - p); /* of both sides */
  double low = 0.0;
  double high = 1.0;

  if (!(p > 0.0 && p < 1.0) || !(df > 0.0))
    return NAN;
  if (p == 0.5)
    return 0.0;

  while (imb_student_two_sided (high, df) > tail && high < DBL_MAX / 4.0)
    high *= 2.0;
  for (guint step = 0; step < 2000; step++)
    {
      double middle = low + (high - low) / 2.0;

      if (middle <= low || middle >= high)
        break;
      if (imb_student_two_sided (middle, df) > tail)
        low = middle;
      else
        high = middle;
    }
  return p < 0.5 ? -high : high;
}

ImbEstimate
imb_estimate_of (const double *values,
                 gsize         n,
                 double        test_share)
{
  ImbEstimate estimate = { NAN, NAN, NAN, NAN };
  double      sum = 0.0, squares = 0.0, error;
  double      n_known = 0.0;

  for (gsize i = 0; i < n; i++)
    if (!isnan (values[i]))
      {
        sum += values[i];
        n_known++;
      }
  if (n_known < 1.0)
    return estimate;

  estimate.value = sum / n_known;
  if (n_known < 2.0 || isinf (estimate.value))
    return estimate;

  for (gsize i = 0; i < n; i++)
    if (!isnan (values[i]))
      squares += (values[i] - estimate.value) * (values[i] - estimate.value);
  error = sqrt (squares / (n_known - 1.0) * (1.0 / n_known + test_share));
  estimate.low = estimate.value - imb_student_quantile (0.975, n_known - 1.0) * error;
  estimate.high = estimate.value + imb_student_quantile (0.975, n_known - 1.0) * error;
  if (error > 0.0)
    estimate.p = imb_student_two_sided (estimate.value / error, n_known - 1.0);
  else
    estimate.p = estimate.value == 0.0 ? 1.0 : 0.0;
  return estimate;
}
