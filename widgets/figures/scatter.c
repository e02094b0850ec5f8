/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two features of every row, before and after resampling on one scale: kept rows solid, removed ones hollow, synthetic
 * ones crosses; the selected synthetic row with its parents. Nothing is moved or jittered. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "widgets/draw/imb-marks.h"
#include "widgets/draw/imb-points.h"
#include "widgets/draw/imb-text.h"
#include "widgets/figures/imb-figure-frame.h"
#include "widgets/figures/imb-scatter-rows.h"

#define HIT_PX             8
#define MAX_LEGEND_CLASSES 8

typedef struct
{
  ImbScatterRows *rows;
  ImbProblem     *problem;
  guint          *order; /* frequent classes first: rare ones are drawn on top */
  guint           n_panels;
  ImbPlot         plots[2]; /* before, after */
  ImbRect         heads[2];
  ImbPoints       points[2];
  ImbLegendItem   items[MAX_LEGEND_CLASSES + 3];
  guint           n_items;
  char           *more;
  ImbRect         legend;
  char           *subtitle;
} Picture;

static char *
subtitle_new (const ImbFigureInput *in,
              const ImbScatterRows *rows)
{
  g_autofree char *before = imb_text_count ((double) rows->n_in);
  g_autofree char *missing = imb_text_count ((double) rows->n_missing);
  GString         *text = g_string_new (NULL);

  g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, "%s row", "%s rows", rows->n_in), before);
  if (in->resample != NULL)
    {
      g_autofree char *after = imb_text_count ((double) in->resample->n_rows);
      g_autofree char *removed = imb_text_count ((double) imb_resample_n_removed (in->resample));
      g_autofree char *made = imb_text_count ((double) imb_resample_n_synthetic (in->resample));

      g_string_append_printf (text, _ (" → %s:  %s removed, %s synthetic"), after, removed, made);
    }
  if (rows->n_missing > 0)
    g_string_append_printf (text, _ (";  %s without a value not shown"), missing);
  return g_string_free (text, FALSE);
}

static void
add_legend (Picture              *self,
            const ImbFigureInput *in,
            ImbTheme              theme)
{
  guint     n_classes = imb_problem_n_classes (self->problem);
  guint     positive = imb_problem_get_positive (self->problem);
  ImbColour grey = imb_palette_ink (theme, IMB_INK_DIM);
  ImbColour ink = imb_palette_ink (theme, IMB_INK_TEXT);

  for (guint i = 0; i < MIN (n_classes, MAX_LEGEND_CLASSES); i++)
    {
      guint c = self->order[i];

      self->items[self->n_items++] = (ImbLegendItem){
        .key = IMB_KEY_SOLID,
        .shape = imb_palette_shape (c, n_classes, positive),
        .colour = imb_palette_class (theme, c, n_classes, positive, NULL),
        .text = imb_figure_label (self->problem, c),
      };
    }
  if (n_classes > MAX_LEGEND_CLASSES)
    {
      self->more = g_strdup_printf (_ ("and %u more classes"), n_classes - MAX_LEGEND_CLASSES);
      self->items[self->n_items++] = (ImbLegendItem){ .key = IMB_KEY_SOLID, .colour = imb_palette_ink (theme, IMB_INK_FAINT), .text = self->more };
    }
  if (in->resample == NULL)
    return;

  /* in a density, removed rows are pale and synthetic ones dark, where they are many */
  gboolean  density = self->rows->n > IMB_POINTS_DENSITY;
  ImbColour pale = imb_colour_with_alpha (grey, 0.35);

  if (imb_resample_n_removed (in->resample) > 0)
    self->items[self->n_items++] = density && imb_resample_n_removed (in->resample) > IMB_POINTS_FEW
                                     ? (ImbLegendItem){ .key = IMB_KEY_SOLID, .colour = pale, .text = _ ("removed: pale") }
                                     : (ImbLegendItem){ .key = IMB_KEY_HOLLOW, .colour = grey, .text = _ ("removed") };
  if (imb_resample_n_synthetic (in->resample) > 0)
    self->items[self->n_items++] = density && imb_resample_n_synthetic (in->resample) > IMB_POINTS_FEW
                                     ? (ImbLegendItem){ .key = IMB_KEY_SOLID, .colour = ink, .text = _ ("synthetic: deeper colour") }
                                     : (ImbLegendItem){ .key = IMB_KEY_CROSS, .colour = grey, .text = _ ("synthetic") };
}

