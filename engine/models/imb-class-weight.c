/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much an error on a class counts: none, balanced, or {label:weight;…}. A label with : ; { } [ ] , or a
 * double quote stands in double quotes, a double quote in it doubled, as in sampling_strategy. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/models/imb-model.h"

const char *const imb_class_weight_suggestions[] = { "none", "balanced", NULL };

typedef struct
{
  char  *label;
  double weight;
} Entry;

static void
clear_entry (gpointer data)
{
  g_free (((Entry *) data)->label);
}

static gboolean
set_form_error (const char *text,
                GError    **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
               _ ("“%s” is no class weight; write none, balanced, or a positive weight per class such as {yes:10;no:1}."), text);
  return FALSE;
}

static const char *
skip_blanks (const char *at)
{
  while (g_ascii_isspace (*at))
    at++;
  return at;
}

/* The label at @at, quoted or plain up to the colon; NULL when there is none. */
static char *
read_label (const char **at)
{
  g_autoptr (GString) label = g_string_new (NULL);
  const char *p = skip_blanks (*at);

  if (*p == '"')
    {
      for (p++; *p != '\0'; p++)
        {
          if (*p == '"' && p[1] != '"')
            break;
          p += *p == '"';
          g_string_append_c (label, *p);
        }
      if (*p++ != '"')
        return NULL;
    }
  else
    {
      while (*p != '\0' && strchr (":;{}[],\"", *p) == NULL)
        g_string_append_c (label, *p++);
      g_strchomp (label->str);
      if (label->str[0] == '\0')
        return NULL;
    }
  *at = p;
  return g_strdup (label->str);
}

static gboolean
read_entry (const char **at,
            GArray      *entries)
{
  g_autofree char *label = read_label (at);
  Entry            entry;
  char            *end;

  *at = skip_blanks (*at);
  if (label == NULL || **at != ':')
    return FALSE;
  entry.weight = g_ascii_strtod (*at + 1, &end);
  if (end == *at + 1 || !isfinite (entry.weight) || !(entry.weight > 0.0))
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    if (strcmp (g_array_index (entries, Entry, i).label, label) == 0)
      return FALSE;

  entry.label = g_steal_pointer (&label);
  g_array_append_val (entries, entry);
  *at = skip_blanks (end);
  return TRUE;
}

/* The entries of {label:weight;…}; NULL when @text is not of that form. */
static GArray *
read_entries (const char *text)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  const char *at = skip_blanks (text);

  g_array_set_clear_func (entries, clear_entry);
  if (*at++ != '{')
    return NULL;
  do
    if (!read_entry (&at, entries))
      return NULL;
  while (*at++ == ';');
  if (at[-1] != '}' || *skip_blanks (at) != '\0')
    return NULL;
  return g_steal_pointer (&entries);
}

gboolean
imb_class_weight_check (const char *text,
                        GError    **error)
{
  g_autoptr (GArray) entries = NULL;

  g_return_val_if_fail (text != NULL, FALSE);

  if (strcmp (text, "none") == 0 || strcmp (text, "balanced") == 0)
    return TRUE;
  entries = read_entries (text);
  return entries != NULL || set_form_error (text, error);
}

static void
balance (const ImbView *train,
         double        *weights)
{
  g_autofree gsize *counts = g_new0 (gsize, train->n_classes);
  gsize             n_rows = 0;
  guint             n_present = 0;

  if (train->weights == NULL)
    imb_view_count (train, counts);
  for (gsize i = 0; train->weights != NULL && i < train->n_rows; i++)
    counts[imb_view_class (train, i)] += imb_view_weight (train, i) > 0.0;
  for (guint c = 0; c < train->n_classes; c++)
    {
      n_present += counts[c] > 0;
      n_rows += counts[c];
    }
  for (guint c = 0; c < train->n_classes; c++)
    if (counts[c] > 0)
      weights[c] = (double) n_rows / ((double) n_present * (double) counts[c]);
}

static gboolean
apply_entry (const Entry   *entry,
             const ImbView *train,
             double        *weights,
             GError       **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint c = 0; c < train->n_classes; c++)
    {
      g_autofree char *label = imb_view_dup_label (train, c);

      if (strcmp (label, entry->label) == 0)
        {
          weights[c] = entry->weight;
          return TRUE;
        }
      if (c < 8)
        g_string_append_printf (known, "%s%s", c > 0 ? ", " : "", label);
    }
  if (train->n_classes > 8)
    g_string_append (known, ", …");
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
               _ ("class_weight names the class “%s”, which the target does not have; its classes are %s."), entry->label, known->str);
  return FALSE;
}

gboolean
imb_class_weight_resolve (const char    *text,
                          const ImbView *train,
                          double        *weights,
                          GError       **error)
{
  g_autoptr (GArray) entries = NULL;

  g_return_val_if_fail (text != NULL && train != NULL && weights != NULL, FALSE);

  for (guint c = 0; c < train->n_classes; c++)
    weights[c] = 1.0;
  if (strcmp (text, "none") == 0)
    return TRUE;
  if (strcmp (text, "balanced") == 0)
    {
      balance (train, weights);
      return TRUE;
    }
  entries = read_entries (text);
  if (entries == NULL)
    return set_form_error (text, error);
  for (guint i = 0; i < entries->len; i++)
    if (!apply_entry (&g_array_index (entries, Entry, i), train, weights, error))
      return FALSE;
  return TRUE;
}
