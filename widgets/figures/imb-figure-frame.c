/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame around every figure, and the tables beside them. Sizes follow the text, so a picture of 89 mm and one of a
 * whole window have the same proportions. */
#include "widgets/figures/imb-figure-frame.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "widgets/draw/imb-text.h"

static const char *
title_of (const ImbFigure      *figure,
          const ImbFigureInput *in)
{
  return in->title != NULL ? in->title : _ (figure->title);
}

char *
imb_figure_dup_sample (const ImbTable *table)
{
  const ImbReading *reading = imb_table_get_reading (table);
  gsize             n = imb_table_n_rows (table);
  g_autofree char  *some = NULL;
  g_autofree char  *all = NULL;

  if (reading == NULL || reading->n_rows_in_file <= n)
    return NULL;

  some = imb_text_count ((double) n);
  all = imb_text_count ((double) reading->n_rows_in_file);
  return g_strdup_printf (_ ("Sample of %s of %s rows"), some, all);
}

/* (transfer full) (nullable) */
static char *
dup_sample_of (const ImbFigureInput *in)
{
  ImbProblem *problem = in->problem;

  if (problem == NULL && in->design != NULL)
    problem = imb_design_get_problem (in->design);
  for (guint r = 0; r < in->n_runs && problem == NULL; r++)
    problem = imb_run_get_problem (in->runs[r]);
  return problem != NULL ? imb_figure_dup_sample (imb_problem_get_table (problem)) : NULL;
}

GStrv
imb_figure_frame_dup_caveats (const ImbFigure      *figure,
                              const ImbFigureInput *in)
{
  GStrv    caveats = g_new0 (char *, 3);
  gboolean is_leaky = FALSE;
  guint    n = 0;

  caveats[0] = dup_sample_of (in);
  n += caveats[0] != NULL;
  for (guint r = 0; r < in->n_runs && (figure->needs & IMB_FIGURE_RUNS) != 0; r++)
    is_leaky |= imb_run_get_evaluation (in->runs[r])->leaky;
  if (is_leaky)
    caveats[n] = g_strdup (_ ("Leaky on purpose: resampled before splitting"));
  return caveats;
}

#define MOST_LINES 2 /* of a subtitle, and of a caveat */

/* The subtitle and the caveats. */
static GStrv
lines_below (const ImbFigure      *figure,
             const ImbFigureInput *in,
             const ImbCanvas      *canvas,
             const char           *subtitle)
{
  double margin = round (0.9 * canvas->font_px);
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  g_auto (GStrv) caveats = imb_figure_frame_dup_caveats (figure, in);
  g_auto (GStrv) lines = imb_canvas_wrap (canvas, IMB_TEXT_NORMAL, canvas->width - 2 * margin, MOST_LINES, subtitle != NULL ? subtitle : "");

  g_strv_builder_addv (all, (const char **) lines);
  for (char **caveat = caveats; *caveat != NULL; caveat++)
    {
      g_auto (GStrv) parts = imb_canvas_wrap (canvas, IMB_TEXT_NORMAL, canvas->width - 2 * margin, MOST_LINES, *caveat);

      g_strv_builder_addv (all, (const char **) parts);
    }
  return g_strv_builder_end (all);
}

ImbRect
imb_figure_frame_layout (const ImbFigure      *figure,
                         const ImbFigureInput *in,
                         const ImbCanvas      *canvas,
                         const char           *subtitle)
{
  double margin = round (0.9 * canvas->font_px);
  double top = margin;
  g_auto (GStrv) lines = lines_below (figure, in, canvas, subtitle);

  if (*title_of (figure, in) != '\0')
    top += imb_canvas_line_height (canvas, IMB_TEXT_TITLE);
  top += g_strv_length (lines) * imb_canvas_line_height (canvas, IMB_TEXT_NORMAL);
  if (top > margin)
    top += round (0.6 * canvas->font_px);
  return (ImbRect){ margin, top, MAX (canvas->width - 2 * margin, 8), MAX (canvas->height - top - margin, 8) };
}

