/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text for people: aligned tables, counts with separators, shares and scores with as many digits as are
 * meant. Numbers here are for reading; --json has all digits. */
#include "app/cli/cli-text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MAX_NAME 40 /* letters of a name */

struct _CliTable
{
  GPtrArray *cells; /* row by row; the first row is the titles */
  gboolean  *is_right;
  guint      n_columns;
};

CliTable *
cli_table_new (const char *const *titles,
               guint              n_columns)
{
  CliTable *self = g_new0 (CliTable, 1);

  self->cells = g_ptr_array_new_with_free_func (g_free);
  self->is_right = g_new0 (gboolean, n_columns);
  self->n_columns = n_columns;
  for (guint j = 0; j < n_columns; j++)
    {
      self->is_right[j] = titles[j][0] == '>';
      g_ptr_array_add (self->cells, cli_dup_plain (titles[j] + (self->is_right[j] ? 1 : 0)));
    }
  return self;
}

void
cli_table_add (CliTable   *self,
               const char *format,
               ...)
{
  g_autofree char *text = NULL;
  va_list          arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (self->cells, cli_dup_plain (text));
}

void
cli_table_add_name (CliTable   *self,
                    const char *name)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (name, -1) <= MAX_NAME)
    {
      cli_table_add (self, "%s", name);
      return;
    }

  start = g_utf8_substring (name, 0, MAX_NAME - 1);
  cli_table_add (self, "%s…", start);
}

/* Columns of a terminal that a text takes. */
static int
width_of (const char *text)
{
  int width = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      if (!g_unichar_iszerowidth (letter))
        width += g_unichar_iswide (letter) ? 2 : 1;
    }
  return width;
}

void
cli_table_print (CliTable *self)
{
  g_autofree int *widths = g_new0 (int, self->n_columns);
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < self->cells->len; i++)
    widths[i % self->n_columns] = MAX (widths[i % self->n_columns], width_of (self->cells->pdata[i]));

  for (guint i = 0; i < self->cells->len; i++)
    {
      guint       j = i % self->n_columns;
      const char *text = self->cells->pdata[i];
      int         room = widths[j] - width_of (text);

      g_string_append_printf (line, "  %*s%s%*s", self->is_right[j] ? room : 0, "", text, self->is_right[j] ? 0 : room, "");
      if (j + 1 < self->n_columns)
        continue;

      puts (g_strchomp (line->str));
      g_string_truncate (line, 0);
    }

  g_ptr_array_unref (self->cells);
  g_free (self->is_right);
  g_free (self);
}

char *
cli_dup_count (gsize count)
{
  g_autofree char *digits = g_strdup_printf ("%zu", count);
  gsize            n = strlen (digits);
  GString         *text = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append_c (text, ',');
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}

char *
cli_dup_share (double share)
{
  double percent = 100.0 * share;

  if (!isfinite (percent))
    return g_strdup ("–");
  return g_strdup_printf (percent >= 1.0 && percent <= 99.0 ? "%.1f %%" : "%.2f %%", percent);
}

char *
cli_dup_score (double value)
{
  if (isnan (value))
    return g_strdup ("–");
  if (isinf (value))
    return g_strdup (value > 0.0 ? "∞" : "−∞");
  return g_strdup_printf ("%.3f", value + 0.0);
}

char *
cli_dup_amount (double   value,
                gboolean is_signed)
{
  if (isnan (value))
    return g_strdup ("–");
  return g_strdup_printf (is_signed ? "%+.4g" : "%.4g", value);
}

char *
cli_dup_number (double value)
{
  if (!isfinite (value))
    return g_strdup ("");
  return g_strdup_printf ("%.5g", value);
}

char *
cli_dup_plain (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString         *plain = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      g_string_append_unichar (plain, g_unichar_iscntrl (letter) ? ' ' : letter);
    }
  return g_string_free (plain, FALSE);
}

void
cli_print_notes (const ImbNotes *notes,
                 gboolean        quiet)
{
  if (quiet)
    return;

  fflush (stdout);
  for (guint i = 0; i < imb_notes_n (notes); i++)
    {
      g_autofree char *plain = cli_dup_plain (imb_notes_at (notes, i));

      fprintf (stderr, "note: %s\n", plain);
    }
}
