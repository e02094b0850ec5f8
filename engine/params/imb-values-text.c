/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An algorithm's parameters as text: "id:name=value,name=value", written and read back. Where a choice is to be made later a value may be
 * several with | between them; then the text stands for all their combinations, and one text is written for many structs. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/params/imb-text.h"
#include "engine/params/imb-values.h"

/* ---- writing ---- */

/* What would break the list, the alternatives or the plan around it goes into quotes. */
static char *
protect (char *text)
{
  char *quoted;

  if (strpbrk (text, ",+\" \t\r\n\v\f") == NULL && imb_text_is_paired (text) && imb_text_find (text, "|") == NULL)
    return text;

  quoted = imb_text_quote (text);
  g_free (text);
  return quoted;
}

static gboolean
is_among (const ImbParam      *param,
          gconstpointer        values,
          const gconstpointer *others,
          guint                n)
{
  for (guint i = 0; i < n; i++)
    if (imb_param_is_equal (param, values, others[i]))
      return TRUE;
  return FALSE;
}

/* Those that differ, in their order. */
static void
append_values (GString             *out,
               const ImbParam      *param,
               const gconstpointer *list,
               guint                n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = NULL;

      if (is_among (param, list[i], list, i))
        continue;
      text = imb_param_format (param, list[i]);
      if (param->kind == IMB_KIND_TEXT)
        text = protect (g_steal_pointer (&text));
      g_string_append_printf (out, "%s%s", i > 0 ? "|" : "", text);
    }
}

static char *
list_to_string (const ImbAlgorithm  *algorithm,
                const gconstpointer *list,
                guint                n,
                gboolean             all)
{
  GString *out = g_string_new (algorithm->id);
  gpointer initial = imb_values_new (algorithm);
  char     before = ':';

  for (const ImbParam *p = algorithm->params; p != NULL && p->name != NULL; p++)
    {
      gboolean differs = all;

      for (guint i = 0; i < n; i++)
        differs |= !imb_param_is_equal (p, list[i], initial);
      if (!differs)
        continue;
      g_string_append_printf (out, "%c%s=", before, p->name);
      append_values (out, p, list, n);
      before = ',';
    }
  imb_values_free (algorithm, initial);
  return g_string_free (out, FALSE);
}

char *
imb_values_to_string (const ImbAlgorithm *algorithm,
                      gconstpointer       values,
                      gboolean            all)
{
  return list_to_string (algorithm, &values, 1, all);
}

char *
imb_values_list_to_string (const ImbValuesList *self)
{
  return list_to_string (self->algorithm, (const gconstpointer *) self->items, self->n, FALSE);
}

/* ---- reading ---- */

static const ImbParam *
split_pair (const ImbAlgorithm *algorithm,
            const char         *pair,
            GStrv              *alternatives,
            GError            **error)
{
  const char      *equals = strchr (pair, '=');
  g_autofree char *name = NULL;

  if (equals == NULL)
    {
      g_autofree char *shown = imb_text_shorten (pair);

      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                   _ ("“%s” after “%s:” is no parameter; write name=value, with commas between them."), shown, algorithm->id);
      return NULL;
    }

  name = g_strstrip (g_strndup (pair, (gsize) (equals - pair)));
  *alternatives = imb_text_split (equals + 1, "|");
  return imb_algorithm_look_up (algorithm, name, error);
}

/* @most 1: nobody is there to choose. */
static gboolean
check_alternatives (const ImbAlgorithm *algorithm,
                    const ImbParam     *param,
                    GStrv               alternatives,
                    gsize               n_so_far,
                    guint               most,
                    GError            **error)
{
  guint n = g_strv_length (alternatives);

  if (n == 1)
    return TRUE;
  if (most == 1)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                   _ ("“%s” of “%s” lists alternatives, of which an evaluation chooses inside its folds; here write one value, or put a text with | in double quotes."),
                   param->name, algorithm->id);
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    if (*alternatives[i] == '\0')
      {
        g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("“%s” of “%s” has an empty alternative; write a value on both sides of every |."), param->name, algorithm->id);
        return FALSE;
      }
  if (n_so_far * n <= most)
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("The alternatives of “%s” make more than %u combinations; list fewer values."), algorithm->id, most);
  return FALSE;
}

/* Each of @list with each alternative, which come the fastest. (transfer full) (nullable) */
static ImbValuesList *
combine (const ImbValuesList *list,
         const ImbParam      *param,
         GStrv                alternatives,
         GError             **error)
{
  const ImbAlgorithm *algorithm = list->algorithm;
  g_autoptr (ImbValuesList) all = imb_values_list_new (algorithm);

  for (guint i = 0; i < list->n; i++)
    for (guint a = 0; alternatives[a] != NULL; a++)
      {
        g_autofree char *value = imb_text_unquote (alternatives[a]);
        gpointer         values = imb_values_copy (algorithm, list->items[i]);

        imb_values_list_add (all, values);
        if (!imb_param_read (param, algorithm, values, value, error))
          return NULL;
        if (i > 0 || !is_among (param, values, (const gconstpointer *) all->items, a))
          continue;
        g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("“%s” of “%s” lists %s twice; list each value once."), param->name, algorithm->id, alternatives[a]);
        return NULL;
      }
  return g_steal_pointer (&all);
}

static gboolean
read_pairs (ImbValuesList **list,
            const char     *text,
            guint           most,
            GError        **error)
{
  const ImbAlgorithm *algorithm = (*list)->algorithm;
  g_auto (GStrv) pairs = imb_text_split (text, ",");
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      g_auto (GStrv) alternatives = NULL;
      const ImbParam *param = split_pair (algorithm, pairs[i], &alternatives, error);
      ImbValuesList  *all;

      if (param == NULL || !check_alternatives (algorithm, param, alternatives, (*list)->n, most, error))
        return FALSE;
      all = combine (*list, param, alternatives, error);
      if (all == NULL)
        return FALSE;
      imb_values_list_free (*list);
      *list = all;
      if (g_hash_table_add (seen, (gpointer) param))
        continue;

      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                   _ ("“%s” of “%s” is given twice; give it once."), param->name, algorithm->id);
      return FALSE;
    }
  return TRUE;
}

ImbValuesList *
imb_values_list_parse (const ImbAlgorithm *algorithm,
                       const char         *text,
                       guint               most,
                       GError            **error)
{
  g_autoptr (ImbValuesList) list = imb_values_list_new (algorithm);
  g_autofree char *bare = g_strstrip (g_strdup (text != NULL ? text : ""));

  imb_values_list_add (list, imb_values_new (algorithm));
  return *bare == '\0' || read_pairs (&list, bare, most, error) ? g_steal_pointer (&list) : NULL;
}

gpointer
imb_values_parse (const ImbAlgorithm *algorithm,
                  const char         *text,
                  GError            **error)
{
  g_autoptr (ImbValuesList) list = imb_values_list_parse (algorithm, text, 1, error);

  return list != NULL ? imb_values_copy (algorithm, list->items[0]) : NULL;
}
