/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns from what the lanes put: their rows closed up, their levels under common codes, and what was left out said in
 * the order of the rows, so that nothing tells how many lanes there were. O(rows), columns in parallel. */
#include <glib/gi18n-lib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "engine/core/imb-parallel.h"
#include "engine/data/imb-column.h"
#include "engine/data/imb-number.h"
#include "engine/io/imb-infer-private.h"

#define STEP (1u << 14) /* levels between two looks at the job */

static void
clear_left_out (gpointer data)
{
  g_free (((ImbInferLeftOut *) data)->text);
}

static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  const ImbInferLeftOut *first = a, *second = b;

  return first->row < second->row ? -1 : first->row > second->row;
}

/* What all lanes left out, in the order of the rows; the first of it. (transfer full) */
static GArray *
gather_left_out (ImbInfer *self,
                 gsize     j)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (ImbInferLeftOut));

  g_array_set_clear_func (all, clear_left_out);
  for (guint l = 0; l < self->lanes->len; l++)
    {
      GArray *part = ((ImbInferLane *) g_ptr_array_index (self->lanes, l))->tallies[j].left_out;

      if (part == NULL)
        continue;
      g_array_append_vals (all, part->data, part->len);
      memset (part->data, 0, part->len * sizeof (ImbInferLeftOut));
      g_array_set_size (part, 0);
    }
  g_array_sort (all, compare_rows);
  if (all->len > IMB_INFER_MOST_LEFT_OUT)
    g_array_set_size (all, IMB_INFER_MOST_LEFT_OUT);
  return all;
}

static void
report_left_out (ImbInfer   *self,
                 gsize       j,
                 const char *name)
{
  g_autoptr (GArray) left_out = gather_left_out (self, j);
  ImbInferTally sum = imb_infer_sum_counts (self, j);

  for (guint c = 0; c < left_out->len; c++)
    {
      const ImbInferLeftOut *cell = &g_array_index (left_out, ImbInferLeftOut, c);

      self->log->row = imb_infer_final_row (self, cell->row - 1) + 1;
      imb_read_log_problem (self->log, cell->line, j + 1,
                            cell->infinite ? _ ("“%s” is not a finite number; the cell counts as missing.")
                                           : _ ("“%s” is not a number; the cell counts as missing."),
                            cell->text);
    }
  self->log->row = 0;
  if (sum.n_odd + sum.n_infinite > 0)
    {
      gsize n = sum.n_odd + sum.n_infinite;

      self->log->n_problems += n - left_out->len;
      imb_notes_add (self->log->notes,
                     g_dngettext (GETTEXT_PACKAGE, "Column “%s”: %zu cell is not a finite number and counts as missing.",
                                  "Column “%s”: %zu cells are not finite numbers and count as missing.", n),
                     name, n);
    }
  if (sum.n_grouped > 0)
    imb_notes_add (self->log->notes, _ ("Column “%s”: the thousands separators in its numbers were removed."), name);
  if (sum.n_zeros > 0)
    imb_notes_add (self->log->notes,
                   g_dngettext (GETTEXT_PACKAGE, "Column “%s”: %zu number begins with a zero that means nothing; if these are codes, read the column as text.",
                                "Column “%s”: %zu numbers begin with a zero that means nothing; if these are codes, read the column as text.", sum.n_zeros),
                   name, sum.n_zeros);
  if (sum.n_wide > 0)
    imb_notes_add (self->log->notes, _ ("Column “%s”: some whole numbers have more digits than can be kept and were rounded."), name);
}

