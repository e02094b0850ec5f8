/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line whose fields have no quotes, or quotes right around them with neither quotes nor line ends inside, is cut here, where the marks
 * in it are: 64 bytes at a time become 64 bits (imb-bits). Every other line (comments, blank lines, whatever else has a quote or a
 * lone CR) goes to libcsv, through imb-csv.c, until its row ends. O(bytes), about 1.5 GB/s for the former. */
#include "engine/io/imb-csv-reader.h"

#include <string.h>

#include "engine/io/imb-bits.h"

#define STEP ((gsize) 256 << 10) /* bytes between two looks at the job */

struct _ImbCsvReader
{
  ImbCsvMarks marks;
  char        line_end;
  ImbCsv     *csv; /* for all but the plain lines */
  ImbRowFunc  func;
  gpointer    data;
  ImbBitsSet  set;

  ImbField *fields;
  gsize     n_fields;
  gsize     capacity;
  gsize     n_trimmed;
  gsize     n_trimmed_here; /* in the line at hand */

  char   *text; /* of this run */
  gsize   word; /* of the text: where the bits are from */
  guint64 bits; /* marks that were not taken yet */
};

ImbCsvReader *
imb_csv_reader_new (const ImbCsvMarks *marks,
                    char               line_end,
                    ImbReadLog        *log,
                    ImbRowFunc         func,
                    gpointer           data)
{
  ImbCsvReader *self = g_new0 (ImbCsvReader, 1);

  self->marks = *marks;
  self->line_end = line_end;
  self->csv = imb_csv_new (marks, log, func, data);
  self->func = func;
  self->data = data;
  self->set = imb_bits_set (marks->delimiter, marks->delimiter == ' ' ? '\t' : marks->delimiter, '\n', '\r',
                            marks->quote != '\0' ? marks->quote : '\n');
  self->capacity = 64;
  self->fields = g_new (ImbField, self->capacity);
  return self;
}

void
imb_csv_reader_free (ImbCsvReader *self)
{
  if (self == NULL)
    return;

  imb_csv_free (self->csv);
  g_free (self->fields);
  g_free (self);
}

ImbCsvMet
imb_csv_reader_get_met (const ImbCsvReader *self)
{
  ImbCsvMet met = imb_csv_get_met (self->csv);

  met.n_trimmed += self->n_trimmed;
  return met;
}

static void
seek (ImbCsvReader *self,
      gsize         at)
{
  self->word = at - at % IMB_BITS_WIDTH;
  self->bits = imb_bits_find (self->text + self->word, &self->set) & (~G_GUINT64_CONSTANT (0) << at % IMB_BITS_WIDTH);
}

/* There always is one: behind the text stands a line end. */
static inline gsize
next_mark (ImbCsvReader *self)
{
  gsize mark;

  while (self->bits == 0)
    {
      self->word += IMB_BITS_WIDTH;
      self->bits = imb_bits_find (self->text + self->word, &self->set);
    }
  mark = self->word + (gsize) __builtin_ctzll (self->bits);
  self->bits &= self->bits - 1;
  return mark;
}

static inline gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

/* Without the blanks around it. */
static inline gsize
add_field (ImbCsvReader *self,
           char         *start,
           char         *end)
{
  ImbField *field;

  while (start < end && is_blank (*start))
    start++;
  while (end > start && is_blank (end[-1]))
    end--;
  if (self->n_fields == self->capacity)
    {
      self->capacity *= 2;
      self->fields = g_renew (ImbField, self->fields, self->capacity);
    }
  field = &self->fields[self->n_fields++];
  *field = (ImbField){ start, (gsize) (end - start) };
  return field->length;
}

/* A field that begins at @start, whose first quote is at @quote. Returns the mark right behind its other quote; 0: not so
 * plain a field. */
static gsize
take_quoted (ImbCsvReader *self,
             gsize         start,
             gsize         quote)
{
  gsize close, mark;

  while (start < quote && is_blank (self->text[start]))
    start++;
  if (start != quote || self->marks.delimiter == ' ')
    return 0;

  do
    close = next_mark (self);
  while (self->text[close] != self->marks.quote && self->text[close] != '\n' && self->text[close] != '\r');
  if (self->text[close] != self->marks.quote)
    return 0;
  mark = next_mark (self);
  if (mark != close + 1 || self->text[mark] == self->marks.quote)
    return 0;

  self->n_trimmed_here += add_field (self, self->text + quote + 1, self->text + close) != close - quote - 1;
  return mark;
}

