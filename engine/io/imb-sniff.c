/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guessing the dialect from the beginning of a file. The delimiter is the one that cuts the rows most evenly into
 * cells that look like something: the product of a row-pattern score and a cell-type score, as in van den Burg,
 * Nazábal and Sutton 2019, doi:10.1007/s10618-019-00646-y (there 97 % of files). The decimal sign is the
 * one that makes more numbers. The first row is a header when it is text above numbers.
 * O(sample) per delimiter. */
#include "engine/io/imb-sniff.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/data/imb-number.h"
#include "engine/io/imb-csv.h"
#include "engine/io/imb-grouped.h"
#include "engine/io/imb-missing.h"

#define SAMPLE_BYTES ((gsize) 128 << 10)
#define SAMPLE_LINES 4 /* at least, however long */
#define SAMPLE_ROWS  300

/* In the order of preference when they are equally good. */
static const char delimiters[] = { ',', ';', '\t', '|', ' ' };

typedef struct
{
  char        delimiter;
  ImbMissing *missing;
  GHashTable *patterns; /* number of fields → number of rows */
  gsize       n_rows;
  gsize       n_cells;
  double      types; /* sum over cells: 1 a number, less the less a cell looks like one value */
} Score;

static gboolean
is_number (const char *text,
           gsize       length,
           char        decimal)
{
  double value;

  return imb_parse_number (text, length, decimal, &value) != IMB_NUMBER_NO;
}

static double
cell_score (const Score    *score,
            const ImbField *cell)
{
  if (is_number (cell->text, cell->length, '.') || (score->delimiter != ',' && is_number (cell->text, cell->length, ',')) || imb_missing_has (score->missing, cell->text, cell->length))
    return 1.0;
  return strpbrk (cell->text, ",;\t|\"") == NULL ? 0.8 : 0.1;
}

static gboolean
score_row (const ImbField *fields,
           gsize           n_fields,
           gsize           line,
           gpointer        data,
           GError        **error)
{
  Score   *score = data;
  gpointer key = GSIZE_TO_POINTER (n_fields);
  gsize    n_like = GPOINTER_TO_SIZE (g_hash_table_lookup (score->patterns, key));

  g_hash_table_insert (score->patterns, key, GSIZE_TO_POINTER (n_like + 1));
  for (gsize f = 0; f < n_fields; f++)
    score->types += cell_score (score, &fields[f]);
  score->n_cells += n_fields;
  return ++score->n_rows < SAMPLE_ROWS;
}

/* Per row, not in all: a quoted text of many lines is one row for the right delimiter and many for a wrong one. */
static double
score_delimiter (const char        *text,
                 gsize              length,
                 const ImbCsvMarks *marks,
                 ImbMissing        *missing)
{
  g_autoptr (GHashTable) patterns = g_hash_table_new (NULL, NULL);
  Score          score = { .delimiter = marks->delimiter, .missing = missing, .patterns = patterns };
  GHashTableIter iter;
  gpointer       n_fields, n_like;
  double         even = 0.0;

  imb_csv_parse (text, length, marks, NULL, score_row, &score, NULL, NULL);
  g_hash_table_iter_init (&iter, patterns);
  while (g_hash_table_iter_next (&iter, &n_fields, &n_like))
    {
      double n = (double) GPOINTER_TO_SIZE (n_fields);

      even += (double) GPOINTER_TO_SIZE (n_like) * MAX (1e-3, n - 1.0) / n;
    }
  if (score.n_cells == 0)
    return 0.0;
  return even / (double) score.n_rows / g_hash_table_size (patterns) * score.types / (double) score.n_cells;
}

static char
guess_delimiter (const char *text,
                 gsize       length,
                 ImbCsvMarks marks,
                 ImbMissing *missing)
{
  char   named = imb_csv_names_delimiter (text, length);
  char   best = delimiters[0];
  double most = 0.0;

  if (named != '\0')
    return named;

  for (guint d = 0; d < G_N_ELEMENTS (delimiters); d++)
    {
      double score;

      marks.delimiter = delimiters[d];
      score = score_delimiter (text, length, &marks, missing);
      if (score <= most * (1.0 + 1e-9))
        continue;
      most = score;
      best = delimiters[d];
    }
  return best;
}

