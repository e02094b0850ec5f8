/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Selection sampling: row i of n is taken with probability (still wanted) / (n − i), which gives exactly as many rows as are wanted, every
 * set of them with the same probability, in ascending order. Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S. O(rows in the
 * file) draws. */
#include "engine/io/imb-sample.h"

#include <glib/gi18n-lib.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-rng.h"
#include "engine/io/imb-forced.h"

#define STEP ((gsize) 1 << 18) /* draws between two looks at the job */

void
imb_sample_init (ImbSample            *self,
                 const ImbReadOptions *options)
{
  *self = (ImbSample){ .most_rows = options->most_rows, .seed = options->seed };
}

void
imb_sample_clear (ImbSample *self)
{
  g_clear_pointer (&self->rows, g_free);
  g_clear_pointer (&self->strata, imb_strata_free);
  g_clear_pointer (&self->by, g_free);
  self->n_rows = 0;
}

void
imb_sample_stratify (ImbSample            *self,
                     const ImbReadOptions *options,
                     char *const          *names,
                     gsize                 n_columns)
{
  gssize j = options->stratify == NULL || self->most_rows == 0 ? -1 : imb_forced_find (names, n_columns, options->stratify);

  if (j < 0)
    return;
  self->strata = imb_strata_new ((gsize) j);
  self->by = g_strdup (names[j]);
}

void
imb_sample_stratify_by_guess (ImbSample            *self,
                              const ImbReadOptions *options,
                              const char           *name,
                              gsize                 j)
{
  if (name == NULL || options->stratify != NULL || self->most_rows == 0)
    return;
  self->strata = imb_strata_new (j);
  self->by = g_strdup (name);
  self->guessed = TRUE;
}

static gboolean
draw (ImbSample *self,
      ImbJob    *job,
      GError   **error)
{
  gsize  n = self->n_in_file, n_taken = 0;
  ImbRng rng;

  imb_rng_init (&rng, self->seed);
  for (gsize i = 0; i < n && n_taken < self->n_rows; i++)
    {
      if (i % STEP == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      if (imb_rng_double (&rng) * (double) (n - i) < (double) (self->n_rows - n_taken))
        self->rows[n_taken++] = i;
    }
  return TRUE;
}

static gboolean
draw_by_class (ImbSample *self,
               ImbJob    *job,
               GError   **error)
{
  gboolean done;

  imb_strata_make_room (self->strata, self->n_in_file);
  self->stratified = imb_strata_are_known (self->strata);
  if (!self->stratified)
    return draw (self, job, error);

  done = imb_strata_choose (self->strata, self->n_in_file, self->n_rows, self->seed, self->rows, job, error);
  imb_strata_restart (self->strata, 0);
  return done;
}

gboolean
imb_sample_choose (ImbSample *self,
                   gsize      n_in_file,
                   ImbJob    *job,
                   GError   **error)
{
  g_clear_pointer (&self->rows, g_free);
  self->n_in_file = n_in_file;
  self->n_rows = n_in_file;
  if (self->most_rows == 0 || n_in_file <= self->most_rows)
    return TRUE;

  self->n_rows = self->most_rows;
  self->rows = g_try_new (gsize, self->n_rows);
  if (self->rows != NULL)
    return self->strata != NULL ? draw_by_class (self, job, error) : draw (self, job, error);

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for a sample of %zu rows; use fewer of them."), self->n_rows);
  return FALSE;
}

gsize
imb_sample_below (const ImbSample *self,
                  gsize            row)
{
  gsize low = 0, high = self->n_rows;

  if (self->rows == NULL)
    return MIN (row, self->n_rows);
  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (self->rows[middle] < row)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
place_problems (const ImbSample *self,
                ImbReadLog      *log)
{
  for (guint p = 0; p < log->problems->len; p++)
    {
      ImbReadProblem *problem = g_ptr_array_index (log->problems, p);
      gsize           at;

      if (problem->row == 0)
        continue;
      at = imb_sample_below (self, problem->row - 1);
      problem->row = at < self->n_rows && self->rows[at] == problem->row - 1 ? at + 1 : 0;
    }
}

gboolean
imb_sample_columns (ImbSample  *self,
                    ImbColumn  *columns,
                    gsize       n_columns,
                    gsize      *n_rows,
                    ImbReadLog *log,
                    ImbJob     *job,
                    GError    **error)
{
  if (self->most_rows == 0 || *n_rows <= self->most_rows)
    return TRUE;
  if (self->strata != NULL)
    imb_strata_put_column (self->strata, &columns[imb_strata_get_column (self->strata)], *n_rows);
  if (!imb_sample_choose (self, *n_rows, job, error))
    return FALSE;

  for (gsize j = 0; j < n_columns; j++)
    {
      ImbColumn *column = &columns[j];

      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      for (gsize i = 0; i < self->n_rows; i++)
        if (column->kind == IMB_COLUMN_NUMBER)
          column->numbers[i] = column->numbers[self->rows[i]];
        else
          column->codes[i] = column->codes[self->rows[i]];
      if (column->kind == IMB_COLUMN_NUMBER)
        column->numbers = g_renew (double, column->numbers, self->n_rows);
      else
        column->codes = g_renew (gint32, column->codes, self->n_rows);
    }
  place_problems (self, log);
  *n_rows = self->n_rows;
  return TRUE;
}

void
imb_sample_tell (const ImbSample *self,
                 ImbReading      *reading,
                 ImbReadLog      *log)
{
  if (self->rows == NULL)
    return;

  reading->n_rows_in_file = self->n_in_file;
  reading->sample_seed = self->seed;
  if (self->stratified)
    {
      reading->sample_by = g_strdup (self->by);
      imb_notes_add (log->notes,
                     self->guessed ? _ ("The table is a random sample in which the classes of “%s”, probably the target, keep their shares: %zu of the file's %zu rows, seed %u.")
                                   : _ ("The table is a random sample in which the classes of “%s” keep their shares: %zu of the file's %zu rows, seed %u."),
                     self->by, self->n_rows, self->n_in_file, self->seed);
      return;
    }
  if (self->strata != NULL && imb_strata_lack_memory (self->strata))
    imb_notes_add (log->notes, _ ("There is no memory for the classes of “%s” in all rows of the file, so they do not keep their shares in the sample."), self->by);
  else if (self->strata != NULL && !self->guessed)
    imb_notes_add (log->notes, _ ("“%s” has more than %d different values, so they do not keep their shares in the sample."), self->by, IMB_STRATA_MOST);
  imb_notes_add (log->notes, _ ("The table is a random sample: %zu of the file's %zu rows, seed %u."), self->n_rows, self->n_in_file, self->seed);
}
