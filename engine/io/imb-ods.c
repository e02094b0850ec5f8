/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OpenDocument spreadsheets (ISO/IEC 26300, chapters 8 and 19): a ZIP archive whose content.xml holds all sheets. Cells and rows say how
 * often they repeat; values are in attributes, apart from texts. O(bytes of content.xml, and cells). */
#include "engine/io/imb-ods.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "engine/data/imb-number.h"
#include "engine/io/imb-archive.h"
#include "engine/io/imb-load.h"
#include "engine/io/imb-sheet.h"
#include "engine/io/imb-xml.h"

#define KIND        "application/vnd.oasis.opendocument.spreadsheet"
#define PROBE       256   /* bytes at the beginning in which that stands */
#define MOST_BLANKS 1024  /* that one element may stand for */
#define STEP        16384 /* cells between two looks at the job */

typedef struct
{
  gsize    column;
  gsize    n; /* of the same, side by side */
  char    *text;
  gboolean plain;
} Cell;

/* While content.xml is read. */
typedef struct
{
  ImbReadLog *log;
  ImbJob     *job;
  const char *wanted; /* name of the sheet; NULL: the first */
  GPtrArray  *names;  /* of all sheets */
  ImbSheet    sheet;
  guint       depth;  /* of tables in tables */
  gboolean    active; /* this is the sheet */
  gboolean    found;  /* it was there */
  gsize       row;
  gsize       n_rows; /* that the row at hand stands for */
  GArray     *cells;  /* of Cell, of the row at hand */
  gsize       column;
  gsize       n_columns; /* that the cell at hand stands for */
  gboolean    in_cell;
  gboolean    is_text; /* its value is its text */
  GString    *text;
  guint       n_paragraphs;
  guint       in_paragraph;
  guint       in_note; /* a comment hanging at the cell */
  gsize       n_put;   /* cells */
} Reader;

static void
clear_cell (gpointer data)
{
  g_free (((Cell *) data)->text);
}

static gboolean
is_ods (const char *data,
        gsize       length)
{
  return length > 4 && memcmp (data, "PK\x03\x04", 4) == 0 && memmem (data, MIN (length, PROBE), KIND, strlen (KIND)) != NULL;
}

static gsize
repeats (const char *const *keys,
         const char *const *values,
         const char        *key)
{
  const char *text = imb_xml_get (keys, values, key);
  guint64     n;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT32, &n, NULL) ? (gsize) n : 1;
}

static void
add_cell (Reader     *self,
          const char *text,
          gboolean    plain)
{
  Cell cell = { self->column, self->n_columns, g_strdup (text), plain };

  g_array_append_val (self->cells, cell);
}

/* PT12H30M00S → 12:30:00; what is longer than a day stays. */
static void
add_time (Reader     *self,
          const char *value)
{
  guint            hour, minute, second;
  g_autofree char *text = NULL;

  if (sscanf (value, "PT%2uH%2uM%2uS", &hour, &minute, &second) == 3 && hour < 24 && minute < 60 && second < 60)
    text = g_strdup_printf ("%02u:%02u:%02u", hour, minute, second);
  add_cell (self, text != NULL ? text : value, FALSE);
}

static gboolean
is_error (const char *const *keys,
          const char *const *values)
{
  for (; *keys != NULL; keys++, values++)
    if (g_str_has_suffix (*keys, ":value-type") && strcmp (*values, "error") == 0)
      return TRUE;
  return FALSE;
}

static void
begin_cell (Reader            *self,
            const char *const *keys,
            const char *const *values)
{
  const char *type = imb_xml_get (keys, values, "value-type");
  const char *value;
  double      number;

  self->n_columns = repeats (keys, values, "number-columns-repeated");
  self->in_cell = TRUE;
  self->is_text = FALSE;
  self->n_paragraphs = 0;
  g_string_set_size (self->text, 0);
  self->sheet.n_merged += repeats (keys, values, "number-columns-spanned") > 1 || repeats (keys, values, "number-rows-spanned") > 1;
  if (is_error (keys, values))
    self->sheet.n_errors++;
  else if (type == NULL)
    return;
  else if ((value = imb_xml_get (keys, values, "date-value")) != NULL)
    add_cell (self, value, FALSE);
  else if ((value = imb_xml_get (keys, values, "time-value")) != NULL)
    add_time (self, value);
  else if ((value = imb_xml_get (keys, values, "boolean-value")) != NULL)
    add_cell (self, strcmp (value, "true") == 0 ? "TRUE" : "FALSE", TRUE);
  else if ((value = imb_xml_get (keys, values, "string-value")) != NULL)
    add_cell (self, value, FALSE);
  else if (strcmp (type, "string") != 0 && (value = imb_xml_get (keys, values, "value")) != NULL)
    add_cell (self, value, imb_parse_number (value, strlen (value), '.', &number) != IMB_NUMBER_NO);
  else
    self->is_text = TRUE;
}

static void
end_cell (Reader *self)
{
  if (self->is_text && self->text->len > 0)
    add_cell (self, self->text->str, FALSE);
  self->column = MIN (self->column + self->n_columns, (gsize) IMB_SHEET_MOST_COLUMNS);
  self->in_cell = FALSE;
}

static void
begin_table (Reader            *self,
             const char *const *keys,
             const char *const *values)
{
  const char *name = imb_xml_get (keys, values, "name");

  if (self->depth++ > 0)
    return;
  if (name == NULL)
    name = "";
  g_ptr_array_add (self->names, g_strdup (name));
  self->active = !self->found && (self->wanted == NULL || strcmp (name, self->wanted) == 0);
  self->found = self->found || self->active;
}

