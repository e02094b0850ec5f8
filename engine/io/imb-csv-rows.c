/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of CSV in parallel. Each piece of the text has its place in the columns: no more rows begin in it than lines end. A thread takes
 * a lane (its buffer, its parser, its log) for each piece it does. A piece that begins right tells, by how it ends, whether the next one
 * does; so from the first on all are proved to be rows that a parser would find which began at the beginning. */
#include "engine/io/imb-csv-rows.h"

#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/io/imb-csv-reader.h"
#include "engine/io/imb-load.h"
#include "engine/io/imb-rows-private.h"

#define COUNT_SHARE 0.5 /* of the progress, for counting the rows when a sample is wanted */

typedef enum
{
  DONE,
  AGAIN, /* a column is to be read as text, or the pieces were cut anew */
  IMPOSSIBLE,
  FAILED,
} Outcome;

/* What one thread at a time has. */
typedef struct
{
  guint         number;
  gsize         next; /* the pieces before it are not for this lane */
  ImbRowWalk    walk;
  ImbReadLog    log;
  ImbCsvReader *reader;
  char         *text;
  gsize         room;
} Lane;

/* What became of one piece. */
typedef struct
{
  gsize          first_row;
  gsize          most_rows; /* there is room for */
  gsize          n_rows;
  guint          lane;
  ImbCsvPieceEnd end;
  gboolean       header_passed;
  GError        *error;
} Done;

typedef struct
{
  const ImbInput     *input;
  ImbCsvPieces       *pieces;
  const ImbCsvMarks  *marks;
  const ImbRowSource *source;
  ImbInfer           *infer;
  ImbReadLog         *log;
  ImbJob             *job;
  Done               *done;   /* (array length=pieces) */
  gboolean            counts; /* this walk only counts the rows */
  gsize              *before; /* (array length=pieces + 1): rows of the file before each piece, when they were counted */
  GPtrArray          *lanes;  /* of Lane */
  GPtrArray          *free;   /* of Lane, lent: those nobody has */
  GMutex              lock;
} Walk;

static void
free_lane (gpointer data)
{
  Lane *lane = data;

  imb_csv_reader_free (lane->reader);
  imb_read_log_clear (&lane->log);
  g_free (lane->walk.padded);
  g_free (lane->text);
  g_free (lane);
}

static Lane *
new_lane (Walk *self)
{
  Lane *lane = g_new0 (Lane, 1);

  lane->number = self->lanes->len;
  imb_read_log_init (&lane->log, self->log->name);
  lane->walk = (ImbRowWalk){ .n_columns = self->source->n_columns, .lane = imb_infer_add_lane (self->infer), .log = &lane->log };
  if (self->counts && self->source->sample->strata != NULL)
    lane->walk.strata = imb_strata_add_lane (self->source->sample->strata);
  lane->walk.padded = g_new (ImbField, MAX (1, self->source->n_columns));
  lane->reader = imb_csv_reader_new (self->marks, imb_csv_pieces_line_end (self->pieces), &lane->log, imb_row_walk_take, &lane->walk);
  g_ptr_array_add (self->lanes, lane);
  return lane;
}

/* A lane keeps the first of what is odd and counts the rest, so it takes pieces in their order: a thread that comes late with an early piece
 * may need a new one. */
static Lane *
take_lane (Walk *self,
           gsize p)
{
  Lane *lane = NULL;

  g_mutex_lock (&self->lock);
  for (guint f = 0; f < self->free->len && lane == NULL; f++)
    if (((Lane *) g_ptr_array_index (self->free, f))->next <= p)
      lane = g_ptr_array_steal_index (self->free, f);
  if (lane == NULL)
    lane = new_lane (self);
  lane->next = p + 1;
  g_mutex_unlock (&self->lock);
  return lane;
}

static void
give_lane (Walk *self,
           Lane *lane)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->free, lane);
  g_mutex_unlock (&self->lock);
}

