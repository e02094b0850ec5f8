/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kind of every column, from all its cells. The rule: a column holds numbers unless more than 50 cells, or more
 * than one in 200, are neither a number nor missing. The few that are not become missing, each a problem with
 * its line. Infinite numbers become missing likewise, but say nothing against numbers.
 * O(cells); 8 bytes per number, 4 per category, and every different text once. */
#include "engine/io/imb-infer.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/data/imb-number.h"
#include "engine/io/imb-grouped.h"
#include "engine/io/imb-infer-private.h"

#define MOST_ODD  50
#define ODD_SHARE 200 /* one in */

#define FEWEST_DIGITS 3 /* of a code; 01 … 12 rather are months, hours, days */

static void
clear_left_out (gpointer data)
{
  g_free (((ImbInferLeftOut *) data)->text);
}

static void
free_lane (gpointer data)
{
  ImbInferLane *self = data;

  for (gsize j = 0; j < self->infer->n_columns; j++)
    {
      g_clear_pointer (&self->tallies[j].levels, imb_levels_free);
      g_clear_pointer (&self->tallies[j].left_out, g_array_unref);
    }
  g_free (self->tallies);
  imb_missing_free (self->missing);
  g_free (self);
}

ImbInfer *
imb_infer_new (gsize       n_columns,
               char        decimal,
               ImbMissing *missing,
               ImbReadLog *log)
{
  ImbInfer *self = g_new0 (ImbInfer, 1);

  self->n_columns = n_columns;
  self->builders = g_new0 (ImbInferBuilder, n_columns);
  self->lanes = g_ptr_array_new_with_free_func (free_lane);
  self->spans = g_array_new (FALSE, FALSE, sizeof (ImbInferSpan));
  self->decimal = decimal;
  self->missing = missing;
  self->log = log;
  return self;
}

static void
clear_columns (ImbInfer *self)
{
  for (gsize j = 0; j < self->n_columns; j++)
    {
      g_clear_pointer (&self->builders[j].numbers, g_free);
      g_clear_pointer (&self->builders[j].codes, g_free);
    }
}

void
imb_infer_free (ImbInfer *self)
{
  if (self == NULL)
    return;

  clear_columns (self);
  g_ptr_array_unref (self->lanes);
  g_array_unref (self->spans);
  g_free (self->builders);
  g_free (self);
}

void
imb_infer_set_text (ImbInfer *self,
                    gsize     j)
{
  self->builders[j].as_text = TRUE;
}

void
imb_infer_set_number (ImbInfer *self,
                      gsize     j)
{
  self->builders[j].as_text = FALSE;
  self->builders[j].as_number = TRUE;
}

void
imb_infer_keep_codes (ImbInfer *self)
{
  self->keeps_codes = TRUE;
}

void
imb_infer_set_thousands (ImbInfer *self,
                         char      thousands)
{
  self->thousands = thousands;
}

char
imb_infer_get_thousands (const ImbInfer *self)
{
  const ImbInferLane *last = NULL;

  for (guint l = 0; l < self->lanes->len; l++)
    {
      const ImbInferLane *lane = g_ptr_array_index (self->lanes, l);

      if (lane->met_thousands != '\0' && (last == NULL || lane->met_row > last->met_row))
        last = lane;
    }
  return last == NULL ? '\0' : last->met_thousands;
}

ImbInferTally
imb_infer_sum_counts (const ImbInfer *self,
                      gsize           j)
{
  ImbInferTally sum = { 0 };

  for (guint l = 0; l < self->lanes->len; l++)
    {
      const ImbInferTally *tally = &((const ImbInferLane *) g_ptr_array_index (self->lanes, l))->tallies[j];

      sum.n_numbers += tally->n_numbers;
      sum.n_odd += tally->n_odd;
      sum.n_infinite += tally->n_infinite;
      sum.n_wide += tally->n_wide;
      sum.n_grouped += tally->n_grouped;
      sum.n_signs += tally->n_signs;
      sum.n_zeros += tally->n_zeros;
      sum.is_uneven = sum.is_uneven || tally->is_uneven || (sum.n_digits != 0 && tally->n_digits != 0 && tally->n_digits != sum.n_digits);
      sum.n_digits = MAX (sum.n_digits, tally->n_digits);
    }
  return sum;
}

gssize
imb_infer_find_hopeless (const ImbInfer *self)
{
  for (gsize j = 0; j < self->n_columns; j++)
    {
      ImbInferTally sum = imb_infer_sum_counts (self, j);

      if (self->builders[j].as_number && sum.n_numbers == 0 && sum.n_odd > 0)
        return (gssize) j;
    }
  return -1;
}