/* A text column full of numbers: somebody will wonder. */
static gboolean
report_text (ImbInfer        *self,
             const ImbColumn *column,
             const char      *name,
             ImbJob          *job,
             GError         **error)
{
  guint n = column->n_levels;
  guint n_numbers = 0, n_wide = 0;

  for (guint l = 0; l < n; l++)
    {
      const char   *text = column->levels[l];
      double        value;
      ImbNumberText is = imb_parse_number (text, strlen (text), self->decimal, &value);

      if (l % STEP == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      n_numbers += is != IMB_NUMBER_NO;
      n_wide += is == IMB_NUMBER_WIDE;
    }
  if (n_wide * 2 > n)
    imb_notes_add (self->log->notes, _ ("Column “%s”: the numbers have more digits than can be calculated with; they were kept as text."), name);
  else if (n_numbers > 0 && n_numbers * 2 >= n && n_numbers < n)
    imb_notes_add (self->log->notes, _ ("Column “%s”: %u of %u different values are no numbers, so all are categories."), name, n - n_numbers, n);
  return TRUE;
}

/* The levels of all lanes become those of the first; @codes: (array length=lanes) what became of each one's. NULL with
 * G_IO_ERROR_CANCELLED. */
static ImbLevels *
merge_levels (ImbInfer *self,
              gsize     j,
              gint32  **codes,
              ImbJob   *job,
              GError  **error)
{
  ImbLevels *all = NULL;

  for (guint l = 0; l < self->lanes->len; l++)
    {
      ImbInferTally *tally = &((ImbInferLane *) g_ptr_array_index (self->lanes, l))->tallies[j];

      if (tally->levels == NULL)
        continue;
      if (all == NULL)
        {
          all = g_steal_pointer (&tally->levels);
          continue;
        }
      codes[l] = g_new (gint32, MAX (1, imb_levels_n (tally->levels)));
      if (imb_levels_merge (all, g_steal_pointer (&tally->levels), codes[l], job, error))
        continue;
      imb_levels_free (all);
      return NULL;
    }
  return all != NULL ? all : imb_levels_new ();
}

/* The rows of all spans one after another, with the codes of one list of levels. */
static gboolean
close_codes (ImbInfer *self,
             gint32   *column,
             gint32  **codes,
             ImbJob   *job,
             GError  **error)
{
  gint32 *to = column;

  for (guint s = 0; s < self->spans->len; s++)
    {
      const ImbInferSpan *span = &g_array_index (self->spans, ImbInferSpan, s);
      const gint32       *from = column + span->first_row;
      const gint32       *moved = codes[span->lane];

      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      if (moved == NULL)
        memmove (to, from, span->n_rows * sizeof *to);
      else
        for (gsize i = 0; i < span->n_rows; i++)
          to[i] = from[i] < 0 ? -1 : moved[from[i]];
      to += span->n_rows;
    }
  return TRUE;
}

static gboolean
close_numbers (ImbInfer *self,
               double   *column,
               ImbJob   *job,
               GError  **error)
{
  double *to = column;

  for (guint s = 0; s < self->spans->len; s++)
    {
      const ImbInferSpan *span = &g_array_index (self->spans, ImbInferSpan, s);

      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      if (to != column + span->first_row)
        memmove (to, column + span->first_row, span->n_rows * sizeof *to);
      to += span->n_rows;
    }
  return TRUE;
}

typedef struct
{
  ImbInfer  *infer;
  ImbColumn *columns;
  ImbJob    *job;
} Finishing;

static gboolean
finish_text (const Finishing *self,
             gsize            j,
             GError         **error)
{
  ImbInfer        *infer = self->infer;
  ImbInferBuilder *b = &infer->builders[j];
  ImbColumn       *column = &self->columns[j];
  gint32         **codes = g_new0 (gint32 *, MAX (1, infer->lanes->len));
  ImbLevels       *levels = merge_levels (infer, j, codes, self->job, error);
  gboolean         done = levels != NULL && close_codes (infer, b->codes, codes, self->job, error);

  for (guint l = 0; l < infer->lanes->len; l++)
    g_free (codes[l]);
  g_free (codes);
  if (levels == NULL)
    return FALSE;

  column->n_levels = imb_levels_n (levels);
  column->levels = imb_levels_give (levels, &column->texts);
  column->codes = g_realloc_n (g_steal_pointer (&b->codes), MAX (1, infer->n_rows), sizeof *column->codes);
  return done;
}

static gboolean
finish_column (gsize    j,
               gpointer data,
               GError **error)
{
  const Finishing *self = data;
  ImbInferBuilder *b = &self->infer->builders[j];

  if (b->as_text)
    return finish_text (self, j, error);
  if (!close_numbers (self->infer, b->numbers, self->job, error))
    return FALSE;
  self->columns[j].numbers = g_realloc_n (g_steal_pointer (&b->numbers), MAX (1, self->infer->n_rows), sizeof (double));
  return TRUE;
}

/* What was met, column by column. */
static gboolean
report (ImbInfer  *self,
        ImbColumn *columns,
        char     **names,
        ImbJob    *job,
        GError   **error)
{
  for (gsize j = 0; j < self->n_columns; j++)
    {
      columns[j].kind = self->builders[j].as_text ? IMB_COLUMN_CATEGORY : IMB_COLUMN_NUMBER;
      if (!self->builders[j].as_text)
        report_left_out (self, j, names[j]);
      else if (!report_text (self, &columns[j], names[j], job, error))
        return FALSE;
      if (self->builders[j].is_code)
        imb_notes_add (self->log->notes, _ ("Column “%s”: its numbers are of one length with zeros in front, so they were taken for codes and kept as text."), names[j]);
    }
  return TRUE;
}

ImbColumn *
imb_infer_finish (ImbInfer *self,
                  char    **names,
                  ImbJob   *job,
                  GError  **error)
{
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);
  ImbColumn *columns = g_new0 (ImbColumn, MAX (1, self->n_columns));
  gboolean   done;

#ifdef __GLIBC__
  malloc_trim (0); /* what the levels outgrew lies in each thread's own heap, where the others cannot use it */
#endif
  for (guint l = 0; l < self->lanes->len; l++)
    imb_missing_merge (self->missing, ((ImbInferLane *) g_ptr_array_index (self->lanes, l))->missing);
  done = imb_parallel_for (self->n_columns, finish_column, &(Finishing){ self, columns, silent }, silent, error);
#ifdef __GLIBC__
  malloc_trim (0);
#endif
  done = done && report (self, columns, names, silent, error);
  for (gsize j = 0; j < self->n_columns && done; j++)
    columns[j].name = names[j];
  if (done)
    return columns;

  for (gsize j = 0; j < self->n_columns; j++)
    imb_column_clear (&columns[j]);
  g_free (columns);
  return NULL;
}
