/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header of NumPy's files: a magic, a version, a length, and a Python dictionary with type, order and shape. It is parsed strictly
 * and every size is checked before anything believes it.
 * Source: NumPy, "NEP 1: a simple file format for NumPy arrays", and the documentation of numpy.lib.format. */
#include "engine/io/imb-npy.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"

#define MAGIC        "\x93NUMPY"
#define N_MAGIC      ((gsize) 6)
#define MOST_HEADER  ((gsize) 4 << 20) /* bytes */
#define MOST_COLUMNS 100000
#define MOST_TEXT    ((gsize) 1 << 28) /* characters in a cell */

/* The dictionary, and where we are in it. */
typedef struct
{
  const char       *at;
  const char       *end;
  gboolean          latin_1; /* else UTF-8 */
  const ImbReadLog *log;
} Cursor;

gboolean
imb_npy_is (const char *data,
            gsize       length)
{
  return length > N_MAGIC && memcmp (data, MAGIC, N_MAGIC) == 0;
}

static void
clear_field (gpointer data)
{
  g_free (((ImbNpyField *) data)->name);
}

void
imb_npy_clear (ImbNpy *self)
{
  g_clear_pointer (&self->fields, g_array_unref);
}

static gboolean
fail_damaged (const ImbReadLog *log,
              GError          **error)
{
  imb_read_log_fail (log, 0, 0, error, _ ("the header of the NumPy array is damaged; save it again with numpy.save."));
  return FALSE;
}

static gboolean
fail_type (const ImbReadLog *log,
           const char       *type,
           GError          **error)
{
  const char      *kind = type + (*type != '\0' && strchr ("<>|=", *type) != NULL ? 1 : 0);
  g_autofree char *quoted = imb_read_log_quote (type);

  if (*kind == 'O')
    imb_read_log_fail (log, 0, 0, error, _ ("the array holds Python objects, which Python alone can read; save it with astype(float) or astype(str)."));
  else if (*kind == 'M' || *kind == 'm')
    imb_read_log_fail (log, 0, 0, error, _ ("the array holds dates; save it with astype(str) or astype(float)."));
  else if (*kind == 'c')
    imb_read_log_fail (log, 0, 0, error, _ ("the array holds complex numbers; save real and imaginary parts as columns."));
  else
    imb_read_log_fail (log, 0, 0, error, _ ("the array holds values of the type “%s”, which cannot be read; save it with astype(float)."), quoted);
  return FALSE;
}

static void
skip_blanks (Cursor *self)
{
  while (self->at < self->end && (*self->at == ' ' || *self->at == '\t' || *self->at == '\n' || *self->at == '\r'))
    self->at++;
}

/* Takes the character when it comes next. */
static gboolean
take (Cursor *self,
      char    what)
{
  skip_blanks (self);
  if (self->at >= self->end || *self->at != what)
    return FALSE;
  self->at++;
  return TRUE;
}

static gboolean
take_word (Cursor     *self,
           const char *word)
{
  gsize n = strlen (word);

  skip_blanks (self);
  if ((gsize) (self->end - self->at) < n || memcmp (self->at, word, n) != 0)
    return FALSE;
  self->at += n;
  return TRUE;
}

/* A Python string; NULL when there is none. Escapes stay as they are, apart from those of quotes. */
static char *
take_string (Cursor *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char quote;

  if (!take (self, '\'') && !take (self, '"'))
    return NULL;
  quote = self->at[-1];

  for (; self->at < self->end; self->at++)
    {
      if (*self->at == quote)
        {
          self->at++;
          return g_utf8_make_valid (text->str, (gssize) text->len);
        }
      if (*self->at == '\\' && self->at + 1 < self->end && strchr ("'\"\\", self->at[1]) != NULL)
        self->at++;
      if (*self->at == '\0' || (self->latin_1 && (guchar) *self->at >= 0x80))
        g_string_append_unichar (text, *self->at == '\0' ? 0xfffd : (guchar) *self->at);
      else
        g_string_append_c (text, *self->at);
    }
  return NULL;
}

/* A whole number, with Python 2's L behind it or not. */
static gboolean
take_count (Cursor *self,
            gsize  *count)
{
  gsize value = 0, n = 0;

  skip_blanks (self);
  for (; self->at < self->end && g_ascii_isdigit (*self->at); self->at++, n++)
    if (!g_size_checked_mul (&value, value, 10) || !g_size_checked_add (&value, value, (gsize) (*self->at - '0')))
      return FALSE;
  if (self->at < self->end && *self->at == 'L')
    self->at++;
  *count = value;
  return n > 0;
}

