/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* exp and log (1 + x) without branches or tables, so that a loop over an array becomes vector code
 * (libm's are calls). Within 1 ulp of the true value, as measured by tests/test-models.c. */

/* e^x for −708 ≤ x ≤ 709; beyond, the value at that end (never 0, never infinite). NaN stays NaN.
 * x = n ln 2 + r, |r| ≤ ln 2 / 2; e^r by its series to r^13 (the rest is below 5e-18); 2^n is
 * added to the exponent's bits. */
static inline double
imb_exp (double x)
{
  const double ln2_high = 0x1.62e42feep-1; /* n * ln2_high is exact */
  const double ln2_low = 0x1.a39ef35793c76p-33;
  const double round = 0x1.8p52; /* adding it leaves the nearest whole number in the low bits */
  double       shifted, n, r, p;
  guint64      bits, power;

  x = x < -708.0 ? -708.0 : x;
  x = x > 709.0 ? 709.0 : x;
  shifted = x * 0x1.71547652b82fep+0 + round;
  n = shifted - round;
  r = (x - n * ln2_high) - n * ln2_low;
  p = 1.0 / 6227020800.0;
  p = p * r + 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  p = 1.0 + (r + r * r * p);
  memcpy (&bits, &p, sizeof bits);
  memcpy (&power, &shifted, sizeof power);
  bits += power << 52;
  memcpy (&p, &bits, sizeof p);
  return p;
}

/* log (1 + x) for 0 ≤ x ≤ 1: twice the area tangent of s = x / (2 + x) ≤ 1/3, by its series in s². */
static inline double
imb_log1p_unit (double x)
{
  double s = x / (2.0 + x);
  double z = s * s;
  double p = 1.0 / 33.0;

  p = p * z + 1.0 / 31.0;
  p = p * z + 1.0 / 29.0;
  p = p * z + 1.0 / 27.0;
  p = p * z + 1.0 / 25.0;
  p = p * z + 1.0 / 23.0;
  p = p * z + 1.0 / 21.0;
  p = p * z + 1.0 / 19.0;
  p = p * z + 1.0 / 17.0;
  p = p * z + 1.0 / 15.0;
  p = p * z + 1.0 / 13.0;
  p = p * z + 1.0 / 11.0;
  p = p * z + 1.0 / 9.0;
  p = p * z + 1.0 / 7.0;
  p = p * z + 1.0 / 5.0;
  p = p * z + 1.0 / 3.0;
  return 2.0 * s + 2.0 * s * (z * p);
}

G_END_DECLS
