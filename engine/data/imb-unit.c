/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that would be numbers but for a sign. */
#include "engine/data/imb-unit.h"

#include <string.h>

#define STEP (1u << 16) /* levels between two looks at the job */

static const char *const signs[] = { "%", "\342\200\260", "$", "\342\202\254", "\302\243", "\302\245", "\342\202\271" };

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
          gsize       length,
          const char *sign)
{
  gsize n = strlen (sign);

  if (length <= n)
    return FALSE;
  if (strncmp (text, sign, n) == 0)
    return is_like_number (text + n, length - n);
  if (*text == '-' && strncmp (text + 1, sign, n) == 0)
    return is_like_number (text + 1 + n, length - 1 - n);
  return strcmp (text + length - n, sign) == 0 && is_like_number (text, length - n);
}

const char *
imb_column_unit (const ImbColumn *column,
                 ImbJob          *job)
{
  guint n_with[G_N_ELEMENTS (signs)] = { 0 }, best = 0, most_without = column->n_levels / 10;

  if (column->kind != IMB_COLUMN_CATEGORY || column->n_levels < 2)
    return NULL;

  for (guint l = 0; l < column->n_levels; l++)
    {
      const char *level = column->levels[l];
      gsize       length = strlen (level);

      for (guint s = 0; s < G_N_ELEMENTS (signs); s++)
        n_with[s] += has_sign (level, length, signs[s]);
      for (guint s = 0; s < G_N_ELEMENTS (signs); s++)
        best = n_with[s] > n_with[best] ? s : best;
      if (l + 1 - n_with[best] > most_without || (l % STEP == 0 && !imb_job_step (job, 0, 0, NULL)))
        return NULL;
    }
  return signs[best];
}
