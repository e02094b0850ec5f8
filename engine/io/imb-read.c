/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file becomes a table: bytes (imb-load), text (imb-decode), then the format's own reader. */
#include "engine/io/imb-read.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/io/imb-arff-table.h"
#include "engine/io/imb-arff.h"
#include "engine/io/imb-csv-table.h"
#include "engine/io/imb-decode.h"
#include "engine/io/imb-load.h"

#define LOAD_SHARE 0.2 /* of the progress, for getting the bytes */

static gboolean
check_options (const ImbReadOptions *options,
               GError              **error)
{
  const char *const formats[] = { "csv", "arff", "keel", NULL };

  if (options->format != NULL && !g_strv_contains (formats, options->format))
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("The format “%s” is not known; use csv, arff or keel."), options->format);
  else if (options->delimiter != '\0' && options->delimiter == options->decimal)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("“%c” cannot be delimiter and decimal sign at once."), options->delimiter);
  else if (options->delimiter != '\0' && (options->delimiter == '"' || options->delimiter == '\n' || options->delimiter == '\r' || (guchar) options->delimiter >= 0x80))
    g_set_error_literal (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("That character cannot be the delimiter; use “,”, “;”, a tab, “|” or a blank."));
  else if (options->decimal != '\0' && options->decimal != '.' && options->decimal != ',')
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("The decimal sign is “.” or “,”, not “%c”."), options->decimal);
  else
    return TRUE;
  return FALSE;
}

static ImbTable *
read_text (const ImbText        *text,
           const ImbReadOptions *options,
           ImbReadLog           *log,
           ImbJob               *job,
           GError              **error)
{
  gboolean arff = options->format == NULL ? imb_arff_is (text->text, text->length) : strcmp (options->format, "csv") != 0;

  return arff ? imb_arff_table_new (text, options, log, job, error) : imb_csv_table_new (text, options, log, job, error);
}

static ImbTable *
read_plain_bytes (const char           *data,
                  gsize                 length,
                  const ImbReadOptions *options,
                  ImbReadLog           *log,
                  ImbJob               *job,
                  GError              **error)
{
  ImbText     text;
  ImbTable   *table;
  ImbReading *reading;

  if (!imb_decode (data, length, options->encoding, log, &text, error))
    return NULL;

  table = read_text (&text, options, log, job, error);
  if (table != NULL)
    {
      reading = (ImbReading *) imb_table_get_reading (table);
      reading->encoding = g_steal_pointer (&text.encoding);
      reading->n_bytes = length;
      imb_read_log_give (log, table);
    }
  imb_text_clear (&text);
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
  const ImbReadOptions guess_all = { 0 };
  ImbReadLog           log;
  g_autofree char     *unpacked = NULL;
  gboolean             packed = imb_load_is_gzip (data, length);
  ImbTable            *table = NULL;

  g_return_val_if_fail (name != NULL && (data != NULL || length == 0), NULL);

  if (options == NULL)
    options = &guess_all;
  if (!check_options (options, error))
    return NULL;

  imb_read_log_init (&log, name);
  if (packed)
    {
      unpacked = imb_load_unpack (name, data, length, &length, job, error);
      imb_notes_add (log.notes, _ ("The file is compressed with gzip; it was unpacked."));
    }
  if (!packed || unpacked != NULL)
    table = read_plain_bytes (packed ? unpacked : data, length, options, &log, job, error);
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
  ImbTable        *table;
  gsize            length;

  data = imb_load_file (path, &length, loading, error);
  if (data == NULL)
    return NULL;

  table = imb_read_bytes (name, data, length, options, parsing, error);
  if (table != NULL)
    imb_table_set_path (table, path);
  return table;
}
