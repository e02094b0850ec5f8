/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From text to table: sniff the dialect, find the text columns in a sample, add all rows; once more when a column
 * turns out to be text only late in the file. Rows that are too long are left out, rows that are too
 * short are filled with missing values; both are problems. */
#include "engine/io/imb-csv-table.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/io/imb-csv.h"
#include "engine/io/imb-infer.h"
#include "engine/io/imb-load.h"
#include "engine/io/imb-sniff.h"

#define SAMPLE_ROWS  1000
#define MOST_COLUMNS 100000

/* One walk over the rows. */
typedef struct
{
  const ImbDialect *dialect;
  ImbInfer         *infer;
  ImbReadLog       *log; /* NULL: a sample, nothing is said */
  gsize             most_rows;
  gboolean          header_passed;
  ImbField         *padded; /* (array length=n_columns): room for a short row */
  gsize             n_left_out;
} Walk;

/* What is too much in a row may be nothing: delimiters at the end of the line. */
static gboolean
is_empty_beyond (const ImbField *fields,
                 gsize           n_fields,
                 gsize           n_columns)
{
  for (gsize j = n_columns; j < n_fields; j++)
    if (fields[j].length > 0)
      return FALSE;
  return TRUE;
}

static const ImbField *
pad (Walk           *walk,
     const ImbField *fields,
     gsize           n_fields)
{
  for (gsize j = 0; j < walk->dialect->n_columns; j++)
    walk->padded[j] = j < n_fields ? fields[j] : (ImbField){ "", 0 };
  return walk->padded;
}

static gboolean
take_row (const ImbField *fields,
          gsize           n_fields,
          gsize           line,
          gpointer        data,
          GError        **error)
{
  Walk *walk = data;
  gsize n_columns = walk->dialect->n_columns;

  if (walk->dialect->has_header && !walk->header_passed)
    {
      walk->header_passed = TRUE;
      return TRUE;
    }
  if (n_fields > n_columns && !is_empty_beyond (fields, n_fields, n_columns))
    {
      walk->n_left_out++;
      if (walk->log != NULL)
        imb_read_log_problem (walk->log, line, n_columns + 1,
                              _ ("The row has %zu fields where %zu belong; it was left out."), n_fields, n_columns);
      return TRUE;
    }
  if (n_fields < n_columns)
    {
      if (walk->log != NULL)
        imb_read_log_problem (walk->log, line, n_fields + 1,
                              _ ("The row has %zu fields where %zu belong; the others count as missing."), n_fields, n_columns);
      fields = pad (walk, fields, n_fields);
    }

  return imb_infer_add (walk->infer, fields, line, error) && imb_infer_n_rows (walk->infer) < walk->most_rows;
}

static gboolean
walk_rows (const ImbText    *text,
           const ImbDialect *dialect,
           ImbInfer         *infer,
           ImbReadLog       *log,
           gsize             most_rows,
           ImbJob           *job,
           GError          **error)
{
  g_autofree ImbField *padded = g_new (ImbField, dialect->n_columns);
  Walk                 walk = { .dialect = dialect, .infer = infer, .log = log, .most_rows = most_rows, .padded = padded };
  gsize                n_rows_about;

  n_rows_about = MIN (text->length / dialect->bytes_per_row, text->length / dialect->n_columns) + 16; /* a cell takes a byte at least */
  imb_infer_restart (infer, MIN (most_rows, n_rows_about));
  if (!imb_csv_parse (text->text, text->length, dialect->delimiter, log, take_row, &walk, job, error))
    return FALSE;

  if (log != NULL && walk.n_left_out > 0)
    imb_notes_add (log->notes,
                   g_dngettext (GETTEXT_PACKAGE, "%zu row with too many fields was left out.", "%zu rows with too many fields were left out.",
                                walk.n_left_out),
                   walk.n_left_out);
  return TRUE;
}

static gboolean
check_columns (const ImbDialect *dialect,
               ImbReadLog       *log,
               GError          **error)
{
  if (dialect->n_columns <= MOST_COLUMNS)
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("%s: there are %zu columns, and at most %u can be worked with; if rows and columns are exchanged, turn the table."),
               log->name, dialect->n_columns, MOST_COLUMNS);
  return FALSE;
}

