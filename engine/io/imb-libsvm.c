/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sparse text of LIBSVM and SVMlight. One walk counts the rows and finds the largest index, which says whether the
 * table fits into memory; a second one fills the columns in. What is not in a row is 0. O(bytes + cells).
 * Source: Joachims, "SVMlight", section "How to use"; Chang and Lin, "LIBSVM", README. */
#include "engine/io/imb-libsvm.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/data/imb-column.h"
#include "engine/data/imb-number.h"
#include "engine/io/imb-bytes.h"
#include "engine/io/imb-levels.h"
#include "engine/io/imb-load.h"
#include "engine/io/imb-missing.h"
#include "engine/io/imb-sample.h"
#include "engine/io/imb-text-column.h"
#include "engine/io/imb-text-formats.h"

#define PROBE        ((gsize) 64 << 10) /* bytes that are looked at to know the format */
#define PROBE_LINES  20
#define STEP         4096 /* words between two looks at the job */
#define MOST_COLUMNS 100000

typedef struct
{
  const char *text;
  gsize       length;
} Word;

/* A walk over the lines of a text. */
typedef struct
{
  const char *text;
  const char *at;
  const char *end;
  const char *line_end;
  gsize       line;
} Walk;

/* What the first walk learns and the second one fills in. */
typedef struct
{
  gsize       n_rows;
  gsize       most_index;
  gboolean    from_zero;
  gboolean    has_qid;
  gsize       n_features;
  ImbColumn  *columns; /* features, then qid when there is one, then the labels */
  gsize       n_columns;
  guint32    *last_rows; /* (array length=n_features): from 1, that had the feature */
  ImbLevels  *labels;
  ImbMissing *missing;
  ImbReadLog *log;
  ImbJob     *job;
  const Walk *walk;
  gsize       n_words;
} Reading;

/* The next line that is not blank and no comment; its comment is cut off. */
static gboolean
next_line (Walk *self)
{
  while (self->at < self->end)
    {
      const char *start = self->at, *comment;

      self->line++;
      while (self->at < self->end && *self->at != '\n' && *self->at != '\r')
        self->at++;
      self->line_end = self->at;
      if (self->end - self->at >= 2 && self->at[0] == '\r' && self->at[1] == '\n')
        self->at++;
      if (self->at < self->end)
        self->at++;

      comment = memchr (start, '#', (gsize) (self->line_end - start));
      if (comment != NULL)
        self->line_end = comment;
      while (start < self->line_end && (*start == ' ' || *start == '\t'))
        start++;
      if (start == self->line_end)
        continue;

      self->text = start;
      return TRUE;
    }
  return FALSE;
}

static gboolean
next_word (Walk *self,
           Word *word)
{
  while (self->text < self->line_end && (*self->text == ' ' || *self->text == '\t'))
    self->text++;
  word->text = self->text;
  while (self->text < self->line_end && *self->text != ' ' && *self->text != '\t')
    self->text++;
  word->length = (gsize) (self->text - word->text);
  return word->length > 0;
}

/* "12:0.5". FALSE: it is no such pair. An index that is too large for any machine becomes G_MAXSIZE. */
static gboolean
split_pair (const Word *word,
            gsize      *index,
            Word       *value)
{
  const char *colon = memchr (word->text, ':', word->length);
  gsize       n = 0;

  if (colon == NULL || colon == word->text)
    return FALSE;
  for (const char *p = word->text; p < colon; p++)
    {
      if (!g_ascii_isdigit (*p))
        return FALSE;
      if (!g_size_checked_mul (&n, n, 10) || !g_size_checked_add (&n, n, (gsize) (*p - '0')))
        n = G_MAXSIZE;
    }
  *index = n;
  *value = (Word){ colon + 1, (gsize) (word->text + word->length - colon - 1) };
  return TRUE;
}

static gboolean
is_qid (const Word *word)
{
  return word->length > 4 && memcmp (word->text, "qid:", 4) == 0;
}

/* A number, or several with commas between them. */
static gboolean
is_label (const Word *word)
{
  gsize start = 0;

  for (gsize p = 0; p <= word->length; p++)
    {
      double value;

      if (p < word->length && word->text[p] != ',')
        continue;
      if (imb_parse_number (word->text + start, p - start, '.', &value) == IMB_NUMBER_NO)
        return FALSE;
      start = p + 1;
    }
  return TRUE;
}

/* A number, then pairs of an index and a number, in every line; and one pair at least. */
static gboolean
is_libsvm (const char *data,
           gsize       length)
{
  gsize mark = length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  Walk  walk = { .at = data + mark, .end = data + MIN (length, PROBE) };
  gsize n_pairs = 0;

  for (guint n = 0; n < PROBE_LINES && next_line (&walk); n++)
    {
      Word     word, value;
      gsize    index;
      double   number;
      gboolean cut = walk.at == walk.end && length > PROBE; /* the last word may be half of one */

      if (!next_word (&walk, &word) || !is_label (&word))
        return FALSE;
      while (next_word (&walk, &word))
        {
          if (cut && walk.text == walk.line_end)
            break;
          if (is_qid (&word))
            continue;
          if (!split_pair (&word, &index, &value)
              || (imb_parse_number (value.text, value.length, '.', &number) == IMB_NUMBER_NO && g_ascii_strncasecmp (value.text, "nan", MIN (value.length, 3)) != 0))
            return FALSE;
          n_pairs++;
        }
    }
  return n_pairs > 0;
}

