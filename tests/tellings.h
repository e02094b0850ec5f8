/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of time. What takes too long once may be the machine's doing: its host takes the processor away, other programs take the
 * caches. What the program does slowly is slow each time. So a story in which something was too slow is told again, until each of its
 * parts was fast enough in one telling; a part that was too slow in all of them breaks the promise. */
#pragma once

#include <glib.h>

#define TELLINGS 5

static GHashTable *too_slow; /* the parts of the story that is told */

/* That part took @ms where less than @limit_ms is promised. A part may be noted often, and is as slow as its slowest. Of the thread that
 * tells the story. */
static inline void
telling_note (const char *part,
              double      ms,
              double      limit_ms)
{
  g_test_message ("%s: %.1f ms of %.0f%s", part, ms, limit_ms, ms < limit_ms ? "" : ", TOO SLOW");
  if (ms >= limit_ms)
    g_hash_table_add (too_slow, g_strdup (part));
}

static inline gboolean
was_fast (gpointer part,
          gpointer unused,
          gpointer now)
{
  return !g_hash_table_contains (now, part);
}

/* How many parts of @story were too slow in each telling. */
static inline guint
tellings_n_slow (void (*story) (gconstpointer data),
                 gconstpointer data)
{
  g_autoptr (GHashTable) always = NULL;

  for (guint telling = 0; telling < TELLINGS && (always == NULL || g_hash_table_size (always) > 0); telling++)
    {
      g_autoptr (GHashTable) now = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

      too_slow = now;
      story (data);
      too_slow = NULL;
      if (always == NULL)
        always = g_steal_pointer (&now);
      else
        g_hash_table_foreach_remove (always, was_fast, now);
    }
  return g_hash_table_size (always);
}

/* No part of @story is too slow each time. */
static inline void
assert_in_time (void (*story) (gconstpointer data),
                gconstpointer data)
{
  g_assert_cmpuint (tellings_n_slow (story, data), ==, 0);
}
