/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where labels go. Lines mark the cells they pass, at a step of a cell; a place costs the marks below it. O(length of the lines) in px, once a
 * picture, and O(cells) a place. */
#include "widgets/draw/imb-cover.h"

#include <math.h>

#define CELL_PX   3.0
#define MOST_SIDE 4000 /* cells */
#define TAKEN     255  /* by a text or a sign, which no text may hide */

struct _ImbCover
{
  ImbRect field;
  guint   n_x;
  guint   n_y;
  guint8 *cells;
};

ImbCover *
imb_cover_new (ImbRect field)
{
  ImbCover *self = g_new (ImbCover, 1);

  self->field = field;
  self->n_x = (guint) CLAMP (ceil (field.width / CELL_PX), 1, MOST_SIDE);
  self->n_y = (guint) CLAMP (ceil (field.height / CELL_PX), 1, MOST_SIDE);
  self->cells = g_new0 (guint8, (gsize) self->n_x * self->n_y);
  return self;
}

void
imb_cover_free (ImbCover *self)
{
  if (self == NULL)
    return;

  g_free (self->cells);
  g_free (self);
}

static void
mark_point (ImbCover *self,
            double    x,
            double    y)
{
  double i = floor ((x - self->field.x) / CELL_PX), j = floor ((y - self->field.y) / CELL_PX);

  if (i >= 0 && j >= 0 && i < self->n_x && j < self->n_y && self->cells[(gsize) j * self->n_x + (gsize) i] == 0)
    self->cells[(gsize) j * self->n_x + (gsize) i] = 1;
}

/* What lies beyond the field is passed over in one step: a line may be a million px long. */
static void
mark_segment (ImbCover *self,
              double    ax,
              double    ay,
              double    bx,
              double    by)
{
  const ImbRect *f = &self->field;
  double         from = 0, to = 1;
  const double   starts[] = { ax - f->x, ay - f->y }, steps[] = { bx - ax, by - ay }, sizes[] = { f->width, f->height };
  guint          n;

  for (guint k = 0; k < 2; k++)
    {
      double first = (steps[k] > 0 ? -starts[k] : sizes[k] - starts[k]) / steps[k];
      double last = (steps[k] > 0 ? sizes[k] - starts[k] : -starts[k]) / steps[k];

      if (steps[k] == 0)
        continue;
      from = MAX (from, first);
      to = MIN (to, last);
    }
  if (!(from <= to))
    return;

  n = (guint) MIN (ceil ((to - from) * MAX (fabs (steps[0]), fabs (steps[1])) / CELL_PX), 4.0 * MOST_SIDE);
  for (guint i = 0; i <= n; i++)
    {
      double at = n > 0 ? from + (to - from) * i / n : from;

      mark_point (self, ax + at * steps[0], ay + at * steps[1]);
    }
}

void
imb_cover_add_line (ImbCover      *self,
                    const ImbPlot *plot,
                    const double  *x,
                    const double  *y,
                    gsize          n,
                    gboolean       step)
{
  double last_x = NAN, last_y = NAN;

  for (gsize i = 0; i < n; i++)
    {
      double at_x = imb_axis_scale_to_px (&plot->x, x[i]), at_y = imb_axis_scale_to_px (&plot->y, y[i]);

      if (isnan (at_x) || isnan (at_y))
        {
          last_x = last_y = NAN;
          continue;
        }
      if (!isnan (last_x) && step)
        {
          mark_segment (self, last_x, last_y, last_x, at_y);
          mark_segment (self, last_x, at_y, at_x, at_y);
        }
      else if (!isnan (last_x))
        mark_segment (self, last_x, last_y, at_x, at_y);
      last_x = at_x;
      last_y = at_y;
    }
}

/* The cells that @rect touches: first and behind the last. */
static void
cells_of (const ImbCover *self,
          ImbRect         rect,
          guint           low[2],
          guint           high[2])
{
  const double starts[] = { rect.x - self->field.x, rect.y - self->field.y }, sizes[] = { rect.width, rect.height };
  const guint  most[] = { self->n_x, self->n_y };

  for (guint k = 0; k < 2; k++)
    {
      low[k] = (guint) CLAMP (floor (starts[k] / CELL_PX), 0, most[k]);
      high[k] = (guint) CLAMP (ceil ((starts[k] + sizes[k]) / CELL_PX), 0, most[k]);
    }
}

void
imb_cover_add_rect (ImbCover *self,
                    ImbRect   rect)
{
  guint low[2], high[2];

  cells_of (self, rect, low, high);
  for (guint j = low[1]; j < high[1]; j++)
    for (guint i = low[0]; i < high[0]; i++)
      self->cells[(gsize) j * self->n_x + i] = TAKEN;
}

static double
cost_of (const ImbCover *self,
         ImbRect         rect)
{
  const ImbRect *f = &self->field;
  double         sum = 0;
  guint          low[2], high[2];

  if (rect.x < f->x - 0.5 || rect.y < f->y - 0.5 || rect.x + rect.width > f->x + f->width + 0.5 || rect.y + rect.height > f->y + f->height + 0.5)
    return INFINITY;

  cells_of (self, rect, low, high);
  for (guint j = low[1]; j < high[1]; j++)
    for (guint i = low[0]; i < high[0]; i++)
      sum += self->cells[(gsize) j * self->n_x + i] == TAKEN ? INFINITY : self->cells[(gsize) j * self->n_x + i];
  return sum;
}

guint
imb_cover_take (ImbCover      *self,
                const ImbRect *places,
                guint          n)
{
  double least = INFINITY;
  guint  best = n;

  for (guint i = 0; i < n; i++)
    {
      double cost = cost_of (self, places[i]);

      if (cost < least)
        {
          least = cost;
          best = i;
        }
    }
  if (best < n)
    imb_cover_add_rect (self, places[best]);
  return best;
}
