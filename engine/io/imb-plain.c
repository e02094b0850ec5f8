/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file is as long as it was when it was opened. Its bytes are read three times at most (its beginning to guess, all to find the rows,
 * all to take them), which costs little beside keeping them. */
#include "engine/io/imb-plain.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/io/imb-csv-table.h"
#include "engine/io/imb-text-formats.h"
#include "engine/io/imb-unpack.h"

#define BEGINNING      ((gsize) 1 << 20)
#define MOST_BEGINNING ((gsize) 64 << 20)
#define LINES          5 /* that the beginning must have */

/* The file's beginning: long enough to guess how the rest is. */
typedef struct
{
  char *data;
  gsize length;
  gsize n_mark;
} Beginning;

static gboolean
has_lines (const Beginning *self)
{
  const char *at = self->data, *end = self->data + self->length;
  guint       n = 0;

  for (; n < LINES && at < end && (at = memchr (at, '\n', (gsize) (end - at))) != NULL; n++)
    at++;
  return n == LINES;
}

/* FALSE: there is no memory for it, it cannot be read, or it is surely something else. */
static gboolean
read_beginning (const ImbInput       *input,
                const ImbReadOptions *options,
                Beginning            *self)
{
  gsize wanted = MIN (BEGINNING, input->size);

  do
    {
      char *grown = g_try_realloc (self->data, wanted);

      if (grown == NULL)
        return FALSE;
      self->data = grown;
      if (!imb_input_read (input, self->length, wanted - self->length, self->data + self->length, NULL))
        return FALSE;
      self->length = wanted;
      wanted = MIN (4 * wanted, input->size);
      if (imb_unpack_is (self->data, self->length) || !imb_decode_is_utf8 (self->data, self->length, options->encoding, &self->n_mark))
        return FALSE;
    }
  while (self->length < input->size && self->length < MOST_BEGINNING && !has_lines (self));
  return self->length == input->size || has_lines (self);
}

static gboolean
is_csv (const Beginning      *self,
        const ImbReadOptions *options,
        ImbText              *text)
{
  if (options->format == NULL && imb_format_guess (self->data, self->length) != NULL)
    return FALSE;

  *text = (ImbText){ .text = self->data + self->n_mark, .length = self->length - self->n_mark };
  return imb_text_is_csv (text, options);
}

static void
complete (ImbTable             *table,
          const ImbInput       *input,
          const struct stat    *before,
          const ImbReadOptions *options,
          ImbReadLog           *log)
{
  ImbReading *reading = (ImbReading *) imb_table_get_reading (table);
  struct stat now;

  reading->encoding = g_strdup ("UTF-8");
  reading->n_bytes = input->size;
  if (options->table != NULL)
    imb_notes_add (log->notes, _ ("There is one table in the file; “%s” was not looked for."), options->table);
  if (fstat (input->fd, &now) == 0 && now.st_size > before->st_size)
    imb_notes_add (log->notes, _ ("The file became longer while it was read; what was added is not in the table."));
  else if (now.st_mtim.tv_sec != before->st_mtim.tv_sec || now.st_mtim.tv_nsec != before->st_mtim.tv_nsec)
    imb_notes_add (log->notes, _ ("The file was changed while it was read; the table may be neither the old one nor the new one."));
  imb_read_log_give (log, table);
}

static ImbTable *
read_open (int                   fd,
           const char           *name,
           const ImbReadOptions *options,
           gboolean             *plain,
           ImbJob               *job,
           GError              **error)
{
  struct stat about;
  Beginning   beginning = { NULL };
  ImbTable   *table = NULL;
  ImbText     text;
  ImbReadLog  log;

  if (options->labels != NULL || fstat (fd, &about) != 0 || !S_ISREG (about.st_mode) || about.st_size == 0)
    return NULL;

  ImbInput input = { .name = name, .fd = fd, .size = (gsize) about.st_size };
  imb_read_log_init (&log, name);
  if (read_beginning (&input, options, &beginning) && is_csv (&beginning, options, &text))
    {
      table = imb_csv_table_new_from (&input, beginning.n_mark, &text, options, &log, plain, job, error);
      if (table != NULL)
        complete (table, &input, &about, options, &log);
    }
  imb_read_log_clear (&log);
  g_free (beginning.data);
  return table;
}

/* A pipe that is opened and closed again has lost its writer, and what that wrote: asked before it is opened. */
static int
open_plain (const char *path)
{
  struct stat about;

  if (strcmp (path, "-") == 0 || stat (path, &about) != 0 || !S_ISREG (about.st_mode))
    return -1;
  return open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

ImbTable *
imb_plain_read (const char           *path,
                const char           *name,
                const ImbReadOptions *options,
                gboolean             *plain,
                ImbJob               *job,
                GError              **error)
{
  int       fd = open_plain (path);
  ImbTable *table;

  *plain = FALSE;
  if (fd < 0)
    return NULL;
  table = read_open (fd, name, options, plain, job, error);
  close (fd);
  return table;
}
