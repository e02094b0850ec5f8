/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text cells are quoted always, so that nothing in them is taken for a mark of CSV. A text of rows of different lengths is
 * copied once more to make them equal. O(bytes). */
#include "engine/io/imb-cells.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/io/imb-csv-table.h"

#define PAD_STEP ((gsize) 1 << 20) /* bytes between two looks at the job */

void
imb_cells_init (ImbCells   *self,
                const char *name,
                gsize       most)
{
  *self = (ImbCells){ .name = name, .text.most = most, .left = G_MAXSIZE, .shortest = G_MAXSIZE };
}

void
imb_cells_clear (ImbCells *self)
{
  imb_bytes_clear (&self->text);
}

static gboolean
add_byte (ImbCells *self,
          char      c,
          GError  **error)
{
  if (!imb_bytes_make_room (&self->text, 1, self->name, error))
    return FALSE;
  self->text.data[self->text.length++] = c;
  return TRUE;
}

gboolean
imb_cells_skip_to (ImbCells *self,
                   gsize     j,
                   GError  **error)
{
  for (; self->at < j; self->at++)
    if (self->at > 0 && !add_byte (self, ',', error))
      return FALSE;
  return TRUE;
}

/* The comma before the cell, and room for @n bytes. */
static gboolean
begin_cell (ImbCells *self,
            gsize     n,
            GError  **error)
{
  if (!imb_bytes_make_room (&self->text, n + 1, self->name, error))
    return FALSE;
  if (!self->is_row_filled)
    self->left = MIN (self->left, self->at);
  self->is_row_filled = TRUE;
  if (self->at++ > 0)
    self->text.data[self->text.length++] = ',';
  return TRUE;
}

gboolean
imb_cells_add_text (ImbCells   *self,
                    const char *text,
                    gsize       length,
                    GError    **error)
{
  g_autofree char *mended = NULL;
  char            *out;

  if (length > G_MAXSIZE / 8)
    return imb_bytes_refuse (self->name, length, self->text.most, error);
  if (!g_utf8_validate_len (text, length, NULL) && !(memchr (text, '\0', length) != NULL && g_utf8_validate (text, -1, NULL)))
    {
      mended = g_utf8_make_valid (text, (gssize) length);
      text = mended;
      length = strlen (mended);
      self->n_mended++;
    }
  if (!begin_cell (self, 2 * length + 2, error))
    return FALSE;

  out = self->text.data + self->text.length;
  *out++ = '"';
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '"')
        *out++ = '"';
      if (text[i] != '\0')
        *out++ = text[i];
    }
  *out++ = '"';
  self->text.length = (gsize) (out - self->text.data);
  return TRUE;
}

gboolean
imb_cells_add_plain (ImbCells   *self,
                     const char *text,
                     GError    **error)
{
  gsize length = strlen (text);

  if (!begin_cell (self, length, error))
    return FALSE;
  memcpy (self->text.data + self->text.length, text, length);
  self->text.length += length;
  return TRUE;
}

gboolean
imb_cells_add_nothing (ImbCells *self,
                       GError  **error)
{
  return self->at == 0 ? imb_cells_add_plain (self, "\"\"", error) : imb_cells_add_plain (self, "", error);
}

gboolean
imb_cells_end_row (ImbCells *self,
                   GError  **error)
{
  if (!add_byte (self, '\n', error))
    return FALSE;
  self->n_lines++;
  if (self->at > 0)
    {
      self->n_rows++;
      self->widest = MAX (self->widest, self->at);
      self->shortest = MIN (self->shortest, self->at);
    }
  self->at = 0;
  self->is_row_filled = FALSE;
  return TRUE;
}

void
imb_cells_restart (ImbCells *self,
                   gsize     left)
{
  self->left = left;
  self->n_rows = self->widest = 0;
  self->shortest = G_MAXSIZE;
}

/* One row from @p on into @out, without the columns that are empty on the left, as wide as all. Returns where the next one begins. */
static const char *
copy_row (const ImbCells *self,
          const char     *p,
          const char     *end,
          ImbBytes       *out)
{
  const char *start;
  gboolean    quoted = FALSE;
  gsize       n = 1;

  if (*p == '\n')
    {
      out->data[out->length++] = '\n';
      return p + 1;
    }
  p += self->left; /* commas, as nothing else is there */
  for (start = p; p < end && (quoted || *p != '\n'); p++)
    {
      quoted = quoted != (*p == '"');
      n += !quoted && *p == ',';
    }
  memcpy (out->data + out->length, start, (gsize) (p - start));
  out->length += (gsize) (p - start);
  for (; n < self->widest - self->left; n++)
    out->data[out->length++] = ',';
  out->data[out->length++] = '\n';
  return p + (p < end);
}

static gboolean
make_even (ImbCells *self,
           ImbJob   *job,
           GError  **error)
{
  const char *p = self->text.data, *end = p + self->text.length, *next_step = p;
  gsize       short_by = self->widest - self->shortest;
  g_auto (ImbBytes) out = { .most = self->text.most };

  if (self->n_rows == 0 || (self->left == 0 && short_by == 0))
    return TRUE;
  if (short_by > 0 && self->n_rows > (G_MAXSIZE / 2 - self->text.length) / short_by)
    return imb_bytes_refuse (self->name, G_MAXSIZE / 2, self->text.most, error);
  if (!imb_bytes_make_room (&out, self->text.length + self->n_rows * short_by, self->name, error))
    return FALSE;

  while (p < end)
    {
      if (p >= next_step && !imb_job_step (job, 0, 0, error))
        return FALSE;
      next_step = p >= next_step ? p + PAD_STEP : next_step;
      p = copy_row (self, p, end, &out);
    }
  g_free (self->text.data);
  self->text = out;
  out = (ImbBytes){ .data = NULL };
  return TRUE;
}

ImbTable *
imb_cells_read (ImbCells             *self,
                const char           *format,
                int                   header,
                const ImbReadOptions *options,
                ImbReadLog           *log,
                ImbJob               *job,
                GError              **error)
{
  ImbReadOptions plain = *options;
  ImbText        text;
  ImbTable      *table;
  ImbReading    *reading;

  if (self->left == G_MAXSIZE)
    self->left = 0;
  if (!make_even (self, job, error))
    return NULL;
  if (self->n_mended > 0)
    imb_notes_add (log->notes, g_dngettext (GETTEXT_PACKAGE, "%zu cell had bytes that are not UTF-8; they were replaced by \xef\xbf\xbd.", "%zu cells had bytes that are not UTF-8; they were replaced by \xef\xbf\xbd.", self->n_mended),
                   self->n_mended);

  plain.encoding = NULL;
  plain.delimiter = ',';
  plain.quote = '"';
  plain.comment = IMB_READ_NONE;
  plain.decimal = '.';
  plain.header = header;
  text = (ImbText){ .text = self->text.data == NULL ? "" : self->text.data, .length = self->text.length };
  table = imb_csv_table_new (&text, &plain, log, job, error);
  if (table == NULL)
    return NULL;

  reading = (ImbReading *) imb_table_get_reading (table);
  g_free (reading->format);
  reading->format = g_strdup (format);
  reading->delimiter = reading->quote = reading->comment = reading->decimal = reading->thousands = '\0';
  return table;
}

void
imb_cells_name_tables (ImbTable  *table,
                       GPtrArray *names,
                       guint      chosen)
{
  ImbReading *reading = (ImbReading *) imb_table_get_reading (table);

  reading->table = g_strdup (names->pdata[chosen]);
  g_ptr_array_add (names, NULL);
  reading->tables = g_strdupv ((char **) names->pdata);
}
