/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking at rows without copying them; copying them when a model asks. */
#include "engine/core/imb-view.h"

#include <string.h>

ImbView
imb_view_of (const ImbMatrix *base,
             const guint16   *classes,
             guint            n_classes)
{
  return (ImbView){ .base = base, .classes = classes, .n_rows = base->n_rows, .n_classes = n_classes };
}

void
imb_view_count (const ImbView *self,
                gsize         *counts)
{
  memset (counts, 0, self->n_classes * sizeof *counts);
  for (gsize i = 0; i < self->n_rows; i++)
    counts[imb_view_class (self, i)]++;
}

guint32 *
imb_view_rows_of_class (const ImbView *self,
                        guint          c,
                        gsize         *n_rows)
{
  gsize    n = 0;
  guint32 *rows;

  for (gsize i = 0; i < self->n_rows; i++)
    n += imb_view_class (self, i) == c;

  rows = g_new (guint32, MAX (n, 1));
  *n_rows = n;
  n = 0;
  for (gsize i = 0; i < self->n_rows; i++)
    if (imb_view_class (self, i) == c)
      rows[n++] = (guint32) i;
  return rows;
}

ImbMatrix *
imb_view_gather (const ImbView *self,
                 const guint32 *view_rows,
                 gsize          n_rows,
                 GError       **error)
{
  gsize      n = view_rows != NULL ? n_rows : self->n_rows;
  ImbMatrix *out = imb_matrix_new (n, self->base->n_cols, error);

  if (out == NULL)
    return NULL;

  for (gsize i = 0; i < n; i++)
    memcpy (imb_matrix_row (out, i), imb_view_row (self, view_rows != NULL ? view_rows[i] : i), out->stride * sizeof (double));
  return out;
}

char *
imb_view_dup_label (const ImbView *self,
                    guint          c)
{
  return self->labels != NULL ? g_strdup (self->labels[c]) : g_strdup_printf ("%u", c);
}
