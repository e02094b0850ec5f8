/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves of several runs. "Before" is drawn first and quietly; each run has a colour and a dash of its own, and the
 * legend stands in the same order as the table of runs. */
#include "widgets/draw/imb-series.h"

#include "widgets/draw/imb-cover.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static double
entry_height (const ImbCanvas *canvas,
              gboolean         beside)
{
  double line = imb_canvas_line_height (canvas, IMB_TEXT_SMALL);

  return beside ? 2 * line + 0.35 * canvas->font_px : line;
}

static guint
notes_of (const ImbSeriesView *self,
          const ImbCanvas     *canvas,
          ImbLegendItem        notes[3])
{
  ImbColour grey = imb_palette_ink (canvas->theme, IMB_INK_DIM);
  guint     n = 0;

  if (self->reference_text != NULL)
    notes[n++] = (ImbLegendItem){ .key = IMB_KEY_LINE, .colour = grey, .dash = { 2, 2 }, .n_dashes = 2, .text = self->reference_text };
  if (self->band_text != NULL)
    notes[n++] = (ImbLegendItem){ .key = IMB_KEY_BAND, .colour = grey, .text = self->band_text };
  if (self->mark_text != NULL)
    notes[n++] = (ImbLegendItem){ .key = IMB_KEY_HOLLOW, .colour = grey, .text = self->mark_text };
  return n;
}

/* At the right it may take two lines. */
static char **
title_lines (const ImbSeriesView *self,
             const ImbCanvas     *canvas,
             gboolean             beside,
             double               width)
{
  return imb_canvas_wrap (canvas, IMB_TEXT_SMALL, width, beside ? 2 : 1, self->legend_title);
}

static double
range_end (double wanted,
           double otherwise)
{
  return isfinite (wanted) ? wanted : otherwise;
}

/* Takes the legend's room off @area. */
static void
place_legend (const ImbSeriesView *self,
              const ImbCanvas     *canvas,
              ImbRect             *area,
              ImbSeriesLayout     *layout)
{
  double        font = canvas->font_px;
  double        line = imb_canvas_line_height (canvas, IMB_TEXT_SMALL), title = line + 0.3 * font;
  ImbLegendItem notes[3];
  guint         n_notes = notes_of (self, canvas, notes);
  double        widest = imb_canvas_text_width (canvas, IMB_TEXT_SMALL, self->legend_title);
  double        notes_height;

  layout->beside = area->width > 1.25 * area->height && area->width > 26 * font;
  for (guint i = 0; i < self->n_series; i++)
    widest = MAX (widest, 2.7 * font + imb_canvas_text_width (canvas, IMB_TEXT_SMALL, self->series[i].name));
  for (guint i = 0; i < n_notes; i++)
    widest = MAX (widest, 2.7 * font + imb_canvas_text_width (canvas, IMB_TEXT_SMALL, notes[i].text));

  layout->legend = *area;
  if (layout->beside)
    {
      g_auto (GStrv) lines = NULL;

      layout->legend.width = CLAMP (widest + 2, 9 * font, 0.34 * area->width);
      lines = title_lines (self, canvas, TRUE, layout->legend.width);
      title += (MAX (g_strv_length (lines), 1) - 1) * line;
      layout->legend.x = area->x + area->width - layout->legend.width;
      notes_height = imb_legend_height (canvas, layout->legend.width, notes, n_notes) + font;
      area->width -= layout->legend.width + 1.2 * font;
      layout->n_named = (guint) CLAMP ((area->height - title - notes_height) / entry_height (canvas, TRUE), 1, self->n_series);
    }
  else
    {
      notes_height = imb_legend_height (canvas, area->width, notes, n_notes);
      layout->n_named = (guint) CLAMP ((0.4 * area->height - title - notes_height) / entry_height (canvas, FALSE), 1, self->n_series);
      layout->legend.height = title + layout->n_named * entry_height (canvas, FALSE) + notes_height;
      layout->legend.y = area->y + area->height - layout->legend.height;
      area->height = MAX (area->height - layout->legend.height - 0.5 * font, 8);
    }
}

