/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies under the pointer of a figure widget, or under the cursor that the arrow keys move. The figure
 * only tells what is at a place, so an arrow key looks around for the next mark: about 0.6 ms a place. */
#include "widgets/explorer-figure-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "widgets/draw/imb-text.h"

#define SEARCH_PLACES 300 /* an arrow key looks at no more */
#define DRAG_PX       6   /* a click may move so far */
#define SEARCH_STEP   9   /* px between the places that it looks at */

gboolean
explorer_figure_hit_at (ExplorerFigure *self,
                        double          x,
                        double          y,
                        ImbFigureHit   *hit)
{
  g_return_val_if_fail (EXPLORER_IS_FIGURE (self), FALSE);

  *hit = (ImbFigureHit){ 0 };
  if (!self->has_input || self->painting)
    return FALSE;

  self->input.text_scale = explorer_figure_get_text_scale (GTK_WIDGET (self));
  return imb_figure_hit (self->figure, &self->input, gtk_widget_get_width (GTK_WIDGET (self)),
                         gtk_widget_get_height (GTK_WIDGET (self)), x, y, hit);
}

static gboolean
same_mark (const ImbFigureHit *a,
           const ImbFigureHit *b)
{
  return a->kind == b->kind && a->mark.x == b->mark.x && a->mark.y == b->mark.y
         && a->mark.width == b->mark.width && a->mark.height == b->mark.height;
}

/* Takes over @hit. */
static void
show_hit (ExplorerFigure *self,
          ImbFigureHit   *hit)
{
  gboolean changed = !same_mark (&self->hover, hit) || g_strcmp0 (self->hover.tooltip, hit->tooltip) != 0;

  imb_figure_hit_clear (&self->hover);
  self->hover = *hit;
  if (changed)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
explorer_figure_point (ExplorerFigure *self,
                       double          x,
                       double          y)
{
  ImbFigureHit hit;

  self->at_x = x;
  self->at_y = y;
  self->by_keys = FALSE;
  explorer_figure_hit_at (self, x, y, &hit);
  show_hit (self, &hit);
}

void
explorer_figure_point_nowhere (ExplorerFigure *self)
{
  ImbFigureHit none = { 0 };

  if (!self->by_keys)
    show_hit (self, &none);
}

/* The nearest other mark in the direction (dx, dy), looked for in a widening wedge. */
static gboolean
find_next (ExplorerFigure *self,
           int             dx,
           int             dy,
           ImbFigureHit   *hit)
{
  int   width = gtk_widget_get_width (GTK_WIDGET (self));
  int   height = gtk_widget_get_height (GTK_WIDGET (self));
  guint n_places = 0;

  for (int far = SEARCH_STEP; far < MAX (width, height); far += SEARCH_STEP)
    for (int side = 0; side <= far; side = side <= 0 ? -side + SEARCH_STEP : -side)
      {
        double x = self->at_x + dx * far + dy * side;
        double y = self->at_y + dy * far + dx * side;

        if (x < 0 || y < 0 || x >= width || y >= height)
          continue;
        if (explorer_figure_hit_at (self, x, y, hit) && !same_mark (hit, &self->hover))
          {
            self->at_x = CLAMP (x, hit->mark.x, hit->mark.x + hit->mark.width);
            self->at_y = CLAMP (y, hit->mark.y, hit->mark.y + hit->mark.height);
            return TRUE;
          }
        imb_figure_hit_clear (hit);
        if (++n_places > SEARCH_PLACES)
          return FALSE;
      }

  return FALSE;
}

gboolean
explorer_figure_move_cursor (ExplorerFigure *self,
                             int             dx,
                             int             dy)
{
  int          width = gtk_widget_get_width (GTK_WIDGET (self));
  int          height = gtk_widget_get_height (GTK_WIDGET (self));
  ImbFigureHit hit;

  g_return_val_if_fail (EXPLORER_IS_FIGURE (self), FALSE);

  if (self->hover.kind == IMB_HIT_NONE)
    {
      self->at_x = dx < 0 ? width - 1 : dx > 0 ? 0
                                               : width / 2.0;
      self->at_y = dy < 0 ? height - 1 : dy > 0 ? 0
                                                : height / 2.0;
    }
  if (!find_next (self, dx, dy, &hit))
    return FALSE;

  self->by_keys = TRUE;
  show_hit (self, &hit);
  explorer_figure_describe (self);
  return TRUE;
}

/* Bars can be dragged to another value: the bubble tells it, the signal "dragged" comes at the end. */

static void
drag_begin (ExplorerFigure *self,
            double          x,
            double          y)
{
  imb_figure_hit_clear (&self->grabbed);
  explorer_figure_hit_at (self, x, y, &self->grabbed);
  self->grab_x = x;
  self->grab_y = y;
  self->dragging = FALSE;
}

static void
drag_update (ExplorerFigure *self,
             double          dx,
             double          dy)
{
  ImbFigureHit     hit;
  g_autofree char *count = NULL;

  if (self->grabbed.kind != IMB_HIT_CLASS || (!self->dragging && fabs (dx) < DRAG_PX))
    return;

  self->dragging = TRUE;
  if (!explorer_figure_hit_at (self, self->grab_x + dx, self->grab_y, &hit) || hit.of_class != self->grabbed.of_class)
    {
      imb_figure_hit_clear (&hit);
      return;
    }

  self->grabbed.x = hit.x;
  count = imb_text_count (round (hit.x));
  g_free (hit.tooltip);
  hit.tooltip = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "To %s row", "To %s rows", (gulong) round (hit.x)), count);
  show_hit (self, &hit);
}

static void
drag_end (ExplorerFigure *self,
          double          dx,
          double          dy)
{
  if (self->dragging)
    g_signal_emit_by_name (self, "dragged", &self->grabbed);
}

void
explorer_figure_add_drag (ExplorerFigure *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}
