/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names for columns that have none, or share one. A second "x" becomes "x.1", as pandas does it; a name that stands
 * in the file by itself is never changed for that. O(columns). */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/io/imb-sniff.h"

#define MOST_NOTES 5

/* @counts: name → how often it was numbered. */
static char *
number_name (GHashTable *counts,
             const char *name)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, name));
  char *numbered = NULL;

  do
    {
      g_free (numbered);
      numbered = g_strdup_printf ("%s.%u", name, ++n);
    }
  while (g_hash_table_contains (counts, numbered));
  g_hash_table_insert (counts, g_strdup (name), GUINT_TO_POINTER (n));
  return numbered;
}

static void
add_notes (ImbReadLog *log,
           gsize       n_unnamed,
           gsize       n_numbered)
{
  if (n_unnamed > 0)
    imb_notes_add (log->notes,
                   g_dngettext (GETTEXT_PACKAGE, "%zu column has no name in the file; it is called by its place.",
                                "%zu columns have no name in the file; they are called by their places.", n_unnamed),
                   n_unnamed);
  if (n_numbered > MOST_NOTES)
    imb_notes_add (log->notes, _ ("In all, %zu column names were numbered because they stand in the file more than once."), n_numbered);
}

char **
imb_header_names (char      **header,
                  gsize       n_columns,
                  ImbReadLog *log)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) given = g_hash_table_new (g_str_hash, g_str_equal);
  gsize  n_header = header == NULL ? 0 : MIN (g_strv_length (header), n_columns);
  gsize  n_unnamed = 0, n_numbered = 0;
  char **names = g_new0 (char *, n_columns + 1);

  for (gsize j = 0; j < n_header; j++)
    g_hash_table_insert (counts, g_strdup (header[j]), NULL);

  for (gsize j = 0; j < n_columns; j++)
    {
      gboolean named = j < n_header && *header[j] != '\0';
      char    *name = named ? g_strdup (header[j]) : g_strdup_printf (_ ("column %zu"), j + 1);

      n_unnamed += !named && header != NULL;
      if (g_hash_table_contains (given, name))
        {
          names[j] = number_name (counts, name);
          if (n_numbered++ < MOST_NOTES)
            imb_notes_add (log->notes, _ ("The column name “%s” stands there more than once; column %zu is called “%s”."), name, j + 1, names[j]);
          g_free (name);
        }
      else
        names[j] = name;
      g_hash_table_add (given, names[j]);
    }
  add_notes (log, n_unnamed, n_numbered);
  return names;
}
