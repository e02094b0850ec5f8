/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The beginning of a file as a table, at once, whatever its size: for looking at a choice before the whole file is
 * read in that way. O(256 KiB). */
#include "engine/io/imb-preview.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/core/imb-error.h"
#include "engine/io/imb-format.h"
#include "engine/io/imb-unpack.h"

#define BEGINNING  ((gsize) 256 << 10)
#define MOST_WHOLE ((goffset) 16 << 20)

/* How characters lie in the bytes: how many bytes each, and which of them holds an ASCII character. */
typedef struct
{
  guint n_bytes;
  guint at;
} Unit;

static Unit
guess_unit (const guint8 *data,
            gsize         length)
{
  if (length < 4)
    return (Unit){ 1, 0 };
  if (data[0] == 0xff && data[1] == 0xfe)
    return data[2] == 0 && data[3] == 0 ? (Unit){ 4, 0 } : (Unit){ 2, 0 };
  if (data[0] == 0xfe && data[1] == 0xff)
    return (Unit){ 2, 1 };
  if (data[0] == 0 && data[1] == 0)
    return (Unit){ 4, 3 };
  if (data[0] == 0)
    return (Unit){ 2, 1 };
  if (data[1] == 0)
    return data[2] == 0 ? (Unit){ 4, 0 } : (Unit){ 2, 0 };
  return (Unit){ 1, 0 };
}

static int
ascii_at (const guint8 *data,
          Unit          unit)
{
  for (guint b = 0; b < unit.n_bytes; b++)
    if (b != unit.at && data[b] != 0)
      return -1;
  return data[unit.at];
}

gsize
imb_preview_cut (const char *data,
                 gsize       length,
                 char        quote)
{
  const guint8 *bytes = (const guint8 *) data;
  Unit          unit = guess_unit (bytes, length);
  gsize         last = 0, last_outside = 0;
  gboolean      quoted = FALSE;

  for (gsize i = 0; i + unit.n_bytes <= length; i += unit.n_bytes)
    {
      int c = ascii_at (bytes + i, unit);

      if (c == quote)
        quoted = !quoted;
      if (c != '\n' && c != '\r')
        continue;
      last = i + unit.n_bytes;
      if (!quoted)
        last_outside = last;
    }
  if (last_outside > 0)
    return last_outside;
  return last > 0 ? last : length;
}

/* Text can be cut; other formats say where what is, and what is packed cannot be read from a piece. */
static gboolean
is_text (const char           *data,
         gsize                 length,
         const ImbReadOptions *options)
{
  const ImbFormat *format = options->format != NULL ? imb_format_find (options->format) : imb_format_guess (data, length);

  return !imb_unpack_is (data, length) && (format == NULL || format->is == NULL);
}

static gboolean
fail_with_errno (const char *path,
                 int         code,
                 GError    **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code), _ ("“%s” cannot be read: %s."), name, g_strerror (code));
  return FALSE;
}

static gboolean
read_beginning (const char *path,
                char       *data,
                gsize      *length,
                goffset    *size,
                GError    **error)
{
  int         fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  struct stat about;
  gssize      n = 1;
  int         code = 0;

  if (fd < 0)
    return fail_with_errno (path, errno, error);

  *length = 0;
  if (fstat (fd, &about) != 0)
    code = errno;
  else if (!S_ISREG (about.st_mode))
    code = S_ISDIR (about.st_mode) ? EISDIR : ESPIPE;
  while (code == 0 && n != 0 && *length < BEGINNING)
    {
      n = read (fd, data + *length, BEGINNING - *length);
      if (n > 0)
        *length += (gsize) n;
      else if (n < 0 && errno != EINTR)
        code = errno;
    }
  *size = about.st_size;
  close (fd);
  return code == 0 || fail_with_errno (path, code, error);
}

ImbTable *
imb_read_preview (const char           *path,
                  const ImbReadOptions *options,
                  gboolean             *whole,
                  ImbJob               *job,
                  GError              **error)
{
  ImbReadOptions   all = options != NULL ? *options : (ImbReadOptions){ 0 };
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *data = g_malloc (BEGINNING);
  gsize            length;
  goffset          size;
  gboolean         text, complete;

  all.most_rows = 0;
  if (!read_beginning (path, data, &length, &size, error))
    return NULL;

  text = is_text (data, length, &all);
  complete = (goffset) length >= size;
  if (whole != NULL)
    *whole = complete || !text;
  if (complete || (!text && size <= MOST_WHOLE))
    return imb_read_file (path, &all, job, error);
  if (text)
    return imb_read_bytes (name, data, imb_preview_cut (data, length, all.quote > IMB_READ_NONE ? all.quote : '"'), &all, job, error);

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("%s: there is no preview of a large file that is compressed or not text; apply the choice to see it."), name);
  return NULL;
}