void
imb_series_layout (const ImbSeriesView *self,
                   const ImbCanvas     *canvas,
                   ImbRect              area,
                   ImbSeriesLayout     *layout)
{
  const double *ranges = self->ranges;

  *layout = (ImbSeriesLayout){ .plot = { .x_title = self->x_title, .y_title = self->y_title } };
  place_legend (self, canvas, &area, layout);
  if (self->bend != NULL)
    {
      imb_axis_scale_init_bent (&layout->plot.x, ranges[0], ranges[1], self->bend);
      imb_axis_scale_init_bent (&layout->plot.y, ranges[2], ranges[3], self->bend);
    }
  else
    {
      imb_axis_scale_init (&layout->plot.x, range_end (ranges[0], 0), range_end (ranges[1], 1), FALSE, 0);
      imb_axis_scale_init (&layout->plot.y, range_end (ranges[2], 0), range_end (ranges[3], 1), FALSE, 0);
    }
  imb_plot_layout (&layout->plot, canvas, area);
}

static void
draw_iso_f1 (ImbCanvas     *canvas,
             const ImbPlot *plot)
{
  ImbColour faint = imb_palette_ink (canvas->theme, IMB_INK_FAINT);

  for (guint k = 1; k <= 4; k++)
    {
      double f = 0.2 * k;
      double x[65], y[65];

      for (guint i = 0; i < G_N_ELEMENTS (x); i++)
        {
          x[i] = f / 2 + 0.002 + (1 - f / 2 - 0.002) * i / (G_N_ELEMENTS (x) - 1);
          y[i] = f * x[i] / (2 * x[i] - f);
        }
      imb_canvas_colour (canvas, faint);
      cairo_set_line_width (canvas->cr, 0.9);
      imb_plot_line (plot, canvas, x, y, G_N_ELEMENTS (x), FALSE);
    }
}

/* Below their lines, as far to the right as curves leave room. The first one says what they are. */
static void
label_iso_f1 (ImbCanvas     *canvas,
              const ImbPlot *plot,
              ImbCover      *cover)
{
  ImbColour dim = imb_palette_ink (canvas->theme, IMB_INK_AXIS);
  double    height = imb_canvas_line_height (canvas, IMB_TEXT_SMALL);
  gboolean  is_first = TRUE;

  for (guint k = 4; k >= 2; k--)
    {
      double  f = 0.2 * k, width;
      ImbRect places[8];
      char    text[16];
      guint   at;

      g_snprintf (text, sizeof text, is_first ? "F1 0.%u" : "0.%u", 2 * k);
      width = imb_canvas_text_width (canvas, IMB_TEXT_SMALL, text);
      for (guint i = 0; i < G_N_ELEMENTS (places); i++)
        {
          double x = 1 - 0.05 * i;

          places[i] = (ImbRect){ imb_axis_scale_to_px (&plot->x, x) - 2 - width, imb_axis_scale_to_px (&plot->y, f * x / (2 * x - f)) + 1, width, height };
        }
      at = imb_cover_take (cover, places, G_N_ELEMENTS (places));
      if (at == G_N_ELEMENTS (places))
        continue;

      imb_canvas_text (canvas, places[at].x, places[at].y, 0, 0, 0, IMB_TEXT_SMALL, dim, text);
      is_first = FALSE;
    }
}

static gboolean
is_level_shown (const ImbSeriesView *self,
                const ImbPlot       *plot)
{
  double y = imb_axis_scale_to_px (&plot->y, self->level);

  return y >= plot->field.y && y <= plot->field.y + plot->field.height;
}

static void
draw_level (const ImbSeriesView *self,
            ImbCanvas           *canvas,
            const ImbPlot       *plot)
{
  static const double dash[] = { 2, 2 };
  ImbColour           dim = imb_palette_ink (canvas->theme, IMB_INK_DIM);
  double              y = imb_axis_scale_to_px (&plot->y, self->level);

  if (!is_level_shown (self, plot))
    return;

  cairo_set_dash (canvas->cr, dash, 2, 0);
  imb_canvas_line (canvas, plot->field.x, y, plot->field.x + plot->field.width, y, 1, dim);
  cairo_set_dash (canvas->cr, NULL, 0, 0);
}

