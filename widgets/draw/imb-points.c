/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points of a scatter. They are dealt into groups of equal class and kind first, because a group has one colour: rare
 * classes last, so that they lie on top. */
#include "widgets/draw/imb-points.h"

#include <math.h>

#include "widgets/draw/imb-marks.h"
#include "widgets/draw/imb-splat.h"
#include "widgets/draw/imb-sprite.h"

#define LEAST_SHAPE_PX 1.2 /* of smaller marks the shape cannot be seen */

typedef struct
{
  gsize *starts; /* of each group, and the end */
  guint  n_groups;
  float *x; /* px, in the order of the groups */
  float *y;
} Groups;

double
imb_points_radius (const ImbCanvas *canvas,
                   const ImbPlot   *plot,
                   gsize            n)
{
  double scale = canvas->font_px / 11;
  double room = plot->field.width * plot->field.height / (double) MAX (n, 1);

  if (n > 200000)
    return 0.9 * scale;
  if (n > IMB_POINTS_DENSITY)
    return 1.2 * scale;
  if (n > IMB_POINTS_VECTOR)
    return CLAMP (0.4 * sqrt (room), 1.2, 2.0) * scale;

  return CLAMP (0.34 * sqrt (room), 1.7, 3.4) * scale;
}

static inline guint
kind_of (const ImbPoints *self,
         gsize            i)
{
  return self->kinds != NULL ? self->kinds[i] : IMB_POINT_KEPT;
}

static gsize
n_drawn (const ImbPoints *self)
{
  gsize n = 0;

  for (gsize i = 0; i < self->n; i++)
    n += kind_of (self, i) != IMB_POINT_ABSENT;
  return n;
}

/* A colour that is seen on the paper: pale fills (yellow on white) give way to their edge. */
static ImbColour
line_colour (const ImbCanvas *canvas,
             ImbColour        fill,
             ImbColour        edge)
{
  return imb_colour_contrast (fill, imb_palette_ink (canvas->theme, IMB_INK_PAPER)) >= 3 ? fill : edge;
}

/* Removed rows of all classes lie lowest; then, class by class, synthetic rows and the kept ones on them. */
static inline guint
group_of (guint kind,
          guint rank,
          guint n_classes)
{
  return kind == IMB_POINT_REMOVED ? rank : n_classes + 2 * rank + (kind == IMB_POINT_KEPT);
}

static guint
rank_of_group (guint group,
               guint n_classes)
{
  return group < n_classes ? group : (group - n_classes) / 2;
}

static ImbPointKind
kind_of_group (guint group,
               guint n_classes)
{
  if (group < n_classes)
    return IMB_POINT_REMOVED;

  return (group - n_classes) % 2 == 1 ? IMB_POINT_KEPT : IMB_POINT_SYNTHETIC;
}

static gboolean
groups_init (Groups          *self,
             const ImbPoints *points,
             const ImbPlot   *plot)
{
  guint             n_classes = points->n_classes;
  g_autofree guint *rank = g_new0 (guint, n_classes + 1);
  g_autofree gsize *next = NULL;

  self->n_groups = n_classes * IMB_N_POINT_KINDS;
  self->starts = g_new0 (gsize, self->n_groups + 1);
  self->x = g_try_new (float, points->n + 1);
  self->y = g_try_new (float, points->n + 1);
  if (self->x == NULL || self->y == NULL)
    return FALSE;

  for (guint r = 0; r < n_classes; r++)
    rank[points->order[r]] = r;
  for (gsize i = 0; i < points->n; i++)
    if (kind_of (points, i) != IMB_POINT_ABSENT)
      self->starts[group_of (kind_of (points, i), rank[points->classes[i]], n_classes) + 1]++;
  for (guint g = 0; g < self->n_groups; g++)
    self->starts[g + 1] += self->starts[g];

  next = g_memdup2 (self->starts, self->n_groups * sizeof *self->starts);
  for (gsize i = 0; i < points->n; i++)
    if (kind_of (points, i) != IMB_POINT_ABSENT)
      {
        gsize at = next[group_of (kind_of (points, i), rank[points->classes[i]], n_classes)]++;

        self->x[at] = (float) imb_axis_scale_to_px (&plot->x, points->x[i]);
        self->y[at] = (float) imb_axis_scale_to_px (&plot->y, points->y[i]);
      }

  return TRUE;
}

static void
groups_clear (Groups *self)
{
  g_free (self->starts);
  g_free (self->x);
  g_free (self->y);
}

/* How all marks of a group look. */
typedef struct
{
  ImbPointKind kind;
  ImbShape     shape;
  double       radius;
  ImbColour    fill;
  ImbColour    edge;
} Look;

