/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signs that stand for rows and classes, and the legend that explains them. Each sign differs from the others in
 * shape or filling, not in colour alone. */
#include "widgets/draw/imb-marks.h"

#include <math.h>

#define MAX_TEXT_EM 16 /* longer texts are ellipsised: one label must not push out the others */

static void
polygon_path (cairo_t *cr,
              double   x,
              double   y,
              double   radius,
              guint    n,
              double   turn,
              double   inner)
{
  guint n_points = inner > 0 ? 2 * n : n;

  for (guint i = 0; i < n_points; i++)
    {
      double angle = turn + 2 * G_PI * i / n_points;
      double r = inner > 0 && i % 2 == 1 ? inner * radius : radius;

      cairo_line_to (cr, x + r * cos (angle), y + r * sin (angle));
    }
  cairo_close_path (cr);
}

void
imb_mark_path (cairo_t *cr,
               ImbShape shape,
               double   x,
               double   y,
               double   radius)
{
  cairo_new_sub_path (cr);
  switch (shape)
    {
    case IMB_SHAPE_TRIANGLE:
      polygon_path (cr, x, y, 1.3 * radius, 3, -G_PI / 2, 0);
      break;
    case IMB_SHAPE_SQUARE:
      cairo_rectangle (cr, x - 0.9 * radius, y - 0.9 * radius, 1.8 * radius, 1.8 * radius);
      break;
    case IMB_SHAPE_DIAMOND:
      polygon_path (cr, x, y, 1.3 * radius, 4, 0, 0);
      break;
    case IMB_SHAPE_DOWN:
      polygon_path (cr, x, y, 1.3 * radius, 3, G_PI / 2, 0);
      break;
    case IMB_SHAPE_STAR:
      polygon_path (cr, x, y, 1.4 * radius, 5, -G_PI / 2, 0.45);
      break;
    case IMB_SHAPE_HEXAGON:
      polygon_path (cr, x, y, 1.15 * radius, 6, 0, 0);
      break;
    case IMB_SHAPE_DISC:
    case IMB_N_SHAPES:
    default:
      cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
      cairo_close_path (cr);
      break;
    }
}

void
imb_cross_path (cairo_t *cr,
                double   x,
                double   y,
                double   radius)
{
  double r = 0.9 * radius;

  cairo_move_to (cr, x - r, y - r);
  cairo_line_to (cr, x + r, y + r);
  cairo_move_to (cr, x - r, y + r);
  cairo_line_to (cr, x + r, y - r);
}

void
imb_pale_rect (ImbCanvas *canvas,
               ImbRect    rect,
               ImbColour  colour)
{
  imb_canvas_fill_rect (canvas, rect, imb_colour_with_alpha (colour, 0.22));
  if (rect.width <= 1 || rect.height <= 1)
    return;

  imb_canvas_colour (canvas, colour);
  cairo_set_line_width (canvas->cr, 1);
  cairo_rectangle (canvas->cr, rect.x + 0.5, rect.y + 0.5, rect.width - 1, rect.height - 1);
  cairo_stroke (canvas->cr);
}

void
imb_hatch_rect (ImbCanvas *canvas,
                ImbRect    rect,
                ImbColour  colour)
{
  cairo_t *cr = canvas->cr;
  double   step = 5;

  cairo_save (cr);
  cairo_rectangle (cr, rect.x, rect.y, rect.width, rect.height);
  cairo_clip (cr);
  imb_canvas_colour (canvas, imb_colour_with_alpha (colour, 0.3));
  cairo_paint (cr);
  imb_canvas_colour (canvas, colour);
  cairo_set_line_width (cr, 1.4);
  for (double at = -rect.height; at < rect.width; at += step)
    {
      cairo_move_to (cr, rect.x + at, rect.y + rect.height + 1);
      cairo_line_to (cr, rect.x + at + rect.height + 2, rect.y - 1);
    }
  cairo_stroke (cr);
  cairo_restore (cr);
}

double
imb_legend_key_width (const ImbCanvas *canvas,
                      ImbKey           key)
{
  return canvas->font_px * (key >= IMB_KEY_LINE ? 2.2 : key >= IMB_KEY_BOX ? 1.3
                                                                           : 0.9);
}

