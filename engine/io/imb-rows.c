/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From rows to columns: a short walk at the beginning finds the plain text columns, then all rows are added; once more
 * when a column turns out to be text only late in the file. A sample takes a walk before, which counts the rows.
 * O(cells), twice at worst. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/io/imb-load.h"
#include "engine/io/imb-rows-private.h"

#define LOOK_ROWS    1000 /* at the beginning */
#define COUNT_STEP   1024 /* rows between two words to the job */
#define COUNT_SHARE  0.4  /* of the progress, for counting the rows when a sample is wanted */
#define WORK_SHARE   1.25 /* memory that is taken, in sizes of the table */
#define MOST_COLUMNS 100000

/* A problem of the bytes knows its line only: it is about the last row that begins there or before. @line is where
 * the next row begins. */
static void
place_known (ImbRowWalk *walk,
             gsize       line)
{
  gsize n = MIN (walk->n_known, walk->log->problems->len);

  for (; walk->n_placed < n; walk->n_placed++)
    {
      ImbReadProblem *problem = g_ptr_array_index (walk->log->problems, walk->n_placed);

      if (problem->line >= line)
        return;
      problem->row = walk->row;
    }
}

/* What the parser told since the last row is about this one. */
static void
begin_row (ImbRowWalk *walk,
           gsize       line,
           gsize       row)
{
  if (walk->log == NULL)
    return;

  place_known (walk, line);
  imb_read_log_place (walk->log, walk->n_told, row);
  walk->row = row;
  walk->log->row = row;
}

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

static gboolean
put_row (ImbRowWalk     *walk,
         const ImbField *fields,
         gsize           line,
         GError        **error)
{
  if (walk->lane == NULL)
    return imb_infer_add (walk->infer, fields, line, error) && imb_infer_n_rows (walk->infer) < walk->most_rows;
  if (walk->n_rows == walk->most_rows)
    return FALSE;

  imb_infer_put (walk->lane, fields, walk->first_row + walk->n_rows, line);
  walk->n_rows++;
  return TRUE;
}

/* The next row of the file. */
static void
count_row (ImbRowWalk     *walk,
           const ImbField *fields,
           gsize           n_fields)
{
  if (walk->strata != NULL)
    {
      if (walk->sample != NULL)
        imb_strata_make_room (walk->sample->strata, walk->n_in_file + 1);
      imb_strata_put (walk->strata, fields, n_fields, walk->first_row + walk->n_in_file);
    }
  walk->n_in_file++;
}

/* Passes the row. */
static gboolean
is_wanted (ImbRowWalk *walk)
{
  const ImbSample *sample = walk->sample;
  gsize            row = walk->n_in_file++;

  if (sample == NULL || sample->rows == NULL)
    return TRUE;
  if (walk->next == sample->n_rows || sample->rows[walk->next] != row)
    return FALSE;

  walk->next++;
  return TRUE;
}

static const ImbField *
pad (ImbRowWalk     *walk,
     const ImbField *fields,
     gsize           n_fields)
{
  for (gsize j = 0; j < walk->n_columns; j++)
    walk->padded[j] = j < n_fields ? fields[j] : (ImbField){ "", 0 };
  return walk->padded;
}

static gboolean
add_row (const ImbField *fields,
         gsize           n_fields,
         gsize           line,
         ImbRowWalk     *walk,
         GError        **error)
{
  gsize n_columns = walk->n_columns;

  if (n_fields > n_columns && !is_empty_beyond (fields, n_fields, n_columns))
    {
      begin_row (walk, line, 0);
      walk->n_left_out++;
      if (walk->log != NULL)
        imb_read_log_problem (walk->log, line, n_columns + 1,
                              _ ("The row has %zu fields where %zu belong; it was left out."), n_fields, n_columns);
      return TRUE;
    }
  if (walk->counts)
    {
      count_row (walk, fields, n_fields);
      return TRUE;
    }
  if (!is_wanted (walk))
    {
      begin_row (walk, line, 0);
      return TRUE;
    }
  begin_row (walk, line, (walk->lane != NULL ? walk->first_row + walk->n_rows : imb_infer_n_rows (walk->infer)) + 1);
  if (n_fields < n_columns)
    {
      if (walk->log != NULL)
        imb_read_log_problem (walk->log, line, n_fields + 1,
                              _ ("The row has %zu fields where %zu belong; the others count as missing."), n_fields, n_columns);
      fields = pad (walk, fields, n_fields);
    }

  return put_row (walk, fields, line, error);
}