static void
add_mark (const Look *look,
          cairo_t    *cr,
          double      x,
          double      y)
{
  if (look->kind == IMB_POINT_SYNTHETIC)
    imb_cross_path (cr, x, y, 1.1 * look->radius);
  else
    imb_mark_path (cr, look->shape, x, y, look->radius);
}

/* With an edge of its own, in the colour of the paper where the fill is seen by itself. */
static void
fill_mark (const Look *look,
           ImbCanvas  *canvas,
           double      x,
           double      y)
{
  ImbColour paper = imb_palette_ink (canvas->theme, IMB_INK_PAPER);

  cairo_new_path (canvas->cr);
  add_mark (look, canvas->cr, x, y);
  imb_canvas_colour (canvas, imb_colour_with_alpha (look->fill, 0.9));
  cairo_fill_preserve (canvas->cr);
  imb_canvas_colour (canvas, imb_colour_contrast (look->fill, paper) >= 3 ? paper : look->edge);
  cairo_set_line_width (canvas->cr, 0.5);
  cairo_stroke (canvas->cr);
}

static void
fill_sprite (ImbCanvas *canvas,
             gpointer   look)
{
  fill_mark (look, canvas, 0, 0);
}

/* One by one, so that a mark on another is seen as two. */
static void
fill_marks (Look          *look,
            ImbCanvas     *canvas,
            const ImbPlot *plot,
            const Groups  *groups,
            guint          group)
{
  g_autoptr (ImbSprite) sprite = imb_sprite_new (canvas, 1.5 * look->radius + 1, fill_sprite, look);

  for (gsize i = groups->starts[group]; i < groups->starts[group + 1]; i++)
    if (imb_rect_contains (plot->field, groups->x[i], groups->y[i]))
      {
        if (sprite != NULL)
          imb_sprite_paint (sprite, groups->x[i], groups->y[i]);
        else
          fill_mark (look, canvas, groups->x[i], groups->y[i]);
      }
}

/* As one outline: rows under the others, and those of large vector files. */
static void
draw_outline (const Look    *look,
              ImbCanvas     *canvas,
              const ImbPlot *plot,
              const Groups  *groups,
              guint          group)
{
  ImbColour line = line_colour (canvas, look->fill, look->edge);

  cairo_new_path (canvas->cr);
  for (gsize i = groups->starts[group]; i < groups->starts[group + 1]; i++)
    if (imb_rect_contains (plot->field, groups->x[i], groups->y[i]))
      add_mark (look, canvas->cr, groups->x[i], groups->y[i]);

  imb_canvas_colour (canvas, imb_colour_with_alpha (look->kind == IMB_POINT_KEPT ? look->fill : line, look->kind == IMB_POINT_REMOVED ? 0.45 : 0.85));
  cairo_set_line_width (canvas->cr, look->kind == IMB_POINT_REMOVED ? 0.8 : MAX (0.8, 0.36 * look->radius));
  if (look->kind == IMB_POINT_KEPT)
    cairo_fill (canvas->cr);
  else
    cairo_stroke (canvas->cr);
}

static void
draw_marks (const ImbPoints *self,
            ImbCanvas       *canvas,
            const ImbPlot   *plot,
            const Groups    *groups,
            guint            group,
            double           radius)
{
  guint c = self->order[rank_of_group (group, self->n_classes)];
  Look  look = {
     .kind = kind_of_group (group, self->n_classes),
     .shape = imb_palette_shape (c, self->n_classes, self->positive),
     .radius = radius,
  };

  look.fill = imb_palette_class (canvas->theme, c, self->n_classes, self->positive, &look.edge);
  if (look.kind == IMB_POINT_KEPT && self->n <= IMB_POINTS_VECTOR)
    fill_marks (&look, canvas, plot, groups, group);
  else
    draw_outline (&look, canvas, plot, groups, group);
}

/* One group as a layer of the image. A group of few rows (a rare class, what an undersampler kept) is drawn as marks even
 * where the others show density: it would be lost otherwise. */