void
imb_legend_key (ImbCanvas           *canvas,
                double               x,
                double               middle_y,
                double               width,
                const ImbLegendItem *item)
{
  cairo_t *cr = canvas->cr;
  double   radius = 0.32 * canvas->font_px;
  double   height = 0.85 * canvas->font_px;
  ImbRect  box = { x, middle_y - height / 2, width, height };

  cairo_save (cr);
  imb_canvas_colour (canvas, item->colour);
  cairo_set_line_width (cr, 1.3);
  switch (item->key)
    {
    case IMB_KEY_SOLID:
      imb_mark_path (cr, item->shape, x + width / 2, middle_y, radius);
      cairo_fill (cr);
      break;
    case IMB_KEY_HOLLOW:
      imb_mark_path (cr, item->shape, x + width / 2, middle_y, radius);
      cairo_stroke (cr);
      break;
    case IMB_KEY_CROSS:
      imb_cross_path (cr, x + width / 2, middle_y, radius);
      cairo_stroke (cr);
      break;
    case IMB_KEY_BOX:
      imb_canvas_fill_rect (canvas, box, item->colour);
      break;
    case IMB_KEY_PALE_BOX:
      imb_pale_rect (canvas, box, item->colour);
      break;
    case IMB_KEY_HATCHED_BOX:
      imb_hatch_rect (canvas, box, item->colour);
      break;
    case IMB_KEY_BAND:
      imb_canvas_fill_rect (canvas, box, imb_colour_with_alpha (item->colour, 0.25));
      break;
    case IMB_KEY_LINE:
      cairo_set_line_width (cr, 1.8);
      cairo_set_dash (cr, item->dash, item->n_dashes, 0);
      cairo_move_to (cr, x, middle_y);
      cairo_line_to (cr, x + width, middle_y);
      cairo_stroke (cr);
      break;
    default:
      break;
    }
  cairo_restore (cr);
}

typedef struct
{
  double x;
  double y; /* top of the line */
  double max_text;
} Place;

/* Where item @i stands when the items before it stand at @place; also where the next one may begin. */
static Place
place_item (const ImbCanvas     *canvas,
            double               width,
            const ImbLegendItem *item,
            double              *next_x,
            double              *y)
{
  double key = imb_legend_key_width (canvas, item->key) + 0.45 * canvas->font_px;
  double text = MIN (imb_canvas_text_width (canvas, IMB_TEXT_SMALL, item->text), MAX_TEXT_EM * canvas->font_px);
  Place  place;

  if (*next_x > 0 && *next_x + key + text > width)
    {
      *next_x = 0;
      *y += imb_canvas_line_height (canvas, IMB_TEXT_SMALL);
    }

  place = (Place){ *next_x, *y, MIN (text + 1, MAX (width - *next_x - key, 1)) };
  *next_x += key + place.max_text + 1.2 * canvas->font_px;
  return place;
}

double
imb_legend_height (const ImbCanvas     *canvas,
                   double               width,
                   const ImbLegendItem *items,
                   guint                n_items)
{
  double next_x = 0, y = 0;

  if (n_items == 0)
    return 0;

  for (guint i = 0; i < n_items; i++)
    place_item (canvas, width, &items[i], &next_x, &y);
  return y + imb_canvas_line_height (canvas, IMB_TEXT_SMALL);
}

void
imb_legend_draw (ImbCanvas           *canvas,
                 double               x,
                 double               y,
                 double               width,
                 const ImbLegendItem *items,
                 guint                n_items)
{
  double    next_x = 0, line_y = 0;
  double    half = imb_canvas_line_height (canvas, IMB_TEXT_SMALL) / 2;
  ImbColour ink = imb_palette_ink (canvas->theme, IMB_INK_TEXT);

  for (guint i = 0; i < n_items; i++)
    {
      Place  place = place_item (canvas, width, &items[i], &next_x, &line_y);
      double key = imb_legend_key_width (canvas, items[i].key);

      imb_legend_key (canvas, x + place.x, y + place.y + half, key, &items[i]);
      imb_canvas_text (canvas, x + place.x + key + 0.45 * canvas->font_px, y + place.y + half, 0, 0.5, place.max_text,
                       IMB_TEXT_SMALL, ink, items[i].text);
    }
}
