/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From CSV text to table: sniff the dialect, add the rows, make the columns. The rows are added in parallel, unless bytes or
 * quotes stand in the way; then, when the text is in memory, one after another. */
#include "engine/io/imb-csv-table.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/data/imb-column.h"
#include "engine/data/imb-target.h"
#include "engine/io/imb-csv-rows.h"
#include "engine/io/imb-forced.h"
#include "engine/io/imb-rows-private.h"
#include "engine/io/imb-sniff.h"

#define BLOCK        ((gsize) 1 << 20)
#define GUESS        (((gsize) 1 << 20) - 4) /* bytes at the beginning by which the target is guessed; with a mark before them there are as many */
#define MOST_CLASSES 50
#define SCAN_SHARE   0.15 /* of the progress, for the look at where rows begin */

/* CSV text as a source of rows. */
typedef struct
{
  ImbRowSource   base;
  const ImbText *text;
  ImbCsvMarks    marks;
} CsvSource;

static gboolean
parse_csv (const ImbRowSource *source,
           ImbReadLog         *log,
           ImbRowFunc          func,
           gpointer            data,
           ImbJob             *job,
           GError            **error)
{
  const CsvSource *self = (const CsvSource *) source;

  return imb_csv_parse (self->text->text, self->text->length, &self->marks, log, func, data, job, error);
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
  imb_column_clear (&columns[n - 1]);
  return n - 1;
}

static ImbTable *
make_table (ImbInfer        *infer,
            const ImbSample *sample,
            ImbDialect      *dialect,
            ImbMissing      *missing,
            ImbReadLog      *log,
            ImbJob          *job,
            GError         **error)
{
  gsize       n_rows = imb_infer_n_rows (infer);
  gboolean    last_named = dialect->last_named;
  char        thousands = imb_infer_get_thousands (infer);
  ImbColumn  *columns = imb_infer_finish (infer, dialect->names, job, error);
  ImbReading *reading;
  ImbTable   *table;

  if (columns == NULL)
    return NULL;
  g_clear_pointer (&dialect->names, g_free);
  table = imb_table_new (log->name, n_rows, columns, drop_empty_last (columns, dialect, last_named, n_rows, log), job, error);
  if (table == NULL)
    return NULL;

  reading = g_new0 (ImbReading, 1);
  reading->format = g_strdup ("csv");
  reading->delimiter = dialect->marks.delimiter;
  reading->quote = dialect->marks.quote;
  reading->comment = dialect->marks.comment;
  reading->n_comments = log->n_comments;
  reading->decimal = dialect->decimal;
  reading->thousands = thousands;
  reading->has_header = dialect->has_header;
  reading->missing = imb_missing_dup_met (missing);
  imb_sample_tell (sample, reading, log);
  imb_table_set_reading (table, reading);
  return table;
}

/* What the rows are read from. */
typedef struct
{
  const ImbInput *input;
  gsize           from;      /* where the text begins in it */
  const ImbText  *beginning; /* of the text */
  gboolean        whole;     /* that is all of it */
  gsize           block;     /* 0: never in parallel */
} Place;

/* FALSE without an error: that is not possible. */
static gboolean
add_in_parallel (const Place        *place,
                 const ImbRowSource *source,
                 const ImbCsvMarks  *marks,
                 ImbInfer           *infer,
                 ImbReadLog         *log,
                 gboolean           *possible,
                 ImbJob             *job,
                 GError            **error)
{
  g_autoptr (ImbJob) scanning = imb_job_new_part (job, SCAN_SHARE);
  g_autoptr (ImbJob) adding = imb_job_new_part (job, 1.0 - SCAN_SHARE);
  ImbCsvPieces *pieces;
  gboolean      done = FALSE;

  *possible = place->block > 0 && log->n_problems == 0;
  if (!*possible)
    return FALSE;

  if (!imb_rows_look (source, infer, log, error))
    return FALSE;
  pieces = imb_csv_pieces_new (place->input, place->from, marks->quote, place->block, scanning, error);
  if (pieces == NULL)
    return FALSE;
  *possible = imb_csv_pieces_are_plain (pieces);
  if (*possible)
    done = imb_csv_rows_add (place->input, pieces, marks, source, infer, log, possible, adding, error);
  imb_csv_pieces_free (pieces);
  return done;
}

static gboolean
add_rows (const Place        *place,
          const ImbRowSource *source,
          const ImbCsvMarks  *marks,
          ImbInfer           *infer,
          ImbReadLog         *log,
          gboolean           *possible,
          ImbJob             *job,
          GError            **error)
{
  if (add_in_parallel (place, source, marks, infer, log, possible, job, error))
    return TRUE;
  if (*possible || !place->whole)
    return FALSE;

  *possible = TRUE;
  return imb_rows_add (source, infer, log, job, error);
}

