/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One parameter from and to text, and the sentences when the text is wrong: they name the parameter, what is
 * legal, what was given, and the nearest legal word. Numbers are in the C locale whatever the desktop's. */
#include "engine/params/imb-values.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

#include "engine/core/imb-error.h"
#include "engine/params/imb-text.h"

static char *
format_real (double value)
{
  char *text = g_malloc (G_ASCII_DTOSTR_BUF_SIZE);

  if (fabs (value) < 1e15 && rint (value) == value)
    return g_ascii_formatd (text, G_ASCII_DTOSTR_BUF_SIZE, "%.0f", value); /* 20, not 2e+01 */

  for (int digits = 1; digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (text, G_ASCII_DTOSTR_BUF_SIZE, format, value);
      if (g_ascii_strtod (text, NULL) == value)
        break;
    }
  return text;
}

static const char *
nick_of (const ImbParam *self,
         int             value)
{
  for (const ImbChoice *c = self->choices; c->nick != NULL; c++)
    if (c->value == value)
      return c->nick;
  return "";
}

char *
imb_param_format (const ImbParam *self,
                  gconstpointer   values)
{
  gconstpointer value = imb_param_value (self, values);

  switch (self->kind)
    {
    case IMB_KIND_REAL:
      return format_real (*(const double *) value);
    case IMB_KIND_BOOL:
      return g_strdup (*(const gboolean *) value ? "true" : "false");
    case IMB_KIND_CHOICE:
      return g_strdup (nick_of (self, *(const int *) value));
    case IMB_KIND_TEXT:
      return g_strdup (*(char *const *) value);
    case IMB_KIND_INT:
    default:
      return g_strdup_printf ("%d", *(const int *) value);
    }
}

gboolean
imb_param_is_equal (const ImbParam *self,
                    gconstpointer   a,
                    gconstpointer   b)
{
  gconstpointer x = imb_param_value (self, a), y = imb_param_value (self, b);

  switch (self->kind)
    {
    case IMB_KIND_REAL:
      return *(const double *) x == *(const double *) y;
    case IMB_KIND_BOOL:
      return (*(const gboolean *) x != 0) == (*(const gboolean *) y != 0);
    case IMB_KIND_TEXT:
      return g_strcmp0 (*(char *const *) x, *(char *const *) y) == 0;
    case IMB_KIND_INT:
    case IMB_KIND_CHOICE:
    default:
      return *(const int *) x == *(const int *) y;
    }
}

static gboolean
read_int (const ImbParam *self,
          int            *field,
          const char     *text)
{
  char  *end;
  gint64 number;

  errno = 0;
  number = g_ascii_strtoll (text, &end, 10);
  if (end == text || *end != '\0' || errno != 0 || (double) number < self->min || (double) number > self->max)
    return FALSE;

  *field = (int) number;
  return TRUE;
}

static gboolean
read_real (const ImbParam *self,
           double         *field,
           const char     *text)
{
  char  *end;
  double number = g_ascii_strtod (text, &end);

  if (end == text || *end != '\0' || !isfinite (number) || number < self->min || number > self->max)
    return FALSE;

  *field = number;
  return TRUE;
}

static gboolean
read_bool (gboolean   *field,
           const char *text)
{
  gboolean yes = g_ascii_strcasecmp (text, "true") == 0 || g_str_equal (text, "1");

  *field = yes;
  return yes || g_ascii_strcasecmp (text, "false") == 0 || g_str_equal (text, "0");
}

static gboolean
read_choice (const ImbParam *self,
             int            *field,
             const char     *text)
{
  for (const ImbChoice *c = self->choices; c->nick != NULL; c++)
    if (g_str_equal (c->nick, text))
      {
        *field = c->value;
        return TRUE;
      }
  return FALSE;
}

