/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes whose number is known only at their end: from a pipe, from a compressed file. They grow by half, so that
 * each is moved less than three times. */
#include "engine/io/imb-bytes.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"

gboolean
imb_bytes_refuse (const char *name,
                  gsize       n_bytes,
                  gsize       most,
                  GError    **error)
{
  g_autofree char *size = g_format_size (n_bytes);
  g_autofree char *room = g_format_size (most);

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("%s: the data takes %s or more and there is memory for %s; use a part of the rows or columns."), name, size, room);
  return FALSE;
}

gboolean
imb_bytes_make_room (ImbBytes   *self,
                     gsize       n,
                     const char *name,
                     GError    **error)
{
  gsize capacity = MAX (self->capacity + self->capacity / 2, self->length + n);
  char *data;

  if (self->capacity - self->length >= n)
    return TRUE;
  if (self->length + n > self->most)
    return imb_bytes_refuse (name, self->length + n, self->most, error);

  data = g_try_realloc (self->data, capacity);
  if (data == NULL)
    return imb_bytes_refuse (name, capacity, self->most, error);
  self->data = data;
  self->capacity = capacity;
  return TRUE;
}

void
imb_bytes_clear (ImbBytes *self)
{
  g_clear_pointer (&self->data, g_free);
  self->length = self->capacity = 0;
}
