/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lying bars: the labels of classes can be long, and lie well. The number stands at the end of its bar, so
 * that a linear axis is not needed; bars start at zero, and on a logarithmic axis below the smallest count. */
#include "widgets/draw/imb-bars.h"

#include <math.h>

#include "widgets/draw/imb-marks.h"
#include "widgets/draw/imb-text.h"

static char *
number_of (const ImbBars *self,
           guint          bar,
           gboolean       after)
{
  const ImbBar    *b = &self->bars[bar];
  double           value = after ? b->kept + b->made : b->before;
  double           total = after ? self->total_after : self->total_before;
  g_autofree char *count = imb_text_count (value);
  g_autofree char *share = imb_text_share (total > 0 ? value / total : 0);

  return self->shares ? g_strdup_printf ("%s · %s", share, count) : g_strdup_printf ("%s · %s", count, share);
}

static double
value_of (const ImbBars *self,
          guint          bar,
          gboolean       after)
{
  const ImbBar *b = &self->bars[bar];
  double        value = after ? b->kept + b->made : b->before;
  double        total = after ? self->total_after : self->total_before;

  if (!self->shares || self->log_scale)
    return value;

  return total > 0 ? value / total : 0;
}

static double
axis_height (const ImbBars   *self,
             const ImbCanvas *canvas)
{
  return self->log_scale ? 2 * imb_canvas_line_height (canvas, IMB_TEXT_SMALL) + 4 : 0;
}

guint
imb_bars_room (const ImbCanvas *canvas,
               double           height,
               gboolean         has_after)
{
  double line = imb_canvas_line_height (canvas, IMB_TEXT_SMALL) * (has_after ? 2 : 1) + 2;

  return (guint) CLAMP (floor (height / line), 1, 1000);
}

static double
widest_number (const ImbBars   *self,
               const ImbCanvas *canvas)
{
  double widest = 0;

  for (guint i = 0; i < self->n_bars; i++)
    for (int after = 0; after <= (self->has_after ? 1 : 0); after++)
      {
        g_autofree char *text = number_of (self, i, after != 0);

        widest = MAX (widest, imb_canvas_text_width (canvas, IMB_TEXT_SMALL, text));
      }

  return widest;
}

static void
scale_to (const ImbBars   *self,
          const ImbCanvas *canvas,
          ImbBarsLayout   *layout)
{
  double high = 0, low = G_MAXDOUBLE;
  double room = layout->area.x + layout->area.width - layout->base_px - widest_number (self, canvas) - 0.6 * canvas->font_px;

  for (guint i = 0; i < self->n_bars; i++)
    for (int after = 0; after <= (self->has_after ? 1 : 0); after++)
      {
        double value = value_of (self, i, after != 0);

        high = MAX (high, value);
        if (value > 0)
          low = MIN (low, value);
      }

  if (self->log_scale)
    imb_axis_scale_init (&layout->scale, low < G_MAXDOUBLE ? pow (10, floor (log10 (low) - 0.3)) : 0.1, high, TRUE, 0);
  else
    imb_axis_scale_init (&layout->scale, 0, high > 0 ? high : 1, FALSE, 0);
  layout->scale.low_px = layout->base_px;
  layout->scale.high_px = layout->base_px + MAX (room, 4);
}

void
imb_bars_layout (const ImbBars   *self,
                 const ImbCanvas *canvas,
                 ImbRect          area,
                 ImbBarsLayout   *layout)
{
  double font = canvas->font_px;
  double height = area.height - axis_height (self, canvas);
  double widest = 0;

  *layout = (ImbBarsLayout){ .area = area };
  for (guint i = 0; i < self->n_bars; i++)
    {
      widest = MAX (widest, imb_canvas_text_width (canvas, IMB_TEXT_NORMAL, self->bars[i].label));
      if (self->bars[i].shape >= 0)
        layout->sign_width = 1.5 * font;
    }

  layout->label_width = MIN (ceil (widest) + 1, 0.32 * area.width);
  layout->base_px = area.x + layout->label_width + layout->sign_width + 0.5 * font;
  layout->line_height = height / MAX (self->n_bars, 1);
  if (self->has_after)
    {
      layout->thickness = CLAMP (0.36 * layout->line_height, 2, 2.8 * font);
      layout->gap = MIN (2, 0.1 * layout->line_height);
    }
  else
    layout->thickness = CLAMP (0.66 * layout->line_height, 2, 4 * font);
  scale_to (self, canvas, layout);
}

ImbRect
imb_bars_rect (const ImbBars       *self,
               const ImbBarsLayout *layout,
               guint                bar,
               gboolean             after)
{
  double middle = layout->area.y + (bar + 0.5) * layout->line_height;
  double end = imb_axis_scale_to_px (&layout->scale, value_of (self, bar, after));
  double y = middle - layout->thickness / 2;

  if (self->has_after)
    y = after ? middle + layout->gap / 2 : middle - layout->gap / 2 - layout->thickness;
  return (ImbRect){ layout->base_px, y, MAX (end - layout->base_px, 0), layout->thickness };
}