/* The line at @start into fields. Returns where the next one begins; 0: the line is not plain. */
static gsize
cut_line (ImbCsvReader *self,
          gsize         start)
{
  gboolean blanks = self->marks.delimiter == ' ';
  gboolean quoted = FALSE;

  self->n_fields = 0;
  self->n_trimmed_here = 0;
  for (gsize at = start;;)
    {
      gsize mark = next_mark (self);
      gsize end = mark;
      char  c = self->text[mark];

      if (c == self->marks.quote && c != '\0')
        {
          mark = take_quoted (self, at, mark);
          if (mark == 0)
            return 0;
          quoted = TRUE;
          c = self->text[mark];
        }
      else if (!blanks || at < mark)
        add_field (self, self->text + at, self->text + end);

      at = mark + 1;
      if (c != '\n' && c != '\r')
        continue;
      if (c != self->line_end && (c != '\r' || self->text[at] != '\n'))
        return 0;
      if (c != self->line_end)
        at = next_mark (self) + 1;
      return self->n_fields > 1 || quoted || (self->n_fields == 1 && self->fields[0].length > 0) ? at : 0;
    }
}

/* A line through libcsv, and those that its row goes on in. Returns where the next one begins; 0: stop. */
static gsize
take_lines (ImbCsvReader *self,
            gsize         at,
            gsize         length,
            gsize        *line,
            GError      **error)
{
  do
    {
      const char *end = memchr (self->text + at, self->line_end, length - at);
      gsize       next = end == NULL ? length : (gsize) (end - self->text) + 1;

      if (!imb_csv_take_line (self->csv, self->text + at, next - at, *line, error))
        return 0;
      at = next;
      ++*line;
    }
  while (at < length && imb_csv_is_open (self->csv));
  return at;
}

static gboolean
give_row (ImbCsvReader *self,
          gsize         line,
          GError      **error)
{
  self->n_trimmed += self->n_trimmed_here;
  for (gsize f = 0; f < self->n_fields; f++)
    ((char *) self->fields[f].text)[self->fields[f].length] = '\0';
  return self->func (self->fields, self->n_fields, line, self->data, error);
}

/* TRUE when all of it was taken. */
static gboolean
walk (ImbCsvReader *self,
      gsize         length,
      gsize         line,
      ImbJob       *job,
      GError      **error)
{
  gsize next_step = 0;

  seek (self, 0);
  for (gsize at = 0; at < length;)
    {
      gboolean odd = line == 1 || (self->text[at] == self->marks.comment && self->marks.comment != '\0');
      gsize    next = odd ? 0 : cut_line (self, at);

      if (at >= next_step && !imb_job_step (job, 0, 0, error))
        return FALSE;
      next_step = MAX (next_step, at - at % STEP + STEP);
      if (next > 0)
        {
          if (!give_row (self, line++, error))
            return FALSE;
        }
      else
        {
          next = take_lines (self, at, length, &line, error);
          if (next == 0)
            return FALSE;
          seek (self, next);
        }
      at = next;
    }
  return TRUE;
}

ImbCsvPieceEnd
imb_csv_reader_run (ImbCsvReader *self,
                    char         *text,
                    gsize         length,
                    gsize         line,
                    gboolean      last,
                    ImbJob       *job,
                    GError      **error)
{
  gboolean done;

  self->text = text;
  memset (text + length, 0, IMB_CSV_READER_PADDING);
  text[length] = self->line_end;
  imb_csv_begin (self->csv);
  done = walk (self, length, line, job, error) && (!last || imb_csv_finish (self->csv, error));
  if (!done)
    return IMB_CSV_PIECE_FAILED;
  return !last && imb_csv_is_open (self->csv) ? IMB_CSV_PIECE_OPEN : IMB_CSV_PIECE_WHOLE;
}