ImbInferLane *
imb_infer_add_lane (ImbInfer *self)
{
  ImbInferLane *lane = g_new0 (ImbInferLane, 1);

  lane->infer = self;
  lane->tallies = g_new0 (ImbInferTally, MAX (1, self->n_columns));
  lane->missing = imb_missing_new_like (self->missing);
  g_ptr_array_add (self->lanes, lane);
  return lane;
}

void
imb_infer_restart (ImbInfer *self,
                   gsize     n_rows_about)
{
  self->n_rows = 0;
  self->capacity = 0;
  self->n_rows_about = n_rows_about;
  clear_columns (self);
  g_ptr_array_set_size (self->lanes, 0);
  g_array_set_size (self->spans, 0);
  imb_missing_restart (self->missing);
}

gsize
imb_infer_n_rows (const ImbInfer *self)
{
  return self->n_rows;
}

gsize
imb_infer_row_size (const ImbInfer *self)
{
  gsize size = 0;

  for (gsize j = 0; j < self->n_columns; j++)
    size += self->builders[j].as_text ? sizeof (gint32) : sizeof (double);
  return size;
}

static gboolean
resize (ImbInfer *self,
        gsize     capacity)
{
  for (gsize j = 0; j < self->n_columns; j++)
    {
      ImbInferBuilder *b = &self->builders[j];
      gpointer         grown = b->as_text ? g_try_realloc_n (b->codes, capacity, sizeof *b->codes)
                                          : g_try_realloc_n (b->numbers, capacity, sizeof *b->numbers);

      if (grown == NULL)
        return FALSE;
      if (b->as_text)
        b->codes = grown;
      else
        b->numbers = grown;
    }
  self->capacity = capacity;
  return TRUE;
}

gboolean
imb_infer_reserve (ImbInfer *self,
                   gsize     n_rows,
                   GError  **error)
{
  if (n_rows <= G_MAXINT32 && resize (self, MAX (n_rows, 1)))
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("There is no memory for %zu rows of %zu columns; use fewer of them."), n_rows, self->n_columns);
  return FALSE;
}

static gboolean
make_room (ImbInfer *self,
           GError  **error)
{
  gsize capacity = self->capacity == 0 ? self->n_rows_about : self->capacity + self->capacity / 2;

  if (self->n_rows < G_MAXINT32 && resize (self, MAX (capacity, 64)))
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("There is no memory for more than %zu rows of %zu columns; use fewer of them."), self->n_rows, self->n_columns);
  return FALSE;
}

static void
leave_out (ImbInferTally  *tally,
           const ImbField *field,
           gsize           line,
           gsize           row,
           gboolean        infinite)
{
  ImbInferLeftOut  cell = { line, row + 1, NULL, infinite };
  g_autofree char *text = NULL;

  if (tally->left_out == NULL)
    {
      tally->left_out = g_array_new (FALSE, FALSE, sizeof (ImbInferLeftOut));
      g_array_set_clear_func (tally->left_out, clear_left_out);
    }
  if (tally->left_out->len >= IMB_INFER_MOST_LEFT_OUT)
    return;
  text = g_strndup (field->text, field->length);
  cell.text = imb_read_log_quote (text);
  g_array_append_val (tally->left_out, cell);
}

static double
add_odd (ImbInferLane          *lane,
         const ImbInferBuilder *b,
         ImbInferTally         *tally,
         const ImbField        *field,
         gsize                  row,
         gsize                  line)
{
  double value;

  if (imb_missing_has (lane->missing, field->text, field->length))
    return NAN;
  if (imb_parse_grouped (field->text, field->length, lane->infer->decimal, lane->infer->thousands, &value, &lane->met_thousands))
    {
      lane->met_row = row;
      tally->n_grouped++;
      tally->n_numbers++;
      return value;
    }
  if (imb_missing_has_among_numbers (lane->missing, field->text, field->length))
    tally->n_signs++;
  else if (tally->n_odd++ < MOST_ODD || b->as_number)
    leave_out (tally, field, line, row, FALSE);
  return NAN;
}

/* Is the number written as a code may be? Most columns show at once that theirs are not. */
static void
look_at_digits (ImbInferTally  *tally,
                const ImbField *field)
{
  gsize length = field->length;

  if (field->text[0] == '0' && length > 1 && g_ascii_isdigit (field->text[1]))
    tally->n_zeros++;
  if (tally->is_uneven)
    return;
  tally->is_uneven = length < FEWEST_DIGITS || (tally->n_digits != 0 && length != tally->n_digits);
  for (gsize i = 0; i < length && !tally->is_uneven; i++)
    tally->is_uneven = !g_ascii_isdigit (field->text[i]);
  tally->n_digits = length;
}

