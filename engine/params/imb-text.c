/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One scanner for every specification text (parameters, plans, sampling strategies), so that what protects a
 * comma also protects a plus sign. */
#include "engine/params/imb-text.h"

#include <string.h>

#define LONGEST_IN_A_SENTENCE 60

typedef struct
{
  gboolean quoted;
  int      depth; /* of braces and brackets */
} Protection;

/* Takes one character; whether it stands free. */
static gboolean
step (Protection *self,
      char        c)
{
  if (c == '"')
    self->quoted = !self->quoted;
  else if (self->quoted)
    return FALSE;
  else if (c == '{' || c == '[')
    self->depth++;
  else if (c == '}' || c == ']')
    self->depth--;
  else
    return self->depth <= 0;
  return FALSE;
}

const char *
imb_text_find (const char *text,
               const char *separators)
{
  Protection protection = { 0 };

  for (const char *p = text; *p != '\0'; p++)
    if (step (&protection, *p) && strchr (separators, *p) != NULL)
      return p;
  return NULL;
}

GStrv
imb_text_split (const char *text,
                const char *separators)
{
  GPtrArray  *parts = g_ptr_array_new ();
  const char *at;

  while ((at = imb_text_find (text, separators)) != NULL)
    {
      g_ptr_array_add (parts, g_strstrip (g_strndup (text, (gsize) (at - text))));
      text = at + 1;
    }
  g_ptr_array_add (parts, g_strstrip (g_strdup (text)));
  g_ptr_array_add (parts, NULL);
  return (GStrv) g_ptr_array_free (parts, FALSE);
}

char *
imb_text_dup_inner (const char *text,
                    char        open,
                    char        close)
{
  g_autofree char *bare = g_strstrip (g_strdup (text));
  const gsize      length = strlen (bare);

  return length >= 2 && bare[0] == open && bare[length - 1] == close ? g_strndup (bare + 1, length - 2) : NULL;
}

gboolean
imb_text_cut_pair (const char *pair,
                   char      **label,
                   char      **number)
{
  const char      *colon = imb_text_find (pair, ":");
  g_autofree char *bare = colon != NULL ? g_strstrip (g_strndup (pair, (gsize) (colon - pair))) : NULL;

  if (bare == NULL || *bare == '\0')
    return FALSE;
  *label = imb_text_unquote (bare);
  *number = g_strstrip (g_strdup (colon + 1));
  return TRUE;
}

char *
imb_text_unquote (const char *text)
{
  gsize    length = strlen (text);
  GString *out;

  if (length < 2 || text[0] != '"' || text[length - 1] != '"')
    return g_strdup (text);

  out = g_string_sized_new (length);
  for (gsize i = 1; i + 1 < length; i++)
    {
      g_string_append_c (out, text[i]);
      if (text[i] == '"' && text[i + 1] == '"' && i + 2 < length)
        i++;
    }
  return g_string_free (out, FALSE);
}

char *
imb_text_quote (const char *text)
{
  GString *out = g_string_new ("\"");

  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *text);
    }
  g_string_append_c (out, '"');
  return g_string_free (out, FALSE);
}

gboolean
imb_text_is_paired (const char *text)
{
  Protection protection = { 0 };

  for (; *text != '\0'; text++)
    {
      step (&protection, *text);
      if (protection.depth < 0)
        return FALSE;
    }
  return protection.depth == 0 && !protection.quoted;
}

char *
imb_text_shorten (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  if (g_utf8_strlen (valid, -1) > LONGEST_IN_A_SENTENCE)
    {
      g_autofree char *beginning = g_utf8_substring (valid, 0, LONGEST_IN_A_SENTENCE - 1);

      return g_strconcat (beginning, "…", NULL);
    }
  return g_steal_pointer (&valid);
}