/* Is it one of the types that are read? */
static gboolean
is_known (char  kind,
          gsize size)
{
  switch (kind)
    {
    case 'f':
      return size == 2 || size == 4 || size == 8;
    case 'i':
    case 'u':
      return size == 1 || size == 2 || size == 4 || size == 8;
    case 'b':
      return size == 1;
    case 'S':
    case 'U':
      return size > 0 && size <= MOST_TEXT;
    default:
      return FALSE;
    }
}

/* "<f8" and the like. Bytes without a name fill structures up and hold nothing. */
static gboolean
add_field (ImbNpy     *self,
           const char *name,
           const char *type,
           Cursor     *cursor,
           GError    **error)
{
  ImbNpyField field = { .offset = self->item_size };
  Cursor      rest = { type, type + strlen (type), FALSE, cursor->log };
  char        order = '|';
  gsize       size = 0;

  if (*rest.at != '\0' && strchr ("<>|=", *rest.at) != NULL)
    order = *rest.at++;
  if (rest.at < rest.end)
    field.kind = *rest.at++;
  if (!take_count (&rest, &size) || rest.at != rest.end)
    return fail_type (cursor->log, type, error);

  field.big_endian = order == '>' || (order == '=' && G_BYTE_ORDER == G_BIG_ENDIAN);
  field.size = field.kind == 'U' ? size * 4 : size;
  if (field.kind == 'V' && name != NULL && *name == '\0')
    return g_size_checked_add (&self->item_size, self->item_size, size) || fail_damaged (cursor->log, error);
  if (!is_known (field.kind, size))
    return fail_type (cursor->log, type, error);
  if (!g_size_checked_add (&self->item_size, self->item_size, field.size))
    return fail_damaged (cursor->log, error);

  field.name = g_strdup (name);
  g_array_append_val (self->fields, field);
  return TRUE;
}

/* [('age', '<f8'), ('class', '<U3')] */
static gboolean
read_structure (ImbNpy  *self,
                Cursor  *cursor,
                GError **error)
{
  while (!take (cursor, ']'))
    {
      g_autofree char *name = take (cursor, '(') ? take_string (cursor) : NULL;
      g_autofree char *type = name != NULL && take (cursor, ',') ? take_string (cursor) : NULL;

      if (type == NULL || !take (cursor, ')'))
        {
          imb_read_log_fail (cursor->log, 0, 0, error, _ ("the fields of the array are arrays or have titles; save each as a column of its own."));
          return FALSE;
        }
      if (!add_field (self, name, type, cursor, error))
        return FALSE;
      if (!take (cursor, ',') && (cursor->at >= cursor->end || *cursor->at != ']'))
        return fail_damaged (cursor->log, error);
    }
  return self->fields->len > 0 || fail_damaged (cursor->log, error);
}

static gboolean
read_type (ImbNpy  *self,
           Cursor  *cursor,
           GError **error)
{
  g_autofree char *type = NULL;

  if (take (cursor, '['))
    return read_structure (self, cursor, error);

  type = take_string (cursor);
  return type != NULL ? add_field (self, NULL, type, cursor, error) : fail_damaged (cursor->log, error);
}

static gboolean
read_shape (ImbNpy  *self,
            Cursor  *cursor,
            GError **error)
{
  if (!take (cursor, '('))
    return fail_damaged (cursor->log, error);
  while (!take (cursor, ')'))
    {
      if (self->n_dims == IMB_NPY_MOST_DIMENSIONS || !take_count (cursor, &self->shape[self->n_dims++]))
        return fail_damaged (cursor->log, error);
      if (!take (cursor, ',') && (cursor->at >= cursor->end || *cursor->at != ')'))
        return fail_damaged (cursor->log, error);
    }
  return TRUE;
}

/* {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }: each key once, nothing else. */
static gboolean
read_dictionary (ImbNpy  *self,
                 Cursor  *cursor,
                 GError **error)
{
  static const char *const keys[] = { "descr", "fortran_order", "shape" };
  gboolean                 seen[G_N_ELEMENTS (keys)] = { FALSE };

  if (!take (cursor, '{'))
    return fail_damaged (cursor->log, error);
  while (!take (cursor, '}'))
    {
      g_autofree char *key = take_string (cursor);
      gsize            k = 0;

      while (key != NULL && k < G_N_ELEMENTS (keys) && strcmp (key, keys[k]) != 0)
        k++;
      if (key == NULL || k == G_N_ELEMENTS (keys) || seen[k] || !take (cursor, ':'))
        return fail_damaged (cursor->log, error);
      seen[k] = TRUE;
      if (k == 0 && !read_type (self, cursor, error))
        return FALSE;
      if (k == 2 && !read_shape (self, cursor, error))
        return FALSE;
      if (k == 1)
        self->fortran = take_word (cursor, "True");
      if (k == 1 && !self->fortran && !take_word (cursor, "False"))
        return fail_damaged (cursor->log, error);
      if (!take (cursor, ',') && (cursor->at >= cursor->end || *cursor->at != '}'))
        return fail_damaged (cursor->log, error);
    }
  skip_blanks (cursor);
  return (seen[0] && seen[1] && seen[2] && cursor->at == cursor->end) || fail_damaged (cursor->log, error);
}