static void
set_ranges (ImbPlot              *plot,
            const ImbFigureInput *in,
            const double         *ranges)
{
  gboolean x_zoom = isfinite (in->x_low) && isfinite (in->x_high);
  gboolean y_zoom = isfinite (in->y_low) && isfinite (in->y_high);

  imb_axis_scale_init (&plot->x, x_zoom ? in->x_low : ranges[0], x_zoom ? in->x_high : ranges[1], FALSE, x_zoom ? 0 : 0.035);
  imb_axis_scale_init (&plot->y, y_zoom ? in->y_low : ranges[2], y_zoom ? in->y_high : ranges[3], FALSE, y_zoom ? 0 : 0.035);
}

/* Side by side with one set of labels at the left, or one above the other in a narrow picture. */
static void
place_panels (Picture         *self,
              const ImbCanvas *canvas,
              ImbRect          area)
{
  double   gap = round (1.2 * canvas->font_px);
  double   head = self->n_panels > 1 ? imb_canvas_line_height (canvas, IMB_TEXT_BOLD) : 0;
  gboolean beside = area.width >= 0.9 * area.height;
  ImbRect  first = area, second = area;

  if (self->n_panels == 1)
    {
      imb_plot_layout (&self->plots[0], canvas, area);
      return;
    }

  if (beside)
    {
      double extra;

      /* the left panel is wider by its labels, so that both fields are equal */
      self->plots[1].no_y_labels = TRUE;
      imb_ticks_init (&self->plots[0].y_ticks, &self->plots[0].y, 8);
      extra = imb_plot_left (&self->plots[0], canvas) - imb_plot_left (&self->plots[1], canvas);
      first.width = floor ((area.width - gap - extra) / 2 + extra);
      second.x = area.x + first.width + gap;
      second.width = area.x + area.width - second.x;
    }
  else
    {
      first.height = floor ((area.height - gap) / 2);
      second.y = area.y + first.height + gap;
      second.height = first.height;
    }

  first.y += head;
  second.y += head;
  first.height -= head;
  second.height -= head;
  imb_plot_layout (&self->plots[0], canvas, first);
  imb_plot_layout (&self->plots[1], canvas, second);
  if (beside)
    {
      self->plots[1].field.width = self->plots[0].field.width = MIN (self->plots[0].field.width, self->plots[1].field.width);
      self->plots[1].field.height -= self->plots[0].field.y - self->plots[1].field.y; /* a title above the first one */
      self->plots[1].y.high_px = self->plots[1].field.y = self->plots[0].field.y;
      for (guint i = 0; i < 2; i++)
        self->plots[i].x.high_px = self->plots[i].field.x + self->plots[i].field.width;
    }
}