/* Above or below the level, wherever curves leave room. */
static void
label_level (const ImbSeriesView *self,
             ImbCanvas           *canvas,
             const ImbPlot       *plot,
             ImbCover            *cover)
{
  double  gap = 0.5 * canvas->font_px, height = imb_canvas_line_height (canvas, IMB_TEXT_SMALL);
  double  width = MIN (imb_canvas_text_width (canvas, IMB_TEXT_SMALL, self->level_text), MAX (plot->field.width - 2 * gap, 1));
  double  y = imb_axis_scale_to_px (&plot->y, self->level), room = plot->field.width - 2 * gap - width;
  ImbRect places[22];
  guint   at, n = G_N_ELEMENTS (places);

  if (!is_level_shown (self, plot))
    return;

  for (guint i = 0; i < n; i++)
    places[i] = (ImbRect){ plot->field.x + gap + room * (i / 2) / (n / 2 - 1.0), i % 2 == 0 ? y - 1 - height : y + 1, width, height };
  at = imb_cover_take (cover, places, n);
  if (at < n)
    imb_canvas_text (canvas, places[at].x, places[at].y, 0, 0, width + 1, IMB_TEXT_SMALL, imb_palette_ink (canvas->theme, IMB_INK_DIM), self->level_text);
}

/* Bent scales put what is beyond them at their ends. */
static gboolean
is_on_axes (const ImbPlot *plot,
            double         x,
            double         y)
{
  return x >= MIN (plot->x.low, plot->x.high) && x <= MAX (plot->x.low, plot->x.high) && y >= MIN (plot->y.low, plot->y.high) && y <= MAX (plot->y.low, plot->y.high);
}

#define N_REFERENCE 201

static void
place_reference (const ImbSeriesView *self,
                 const ImbPlot       *plot,
                 double               x[N_REFERENCE],
                 double               y[N_REFERENCE])
{
  for (guint i = 0; i < N_REFERENCE; i++)
    {
      x[i] = imb_axis_scale_from_px (&plot->x, plot->x.low_px + (plot->x.high_px - plot->x.low_px) * i / (N_REFERENCE - 1));
      y[i] = self->reference (x[i], self->prevalence);
      if (self->bend != NULL && !is_on_axes (plot, x[i], y[i]))
        y[i] = NAN;
    }
}

static void
draw_reference (const ImbSeriesView *self,
                ImbCanvas           *canvas,
                const ImbPlot       *plot)
{
  static const double dash[] = { 2, 2 };
  double              x[N_REFERENCE], y[N_REFERENCE];

  place_reference (self, plot, x, y);
  cairo_save (canvas->cr);
  imb_canvas_colour (canvas, imb_palette_ink (canvas->theme, IMB_INK_AXIS));
  cairo_set_line_width (canvas->cr, 1);
  cairo_set_dash (canvas->cr, dash, 2, 0);
  imb_plot_line (plot, canvas, x, y, N_REFERENCE, FALSE);
  cairo_restore (canvas->cr);
}

/* Where the threshold lies. FALSE: nowhere in the field. */
static gboolean
find_mark (const ImbPlot   *plot,
           const ImbSeries *series,
           double          *x,
           double          *y)
{
  *x = imb_axis_scale_to_px (&plot->x, series->mark_x);
  *y = imb_axis_scale_to_px (&plot->y, series->mark_y);
  return !isnan (*x) && !isnan (*y) && imb_rect_contains (plot->field, *x, *y) && is_on_axes (plot, series->mark_x, series->mark_y);
}

static void
draw_mark (ImbCanvas       *canvas,
           const ImbPlot   *plot,
           const ImbSeries *series)
{
  double x, y;

  if (!find_mark (plot, series, &x, &y))
    return;

  cairo_new_path (canvas->cr);
  cairo_arc (canvas->cr, x, y, 0.42 * canvas->font_px, 0, 2 * G_PI);
  imb_canvas_colour (canvas, imb_palette_ink (canvas->theme, IMB_INK_PAPER));
  cairo_fill_preserve (canvas->cr);
  imb_canvas_colour (canvas, imb_palette_run (canvas->theme, series->colour, NULL, NULL));
  cairo_set_line_width (canvas->cr, 2);
  cairo_stroke (canvas->cr);
}

/* On bent axes, without the points between that are beyond them: they would be a line along the edge. Shares of 0 and 1 are at it. (transfer
 * full) */
static double *
heights_shown (const ImbPlot   *plot,
               const ImbSeries *series)
{
  double *y = g_memdup2 (series->y, series->n * sizeof *y);

  for (gsize i = 0; i < series->n; i++)
    if (series->thresholds != NULL && isnan (series->thresholds[i]) && !is_on_axes (plot, series->x[i], series->y[i]))
      y[i] = NAN;
  return y;
}