static void
draw_bar (const ImbBars       *self,
          ImbCanvas           *canvas,
          const ImbBarsLayout *layout,
          guint                bar,
          gboolean             after)
{
  const ImbBar    *b = &self->bars[bar];
  ImbRect          rect = imb_bars_rect (self, layout, bar, after);
  g_autofree char *number = number_of (self, bar, after);
  double           value = after ? b->kept + b->made : b->before;

  /* what exists is seen: a hair line at least */
  if (value > 0)
    rect.width = MAX (rect.width, 1);

  if (self->has_after && !after)
    imb_pale_rect (canvas, rect, b->colour);
  else if (!after || b->made <= 0)
    imb_canvas_fill_rect (canvas, rect, b->colour);
  else
    {
      double  split = self->log_scale ? imb_axis_scale_to_px (&layout->scale, b->kept) - layout->base_px
                                      : rect.width * b->kept / value;
      ImbRect kept = rect, made = rect;

      kept.width = CLAMP (split, 0, rect.width);
      made.x += kept.width;
      made.width -= kept.width;
      imb_canvas_fill_rect (canvas, kept, b->colour);
      imb_hatch_rect (canvas, made, b->colour);
    }

  if (imb_colour_contrast (b->colour, imb_palette_ink (canvas->theme, IMB_INK_PAPER)) < 3 && rect.width > 1)
    {
      imb_canvas_colour (canvas, b->edge);
      cairo_set_line_width (canvas->cr, 1);
      cairo_rectangle (canvas->cr, rect.x + 0.5, rect.y + 0.5, rect.width - 1, rect.height - 1);
      cairo_stroke (canvas->cr);
    }

  imb_canvas_text (canvas, rect.x + rect.width + 0.5 * canvas->font_px, rect.y + rect.height / 2, 0, 0.5, 0, IMB_TEXT_SMALL,
                   imb_palette_ink (canvas->theme, self->has_after && !after ? IMB_INK_DIM : IMB_INK_TEXT), number);
}

static void
draw_axis (const ImbBars       *self,
           ImbCanvas           *canvas,
           const ImbBarsLayout *layout)
{
  double    line = imb_canvas_line_height (canvas, IMB_TEXT_SMALL);
  double    y = layout->area.y + layout->area.height - 2 * line - 4;
  ImbColour dim = imb_palette_ink (canvas->theme, IMB_INK_DIM);
  ImbTicks  ticks;

  imb_ticks_init (&ticks, &layout->scale, (guint) MAX (2, (layout->scale.high_px - layout->scale.low_px) / (5 * canvas->font_px)));
  for (guint i = 0; i < ticks.n; i++)
    {
      double x = imb_axis_scale_to_px (&layout->scale, ticks.values[i]);

      imb_canvas_line (canvas, x, layout->area.y, x, y + 3, 0.8, imb_palette_ink (canvas->theme, IMB_INK_FAINT));
      imb_canvas_text (canvas, x, y + 4, 0.5, 0, 0, IMB_TEXT_SMALL, dim, ticks.labels[i]);
    }
  imb_canvas_text (canvas, (layout->scale.low_px + layout->scale.high_px) / 2, y + 4 + line, 0.5, 0,
                   layout->area.width - layout->label_width, IMB_TEXT_SMALL, dim, self->axis_title);
}

void
imb_bars_draw (const ImbBars       *self,
               ImbCanvas           *canvas,
               const ImbBarsLayout *layout)
{
  double bottom = layout->area.y + self->n_bars * layout->line_height;

  if (self->log_scale)
    draw_axis (self, canvas, layout);

  for (guint i = 0; i < self->n_bars; i++)
    {
      const ImbBar *b = &self->bars[i];
      double        middle = layout->area.y + (i + 0.5) * layout->line_height;

      draw_bar (self, canvas, layout, i, FALSE);
      if (self->has_after)
        draw_bar (self, canvas, layout, i, TRUE);
      imb_canvas_text (canvas, layout->base_px - layout->sign_width - 0.5 * canvas->font_px, middle, 1, 0.5,
                       layout->label_width, IMB_TEXT_NORMAL, imb_palette_ink (canvas->theme, IMB_INK_TEXT), b->label);
      if (b->shape >= 0)
        {
          imb_canvas_colour (canvas, b->colour);
          imb_mark_path (canvas->cr, (ImbShape) b->shape, layout->base_px - 1.1 * canvas->font_px, middle, 0.36 * canvas->font_px);
          cairo_fill (canvas->cr);
        }
    }

  imb_canvas_line (canvas, layout->base_px, layout->area.y, layout->base_px, bottom, 1,
                   imb_palette_ink (canvas->theme, IMB_INK_AXIS));
}

int
imb_bars_hit (const ImbBars       *self,
              const ImbBarsLayout *layout,
              double               x,
              double               y,
              gboolean            *after)
{
  double at = (y - layout->area.y) / layout->line_height;

  if (!(x >= layout->area.x && x <= layout->area.x + layout->area.width && at >= 0 && at < self->n_bars))
    return -1;

  *after = self->has_after && at - floor (at) >= 0.5;
  return (int) at;
}