static void
picture_init (Picture              *self,
              const ImbFigureInput *in,
              const ImbCanvas      *canvas)
{
  ImbRect area;
  double  legend_height;

  *self = (Picture){ .rows = imb_scatter_rows_get (in), .problem = imb_design_get_problem (in->design) };
  self->order = imb_figure_classes_by_count (self->problem);
  self->n_panels = in->resample != NULL ? 2 : 1;
  self->subtitle = subtitle_new (in, self->rows);
  add_legend (self, in, canvas->theme);
  for (guint i = 0; i < self->n_panels; i++)
    {
      self->plots[i].x_title = imb_design_feature_at (in->design, in->feature_x)->name;
      self->plots[i].y_title = imb_design_feature_at (in->design, in->feature_y)->name;
      set_ranges (&self->plots[i], in, self->rows->ranges);
      self->points[i] = (ImbPoints){
        .x = self->rows->x,
        .y = self->rows->y,
        .classes = self->rows->classes,
        .kinds = i == 0 ? self->rows->before : self->rows->after,
        .n = self->rows->n,
        .n_classes = imb_problem_n_classes (self->problem),
        .positive = imb_problem_get_positive (self->problem),
        .order = self->order,
      };
    }

  area = imb_figure_frame_layout (&imb_figure_scatter, in, canvas, self->subtitle);
  legend_height = imb_legend_height (canvas, area.width, self->items, self->n_items);
  area.height = MAX (area.height - legend_height - 0.4 * canvas->font_px, 8);
  self->legend = (ImbRect){ area.x, area.y + area.height + 0.4 * canvas->font_px, area.width, legend_height };
  place_panels (self, canvas, area);
}

static void
picture_clear (Picture *self)
{
  imb_scatter_rows_unref (self->rows);
  g_free (self->order);
  g_free (self->more);
  g_free (self->subtitle);
}

static gboolean
place_of (const Picture *self,
          guint          panel,
          gsize          row,
          double        *x,
          double        *y)
{
  *x = imb_axis_scale_to_px (&self->plots[panel].x, self->rows->x[row]);
  *y = imb_axis_scale_to_px (&self->plots[panel].y, self->rows->y[row]);
  return imb_rect_contains (self->plots[panel].field, *x, *y);
}

static void
draw_ring (ImbCanvas *canvas,
           double     x,
           double     y,
           double     radius,
           double     width)
{
  cairo_new_path (canvas->cr);
  cairo_arc (canvas->cr, x, y, radius, 0, 2 * G_PI);
  imb_canvas_colour (canvas, imb_palette_ink (canvas->theme, IMB_INK_PAPER));
  cairo_set_line_width (canvas->cr, width + 2);
  cairo_stroke_preserve (canvas->cr);
  imb_canvas_colour (canvas, imb_palette_ink (canvas->theme, IMB_INK_TEXT));
  cairo_set_line_width (canvas->cr, width);
  cairo_stroke (canvas->cr);
}

static void
draw_parents (const Picture        *self,
              const ImbFigureInput *in,
              ImbCanvas            *canvas)
{
  const ImbResample *resample = in->resample;
  gsize              m = (gsize) in->selected_synthetic;
  guint              panel = self->n_panels - 1;
  double             radius = imb_points_radius (canvas, &self->plots[0], MIN (self->rows->n, IMB_POINTS_VECTOR));
  double             x, y, px, py;

  if (resample == NULL || in->selected_synthetic < 0 || m >= resample->n_made || !place_of (self, panel, self->rows->n_in + m, &x, &y))
    return;

  for (gsize k = resample->parent_offsets[m]; k < resample->parent_offsets[m + 1]; k++)
    if (place_of (self, panel, resample->parent_rows[k], &px, &py))
      {
        imb_canvas_line (canvas, x, y, px, py, 3.4, imb_palette_ink (canvas->theme, IMB_INK_PAPER));
        imb_canvas_line (canvas, x, y, px, py, 1.4, imb_palette_ink (canvas->theme, IMB_INK_TEXT));
      }
  for (gsize k = resample->parent_offsets[m]; k < resample->parent_offsets[m + 1]; k++)
    if (place_of (self, panel, resample->parent_rows[k], &px, &py))
      draw_ring (canvas, px, py, radius + 2, 1.2);
  draw_ring (canvas, x, y, radius + 3.5, 2.2);
}

