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
#include "engine/io/imb-bytes.h"

#define STEP    ((gsize) 1 << 20) /* bytes between two looks at the job */
#define WAIT_MS 50

#define MOST_OF_DEVICE ((gsize) 64 << 20) /* bytes; what goes on beyond is /dev/zero and its like */

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
refuse_endless (const char *name,
                GError    **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("“%s” is a device that goes on and on; choose a file."), name);
  return FALSE;
}

/* @most: bytes of a device; more are no table. */
static gboolean
read_all (int         fd,
          const char *name,
          gsize       size,
          gsize       most,
          ImbBytes   *bytes,
          ImbJob     *job,
          GError    **error)
{
  while (TRUE)
    {
      gssize n;

      if (!imb_bytes_make_room (bytes, STEP, name, error) || !wait_for (fd, job, error) || !imb_job_step (job, bytes->length, size, error))
        return FALSE;

      n = read (fd, bytes->data + bytes->length, STEP);
      if (n > 0 && bytes->length + (gsize) n > most)
        return refuse_endless (name, error);
      if (n == 0)
        return TRUE;
      if (n > 0)
        {
          bytes->length += (gsize) n;
          imb_job_count (job, (gsize) n, 0);
        }
      else if (errno != EINTR && errno != EAGAIN)
        return fail_with_errno (name, errno, error);
    }
}

static gboolean
read_open_file (int         fd,
                const char *name,
                ImbBytes   *bytes,
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
    return imb_bytes_refuse (name, size, bytes->most, error);
  if (size > 0 && !imb_bytes_make_room (bytes, size + STEP, name, error))
    return FALSE;
  imb_job_begin_pass (job, size);
  return read_all (fd, name, size, S_ISCHR (about.st_mode) && !isatty (fd) ? MOST_OF_DEVICE : G_MAXSIZE, bytes, job, error);
}

char *
imb_load_file (const char *path,
               gsize      *length,
               ImbJob     *job,
               GError    **error)
{
  g_autofree char *name = g_filename_display_name (path);
  gboolean         standard_input = strcmp (path, "-") == 0;
  ImbBytes         bytes = { .most = imb_load_available_memory () };
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