static gboolean
step (Reading *self,
      GError **error)
{
  return ++self->n_words % STEP != 0 || imb_job_step (self->job, 0, 0, error);
}

/* The word that begins a line; a line that begins with a pair has no label. */
static gboolean
take_label (Walk *walk,
            Word *label)
{
  const char *start = walk->text;

  if (next_word (walk, label) && memchr (label->text, ':', label->length) == NULL)
    return TRUE;
  walk->text = start;
  *label = (Word){ "", 0 };
  return FALSE;
}

/* The first walk. */
static gboolean
survey (Reading *self,
        Walk     walk,
        GError **error)
{
  Word  word, value;
  gsize index;

  self->walk = &walk;
  while (next_line (&walk))
    {
      take_label (&walk, &word);
      if (memchr (word.text, ',', word.length) != NULL)
        {
          imb_read_log_fail (self->log, walk.line, 1, error, _ ("the row has several labels; keep one label per row, for example one file per label."));
          return FALSE;
        }
      self->n_rows++;
      while (next_word (&walk, &word))
        {
          if (!step (self, error))
            return FALSE;
          if (is_qid (&word))
            self->has_qid = TRUE;
          else if (split_pair (&word, &index, &value))
            {
              self->most_index = MAX (self->most_index, index);
              self->from_zero = self->from_zero || index == 0;
            }
        }
    }
  return TRUE;
}

/* Is there room for the table? */
static gboolean
check_size (const Reading *self,
            GError       **error)
{
  double           n = (double) self->most_index + 1;
  double           n_bytes = (n + 2) * (double) self->n_rows * sizeof (double);
  gsize            free_memory = imb_load_available_memory ();
  g_autofree char *room = g_format_size (free_memory);
  g_autofree char *size = NULL;

  if (self->n_rows == 0 || (self->most_index == 0 && !self->from_zero))
    {
      imb_read_log_fail (self->log, 0, 0, error, _ ("there are no rows with pairs of an index and a value; choose a file with data."));
      return FALSE;
    }
  if (n <= MOST_COLUMNS && n_bytes <= (double) free_memory && self->n_rows < G_MAXINT32)
    return TRUE;

  size = g_format_size ((guint64) MIN (n_bytes, 1e18));
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("%s: %zu rows with indices up to %zu would take %s as a table; there is memory for %s, and at most %u columns can be worked with; keep fewer features."),
               self->log->name, self->n_rows, self->most_index, size, room, MOST_COLUMNS);
  return FALSE;
}

static gboolean
make_columns (Reading *self,
              GError **error)
{
  self->n_features = self->most_index + (self->from_zero ? 1 : 0);
  self->n_columns = self->n_features + (self->has_qid ? 2 : 1);
  self->columns = g_new0 (ImbColumn, self->n_columns);
  self->last_rows = g_new0 (guint32, self->n_features);
  for (gsize j = 0; j < self->n_columns; j++)
    {
      ImbColumn *column = &self->columns[j];

      if (j + 1 == self->n_columns)
        {
          column->kind = IMB_COLUMN_CATEGORY;
          column->codes = g_try_new (gint32, self->n_rows);
          column->name = g_strdup (_ ("label"));
        }
      else
        {
          column->numbers = g_try_new0 (double, self->n_rows);
          column->name = j < self->n_features ? g_strdup_printf (_ ("feature %zu"), j + (self->from_zero ? 0 : 1)) : g_strdup ("qid");
        }
      if (column->numbers == NULL && column->codes == NULL)
        return imb_bytes_refuse (self->log->name, self->n_rows * sizeof (double), imb_load_available_memory (), error);
    }
  return TRUE;
}

/* What is none is missing, and a problem unless it is one of the usual markers. */
static double
number_of (Reading    *self,
           const Word *word)
{
  g_autofree char *text = NULL;
  g_autofree char *quoted = NULL;
  double           value = NAN;
  ImbNumberText    kind = imb_parse_number (word->text, word->length, '.', &value);

  if (kind == IMB_NUMBER_YES || kind == IMB_NUMBER_WIDE)
    return value;
  if (kind == IMB_NUMBER_NO && imb_missing_has (self->missing, word->text, word->length))
    return NAN;

  text = g_strndup (word->text, word->length);
  quoted = imb_read_log_quote (text);
  imb_read_log_problem (self->log, self->walk->line, 0, kind == IMB_NUMBER_NO ? _ ("“%s” is not a number; the cell counts as missing.") : _ ("“%s” is not a finite number; the cell counts as missing."), quoted);
  return NAN;
}

