/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimal to binary, correctly rounded. A small integer × or ÷ a small power of ten is exact but for one rounding (Clinger
 * 1990, doi:10.1145/93542.93557). For the rest the digits are multiplied by the 128 leading bits of the power of five
 * (Lemire 2021, doi:10.1002/spe.2984); that the second half is needed only when the first one's last bits are all ones, and
 * that then nothing is left undecided, is shown by Mushtak and Lemire 2023, doi:10.1002/spe.3198. O(1). */
#include "engine/data/imb-decimal.h"

#include <math.h>
#include <string.h>

#include "powers-of-five.inc"

#define EXACT_INTEGER  (G_GUINT64_CONSTANT (1) << 53)
#define EXACT_POWER    22
#define FRACTION_BITS  52
#define SPARE_BITS     9 /* 64 − FRACTION_BITS − 3: what the high word has beyond the fraction, its hidden bit, one to round and one that may be 0 */
#define EXPONENT_BIAS  1023
#define MOST_EXPONENT  2047
#define HALF_WAY_LEAST (-4) /* only between these powers of ten can a number lie exactly between two doubles */
#define HALF_WAY_MOST  23

static const double powers_of_ten[EXACT_POWER + 1] = {
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22
};

__extension__ typedef unsigned __int128 Word128;

static double
from_parts (guint64 fraction,
            guint64 exponent)
{
  guint64 bits = fraction | exponent << FRACTION_BITS;
  double  value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

/* @significand has one bit more than a double keeps. */
static double
round_subnormal (guint64 significand,
                 int     shift)
{
  if (shift >= 64)
    return 0.0;

  significand >>= shift;
  significand = (significand + (significand & 1)) >> 1;
  return from_parts (significand, 0); /* when it rounds up to the smallest normal number, the carry is its exponent */
}

static double
multiply (guint64 digits,
          int     exponent)
{
  const guint64 *power = powers_of_five[exponent - LEAST_POWER];
  int            n_zeros = __builtin_clzll (digits);
  guint64        normal = digits << n_zeros;
  Word128        product = (Word128) normal * power[0];
  guint64        high, low, significand;
  int            top, binary;

  if (((guint64) (product >> 64) & ((1 << SPARE_BITS) - 1)) == (1 << SPARE_BITS) - 1)
    product += (guint64) ((Word128) normal * power[1] >> 64);
  high = (guint64) (product >> 64);
  low = (guint64) product;
  top = (int) (high >> 63);
  significand = high >> (top + SPARE_BITS);
  binary = ((217706 * exponent) >> 16) + 63 + top - n_zeros + EXPONENT_BIAS; /* 217706 / 65536 = log2 (10) */
  if (binary <= 0)
    return round_subnormal (significand, 1 - binary);

  if (low <= 1 && exponent >= HALF_WAY_LEAST && exponent <= HALF_WAY_MOST && (significand & 3) == 1 && significand << (top + SPARE_BITS) == high)
    significand &= ~G_GUINT64_CONSTANT (1); /* exactly between two: to the even one */
  significand = (significand + (significand & 1)) >> 1;
  if (significand >> (FRACTION_BITS + 1) != 0)
    {
      significand >>= 1;
      binary++;
    }
  if (binary >= MOST_EXPONENT)
    return INFINITY;
  return from_parts (significand & ((G_GUINT64_CONSTANT (1) << FRACTION_BITS) - 1), (guint64) binary);
}

double
imb_decimal_to_double (guint64 digits,
                       int     exponent)
{
  if (digits <= EXACT_INTEGER && ABS (exponent) <= EXACT_POWER)
    return exponent < 0 ? (double) digits / powers_of_ten[-exponent] : (double) digits * powers_of_ten[exponent];
  if (digits == 0 || exponent < LEAST_POWER)
    return 0.0;
  if (exponent > MOST_POWER)
    return INFINITY;
  return multiply (digits, exponent);
}
