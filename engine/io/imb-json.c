/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON out. Not json-glib: it writes 1e-08 as 1e-08.0 and NaN as nan, which nobody can read back, and builds
 * a node per number, where a curve has a hundred thousand of them. */
#include "engine/io/imb-json.h"

#include <math.h>

struct _ImbJson
{
  GString *text;
  gboolean is_first; /* of its object or array */
};

ImbJson *
imb_json_new (void)
{
  ImbJson *self = g_new0 (ImbJson, 1);

  self->text = g_string_new ("{");
  self->is_first = TRUE;
  return self;
}

void
imb_json_free (ImbJson *self)
{
  g_string_free (self->text, TRUE);
  g_free (self);
}

static void
append_text (ImbJson    *self,
             const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  g_string_append_c (self->text, '"');
  for (const char *at = valid; *at != '\0'; at++)
    {
      guchar byte = (guchar) *at;

      if (byte == '"' || byte == '\\')
        g_string_append_c (self->text, '\\');
      if (byte < 0x20 || byte == 0x7f)
        g_string_append_printf (self->text, "\\u%04x", byte);
      else
        g_string_append_c (self->text, *at);
    }
  g_string_append_c (self->text, '"');
}

/* The comma and the name before a value. */
static void
begin (ImbJson    *self,
       const char *name)
{
  if (!self->is_first)
    g_string_append (self->text, ", ");
  self->is_first = FALSE;
  if (name == NULL)
    return;

  append_text (self, name);
  g_string_append (self->text, ": ");
}

void
imb_json_number (ImbJson    *self,
                 const char *name,
                 double      value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  begin (self, name);
  g_string_append (self->text, isfinite (value) ? g_ascii_formatd (buffer, sizeof buffer, "%.17g", value) : "null");
}

void
imb_json_count (ImbJson    *self,
                const char *name,
                gsize       value)
{
  begin (self, name);
  g_string_append_printf (self->text, "%zu", value);
}

void
imb_json_flag (ImbJson    *self,
               const char *name,
               gboolean    value)
{
  begin (self, name);
  g_string_append (self->text, value ? "true" : "false");
}

void
imb_json_text (ImbJson    *self,
               const char *name,
               const char *value)
{
  begin (self, name);
  if (value != NULL)
    append_text (self, value);
  else
    g_string_append (self->text, "null");
}

void
imb_json_numbers (ImbJson      *self,
                  const char   *name,
                  const double *values,
                  gsize         n)
{
  imb_json_array (self, name);
  for (gsize i = 0; i < n; i++)
    imb_json_number (self, NULL, values[i]);
  imb_json_end_array (self);
}

void
imb_json_notes (ImbJson        *self,
                const ImbNotes *notes)
{
  imb_json_array (self, "notes");
  for (guint i = 0; i < imb_notes_n (notes); i++)
    imb_json_text (self, NULL, imb_notes_at (notes, i));
  imb_json_end_array (self);
}

void
imb_json_object (ImbJson    *self,
                 const char *name)
{
  begin (self, name);
  g_string_append_c (self->text, '{');
  self->is_first = TRUE;
}

void
imb_json_end (ImbJson *self)
{
  g_string_append_c (self->text, '}');
  self->is_first = FALSE;
}

void
imb_json_array (ImbJson    *self,
                const char *name)
{
  begin (self, name);
  g_string_append_c (self->text, '[');
  self->is_first = TRUE;
}

void
imb_json_end_array (ImbJson *self)
{
  g_string_append_c (self->text, ']');
  self->is_first = FALSE;
}

const char *
imb_json_finish (ImbJson *self)
{
  g_string_append (self->text, "}\n");
  return self->text->str;
}
