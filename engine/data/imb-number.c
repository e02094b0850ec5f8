/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers from text and back, whatever the locale. What has at most 19 digits is read exactly (imb-decimal), eight digits
 * at a time where they stand together (Lemire 2021, doi:10.1002/spe.2984, section 9). Longer ones lie between their first 19
 * digits and the next such number; when both give one double, that is it. The rest, and most of the way back,
 * goes through GLib's C-locale functions. */
#include "engine/data/imb-number.h"

#include <math.h>
#include <string.h>

#include "engine/data/imb-decimal.h"
#include "engine/data/imb-table.h"

#define EXACT_INTEGER 9007199254740992.0 /* 2^53 */
#define MOST_POWER    22
#define MOST_DIGITS   19 /* that always fit into 64 bits */

static const double powers[MOST_POWER + 1] = {
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22
};

/* A number taken apart. */
typedef struct
{
  guint64  mantissa; /* its first MOST_DIGITS significant digits */
  int      n_digits; /* significant ones, also those not in the mantissa */
  int      exponent; /* of ten, for the mantissa */
  gboolean any;      /* there was a digit */
  gboolean whole;    /* neither a decimal sign nor an exponent */
} Parts;

static const char *
take_digits (Parts      *parts,
             const char *p,
             const char *end,
             int         shift)
{
  for (; p < end && g_ascii_isdigit (*p); p++)
    {
      parts->any = TRUE;
      if (parts->n_digits > 0 || *p != '0')
        parts->n_digits++;
      if (parts->n_digits > MOST_DIGITS)
        parts->exponent += 1 - shift;
      else
        {
          parts->mantissa = parts->mantissa * 10 + (guint64) (*p - '0');
          parts->exponent -= shift;
        }
    }
  return p;
}

/* NULL when what follows the e is no exponent. */
static const char *
take_exponent (Parts      *parts,
               const char *p,
               const char *end)
{
  gboolean    negative = p < end && *p == '-';
  int         exponent = 0;
  const char *first;

  if (p < end && (*p == '-' || *p == '+'))
    p++;
  for (first = p; p < end && g_ascii_isdigit (*p); p++)
    exponent = MIN (exponent * 10 + (*p - '0'), 100000);
  if (p == first)
    return NULL;

  parts->exponent += negative ? -exponent : exponent;
  return p;
}

static gboolean
take_apart (Parts      *parts,
            const char *p,
            const char *end,
            char        decimal)
{
  parts->whole = TRUE;
  p = take_digits (parts, p, end, 0);
  if (p < end && *p == decimal)
    {
      parts->whole = FALSE;
      p = take_digits (parts, p + 1, end, 1);
    }
  if (!parts->any)
    return FALSE;

  if (p < end && (*p == 'e' || *p == 'E'))
    {
      parts->whole = FALSE;
      p = take_exponent (parts, p + 1, end);
    }
  return p == end;
}

static gboolean
is_infinity (const char *text,
             gsize       length)
{
  return (length == 3 && g_ascii_strncasecmp (text, "inf", 3) == 0) || (length == 8 && g_ascii_strncasecmp (text, "infinity", 8) == 0);
}

/* Without its sign. */
static double
convert_slowly (const char *text,
                gsize       length,
                char        decimal)
{
  char             near[64];
  g_autofree char *far = NULL;
  char            *copy = length < sizeof near ? near : (far = g_malloc (length + 1));
  char            *sign;

  memcpy (copy, text, length);
  copy[length] = '\0';
  sign = decimal == '.' ? NULL : strchr (copy, decimal);
  if (sign != NULL)
    *sign = '.';
  return g_ascii_strtod (copy, NULL);
}

#if G_BYTE_ORDER == G_LITTLE_ENDIAN
static guint64
load_eight (const char *p)
{
  guint64 word;

  memcpy (&word, p, sizeof word);
  return word;
}

static gboolean
are_digits (guint64 eight)
{
  const guint64 high = G_GUINT64_CONSTANT (0xf0f0f0f0f0f0f0f0);

  return ((eight & high) | ((eight + G_GUINT64_CONSTANT (0x0606060606060606)) & high) >> 4) == G_GUINT64_CONSTANT (0x3333333333333333);
}

/* Neighbouring digits, then pairs, then fours are joined, all in one word. */
static guint64
join_digits (guint64 eight)
{
  eight = (eight & G_GUINT64_CONSTANT (0x0f0f0f0f0f0f0f0f)) * 2561 >> 8;
  eight = (eight & G_GUINT64_CONSTANT (0x00ff00ff00ff00ff)) * 6553601 >> 16;
  return (eight & G_GUINT64_CONSTANT (0x0000ffff0000ffff)) * G_GUINT64_CONSTANT (42949672960001) >> 32;
}
#endif

