/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers with separators between thousands: the separators go, the rest is read as any number. */
#include "engine/io/imb-grouped.h"

#include <string.h>

#include "engine/data/imb-number.h"
#include "engine/io/imb-read.h"

#define LONGEST 64

static const struct
{
  const char *text;
  char        is; /* what it counts as */
} separators[] = {
  { ",", ',' },
  { ".", '.' },
  { " ", ' ' },
  { "\302\240", ' ' },     /* U+00A0 no-break space */
  { "\342\200\211", ' ' }, /* U+2009 thin space */
  { "\342\200\257", ' ' }, /* U+202F narrow no-break space */
  { "'", '\'' },
  { "\342\200\231", '\'' }, /* U+2019 */
};

/* The length of the separator that stands at @p, which is @is afterwards; 0: there is none. */
static gsize
take_separator (const char *p,
                const char *end,
                char       *is)
{
  for (guint s = 0; s < G_N_ELEMENTS (separators); s++)
    {
      gsize n = strlen (separators[s].text);

      if ((gsize) (end - p) < n || memcmp (p, separators[s].text, n) != 0)
        continue;
      *is = separators[s].is;
      return n;
    }
  return 0;
}

static gsize
count_digits (const char *p,
              const char *end)
{
  gsize n = 0;

  while (p + n < end && g_ascii_isdigit (p[n]))
    n++;
  return n;
}

gboolean
imb_parse_grouped (const char *text,
                   gsize       length,
                   char        decimal,
                   char        thousands,
                   double     *value,
                   char       *met)
{
  char        plain[LONGEST];
  const char *end = text + length;
  const char *p = text + (*text == '-'); /* +49 351 123 is a telephone's */
  gsize       n_digits = count_digits (p, end);
  gsize       n = (gsize) (p - text) + n_digits;
  gsize       width;
  char        is = '\0', first = '\0';

  if (thousands == IMB_READ_NONE || length >= LONGEST || n_digits < 1 || n_digits > 3 || *p == '0')
    return FALSE;

  memcpy (plain, text, n);
  for (p += n_digits; (width = take_separator (p, end, &is)) > 0 && is != decimal; p += width + 3)
    {
      if ((first != '\0' && is != first) || (thousands != '\0' && is != thousands) || count_digits (p + width, end) != 3)
        return FALSE;
      first = is;
      memcpy (plain + n, p + width, 3);
      n += 3;
    }
  if (first == '\0')
    return FALSE;

  memcpy (plain + n, p, (gsize) (end - p));
  n += (gsize) (end - p);
  *met = first;
  return imb_parse_number (plain, n, decimal, value) == IMB_NUMBER_YES;
}