static gboolean
fits_into_memory (const ImbText    *text,
                  const ImbDialect *dialect,
                  ImbReadLog       *log,
                  GError          **error)
{
  double n_rows = (double) text->length / (double) MAX (dialect->bytes_per_row, dialect->n_columns);
  double need = n_rows * (double) dialect->n_columns * sizeof (double);

  if (need <= (double) imb_load_available_memory ())
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("%s: about %.0f rows of %zu columns do not fit into the memory that is free; use fewer of them."),
               log->name, n_rows, dialect->n_columns);
  return FALSE;
}

/* The rows, in as few walks as the file allows. The first one is a sample, so that plain text columns do not cost a
 * second walk over everything. */
static gboolean
add_rows (const ImbText    *text,
          const ImbDialect *dialect,
          ImbInfer         *infer,
          ImbReadLog       *log,
          ImbJob           *job,
          GError          **error)
{
  gsize n_problems = log->n_problems;

  if (!check_columns (dialect, log, error) || !fits_into_memory (text, dialect, log, error))
    return FALSE;
  if (!walk_rows (text, dialect, infer, NULL, SAMPLE_ROWS, NULL, error))
    return FALSE;
  imb_infer_settle (infer, FALSE);

  do
    {
      imb_read_log_rewind (log, n_problems);
      if (!walk_rows (text, dialect, infer, log, G_MAXSIZE, job, error))
        return FALSE;
    }
  while (imb_infer_settle (infer, TRUE));

  if (imb_infer_n_rows (infer) > 0)
    return TRUE;
  imb_read_log_fail (log, 0, 0, error, "%s",
                     log->n_problems > n_problems ? _ ("no row has as many fields as there are column names; choose another delimiter.")
                                                  : _ ("there are no rows below the column names; choose a file with data."));
  return FALSE;
}

static gboolean
has_value (const ImbColumn *column,
           gsize            n_rows)
{
  for (gsize i = 0; i < n_rows; i++)
    if (column->kind == IMB_COLUMN_CATEGORY ? column->codes[i] >= 0 : !isnan (column->numbers[i]))
      return TRUE;
  return FALSE;
}

/* A delimiter at the end of every line makes a last column with neither name nor values. */
static gsize
drop_empty_last (ImbColumn        *columns,
                 const ImbDialect *dialect,
                 gboolean          named,
                 gsize             n_rows,
                 ImbReadLog       *log)
{
  gsize n = dialect->n_columns;

  if (named || n < 2 || has_value (&columns[n - 1], n_rows))
    return n;

  imb_notes_add (log->notes, _ ("The empty column at the end of the lines was left out."));
  g_free (columns[n - 1].name);
  g_free (columns[n - 1].numbers);
  g_free (columns[n - 1].codes);
  return n - 1;
}

static ImbTable *
make_table (ImbInfer   *infer,
            ImbDialect *dialect,
            ImbMissing *missing,
            ImbReadLog *log)
{
  gsize       n_rows = imb_infer_n_rows (infer);
  gboolean    last_named = dialect->last_named;
  ImbColumn  *columns = imb_infer_finish (infer, dialect->names);
  ImbReading *reading = g_new0 (ImbReading, 1);
  ImbTable   *table;

  g_clear_pointer (&dialect->names, g_free);
  table = imb_table_new (log->name, n_rows, columns, drop_empty_last (columns, dialect, last_named, n_rows, log));
  reading->format = g_strdup ("csv");
  reading->delimiter = dialect->delimiter;
  reading->decimal = dialect->decimal;
  reading->has_header = dialect->has_header;
  reading->missing = imb_missing_dup_met (missing);
  imb_table_set_reading (table, reading);
  return table;
}

ImbTable *
imb_csv_table_new (const ImbText        *text,
                   const ImbReadOptions *options,
                   ImbReadLog           *log,
                   ImbJob               *job,
                   GError              **error)
{
  ImbDialect  dialect;
  ImbMissing *missing;
  ImbInfer   *infer;
  ImbTable   *table = NULL;

  if (!imb_sniff (text->text, text->length, options, log, &dialect))
    {
      imb_read_log_fail (log, 0, 0, error, _ ("the file is empty; choose one with data."));
      return NULL;
    }

  missing = imb_missing_new (options->missing);
  infer = imb_infer_new (dialect.n_columns, dialect.decimal, missing, log);
  if (add_rows (text, &dialect, infer, log, job, error))
    table = make_table (infer, &dialect, missing, log);
  imb_infer_free (infer);
  imb_missing_free (missing);
  imb_dialect_clear (&dialect);
  return table;
}
