/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From rows to columns: a short walk over a sample finds the plain text columns, then all rows are added; once more
 * when a column turns out to be text only late in the file. O(cells), twice at worst. */
#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"
#include "engine/io/imb-load.h"
#include "engine/io/imb-rows-private.h"

#define SAMPLE_ROWS  1000
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
  ImbRowWalk           walk = { .n_columns = source->n_columns, .skip_first = source->skip_first, .infer = infer, .log = log, .most_rows = most_rows, .padded = padded };

  /* A row takes a byte per cell at least. */
  imb_infer_restart (infer, MIN (most_rows, source->n_bytes / MAX (source->bytes_per_row, source->n_columns) + 16));
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

static gboolean
fits_into_memory (const ImbRowSource *source,
                  ImbReadLog         *log,
                  GError            **error)
{
  double n_rows = (double) source->n_bytes / (double) MAX (source->bytes_per_row, source->n_columns);
  double need = n_rows * (double) source->n_columns * sizeof (double);

  if (need <= (double) imb_load_available_memory ())
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("%s: about %.0f rows of %zu columns do not fit into the memory that is free; use fewer of them."),
               log->name, n_rows, source->n_columns);
  return FALSE;
}

gboolean
imb_rows_sample (const ImbRowSource *source,
                 ImbInfer           *infer,
                 ImbReadLog         *log,
                 GError            **error)
{
  if (!check_columns (source, log, error) || !fits_into_memory (source, log, error))
    return FALSE;
  if (!walk_rows (source, infer, NULL, SAMPLE_ROWS, NULL, error))
    return FALSE;
  imb_infer_settle (infer, FALSE);
  return TRUE;
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
  gsize n_problems = log->n_problems;

  if (!imb_rows_sample (source, infer, log, error))
    return FALSE;

  do
    {
      imb_read_log_rewind (log, n_problems);
      if (!walk_rows (source, infer, log, G_MAXSIZE, job, error))
        return FALSE;
    }
  while (imb_infer_settle (infer, TRUE));
  return imb_rows_are_there (infer, log, n_problems, error);
}
