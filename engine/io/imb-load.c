/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes from a file. They are read, not mapped: a file that shrinks meanwhile must not kill the program. Pipes are
 * polled, so that waiting for them can be cancelled. */
#include "engine/io/imb-load.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/core/imb-error.h"

#define STEP    ((gsize) 1 << 20) /* bytes between two looks at the job */
#define WAIT_MS 50

/* Bytes that grow. */
typedef struct
{
  char *data;
  gsize length;
  gsize capacity;
  gsize most; /* bytes of memory it may take */
} Bytes;

gsize
imb_load_available_memory (void)
{
  g_autofree char *text = NULL;
  const char      *line;

  if (!g_file_get_contents ("/proc/meminfo", &text, NULL, NULL))
    return G_MAXSIZE;
  line = strstr (text, "MemAvailable:");
  if (line == NULL)
    return G_MAXSIZE;
  return (gsize) g_ascii_strtoull (line + strlen ("MemAvailable:"), NULL, 10) << 10;
}

static gboolean
refuse (const char *name,
        gsize       n_bytes,
        GError    **error)
{
  g_autofree char *size = g_format_size (n_bytes);
  g_autofree char *room = g_format_size (imb_load_available_memory ());

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("%s: the data takes %s or more and there is memory for %s; use a part of the rows or columns."), name, size, room);
  return FALSE;
}

/* Room for @n more bytes. */
static gboolean
make_room (Bytes      *self,
           gsize       n,
           const char *name,
           GError    **error)
{
  gsize capacity = MAX (self->capacity + self->capacity / 2, self->length + n);
  char *data;

  if (self->capacity - self->length >= n)
    return TRUE;
  if (self->length + n > self->most)
    return refuse (name, self->length + n, error);

  data = g_try_realloc (self->data, capacity);
  if (data == NULL)
    return refuse (name, capacity, error);
  self->data = data;
  self->capacity = capacity;
  return TRUE;
}

static gboolean
fail_with_errno (const char *name,
                 int         code,
                 GError    **error)
{
  g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code),
               _ ("“%s” cannot be read: %s."), name, g_strerror (code));
  return FALSE;
}

/* Waits until there is something to read; regular files always have. */
static gboolean
wait_for (int      fd,
          ImbJob  *job,
          GError **error)
{
  struct pollfd want = { .fd = fd, .events = POLLIN };

  do
    if (!imb_job_step (job, 0, 0, error))
      return FALSE;
  while (poll (&want, 1, WAIT_MS) == 0);
  return TRUE;
}

static gboolean
read_all (int         fd,
          const char *name,
          gsize       size,
          Bytes      *bytes,
          ImbJob     *job,
          GError    **error)
{
  while (TRUE)
    {
      gssize n;

      if (!make_room (bytes, STEP, name, error) || !wait_for (fd, job, error) || !imb_job_step (job, bytes->length, size, error))
        return FALSE;

      n = read (fd, bytes->data + bytes->length, STEP);
      if (n == 0)
        return TRUE;
      if (n > 0)
        bytes->length += (gsize) n;
      else if (errno != EINTR && errno != EAGAIN)
        return fail_with_errno (name, errno, error);
    }
}

static gboolean
read_open_file (int         fd,
                const char *name,
                Bytes      *bytes,
                ImbJob     *job,
                GError    **error)
{
  struct stat about;

  if (fstat (fd, &about) != 0)
    return fail_with_errno (name, errno, error);
  if (S_ISDIR (about.st_mode))
    return fail_with_errno (name, EISDIR, error);

  gsize size = S_ISREG (about.st_mode) ? (gsize) about.st_size : 0;
  if (size > bytes->most)
    return refuse (name, size, error);
  if (size > 0 && !make_room (bytes, size + STEP, name, error))
    return FALSE;
  return read_all (fd, name, size, bytes, job, error);
}

char *
imb_load_file (const char *path,
               gsize      *length,
               ImbJob     *job,
               GError    **error)
{
  g_autofree char *name = g_filename_display_name (path);
  gboolean         standard_input = strcmp (path, "-") == 0;
  Bytes            bytes = { .most = imb_load_available_memory () };
  int              fd = standard_input ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  gboolean         done;

  if (fd < 0)
    {
      fail_with_errno (name, errno, error);
      return NULL;
    }
  done = read_open_file (fd, name, &bytes, job, error);
  if (!standard_input)
    close (fd);
  if (!done)
    {
      g_free (bytes.data);
      return NULL;
    }

  *length = bytes.length;
  return bytes.data;
}

gboolean
imb_load_is_gzip (const char *data,
                  gsize       length)
{
  return length > 2 && memcmp (data, "\x1f\x8b", 2) == 0;
}

/* One gzip file may hold several pieces one after another. */
static gboolean
unpack_all (const char *name,
            const char *data,
            gsize       length,
            Bytes      *out,
            ImbJob     *job,
            GError    **error)
{
  g_autoptr (GZlibDecompressor) gzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  gsize at = 0;

  while (TRUE)
    {
      g_autoptr (GError) why = NULL;
      gsize            n_read = 0, n_written = 0;
      GConverterResult result;

      if (!make_room (out, STEP, name, error) || !imb_job_step (job, 0, 0, error))
        return FALSE;
      result = g_converter_convert (G_CONVERTER (gzip), data + at, length - at, out->data + out->length, STEP,
                                    G_CONVERTER_INPUT_AT_END, &n_read, &n_written, &why);
      if (result == G_CONVERTER_ERROR)
        {
          g_set_error (error, IMB_ERROR, IMB_ERROR_FORMAT, _ ("%s: the compressed data is damaged (%s); get the file again."), name, why->message);
          return FALSE;
        }
      at += n_read;
      out->length += n_written;
      if (result != G_CONVERTER_FINISHED)
        continue;
      if (!imb_load_is_gzip (data + at, length - at))
        return TRUE;
      g_converter_reset (G_CONVERTER (gzip));
    }
}

char *
imb_load_unpack (const char *name,
                 const char *data,
                 gsize       length,
                 gsize      *unpacked,
                 ImbJob     *job,
                 GError    **error)
{
  Bytes out = { .most = imb_load_available_memory () };

  if (!unpack_all (name, data, length, &out, job, error))
    {
      g_free (out.data);
      return NULL;
    }
  *unpacked = out.length;
  return out.data;
}