static gboolean
read_piece (Walk              *self,
            Lane              *lane,
            const ImbCsvPiece *piece,
            GError           **error)
{
  if (lane->room < piece->length + IMB_CSV_READER_PADDING)
    {
      g_free (lane->text);
      lane->room = piece->length + IMB_CSV_READER_PADDING;
      lane->text = g_try_malloc (lane->room);
      if (lane->text == NULL)
        {
          lane->room = 0;
          g_set_error_literal (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for one row of the file."));
          return FALSE;
        }
    }
  return imb_input_read (self->input, piece->at, piece->length, lane->text, error);
}

static gboolean
take_piece (gsize    p,
            gpointer data,
            GError **error)
{
  Walk              *self = data;
  const ImbCsvPiece *piece = imb_csv_pieces_at (self->pieces, p);
  gboolean           last = p + 1 == imb_csv_pieces_n (self->pieces);
  Done              *done = &self->done[p];
  Lane              *lane = take_lane (self, p);
  ImbRowWalk        *walk = &lane->walk;

  walk->first_row = done->first_row;
  walk->n_rows = 0;
  walk->most_rows = done->most_rows;
  walk->counts = self->counts;
  walk->sample = self->counts ? NULL : self->source->sample;
  walk->n_in_file = self->before != NULL ? self->before[p] : 0;
  walk->next = done->first_row;
  walk->skip_first = p == 0 && self->source->skip_first;
  walk->header_passed = FALSE;
  done->lane = lane->number;
  done->end = IMB_CSV_PIECE_FAILED;
  if (read_piece (self, lane, piece, &done->error))
    done->end = imb_csv_reader_run (lane->reader, lane->text, piece->length, piece->line, last, self->job, &done->error);
  done->n_rows = self->counts ? walk->n_in_file : walk->n_rows;
  done->header_passed = walk->header_passed;
  imb_job_count (self->job, piece->length, done->n_rows);
  give_lane (self, lane);

  if (!g_error_matches (done->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE; /* whether it counts is seen when all before it are known */
  g_propagate_error (error, g_steal_pointer (&done->error));
  return FALSE;
}

/* Each piece's first row. Returns the number of rows there must be room for. */
static gsize
place_pieces (Walk *self)
{
  gsize row = 0;

  for (gsize p = 0; p < imb_csv_pieces_n (self->pieces); p++)
    {
      Done *done = &self->done[p];

      done->first_row = row;
      done->most_rows = imb_csv_pieces_at (self->pieces, p)->n_ends;
      if (self->before != NULL)
        done->most_rows = imb_sample_below (self->source->sample, self->before[p + 1]) - row;
      else if (p == 0 && self->source->skip_first && done->most_rows > 0)
        done->most_rows--; /* the header's line */
      row += done->most_rows;
    }
  return row;
}

static gboolean
reserve (Walk    *self,
         gsize    n_rows,
         GError **error)
{
  return imb_rows_fit (self->log->name, (double) n_rows, self->source->n_columns, imb_infer_row_size (self->infer), imb_load_available_memory (), error)
         && imb_infer_reserve (self->infer, n_rows, error);
}

/* What the lanes have to say, in the order of the lines. */
static void
tell (Walk *self)
{
  g_autoptr (GPtrArray) logs = g_ptr_array_new ();
  ImbCsvMet met = { 0 };
  gsize     n_left_out = 0;

  for (guint l = 0; l < self->lanes->len; l++)
    {
      Lane     *lane = g_ptr_array_index (self->lanes, l);
      ImbCsvMet part = imb_csv_reader_get_met (lane->reader);

      met.n_comments += part.n_comments;
      met.n_trimmed += part.n_trimmed;
      n_left_out += lane->walk.n_left_out;
      for (guint p = 0; p < lane->log.problems->len; p++)
        {
          ImbReadProblem *problem = g_ptr_array_index (lane->log.problems, p);

          if (problem->row > 0)
            problem->row = imb_infer_final_row (self->infer, problem->row - 1) + 1;
        }
      g_ptr_array_add (logs, &lane->log);
    }
  imb_read_log_gather (self->log, logs);
  imb_csv_tell (self->log, self->marks, met);
  imb_rows_add_note (self->log->notes, n_left_out);
}

/* The first piece that does not end as it should; the number of pieces: all do. */
static gsize
find_wrong (const Walk *self)
{
  gsize n = imb_csv_pieces_n (self->pieces);
  gsize p = 0;

  if (self->source->skip_first && n > 1 && self->done[0].end == IMB_CSV_PIECE_WHOLE && !self->done[0].header_passed)
    return 0;
  while (p < n && self->done[p].end == IMB_CSV_PIECE_WHOLE)
    p++;
  return p;
}

static void
set_spans (Walk *self)
{
  gsize                    n = imb_csv_pieces_n (self->pieces);
  g_autofree ImbInferSpan *spans = g_new (ImbInferSpan, MAX (1, n));

  for (gsize p = 0; p < n; p++)
    spans[p] = (ImbInferSpan){ self->done[p].first_row, self->done[p].n_rows, self->done[p].lane };
  imb_infer_set_spans (self->infer, spans, n);
}

/* Cuts the text in another way, where a piece was wrong. */
static Outcome
mend (Walk    *self,
      gsize    wrong,
      GError **error)
{
  Done *done = &self->done[wrong];

  if (done->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&done->error));
      return FAILED;
    }
  g_clear_pointer (&self->before, g_free);
  if (done->end == IMB_CSV_PIECE_WHOLE)
    imb_csv_pieces_join_first (self->pieces);
  else if (done->end == IMB_CSV_PIECE_FAILED || !imb_csv_pieces_recut (self->pieces, wrong))
    return IMPOSSIBLE;
  return AGAIN;
}

/* How many rows each piece has, so that it is known which of them are wanted and where they go. */
static Outcome
count_rows (Walk    *self,
            ImbJob  *job,
            GError **error)
{
  ImbStrata *strata = self->source->sample->strata;
  gsize      n = imb_csv_pieces_n (self->pieces);
  gsize      n_room = place_pieces (self);
  gsize      wrong;

  self->counts = TRUE;
  imb_infer_restart (self->infer, 0);
  if (strata != NULL)
    imb_strata_restart (strata, n_room);
  if (!imb_parallel_for (n, take_piece, self, job, error))
    return FAILED;
  wrong = find_wrong (self);
  if (wrong < n)
    return mend (self, wrong, error);

  self->before = g_new0 (gsize, n + 1);
  for (gsize p = 0; p < n; p++)
    {
      self->before[p + 1] = self->before[p] + self->done[p].n_rows;
      if (strata != NULL)
        imb_strata_move (strata, self->done[p].first_row, self->before[p], self->done[p].n_rows);
    }
  return imb_sample_choose (self->source->sample, self->before[n], job, error) ? AGAIN : FAILED;
}

static Outcome
walk_pieces (Walk    *self,
             ImbJob  *job,
             GError **error)
{
  gsize n = imb_csv_pieces_n (self->pieces);
  gsize wrong;

  if (self->source->sample->most_rows > 0 && self->before == NULL)
    return count_rows (self, job, error);

  self->counts = FALSE;
  imb_infer_restart (self->infer, 0);
  if (!reserve (self, place_pieces (self), error) || !imb_parallel_for (n, take_piece, self, job, error))
    return FAILED;
  wrong = find_wrong (self);
  if (wrong < n)
    return mend (self, wrong, error);

  set_spans (self);
  if (imb_infer_settle (self->infer, TRUE))
    return AGAIN;
  tell (self);
  return DONE;
}

/* One walk over all pieces, cut as they are now. */
static Outcome
walk_once (Walk    *self,
           ImbJob  *job,
           GError **error)
{
  gsize   n = imb_csv_pieces_n (self->pieces);
  Outcome outcome;

  self->done = g_new0 (Done, MAX (1, n));
  self->lanes = g_ptr_array_new_with_free_func (free_lane);
  self->free = g_ptr_array_new ();
  g_mutex_init (&self->lock);
  imb_job_begin_pass (job, self->input->size);
  outcome = walk_pieces (self, job, error);

  g_mutex_clear (&self->lock);
  g_ptr_array_unref (self->free);
  g_ptr_array_unref (self->lanes);
  for (gsize p = 0; p < n; p++)
    g_clear_error (&self->done[p].error);
  g_clear_pointer (&self->done, g_free);
  return outcome;
}

gboolean
imb_csv_rows_add (const ImbInput     *input,
                  ImbCsvPieces       *pieces,
                  const ImbCsvMarks  *marks,
                  const ImbRowSource *source,
                  ImbInfer           *infer,
                  ImbReadLog         *log,
                  gboolean           *possible,
                  ImbJob             *job,
                  GError            **error)
{
  double count_share = source->sample->most_rows > 0 ? COUNT_SHARE : 0.0;
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);
  g_autoptr (ImbJob) counting = imb_job_new_part (job, count_share);
  g_autoptr (ImbJob) adding = imb_job_new_part (job, 1.0 - count_share);
  Walk    walk = { .input = input, .pieces = pieces, .marks = marks, .source = source, .infer = infer, .log = log, .job = silent };
  gsize   n_problems = log->n_problems;
  Outcome outcome = AGAIN;

  *possible = TRUE;
  if (count_share > 0)
    outcome = walk_once (&walk, counting, error);
  if (outcome == AGAIN)
    outcome = walk_once (&walk, adding, error);
  while (outcome == AGAIN)
    outcome = walk_once (&walk, silent, error);
  g_free (walk.before);
  *possible = outcome != IMPOSSIBLE;
  return outcome == DONE && imb_rows_are_there (infer, log, n_problems, error);
}