static void
draw_highlight (const Picture        *self,
                const ImbFigureInput *in,
                ImbCanvas            *canvas)
{
  double radius = imb_points_radius (canvas, &self->plots[0], MIN (self->rows->n, IMB_POINTS_VECTOR)) + 1.5;

  for (guint panel = 0; panel < self->n_panels; panel++)
    {
      cairo_new_path (canvas->cr);
      for (gsize i = 0; i < in->n_highlight; i++)
        {
          double x, y;

          if (in->highlight[i] >= self->rows->n_in || !place_of (self, panel, in->highlight[i], &x, &y))
            continue;

          cairo_new_sub_path (canvas->cr);
          cairo_arc (canvas->cr, x, y, radius, 0, 2 * G_PI);
        }
      imb_canvas_colour (canvas, imb_palette_ink (canvas->theme, IMB_INK_TEXT));
      cairo_set_line_width (canvas->cr, 1.2);
      cairo_stroke (canvas->cr);
    }
}

static void
draw (const ImbFigure      *self,
      const ImbFigureInput *in,
      ImbCanvas            *canvas)
{
  const char *const titles[] = { _ ("Before"), _ ("After") };
  Picture           picture;

  picture_init (&picture, in, canvas);
  imb_figure_frame_draw (self, in, canvas, picture.subtitle);
  for (guint i = 0; i < picture.n_panels; i++)
    {
      const ImbPlot *plot = &picture.plots[i];

      imb_points_draw (&picture.points[i], canvas, plot);
      imb_plot_draw_axes (plot, canvas);
      if (picture.n_panels > 1)
        imb_canvas_text (canvas, plot->title_above ? plot->area.x : plot->field.x, picture.plots[i].area.y, 0, 1, plot->field.width, IMB_TEXT_BOLD,
                         imb_palette_ink (canvas->theme, IMB_INK_TEXT), titles[i]);
    }
  if (in->highlight != NULL)
    draw_highlight (&picture, in, canvas);
  draw_parents (&picture, in, canvas);
  imb_legend_draw (canvas, picture.legend.x, picture.legend.y, picture.legend.width, picture.items, picture.n_items);
  picture_clear (&picture);
}

static char *
describe (const ImbFigure      *self,
          const ImbFigureInput *in)
{
  ImbScatterRows  *rows = imb_scatter_rows_get (in);
  g_autofree char *subtitle = subtitle_new (in, rows);
  g_autofree char *x_low = imb_text_short (rows->ranges[0]);
  g_autofree char *x_high = imb_text_short (rows->ranges[1]);
  g_autofree char *y_low = imb_text_short (rows->ranges[2]);
  g_autofree char *y_high = imb_text_short (rows->ranges[3]);
  char            *text;

  text = g_strdup_printf (_ ("Scatter of %s (%s to %s) over %s (%s to %s). %s."), imb_design_feature_at (in->design, in->feature_y)->name,
                          y_low, y_high, imb_design_feature_at (in->design, in->feature_x)->name, x_low, x_high, subtitle);
  imb_scatter_rows_unref (rows);
  return text;
}

static ImbFigureTable *
table (const ImbFigure      *self,
       const ImbFigureInput *in)
{
  static const char *const kinds[] = { N_ ("kept"), N_ ("removed"), N_ ("synthetic"), "" };
  ImbProblem              *problem = imb_design_get_problem (in->design);
  ImbFigureTable          *out = imb_figure_table_new (_ ("row"), _ ("class"), _ ("kind"), imb_design_feature_at (in->design, in->feature_x)->name,
                                                       imb_design_feature_at (in->design, in->feature_y)->name, NULL);
  ImbScatterRows          *rows = imb_scatter_rows_get (in);

  for (gsize i = 0; i < rows->n; i++)
    {
      guint8 kind = in->resample != NULL ? rows->after[i] : rows->before[i];

      if (kind == IMB_POINT_ABSENT)
        continue;

      imb_figure_table_row (out);
      if (i < rows->n_in)
        imb_figure_table_number (out, (double) imb_problem_get_rows (problem)[i] + 1);
      else
        imb_figure_table_text (out, "");
      imb_figure_table_text (out, imb_problem_get_labels (problem)[rows->classes[i]]);
      imb_figure_table_text (out, _ (kinds[kind]));
      imb_figure_table_number (out, rows->x[i]);
      imb_figure_table_number (out, rows->y[i]);
    }
  imb_scatter_rows_unref (rows);
  return out;
}

