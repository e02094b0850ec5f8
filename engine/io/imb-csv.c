/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows and fields out of text, by libcsv. It is fed line by line: that gives every row its line number, lets
 * comment lines be left out where they are not inside quotes, and tells where a quote was opened that never
 * closes. libcsv is strict, so that it says where a quote is out of place; then that one character
 * is fed leniently, which keeps it as it is. O(bytes), about 300 MB/s. */
#include "engine/io/imb-csv.h"

#include <csv.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"

#define STRICT      (CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL)
#define LENIENT     (CSV_STRICT_FINI | CSV_APPEND_NULL)
#define STEP        ((gsize) 256 << 10) /* bytes between two looks at the job */
#define NO_ROW      0                   /* libcsv's pstate between two rows: a CR in a line may have ended one before the one at hand */
#define FIELD_BLOCK ((gsize) 16 << 10)

struct _ImbCsv
{
  struct csv_parser parser;
  ImbCsvMarks       marks;
  ImbReadLog       *log;
  ImbRowFunc        func;
  gpointer          data;
  char             *cells; /* of the row so far, each with its NUL */
  gsize             n_bytes;
  gsize             capacity;
  GArray           *fields;   /* of ImbField; the texts are offsets until the row is whole */
  gsize             line;     /* now */
  gsize             row_line; /* where the row began */
  gboolean          open;     /* a row has begun and did not end with the line: inside quotes */
  gboolean          stopped;
  ImbCsvMet         met;
  char             *squeezed; /* a line whose runs of blanks became one */
  gsize             n_squeezed;
  GError           *error;
};

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

/* libcsv trims what stands outside quotes; blanks just inside them go here. */
static void
on_field (void  *text,
          size_t length,
          void  *data)
{
  ImbCsv     *self = data;
  const char *start = text;
  gsize       kept = length;
  ImbField    field;

  while (kept > 0 && is_blank (start[kept - 1]))
    kept--;
  for (; kept > 0 && is_blank (*start); start++)
    kept--;
  self->met.n_trimmed += kept != length;

  if (self->n_bytes + kept + 1 > self->capacity)
    {
      self->capacity = MAX (self->capacity * 2, self->n_bytes + kept + 1);
      self->cells = g_realloc (self->cells, self->capacity);
    }
  field = (ImbField){ GSIZE_TO_POINTER (self->n_bytes), kept };
  memcpy (self->cells + self->n_bytes, start, kept);
  self->cells[self->n_bytes + kept] = '\0';
  self->n_bytes += kept + 1;
  g_array_append_val (self->fields, field);
}

static void
on_row (int   end,
        void *data)
{
  ImbCsv   *self = data;
  ImbField *fields = (ImbField *) (void *) self->fields->data;
  guint     n_fields = self->fields->len;

  for (guint f = 0; f < n_fields; f++)
    fields[f].text = self->cells + GPOINTER_TO_SIZE (fields[f].text);
  if (!self->stopped && !self->func (fields, n_fields, self->row_line, self->data, &self->error))
    self->stopped = TRUE;

  g_array_set_size (self->fields, 0);
  self->n_bytes = 0;
}

/* A quote where none belongs: in a field that has no quotes around it, or before the end of one that has. */
static gboolean
forgive (ImbCsv *self)
{
  gsize column = self->fields->len + 1;

  if (self->open)
    {
      imb_read_log_fail (self->log, self->row_line, column, &self->error,
                         _ ("the quote that is opened here is closed in line %zu in the middle of a field; put quotes around whole fields only."),
                         self->line);
      return FALSE;
    }
  imb_read_log_problem (self->log, self->line, column,
                        self->parser.quoted ? _ ("There is text after the closing quote; it was taken as it is.")
                                            : _ ("There is a quote inside a field without quotes around it; it was taken as it is."));
  return TRUE;
}