static void
fill_word (Reading    *self,
           gsize       row,
           const Word *word)
{
  Word  value;
  gsize index;

  if (is_qid (word))
    {
      value = (Word){ word->text + 4, word->length - 4 };
      self->columns[self->n_features].numbers[row] = number_of (self, &value);
    }
  else if (split_pair (word, &index, &value))
    {
      gsize j = index - (self->from_zero ? 0 : 1);

      if (self->last_rows[j] == row + 1)
        imb_read_log_problem (self->log, self->walk->line, 0, _ ("The index %zu stands more than once in the row; the last value counts."), index);
      self->last_rows[j] = (guint32) row + 1;
      self->columns[j].numbers[row] = number_of (self, &value);
    }
  else
    {
      g_autofree char *text = g_strndup (word->text, word->length);
      g_autofree char *quoted = imb_read_log_quote (text);

      imb_read_log_problem (self->log, self->walk->line, 0, _ ("“%s” is no pair of an index and a value; it was left out."), quoted);
    }
}

/* The second walk. */
static gboolean
fill (Reading *self,
      Walk     walk,
      GError **error)
{
  const char *start = walk.at, *counted = start;
  gint32     *codes = self->columns[self->n_columns - 1].codes;
  Word        word;

  self->walk = &walk;
  imb_job_begin_pass (self->job, (gsize) (walk.end - start));
  for (gsize row = 0; next_line (&walk); row++)
    {
      if (row % 256 == 0)
        {
          if (!imb_job_step (self->job, (gsize) (walk.at - start), (gsize) (walk.end - start), error))
            return FALSE;
          imb_job_count (self->job, (gsize) (walk.at - counted), row > 0 ? 256 : 0);
          counted = walk.at;
        }
      self->log->row = row + 1;
      if (!take_label (&walk, &word))
        imb_read_log_problem (self->log, walk.line, 0, _ ("The row has no label."));
      codes[row] = imb_levels_code (self->labels, word.text, word.length);
      while (next_word (&walk, &word))
        {
          if (!step (self, error))
            return FALSE;
          fill_word (self, row, &word);
        }
    }
  self->log->row = 0;
  return TRUE;
}

static ImbTable *
make_table (Reading              *self,
            ImbSample            *sample,
            const ImbReadOptions *options,
            GError              **error)
{
  g_autofree char **names = g_new (char *, self->n_columns);
  ImbReading       *reading;
  ImbTable         *table;

  if (!imb_text_column_finish (&self->columns[self->n_columns - 1], self->labels, self->n_rows))
    {
      imb_bytes_refuse (self->log->name, self->n_rows * sizeof (double), imb_load_available_memory (), error);
      return NULL;
    }
  imb_notes_add (self->log->notes, self->from_zero ? _ ("The file is sparse text (LIBSVM) with features from 0 on; what is not in a row is 0.") : _ ("The file is sparse text (LIBSVM); what is not in a row is 0."));

  for (gsize j = 0; j < self->n_columns; j++)
    names[j] = self->columns[j].name;
  imb_sample_stratify (sample, options, names, self->n_columns);
  imb_sample_stratify_by_guess (sample, options, names[self->n_columns - 1], self->n_columns - 1);
  if (!imb_sample_columns (sample, self->columns, self->n_columns, &self->n_rows, self->log, self->job, error))
    return NULL;
  table = imb_table_new (self->log->name, self->n_rows, g_steal_pointer (&self->columns), self->n_columns, self->job, error);
  if (table == NULL)
    return NULL;
  reading = g_new0 (ImbReading, 1);
  reading->format = g_strdup ("libsvm");
  reading->target = g_strdup (_ ("label"));
  reading->missing = imb_missing_dup_met (self->missing);
  imb_sample_tell (sample, reading, self->log);
  imb_table_set_reading (table, reading);
  return table;
}

static ImbTable *
read_text (const ImbText        *text,
           const ImbReadOptions *options,
           ImbReadLog           *log,
           ImbJob               *job,
           GError              **error)
{
  Reading   self = { .log = log, .job = job, .labels = imb_levels_new (), .missing = imb_missing_new (options->missing) };
  Walk      start = { .at = text->text, .end = text->text + text->length };
  ImbTable *table = NULL;
  g_auto (ImbSample) sample;

  imb_sample_init (&sample, options);
  if (survey (&self, start, error) && check_size (&self, error) && make_columns (&self, error) && fill (&self, start, error))
    table = make_table (&self, &sample, options, error);
  log->row = 0;
  for (gsize j = 0; self.columns != NULL && j < self.n_columns; j++)
    imb_column_clear (&self.columns[j]);
  g_free (self.columns);
  g_free (self.last_rows);
  imb_levels_free (self.labels);
  imb_missing_free (self.missing);
  return table;
}

static ImbTable *
read_libsvm (const char           *data,
             gsize                 length,
             const ImbReadOptions *options,
             ImbReadLog           *log,
             ImbJob               *job,
             GError              **error)
{
  return imb_text_read_by (read_text, data, length, options, log, job, error);
}

static const char *const suffixes[] = { "libsvm", "svmlight", "svm", NULL };

const ImbFormat imb_format_libsvm = { .id = "libsvm", .label = N_ ("Sparse text (LIBSVM, SVMlight)"), .suffixes = suffixes, .is = is_libsvm, .read = read_libsvm };
