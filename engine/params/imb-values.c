/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The struct of an algorithm's parameters, handled through its table: made, copied, freed, written as
 * "id:name=value,name=value" and read back. */
#include "engine/params/imb-values.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/params/imb-text.h"

static gsize
size_of (const ImbAlgorithm *algorithm)
{
  return MAX (algorithm->params_size, 1);
}

void
imb_param_set_copy (const ImbParam *self,
                    gpointer        values,
                    const char     *text)
{
  char **field = imb_param_field (self, values);
  char  *old = *field;

  *field = g_strdup (text != NULL ? text : "");
  g_free (old);
}

gpointer
imb_values_new (const ImbAlgorithm *algorithm)
{
  gpointer values = g_malloc0 (size_of (algorithm));

  for (const ImbParam *p = algorithm->params; p != NULL && p->name != NULL; p++)
    switch (p->kind)
      {
      case IMB_KIND_REAL:
        *(double *) imb_param_field (p, values) = p->initial;
        break;
      case IMB_KIND_TEXT:
        imb_param_set_copy (p, values, p->initial_text);
        break;
      case IMB_KIND_INT:
      case IMB_KIND_BOOL:
      case IMB_KIND_CHOICE:
      default:
        *(int *) imb_param_field (p, values) = (int) p->initial;
        break;
      }
  return values;
}

gpointer
imb_values_copy (const ImbAlgorithm *algorithm,
                 gconstpointer       values)
{
  gpointer copy = g_memdup2 (values, size_of (algorithm));

  for (const ImbParam *p = algorithm->params; p != NULL && p->name != NULL; p++)
    if (p->kind == IMB_KIND_TEXT)
      *(char **) imb_param_field (p, copy) = g_strdup (*(char *const *) imb_param_value (p, values));
  return copy;
}

void
imb_values_free (const ImbAlgorithm *algorithm,
                 gpointer            values)
{
  if (values == NULL)
    return;

  for (const ImbParam *p = algorithm->params; p != NULL && p->name != NULL; p++)
    if (p->kind == IMB_KIND_TEXT)
      g_free (*(char **) imb_param_field (p, values));
  g_free (values);
}

void
imb_values_adopt (const ImbAlgorithm *algorithm,
                  gpointer            values,
                  const ImbAlgorithm *other,
                  gconstpointer       other_values,
                  const char         *except)
{
  for (const ImbParam *p = algorithm->params; p != NULL && p->name != NULL; p++)
    {
      const ImbParam *from = imb_algorithm_find_param (other, p->name);

      if (from == NULL || from->kind != p->kind || g_strcmp0 (p->name, except) == 0)
        continue;
      if (p->kind == IMB_KIND_TEXT)
        imb_param_set_copy (p, values, *(char *const *) imb_param_value (from, other_values));
      else
        memcpy (imb_param_field (p, values), imb_param_value (from, other_values), p->kind == IMB_KIND_REAL ? sizeof (double) : sizeof (int));
    }
}

/* What would break the list or the plan around it goes into quotes. */
static char *
protect (char *text)
{
  char *quoted;

  if (strpbrk (text, ",+\" \t\r\n\v\f") == NULL && imb_text_is_paired (text))
    return text;

  quoted = imb_text_quote (text);
  g_free (text);
  return quoted;
}

char *
imb_values_to_string (const ImbAlgorithm *algorithm,
                      gconstpointer       values,
                      gboolean            all)
{
  GString *out = g_string_new (algorithm->id);
  gpointer initial = imb_values_new (algorithm);
  char     before = ':';

  for (const ImbParam *p = algorithm->params; p != NULL && p->name != NULL; p++)
    {
      g_autofree char *text = NULL;

      if (!all && imb_param_is_equal (p, values, initial))
        continue;

      text = imb_param_format (p, values);
      if (p->kind == IMB_KIND_TEXT)
        text = protect (text);
      g_string_append_printf (out, "%c%s=%s", before, p->name, text);
      before = ',';
    }
  imb_values_free (algorithm, initial);
  return g_string_free (out, FALSE);
}

static const ImbParam *
split_pair (const ImbAlgorithm *algorithm,
            const char         *pair,
            char              **value,
            GError            **error)
{
  const char      *equals = strchr (pair, '=');
  g_autofree char *name = NULL;
  g_autofree char *bare = NULL;

  if (equals == NULL)
    {
      g_autofree char *shown = imb_text_shorten (pair);

      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                   _ ("“%s” after “%s:” is no parameter; write name=value, with commas between them."), shown, algorithm->id);
      return NULL;
    }

  name = g_strstrip (g_strndup (pair, (gsize) (equals - pair)));
  bare = g_strstrip (g_strdup (equals + 1));
  *value = imb_text_unquote (bare);
  return imb_algorithm_look_up (algorithm, name, error);
}

static gboolean
read_pairs (const ImbAlgorithm *algorithm,
            gpointer            values,
            const char         *text,
            GError            **error)
{
  g_auto (GStrv) pairs = imb_text_split (text, ",");
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      g_autofree char *value = NULL;
      const ImbParam  *param = split_pair (algorithm, pairs[i], &value, error);

      if (param == NULL || !imb_param_read (param, algorithm, values, value, error))
        return FALSE;
      if (g_hash_table_add (seen, (gpointer) param))
        continue;

      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                   _ ("“%s” of “%s” is given twice; give it once."), param->name, algorithm->id);
      return FALSE;
    }
  return TRUE;
}

gpointer
imb_values_parse (const ImbAlgorithm *algorithm,
                  const char         *text,
                  GError            **error)
{
  gpointer         values = imb_values_new (algorithm);
  g_autofree char *bare = g_strstrip (g_strdup (text != NULL ? text : ""));

  if (*bare == '\0' || read_pairs (algorithm, values, bare, error))
    return values;

  imb_values_free (algorithm, values);
  return NULL;
}
