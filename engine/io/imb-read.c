/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file becomes a table: bytes (imb-load, imb-unpack), then the reader of its format (imb-format). */
#include "engine/io/imb-read.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/io/imb-format.h"
#include "engine/io/imb-load.h"
#include "engine/io/imb-plain.h"
#include "engine/io/imb-text-formats.h"
#include "engine/io/imb-unpack.h"

#define LOAD_SHARE   0.2 /* of the progress, for getting the bytes */
#define UNPACK_SHARE 0.3 /* of what remains */

static gboolean
is_mark (char c)
{
  return c != '\0' && c != IMB_READ_NONE;
}

static const ImbReadOptions guess_all = { 0 };

/* No character may mean two things. */
static gboolean
check_marks (const ImbReadOptions *options,
             GError              **error)
{
  const struct
  {
    char        mark;
    const char *name;
  } marks[] = {
    { options->delimiter, N_ ("delimiter") },
    { options->quote, N_ ("quote") },
    { options->comment, N_ ("beginning of comments") },
    { options->decimal, N_ ("decimal sign") },
    { options->thousands, N_ ("separator of thousands") },
  };

  for (guint a = 0; a < G_N_ELEMENTS (marks); a++)
    {
      char c = marks[a].mark;

      if (is_mark (c) && (c == '\n' || c == '\r' || (guchar) c >= 0x80 || (a < 3 && g_ascii_isalnum (c)) || (a != 1 && c == '"')))
        {
          g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("That character cannot be the %s; choose another sign."), _ (marks[a].name));
          return FALSE;
        }
      for (guint b = 0; b < a; b++)
        if (is_mark (c) && c == marks[b].mark && !(a == 4 && b == 0))
          {
            g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("“%c” cannot be %s and %s at once."), c, _ (marks[b].name), _ (marks[a].name));
            return FALSE;
          }
    }
  return TRUE;
}

static gboolean
check_options (const ImbReadOptions *options,
               GError              **error)
{
  if (options->format != NULL && imb_format_find (options->format) == NULL)
    {
      g_autofree char *ids = imb_format_ids ();

      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("The format “%s” is not known; use one of %s."), options->format, ids);
    }
  else if (options->decimal != '\0' && options->decimal != '.' && options->decimal != ',')
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("The decimal sign is “.” or “,”, not “%c”."), options->decimal);
  else if (is_mark (options->thousands) && strchr (",. '", options->thousands) == NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("Thousands are separated by “,”, “.”, a blank or “'”, not by “%c”."), options->thousands);
  else
    return check_marks (options, error);
  return FALSE;
}

/* What the reader of the format cannot know. */
static void
complete_reading (ImbTable             *table,
                  ImbUnpacked          *bytes,
                  const ImbReadOptions *options,
                  ImbReadLog           *log)
{
  ImbReading *reading = (ImbReading *) imb_table_get_reading (table);

  reading->n_bytes = bytes->length;
  reading->packing = g_steal_pointer (&bytes->packing);
  if (reading->tables == NULL)
    {
      reading->table = g_steal_pointer (&bytes->table);
      reading->tables = g_steal_pointer (&bytes->tables);
    }
  if (options->table != NULL && reading->tables == NULL)
    imb_notes_add (log->notes, _ ("There is one table in the file; “%s” was not looked for."), options->table);
}

/* By its first bytes; what they do not tell is text. */
static ImbTable *
read_unpacked (ImbUnpacked          *bytes,
               const ImbReadOptions *options,
               ImbReadLog           *log,
               ImbJob               *job,
               GError              **error)
{
  const ImbFormat *format = options->format != NULL ? imb_format_find (options->format) : imb_format_guess (bytes->data, bytes->length);
  ImbTable        *table;

  if (options->labels != NULL && (format == NULL || !format->takes_labels))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("%s: labels from a second file belong to NumPy arrays; here name the column of the classes."), log->name);
      return NULL;
    }

  table = (format != NULL ? format->read : imb_text_read) (bytes->data, bytes->length, options, log, job, error);
  if (table == NULL)
    return NULL;
  complete_reading (table, bytes, options, log);
  imb_read_log_give (log, table);
  return table;
}

ImbTable *
imb_read_bytes (const char           *name,
                const char           *data,
                gsize                 length,
                const ImbReadOptions *options,
                ImbJob               *job,
                GError              **error)
{
  double unpack_share = imb_unpack_is (data, length) ? UNPACK_SHARE : 0;
  g_autoptr (ImbJob) unpacking = imb_job_new_part (job, unpack_share);
  g_autoptr (ImbJob) reading = imb_job_new_part (job, 1.0 - unpack_share);
  g_auto (ImbUnpacked) bytes = { NULL };
  ImbReadLog log;
  ImbTable  *table = NULL;

  g_return_val_if_fail (name != NULL && (data != NULL || length == 0), NULL);

  if (options == NULL)
    options = &guess_all;
  if (!check_options (options, error))
    return NULL;

  imb_read_log_init (&log, name);
  if (imb_unpack (data, length, options, imb_load_available_memory () / 2, &log, &bytes, unpacking, error))
    table = read_unpacked (&bytes, options, &log, reading, error);
  imb_job_begin_pass (job, 0);
  imb_read_log_clear (&log);
  return table;
}

ImbTable *
imb_read_file (const char           *path,
               const ImbReadOptions *options,
               ImbJob               *job,
               GError              **error)
{
  g_autoptr (ImbJob) loading = imb_job_new_part (job, LOAD_SHARE);
  g_autoptr (ImbJob) parsing = imb_job_new_part (job, 1.0 - LOAD_SHARE);
  g_autofree char *name = strcmp (path, "-") == 0 ? g_strdup (_ ("standard input")) : g_filename_display_basename (path);
  g_autofree char *data = NULL;
  g_autoptr (ImbOrigin) origin = imb_origin_new (path, options != NULL ? options->encoding : NULL);
  ImbTable *table;
  gboolean  plain;
  gsize     length = 0;

  if (options == NULL)
    options = &guess_all;
  if (!check_options (options, error))
    return NULL;

  table = imb_plain_read (path, name, options, &plain, job, error);
  imb_job_begin_pass (job, 0);
  if (!plain)
    data = imb_load_file (path, &length, loading, error);
  if (data != NULL)
    table = imb_read_bytes (name, data, length, options, parsing, error);
  if (table == NULL)
    return NULL;

  imb_table_set_path (table, path);
  imb_origin_take_bytes (origin, g_steal_pointer (&data), length);
  imb_table_set_origin (table, g_steal_pointer (&origin));
  return table;
}