/* The text's beginning, to the end of a line. */
static gsize
sample_length (const char *text,
               gsize       length)
{
  gsize at = 0;
  guint n_lines = 0;

  while (at < length && (at < SAMPLE_BYTES || n_lines < SAMPLE_LINES))
    {
      const char *end = memchr (text + at, '\n', length - at);

      if (end == NULL)
        return memchr (text, '\n', length) == NULL ? MIN (length, SAMPLE_BYTES * 32) : length;
      at = (gsize) (end - text) + 1;
      n_lines++;
    }
  return at;
}

typedef struct
{
  GPtrArray *rows;  /* of char ** */
  GArray    *sizes; /* of gsize: their numbers of fields */
  gsize      n_bytes;
} Sample;

static gboolean
keep_row (const ImbField *fields,
          gsize           n_fields,
          gsize           line,
          gpointer        data,
          GError        **error)
{
  Sample *sample = data;
  char  **row = g_new0 (char *, n_fields + 1);

  for (gsize f = 0; f < n_fields; f++)
    {
      row[f] = g_strdup (fields[f].text);
      sample->n_bytes += fields[f].length + 1;
    }
  g_ptr_array_add (sample->rows, row);
  g_array_append_val (sample->sizes, n_fields);
  return sample->rows->len < SAMPLE_ROWS;
}

static gsize
size_at (const Sample *sample,
         guint         i)
{
  return g_array_index (sample->sizes, gsize, i);
}

/* NULL beyond the row's end. */
static const char *
cell_at (const Sample *sample,
         guint         i,
         gsize         j)
{
  return j < size_at (sample, i) ? ((char **) g_ptr_array_index (sample->rows, i))[j] : NULL;
}

/* With @sign as decimal sign the cell is a number that has one. */
static gboolean
has_decimals (const char *cell,
              char        sign)
{
  gsize  length = strlen (cell);
  double value;
  char   met;

  return memchr (cell, sign, length) != NULL && (is_number (cell, length, sign) || imb_parse_grouped (cell, length, sign, '\0', &value, &met));
}

/* 1,234 may be both; it decides only when nothing else does, and then for what the delimiter tells of the country. */
static char
guess_decimal (const Sample *sample,
               char          delimiter)
{
  gsize n_dots = 0, n_commas = 0, n_either = 0;

  for (guint i = 0; i < sample->rows->len; i++)
    for (gsize j = 0; j < size_at (sample, i); j++)
      {
        const char *cell = cell_at (sample, i, j);
        gboolean    comma = has_decimals (cell, ',');
        double      value;
        char        met;

        if (comma && imb_parse_grouped (cell, strlen (cell), '.', ',', &value, &met))
          n_either++;
        else
          n_commas += comma;
        n_dots += !comma && has_decimals (cell, '.');
      }
  return n_commas > n_dots || (delimiter == ';' && n_dots == 0 && n_either > 0) ? ',' : '.';
}

/* Four in five cells that are not missing are numbers. */
static gboolean
is_numeric_below (const Sample *sample,
                  gsize         j,
                  char          decimal,
                  ImbMissing   *missing)
{
  guint n_numbers = 0, n_values = 0;

  for (guint i = 1; i < sample->rows->len; i++)
    {
      const char *cell = cell_at (sample, i, j);
      gsize       length = cell == NULL ? 0 : strlen (cell);

      if (cell == NULL || imb_missing_has (missing, cell, length))
        continue;
      n_values++;
      n_numbers += is_number (cell, length, decimal);
    }
  return n_values > 0 && n_numbers * 5 >= n_values * 4;
}

