/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Did you mean …": the word with the smallest edit distance, where a swap of two neighbours counts once
 * (optimal string alignment). O(length²) per word. */
#include "engine/params/imb-config.h"

#include <string.h>

#define LONGEST 63

/* Case and the choice between - and _ are no difference. */
static gboolean
is_same (char a,
         char b)
{
  return g_ascii_tolower (a == '_' ? '-' : a) == g_ascii_tolower (b == '_' ? '-' : b);
}

static guint
edits (const char *a,
       const char *b)
{
  guint  n = (guint) strlen (a), m = (guint) strlen (b);
  guint  rows[3][LONGEST + 2];
  guint *older = rows[0], *last = rows[1], *now = rows[2];

  for (guint j = 0; j <= m; j++)
    last[j] = j;
  for (guint i = 1; i <= n; i++)
    {
      guint *spare = older;

      now[0] = i;
      for (guint j = 1; j <= m; j++)
        {
          now[j] = MIN (MIN (last[j] + 1, now[j - 1] + 1), last[j - 1] + !is_same (a[i - 1], b[j - 1]));
          if (i > 1 && j > 1 && is_same (a[i - 1], b[j - 2]) && is_same (a[i - 2], b[j - 1]))
            now[j] = MIN (now[j], older[j - 2] + 1);
        }
      older = last;
      last = now;
      now = spare;
    }
  return last[m];
}

/* An unfinished word is near to what it begins. */
static gboolean
begins (const char *text,
        const char *word)
{
  gsize n = strlen (text);

  if (n < 2 || n > strlen (word))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!is_same (text[i], word[i]))
      return FALSE;
  return TRUE;
}

const char *
imb_nearest_word (const char        *text,
                  const char *const *ids)
{
  const char *best = NULL;
  guint       least = G_MAXUINT;

  if (text == NULL || *text == '\0' || strlen (text) > LONGEST)
    return NULL;

  for (; *ids != NULL; ids++)
    {
      guint n;

      if (strlen (*ids) > LONGEST)
        continue;
      n = begins (text, *ids) ? 1 : edits (text, *ids);
      if (n < least && n <= MAX (1, MAX (strlen (text), strlen (*ids)) / 3))
        {
          least = n;
          best = *ids;
        }
    }
  return best;
}