static void
begin_in_cell (Reader            *self,
               const char        *name,
               const char *const *keys,
               const char *const *values)
{
  if (strcmp (name, "annotation") == 0)
    self->in_note++;
  if (self->in_note > 0)
    return;

  if (strcmp (name, "p") == 0)
    {
      self->in_paragraph++;
      if (self->n_paragraphs++ > 0)
        g_string_append_c (self->text, '\n');
    }
  else if (strcmp (name, "s") == 0 && self->in_paragraph > 0)
    for (gsize n = MIN (repeats (keys, values, "c"), MOST_BLANKS); n > 0; n--)
      g_string_append_c (self->text, ' ');
  else if (strcmp (name, "tab") == 0 && self->in_paragraph > 0)
    g_string_append_c (self->text, '\t');
  else if (strcmp (name, "line-break") == 0 && self->in_paragraph > 0)
    g_string_append_c (self->text, '\n');
}

static gboolean
begin (const char        *name,
       const char *const *keys,
       const char *const *values,
       gpointer           data,
       GError           **error)
{
  Reader *self = data;

  if (strcmp (name, "table") == 0)
    begin_table (self, keys, values);
  else if (!self->active || self->depth != 1)
    return TRUE;
  else if (strcmp (name, "table-row") == 0)
    {
      self->n_rows = repeats (keys, values, "number-rows-repeated");
      self->column = 0;
      g_array_set_size (self->cells, 0);
    }
  else if (strcmp (name, "table-cell") == 0 || strcmp (name, "covered-table-cell") == 0)
    begin_cell (self, keys, values);
  else if (self->in_cell)
    begin_in_cell (self, name, keys, values);
  return TRUE;
}

static gboolean
put_row (Reader  *self,
         gsize    row,
         GError **error)
{
  for (guint c = 0; c < self->cells->len; c++)
    {
      const Cell *cell = &g_array_index (self->cells, Cell, c);

      for (gsize k = 0; k < cell->n; k++)
        if ((++self->n_put % STEP == 0 && !imb_job_step (self->job, 0, 0, error))
            || !imb_sheet_put (&self->sheet, row, cell->column + k, cell->text, strlen (cell->text), cell->plain, self->log, error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
end_row (Reader  *self,
         GError **error)
{
  for (gsize k = 0; k < self->n_rows && self->cells->len > 0; k++)
    if (!put_row (self, self->row + k, error))
      return FALSE;
  self->row = MIN (self->row + self->n_rows, (gsize) IMB_SHEET_MOST_ROWS);
  g_array_set_size (self->cells, 0);
  return TRUE;
}

static gboolean
end (const char *name,
     gpointer    data,
     GError    **error)
{
  Reader *self = data;

  if (strcmp (name, "table") == 0 && self->depth > 0)
    {
      self->depth--;
      self->active = self->active && self->depth > 0;
    }
  else if (!self->active || self->depth != 1)
    return TRUE;
  else if (strcmp (name, "table-row") == 0)
    return end_row (self, error);
  else if (strcmp (name, "table-cell") == 0 || strcmp (name, "covered-table-cell") == 0)
    end_cell (self);
  else if (strcmp (name, "annotation") == 0 && self->in_note > 0)
    self->in_note--;
  else if (strcmp (name, "p") == 0 && self->in_paragraph > 0 && self->in_note == 0)
    self->in_paragraph--;
  return TRUE;
}

static gboolean
take_text (const char *text,
           gsize       length,
           gpointer    data,
           GError    **error)
{
  Reader *self = data;

  if (self->active && self->in_cell && self->is_text && self->in_paragraph > 0 && self->in_note == 0)
    g_string_append_len (self->text, text, (gssize) length);
  return TRUE;
}

static ImbTable *
read_ods (const char           *data,
          gsize                 length,
          const ImbReadOptions *options,
          ImbReadLog           *log,
          ImbJob               *job,
          GError              **error)
{
  static const ImbXml xml = { begin, end, take_text };
  g_autoptr (ImbJob) walking = imb_job_new_part (job, 0.6);
  g_autoptr (ImbJob) parsing = imb_job_new_part (job, 0.4);
  gsize     most = imb_load_available_memory () / 3;
  Reader    self = { .log = log, .job = walking, .wanted = options->table };
  ImbTable *table = NULL;
  gssize    s;

  imb_sheet_init (&self.sheet, log->name, most);
  self.names = g_ptr_array_new_with_free_func (g_free);
  self.cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  g_array_set_clear_func (self.cells, clear_cell);
  self.text = g_string_new (NULL);
  if (imb_xml_read (&xml, data, length, "content.xml", most, &self, log, walking, error))
    {
      s = imb_sheet_choose (self.names, options->table, log, error);
      if (s >= 0)
        table = imb_sheet_read (&self.sheet, "ods", options, log, parsing, error);
      if (table != NULL)
        imb_cells_name_tables (table, self.names, (guint) s);
    }
  imb_sheet_clear (&self.sheet);
  g_ptr_array_unref (self.names);
  g_array_unref (self.cells);
  g_string_free (self.text, TRUE);
  return table;
}

static const char *const suffixes[] = { "ods", NULL };

const ImbFormat imb_format_ods = {
  .id = "ods",
  .label = N_ ("OpenDocument spreadsheet"),
  .suffixes = suffixes,
  .is = is_ods,
  .read = read_ods,
};
