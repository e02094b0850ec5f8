/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing odd in a file is passed over in silence, and a file that is odd in a million places does not fill the
 * memory: hence the limit on what is kept. */
#include "engine/io/imb-read-log.h"

#include "engine/core/imb-error.h"

#define MOST_KEPT  1000
#define MOST_CHARS 40

void
imb_read_log_init (ImbReadLog *self,
                   const char *name)
{
  self->name = name;
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_read_problem_free);
  self->n_problems = 0;
  self->row = 0;
  self->notes = imb_notes_new ();
}

void
imb_read_log_clear (ImbReadLog *self)
{
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_clear_pointer (&self->notes, imb_notes_unref);
}

void
imb_read_log_problem (ImbReadLog *self,
                      gsize       line,
                      gsize       column,
                      const char *format,
                      ...)
{
  g_autofree char *message = NULL;
  va_list          args;

  if (self->n_problems++ >= MOST_KEPT)
    return;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->problems, imb_read_problem_new (line, column, self->row, message));
}

void
imb_read_log_rewind (ImbReadLog *self,
                     gsize       n)
{
  self->n_problems = n;
  if (self->problems->len > n)
    g_ptr_array_set_size (self->problems, (int) n);
}

void
imb_read_log_place (ImbReadLog *self,
                    gsize       first,
                    gsize       row)
{
  for (gsize p = first; p < self->problems->len; p++)
    ((ImbReadProblem *) g_ptr_array_index (self->problems, p))->row = row;
}

void
imb_read_log_fail (const ImbReadLog *self,
                   gsize             line,
                   gsize             column,
                   GError          **error,
                   const char       *format,
                   ...)
{
  g_autoptr (GString) text = g_string_new (self->name);
  va_list args;

  if (line > 0)
    g_string_append_printf (text, ":%zu", line);
  if (line > 0 && column > 0)
    g_string_append_printf (text, ":%zu", column);
  g_string_append (text, ": ");
  va_start (args, format);
  g_string_append_vprintf (text, format, args);
  va_end (args);
  g_set_error_literal (error, IMB_ERROR, IMB_ERROR_FORMAT, text->str);
}

static int
compare_problems (gconstpointer a,
                  gconstpointer b)
{
  const ImbReadProblem *first = *(const ImbReadProblem *const *) a;
  const ImbReadProblem *second = *(const ImbReadProblem *const *) b;

  if (first->line != second->line)
    return first->line < second->line ? -1 : 1;
  return first->column < second->column ? -1 : first->column > second->column;
}

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  const ImbReadProblem *first = *(const ImbReadProblem *const *) a;
  const ImbReadProblem *second = *(const ImbReadProblem *const *) b;

  return first->line < second->line ? -1 : first->line > second->line;
}

void
imb_read_log_gather (ImbReadLog *self,
                     GPtrArray  *logs)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  for (guint l = 0; l < logs->len; l++)
    {
      ImbReadLog *log = g_ptr_array_index (logs, l);

      self->n_problems += log->n_problems;
      while (log->problems->len > 0)
        g_ptr_array_add (all, g_ptr_array_steal_index (log->problems, 0));
      log->n_problems = 0;
    }
  g_ptr_array_sort (all, compare_lines); /* stable; a line is told of in one log only */
  for (guint p = 0; p < all->len; p++)
    if (self->problems->len < MOST_KEPT)
      g_ptr_array_add (self->problems, g_ptr_array_index (all, p));
    else
      imb_read_problem_free (g_ptr_array_index (all, p));
}

void
imb_read_log_give (ImbReadLog *self,
                   ImbTable   *table)
{
  g_ptr_array_sort (self->problems, compare_problems);
  imb_table_take_problems (table, g_steal_pointer (&self->problems), self->n_problems);
  imb_notes_add_all (imb_table_get_notes (table), self->notes);
}

char *
imb_read_log_quote (const char *text)
{
  g_autofree char *legal = g_utf8_make_valid (text, -1); /* a file is looked at before its encoding is known */
  glong            n_chars = g_utf8_strlen (legal, -1);
  gboolean         long_text = n_chars > MOST_CHARS;
  char            *start = g_utf8_substring (legal, 0, long_text ? MOST_CHARS - 1 : n_chars);

  for (char *p = start; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  if (!long_text)
    return start;

  char *shortened = g_strconcat (start, "…", NULL);
  g_free (start);
  return shortened;
}