/* The column that probably is the target, by the beginning of the text alone: the classes must be known before the first row is chosen. −1: none
 * is. (name: transfer full) */
static gssize
guess_target (const Place          *place,
              const ImbReadOptions *options,
              char                **name)
{
  ImbReadOptions all = *options;
  ImbText        text = { .text = place->beginning->text, .length = MIN (place->beginning->length, GUESS) };
  const char    *end = text.length < place->input->size - place->from ? memrchr (text.text, '\n', text.length) : NULL;
  ImbReadLog     log;
  g_autoptr (ImbTable) table = NULL;
  g_autofree char *reason = NULL;
  gssize           j = -1;

  if (end != NULL)
    text.length = (gsize) (end + 1 - text.text);
  all.most_rows = 0;
  imb_read_log_init (&log, "");
  table = imb_csv_table_new_in_blocks (&text, 0, &all, &log, NULL, NULL);
  imb_read_log_clear (&log);
  if (table != NULL)
    j = imb_target_guess (table, &reason);
  if (j < 0 || imb_table_column_at (table, (gsize) j)->n_distinct > MOST_CLASSES || imb_table_column_at (table, (gsize) j)->type == IMB_TYPE_NUMBER)
    return -1;
  *name = g_strdup (imb_table_column_at (table, (gsize) j)->name);
  return j;
}

static void
stratify (ImbSample            *sample,
          const Place          *place,
          const ImbDialect     *dialect,
          const ImbReadOptions *options)
{
  g_autofree char *name = NULL;
  gssize           j;

  imb_sample_stratify (sample, options, dialect->names, dialect->n_columns);
  if (sample->most_rows == 0 || options->stratify != NULL)
    return;
  j = guess_target (place, options, &name);
  if (j >= 0 && (gsize) j < dialect->n_columns)
    imb_sample_stratify_by_guess (sample, options, name, (gsize) j);
}

static ImbTable *
read_table (const Place          *place,
            const ImbReadOptions *options,
            ImbReadLog           *log,
            gboolean             *possible,
            ImbJob               *job,
            GError              **error)
{
  ImbDialect dialect;
  CsvSource  source;
  g_auto (ImbSample) sample;
  ImbMissing *missing;
  ImbInfer   *infer;
  ImbTable   *table = NULL;

  imb_sample_init (&sample, options);
  *possible = TRUE;
  if (!imb_sniff (place->beginning->text, place->beginning->length, options, log, &dialect, error))
    {
      *possible = place->whole; /* what is open at the end of the beginning may be closed behind it */
      if (!*possible)
        g_clear_error (error);
      return NULL;
    }

  source = (CsvSource){
    .base = { parse_csv, dialect.n_columns, dialect.has_header, place->input->size - place->from, dialect.bytes_per_row, &sample },
    .text = place->beginning,
    .marks = dialect.marks,
  };
  missing = imb_missing_new (options->missing);
  infer = imb_infer_new (dialect.n_columns, dialect.decimal, missing, log);
  stratify (&sample, place, &dialect, options);
  imb_infer_set_thousands (infer, dialect.thousands);
  imb_infer_keep_codes (infer);
  if (imb_forced_set (infer, dialect.names, dialect.n_columns, options, log, error)
      && add_rows (place, &source.base, &dialect.marks, infer, log, possible, job, error)
      && imb_forced_check (infer, dialect.names, log, error))
    table = make_table (infer, &sample, &dialect, missing, log, job, error);
  imb_infer_free (infer);
  imb_missing_free (missing);
  imb_dialect_clear (&dialect);
  return table;
}

ImbTable *
imb_csv_table_new_in_blocks (const ImbText        *text,
                             gsize                 block,
                             const ImbReadOptions *options,
                             ImbReadLog           *log,
                             ImbJob               *job,
                             GError              **error)
{
  ImbInput input = { .name = log->name, .bytes = text->text, .size = text->length };
  Place    place = { .input = &input, .beginning = text, .whole = TRUE, .block = block };
  gboolean possible;

  return read_table (&place, options, log, &possible, job, error);
}

ImbTable *
imb_csv_table_new (const ImbText        *text,
                   const ImbReadOptions *options,
                   ImbReadLog           *log,
                   ImbJob               *job,
                   GError              **error)
{
  return imb_csv_table_new_in_blocks (text, BLOCK, options, log, job, error);
}

ImbTable *
imb_csv_table_new_from (const ImbInput       *input,
                        gsize                 from,
                        const ImbText        *beginning,
                        const ImbReadOptions *options,
                        ImbReadLog           *log,
                        gboolean             *possible,
                        ImbJob               *job,
                        GError              **error)
{
  Place place = { .input = input, .from = from, .beginning = beginning, .block = BLOCK };

  return read_table (&place, options, log, possible, job, error);
}
