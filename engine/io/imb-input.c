/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pread() has no position that threads would share. */
#include "engine/io/imb-input.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

gboolean
imb_input_read (const ImbInput *self,
                gsize           at,
                gsize           n,
                char           *out,
                GError        **error)
{
  g_return_val_if_fail (at <= self->size && n <= self->size - at, FALSE);

  if (self->bytes != NULL)
    {
      if (n > 0)
        memcpy (out, self->bytes + at, n);
      return TRUE;
    }

  while (n > 0)
    {
      gssize got = pread (self->fd, out, n, (off_t) at);

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        {
          int code = got < 0 ? errno : EIO;

          g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code),
                       got < 0 ? _ ("“%s” cannot be read: %s.") : _ ("“%s” became shorter while it was read; open it again when it is whole."),
                       self->name, g_strerror (code));
          return FALSE;
        }
      out += got;
      at += (gsize) got;
      n -= (gsize) got;
    }
  return TRUE;
}
