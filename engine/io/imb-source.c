/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes are loaded, unpacked and decoded as they were when the table was made, and split again by the same parser
 * (imb-row-index); a row is then copied from its place. Reading keeps nothing for this but the file's inode and times. */
#include "engine/io/imb-source.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/io/imb-cut.h"
#include "engine/io/imb-load.h"
#include "engine/io/imb-row-index.h"
#include "engine/io/imb-unpack.h"

#define LOAD_SHARE 0.3 /* of the progress */

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct _ImbSource
{
  const ImbTable *table;
  char           *data; /* packed or not; NULL when the origin has it */
  ImbUnpacked     bytes;
  gboolean        has_mark; /* of the byte order */
  ImbText         text;
  char            line_end;
  ImbCsvMarks     marks;
  gboolean        is_arff;
  ImbArff         arff;
  ImbRowIndex    *index;
  GArray         *cells;  /* of ImbSpan: room for one row */
  GPtrArray      *values; /* of char *: room for one row of ARFF */
};

static void
say_why_not (ImbNotes   *notes,
             const char *reason)
{
  imb_notes_add (notes, _ ("%s So cells were written as they were understood: numbers with the fewest digits, missing values as nothing."), reason);
}

static gboolean
has_byte_order_mark (const char *data,
                     gsize       length)
{
  return (length >= 3 && memcmp (data, BYTE_ORDER_MARK, 3) == 0) || (length >= 2 && (memcmp (data, "\xff\xfe", 2) == 0 || memcmp (data, "\xfe\xff", 2) == 0));
}

/* The bytes of a file that is the same before and after; of a pipe, those that were kept. */
static const char *
load (ImbSource   *self,
      gsize       *length,
      const char **reason,
      ImbJob      *job,
      GError     **error)
{
  const ImbOrigin *origin = imb_table_get_origin (self->table);

  if (imb_origin_get_bytes (origin) != NULL)
    return g_bytes_get_data (imb_origin_get_bytes (origin), length);

  *reason = imb_origin_get_size (origin) == 0 ? N_ ("The data came through a pipe and is too large to be kept.") : N_ ("The file has changed since it was read.");
  if (!imb_origin_is_unchanged (origin))
    return NULL;
  self->data = imb_load_file (imb_origin_get_path (origin), length, job, error);
  return self->data != NULL && *length == imb_origin_get_size (origin) && imb_origin_is_unchanged (origin) ? self->data : NULL;
}

static gboolean
decode (ImbSource  *self,
        const char *data,
        gsize       length,
        ImbReadLog *log,
        ImbJob     *job,
        GError    **error)
{
  const ImbReadOptions options = { .table = imb_table_get_reading (self->table)->table };
  const char          *encoding = imb_origin_get_encoding (imb_table_get_origin (self->table));

  if (!imb_unpack (data, length, &options, imb_load_available_memory () / 2, log, &self->bytes, job, error)
      || !imb_decode (self->bytes.data, self->bytes.length, encoding, log, &self->text, job, error))
    return FALSE;

  self->has_mark = has_byte_order_mark (self->bytes.data, self->bytes.length);
  self->line_end = imb_text_line_end (self->text.text, self->text.length);
  return !self->is_arff || imb_arff_read_head (&self->arff, self->text.text, self->text.length, log, error);
}

/* NULL without error: @reason says why not. */
static gboolean
find_rows (ImbSource   *self,
           const char **reason,
           ImbJob      *job,
           GError     **error)
{
  g_autoptr (ImbJob) loading = imb_job_new_part (job, LOAD_SHARE);
  g_autoptr (ImbJob) splitting = imb_job_new_part (job, 1.0 - LOAD_SHARE);
  const char *data;
  gsize       length;
  ImbReadLog  log;
  gboolean    done;

  data = load (self, &length, reason, loading, error);
  if (data == NULL)
    return FALSE;

  imb_read_log_init (&log, imb_table_get_name (self->table));
  done = decode (self, data, length, &log, loading, error);
  imb_read_log_clear (&log);
  *reason = N_ ("The rows of the table were not found again in the file.");
  if (done)
    self->index = imb_row_index_new (self->table, &self->text, &self->marks, self->is_arff ? &self->arff : NULL, splitting, error);
  return self->index != NULL;
}

