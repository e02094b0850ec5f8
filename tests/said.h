/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was said, for tests: notes and sentences, held against a part of their words. */
#pragma once

#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-notes.h"

/* The first note that holds @part, or NULL. */
static inline const char *
find_note (const ImbNotes *notes,
           const char     *part)
{
  for (guint n = 0; n < imb_notes_n (notes); n++)
    if (strstr (imb_notes_at (notes, n), part) != NULL)
      return imb_notes_at (notes, n);
  return NULL;
}

static inline void
assert_said (const ImbNotes *notes,
             const char     *part)
{
  if (find_note (notes, part) == NULL)
    g_error ("no note says “%s”", part);
}

static inline void
assert_sentence (const GError *error,
                 int           code,
                 const char   *part)
{
  g_assert_error (error, IMB_ERROR, code);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” does not say “%s”", error->message, part);
}
