/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers from text and back, whatever the locale. Most numbers in tables have at most 15 digits and a small
 * power of ten: then integer × or ÷ 10^k is exact but for one rounding (Clinger 1990,
 * doi:10.1145/93542.93557), in both directions. The rest goes through GLib's C-locale functions. */
#include "engine/data/imb-number.h"

#include <math.h>
#include <string.h>

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

/* The shape of nearly all numbers in tables, without sign: digits, perhaps a decimal sign among them, in all so few that they fit
 * into 64 bits. */
static gboolean
parse_plain (const char *p,
             const char *end,
             char        decimal,
             double     *size)
{
  const char *sign = NULL;
  guint64     mantissa = 0;

  if (p == end || end - p > MOST_DIGITS)
    return FALSE;

  for (const char *at = p; at < end; at++)
    {
      guint digit = (guint) (guchar) *at - '0';

      if (digit <= 9)
        mantissa = mantissa * 10 + digit;
      else if (*at == decimal && sign == NULL && end - p > 1)
        sign = at;
      else
        return FALSE;
    }
  if (mantissa > (guint64) EXACT_INTEGER)
    return FALSE;
  *size = sign == NULL ? (double) mantissa : (double) mantissa / powers[end - sign - 1];
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

  if (parts.mantissa == 0)
    size = 0.0;
  else if (parts.n_digits <= MOST_DIGITS && parts.mantissa <= (guint64) EXACT_INTEGER && ABS (parts.exponent) <= MOST_POWER)
    size = parts.exponent < 0 ? (double) parts.mantissa / powers[-parts.exponent] : (double) parts.mantissa * powers[parts.exponent];
  else
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
