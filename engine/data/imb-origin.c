/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Remembering a file costs one look at its inode. The time of the last change has nanoseconds, so a file that is written
 * again with as many bytes is another one. */
#include "engine/data/imb-origin.h"

#include <string.h>
#include <sys/stat.h>

#define MOST_KEPT ((gsize) 64 << 20) /* bytes from a pipe */

struct _ImbOrigin
{
  char       *path;
  char       *encoding;
  gboolean    is_file;
  struct stat about; /* of a file */
  GBytes     *bytes;
};

ImbOrigin *
imb_origin_new (const char *path,
                const char *encoding)
{
  ImbOrigin *self = g_new0 (ImbOrigin, 1);

  self->path = g_strdup (path);
  self->encoding = g_strdup (encoding);
  self->is_file = strcmp (path, "-") != 0 && stat (path, &self->about) == 0 && S_ISREG (self->about.st_mode);
  return self;
}

void
imb_origin_free (ImbOrigin *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->encoding);
  g_free (self->path);
  g_free (self);
}

void
imb_origin_take_bytes (ImbOrigin *self,
                       char      *data,
                       gsize      length)
{
  if (self->is_file || length > MOST_KEPT)
    {
      g_free (data);
      return;
    }

  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->bytes = g_bytes_new_take (g_realloc (data, MAX (length, 1)), length);
}

const char *
imb_origin_get_path (const ImbOrigin *self)
{
  return self->path;
}

const char *
imb_origin_get_encoding (const ImbOrigin *self)
{
  return self->encoding;
}

GBytes *
imb_origin_get_bytes (const ImbOrigin *self)
{
  return self->bytes;
}

gsize
imb_origin_get_size (const ImbOrigin *self)
{
  return self->is_file ? (gsize) self->about.st_size : 0;
}

gboolean
imb_origin_is_unchanged (const ImbOrigin *self)
{
  struct stat now;

  return self->is_file && stat (self->path, &now) == 0 && now.st_dev == self->about.st_dev && now.st_ino == self->about.st_ino
         && now.st_size == self->about.st_size && now.st_mtim.tv_sec == self->about.st_mtim.tv_sec
         && now.st_mtim.tv_nsec == self->about.st_mtim.tv_nsec;
}
