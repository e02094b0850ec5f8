/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Axes and lines. The field's corners are whole px, so that an image of points lies on the pixels of the screen. */
#include "widgets/draw/imb-plot.h"

#include <math.h>

#define TICK_PX 3.5

gboolean
imb_rect_contains (ImbRect rect,
                   double  x,
                   double  y)
{
  return x >= rect.x && x <= rect.x + rect.width && y >= rect.y && y <= rect.y + rect.height;
}

static double
widest_label (const ImbTicks  *ticks,
              const ImbCanvas *canvas)
{
  double widest = 0;

  for (guint i = 0; i < ticks->n; i++)
    widest = MAX (widest, imb_canvas_text_width (canvas, IMB_TEXT_SMALL, ticks->labels[i]));
  return widest;
}

double
imb_plot_left (const ImbPlot   *self,
               const ImbCanvas *canvas)
{
  if (self->no_y_labels)
    return TICK_PX + 1;

  return ceil (widest_label (&self->y_ticks, canvas) + TICK_PX + 4
               + (self->y_title != NULL && !self->title_above ? imb_canvas_line_height (canvas, IMB_TEXT_NORMAL) + 1 : 0));
}

double
imb_plot_bottom (const ImbPlot   *self,
                 const ImbCanvas *canvas)
{
  return ceil (TICK_PX + 2 + imb_canvas_line_height (canvas, IMB_TEXT_SMALL)
               + (self->x_title != NULL ? imb_canvas_line_height (canvas, IMB_TEXT_NORMAL) : 0));
}

/* As many ticks as there is room for their labels side by side. */
static void
choose_x_ticks (ImbPlot         *self,
                const ImbCanvas *canvas,
                double           width)
{
  guint n = (guint) CLAMP (width / (3.5 * canvas->font_px), 2, 10);

  for (;; n--)
    {
      imb_ticks_init (&self->x_ticks, &self->x, n);
      if (n == 2 || self->x_ticks.n * (widest_label (&self->x_ticks, canvas) + 1.2 * canvas->font_px) <= width)
        return;
    }
}

void
imb_plot_layout (ImbPlot         *self,
                 const ImbCanvas *canvas,
                 ImbRect          area)
{
  double bottom = imb_plot_bottom (self, canvas);
  double top = ceil (0.4 * canvas->font_px);
  double left, right;

  self->area = area;
  self->title_above = self->y_title != NULL && !self->no_y_labels
                      && imb_canvas_text_width (canvas, IMB_TEXT_NORMAL, self->y_title) > area.height - bottom - top;
  if (self->title_above)
    top += imb_canvas_line_height (canvas, IMB_TEXT_NORMAL);
  imb_ticks_init (&self->y_ticks, &self->y, (guint) CLAMP ((area.height - bottom - (self->title_above ? top : 0)) / (2.6 * canvas->font_px), 2, 8));
  left = imb_plot_left (self, canvas);
  choose_x_ticks (self, canvas, area.width - left);
  right = 0.5 * canvas->font_px;
  if (self->x_ticks.n > 0)
    right = MAX (right, imb_canvas_text_width (canvas, IMB_TEXT_SMALL, self->x_ticks.labels[self->x_ticks.n - 1]) / 2);

  self->field.x = round (area.x + left);
  self->field.y = round (area.y + top);
  self->field.width = MAX (floor (area.x + area.width - right - self->field.x), 8);
  self->field.height = MAX (floor (area.y + area.height - bottom - self->field.y), 8);
  self->x.low_px = self->field.x;
  self->x.high_px = self->field.x + self->field.width;
  self->y.low_px = self->field.y + self->field.height;
  self->y.high_px = self->field.y;
}

/* In the middle of the field, if need be pushed into what there is at its sides. */
static void
draw_x_title (const ImbPlot *self,
              ImbCanvas     *canvas,
              double         y)
{
  double half = MIN (imb_canvas_text_width (canvas, IMB_TEXT_NORMAL, self->x_title), self->area.width) / 2;
  double x = self->field.x + self->field.width / 2;

  x = MAX (MIN (x, self->area.x + self->area.width - half), self->area.x + half);
  imb_canvas_text (canvas, x, y, 0.5, 0, self->area.width, IMB_TEXT_NORMAL, imb_palette_ink (canvas->theme, IMB_INK_TEXT), self->x_title);
}

