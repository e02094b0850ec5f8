/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the values of a NumPy array to columns. Rows are taken in blocks, so that a block of an array that lies row by row
 * stays in the cache while its columns are written. O(cells). */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/io/imb-levels.h"
#include "engine/io/imb-load.h"
#include "engine/io/imb-npy.h"
#include "engine/io/imb-text-column.h"

#define BLOCK_CELLS   65536              /* between two looks at the job */
#define LARGEST_WHOLE 9007199254740992.0 /* 2^53 */

typedef struct
{
  const ImbNpy *npy;
  ImbColumn    *columns;
  ImbLevels   **levels; /* of text columns */
  GString      *text;
  gsize         n_infinite;
  gsize         n_wide;
} Conversion;

static guint64
load_bits (const char        *at,
           const ImbNpyField *field)
{
  guint64 eight;
  guint32 four;
  guint16 two;

  switch (field->size)
    {
    case 8:
      memcpy (&eight, at, sizeof eight);
      return field->big_endian ? GUINT64_FROM_BE (eight) : GUINT64_FROM_LE (eight);
    case 4:
      memcpy (&four, at, sizeof four);
      return field->big_endian ? GUINT32_FROM_BE (four) : GUINT32_FROM_LE (four);
    case 2:
      memcpy (&two, at, sizeof two);
      return field->big_endian ? GUINT16_FROM_BE (two) : GUINT16_FROM_LE (two);
    default:
      return (guchar) *at;
    }
}

/* IEEE 754 half precision: 1 sign, 5 exponent, 10 fraction bits. */
static double
from_half (guint64 bits)
{
  int    exponent = (int) (bits >> 10 & 31);
  double fraction = (double) (bits & 1023);
  double value;

  if (exponent == 31)
    value = fraction > 0 ? NAN : INFINITY;
  else
    value = exponent == 0 ? ldexp (fraction, -24) : ldexp (fraction + 1024, exponent - 25);
  return (bits >> 15) != 0 ? -value : value;
}

static double
from_float (guint64 bits,
            gsize   size)
{
  guint32 bits_32 = (guint32) bits;
  float   single;
  double  value;

  if (size == 2)
    return from_half (bits);
  if (size == 4)
    {
      memcpy (&single, &bits_32, sizeof single);
      return (double) single;
    }
  memcpy (&value, &bits, sizeof value);
  return value;
}

static double
load_number (const char        *at,
             const ImbNpyField *field,
             Conversion        *self)
{
  guint64 bits = load_bits (at, field);
  guint   unused = 64 - 8 * (guint) field->size;
  double  value;

  switch (field->kind)
    {
    case 'f':
      value = from_float (bits, field->size);
      self->n_infinite += isinf (value) != 0;
      return isinf (value) ? NAN : value;
    case 'i':
      value = (double) ((gint64) (bits << unused) >> unused);
      break;
    case 'b':
      return bits != 0;
    default:
      value = (double) bits;
      break;
    }
  self->n_wide += fabs (value) > LARGEST_WHOLE;
  return value;
}

/* The text of a cell: UTF-8 without NULs and blanks around it. Bytes that are not UTF-8 are Latin-1. */
static void
load_text (const char        *at,
           const ImbNpyField *field,
           GString           *text)
{
  gsize n = field->kind == 'U' ? field->size / 4 : field->size;

  g_string_truncate (text, 0);
  if (field->kind == 'U')
    {
      ImbNpyField unit = { .size = 4, .big_endian = field->big_endian };

      for (gsize k = 0; k < n; k++)
        {
          gunichar c = (gunichar) load_bits (at + 4 * k, &unit);

          if (c != 0)
            g_string_append_unichar (text, g_unichar_validate (c) ? c : 0xfffd);
        }
    }
  else
    {
      while (n > 0 && at[n - 1] == '\0')
        n--;
      gboolean utf8 = g_utf8_validate_len (at, n, NULL);

      for (gsize k = 0; k < n; k++)
        if (utf8)
          g_string_append_c (text, at[k]);
        else if (at[k] != '\0')
          g_string_append_unichar (text, (guchar) at[k]);
    }
  g_strstrip (text->str);
  text->len = strlen (text->str);
}

/* Items between two rows, and between the first item and the one of column j. */
static void
find_item (const ImbNpy *npy,
           gsize         j,
           gsize        *first,
           gsize        *step)
{
  gsize stride = npy->n_rows;

  *first = j;
  *step = npy->items_per_row;
  if (!npy->fortran)
    return;

  /* Columns are numbered with the last index running fastest; here the first one does. */
  gsize rest = j, below = npy->items_per_row;

  *first = 0;
  *step = 1;
  for (guint d = 1; d < npy->n_dims; d++)
    {
      below /= npy->shape[d];
      *first += rest / below * stride;
      rest %= below;
      stride *= npy->shape[d];
    }
}

