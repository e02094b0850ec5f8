/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that would be numbers but for a sign. */
#include "engine/data/imb-unit.h"

#include <string.h>

static const char *const signs[] = { "%", "\342\200\260", "$", "\342\202\254", "\302\243", "\302\245", "\342\202\271", NULL };

/* Digits, and what may stand between and before them. */
static gboolean
is_like_number (const char *text,
                gsize       length)
{
  gboolean digits = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (g_ascii_isdigit (text[i]))
        digits = TRUE;
      else if (strchr (" .,'+-", text[i]) == NULL)
        return FALSE;
    }
  return digits;
}

static gboolean
has_sign (const char *text,
          const char *sign)
{
  gsize length = strlen (text), n = strlen (sign);

  if (length <= n)
    return FALSE;
  if (strncmp (text, sign, n) == 0)
    return is_like_number (text + n, length - n);
  if (*text == '-' && strncmp (text + 1, sign, n) == 0)
    return is_like_number (text + 1 + n, length - 1 - n);
  return strcmp (text + length - n, sign) == 0 && is_like_number (text, length - n);
}

const char *
imb_column_unit (const ImbColumn *column)
{
  guint most_without = column->n_levels / 10;

  if (column->kind != IMB_COLUMN_CATEGORY || column->n_levels < 2)
    return NULL;

  for (gsize s = 0; signs[s] != NULL; s++)
    {
      guint n_without = 0;

      for (guint l = 0; l < column->n_levels && n_without <= most_without; l++)
        n_without += !has_sign (column->levels[l], signs[s]);
      if (n_without <= most_without)
        return signs[s];
    }
  return NULL;
}
