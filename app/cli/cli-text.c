/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text for people: aligned tables, counts with separators, shares and scores with as many digits as are
 * meant. Numbers here are for reading; --json has all digits. */
#include "app/cli/cli-text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define MAX_NAME 40 /* letters of a name, where the terminal is no wider or the output goes elsewhere */

struct _CliTable
{
  GPtrArray *cells;    /* row by row; the first row is the titles */
  GArray    *is_name;  /* of gboolean, likewise */
  gboolean  *is_right; /* of each column */
  guint      n_columns;
};

static void
add_plain (CliTable   *self,
           const char *text,
           gboolean    is_name)
{
  g_ptr_array_add (self->cells, cli_dup_plain (text));
  g_array_append_val (self->is_name, is_name);
}

CliTable *
cli_table_new (const char *const *titles,
               guint              n_columns)
{
  CliTable *self = g_new0 (CliTable, 1);

  self->cells = g_ptr_array_new_with_free_func (g_free);
  self->is_name = g_array_new (FALSE, FALSE, sizeof (gboolean));
  self->is_right = g_new0 (gboolean, n_columns);
  self->n_columns = n_columns;
  for (guint j = 0; j < n_columns; j++)
    {
      self->is_right[j] = titles[j][0] == '>';
      add_plain (self, titles[j] + (self->is_right[j] ? 1 : 0), FALSE);
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
  add_plain (self, text, FALSE);
}

void
cli_table_add_name (CliTable   *self,
                    const char *name)
{
  add_plain (self, name, TRUE);
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

/* The beginning, … and the end: names of columns often differ there. (transfer full) */
static char *
cut_name (const char *name,
          glong       most)
{
  const glong      n = g_utf8_strlen (name, -1), n_end = most * 3 / 10;
  g_autofree char *start = NULL;

  if (n <= most)
    return g_strdup (name);
  start = g_utf8_substring (name, 0, most - 1 - n_end);
  return g_strconcat (start, "…", g_utf8_offset_to_pointer (name, n - n_end), NULL);
}

/* Columns of the terminal that one name may have when names are whole elsewhere; MAX_NAME when there is no terminal. */
static glong
room_for_names (const CliTable *self)
{
  g_autofree int      *widths = g_new0 (int, self->n_columns);
  g_autofree gboolean *has_names = g_new0 (gboolean, self->n_columns);
  struct winsize       size = { 0 };
  glong                room, n = 0;

  if (!isatty (STDOUT_FILENO) || ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
    return MAX_NAME;

  room = size.ws_col;
  for (guint i = 0; i < self->cells->len; i++)
    if (g_array_index (self->is_name, gboolean, i))
      has_names[i % self->n_columns] = TRUE;
    else
      widths[i % self->n_columns] = MAX (widths[i % self->n_columns], width_of (self->cells->pdata[i]));
  for (guint j = 0; j < self->n_columns; j++)
    {
      room -= 2 + (has_names[j] ? 0 : widths[j]);
      n += has_names[j];
    }
  return n > 0 ? MAX (MAX_NAME, room / n) : MAX_NAME;
}

/* Cuts names of a column, those that would look the same later than the others. */
static void
cut_names (CliTable *self,
           guint     column,
           glong     room)
{
  const guint       n_rows = self->cells->len / self->n_columns;
  g_autofree glong *most = g_new (glong, n_rows);
  g_auto (GStrv) cut = g_new0 (char *, n_rows + 1);
  gboolean are_apart = FALSE;

  for (guint i = 0; i < n_rows; i++)
    most[i] = g_array_index (self->is_name, gboolean, i * self->n_columns + column) ? room : G_MAXLONG;
  while (!are_apart)
    {
      g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal); /* cut ones to their rows, plus 1 */

      are_apart = TRUE;
      for (guint i = 0; i < n_rows; i++)
        {
          const char *name = self->cells->pdata[i * self->n_columns + column];
          guint       before;

          g_free (cut[i]);
          cut[i] = cut_name (name, most[i]);
          before = GPOINTER_TO_UINT (g_hash_table_lookup (seen, cut[i]));
          if (before == 0)
            g_hash_table_insert (seen, cut[i], GUINT_TO_POINTER (i + 1));
          else if (strcmp (name, self->cells->pdata[(before - 1) * self->n_columns + column]) != 0)
            {
              most[i] = most[i] < G_MAXLONG / 2 ? 2 * most[i] : most[i];
              most[before - 1] = MAX (most[before - 1], most[i]);
              are_apart = FALSE;
            }
        }
    }
  for (guint i = 0; i < n_rows; i++)
    {
      g_free (self->cells->pdata[i * self->n_columns + column]);
      self->cells->pdata[i * self->n_columns + column] = g_steal_pointer (&cut[i]);
    }
}

void
cli_table_print (CliTable *self)
{
  g_autofree int *widths = g_new0 (int, self->n_columns);
  g_autoptr (GString) line = g_string_new (NULL);
  glong most = room_for_names (self);

  for (guint j = 0; j < self->n_columns; j++)
    cut_names (self, j, most);
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
  g_array_unref (self->is_name);
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