/* "one of a, b, c", with the nearest of them put forward. */
static char *
describe_choices (const ImbParam *self,
                  const char     *text)
{
  g_autoptr (GPtrArray) nicks = g_ptr_array_new ();
  g_autofree char *list = NULL;
  const char      *nearest;

  for (const ImbChoice *c = self->choices; c->nick != NULL; c++)
    g_ptr_array_add (nicks, (gpointer) c->nick);
  g_ptr_array_add (nicks, NULL);
  list = g_strjoinv (", ", (char **) nicks->pdata);
  nearest = imb_nearest_word (text, (const char *const *) nicks->pdata);
  if (nearest != NULL)
    return g_strdup_printf (_ ("one of %s (perhaps “%s”)"), list, nearest);
  return g_strdup_printf (_ ("one of %s"), list);
}

static char *
describe_legal (const ImbParam *self,
                const char     *text)
{
  g_autofree char *least = NULL;
  g_autofree char *most = NULL;

  switch (self->kind)
    {
    case IMB_KIND_INT:
      return g_strdup_printf (_ ("a whole number from %d to %d"), (int) self->min, (int) self->max);
    case IMB_KIND_BOOL:
      return g_strdup (_ ("true or false"));
    case IMB_KIND_CHOICE:
      return describe_choices (self, text);
    case IMB_KIND_REAL:
    case IMB_KIND_TEXT:
    default:
      least = format_real (self->min);
      most = format_real (self->max);
      return g_strdup_printf (_ ("a number from %s to %s"), least, most);
    }
}

static gboolean
read_text (const ImbParam     *self,
           const ImbAlgorithm *algorithm,
           gpointer            values,
           const char         *text,
           GError            **error)
{
  if (self->check != NULL && !self->check (text, error))
    {
      g_prefix_error (error, _ ("“%s” of “%s”: "), self->name, algorithm->id);
      return FALSE;
    }

  imb_param_set_copy (self, values, text);
  return TRUE;
}

gboolean
imb_param_read (const ImbParam     *self,
                const ImbAlgorithm *algorithm,
                gpointer            values,
                const char         *text,
                GError            **error)
{
  gpointer         field = imb_param_field (self, values);
  g_autofree char *legal = NULL;
  g_autofree char *shown = NULL;

  if (self->kind == IMB_KIND_TEXT)
    return read_text (self, algorithm, values, text, error);

  if ((self->kind == IMB_KIND_INT && read_int (self, field, text))
      || (self->kind == IMB_KIND_REAL && read_real (self, field, text))
      || (self->kind == IMB_KIND_BOOL && read_bool (field, text))
      || (self->kind == IMB_KIND_CHOICE && read_choice (self, field, text)))
    return TRUE;

  legal = describe_legal (self, text);
  shown = imb_text_shorten (text);
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
               _ ("“%s” of “%s” must be %s, not “%s”."), self->name, algorithm->id, legal, shown);
  return FALSE;
}

const ImbParam *
imb_algorithm_look_up (const ImbAlgorithm *self,
                       const char         *name,
                       GError            **error)
{
  const ImbParam *found = imb_algorithm_find_param (self, name);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *shown = NULL;
  g_autofree char *list = NULL;
  const char      *nearest;

  if (found != NULL)
    return found;

  for (const ImbParam *p = self->params; p != NULL && p->name != NULL; p++)
    g_ptr_array_add (names, (gpointer) p->name);
  g_ptr_array_add (names, NULL);
  shown = imb_text_shorten (name);
  list = g_strjoinv (", ", (char **) names->pdata);
  nearest = imb_nearest_word (name, (const char *const *) names->pdata);
  if (names->len == 1)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                 _ ("“%s” has no parameters; leave “%s” out."), self->id, shown);
  else if (nearest != NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                 _ ("“%s” has no parameter “%s”; did you mean “%s”?"), self->id, shown, nearest);
  else
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                 _ ("“%s” has no parameter “%s”; it has %s."), self->id, shown, list);
  return NULL;
}