static void
draw_line (const ImbSeriesView *self,
           ImbCanvas           *canvas,
           const ImbPlot       *plot,
           const ImbSeries     *series)
{
  double             dash[4];
  int                n_dashes;
  ImbColour          colour = imb_palette_run (canvas->theme, series->colour, dash, &n_dashes);
  g_autofree double *shown = self->bend != NULL ? heights_shown (plot, series) : NULL;

  cairo_save (canvas->cr);
  imb_canvas_colour (canvas, colour);
  cairo_set_line_width (canvas->cr, series->colour == 0 ? 1.6 : 1.9);
  cairo_set_dash (canvas->cr, dash, n_dashes, 0);
  imb_plot_line (plot, canvas, series->x, shown != NULL ? shown : series->y, series->n, self->step);
  cairo_restore (canvas->cr);
  for (gsize i = 0; i < series->n && series->has_dots; i++)
    {
      double x = imb_axis_scale_to_px (&plot->x, series->x[i]), y = imb_axis_scale_to_px (&plot->y, series->y[i]);

      if (!imb_rect_contains (plot->field, x, y))
        continue;
      cairo_new_path (canvas->cr);
      cairo_arc (canvas->cr, x, y, 0.22 * canvas->font_px, 0, 2 * G_PI);
      imb_canvas_colour (canvas, colour);
      cairo_fill (canvas->cr);
    }
}

static void
draw_entry (ImbCanvas       *canvas,
            ImbRect          legend,
            double           y,
            gboolean         beside,
            const ImbSeries *series)
{
  double        line = imb_canvas_line_height (canvas, IMB_TEXT_SMALL);
  double        key = imb_legend_key_width (canvas, IMB_KEY_LINE);
  double        x = legend.x + key + 0.5 * canvas->font_px;
  double        room = legend.x + legend.width - x;
  ImbLegendItem item = { .key = IMB_KEY_LINE };
  ImbColour     ink = imb_palette_ink (canvas->theme, IMB_INK_TEXT);
  ImbColour     dim = imb_palette_ink (canvas->theme, IMB_INK_DIM);

  item.colour = imb_palette_run (canvas->theme, series->colour, item.dash, &item.n_dashes);
  imb_legend_key (canvas, legend.x, y + line / 2, key, &item);
  canvas->cuts_middle = TRUE;
  if (beside)
    {
      imb_canvas_text (canvas, x, y, 0, 0, room, IMB_TEXT_SMALL, ink, series->name);
      imb_canvas_text (canvas, x, y + line, 0, 0, room, IMB_TEXT_SMALL, dim, series->value);
    }
  else
    {
      double value = imb_canvas_text (canvas, legend.x + legend.width, y, 1, 0, room / 2, IMB_TEXT_SMALL, dim, series->value);

      imb_canvas_text (canvas, x, y, 0, 0, MAX (room - value - canvas->font_px, 1), IMB_TEXT_SMALL, ink, series->name);
    }
  canvas->cuts_middle = FALSE;
}

static void
draw_legend (const ImbSeriesView   *self,
             ImbCanvas             *canvas,
             const ImbSeriesLayout *layout)
{
  ImbColour     dim = imb_palette_ink (canvas->theme, IMB_INK_DIM);
  double        y = layout->legend.y;
  ImbLegendItem notes[3];
  guint         n_notes = notes_of (self, canvas, notes);
  g_auto (GStrv) lines = title_lines (self, canvas, layout->beside, layout->legend.width);

  for (char **line = lines; *line != NULL; line++)
    {
      imb_canvas_text (canvas, layout->legend.x + (layout->beside ? 0 : layout->legend.width), y, layout->beside ? 0 : 1, 0,
                       layout->legend.width, IMB_TEXT_SMALL, dim, *line);
      y += imb_canvas_line_height (canvas, IMB_TEXT_SMALL);
    }
  y += layout->beside ? 0.3 * canvas->font_px : 0;
  for (guint i = 0; i < layout->n_named; i++)
    {
      ImbSeries more = self->series[i];

      if (i + 1 == layout->n_named && layout->n_named < self->n_series)
        {
          g_autofree char *text = g_strdup_printf (_ ("%s and %u more"), more.name, self->n_series - layout->n_named);

          more.name = text;
          draw_entry (canvas, layout->legend, y, layout->beside, &more);
        }
      else
        draw_entry (canvas, layout->legend, y, layout->beside, &more);
      y += entry_height (canvas, layout->beside);
    }

  imb_legend_draw (canvas, layout->legend.x, y + (layout->beside ? 0.6 * canvas->font_px : 0), layout->legend.width, notes, n_notes);
}