static void
convert_block (Conversion *self,
               gsize       from,
               gsize       to)
{
  const ImbNpy *npy = self->npy;

  for (gsize j = 0; j < npy->n_columns; j++)
    {
      const ImbNpyField *field = &g_array_index (npy->fields, ImbNpyField, j % npy->fields->len);
      ImbColumn         *column = &self->columns[j];
      gsize              first, step;

      find_item (npy, j / npy->fields->len, &first, &step);
      const char *at = npy->values + (first + from * step) * npy->item_size + field->offset;

      for (gsize i = from; i < to; i++, at += step * npy->item_size)
        if (column->kind == IMB_COLUMN_NUMBER)
          column->numbers[i] = load_number (at, field, self);
        else
          {
            load_text (at, field, self->text);
            column->codes[i] = imb_levels_code (self->levels[j], self->text->str, self->text->len);
          }
    }
}

static gboolean
fail_large (const ImbNpy     *npy,
            const ImbReadLog *log,
            GError          **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("%s: %zu rows of %zu columns do not fit into the memory that is free; use fewer of them."),
               log->name, npy->n_rows, npy->n_columns);
  return FALSE;
}

static gboolean
make_room (Conversion       *self,
           const ImbReadLog *log,
           GError          **error)
{
  const ImbNpy *npy = self->npy;

  if ((double) npy->n_rows * (double) npy->n_columns * sizeof (double) > (double) imb_load_available_memory () || npy->n_rows > G_MAXINT32)
    return fail_large (npy, log, error);

  for (gsize j = 0; j < npy->n_columns; j++)
    {
      char       kind = g_array_index (npy->fields, ImbNpyField, j % npy->fields->len).kind;
      ImbColumn *column = &self->columns[j];

      if (kind == 'S' || kind == 'U')
        {
          column->kind = IMB_COLUMN_CATEGORY;
          column->codes = g_try_new (gint32, npy->n_rows);
          self->levels[j] = imb_levels_new ();
        }
      else
        column->numbers = g_try_new (double, npy->n_rows);
      if (column->codes == NULL && column->numbers == NULL)
        return fail_large (npy, log, error);
    }
  return TRUE;
}

static gboolean
convert_all (Conversion       *self,
             const ImbReadLog *log,
             ImbJob           *job,
             GError          **error)
{
  const ImbNpy *npy = self->npy;
  gsize         step = MAX (1, BLOCK_CELLS / npy->n_columns);

  if (!make_room (self, log, error))
    return FALSE;
  imb_job_begin_pass (job, 0);
  for (gsize from = 0; from < npy->n_rows; from += step)
    {
      if (!imb_job_step (job, from, npy->n_rows, error))
        return FALSE;
      convert_block (self, from, MIN (from + step, npy->n_rows));
      imb_job_count (job, 0, MIN (step, npy->n_rows - from));
    }
  for (gsize j = 0; j < npy->n_columns; j++)
    if (self->levels[j] != NULL && !imb_text_column_finish (&self->columns[j], self->levels[j], npy->n_rows))
      return fail_large (npy, log, error);
  return TRUE;
}

static void
add_notes (const Conversion *self,
           ImbNotes         *notes)
{
  const ImbNpy *npy = self->npy;

  if (npy->n_dims > 2)
    imb_notes_add (notes, _ ("The array has %u dimensions; all but the first were laid out as %zu columns."), npy->n_dims, npy->n_columns);
  if (self->n_infinite > 0)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%zu value is not finite and counts as missing.", "%zu values are not finite and count as missing.", self->n_infinite),
                   self->n_infinite);
  if (self->n_wide > 0)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%zu whole number is beyond 2^53 and was rounded.", "%zu whole numbers are beyond 2^53 and were rounded.", self->n_wide),
                   self->n_wide);
}

gboolean
imb_npy_columns (const ImbNpy     *npy,
                 ImbColumn        *columns,
                 const ImbReadLog *log,
                 ImbJob           *job,
                 GError          **error)
{
  Conversion self = { .npy = npy, .columns = columns, .levels = g_new0 (ImbLevels *, npy->n_columns), .text = g_string_new (NULL) };
  gboolean   done = convert_all (&self, log, job, error);

  if (done)
    add_notes (&self, log->notes);
  for (gsize j = 0; j < npy->n_columns; j++)
    imb_levels_free (self.levels[j]);
  g_free (self.levels);
  g_string_free (self.text, TRUE);
  return done;
}
