/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

/* Every page of the program and of its libraries comes into memory: those that a run happens to be the first to need are not what its table takes.
 * Between variables there is what the address sanitizer lets nobody read. */
static inline void __attribute__ ((no_sanitize_address))
touch_program (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents ("/proc/self/maps", &text, NULL, NULL))
    return;
  lines = g_strsplit (text, "\n", 0);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char         *rest;
      const guint64 begin = g_ascii_strtoull (lines[i], &rest, 16), end = *rest == '-' ? g_ascii_strtoull (rest + 1, &rest, 16) : 0;

      if (!g_str_has_prefix (rest, " r") || strchr (rest, '/') == NULL)
        continue;
      for (guint64 at = begin; at < end; at += 4096)
        (void) *(const volatile char *) (gsize) at;
    }
}