static void
draw_x_axis (const ImbPlot *self,
             ImbCanvas     *canvas,
             double         y)
{
  ImbColour axis = imb_palette_ink (canvas->theme, IMB_INK_AXIS);
  ImbColour dim = imb_palette_ink (canvas->theme, IMB_INK_DIM);
  double    last = -G_MAXDOUBLE;

  imb_canvas_line (canvas, self->field.x - 0.5, y, self->field.x + self->field.width, y, 1, axis);
  for (guint i = 0; i < self->x_ticks.n; i++)
    {
      double x = round (imb_axis_scale_to_px (&self->x, self->x_ticks.values[i])) + 0.5;
      double half = imb_canvas_text_width (canvas, IMB_TEXT_SMALL, self->x_ticks.labels[i]) / 2;

      imb_canvas_line (canvas, x, y, x, y + TICK_PX, 1, axis);
      if (x - half < last + 3)
        continue;

      imb_canvas_text (canvas, x, y + TICK_PX + 2, 0.5, 0, 0, IMB_TEXT_SMALL, dim, self->x_ticks.labels[i]);
      last = x + half;
    }

  if (self->x_title != NULL)
    draw_x_title (self, canvas, y + TICK_PX + 2 + imb_canvas_line_height (canvas, IMB_TEXT_SMALL));
}

static void
draw_y_axis (const ImbPlot *self,
             ImbCanvas     *canvas,
             double         bottom)
{
  ImbColour axis = imb_palette_ink (canvas->theme, IMB_INK_AXIS);
  ImbColour dim = imb_palette_ink (canvas->theme, IMB_INK_DIM);
  double    x = self->field.x - 0.5;

  imb_canvas_line (canvas, x, self->field.y, x, bottom, 1, axis);
  for (guint i = 0; i < self->y_ticks.n; i++)
    {
      double y = round (imb_axis_scale_to_px (&self->y, self->y_ticks.values[i])) + 0.5;

      imb_canvas_line (canvas, x, y, x - TICK_PX, y, 1, axis);
      if (!self->no_y_labels)
        imb_canvas_text (canvas, x - TICK_PX - 3, y, 1, 0.5, 0, IMB_TEXT_SMALL, dim, self->y_ticks.labels[i]);
    }

  if (self->title_above)
    imb_canvas_text (canvas, self->area.x, self->field.y - ceil (0.4 * canvas->font_px), 0, 1, self->area.width, IMB_TEXT_NORMAL,
                     imb_palette_ink (canvas->theme, IMB_INK_TEXT), self->y_title);
  else if (self->y_title != NULL && !self->no_y_labels)
    imb_canvas_text_upwards (canvas, self->field.x - imb_plot_left (self, canvas), self->field.y + self->field.height / 2, 0.5, 0,
                             self->field.height, IMB_TEXT_NORMAL, imb_palette_ink (canvas->theme, IMB_INK_TEXT), self->y_title);
}

void
imb_plot_draw_axes (const ImbPlot *self,
                    ImbCanvas     *canvas)
{
  double bottom = self->field.y + self->field.height + 0.5;

  draw_x_axis (self, canvas, bottom);
  draw_y_axis (self, canvas, bottom);
}

static void
begin_clip (const ImbPlot *self,
            ImbCanvas     *canvas)
{
  cairo_save (canvas->cr);
  cairo_rectangle (canvas->cr, self->field.x - 1, self->field.y - 2, self->field.width + 3, self->field.height + 3);
  cairo_clip (canvas->cr);
}

void
imb_plot_line (const ImbPlot *self,
               ImbCanvas     *canvas,
               const double  *x,
               const double  *y,
               gsize          n,
               gboolean       step)
{
  double   last_x = 0, last_y = 0;
  gboolean drawing = FALSE;

  begin_clip (self, canvas);
  cairo_set_line_join (canvas->cr, CAIRO_LINE_JOIN_ROUND);
  for (gsize i = 0; i < n; i++)
    {
      double at_x = imb_axis_scale_to_px (&self->x, x[i]);
      double at_y = imb_axis_scale_to_px (&self->y, y[i]);

      if (isnan (at_x) || isnan (at_y))
        {
          drawing = FALSE;
          continue;
        }
      if (drawing && i + 1 < n && fabs (at_x - last_x) < 0.2 && fabs (at_y - last_y) < 0.2)
        continue;

      if (!drawing)
        cairo_move_to (canvas->cr, at_x, at_y);
      else if (step)
        cairo_line_to (canvas->cr, last_x, at_y);
      cairo_line_to (canvas->cr, at_x, at_y);
      drawing = TRUE;
      last_x = at_x;
      last_y = at_y;
    }
  cairo_stroke (canvas->cr);
  cairo_restore (canvas->cr);
}

void
imb_plot_band (const ImbPlot *self,
               ImbCanvas     *canvas,
               const double  *x,
               const double  *low,
               const double  *high,
               gsize          n,
               ImbColour      colour)
{
  begin_clip (self, canvas);
  imb_canvas_colour (canvas, colour);
  cairo_new_path (canvas->cr);
  for (gsize i = 0; i < 2 * n; i++)
    {
      gsize  at = i < n ? i : 2 * n - 1 - i;
      double px = imb_axis_scale_to_px (&self->x, x[at]);
      double py = imb_axis_scale_to_px (&self->y, i < n ? low[at] : high[at]);

      if (!isnan (px) && !isnan (py))
        cairo_line_to (canvas->cr, px, py);
    }
  cairo_close_path (canvas->cr);
  cairo_fill (canvas->cr);
  cairo_restore (canvas->cr);
}