/* Rows and columns, without an overflow. */
static gboolean
measure (ImbNpy           *self,
         const ImbReadLog *log,
         GError          **error)
{
  gsize n_bytes;

  if (self->n_dims == 0)
    {
      imb_read_log_fail (log, 0, 0, error, _ ("the array is a single value; save one with a row per case."));
      return FALSE;
    }

  self->n_rows = self->shape[0];
  self->items_per_row = 1;
  for (guint d = 1; d < self->n_dims; d++)
    if (!g_size_checked_mul (&self->items_per_row, self->items_per_row, self->shape[d]))
      return fail_damaged (log, error);
  if (!g_size_checked_mul (&self->n_columns, self->items_per_row, self->fields->len)
      || !g_size_checked_mul (&n_bytes, self->items_per_row, self->item_size) || !g_size_checked_mul (&n_bytes, n_bytes, self->n_rows))
    return fail_damaged (log, error);

  if (self->n_rows == 0 || self->n_columns == 0)
    {
      imb_read_log_fail (log, 0, 0, error, _ ("the array has no rows or no columns; choose one with data."));
      return FALSE;
    }
  if (self->items_per_row > 1 && g_array_index (self->fields, ImbNpyField, 0).name != NULL)
    {
      imb_read_log_fail (log, 0, 0, error, _ ("the structured array has more than one dimension; save it with one."));
      return FALSE;
    }
  if (self->n_columns > MOST_COLUMNS)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("%s: there are %zu columns, and at most %u can be worked with; if rows and columns are exchanged, turn the table."),
                   log->name, self->n_columns, MOST_COLUMNS);
      return FALSE;
    }
  return TRUE;
}

gboolean
imb_npy_read_head (ImbNpy           *self,
                   const char       *data,
                   gsize             length,
                   const ImbReadLog *log,
                   GError          **error)
{
  const guchar *bytes = (const guchar *) data;
  gsize         start, n;
  Cursor        cursor;

  *self = (ImbNpy){ .fields = g_array_new (FALSE, FALSE, sizeof (ImbNpyField)) };
  g_array_set_clear_func (self->fields, clear_field);
  if (!imb_npy_is (data, length) || length < 12)
    {
      imb_read_log_fail (log, 0, 0, error, _ ("this is no NumPy array; choose a file that numpy.save wrote."));
      return FALSE;
    }
  if (bytes[6] < 1 || bytes[6] > 3 || bytes[7] != 0)
    {
      imb_read_log_fail (log, 0, 0, error, _ ("the NumPy array has the version %u.%u, and 1.0 to 3.0 can be read; save it again."), bytes[6], bytes[7]);
      return FALSE;
    }

  start = bytes[6] == 1 ? 10 : 12;
  n = bytes[8] | (gsize) bytes[9] << 8;
  if (bytes[6] > 1)
    n |= (gsize) bytes[10] << 16 | (gsize) bytes[11] << 24;
  if (n > MOST_HEADER || n > length - start)
    return fail_damaged (log, error);

  cursor = (Cursor){ data + start, data + start + n, bytes[6] < 3, log };
  self->header_size = start + n;
  return read_dictionary (self, &cursor, error) && measure (self, log, error);
}

gboolean
imb_npy_find_values (ImbNpy           *self,
                     const char       *data,
                     gsize             length,
                     const ImbReadLog *log,
                     GError          **error)
{
  gsize n_bytes = self->n_rows * self->items_per_row * self->item_size; /* measured */
  gsize n_there = length - self->header_size;

  if (n_there < n_bytes)
    {
      imb_read_log_fail (log, 0, 0, error, _ ("the array is cut off: %zu of its %zu bytes are there; get the file again."), n_there, n_bytes);
      return FALSE;
    }
  if (n_there > n_bytes)
    imb_notes_add (log->notes, _ ("What follows the array in the file was left out (%zu bytes)."), n_there - n_bytes);
  self->values = data + self->header_size;
  return TRUE;
}