static void
add_group (ImbSplat        *splat,
           const ImbPoints *self,
           const ImbCanvas *canvas,
           const ImbPlot   *plot,
           const Groups    *groups,
           guint            group)
{
  static const ImbStamp stamps[] = { [IMB_POINT_KEPT] = IMB_STAMP_DISC, [IMB_POINT_REMOVED] = IMB_STAMP_RING, [IMB_POINT_SYNTHETIC] = IMB_STAMP_CROSS };
  gsize                 start = groups->starts[group], n = groups->starts[group + 1] - start;
  ImbPointKind          kind = kind_of_group (group, self->n_classes);
  ImbStamp              stamp = stamps[kind];
  gboolean              density = self->n > IMB_POINTS_DENSITY && n > IMB_POINTS_FEW;
  gsize                 n_like = self->n <= IMB_POINTS_DENSITY ? self->n : density ? n
                                                                                   : MAX (n, IMB_POINTS_VECTOR + 1);
  double                radius = imb_points_radius (canvas, plot, n_like) * canvas->raster_scale;
  ImbShape              shape = imb_palette_shape (self->order[rank_of_group (group, self->n_classes)], self->n_classes, self->positive);
  ImbColour             edge;
  ImbColour             fill = imb_palette_class (canvas->theme, self->order[rank_of_group (group, self->n_classes)], self->n_classes,
                                                  self->positive, &edge);
  ImbColour             colour = kind == IMB_POINT_KEPT ? fill : line_colour (canvas, fill, edge);
  double                opacity = density ? 0.35 : kind == IMB_POINT_KEPT    ? 0.8
                                                 : kind == IMB_POINT_REMOVED ? 0.3
                                                                             : 0.5;

  if (kind == IMB_POINT_KEPT && shape != IMB_SHAPE_DISC && radius >= LEAST_SHAPE_PX)
    stamp = (ImbStamp) (IMB_STAMP_SHAPES + shape);
  if (density && kind == IMB_POINT_REMOVED)
    colour.alpha = 0.3;
  else if (density && kind == IMB_POINT_SYNTHETIC)
    colour = edge;
  if (!density && kind == IMB_POINT_SYNTHETIC)
    radius *= 1.25;
  imb_splat_add (splat, groups->x + start, groups->y + start, n, density ? IMB_STAMP_DISC : stamp, radius, colour, opacity, density);
}

static void
draw_splats (const ImbPoints *self,
             ImbCanvas       *canvas,
             const ImbPlot   *plot,
             Groups          *groups)
{
  double scale = canvas->raster_scale;
  float  left = (float) plot->field.x, top = (float) plot->field.y;
  g_autoptr (ImbSplat) splat = imb_splat_new ((int) lround (plot->field.width * scale), (int) lround (plot->field.height * scale));

  if (splat == NULL)
    return;

  for (gsize i = 0; i < groups->starts[groups->n_groups]; i++)
    {
      groups->x[i] = (groups->x[i] - left) * (float) scale;
      groups->y[i] = (groups->y[i] - top) * (float) scale;
    }
  for (guint g = 0; g < groups->n_groups; g++)
    if (groups->starts[g + 1] > groups->starts[g])
      add_group (splat, self, canvas, plot, groups, g);
  imb_splat_paint (splat, canvas, plot->field);
}

void
imb_points_draw (const ImbPoints *self,
                 ImbCanvas       *canvas,
                 const ImbPlot   *plot)
{
  gsize  limit = IMB_POINTS_VECTOR * (canvas->vector ? 10 : 1);
  Groups groups = { 0 };

  if (!groups_init (&groups, self, plot))
    {
      groups_clear (&groups);
      return;
    }

  if (self->n > limit)
    draw_splats (self, canvas, plot, &groups);
  else
    for (guint g = 0; g < groups.n_groups; g++)
      if (groups.starts[g + 1] > groups.starts[g])
        draw_marks (self, canvas, plot, &groups, g, imb_points_radius (canvas, plot, n_drawn (self)));
  groups_clear (&groups);
}

gssize
imb_points_hit (const ImbPoints *self,
                const ImbPlot   *plot,
                double           x,
                double           y,
                double           reach)
{
  double part = isfinite (plot->x.high - plot->x.low) && isfinite (plot->y.high - plot->y.low) ? 1 : 0.5;
  double slope_x = (plot->x.high_px - plot->x.low_px) / (part * plot->x.high - part * plot->x.low);
  double slope_y = (plot->y.high_px - plot->y.low_px) / (part * plot->y.high - part * plot->y.low);
  double at_x = part * imb_axis_scale_from_px (&plot->x, x), at_y = part * imb_axis_scale_from_px (&plot->y, y);
  double best = reach * reach;
  gssize found = -1;

  for (gsize i = 0; i < self->n; i++)
    {
      double dx = (part * self->x[i] - at_x) * slope_x;
      double dy = (part * self->y[i] - at_y) * slope_y;
      double distance = dx * dx + dy * dy;

      if (distance <= best && kind_of (self, i) != IMB_POINT_ABSENT)
        {
          best = distance;
          found = (gssize) i;
        }
    }

  return found;
}
