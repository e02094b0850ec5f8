/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parsers tell the line where a row begins; lines are counted along. Rows without quotes are compared at their ends only,
 * rows with quotes are cut (imb-cut) and compared cell by cell with what the parser made of them: what does not agree
 * is lost, never wrong. O(bytes). */
#include "engine/io/imb-row-index.h"

#include <math.h>
#include <string.h>

#include "engine/data/imb-number.h"
#include "engine/io/imb-cut.h"

typedef struct
{
  const ImbTable *table;
  const ImbText  *text;
  ImbCsvMarks     marks;
  gboolean        is_csv;
  gboolean        skip_first;
  char            decimal;
  char            line_end;
  gsize           line;       /* the one that begins at line_start; from 1 */
  gsize           line_start; /* in the text */
  gsize           row_line;   /* of the row before; 0: there was none */
  gsize           row_start;
  GArray         *cells;
  GString        *scratch;
  ImbRowIndex    *index;
  gsize           n_found;
  gboolean        slipped;
} Walk;

char
imb_text_line_end (const char *text,
                   gsize       length)
{
  return memchr (text, '\n', length) != NULL ? '\n' : '\r';
}

gsize
imb_text_line_length (const ImbText *text,
                      gsize          start,
                      char           line_end)
{
  const char *from = text->text + start;
  const char *end = memchr (from, line_end, text->length - start);
  gsize       length = end == NULL ? text->length - start : (gsize) (end - from);

  end = line_end == '\n' ? memchr (from, '\r', length) : NULL;
  return end == NULL ? length : (gsize) (end - from);
}

static gboolean
go_to_line (Walk *walk,
            gsize line)
{
  while (walk->line < line)
    {
      const char *from = walk->text->text + walk->line_start;
      const char *end = memchr (from, walk->line_end, walk->text->length - walk->line_start);

      if (end == NULL)
        return FALSE;
      walk->line_start += (gsize) (end - from) + 1;
      walk->line++;
    }
  return walk->line == line;
}

/* Past what libcsv makes no row of: line ends, and lines of blanks. */
static gsize
skip_nothing (const ImbText *text,
              gsize          at,
              char           delimiter)
{
  gsize next = at;

  while (next < text->length && strchr (" \t\r\n", text->text[next]) != NULL && text->text[next] != delimiter)
    {
      if (text->text[next] == '\r' || text->text[next] == '\n')
        at = next + 1;
      next++;
    }
  return at;
}

/* Several rows begin in one line when a few lines end with CR alone. */
static gboolean
go_to_row (Walk *walk,
           gsize line)
{
  gsize at;

  if (!go_to_line (walk, line))
    return FALSE;

  at = walk->line_start;
  if (walk->row_line == line)
    at = walk->row_start
         + imb_cut_row (walk->text->text + walk->row_start, walk->text->length - walk->row_start, walk->marks.delimiter, walk->marks.quote, NULL);
  at = skip_nothing (walk->text, at, walk->marks.delimiter);
  walk->row_line = line;
  walk->row_start = at;
  return at < walk->text->length;
}

/* A row without quotes: its first and its last field stand where they must, and so many delimiters are between them. */
static gboolean
has_ends (const char     *text,
          gsize           length,
          const ImbField *fields,
          gsize           n_fields,
          char            delimiter)
{
  const ImbField *first = &fields[0], *last = &fields[n_fields - 1];
  gsize           n_delimiters = 0;

  for (gsize i = 0; i < length; i++)
    n_delimiters += text[i] == delimiter;
  if (delimiter != ' ' && n_delimiters + 1 != n_fields)
    return FALSE;

  for (; length > 0 && (*text == ' ' || *text == '\t'); text++)
    length--;
  while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
    length--;
  return first->length <= length && memcmp (text, first->text, first->length) == 0 && last->length <= length
         && memcmp (text + length - last->length, last->text, last->length) == 0;
}

static gboolean
has_cells (Walk           *walk,
           const ImbField *fields,
           gsize           n_fields)
{
  const char *row = walk->text->text + walk->row_start;
  gsize       length;

  g_array_set_size (walk->cells, 0);
  length = imb_cut_row (row, walk->text->length - walk->row_start, walk->marks.delimiter, walk->marks.quote, walk->cells);
  if (walk->cells->len != n_fields)
    return FALSE;

  g_string_set_size (walk->scratch, length);
  for (guint j = 0; j < walk->cells->len; j++)
    {
      const ImbSpan *cell = &g_array_index (walk->cells, ImbSpan, j);

      if (!imb_span_says (row + cell->start, cell->length, walk->marks.quote, &fields[j], walk->scratch->str))
        return FALSE;
    }
  return TRUE;
}

static ImbRowState
look_at_row (Walk           *walk,
             const ImbField *fields,
             gsize           n_fields,
             gsize           n_wanted)
{
  const char *row = walk->text->text + walk->row_start;
  gsize       length;

  if (!walk->is_csv)
    return IMB_ROW_CELLS;
  if (walk->row_start != walk->line_start && (*row == walk->marks.comment || *row == ' ' || *row == '\t')) /* would not be the same at the beginning of a line */
    return IMB_ROW_LOST;

  length = imb_text_line_length (walk->text, walk->row_start, walk->line_end);
  if (walk->marks.quote != '\0' && memchr (row, walk->marks.quote, length) != NULL)
    {
      if (!has_cells (walk, fields, n_fields))
        return IMB_ROW_LOST;
    }
  else if (!has_ends (row, length, fields, n_fields, walk->marks.delimiter))
    walk->slipped = TRUE;
  if (n_fields == n_wanted)
    return IMB_ROW_WHOLE;
  return fields[0].length > 0 && *fields[0].text == walk->marks.comment ? IMB_ROW_LOST : IMB_ROW_CELLS; /* blanks before it may be needed */
}

