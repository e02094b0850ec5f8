/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing a file that appears whole or not at all: into a neighbour of it, renamed over it at the end. A link is
 * followed, a mode is kept; what is no regular file (a pipe, a device) is written directly. The first
 * failure is remembered and told by commit, so that callers need not look after every word. */
#include "engine/io/imb-write.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/core/imb-error.h"
#include "engine/data/imb-table.h"

#define BUFFER     ((gsize) 256 << 10)
#define MOST_TRIES 1000 /* names for the neighbour */

struct _ImbWriter
{
  char         *path;      /* where the file shall appear */
  char         *temporary; /* its neighbour; NULL when written directly */
  int           fd;
  gboolean      owns_fd;
  int           failure; /* errno of the first failed write; 0: none */
  ImbWriteStyle style;
  gsize         n_buffered;
  char          buffer[BUFFER];
};

static void
set_error (const char *path,
           int         code,
           GError    **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, IMB_ERROR, IMB_ERROR_OUTPUT, _ ("“%s” cannot be written: %s."), name, g_strerror (code));
}

/* A new file beside @self->path; -1 with errno. */
static int
open_neighbour (ImbWriter *self,
                mode_t     mode)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  for (guint n = 0; n < MOST_TRIES; n++)
    {
      g_autofree char *name = g_strdup_printf (".imbal-%d-%u.part", (int) getpid (), n);
      g_autofree char *temporary = g_build_filename (folder, name, NULL);
      int              fd = open (temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

      if (fd >= 0)
        self->temporary = g_steal_pointer (&temporary);
      if (fd >= 0 || errno != EEXIST)
        return fd;
    }
  return -1;
}

static gboolean
open_path (ImbWriter *self,
           GError   **error)
{
  struct stat about;
  gboolean    exists = stat (self->path, &about) == 0;

  if (exists && !S_ISREG (about.st_mode))
    self->fd = open (self->path, O_WRONLY | O_CLOEXEC);
  else if (exists && access (self->path, W_OK) != 0)
    self->fd = -1;
  else
    self->fd = open_neighbour (self, 0666);

  if (self->fd < 0)
    {
      set_error (self->path, errno, error);
      return FALSE;
    }
  self->owns_fd = TRUE;
  if (exists && self->temporary != NULL && fchmod (self->fd, about.st_mode & 07777) != 0)
    self->failure = errno;
  return TRUE;
}

ImbWriter *
imb_writer_new (const char *path,
                GError    **error)
{
  ImbWriter *self;
  char      *target;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_new (ImbWriter, 1);
  memset (self, 0, G_STRUCT_OFFSET (ImbWriter, buffer));
  self->style = (ImbWriteStyle){ ',', '"', '#', '.', "\n" };
  if (strcmp (path, "-") == 0)
    {
      self->path = g_strdup (_ ("standard output"));
      self->fd = STDOUT_FILENO;
      return self;
    }

  target = realpath (path, NULL);
  self->path = g_strdup (target != NULL ? target : path);
  free (target);
  if (open_path (self, error))
    return self;

  imb_writer_free (self);
  return NULL;
}

static void
write_all (ImbWriter  *self,
           const char *bytes,
           gsize       length)
{
  while (length > 0 && self->failure == 0)
    {
      gssize n = write (self->fd, bytes, length);

      if (n < 0)
        {
          if (errno != EINTR)
            self->failure = errno;
          continue;
        }
      bytes += n;
      length -= (gsize) n;
    }
}

static void
flush (ImbWriter *self)
{
  write_all (self, self->buffer, self->n_buffered);
  self->n_buffered = 0;
}

void
imb_writer_bytes (ImbWriter  *self,
                  const void *data,
                  gsize       length)
{
  if (length > BUFFER - self->n_buffered)
    flush (self);
  if (length > BUFFER)
    {
      write_all (self, data, length);
      return;
    }
  memcpy (self->buffer + self->n_buffered, data, length);
  self->n_buffered += length;
}

