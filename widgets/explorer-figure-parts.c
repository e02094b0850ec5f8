/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the figure widget that need nothing of its state. */
#include "widgets/explorer-figure-parts.h"

void
explorer_figure_input_hold (ImbFigureInput       *to,
                            const ImbFigureInput *from)
{
  *to = *from;
  if (to->problem != NULL)
    imb_problem_ref (to->problem);
  if (to->design != NULL)
    imb_design_ref (to->design);
  if (to->resample != NULL)
    imb_resample_ref (to->resample);
  to->runs = g_memdup2 (from->runs, from->n_runs * sizeof *from->runs);
  for (guint i = 0; i < to->n_runs; i++)
    imb_run_ref (to->runs[i]);
  to->highlight = g_memdup2 (from->highlight, from->n_highlight * sizeof *from->highlight);
  to->title = g_strdup (from->title);
}

void
explorer_figure_input_release (ImbFigureInput *self)
{
  g_clear_pointer (&self->problem, imb_problem_unref);
  g_clear_pointer (&self->design, imb_design_unref);
  g_clear_pointer (&self->resample, imb_resample_unref);
  for (guint i = 0; i < self->n_runs; i++)
    imb_run_unref (self->runs[i]);
  g_free ((gpointer) self->runs);
  g_free ((gpointer) self->highlight);
  g_free ((gpointer) self->title);
  self->runs = NULL;
  self->n_runs = 0;
  self->highlight = NULL;
  self->n_highlight = 0;
  self->title = NULL;
}

static void
snapshot_outline (GtkSnapshot   *snapshot,
                  const ImbRect *mark,
                  const GdkRGBA *colour)
{
  GskRoundedRect outline;
  const float    widths[4] = { 2, 2, 2, 2 };
  const GdkRGBA  colours[4] = { *colour, *colour, *colour, *colour };

  gsk_rounded_rect_init_from_rect (&outline,
                                   &GRAPHENE_RECT_INIT ((float) mark->x - 3, (float) mark->y - 3,
                                                        (float) mark->width + 6, (float) mark->height + 6),
                                   4);
  gtk_snapshot_append_border (snapshot, &outline, widths, colours);
}

/* Above the mark, or below it where there is no room; always inside the widget. */
static void
snapshot_bubble (GtkWidget          *widget,
                 GtkSnapshot        *snapshot,
                 const ImbFigureHit *hit)
{
  const GdkRGBA  ground = { 0.1f, 0.1f, 0.1f, 0.92f };
  const GdkRGBA  ink = { 1, 1, 1, 1 };
  int            width = gtk_widget_get_width (widget);
  int            height = gtk_widget_get_height (widget);
  PangoLayout   *layout = gtk_widget_create_pango_layout (widget, hit->tooltip);
  GskRoundedRect bubble;
  int            w, h;
  double         x, y;

  pango_layout_set_width (layout, MAX (width - 40, 80) * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_get_pixel_size (layout, &w, &h);
  x = CLAMP (hit->mark.x + hit->mark.width / 2 - w / 2.0, 10, MAX (10, width - w - 10));
  y = hit->mark.y - h - 18;
  if (y < 4)
    y = MIN (hit->mark.y + hit->mark.height + 18, MAX (4, height - h - 10));

  gsk_rounded_rect_init_from_rect (&bubble, &GRAPHENE_RECT_INIT ((float) x - 8, (float) y - 5, (float) w + 16, (float) h + 10), 6);
  gtk_snapshot_push_rounded_clip (snapshot, &bubble);
  gtk_snapshot_append_color (snapshot, &ground, &bubble.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_restore (snapshot);
  g_object_unref (layout);
}

void
explorer_figure_snapshot_hit (GtkWidget          *widget,
                              GtkSnapshot        *snapshot,
                              const ImbFigureHit *hit)
{
  GdkRGBA ink;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &ink);
  snapshot_outline (snapshot, &hit->mark, &ink);
  if (hit->tooltip != NULL)
    snapshot_bubble (widget, snapshot, hit);
}

cairo_surface_t *
explorer_painting_paint (const ExplorerPainting *self)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, self->width * self->scale, self->height * self->scale);
  cairo_t         *cr;

  cairo_surface_set_device_scale (surface, self->scale, self->scale);
  cr = cairo_create (surface);
  imb_figure_draw (self->figure, &self->input, cr, self->width, self->height, self->theme);
  cairo_destroy (cr);
  return surface;
}

static void
painting_free (gpointer data)
{
  ExplorerPainting *self = data;

  explorer_figure_input_release (&self->input);
  g_free (self);
}

static void
paint_in_thread (GTask        *task,
                 gpointer      owner,
                 gpointer      painting,
                 GCancellable *cancellable)
{
  g_task_return_pointer (task, explorer_painting_paint (painting), (GDestroyNotify) cairo_surface_destroy);
}

void
explorer_painting_paint_async (const ExplorerPainting *self,
                               GObject                *owner,
                               GAsyncReadyCallback     done)
{
  g_autoptr (GTask) task = g_task_new (owner, NULL, done, NULL);
  ExplorerPainting *copy = g_memdup2 (self, sizeof *self);

  explorer_figure_input_hold (&copy->input, &self->input);
  g_task_set_task_data (task, copy, painting_free);
  g_task_run_in_thread (task, paint_in_thread);
}

cairo_surface_t *
explorer_painting_paint_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