/* Digits and nothing else, at most MOST_DIGITS of them with those in @number already; FALSE when there is something else. */
static gboolean
take_run (const char *p,
          const char *end,
          guint64    *number)
{
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
  const guint32 tens[8] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000 };
  const guint64 zeros = G_GUINT64_CONSTANT (0x3030303030303030);
  guint64       eight;

  if (end - p >= 8)
    {
      for (; end - p >= 8; p += 8)
        {
          eight = load_eight (p);
          if (!are_digits (eight))
            return FALSE;
          *number = *number * 100000000 + join_digits (eight);
        }
      if (p == end)
        return TRUE;

      /* What is left, with zeros for the digits before it, which were taken. */
      guint shift = 64 - 8 * (guint) (end - p);
      eight = (load_eight (end - 8) >> shift << shift) | (zeros << (64 - shift) >> (64 - shift));
      if (!are_digits (eight))
        return FALSE;
      *number = *number * tens[end - p] + join_digits (eight);
      return TRUE;
    }
#endif
  for (; p < end; p++)
    {
      guint digit = (guint) (guchar) *p - '0';

      if (digit > 9)
        return FALSE;
      *number = *number * 10 + digit;
    }
  return TRUE;
}

/* The shape of nearly all numbers in tables, without sign: digits, perhaps a decimal sign among them, in all so few that they fit
 * into 64 bits. */
static gboolean
parse_plain (const char *p,
             const char *end,
             char        decimal,
             double     *size)
{
  const char *at = p;
  guint64     digits = 0;

  if (p == end || end - p > MOST_DIGITS + 1)
    return FALSE;

  for (; at < end && *at != decimal; at++)
    {
      guint digit = (guint) (guchar) *at - '0';

      if (digit > 9)
        return FALSE;
      digits = digits * 10 + digit;
    }
  if (at == end)
    {
      *size = (double) digits;
      return end - p <= MOST_DIGITS && digits <= (guint64) EXACT_INTEGER;
    }
  if (end - p == 1 || !take_run (at + 1, end, &digits))
    return FALSE;
  *size = imb_decimal_to_double (digits, -(int) (end - at - 1));
  return TRUE;
}

ImbNumberText
imb_parse_number (const char *text,
                  gsize       length,
                  char        decimal,
                  double     *value)
{
  gboolean negative = length > 0 && *text == '-';
  Parts    parts = { 0 };
  double   size;

  if (length > 0 && (*text == '-' || *text == '+'))
    {
      text++;
      length--;
    }
  if (parse_plain (text, text + length, decimal, &size))
    {
      *value = negative ? -size : size;
      return IMB_NUMBER_YES;
    }
  if (!take_apart (&parts, text, text + length, decimal))
    return is_infinity (text, length) ? IMB_NUMBER_INFINITE : IMB_NUMBER_NO;

  size = imb_decimal_to_double (parts.mantissa, parts.exponent);
  if (parts.n_digits > MOST_DIGITS && size != imb_decimal_to_double (parts.mantissa + 1, parts.exponent))
    size = convert_slowly (text, length, decimal);

  if (isinf (size))
    return IMB_NUMBER_INFINITE;
  *value = negative ? -size : size;
  if (!parts.whole)
    return IMB_NUMBER_YES;
  return parts.n_digits <= MOST_DIGITS && (guint64) size == parts.mantissa ? IMB_NUMBER_YES : IMB_NUMBER_WIDE;
}

/* @digits / 10^@n_decimals; returns the end. */
static char *
put_decimal (char   *p,
             guint64 digits,
             int     n_decimals)
{
  char reversed[24];
  int  n = 0;

  do
    {
      if (n == n_decimals && n > 0)
        reversed[n++] = '.', n_decimals = -1;
      reversed[n++] = (char) ('0' + digits % 10);
      digits /= 10;
    }
  while (digits > 0 || n <= n_decimals);

  while (n > 0)
    *p++ = reversed[--n];
  *p = '\0';
  return p;
}

/* When the number has at most 15 digits and needs no exponent. The fewest decimals that give it back are the
 * shortest text: digits ÷ 10^k with digits < 2^53, k ≤ 22 is what a correct reader computes. */
static gboolean
format_short (double size,
              char  *p)
{
  if (size >= 1e15 || (size < 1e-4 && size > 0.0))
    return FALSE;

  for (int k = 0; k <= 18; k++)
    {
      double digits = rint (size * powers[k]);

      if (digits >= 1e15)
        return FALSE;
      if (digits / powers[k] != size)
        continue;
      put_decimal (p, (guint64) digits, k);
      return TRUE;
    }
  return FALSE;
}

const char *
imb_format_number (double value,
                   char  *buffer)
{
  const char *const formats[] = { "%.15g", "%.16g", "%.17g" };

  if (isnan (value))
    return strcpy (buffer, "nan");
  if (isinf (value))
    return strcpy (buffer, value < 0.0 ? "-inf" : "inf");

  *buffer = '-';
  if (fabs (value) >= 1e15 && fabs (value) <= EXACT_INTEGER && value == rint (value))
    {
      put_decimal (value < 0.0 ? buffer + 1 : buffer, (guint64) fabs (value), 0);
      return buffer;
    }
  if (format_short (fabs (value), value < 0.0 ? buffer + 1 : buffer))
    return buffer;

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (buffer, 32, formats[i], value);
      if (g_ascii_strtod (buffer, NULL) == value)
        break;
    }
  return buffer;
}
