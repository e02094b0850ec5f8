/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers for figures. Formatting is by g_ascii_formatd, because printf follows the locale and figures
 * must be the same bytes everywhere. */
#include "widgets/draw/imb-text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define THIN_SPACE "\u2009"
#define MINUS      "\u2212"

/* "-1234567.25" → "−1 234 567.25" */
static void
append_grouped (GString    *text,
                const char *digits)
{
  gsize n;

  if (*digits == '-')
    {
      g_string_append (text, MINUS);
      digits++;
    }

  n = strspn (digits, "0123456789");
  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append (text, THIN_SPACE);
      g_string_append_c (text, digits[i]);
    }
  g_string_append (text, digits + n);
}

static void
append_fixed (GString *text,
              double   value,
              int      n_decimals)
{
  char format[16];
  char digits[400];

  g_snprintf (format, sizeof format, "%%.%df", CLAMP (n_decimals, 0, 15));
  g_ascii_formatd (digits, sizeof digits, format, value);
  if (strspn (digits, "-0.") == strlen (digits) && digits[0] == '-') /* −0.00 */
    append_grouped (text, digits + 1);
  else
    append_grouped (text, digits);
}

static void
append_power (GString *text,
              int      exponent)
{
  static const char *const raised[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
  char                     digits[16];

  g_snprintf (digits, sizeof digits, "%d", abs (exponent));
  g_string_append (text, exponent < 0 ? "10⁻" : "10");
  for (const char *d = digits; *d != '\0'; d++)
    g_string_append (text, raised[*d - '0']);
}

static void
append_scientific (GString *text,
                   double   value,
                   double   step)
{
  int    exponent = (int) floor (log10 (fabs (value)));
  double mantissa = value / pow (10, exponent);
  int    n_decimals = CLAMP (exponent - (int) floor (log10 (step) + 1e-9), 0, 12);

  if (!isfinite (mantissa)) /* 10^exponent is denormal */
    mantissa = value * pow (10, -exponent);
  if (mantissa == 1 && n_decimals == 0)
    {
      append_power (text, exponent);
      return;
    }

  append_fixed (text, mantissa, n_decimals);
  g_string_append (text, "×");
  append_power (text, exponent);
}

static void
append_number (GString *text,
               double   value,
               double   step)
{
  if (isnan (value))
    {
      g_string_append (text, "–");
      return;
    }
  if (isinf (value))
    {
      g_string_append (text, value > 0 ? "∞" : MINUS "∞");
      return;
    }

  step = fabs (step);
  if (!(step > 0) || !isfinite (step))
    step = MAX (fabs (value), G_MINDOUBLE);
  if (fabs (value) < step * 1e-6)
    g_string_append (text, "0");
  else if (step >= 1e6 || fabs (value) >= 1e9 || fabs (value) < 1e-4)
    append_scientific (text, value, step);
  else
    append_fixed (text, value, (int) ceil (-log10 (step) - 1e-9));
}

void
imb_text_number (double value,
                 double step,
                 char  *buffer,
                 gsize  size)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_number (text, value, step);
  g_strlcpy (buffer, text->str, size);
}

char *
imb_text_count (double count)
{
  GString *text = g_string_new (NULL);
  gboolean is_whole = fabs (count - round (count)) <= 1e-9 * MAX (1.0, fabs (count)); /* sums of weights may be near */

  append_number (text, is_whole ? round (count) : count, is_whole ? 1 : 0.01);
  return g_string_free (text, FALSE);
}

char *
imb_text_share (double share)
{
  GString *text = g_string_new (NULL);
  double   percent = 100 * share;

  if (isnan (share))
    g_string_append (text, "–");
  else if (percent > 0 && percent < 0.01)
    g_string_append (text, "<0.01");
  else if (percent > 99.99 && percent < 100)
    g_string_append (text, ">99.99");
  else if (percent == 0 || percent == 100)
    append_fixed (text, percent, 0);
  else
    append_fixed (text, percent, percent < 0.995 || percent > 99.5 ? 2 : 1);
  if (!isnan (share))
    g_string_append (text, THIN_SPACE "%");
  return g_string_free (text, FALSE);
}

char *
imb_text_ratio (double many,
                double few)
{
  GString *text = g_string_new ("1:");
  double   ratio = many / few;

  if (few == 0)
    g_string_append (text, "∞");
  else if (ratio < 1.005)
    g_string_append (text, "1");
  else if (ratio == round (ratio))
    append_fixed (text, ratio, 0);
  else
    append_fixed (text, ratio, ratio < 1.95 ? 2 : ratio < 9.95 ? 1
                                                               : 0);
  return g_string_free (text, FALSE);
}

char *
imb_text_value (double value)
{
  GString *text = g_string_new (NULL);

  append_number (text, value, 0.001);
  return g_string_free (text, FALSE);
}

char *
imb_text_amount (double value,
                 double size)
{
  GString *text = g_string_new (NULL);

  size = fabs (size);
  append_number (text, value, size >= 1e-300 && size < 0.01 ? pow (10, floor (log10 (size) + 1e-9) - 1) : 0.001);
  return g_string_free (text, FALSE);
}

char *
imb_text_short (double value)
{
  GString *text = g_string_new (NULL);
  double   size = fabs (value);
  int      exponent = size > 0 && isfinite (size) ? (int) floor (log10 (size)) : 0;

  if (size >= 1e9 || (size > 0 && size < 1e-4))
    append_number (text, value, pow (10, MAX (exponent - 2, -307)));
  else if (size == round (size))
    append_number (text, value, 1);
  else
    append_number (text, value, pow (10, MIN (exponent - 3, 0)));
  if (strchr (text->str, '.') != NULL && strstr (text->str, "×") == NULL)
    while (g_str_has_suffix (text->str, "0") || g_str_has_suffix (text->str, "."))
      {
        gboolean was_point = g_str_has_suffix (text->str, ".");

        g_string_truncate (text, text->len - 1);
        if (was_point)
          break;
      }
  return g_string_free (text, FALSE);
}