void
imb_writer_text (ImbWriter  *self,
                 const char *text)
{
  imb_writer_bytes (self, text, strlen (text));
}

void
imb_writer_set_style (ImbWriter           *self,
                      const ImbWriteStyle *style)
{
  self->style = *style;
}

const ImbWriteStyle *
imb_writer_get_style (const ImbWriter *self)
{
  return &self->style;
}

/* Also for what only some readers take apart: other delimiters, blanks at the ends, a comment sign. */
static gboolean
needs_quotes (const ImbWriteStyle *self,
              const char          *text)
{
  gsize length = strlen (text);

  if (self->quote == '\0')
    return FALSE;
  if (length == 0)
    return self->delimiter == ' ';
  return strpbrk (text, ",;\t|\"\n\r") != NULL || strchr (text, self->delimiter) != NULL || strchr (text, self->quote) != NULL
         || *text == ' ' || text[length - 1] == ' ' || *text == '#' || *text == self->comment;
}

char *
imb_write_style_quote (const ImbWriteStyle *self,
                       const char          *text)
{
  GString *field;

  if (!needs_quotes (self, text))
    return g_strdup (text);

  field = g_string_new (NULL);
  g_string_append_c (field, self->quote);
  for (; *text != '\0'; text++)
    {
      if (*text == self->quote)
        g_string_append_c (field, self->quote);
      g_string_append_c (field, *text);
    }
  g_string_append_c (field, self->quote);
  return g_string_free (field, FALSE);
}

void
imb_writer_field (ImbWriter  *self,
                  const char *text)
{
  g_autofree char *quoted = needs_quotes (&self->style, text) ? imb_write_style_quote (&self->style, text) : NULL;

  imb_writer_text (self, quoted != NULL ? quoted : text);
}

/* The number in the style; @buffer has 32 bytes. */
static const char *
format_number (const ImbWriteStyle *style,
               double               value,
               char                *buffer)
{
  char *point;

  imb_format_number (value, buffer);
  point = style->decimal == '.' ? NULL : strchr (buffer, '.');
  if (point != NULL)
    *point = style->decimal;
  return buffer;
}

char *
imb_write_style_number (const ImbWriteStyle *self,
                        double               value)
{
  char        buffer[32];
  const char *text = isnan (value) ? "" : format_number (self, value, buffer);

  return isnan (value) || self->decimal == self->delimiter ? imb_write_style_quote (self, text) : g_strdup (text);
}

void
imb_writer_number (ImbWriter *self,
                   double     value)
{
  char buffer[32];

  if (isnan (value))
    imb_writer_field (self, "");
  else if (self->style.decimal == self->style.delimiter)
    imb_writer_field (self, format_number (&self->style, value, buffer));
  else
    imb_writer_text (self, format_number (&self->style, value, buffer));
}

void
imb_writer_delimiter (ImbWriter *self)
{
  imb_writer_bytes (self, &self->style.delimiter, 1);
}

void
imb_writer_line_end (ImbWriter *self)
{
  imb_writer_text (self, self->style.line_end);
}

gboolean
imb_writer_commit (ImbWriter *self,
                   GError   **error)
{
  flush (self);
  if (self->owns_fd && close (self->fd) != 0 && self->failure == 0)
    self->failure = errno;
  self->owns_fd = FALSE;
  if (self->failure == 0 && self->temporary != NULL && g_rename (self->temporary, self->path) != 0)
    self->failure = errno;
  if (self->failure == 0)
    {
      g_clear_pointer (&self->temporary, g_free);
      return TRUE;
    }

  set_error (self->path, self->failure, error);
  if (self->temporary != NULL)
    g_unlink (self->temporary);
  g_clear_pointer (&self->temporary, g_free);
  return FALSE;
}

void
imb_writer_free (ImbWriter *self)
{
  if (self == NULL)
    return;

  if (self->owns_fd)
    close (self->fd);
  if (self->temporary != NULL)
    g_unlink (self->temporary);
  g_free (self->temporary);
  g_free (self->path);
  g_free (self);
}