/* What is written into the field, where it hides no curve. */
static void
draw_labels (const ImbSeriesView *self,
             ImbCanvas           *canvas,
             const ImbPlot       *plot)
{
  g_autoptr (ImbCover) cover = NULL;
  double half = 0.6 * canvas->font_px;

  if (!self->iso_f1 && !isfinite (self->level))
    return;

  cover = imb_cover_new (plot->field);
  if (self->reference != NULL)
    {
      double x[N_REFERENCE], y[N_REFERENCE];

      place_reference (self, plot, x, y);
      imb_cover_add_line (cover, plot, x, y, N_REFERENCE, FALSE);
    }
  for (guint i = 0; i < self->n_series; i++)
    {
      const ImbSeries *s = &self->series[i];
      double           x, y;

      imb_cover_add_line (cover, plot, s->x, s->y, s->n, self->step);
      if (find_mark (plot, s, &x, &y))
        imb_cover_add_rect (cover, (ImbRect){ x - half, y - half, 2 * half, 2 * half });
    }
  canvas->halo = imb_palette_ink (canvas->theme, IMB_INK_PAPER);
  if (isfinite (self->level))
    label_level (self, canvas, plot, cover);
  if (self->iso_f1)
    label_iso_f1 (canvas, plot, cover);
  canvas->halo.alpha = 0;
}

void
imb_series_draw (const ImbSeriesView   *self,
                 ImbCanvas             *canvas,
                 const ImbSeriesLayout *layout)
{
  const ImbPlot *plot = &layout->plot;
  double         opacity = self->n_series <= 2 ? 0.18 : self->n_series <= 4 ? 0.12
                                                                            : 0.07; /* they overlap */

  if (self->iso_f1)
    draw_iso_f1 (canvas, plot);
  if (self->reference != NULL)
    draw_reference (self, canvas, plot);
  for (guint i = 0; i < self->n_series; i++)
    {
      const ImbSeries *s = &self->series[i];

      if (s->n_band > 0)
        imb_plot_band (plot, canvas, s->band_x, s->band_low, s->band_high, s->n_band,
                       imb_colour_with_alpha (imb_palette_run (canvas->theme, s->colour, NULL, NULL), opacity));
    }

  if (isfinite (self->level))
    draw_level (self, canvas, plot);
  for (guint i = 0; i < self->n_series; i++)
    draw_line (self, canvas, plot, &self->series[i]);
  imb_plot_draw_axes (plot, canvas);
  draw_labels (self, canvas, plot);
  for (guint i = 0; i < self->n_series; i++)
    draw_mark (canvas, plot, &self->series[i]);
  draw_legend (self, canvas, layout);
}

/* From (x, y) to the segment from a to b. */
static double
segment_distance (double x,
                  double y,
                  double ax,
                  double ay,
                  double bx,
                  double by)
{
  double length = (bx - ax) * (bx - ax) + (by - ay) * (by - ay);
  double part = length > 0 ? ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length : 0;

  part = CLAMP (part, 0, 1);
  return hypot (x - ax - part * (bx - ax), y - ay - part * (by - ay));
}

gboolean
imb_series_hit (const ImbSeriesView   *self,
                const ImbSeriesLayout *layout,
                double                 x,
                double                 y,
                double                 reach,
                guint                 *series,
                gsize                 *point)
{
  gboolean found = FALSE;

  for (guint s = 0; s < self->n_series; s++)
    {
      double last_x = NAN, last_y = NAN;

      for (gsize i = 0; i < self->series[s].n; i++)
        {
          double at_x = imb_axis_scale_to_px (&layout->plot.x, self->series[s].x[i]);
          double at_y = imb_axis_scale_to_px (&layout->plot.y, self->series[s].y[i]);
          double from_y = self->step ? at_y : last_y;
          double distance = isnan (last_x) || isnan (from_y) ? hypot (x - at_x, y - at_y) : segment_distance (x, y, last_x, from_y, at_x, at_y);

          if (self->step && !isnan (last_x))
            distance = MIN (distance, segment_distance (x, y, last_x, last_y, last_x, at_y));
          if (distance < reach)
            {
              reach = distance;
              *series = s;
              /* a straight line: the nearer of its ends */
              *point = !self->step && i > 0 && hypot (x - last_x, y - last_y) < hypot (x - at_x, y - at_y) ? i - 1 : i;
              found = TRUE;
            }
          last_x = at_x;
          last_y = at_y;
        }
    }

  return found;
}