gboolean
imb_row_walk_take (const ImbField *fields,
                   gsize           n_fields,
                   gsize           line,
                   gpointer        data,
                   GError        **error)
{
  ImbRowWalk *walk = data;
  gboolean    header = walk->skip_first && !walk->header_passed;
  gboolean    go_on = TRUE;

  if (walk->job != NULL && ++walk->n_uncounted == COUNT_STEP)
    {
      imb_job_count (walk->job, 0, walk->n_uncounted);
      walk->n_uncounted = 0;
    }
  if (header)
    begin_row (walk, line, 0);
  else
    go_on = add_row (fields, n_fields, line, walk, error);
  walk->header_passed = TRUE;
  if (walk->log != NULL)
    walk->n_told = walk->log->problems->len;
  return go_on;
}

void
imb_rows_add_note (ImbNotes *notes,
                   gsize     n_left_out)
{
  if (n_left_out > 0)
    imb_notes_add (notes,
                   g_dngettext (GETTEXT_PACKAGE, "%zu row with too many fields was left out.", "%zu rows with too many fields were left out.",
                                n_left_out),
                   n_left_out);
}

static gboolean
walk_rows (const ImbRowSource *source,
           ImbInfer           *infer,
           ImbReadLog         *log,
           gsize               most_rows,
           ImbJob             *job,
           GError            **error)
{
  g_autofree ImbField *padded = g_new (ImbField, source->n_columns);
  const ImbSample     *sample = log != NULL ? source->sample : NULL;
  ImbRowWalk           walk = { .n_columns = source->n_columns, .skip_first = source->skip_first, .infer = infer, .log = log, .job = job, .most_rows = most_rows, .sample = sample, .padded = padded };

  if (sample != NULL && sample->rows != NULL)
    most_rows = sample->n_rows;

  /* A row takes a byte per cell at least. */
  imb_infer_restart (infer, MIN (most_rows, source->n_bytes / MAX (source->bytes_per_row, source->n_columns) + 16));
  imb_job_begin_pass (job, source->n_bytes);
  if (log != NULL)
    walk.n_known = walk.n_told = log->problems->len;
  if (!source->parse (source, log, imb_row_walk_take, &walk, job, error))
    return FALSE;
  if (log != NULL)
    place_known (&walk, G_MAXSIZE);
  if (log != NULL)
    log->row = 0;

  if (log != NULL)
    imb_rows_add_note (log->notes, walk.n_left_out);
  return TRUE;
}

static gboolean
check_columns (const ImbRowSource *source,
               ImbReadLog         *log,
               GError            **error)
{
  if (source->n_columns <= MOST_COLUMNS)
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("%s: there are %zu columns, and at most %u can be worked with; if rows and columns are exchanged, turn the table."),
               log->name, source->n_columns, MOST_COLUMNS);
  return FALSE;
}

/* Two digits of it: more are not known. */
static double
round_down (double value)
{
  double step = value < 100 ? 1 : pow (10, floor (log10 (value)) - 1);

  return floor (value / step) * step;
}

