/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON out. Not json-glib: it writes 1e-08 as 1e-08.0 and NaN as nan, which nobody can read back, and builds
 * a node per number, where a curve has a hundred thousand of them. */
#include "app/cli/cli-json.h"

#include <math.h>
#include <stdio.h>

struct _CliJson
{
  GString *text;
  gboolean is_first; /* of its object or array */
};

CliJson *
cli_json_new (void)
{
  CliJson *self = g_new0 (CliJson, 1);

  self->text = g_string_new ("{");
  self->is_first = TRUE;
  cli_json_text (self, "version", IMB_VERSION);
  return self;
}

void
cli_json_free (CliJson *self)
{
  g_string_free (self->text, TRUE);
  g_free (self);
}

static void
append_text (CliJson    *self,
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
begin (CliJson    *self,
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
cli_json_number (CliJson    *self,
                 const char *name,
                 double      value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  begin (self, name);
  g_string_append (self->text, isfinite (value) ? g_ascii_formatd (buffer, sizeof buffer, "%.17g", value) : "null");
}

void
cli_json_count (CliJson    *self,
                const char *name,
                gsize       value)
{
  begin (self, name);
  g_string_append_printf (self->text, "%zu", value);
}

void
cli_json_flag (CliJson    *self,
               const char *name,
               gboolean    value)
{
  begin (self, name);
  g_string_append (self->text, value ? "true" : "false");
}

void
cli_json_text (CliJson    *self,
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
cli_json_numbers (CliJson      *self,
                  const char   *name,
                  const double *values,
                  gsize         n)
{
  cli_json_array (self, name);
  for (gsize i = 0; i < n; i++)
    cli_json_number (self, NULL, values[i]);
  cli_json_end_array (self);
}

void
cli_json_notes (CliJson        *self,
                const ImbNotes *notes)
{
  cli_json_array (self, "notes");
  for (guint i = 0; i < imb_notes_n (notes); i++)
    cli_json_text (self, NULL, imb_notes_at (notes, i));
  cli_json_end_array (self);
}

void
cli_json_object (CliJson    *self,
                 const char *name)
{
  begin (self, name);
  g_string_append_c (self->text, '{');
  self->is_first = TRUE;
}

void
cli_json_end (CliJson *self)
{
  g_string_append_c (self->text, '}');
  self->is_first = FALSE;
}

void
cli_json_array (CliJson    *self,
                const char *name)
{
  begin (self, name);
  g_string_append_c (self->text, '[');
  self->is_first = TRUE;
}

void
cli_json_end_array (CliJson *self)
{
  g_string_append_c (self->text, ']');
  self->is_first = FALSE;
}

void
cli_json_print (CliJson *self)
{
  g_string_append (self->text, "}\n");
  fwrite (self->text->str, 1, self->text->len, stdout);
}
