/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture of a figure widget, kept as an image in a render node. A picture of very many points, or the first
 * one of runs over very many rows, is painted in a thread, with the figure's cache, which nobody else touches
 * meanwhile; the last picture stays on screen, dimmed. 285,000 rows and as many synthetic ones: 50 ms, the first
 * time 210 ms; four runs over 285,000 rows: 20 ms for each figure, the first time. */
#include <adwaita.h>

#include "widgets/explorer-figure-private.h"

#define FONT_PX    12.5  /* the text size at which text_scale is 1: figures are laid out for print, a screen wants larger text */
#define LARGE_ROWS 50000 /* more are painted in a thread */
#define FRAME_US   10000 /* of a frame, for pictures that change */
#define CLASS_ROWS 250   /* a class costs as much as so many rows: its marks are laid over the others' */

static ImbTheme
theme_now (void)
{
  return adw_style_manager_get_dark (adw_style_manager_get_default ()) ? IMB_THEME_DARK : IMB_THEME_LIGHT;
}

double
explorer_figure_get_text_scale (GtkWidget *widget)
{
  PangoContext               *context = gtk_widget_get_pango_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double                      size = pango_font_description_get_size (font) / (double) PANGO_SCALE;

  if (!pango_font_description_get_size_is_absolute (font))
    size *= pango_cairo_context_get_resolution (context) / 72;
  return size > 0 ? CLAMP (size / FONT_PX, 0.6, 3.0) : 1;
}

void
explorer_figure_redraw (ExplorerFigure *self)
{
  self->dirty = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The image in a node of its own: renderers keep what they make of a node. */
static void
keep_picture (ExplorerFigure  *self,
              cairo_surface_t *surface,
              int              width,
              int              height)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height);
  cairo_t        *cr;

  g_clear_pointer (&self->node, gsk_render_node_unref);
  self->node = gsk_cairo_node_new (&bounds);
  cr = gsk_cairo_node_get_draw_context (self->node);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  self->node_width = width;
  self->node_height = height;
  self->n_drawn++;
}

static void
painted (GObject      *object,
         GAsyncResult *result,
         gpointer      data)
{
  ExplorerFigure  *self = EXPLORER_FIGURE (object);
  cairo_surface_t *surface = explorer_painting_paint_finish (result);
  int              scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  self->painting = FALSE;
  keep_picture (self, surface, cairo_image_surface_get_width (surface) / scale, cairo_image_surface_get_height (surface) / scale);
  cairo_surface_destroy (surface);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Does drawing this take longer than a frame may? */
static gboolean
is_large (ExplorerFigure *self)
{
  const ImbFigureInput *in = &self->input;
  gsize                 n_rows = in->design != NULL ? imb_design_get_matrix (in->design)->n_rows : 0;

  ImbProblem *problem = in->n_runs > 0 ? imb_run_get_problem (in->runs[0]) : NULL;

  if (self->cold && problem != NULL && (self->figure->needs & IMB_FIGURE_RUNS) != 0)
    return imb_problem_n_rows (problem) > LARGE_ROWS;
  if ((self->figure->needs & IMB_FIGURE_TWO_FEATURES) == 0)
    return FALSE;

  if (in->problem != NULL)
    n_rows += (gsize) imb_problem_n_classes (in->problem) * CLASS_ROWS;
  return n_rows + (in->resample != NULL ? in->resample->n_rows : 0) > LARGE_ROWS;
}

static gboolean
redraw_once (GtkWidget     *widget,
             GdkFrameClock *clock,
             gpointer       data)
{
  gtk_widget_queue_draw (widget);
  return G_SOURCE_REMOVE;
}

/* What figures of all windows painted in the last frame in which one was; of the main thread. */
static struct
{
  gint64 number;
  gint64 spent_us;
} frame_now = { -1, 0 };

/* A page shows up with all its figures: their first pictures take a frame each, so that no frame takes long. Later they change together: as many
 * as a frame has time for, the others in the next one. */
static gboolean
must_wait (ExplorerFigure *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));
  gint64         frame;

  if (clock == NULL)
    return FALSE;

  frame = gdk_frame_clock_get_frame_counter (clock);
  if (frame != frame_now.number)
    {
      frame_now.number = frame;
      frame_now.spent_us = 0;
      return FALSE;
    }
  if (self->node != NULL && frame_now.spent_us < FRAME_US)
    return FALSE;
  gtk_widget_add_tick_callback (GTK_WIDGET (self), redraw_once, NULL, NULL);
  return TRUE;
}

static void
draw_picture (ExplorerFigure *self)
{
  ExplorerPainting painting;
  gint64           begin = g_get_monotonic_time ();

  if (self->painting || must_wait (self))
    return;

  self->input.text_scale = explorer_figure_get_text_scale (GTK_WIDGET (self));
  self->dirty = FALSE;
  painting = (ExplorerPainting){
    .figure = self->figure,
    .input = self->input,
    .width = gtk_widget_get_width (GTK_WIDGET (self)),
    .height = gtk_widget_get_height (GTK_WIDGET (self)),
    .scale = gtk_widget_get_scale_factor (GTK_WIDGET (self)),
    .theme = theme_now (),
  };
  if (is_large (self))
    {
      self->painting = TRUE;
      explorer_painting_paint_async (&painting, G_OBJECT (self), painted);
    }
  else
    {
      cairo_surface_t *surface = explorer_painting_paint (&painting);

      keep_picture (self, surface, painting.width, painting.height);
      cairo_surface_destroy (surface);
    }
  frame_now.spent_us += g_get_monotonic_time () - begin;
  self->cold = FALSE;
}

/* The picture, or while a newer one is made the last one, dimmed and stretched to the place. */
void
explorer_figure_snapshot_picture (ExplorerFigure *self,
                                  GtkSnapshot    *snapshot)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  if (self->dirty)
    draw_picture (self);
  if (self->node == NULL)
    return;

  gtk_snapshot_push_opacity (snapshot, self->stale || self->painting ? 0.35 : 1.0);
  gtk_snapshot_save (snapshot);
  if (self->node_width != width || self->node_height != height)
    gtk_snapshot_scale (snapshot, (float) width / (float) self->node_width, (float) height / (float) self->node_height);
  gtk_snapshot_append_node (snapshot, self->node);
  gtk_snapshot_restore (snapshot);
  gtk_snapshot_pop (snapshot);
}