/* "1,234.5" and its like, which imb_parse_number() does not take. */
static gboolean
may_be_grouped (const ImbField *field)
{
  return strspn (field->text, "0123456789+-.,' %\xc2\xa0\xe2\x80\xaf\x89") == field->length;
}

/* As far as the table can tell: a cell that counts as missing may have had any text. @field: NULL in a short row. */
static gboolean
says_what_the_table_says (const Walk     *walk,
                          gsize           row,
                          gsize           j,
                          const ImbField *field)
{
  const ImbColumn *column = imb_table_column_at (walk->table, j);
  gboolean         missing = column->kind == IMB_COLUMN_CATEGORY ? column->codes[row] < 0 : isnan (column->numbers[row]);
  double           value;

  if (missing || field == NULL)
    return missing;
  if (column->kind == IMB_COLUMN_CATEGORY)
    return strcmp (column->levels[column->codes[row]], field->text) == 0;
  if (imb_parse_number (field->text, field->length, walk->decimal, &value) == IMB_NUMBER_NO)
    return may_be_grouped (field);
  return value == column->numbers[row];
}

static void
take_header (Walk           *walk,
             const ImbField *fields,
             gsize           n_fields)
{
  gsize n_columns = imb_table_n_columns (walk->table);

  walk->skip_first = FALSE;
  walk->index->has_header = TRUE;
  walk->index->header_start = walk->row_start;
  walk->index->header_state = (guint8) look_at_row (walk, fields, n_fields, n_fields + 1 == n_columns ? n_fields : n_columns);
}

/* Was the row left out for its length when the table was made? (imb-rows) */
static gboolean
is_too_long (const ImbField *fields,
             gsize           n_fields,
             gsize           n_columns)
{
  for (gsize j = n_columns; j < n_fields; j++)
    if (fields[j].length > 0)
      return TRUE;
  return FALSE;
}

static gboolean
take_row (const ImbField *fields,
          gsize           n_fields,
          gsize           line,
          gpointer        data,
          GError        **error)
{
  Walk        *walk = data;
  ImbRowIndex *index = walk->index;
  gsize        n_columns = imb_table_n_columns (walk->table);
  gsize        i = walk->n_found, j = i % n_columns;
  ImbRowState  state;

  if (!go_to_row (walk, line))
    walk->slipped = TRUE;
  else if (walk->skip_first)
    take_header (walk, fields, n_fields);
  else if (!is_too_long (fields, n_fields, n_columns))
    {
      if (i == index->n_rows || !says_what_the_table_says (walk, i, j, j < n_fields ? &fields[j] : NULL))
        walk->slipped = TRUE;
      if (walk->slipped)
        return FALSE;
      state = look_at_row (walk, fields, n_fields, n_columns);
      index->starts[i] = walk->row_start;
      index->states[i] = (guint8) state;
      index->n_lost += state == IMB_ROW_LOST;
      walk->n_found++;
    }
  return !walk->slipped;
}

static gboolean
walk_text (Walk          *walk,
           const ImbArff *arff,
           ImbJob        *job,
           GError       **error)
{
  const ImbText *text = walk->text;
  ImbReadLog     log;
  gboolean       done;

  imb_read_log_init (&log, imb_table_get_name (walk->table));
  if (arff != NULL)
    done = imb_arff_parse (arff, text->text, text->length, NULL, NULL, take_row, walk, job, error);
  else
    done = imb_csv_parse (text->text, text->length, &walk->marks, &log, take_row, walk, job, error);
  imb_read_log_clear (&log);
  return done;
}

ImbRowIndex *
imb_row_index_new (const ImbTable    *table,
                   const ImbText     *text,
                   const ImbCsvMarks *marks,
                   const ImbArff     *arff,
                   ImbJob            *job,
                   GError           **error)
{
  const ImbReading *reading = imb_table_get_reading (table);
  g_autoptr (ImbRowIndex) self = g_new0 (ImbRowIndex, 1);
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (ImbSpan));
  g_autoptr (GString) scratch = g_string_new (NULL);
  g_autoptr (GError) why = NULL;
  Walk walk = { .table = table, .text = text, .marks = *marks, .is_csv = arff == NULL, .line = 1, .cells = cells, .scratch = scratch, .index = self };

  self->n_rows = imb_table_n_rows (table);
  self->starts = g_try_new (gsize, MAX (self->n_rows, 1));
  self->states = g_try_new (guint8, MAX (self->n_rows, 1));
  if (self->starts == NULL || self->states == NULL)
    return NULL;

  walk.skip_first = walk.is_csv && reading->has_header;
  walk.decimal = reading->decimal == ',' ? ',' : '.';
  walk.line_end = walk.is_csv ? imb_text_line_end (text->text, text->length) : '\n';
  if (walk_text (&walk, arff, job, &why))
    return !walk.slipped && walk.n_found == self->n_rows ? g_steal_pointer (&self) : NULL;

  if (g_error_matches (why, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&why));
  return NULL;
}

void
imb_row_index_free (ImbRowIndex *self)
{
  if (self == NULL)
    return;

  g_free (self->starts);
  g_free (self->states);
  g_free (self);
}
