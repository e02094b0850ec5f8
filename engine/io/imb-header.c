/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names for columns that have none, or share one, or have one that does not fit into a line of text. A second "x" becomes "x.1", as pandas does it; a name that stands
 * in the file by itself is never changed for that. O(columns). */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/io/imb-sniff.h"

#define MOST_NOTES 5
#define MOST_CHARS 200 /* in a name */

/* A name stands in sentences, headings and on the command line: line breaks and other control characters are blanks in it,
 * and its end is left out when it is very long. Bytes that are no UTF-8 are U+FFFD: the beginning of a file is looked
 * at before its encoding is known. */
static char *
tidy_name (const char *text)
{
  g_autoptr (GString) name = g_string_new (NULL);
  gsize n_chars = 0;

  for (const char *p = text; *p != '\0' && n_chars < MOST_CHARS; n_chars++)
    {
      gunichar found = g_utf8_get_char_validated (p, -1);
      gboolean legal = found != (gunichar) -1 && found != (gunichar) -2;
      gunichar c = legal ? found : 0xfffd;

      p = legal ? g_utf8_next_char (p) : p + 1;
      if (!g_unichar_iscntrl (c))
        g_string_append_unichar (name, c);
      else if (name->len > 0 && name->str[name->len - 1] != ' ')
        g_string_append_c (name, ' ');
    }
  g_string_truncate (name, strlen (g_strchomp (name->str)));
  if (n_chars == MOST_CHARS)
    g_string_append (name, "…");
  return g_string_free (g_steal_pointer (&name), FALSE);
}

/* (transfer full) */
static char **
tidy_names (char      **header,
            gsize       n,
            ImbReadLog *log)
{
  char **tidied = g_new0 (char *, n + 1);
  gsize  n_changed = 0;

  for (gsize j = 0; j < n; j++)
    {
      tidied[j] = tidy_name (header[j]);
      n_changed += strcmp (tidied[j], header[j]) != 0;
    }
  if (n_changed > 0)
    imb_notes_add (log->notes,
                   g_dngettext (GETTEXT_PACKAGE, "Line breaks in %zu column name became blanks, or its end was left out.",
                                "Line breaks in %zu column names became blanks, or their ends were left out.", n_changed),
                   n_changed);
  return tidied;
}

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
imb_header_names (char      **raw,
                  gsize       n_columns,
                  ImbReadLog *log)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) given = g_hash_table_new (g_str_hash, g_str_equal);
  gsize  n_header = raw == NULL ? 0 : MIN (g_strv_length (raw), n_columns);
  gsize  n_unnamed = 0, n_numbered = 0;
  char **names = g_new0 (char *, n_columns + 1);
  g_auto (GStrv) header = tidy_names (raw, n_header, log);

  for (gsize j = 0; j < n_header; j++)
    g_hash_table_insert (counts, g_strdup (header[j]), NULL);

  for (gsize j = 0; j < n_columns; j++)
    {
      gboolean named = j < n_header && *header[j] != '\0';
      char    *name = named ? g_strdup (header[j]) : g_strdup_printf (_ ("column %zu"), j + 1);

      n_unnamed += !named && raw != NULL;
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
