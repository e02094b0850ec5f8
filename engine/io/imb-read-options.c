/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A field that is added to ImbReadOptions is added here, too, three times. */
#include "engine/io/imb-read-options.h"

static const ImbReadOptions guess_all = { 0 };

static const char *const *
dup_list (const char *const *list)
{
  return (const char *const *) g_strdupv ((char **) list);
}

static gboolean
same_list (const char *const *a,
           const char *const *b)
{
  return a == NULL || b == NULL ? a == b : g_strv_equal (a, b);
}

ImbReadOptions *
imb_read_options_copy (const ImbReadOptions *self)
{
  ImbReadOptions *copy = g_memdup2 (self != NULL ? self : &guess_all, sizeof *copy);

  copy->format = g_strdup (copy->format);
  copy->encoding = g_strdup (copy->encoding);
  copy->missing = dup_list (copy->missing);
  copy->table = g_strdup (copy->table);
  copy->labels = g_strdup (copy->labels);
  copy->stratify = g_strdup (copy->stratify);
  copy->texts = dup_list (copy->texts);
  copy->numbers = dup_list (copy->numbers);
  return copy;
}

void
imb_read_options_free (ImbReadOptions *self)
{
  if (self == NULL)
    return;

  g_free ((char *) self->format);
  g_free ((char *) self->encoding);
  g_strfreev ((char **) self->missing);
  g_free ((char *) self->table);
  g_free ((char *) self->labels);
  g_free ((char *) self->stratify);
  g_strfreev ((char **) self->texts);
  g_strfreev ((char **) self->numbers);
  g_free (self);
}

gboolean
imb_read_options_equal (const ImbReadOptions *a,
                        const ImbReadOptions *b)
{
  if (a == NULL)
    a = &guess_all;
  if (b == NULL)
    b = &guess_all;

  return g_strcmp0 (a->format, b->format) == 0
         && g_strcmp0 (a->encoding, b->encoding) == 0
         && a->delimiter == b->delimiter
         && a->quote == b->quote
         && a->comment == b->comment
         && a->decimal == b->decimal
         && a->thousands == b->thousands
         && a->header == b->header
         && same_list (a->missing, b->missing)
         && g_strcmp0 (a->table, b->table) == 0
         && g_strcmp0 (a->labels, b->labels) == 0
         && same_list (a->texts, b->texts)
         && same_list (a->numbers, b->numbers)
         && a->most_rows == b->most_rows
         && a->seed == b->seed
         && g_strcmp0 (a->stratify, b->stratify) == 0;
}