static gboolean
is_arff (const ImbReading *reading)
{
  return strcmp (reading->format, "arff") == 0 || strcmp (reading->format, "keel") == 0;
}

static void
add_notes (const ImbSource  *self,
           const ImbReading *reading,
           ImbNotes         *notes)
{
  if (reading->encoding != NULL && g_ascii_strcasecmp (reading->encoding, "UTF-8") != 0)
    imb_notes_add (notes, _ ("The table is written in UTF-8; its source is in %s."), reading->encoding);
  if (self->index->n_lost > 0)
    imb_notes_add (notes,
                   g_dngettext (GETTEXT_PACKAGE, "%zu row has quotes or line ends in odd places; its cells were written as they were understood.",
                                "%zu rows have quotes or line ends in odd places; their cells were written as they were understood.", self->index->n_lost),
                   self->index->n_lost);
}

gboolean
imb_source_open (const ImbTable *table,
                 ImbNotes       *notes,
                 ImbSource     **source,
                 ImbJob         *job,
                 GError        **error)
{
  const ImbReading *reading = imb_table_get_reading (table);
  g_autoptr (ImbSource) self = NULL;
  g_autoptr (GError) why = NULL;
  const char *reason = NULL;

  *source = NULL;
  if (imb_table_get_origin (table) == NULL || reading == NULL || (strcmp (reading->format, "csv") != 0 && !is_arff (reading)))
    return TRUE;

  if (reading->n_rows_in_file > imb_table_n_rows (table))
    {
      say_why_not (notes, _ ("The table is a sample of the file's rows."));
      return TRUE;
    }
  self = g_new0 (ImbSource, 1);
  self->table = table;
  self->is_arff = is_arff (reading);
  self->marks = (ImbCsvMarks){ reading->delimiter, reading->quote, reading->comment };
  self->cells = g_array_new (FALSE, FALSE, sizeof (ImbSpan));
  self->values = g_ptr_array_new_with_free_func (g_free);
  if (find_rows (self, &reason, job, &why))
    {
      add_notes (self, reading, notes);
      *source = g_steal_pointer (&self);
      return TRUE;
    }
  if (g_error_matches (why, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }
  say_why_not (notes, why != NULL ? why->message : _ (reason));
  return TRUE;
}

void
imb_source_free (ImbSource *self)
{
  if (self == NULL)
    return;

  imb_row_index_free (self->index);
  imb_arff_clear (&self->arff);
  imb_text_clear (&self->text);
  g_array_unref (self->cells);
  g_ptr_array_unref (self->values);
  imb_unpacked_clear (&self->bytes);
  g_free (self->data);
  g_free (self);
}

ImbWriteStyle
imb_source_style (const ImbSource  *self,
                  const ImbReading *reading)
{
  ImbWriteStyle style = { ',', '"', '#', '.', "\n" };
  const char   *end;

  if (reading == NULL || strcmp (reading->format, "csv") != 0)
    return style;

  style.delimiter = reading->delimiter;
  style.decimal = reading->decimal;
  style.quote = reading->quote;
  style.comment = reading->comment;
  if (self == NULL)
    return style;

  end = memchr (self->text.text, self->line_end, self->text.length);
  if (self->line_end == '\r' && end != NULL)
    strcpy (style.line_end, "\r");
  else if (end != NULL && end > self->text.text && end[-1] == '\r')
    strcpy (style.line_end, "\r\n");
  return style;
}

void
imb_source_put_start (const ImbSource *self,
                      ImbWriter       *out)
{
  if (self->has_mark)
    imb_writer_text (out, BYTE_ORDER_MARK);
  if (self->is_arff || imb_csv_names_delimiter (self->text.text, self->text.length) == '\0')
    return;

  imb_writer_bytes (out, self->text.text, imb_text_line_length (&self->text, 0, self->line_end));
  imb_writer_line_end (out);
}

static void
put_field (const char *text,
           guint       j,
           ImbWriter  *out)
{
  if (j > 0)
    imb_writer_delimiter (out);
  imb_writer_field (out, text);
}

/* Cuts the row into self->cells. */
static const char *
cut (ImbSource *self,
     gsize      start)
{
  const char *row = self->text.text + start;

  g_array_set_size (self->cells, 0);
  imb_cut_row (row, self->text.length - start, self->marks.delimiter, self->marks.quote, self->cells);
  return row;
}

static void
put_cells (ImbSource *self,
           gsize      start,
           ImbWriter *out)
{
  const char *row = cut (self, start);

  for (guint j = 0; j < imb_table_n_columns (self->table); j++)
    {
      const ImbSpan *cell = &g_array_index (self->cells, ImbSpan, j);

      if (j >= self->cells->len)
        put_field ("", j, out);
      else
        {
          if (j > 0)
            imb_writer_delimiter (out);
          imb_writer_bytes (out, row + cell->start, cell->length);
        }
    }
}

static void
put_whole (const ImbSource *self,
           gsize            start,
           ImbWriter       *out)
{
  const char *row = self->text.text + start;
  gsize       length = imb_text_line_length (&self->text, start, self->line_end);

  if (self->marks.quote != '\0' && memchr (row, self->marks.quote, length) != NULL)
    length = imb_cut_row (row, self->text.length - start, self->marks.delimiter, self->marks.quote, NULL);
  imb_writer_bytes (out, row, length);
}

static gboolean
take_arff_fields (const ImbField *fields,
                  gsize           n_fields,
                  gsize           line,
                  gpointer        data,
                  GError        **error)
{
  ImbSource *self = data;

  g_ptr_array_set_size (self->values, 0);
  for (gsize j = 0; j < imb_table_n_columns (self->table); j++)
    g_ptr_array_add (self->values, g_strdup (j < n_fields ? fields[j].text : ""));
  return FALSE;
}

/* The row's values into self->values. */
static void
take_arff (ImbSource *self,
           gsize      start)
{
  ImbArff arff = self->arff;

  arff.data_at = start;
  imb_arff_parse (&arff, self->text.text, start + imb_text_line_length (&self->text, start, '\n'), NULL, NULL, take_arff_fields, self, NULL, NULL);
}

static void
put_arff (ImbSource *self,
          gsize      start,
          ImbWriter *out)
{
  take_arff (self, start);
  for (guint j = 0; j < self->values->len; j++)
    put_field (g_ptr_array_index (self->values, j), j, out);
}

gboolean
imb_source_put_names (ImbSource *self,
                      ImbWriter *out)
{
  if (!self->index->has_header || self->index->header_state == IMB_ROW_LOST)
    return FALSE;

  if (self->index->header_state == IMB_ROW_WHOLE)
    put_whole (self, self->index->header_start, out);
  else
    put_cells (self, self->index->header_start, out);
  return TRUE;
}

gboolean
imb_source_put_row (ImbSource *self,
                    gsize      row,
                    ImbWriter *out)
{
  gsize start = self->index->starts[row];

  if (self->index->states[row] == IMB_ROW_LOST)
    return FALSE;

  if (self->is_arff)
    put_arff (self, start, out);
  else if (self->index->states[row] == IMB_ROW_WHOLE)
    put_whole (self, start, out);
  else
    put_cells (self, start, out);
  return TRUE;
}

char *
imb_source_dup_cell (ImbSource *self,
                     gsize      row,
                     gsize      j)
{
  const ImbWriteStyle plain = imb_source_style (NULL, imb_table_get_reading (self->table));
  const char         *text;
  const ImbSpan      *cell;

  if (self->index->states[row] == IMB_ROW_LOST)
    return NULL;
  if (self->is_arff)
    {
      take_arff (self, self->index->starts[row]);
      return j < self->values->len ? imb_write_style_quote (&plain, g_ptr_array_index (self->values, j)) : NULL;
    }

  text = cut (self, self->index->starts[row]);
  if (j >= self->cells->len)
    return NULL;
  cell = &g_array_index (self->cells, ImbSpan, j);
  return g_strndup (text + cell->start, cell->length);
}