static gboolean
recurs_below (const Sample *sample,
              gsize         j)
{
  const char *first = cell_at (sample, 0, j);

  for (guint i = 1; i < sample->rows->len; i++)
    if (g_strcmp0 (cell_at (sample, i, j), first) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_word_of_headers (const char *cell)
{
  const char *const words[] = { "class", "target", "label", "id", "y" };

  for (guint w = 0; w < G_N_ELEMENTS (words); w++)
    if (g_ascii_strcasecmp (cell, words[w]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
guess_header (const Sample *sample,
              char          decimal,
              ImbMissing   *missing)
{
  guint n_for = 0, n_against = 0, n_recurring = 0, n_texts = 0;

  for (gsize j = 0; j < size_at (sample, 0); j++)
    {
      const char *cell = cell_at (sample, 0, j);
      gsize       length = strlen (cell);
      gboolean    number = is_number (cell, length, decimal);
      gboolean    recurs;

      if (imb_missing_has (missing, cell, length))
        continue;
      recurs = !number && recurs_below (sample, j);
      if (!number && !recurs && is_word_of_headers (cell))
        return TRUE;
      n_texts += !number;
      n_recurring += recurs;
      if (is_numeric_below (sample, j, decimal, missing))
        *(number ? &n_against : &n_for) += 1;
      else
        n_against += number;
    }
  if (n_for + n_against > 0)
    return n_for > n_against;
  return n_texts > 0 && n_recurring == 0;
}

/* The commonest number of fields below the first row; the smallest of several. */
static gsize
usual_size (const Sample *sample)
{
  gsize best = size_at (sample, 0);
  guint most = 0;

  for (guint i = 1; i < sample->rows->len; i++)
    {
      gsize size = size_at (sample, i);
      guint n = 0;

      for (guint k = 1; k < sample->rows->len; k++)
        n += size_at (sample, k) == size;
      if (n > most || (n == most && size < best))
        {
          most = n;
          best = size;
        }
    }
  return best;
}

static gboolean
is_always_empty (const Sample *sample,
                 gsize         j)
{
  for (guint i = 1; i < sample->rows->len; i++)
    {
      const char *cell = cell_at (sample, i, j);

      if (cell != NULL && *cell != '\0')
        return FALSE;
    }
  return TRUE;
}

/* When the rows are longer than the header by one, their first cell is the row's name, as R writes it. */
static void
name_columns (const Sample *sample,
              ImbDialect   *dialect,
              ImbReadLog   *log)
{
  gsize  usual = usual_size (sample);
  gsize  n_header = size_at (sample, 0);
  char **header = g_ptr_array_index (sample->rows, 0);

  dialect->last_named = !dialect->has_header || *header[n_header - 1] != '\0' || usual > n_header;
  if (!dialect->has_header)
    {
      dialect->n_columns = usual;
      dialect->names = imb_header_names (NULL, usual, log);
      imb_notes_add (log->notes, _ ("The first line holds data, so the columns are called “%s” and so on."), dialect->names[0]);
      return;
    }

  dialect->n_columns = MAX (n_header, usual);
  while (dialect->n_columns > n_header && is_always_empty (sample, dialect->n_columns - 1))
    dialect->n_columns--;
  if (dialect->n_columns != n_header + 1)
    {
      dialect->names = imb_header_names (header, dialect->n_columns, log);
      return;
    }

  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_strv_builder_add (names, _ ("row name"));
  g_strv_builder_addv (names, (const char **) header);
  g_auto (GStrv) shifted = g_strv_builder_end (names);
  dialect->names = imb_header_names (shifted, dialect->n_columns, log);
  imb_notes_add (log->notes, _ ("The rows have one field more than the header; the first is taken for the row's name."));
}

/* Blanks next to a delimiter, outside quotes and comments. */
static gboolean
has_blanks (const char        *text,
            gsize              length,
            const ImbCsvMarks *marks)
{
  char     delimiter = marks->delimiter;
  gboolean quoted = FALSE, comment = FALSE;
  char     before = '\n';

  for (gsize i = 0; i + 1 < length && delimiter != ' '; i++)
    {
      quoted = quoted != (text[i] == marks->quote && !comment);
      comment = !quoted && text[i] != '\n' && (comment || (text[i] == marks->comment && before == '\n'));
      before = text[i];
      if (!quoted && !comment && ((text[i] == delimiter && text[i + 1] == ' ') || (text[i] == ' ' && text[i + 1] == delimiter)))
        return TRUE;
    }
  return FALSE;
}

static void
add_notes (const ImbDialect *dialect,
           const char       *text,
           gsize             length,
           ImbReadLog       *log)
{
  char delimiter = dialect->marks.delimiter;

  if (delimiter == '\t')
    imb_notes_add (log->notes, _ ("The fields are separated by tabs."));
  else if (delimiter == ' ')
    imb_notes_add (log->notes, _ ("The fields are separated by blanks."));
  else if (delimiter != ',')
    imb_notes_add (log->notes, _ ("The fields are separated by “%c”."), delimiter);
  if (dialect->marks.quote == '\'')
    imb_notes_add (log->notes, _ ("The fields have single quotes around them."));
  if (dialect->marks.comment != '#' && dialect->marks.comment != '\0')
    imb_notes_add (log->notes, _ ("Lines that begin with “%c” are comments."), dialect->marks.comment);
  if (dialect->decimal == ',')
    imb_notes_add (log->notes, _ ("The numbers have a decimal comma."));
  if (has_blanks (text, length, &dialect->marks))
    imb_notes_add (log->notes, _ ("Blanks around the fields were removed."));
}

static void
sample_again (Sample            *sample,
              const char        *text,
              gsize              length,
              const ImbCsvMarks *marks)
{
  sample->n_bytes = 0;
  g_ptr_array_set_size (sample->rows, 0);
  g_array_set_size (sample->sizes, 0);
  imb_csv_parse (text, length, marks, NULL, keep_row, sample, NULL, NULL);
}

/* @n names and no number. There may be no row at all: a quote in the first line may take the others into it. */
static gboolean
has_names_first (const Sample *sample,
                 gsize         n,
                 char          decimal)
{
  if (sample->rows->len == 0 || size_at (sample, 0) != n)
    return FALSE;

  for (gsize j = 0; j < n; j++)
    {
      const char *cell = cell_at (sample, 0, j);

      if (*cell == '\0' || is_number (cell, strlen (cell), decimal))
        return FALSE;
    }
  return TRUE;
}

/* A first line "#id,x,class" is no comment but the names when it has as many fields as the rows below, none of them a number,
 * and those rows have no header of their own. Then @sample is read anew with it. */
static gboolean
takes_hash_for_header (const char           *text,
                       gsize                 length,
                       const ImbReadOptions *options,
                       ImbDialect           *dialect,
                       Sample               *sample)
{
  ImbCsvMarks marks = dialect->marks;
  gsize       usual = usual_size (sample);
  char       *first;

  if (usual < 2 || !imb_sniff_hash_first (text, length, options))
    return FALSE;

  marks.comment = '\0';
  sample_again (sample, text, length, &marks);
  if (!has_names_first (sample, usual, dialect->decimal))
    {
      sample_again (sample, text, length, &dialect->marks);
      return FALSE;
    }

  dialect->marks = marks;
  first = ((char **) g_ptr_array_index (sample->rows, 0))[0];
  memmove (first, first + strspn (first, "# "), strlen (first + strspn (first, "# ")) + 1);
  return TRUE;
}

gboolean
imb_sniff (const char           *text,
           gsize                 length,
           const ImbReadOptions *options,
           ImbReadLog           *log,
           ImbDialect           *dialect,
           GError              **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (gsize));
  Sample      sample = { rows, sizes, 0 };
  ImbMissing *missing = imb_missing_new (options->missing);
  gsize       n = sample_length (text, length);

  *dialect = (ImbDialect){ .marks = imb_sniff_marks (text, n, options), .decimal = options->decimal, .thousands = options->thousands };
  if (dialect->marks.delimiter == '\0')
    dialect->marks.delimiter = guess_delimiter (text, n, dialect->marks, missing);
  imb_csv_parse (text, n, &dialect->marks, NULL, keep_row, &sample, NULL, NULL);
  if (rows->len > 0)
    {
      if (dialect->decimal == '\0')
        dialect->decimal = guess_decimal (&sample, dialect->marks.delimiter);
      gboolean has_names = guess_header (&sample, dialect->decimal, missing);

      dialect->has_header = options->header > 0 || (options->header == 0 && has_names);
      if (!has_names && takes_hash_for_header (text, n, options, dialect, &sample))
        {
          dialect->has_header = TRUE;
          imb_notes_add (log->notes, _ ("The first line begins with # and has a name for every column, so it was taken for the names."));
        }
      dialect->bytes_per_row = MAX (1, sample.n_bytes / rows->len);
      add_notes (dialect, text, n, log);
      name_columns (&sample, dialect, log);
    }
  imb_missing_free (missing);
  if (dialect->names != NULL)
    return TRUE;
  if (imb_csv_parse (text, n, &dialect->marks, log, keep_row, &sample, NULL, error))
    imb_read_log_fail (log, 0, 0, error, _ ("the file is empty; choose one with data."));
  return FALSE;
}

void
imb_dialect_clear (ImbDialect *self)
{
  g_clear_pointer (&self->names, g_strfreev);
}