/* "row 12 × 0.37 + row 80 × 0.63" */
static void
append_parents (GString           *text,
                const ImbResample *resample,
                ImbProblem        *problem,
                gsize              m)
{
  for (gsize k = resample->parent_offsets[m]; k < resample->parent_offsets[m + 1]; k++)
    {
      guint32          parent = resample->parent_rows[k];
      gboolean         is_made = parent >= resample->n_in;
      gsize            number = is_made ? parent - resample->n_in + 1 : imb_problem_get_rows (problem)[parent] + (gsize) 1;
      g_autofree char *count = imb_text_count ((double) number);
      g_autofree char *weight = imb_text_short (resample->parent_weights[k]);

      g_string_append (text, k == resample->parent_offsets[m] ? "\n" : " + ");
      g_string_append_printf (text, is_made ? _ ("synthetic %s × %s") : _ ("row %s × %s"), count, weight);
    }
}

static char *
tooltip_new (const ImbFigureInput *in,
             const Picture        *picture,
             gsize                 at,
             guint                 panel)
{
  const ImbScatterRows *rows = picture->rows;
  gboolean              is_made = at >= rows->n_in;
  GString              *text = g_string_new (NULL);
  gsize                 number = is_made ? at - rows->n_in + 1 : imb_problem_get_rows (picture->problem)[at] + (gsize) 1;
  g_autofree char      *count = imb_text_count ((double) number);
  g_autofree char      *x = imb_text_short (rows->x[at]);
  g_autofree char      *y = imb_text_short (rows->y[at]);

  g_string_append_printf (text, is_made ? _ ("Synthetic row %s, %s") : panel == 1 && rows->after[at] == IMB_POINT_REMOVED ? _ ("Removed row %s, %s")
                                                                                                                          : _ ("Row %s, %s"),
                          count, imb_figure_label (picture->problem, rows->classes[at]));
  g_string_append_printf (text, "\n%s %s, %s %s", picture->plots[0].x_title, x, picture->plots[0].y_title, y);
  if (is_made)
    append_parents (text, in->resample, picture->problem, at - rows->n_in);
  return g_string_free (text, FALSE);
}

static gboolean
hit (const ImbFigure      *self,
     const ImbFigureInput *in,
     ImbCanvas            *canvas,
     double                x,
     double                y,
     ImbFigureHit         *out)
{
  Picture picture;
  gssize  at = -1;

  picture_init (&picture, in, canvas);
  for (guint panel = 0; panel < picture.n_panels && at < 0; panel++)
    {
      if (!imb_rect_contains (picture.plots[panel].field, x, y))
        continue;

      at = imb_points_hit (&picture.points[panel], &picture.plots[panel], x, y, HIT_PX);
      if (at < 0)
        continue;

      gboolean is_made = (gsize) at >= picture.rows->n_in;
      double   px, py;

      place_of (&picture, panel, (gsize) at, &px, &py);
      out->kind = is_made ? IMB_HIT_SYNTHETIC : IMB_HIT_ROW;
      out->row = (gsize) at - (is_made ? picture.rows->n_in : 0);
      out->of_class = picture.rows->classes[at];
      out->after = panel == 1;
      out->removed = panel == 1 && picture.rows->after[at] == IMB_POINT_REMOVED;
      out->x = picture.rows->x[at];
      out->y = picture.rows->y[at];
      out->mark = (ImbRect){ px - 5, py - 5, 10, 10 };
      out->tooltip = tooltip_new (in, &picture, (gsize) at, panel);
    }
  picture_clear (&picture);
  return at >= 0;
}

const ImbFigure imb_figure_scatter = {
  .id = "scatter",
  .title = N_ ("Scatter"),
  .help = N_ ("Two features of every row: kept rows are solid, removed ones hollow, synthetic ones crosses."),
  .needs = IMB_FIGURE_DESIGN | IMB_FIGURE_TWO_FEATURES,
  IMB_FIGURE_OF_ITS_FILE,
};
