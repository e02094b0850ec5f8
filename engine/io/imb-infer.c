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
#include "engine/io/imb-levels.h"

#define MOST_ODD      50
#define ODD_SHARE     200 /* one in */
#define MOST_LEFT_OUT 1000

/* A cell that became missing though something stood in it. */
typedef struct
{
  gsize    line;
  gsize    row; /* from 1 */
  char    *text;
  gboolean infinite;
} LeftOut;

typedef struct
{
  gboolean   as_text;
  gboolean   as_number; /* whatever it looks like */
  double    *numbers;
  gint32    *codes;
  ImbLevels *levels;
  GArray    *left_out; /* of LeftOut */
  gsize      n_numbers;
  gsize      n_odd;
  gsize      n_infinite;
  gsize      n_wide;
  gsize      n_grouped; /* 1,234,567 */
  gsize      n_signs;   /* "-" and the like, missing if among numbers */
} Builder;

struct _ImbInfer
{
  gsize       n_columns;
  Builder    *builders;
  gsize       n_rows;
  gsize       capacity; /* rows */
  gsize       n_rows_about;
  char        decimal;
  char        thousands;
  char        met_thousands;
  ImbMissing *missing;
  ImbReadLog *log;
};

static void
clear_left_out (gpointer data)
{
  g_free (((LeftOut *) data)->text);
}

static void
clear_builder (Builder *b)
{
  g_clear_pointer (&b->numbers, g_free);
  g_clear_pointer (&b->codes, g_free);
  g_clear_pointer (&b->levels, imb_levels_free);
  g_clear_pointer (&b->left_out, g_array_unref);
}

static void
start_builders (ImbInfer *self)
{
  for (gsize j = 0; j < self->n_columns; j++)
    {
      Builder *b = &self->builders[j];

      clear_builder (b);
      *b = (Builder){ .as_text = b->as_text, .as_number = b->as_number };
      if (b->as_text)
        b->levels = imb_levels_new ();
    }
}

ImbInfer *
imb_infer_new (gsize       n_columns,
               char        decimal,
               ImbMissing *missing,
               ImbReadLog *log)
{
  ImbInfer *self = g_new0 (ImbInfer, 1);

  self->n_columns = n_columns;
  self->builders = g_new0 (Builder, n_columns);
  self->decimal = decimal;
  self->missing = missing;
  self->log = log;
  return self;
}

