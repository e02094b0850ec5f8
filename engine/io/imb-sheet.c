/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the readers of spreadsheets share: rows with gaps, titles, which sheet. */
#include "engine/io/imb-sheet.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"

#define MOST_NAMED  10 /* sheets in a sentence */
#define TITLE_WIDTH 3  /* a row with so many values stands below titles */
#define MOST_TITLES 10

void
imb_sheet_init (ImbSheet   *self,
                const char *name,
                gsize       most)
{
  *self = (ImbSheet){ .row = 0 };
  imb_cells_init (&self->cells, name, most);
}

void
imb_sheet_clear (ImbSheet *self)
{
  imb_cells_clear (&self->cells);
}

/* "Sales 2024" above the column names is no part of the table. Its lines stay, empty, so that the others keep their numbers. */
static void
drop_titles (ImbSheet *self)
{
  ImbCells *cells = &self->cells;
  gsize     n_row = cells->text.length - self->row_start;

  if (self->has_table || self->n_titles == 0)
    return;
  if (self->n_filled < TITLE_WIDTH || self->n_titles > MOST_TITLES)
    {
      self->n_titles = 0;
      return;
    }
  memmove (cells->text.data + cells->n_lines, cells->text.data + self->row_start, n_row);
  memset (cells->text.data, '\n', cells->n_lines);
  cells->text.length = cells->n_lines + n_row;
  imb_cells_restart (cells, self->first);
}

static gboolean
end_row (ImbSheet *self,
         GError  **error)
{
  if (self->n_filled == 0)
    return TRUE;

  if (self->n_filled > 1)
    {
      drop_titles (self);
      self->has_table = TRUE;
    }
  else if (!self->has_table)
    self->n_titles++;
  self->n_filled = 0;
  return imb_cells_end_row (&self->cells, error);
}

gboolean
imb_sheet_put (ImbSheet         *self,
               gsize             row,
               gsize             column,
               const char       *text,
               gsize             length,
               gboolean          plain,
               const ImbReadLog *log,
               GError          **error)
{
  ImbCells *cells = &self->cells;

  if (row >= IMB_SHEET_MOST_ROWS || column >= IMB_SHEET_MOST_COLUMNS || row < self->row || (row == self->row && column < cells->at))
    {
      imb_read_log_fail (log, 0, 0, error, _ ("the spreadsheet is damaged: its cells are not in order; open it with a spreadsheet program and save it again."));
      return FALSE;
    }
  if (row > self->row && !end_row (self, error))
    return FALSE;
  while (cells->n_lines < row)
    if (!imb_cells_end_row (cells, error))
      return FALSE;
  if (self->n_filled == 0)
    {
      self->row_start = cells->text.length;
      self->first = column;
    }
  self->row = row;
  self->n_filled++;
  if (!imb_cells_skip_to (cells, column, error))
    return FALSE;
  return plain ? imb_cells_add_plain (cells, text, error) : imb_cells_add_text (cells, text, length, error);
}

static void
add_notes (const ImbSheet *self,
           ImbNotes       *notes)
{
  if (self->n_titles > 0 && self->has_table)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%zu row above the table holds a single cell; it was left out.", "%zu rows above the table hold a single cell each; they were left out.", self->n_titles),
                   self->n_titles);
  if (self->n_errors > 0)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%zu cell holds the error of a formula and counts as missing.", "%zu cells hold errors of formulas and count as missing.", self->n_errors),
                   self->n_errors);
  if (self->n_unknown > 0)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "%zu formula has no stored value and counts as missing; a spreadsheet program stores it when it saves the file.", "%zu formulas have no stored value and count as missing; a spreadsheet program stores them when it saves the file.", self->n_unknown),
                   self->n_unknown);
  if (self->n_merged > 0)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "The sheet has %zu range of merged cells; only its first cell has the value.", "The sheet has %zu ranges of merged cells; only the first cell of each has the value.", self->n_merged),
                   self->n_merged);
}

ImbTable *
imb_sheet_read (ImbSheet             *self,
                const char           *format,
                const ImbReadOptions *options,
                ImbReadLog           *log,
                ImbJob               *job,
                GError              **error)
{
  if (!end_row (self, error))
    return NULL;
  if (self->cells.n_rows == 0)
    {
      imb_read_log_fail (log, 0, 0, error, _ ("the sheet is empty; choose another one."));
      return NULL;
    }
  add_notes (self, log->notes);
  return imb_cells_read (&self->cells, format, options->header, options, log, job, error);
}

static char *
dup_list (const GPtrArray *names)
{
  GString *text = g_string_new (NULL);

  for (guint s = 0; s < MIN (names->len, MOST_NAMED); s++)
    {
      g_autofree char *name = imb_read_log_quote (names->pdata[s]);

      g_string_append_printf (text, "%s“%s”", s > 0 ? ", " : "", name);
    }
  return g_string_free (g_string_append (text, names->len > MOST_NAMED ? " …" : ""), FALSE);
}

gssize
imb_sheet_choose (const GPtrArray *names,
                  const char      *wanted,
                  ImbReadLog      *log,
                  GError         **error)
{
  g_autofree char *list = dup_list (names);
  g_autofree char *quoted = NULL;

  if (names->len == 0)
    {
      imb_read_log_fail (log, 0, 0, error, _ ("the spreadsheet has no sheet with cells; choose one that has."));
      return -1;
    }
  for (guint s = 0; wanted != NULL && s < names->len; s++)
    if (strcmp (names->pdata[s], wanted) == 0)
      return s;

  quoted = imb_read_log_quote (wanted != NULL ? wanted : names->pdata[0]);
  if (wanted != NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("%s: there is no sheet “%s” in it; choose one of %s."), log->name, quoted, list);
      return -1;
    }
  if (names->len > 1)
    imb_notes_add (log->notes, _ ("The spreadsheet has %u sheets (%s); the first, “%s”, was read."), names->len, list, quoted);
  return 0;
}
