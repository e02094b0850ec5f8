/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns that are read as a person says. O(columns) per name. */
#include "engine/io/imb-forced.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"

gssize
imb_forced_find (char *const *names,
                 gsize        n,
                 const char  *name)
{
  guint64 number;

  for (gsize j = 0; j < n; j++)
    if (strcmp (names[j], name) == 0)
      return (gssize) j;
  if (*name == '#' && g_ascii_string_to_unsigned (name + 1, 10, 1, n, &number, NULL))
    return (gssize) number - 1;
  return -1;
}

static gboolean
contains (const char *const *asked,
          char *const       *names,
          gsize              n,
          gssize             column)
{
  for (gsize k = 0; asked != NULL && asked[k] != NULL; k++)
    if (imb_forced_find (names, n, asked[k]) == column)
      return TRUE;
  return FALSE;
}

static void
set_all (ImbInfer *infer,
         void (*set) (ImbInfer *self, gsize j),
         const char *const *asked,
         char *const       *names,
         gsize              n,
         ImbReadLog        *log)
{
  for (gsize k = 0; asked != NULL && asked[k] != NULL; k++)
    {
      gssize j = imb_forced_find (names, n, asked[k]);

      if (j >= 0)
        set (infer, (gsize) j);
      else
        imb_notes_add (log->notes, _ ("There is no column “%s” whose reading could be settled."), asked[k]);
    }
}

gboolean
imb_forced_set (ImbInfer             *infer,
                char *const          *names,
                gsize                 n,
                const ImbReadOptions *options,
                ImbReadLog           *log,
                GError              **error)
{
  for (gsize k = 0; options->texts != NULL && options->texts[k] != NULL; k++)
    {
      gssize j = imb_forced_find (names, n, options->texts[k]);

      if (j < 0 || !contains (options->numbers, names, n, j))
        continue;
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("Column “%s” cannot be read as text and as numbers at once."), names[j]);
      return FALSE;
    }
  set_all (infer, imb_infer_set_text, options->texts, names, n, log);
  set_all (infer, imb_infer_set_number, options->numbers, names, n, log);
  return TRUE;
}

gboolean
imb_forced_check (const ImbInfer   *infer,
                  char *const      *names,
                  const ImbReadLog *log,
                  GError          **error)
{
  gssize j = imb_infer_find_hopeless (infer);

  if (j < 0)
    return TRUE;
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("%s: column “%s” holds no numbers, so it cannot be read as numbers; use it as categorical, or ignore it."),
               log->name, names[j]);
  return FALSE;
}
