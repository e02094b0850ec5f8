/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The struct of an algorithm's parameters, handled through its table: made, copied, freed. Its text is in imb-values-text.c. */
#include "engine/params/imb-values.h"

#include <string.h>

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

ImbValuesList *
imb_values_list_new (const ImbAlgorithm *algorithm)
{
  ImbValuesList *self = g_new0 (ImbValuesList, 1);

  self->algorithm = algorithm;
  return self;
}

void
imb_values_list_add (ImbValuesList *self,
                     gpointer       values)
{
  if ((self->n & (self->n - 1)) == 0) /* full */
    self->items = g_renew (gpointer, self->items, MAX (2 * self->n, 1));
  self->items[self->n++] = values;
}

ImbValuesList *
imb_values_list_copy (const ImbValuesList *self)
{
  ImbValuesList *copy = imb_values_list_new (self->algorithm);

  for (guint i = 0; i < self->n; i++)
    imb_values_list_add (copy, imb_values_copy (self->algorithm, self->items[i]));
  return copy;
}

void
imb_values_list_free (ImbValuesList *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->n; i++)
    imb_values_free (self->algorithm, self->items[i]);
  g_free (self->items);
  g_free (self);
}
