/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers from text, beside the C library, where rounding is hardest. With IMB_NUMBER_ROUNDS set, so many random ones more. */
#include <locale.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-rng.h"
#include "engine/data/imb-decimal.h"
#include "engine/data/imb-number.h"

static void
assert_as_the_c_library (const char *text)
{
  double        wanted = g_ascii_strtod (text, NULL);
  double        got = wanted;
  ImbNumberText is = imb_parse_number (text, strlen (text), '.', &got);

  if (is == IMB_NUMBER_NO || (is == IMB_NUMBER_INFINITE) != isinf (wanted) || memcmp (&got, &wanted, sizeof got) != 0)
    g_error ("%s: %.17g instead of %.17g (%d)", text, got, wanted, is);
}

static guint
n_rounds (guint usual)
{
  const char *wanted = g_getenv ("IMB_NUMBER_ROUNDS");

  return wanted == NULL ? usual : (guint) g_ascii_strtoull (wanted, NULL, 10);
}

static double
any_double (ImbRng *rng)
{
  guint64 bits = (guint64) imb_rng_word (rng) << 32 | imb_rng_word (rng);
  double  value;

  memcpy (&value, &bits, sizeof value);
  return isfinite (value) ? fabs (value) : 1.0;
}

/* @digits of @text, then "9" or "1" or nothing, then its exponent. */
static void
assert_cut (const char *text,
            gsize       n_digits,
            const char *more)
{
  const char      *exponent = strchr (text, 'e');
  g_autofree char *cut = g_strdup_printf ("%.*s%s%s", (int) MIN (n_digits + 1, (gsize) (exponent - text)), text, more, exponent);

  assert_as_the_c_library (cut);
}

/* The middle between two neighbouring doubles, in full and a little less or more. */
static void
test_half_way_between_doubles (void)
{
  const gsize cuts[] = { 15, 16, 17, 18, 19, 20, 21, 30, 60, 800 };
  ImbRng      rng;

  imb_rng_init (&rng, 1);
  for (guint i = 0; i < n_rounds (3000); i++)
    {
      double      low = any_double (&rng);
      long double middle;
      char        text[900];

      if (i % 3 == 0)
        low = fmod (low, 1e6) + (double) imb_rng_below (&rng, 1000000);
      if (i % 3 == 1)
        low = ldexp (1.0 + imb_rng_double (&rng), (int) imb_rng_below (&rng, 80) - 20);
      middle = ((long double) low + nextafter (low, INFINITY)) / 2;
      if (!isfinite (middle))
        continue;
      g_snprintf (text, sizeof text, "%.780Le", middle);
      g_strdelimit (text, ",", '.'); /* where the country writes one */
      for (guint c = 0; c < G_N_ELEMENTS (cuts); c++)
        {
          assert_cut (text, cuts[c], "");
          assert_cut (text, cuts[c], "1");
          assert_cut (text, cuts[c], "9");
        }
    }
}

/* Whole numbers of 54 bits and more, which lie half way themselves. */
static void
test_half_way_between_whole_numbers (void)
{
  ImbRng rng;
  char   text[64];

  imb_rng_init (&rng, 2);
  for (guint i = 0; i < n_rounds (20000); i++)
    {
      guint   shift = 1 + i % 10;
      guint64 middle = ((G_GUINT64_CONSTANT (1) << 53) + imb_rng_below (&rng, G_GUINT64_CONSTANT (1) << 53)) << (shift - 1);

      middle |= G_GUINT64_CONSTANT (1) << (shift - 1);
      for (int d = -1; d <= 1; d++)
        {
          g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT ".0", middle + (guint64) d);
          assert_as_the_c_library (text);
          g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT "e-%u", middle + (guint64) d, i % 25);
          assert_as_the_c_library (text);
        }
    }
}

static void
test_every_power_of_ten (void)
{
  const guint64 digits[] = { 1, 5, 9, 4503599627370497, 9007199254740991, 9007199254740993, 9999999999999999999u, 17976931348623157, 22250738585072014, 49406564584124654 };
  char          text[64];

  for (int exponent = -400; exponent <= 400; exponent++)
    for (guint d = 0; d < G_N_ELEMENTS (digits); d++)
      {
        g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT "e%d", digits[d], exponent);
        assert_as_the_c_library (text);
      }
}

static void
test_known_hard_ones (void)
{
  const char *const texts[] = {
    "2.2250738585072011e-308", "2.2250738585072012e-308", "2.2250738585072014e-308", "4.9406564584124654e-324", "2.4703282292062327e-324",
    "2.4703282292062328e-324", "1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308", "179769313486231580793e289",
    "9007199254740993", "9007199254740992.999999999999", "9007199254740993.000000000001", "6.631236846766476e-316", "3.2378839133029012895883524125015321748630094e-324",
    "7.0420557077594588669468784357561207962098443483187940792729600000e+59", "1e23", "8.5e22", "0.1e-6", "0.000000000000000000000000000000000000000000000000", "00000000000000000001",
    "0.1234567890123456789", "12345678.12345678", "1234567.12345678901", "123456789012345678.9", "0.00000000000000000001", "5.", ".5", "1e-99999999999", "0e99999999999"
  };

  for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
    assert_as_the_c_library (texts[t]);
}

/* Every length before and after the decimal sign, every place for one character that does not belong there. */
static void
test_lengths_and_places (void)
{
  const char wrong[] = { '/', ':', ' ', '-', 'x', '\xb0', '.', ',' };
  ImbRng     rng;

  imb_rng_init (&rng, 3);
  for (guint n = 1; n <= 24; n++)
    for (guint point = 0; point <= n; point++)
      {
        char   text[40] = "";
        double value;

        for (guint d = 0; d < n; d++)
          text[d] = d == point ? '.' : (char) ('0' + imb_rng_below (&rng, 10));
        if (n > 1 || point == n)
          assert_as_the_c_library (text);
        for (guint at = 0; at < n; at++)
          for (guint w = 0; w < sizeof wrong; w++)
            {
              char before = text[at];

              if (at == point || (at == 0 && wrong[w] == '-') || (point == n && wrong[w] == '.'))
                continue;
              text[at] = wrong[w];
              g_assert_cmpint (imb_parse_number (text, n, '.', &value), ==, IMB_NUMBER_NO);
              text[at] = before;
            }
      }
}

static void
test_random_digits_and_exponents (void)
{
  ImbRng rng;

  imb_rng_init (&rng, 4);
  for (guint i = 0; i < n_rounds (200000); i++)
    {
      char  text[64];
      guint n = 0, n_digits = 1 + (guint) imb_rng_below (&rng, 22), point = (guint) imb_rng_below (&rng, 24);

      for (guint d = 0; d < n_digits; d++)
        {
          if (d == point)
            text[n++] = '.';
          text[n++] = (char) ('0' + imb_rng_below (&rng, 10));
        }
      text[n] = '\0';
      if (i % 2 == 0)
        g_snprintf (text + n, sizeof text - n, "e%d", (int) imb_rng_below (&rng, 700) - 350);
      assert_as_the_c_library (text);
    }
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/number/half-way-between-doubles", test_half_way_between_doubles);
  g_test_add_func ("/number/half-way-between-whole-numbers", test_half_way_between_whole_numbers);
  g_test_add_func ("/number/every-power-of-ten", test_every_power_of_ten);
  g_test_add_func ("/number/known-hard-ones", test_known_hard_ones);
  g_test_add_func ("/number/lengths-and-places", test_lengths_and_places);
  g_test_add_func ("/number/random-digits-and-exponents", test_random_digits_and_exponents);
  return g_test_run ();
}