void
imb_infer_free (ImbInfer *self)
{
  if (self == NULL)
    return;

  for (gsize j = 0; j < self->n_columns; j++)
    clear_builder (&self->builders[j]);
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
imb_infer_set_thousands (ImbInfer *self,
                         char      thousands)
{
  self->thousands = thousands;
}

char
imb_infer_get_thousands (const ImbInfer *self)
{
  return self->met_thousands;
}

gssize
imb_infer_find_hopeless (const ImbInfer *self)
{
  for (gsize j = 0; j < self->n_columns; j++)
    if (self->builders[j].as_number && self->builders[j].n_numbers == 0 && self->builders[j].n_odd > 0)
      return (gssize) j;
  return -1;
}

void
imb_infer_restart (ImbInfer *self,
                   gsize     n_rows_about)
{
  self->n_rows = 0;
  self->capacity = 0;
  self->n_rows_about = n_rows_about;
  imb_missing_restart (self->missing);
  start_builders (self);
}

gsize
imb_infer_n_rows (const ImbInfer *self)
{
  return self->n_rows;
}

static gboolean
resize (ImbInfer *self,
        gsize     capacity)
{
  for (gsize j = 0; j < self->n_columns; j++)
    {
      Builder *b = &self->builders[j];
      gpointer grown = b->as_text ? g_try_realloc_n (b->codes, capacity, sizeof *b->codes)
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
leave_out (Builder    *b,
           const char *text,
           gsize       line,
           gsize       row,
           gboolean    infinite)
{
  LeftOut cell = { line, row, NULL, infinite };

  if (b->left_out == NULL)
    {
      b->left_out = g_array_new (FALSE, FALSE, sizeof (LeftOut));
      g_array_set_clear_func (b->left_out, clear_left_out);
    }
  if (b->left_out->len >= MOST_LEFT_OUT)
    return;
  cell.text = imb_read_log_quote (text);
  g_array_append_val (b->left_out, cell);
}

static double
add_number (ImbInfer       *self,
            Builder        *b,
            const ImbField *field,
            gsize           line)
{
  double value = NAN;

  if (imb_missing_has_numbers (self->missing) && imb_missing_has (self->missing, field->text, field->length))
    return NAN;

  switch (imb_parse_number (field->text, field->length, self->decimal, &value))
    {
    case IMB_NUMBER_WIDE:
      b->n_wide++;
      b->n_numbers++;
      return value;
    case IMB_NUMBER_YES:
      b->n_numbers++;
      return value;
    case IMB_NUMBER_INFINITE:
      b->n_infinite++;
      leave_out (b, field->text, line, self->n_rows + 1, TRUE);
      return NAN;
    case IMB_NUMBER_NO:
    default:
      break;
    }

  if (imb_missing_has (self->missing, field->text, field->length))
    return NAN;
  if (imb_parse_grouped (field->text, field->length, self->decimal, self->thousands, &value, &self->met_thousands))
    {
      b->n_grouped++;
      b->n_numbers++;
      return value;
    }
  if (imb_missing_has_among_numbers (self->missing, field->text, field->length))
    b->n_signs++;
  else if (b->n_odd++ < MOST_ODD || b->as_number)
    leave_out (b, field->text, line, self->n_rows + 1, FALSE);
  return NAN;
}

gboolean
imb_infer_add (ImbInfer       *self,
               const ImbField *fields,
               gsize           line,
               GError        **error)
{
  gsize i = self->n_rows;

  if (i == self->capacity && !make_room (self, error))
    return FALSE;

  for (gsize j = 0; j < self->n_columns; j++)
    {
      Builder        *b = &self->builders[j];
      const ImbField *field = &fields[j];

      if (!b->as_text)
        b->numbers[i] = b->n_odd > MOST_ODD && !b->as_number ? NAN : add_number (self, b, field, line);
      else
        b->codes[i] = imb_missing_has (self->missing, field->text, field->length) ? -1 : imb_levels_code (b->levels, field->text, field->length);
    }
  self->n_rows++;
  return TRUE;
}

static gboolean
is_text (const Builder *b,
         gboolean       all)
{
  gsize n_values = b->n_numbers + b->n_infinite + b->n_odd;

  if (b->as_number)
    return FALSE;
  if (b->n_odd > MOST_ODD)
    return TRUE;
  return all && (b->n_odd * ODD_SHARE > n_values || b->n_wide * 2 > n_values || (n_values == 0 && b->n_signs > 0));
}

gboolean
imb_infer_settle (ImbInfer *self,
                  gboolean  all)
{
  gboolean again = FALSE;

  for (gsize j = 0; j < self->n_columns; j++)
    {
      Builder *b = &self->builders[j];

      if (b->as_text || !is_text (b, all))
        continue;
      b->as_text = TRUE;
      again = TRUE;
    }
  return again;
}

static void
report_left_out (ImbInfer   *self,
                 gsize       j,
                 const char *name)
{
  const Builder *b = &self->builders[j];

  for (guint c = 0; b->left_out != NULL && c < b->left_out->len; c++)
    {
      const LeftOut *cell = &g_array_index (b->left_out, LeftOut, c);

      self->log->row = cell->row;
      imb_read_log_problem (self->log, cell->line, j + 1,
                            cell->infinite ? _ ("“%s” is not a finite number; the cell counts as missing.")
                                           : _ ("“%s” is not a number; the cell counts as missing."),
                            cell->text);
    }
  self->log->row = 0;
  if (b->n_odd + b->n_infinite > 0)
    {
      gsize n = b->n_odd + b->n_infinite;

      self->log->n_problems += n - b->left_out->len;
      imb_notes_add (self->log->notes,
                     g_dngettext (GETTEXT_PACKAGE, "Column “%s”: %zu cell is not a finite number and counts as missing.",
                                  "Column “%s”: %zu cells are not finite numbers and count as missing.", n),
                     name, n);
    }
  if (b->n_grouped > 0)
    imb_notes_add (self->log->notes, _ ("Column “%s”: the thousands separators in its numbers were removed."), name);
  if (b->n_wide > 0)
    imb_notes_add (self->log->notes, _ ("Column “%s”: some whole numbers have more digits than can be kept and were rounded."), name);
}

/* A text column full of numbers: somebody will wonder. */
static void
report_text (ImbInfer   *self,
             gsize       j,
             const char *name)
{
  const Builder *b = &self->builders[j];
  guint          n = imb_levels_n (b->levels);
  guint          n_numbers = 0, n_wide = 0;

  for (guint l = 0; l < n; l++)
    {
      const char   *text = imb_levels_at (b->levels, l);
      double        value;
      ImbNumberText is = imb_parse_number (text, strlen (text), self->decimal, &value);

      n_numbers += is != IMB_NUMBER_NO;
      n_wide += is == IMB_NUMBER_WIDE;
    }
  if (n_wide * 2 > n)
    imb_notes_add (self->log->notes, _ ("Column “%s”: the numbers have more digits than can be calculated with; they were kept as text."), name);
  else if (n_numbers > 0 && n_numbers * 2 >= n && n_numbers < n)
    imb_notes_add (self->log->notes, _ ("Column “%s”: %u of %u different values are no numbers, so all are categories."), name, n - n_numbers, n);
}

ImbColumn *
imb_infer_finish (ImbInfer *self,
                  char    **names)
{
  ImbColumn *columns = g_new0 (ImbColumn, MAX (1, self->n_columns));

  resize (self, MAX (self->n_rows, 1));
  for (gsize j = 0; j < self->n_columns; j++)
    {
      Builder   *b = &self->builders[j];
      ImbColumn *column = &columns[j];

      column->name = names[j];
      column->kind = b->as_text ? IMB_COLUMN_CATEGORY : IMB_COLUMN_NUMBER;
      if (b->as_text)
        {
          report_text (self, j, column->name);
          column->n_levels = imb_levels_n (b->levels);
          column->levels = imb_levels_dup (b->levels);
          column->codes = g_steal_pointer (&b->codes);
        }
      else
        {
          report_left_out (self, j, column->name);
          column->numbers = g_steal_pointer (&b->numbers);
        }
    }
  return columns;
}