gboolean
imb_rows_fit (const char *name,
              double      n_rows,
              gsize       n_columns,
              gsize       row_size,
              gsize       available,
              GError    **error)
{
  double           per_row = WORK_SHARE * (double) row_size;
  double           would_fit = MIN (round_down ((double) available / per_row), G_MAXINT32);
  g_autofree char *need = NULL;
  g_autofree char *room = NULL;

  if (n_rows * per_row <= (double) available)
    return TRUE;

  need = g_format_size ((guint64) MIN (n_rows * per_row, 1e18));
  room = g_format_size (available);
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("%s: about %.0f rows × %zu columns take %s of memory and %s are free, enough for about %.0f rows; read a random sample of them (--rows %.0f) or leave out columns."),
               name, n_rows, n_columns, need, room, would_fit, would_fit);
  return FALSE;
}

static gboolean
fits_into_memory (const ImbRowSource *source,
                  const ImbInfer     *infer,
                  const ImbReadLog   *log,
                  GError            **error)
{
  double n_rows = (double) source->n_bytes / (double) MAX (source->bytes_per_row, source->n_columns);

  if (source->sample->most_rows > 0)
    n_rows = MIN (n_rows, (double) source->sample->most_rows);
  return imb_rows_fit (log->name, n_rows, source->n_columns, imb_infer_row_size (infer), imb_load_available_memory (), error);
}

gboolean
imb_rows_look (const ImbRowSource *source,
               ImbInfer           *infer,
               ImbReadLog         *log,
               GError            **error)
{
  if (!check_columns (source, log, error) || !walk_rows (source, infer, NULL, LOOK_ROWS, NULL, error))
    return FALSE;
  imb_infer_settle (infer, FALSE);
  return fits_into_memory (source, infer, log, error);
}

/* How many rows there are, and which of them are wanted. */
static gboolean
choose_rows (const ImbRowSource *source,
             ImbJob             *job,
             GError            **error)
{
  g_autofree ImbField *padded = g_new (ImbField, source->n_columns);
  ImbRowWalk           walk = { .n_columns = source->n_columns, .skip_first = source->skip_first, .counts = TRUE, .job = job, .padded = padded };

  if (source->sample->most_rows == 0)
    return TRUE;
  if (source->sample->strata != NULL)
    {
      imb_strata_restart (source->sample->strata, 0);
      walk.strata = imb_strata_add_lane (source->sample->strata);
      walk.sample = source->sample;
    }
  imb_job_begin_pass (job, source->n_bytes);
  return source->parse (source, NULL, imb_row_walk_take, &walk, job, error) && imb_sample_choose (source->sample, walk.n_in_file, job, error);
}

gboolean
imb_rows_are_there (const ImbInfer   *infer,
                    const ImbReadLog *log,
                    gsize             n_problems,
                    GError          **error)
{
  if (imb_infer_n_rows (infer) > 0)
    return TRUE;

  imb_read_log_fail (log, 0, 0, error, "%s",
                     log->n_problems > n_problems ? _ ("no row has as many fields as there are column names; choose another delimiter.")
                                                  : _ ("there are no rows below the column names; choose a file with data."));
  return FALSE;
}

gboolean
imb_rows_add (const ImbRowSource *source,
              ImbInfer           *infer,
              ImbReadLog         *log,
              ImbJob             *job,
              GError            **error)
{
  double count_share = source->sample->most_rows > 0 ? COUNT_SHARE : 0.0;
  g_autoptr (ImbJob) counting = imb_job_new_part (job, count_share);
  g_autoptr (ImbJob) adding = imb_job_new_part (job, 1.0 - count_share);
  gsize n_problems = log->n_problems;

  if (!imb_rows_look (source, infer, log, error) || !choose_rows (source, counting, error))
    return FALSE;

  do
    {
      imb_read_log_rewind (log, n_problems);
      if (!walk_rows (source, infer, log, G_MAXSIZE, adding, error))
        return FALSE;
    }
  while (imb_infer_settle (infer, TRUE));
  return imb_rows_are_there (infer, log, n_problems, error);
}