void
imb_figure_frame_draw (const ImbFigure      *figure,
                       const ImbFigureInput *in,
                       ImbCanvas            *canvas,
                       const char           *subtitle)
{
  double      margin = round (0.9 * canvas->font_px);
  double      y = margin;
  const char *title = title_of (figure, in);
  g_auto (GStrv) lines = lines_below (figure, in, canvas, subtitle);

  if (*title != '\0')
    {
      imb_canvas_text (canvas, margin, y, 0, 0, canvas->width - 2 * margin, IMB_TEXT_TITLE,
                       imb_palette_ink (canvas->theme, IMB_INK_TEXT), title);
      y += imb_canvas_line_height (canvas, IMB_TEXT_TITLE);
    }
  for (char **line = lines; *line != NULL; line++)
    {
      imb_canvas_text (canvas, margin, y, 0, 0, canvas->width - 2 * margin, IMB_TEXT_NORMAL,
                       imb_palette_ink (canvas->theme, IMB_INK_DIM), *line);
      y += imb_canvas_line_height (canvas, IMB_TEXT_NORMAL);
    }
}

const char *
imb_figure_label (const ImbProblem *problem,
                  guint             c)
{
  const char *label = imb_problem_get_labels (problem)[c];

  return *label != '\0' ? label : _ ("(empty)");
}

static int
compare_counts (gconstpointer a,
                gconstpointer b,
                gpointer      counts)
{
  gsize x = ((const gsize *) counts)[*(const guint *) a];
  gsize y = ((const gsize *) counts)[*(const guint *) b];

  if (x != y)
    return x > y ? -1 : 1;

  return *(const guint *) a < *(const guint *) b ? -1 : 1;
}

guint *
imb_figure_classes_by_count (const ImbProblem *problem)
{
  guint  n = imb_problem_n_classes (problem);
  guint *order = g_new (guint, MAX (n, 1));

  for (guint c = 0; c < n; c++)
    order[c] = c;
  g_qsort_with_data (order, (int) n, sizeof *order, compare_counts, (gpointer) imb_problem_get_counts (problem));
  return order;
}

void
imb_figure_count_after (const ImbFigureInput *in,
                        double               *kept,
                        double               *made)
{
  const guint16     *classes = imb_problem_get_classes (in->problem);
  const ImbResample *resample = in->resample;

  for (gsize i = 0; i < resample->n_rows; i++)
    {
      gsize row = resample->rows[i];

      if (row < resample->n_in)
        kept[classes[row]]++;
      else
        made[resample->made_classes[row - resample->n_in]]++;
    }
}

ImbFigureTable *
imb_figure_table_new (const char *first,
                      ...)
{
  ImbFigureTable *self = g_new0 (ImbFigureTable, 1);
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();
  va_list list;

  va_start (list, first);
  for (const char *title = first; title != NULL; title = va_arg (list, const char *))
    g_ptr_array_add (titles, g_strdup (title));
  va_end (list);

  self->n_columns = titles->len;
  g_ptr_array_add (titles, NULL);
  self->columns = (char **) g_ptr_array_steal (titles, NULL);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  return self;
}

void
imb_figure_table_free (ImbFigureTable *self)
{
  if (self == NULL)
    return;

  g_strfreev (self->columns);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

void
imb_figure_table_row (ImbFigureTable *self)
{
  g_ptr_array_add (self->rows, g_new0 (char *, self->n_columns + 1));
}

void
imb_figure_table_text (ImbFigureTable *self,
                       const char     *text)
{
  char **cells = g_ptr_array_index (self->rows, self->rows->len - 1);
  guint  n = g_strv_length (cells);

  g_return_if_fail (n < self->n_columns);
  cells[n] = g_strdup (text);
}

/* Shortest of 15 to 17 digits that reads back equal; nothing for NaN. */
void
imb_figure_table_number (ImbFigureTable *self,
                         double          value)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
  char                     text[G_ASCII_DTOSTR_BUF_SIZE] = "";

  for (guint i = 0; i < G_N_ELEMENTS (formats) && !isnan (value); i++)
    {
      g_ascii_formatd (text, sizeof text, formats[i], value);
      if (g_ascii_strtod (text, NULL) == value)
        break;
    }
  imb_figure_table_text (self, text);
}