static gboolean
feed (ImbCsv     *self,
      const char *bytes,
      gsize       length)
{
  while (length > 0)
    {
      gsize taken = csv_parse (&self->parser, bytes, length, on_field, on_row, self);

      bytes += taken;
      length -= taken;
      if (length == 0 || self->stopped)
        break;

      if (csv_error (&self->parser) != CSV_EPARSE)
        {
          g_set_error_literal (&self->error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for one row of the file."));
          return FALSE;
        }
      if (self->log != NULL && !forgive (self))
        return FALSE;
      csv_set_opts (&self->parser, LENIENT);
      csv_parse (&self->parser, bytes, 1, on_field, on_row, self);
      csv_set_opts (&self->parser, STRICT);
      bytes++;
      length--;
    }
  return self->error == NULL;
}

/* For blanks as delimiter: none at the ends of the line, one between fields. */
static gsize
squeeze (ImbCsv     *self,
         const char *line,
         gsize       length)
{
  gboolean quoted = self->open;
  gsize    n = 0;

  if (self->n_squeezed < length)
    {
      self->n_squeezed = length * 2;
      self->squeezed = g_realloc (self->squeezed, self->n_squeezed);
    }
  for (gsize i = 0; i < length; i++)
    {
      char c = !quoted && line[i] == '\t' ? ' ' : line[i];

      if (c == self->marks.quote)
        quoted = !quoted;
      else if (!quoted && c == ' ' && (n == 0 || self->squeezed[n - 1] == ' '))
        continue;
      else if (!quoted && (c == '\n' || c == '\r') && n > 0 && self->squeezed[n - 1] == ' ')
        n--;
      self->squeezed[n++] = c;
    }
  return !quoted && n > 0 && self->squeezed[n - 1] == ' ' ? n - 1 : n; /* the last line has no end */
}

/* A tab between fields is no blank line: the row has empty fields. */
static gboolean
is_blank_line (const ImbCsv *self,
               const char   *line,
               gsize         length)
{
  for (gsize i = 0; i < length; i++)
    if (line[i] != '\n' && line[i] != '\r' && line[i] != ' ' && (line[i] != '\t' || self->marks.delimiter == '\t'))
      return FALSE;
  return TRUE;
}

char
imb_csv_names_delimiter (const char *text,
                         gsize       length)
{
  gboolean named = length > 5 && g_ascii_strncasecmp (text, "sep=", 4) == 0 && (text[5] == '\n' || text[5] == '\r');

  return named && text[4] != '"' ? text[4] : '\0';
}

/* #N/A and its like are cells. */
static gboolean
is_comment (const ImbCsv *self,
            const char   *line,
            gsize         length)
{
  return *line == self->marks.comment && !(length > 2 && strncmp (line, "#N", 2) == 0 && (line[2] == '/' || line[2] == 'A'));
}

static gboolean
take_line (ImbCsv     *self,
           const char *line,
           gsize       length)
{
  self->line++;
  if (!self->open)
    {
      if (is_blank_line (self, line, length))
        return TRUE;
      if (is_comment (self, line, length))
        {
          self->met.n_comments++;
          return TRUE;
        }
      if (self->line == 1 && imb_csv_names_delimiter (line, length) != '\0')
        return TRUE;
      self->row_line = self->line;
    }
  if (self->marks.delimiter == ' ')
    {
      length = squeeze (self, line, length);
      line = self->squeezed;
    }

  if (!feed (self, line, length))
    return FALSE;
  self->open = self->parser.pstate != NO_ROW;
  return TRUE;
}

static gboolean
take_lines (ImbCsv     *self,
            const char *text,
            gsize       length,
            ImbJob     *job)
{
  int   line_end = memchr (text, '\n', length) != NULL ? '\n' : '\r';
  gsize next_step = 0, counted = 0;

  for (gsize at = 0; at < length && !self->stopped;)
    {
      const char *end = memchr (text + at, line_end, length - at);
      gsize       n = end == NULL ? length - at : (gsize) (end - text) + 1 - at;

      if (at >= next_step)
        {
          if (!imb_job_step (job, at, length, &self->error))
            return FALSE;
          imb_job_count (job, at - counted, 0);
          counted = at;
          next_step = at + STEP;
        }
      if (!take_line (self, text + at, n))
        return FALSE;
      at += n;
    }
  return TRUE;
}

/* The last line may have no end; a quote may be open. */
static gboolean
finish (ImbCsv *self)
{
  if (self->stopped || csv_fini (&self->parser, on_field, on_row, self) == 0)
    return self->error == NULL;

  if (self->log == NULL)
    return TRUE;
  imb_read_log_fail (self->log, self->row_line, self->fields->len + 1, &self->error,
                     _ ("a quote is opened here and never closed; close it, or remove it."));
  return FALSE;
}

ImbCsv *
imb_csv_new (const ImbCsvMarks *marks,
             ImbReadLog        *log,
             ImbRowFunc         func,
             gpointer           data)
{
  ImbCsv *self = g_new0 (ImbCsv, 1);

  self->marks = *marks;
  self->log = log;
  self->func = func;
  self->data = data;
  csv_init (&self->parser, STRICT);
  csv_set_delim (&self->parser, (unsigned char) marks->delimiter);
  csv_set_quote (&self->parser, (unsigned char) marks->quote); /* the text has no NUL: with it there are no quotes */
  csv_set_blk_size (&self->parser, FIELD_BLOCK);
  self->fields = g_array_new (FALSE, FALSE, sizeof (ImbField));
  return self;
}

void
imb_csv_free (ImbCsv *self)
{
  if (self == NULL)
    return;

  csv_free (&self->parser);
  g_array_unref (self->fields);
  g_free (self->cells);
  g_free (self->squeezed);
  g_clear_error (&self->error);
  g_free (self);
}

void
imb_csv_begin (ImbCsv *self)
{
  csv_set_opts (&self->parser, LENIENT & ~CSV_STRICT_FINI);
  csv_fini (&self->parser, NULL, NULL, NULL);
  csv_set_opts (&self->parser, STRICT);
  self->stopped = FALSE;
  self->open = FALSE;
  self->n_bytes = 0;
  g_array_set_size (self->fields, 0);
}

gboolean
imb_csv_take_line (ImbCsv     *self,
                   const char *line,
                   gsize       length,
                   gsize       number,
                   GError    **error)
{
  self->line = number - 1;
  if (take_line (self, line, length) && self->error == NULL && !self->stopped)
    return TRUE;

  if (self->error != NULL)
    g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

gboolean
imb_csv_is_open (const ImbCsv *self)
{
  return self->open;
}

gboolean
imb_csv_finish (ImbCsv  *self,
                GError **error)
{
  if (finish (self))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

ImbCsvMet
imb_csv_get_met (const ImbCsv *self)
{
  return self->met;
}

void
imb_csv_tell (ImbReadLog        *log,
              const ImbCsvMarks *marks,
              ImbCsvMet          met)
{
  ImbNotes *notes = log->notes;

  log->n_comments = met.n_comments;
  if (met.n_comments > 0)
    imb_notes_add (notes,
                   g_dngettext (GETTEXT_PACKAGE, "%zu line that begins with %c was left out.", "%zu lines that begin with %c were left out.",
                                met.n_comments),
                   met.n_comments, marks->comment);
  if (met.n_trimmed > 0)
    imb_notes_add (notes,
                   g_dngettext (GETTEXT_PACKAGE, "Blanks inside the quotes around %zu field were removed.",
                                "Blanks inside the quotes around %zu fields were removed.", met.n_trimmed),
                   met.n_trimmed);
}

gboolean
imb_csv_parse (const char        *text,
               gsize              length,
               const ImbCsvMarks *marks,
               ImbReadLog        *log,
               ImbRowFunc         func,
               gpointer           data,
               ImbJob            *job,
               GError           **error)
{
  ImbCsv  *self = imb_csv_new (marks, log, func, data);
  gboolean done = take_lines (self, text, length, job) && finish (self);

  if (done && log != NULL)
    imb_csv_tell (log, marks, self->met);
  if (self->error != NULL)
    g_propagate_error (error, g_steal_pointer (&self->error));
  imb_csv_free (self);
  return done;
}
