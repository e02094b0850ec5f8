/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names in a sentence: of three hundred classes nobody reads more than a few. */
#include "engine/core/imb-names.h"

#include <glib/gi18n-lib.h>

#define MOST_NAMES 8

char *
imb_names_dup_some (const char *const *names,
                    guint              n)
{
  const guint n_said = n <= MOST_NAMES + 1 ? n : MOST_NAMES; /* "and 1 more" is no shorter than a name */
  GString    *text = g_string_new (NULL);

  for (guint i = 0; i < n_said; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", names[i]);
  if (n_said < n)
    g_string_append_printf (text, _ (" and %u more"), n - n_said);
  return g_string_free (text, FALSE);
}