static double
add_number (ImbInferLane          *lane,
            const ImbInferBuilder *b,
            ImbInferTally         *tally,
            const ImbField        *field,
            gsize                  row,
            gsize                  line)
{
  double value = NAN;

  if (imb_missing_has_numbers (lane->missing) && imb_missing_has (lane->missing, field->text, field->length))
    return NAN;

  switch (imb_parse_number (field->text, field->length, lane->infer->decimal, &value))
    {
    case IMB_NUMBER_WIDE:
      tally->n_wide++;
      tally->n_numbers++;
      return value;
    case IMB_NUMBER_YES:
      look_at_digits (tally, field);
      tally->n_numbers++;
      return value;
    case IMB_NUMBER_INFINITE:
      tally->n_infinite++;
      leave_out (tally, field, line, row, TRUE);
      return NAN;
    case IMB_NUMBER_NO:
    default:
      return add_odd (lane, b, tally, field, row, line);
    }
}

/* Ahead of the numbers of the row, so that their reading hides the wait for memory. */
static void
hash_text (ImbInferTally  *tally,
           const ImbField *field)
{
  if (tally->levels == NULL)
    tally->levels = imb_levels_new ();
  tally->hash = imb_levels_hash (tally->levels, field->text, field->length);
}

static gint32
add_text (ImbInferLane   *lane,
          ImbInferTally  *tally,
          const ImbField *field)
{
  if (imb_missing_has (lane->missing, field->text, field->length))
    return -1;

  return imb_levels_code_hashed (tally->levels, tally->hash, field->text, field->length);
}

void
imb_infer_put (ImbInferLane   *lane,
               const ImbField *fields,
               gsize           row,
               gsize           line)
{
  const ImbInfer *self = lane->infer;

  for (gsize j = 0; j < self->n_columns; j++)
    if (self->builders[j].as_text)
      hash_text (&lane->tallies[j], &fields[j]);

  for (gsize j = 0; j < self->n_columns; j++)
    {
      const ImbInferBuilder *b = &self->builders[j];
      ImbInferTally         *tally = &lane->tallies[j];

      if (b->as_text)
        b->codes[row] = add_text (lane, tally, &fields[j]);
      else
        b->numbers[row] = tally->n_odd > MOST_ODD && !b->as_number ? NAN : add_number (lane, b, tally, &fields[j], row, line);
    }
}

gboolean
imb_infer_add (ImbInfer       *self,
               const ImbField *fields,
               gsize           line,
               GError        **error)
{
  if (self->n_rows == self->capacity && !make_room (self, error))
    return FALSE;
  if (self->lanes->len == 0)
    imb_infer_add_lane (self);

  imb_infer_put (g_ptr_array_index (self->lanes, 0), fields, self->n_rows, line);
  self->n_rows++;
  return TRUE;
}

void
imb_infer_set_spans (ImbInfer           *self,
                     const ImbInferSpan *spans,
                     gsize               n_spans)
{
  g_array_set_size (self->spans, 0);
  g_array_append_vals (self->spans, spans, (guint) n_spans);
  self->n_rows = 0;
  for (gsize s = 0; s < n_spans; s++)
    self->n_rows += spans[s].n_rows;
}

gsize
imb_infer_final_row (const ImbInfer *self,
                     gsize           row)
{
  gsize before = 0;

  if (self->spans->len == 0)
    return row;
  for (guint s = 0; s < self->spans->len; s++)
    {
      const ImbInferSpan *span = &g_array_index (self->spans, ImbInferSpan, s);

      if (row < span->first_row + span->n_rows)
        return before + row - span->first_row;
      before += span->n_rows;
    }
  return before;
}

static gboolean
is_text (const ImbInferTally *sum,
         gboolean             all)
{
  gsize n_values = sum->n_numbers + sum->n_infinite + sum->n_odd;

  if (sum->n_odd > MOST_ODD)
    return TRUE;
  return all && (sum->n_odd * ODD_SHARE > n_values || sum->n_wide * 2 > n_values || (n_values == 0 && sum->n_signs > 0));
}

static gboolean
are_codes (const ImbInferTally *sum)
{
  return sum->n_zeros > 0 && !sum->is_uneven && sum->n_grouped == 0 && sum->n_wide == 0;
}

gboolean
imb_infer_settle (ImbInfer *self,
                  gboolean  all)
{
  gboolean again = FALSE;

  for (gsize j = 0; j < self->n_columns; j++)
    {
      ImbInferBuilder *b = &self->builders[j];
      ImbInferTally    sum = imb_infer_sum_counts (self, j);

      if (b->as_text || b->as_number)
        continue;
      b->is_code = all && self->keeps_codes && are_codes (&sum);
      if (!b->is_code && !is_text (&sum, all))
        continue;
      b->as_text = TRUE;
      again = TRUE;
    }
  return again;
}
