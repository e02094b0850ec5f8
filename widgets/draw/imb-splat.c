/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many points as one image. Each mark adds a small stamp of coverage to a grid of pixels; a group's grid then becomes one
 * layer of its colour. Cost per point: the stamp's pixels (9 at radius 1); per group: the pixels between its first and
 * last touched row. A million points take some tens of milliseconds, where cairo paths take seconds. */
#include "widgets/draw/imb-splat.h"

#include <math.h>
#include <string.h>

#include "widgets/draw/imb-marks.h"

#define MAX_RADIUS  12
#define SHAPE_REACH 1.4 /* how far a shape's points go beyond its radius */
#define FULL        64  /* coverage of a whole pixel by one mark */
#define N_LEVELS    4096

struct _ImbSplat
{
  int      width;
  int      height;
  guint32 *coverage;
  guint32 *pixels; /* premultiplied ARGB */
  int      first_row;
  int      last_row;
};

typedef struct
{
  int    half;
  guint8 cover[(2 * MAX_RADIUS + 3) * (2 * MAX_RADIUS + 3)];
} Stamp;

ImbSplat *
imb_splat_new (int width_px,
               int height_px)
{
  ImbSplat *self;
  gsize     n;

  if (width_px < 1 || height_px < 1 || width_px > 20000 || height_px > 20000)
    return NULL;

  n = (gsize) width_px * (gsize) height_px;
  self = g_new0 (ImbSplat, 1);
  self->width = width_px;
  self->height = height_px;
  self->coverage = g_try_malloc0_n (n, sizeof *self->coverage);
  self->pixels = g_try_malloc0_n (n, sizeof *self->pixels);
  if (self->coverage != NULL && self->pixels != NULL)
    return self;

  imb_splat_free (self);
  return NULL;
}

void
imb_splat_free (ImbSplat *self)
{
  if (self == NULL)
    return;

  g_free (self->coverage);
  g_free (self->pixels);
  g_free (self);
}

/* How much of the pixel (dx, dy) the shape covers, by 4 × 4 samples. */
static guint
cover_of (ImbStamp kind,
          double   radius,
          int      dx,
          int      dy)
{
  guint  n = 0;
  double pen = MAX (0.55, 0.17 * radius);

  for (guint i = 0; i < 16; i++)
    {
      double   x = dx + ((i & 3) + 0.5) / 4 - 0.5;
      double   y = dy + ((i >> 2) + 0.5) / 4 - 0.5;
      double   r = hypot (x, y);
      gboolean in = r <= radius;

      if (kind == IMB_STAMP_RING)
        in = in && r >= radius - 2 * pen;
      else if (kind == IMB_STAMP_CROSS)
        in = MAX (fabs (x), fabs (y)) <= 0.9 * radius && MIN (fabs (x - y), fabs (x + y)) <= pen * M_SQRT2;
      n += in;
    }

  return n * FULL / 16;
}

/* The sign of a class, as imb_mark_path() draws it where marks are few. */
static void
stamp_init_shape (Stamp   *self,
                  ImbShape shape,
                  double   radius)
{
  cairo_surface_t *image;
  cairo_t         *cr;
  int              side;

  radius = CLAMP (radius, 0.5, MAX_RADIUS / SHAPE_REACH);
  self->half = (int) ceil (SHAPE_REACH * radius - 0.5);
  side = 2 * self->half + 1;
  image = cairo_image_surface_create (CAIRO_FORMAT_A8, side, side);
  cr = cairo_create (image);
  imb_mark_path (cr, shape, self->half + 0.5, self->half + 0.5, radius);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_flush (image);
  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++)
      self->cover[y * side + x] = (guint8) (cairo_image_surface_get_data (image)[y * cairo_image_surface_get_stride (image) + x] * FULL / 255);
  cairo_surface_destroy (image);
}

static void
stamp_init (Stamp   *self,
            ImbStamp kind,
            double   radius)
{
  int side;

  if (kind >= IMB_STAMP_SHAPES)
    {
      stamp_init_shape (self, (ImbShape) (kind - IMB_STAMP_SHAPES), radius);
      return;
    }

  radius = CLAMP (radius, 0.5, MAX_RADIUS);
  self->half = (int) ceil (radius - 0.5);
  side = 2 * self->half + 1;
  for (int dy = 0; dy < side; dy++)
    for (int dx = 0; dx < side; dx++)
      self->cover[dy * side + dx] = (guint8) cover_of (kind, radius, dx - self->half, dy - self->half);
}

static void
add_stamp (ImbSplat    *self,
           const Stamp *stamp,
           int          at_x,
           int          at_y)
{
  int side = 2 * stamp->half + 1;
  int left = MAX (at_x - stamp->half, 0), right = MIN (at_x + stamp->half, self->width - 1);
  int top = MAX (at_y - stamp->half, 0), bottom = MIN (at_y + stamp->half, self->height - 1);

  self->first_row = MIN (self->first_row, top);
  self->last_row = MAX (self->last_row, bottom);
  for (int y = top; y <= bottom; y++)
    {
      const guint8 *from = stamp->cover + (y - at_y + stamp->half) * side + stamp->half - at_x;
      guint32      *to = self->coverage + (gsize) y * (gsize) self->width;

      for (int x = left; x <= right; x++)
        to[x] += from[x];
    }
}

/* Opacity 0 … 255 of every level of coverage; levels are whole marks / 16 up to a limit, then logarithmic. */
static void
fill_levels (guint8  *levels,
             double   opacity,
             double   most_opaque,
             gboolean density,
             guint32  most)
{
  double top = log1p (MAX (most, FULL) / (double) FULL);

  levels[0] = 0;
  for (guint i = 1; i < N_LEVELS; i++)
    {
      /* the level's coverage in marks: see level_of() */
      double marks = i < N_LEVELS / 2 ? i * 4.0 / FULL : expm1 (top * (i - N_LEVELS / 2.0) / (N_LEVELS / 2.0 - 1));
      double alpha = marks < 1 ? marks * opacity : 1 - pow (1 - opacity, marks);

      if (density)
        alpha = MIN (marks, 1) * (opacity + (1 - opacity) * (top > 0 ? log1p (marks) / top : 0));
      levels[i] = (guint8) lround (255 * most_opaque * CLAMP (alpha, 0, 1));
    }
}

static inline guint
level_of (guint32 coverage,
          double  top)
{
  if (coverage < 4 * (N_LEVELS / 2))
    return MAX (coverage / 4, 1);

  return MIN (N_LEVELS / 2 + (guint) (log1p (coverage / (double) FULL) / top * (N_LEVELS / 2.0 - 1)), N_LEVELS - 1);
}

/* Over what is there; then the grid is empty again. */
static void
lay_over (ImbSplat *self,
          ImbColour colour,
          double    opacity,
          gboolean  density)
{
  gsize   first = (gsize) self->first_row * (gsize) self->width;
  gsize   end = ((gsize) self->last_row + 1) * (gsize) self->width;
  guint   red = (guint) lround (255 * colour.red), green = (guint) lround (255 * colour.green), blue = (guint) lround (255 * colour.blue);
  guint32 most = 0;
  guint8  levels[N_LEVELS];
  double  top;

  for (gsize i = first; i < end; i++)
    most = MAX (most, self->coverage[i]);
  top = log1p (MAX (most, FULL) / (double) FULL);
  fill_levels (levels, opacity, colour.alpha, density, most);

  for (gsize i = first; i < end; i++)
    {
      guint   a, rest;
      guint32 under;

      if (self->coverage[i] == 0)
        continue;

      a = levels[level_of (self->coverage[i], top)];
      rest = 255 - a;
      under = self->pixels[i];
      self->pixels[i] = ((a * 255 + (under >> 24) * rest + 127) / 255) << 24
                        | ((a * red + (under >> 16 & 255) * rest + 127) / 255) << 16
                        | ((a * green + (under >> 8 & 255) * rest + 127) / 255) << 8
                        | ((a * blue + (under & 255) * rest + 127) / 255);
    }
  memset (self->coverage + first, 0, (end - first) * sizeof *self->coverage);
}

void
imb_splat_add (ImbSplat    *self,
               const float *x,
               const float *y,
               gsize        n,
               ImbStamp     kind,
               double       radius_px,
               ImbColour    colour,
               double       opacity,
               gboolean     density)
{
  Stamp stamp;
  float width = (float) self->width, height = (float) self->height;

  stamp_init (&stamp, kind, radius_px);
  self->first_row = self->height;
  self->last_row = -1;
  for (gsize i = 0; i < n; i++)
    if (x[i] >= 0 && x[i] < width && y[i] >= 0 && y[i] < height) /* false for NaN */
      add_stamp (self, &stamp, (int) x[i], (int) y[i]);

  if (self->last_row >= self->first_row)
    lay_over (self, colour, opacity, density);
}

void
imb_splat_paint (ImbSplat  *self,
                 ImbCanvas *canvas,
                 ImbRect    rect)
{
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, self->width, self->height);
  int              stride;

  if (cairo_surface_status (image) != CAIRO_STATUS_SUCCESS)
    {
      cairo_surface_destroy (image);
      return;
    }

  stride = cairo_image_surface_get_stride (image);
  for (int y = 0; y < self->height; y++)
    memcpy (cairo_image_surface_get_data (image) + (gsize) y * (gsize) stride, self->pixels + (gsize) y * (gsize) self->width,
            (gsize) self->width * sizeof *self->pixels);
  cairo_surface_mark_dirty (image);

  cairo_save (canvas->cr);
  cairo_translate (canvas->cr, rect.x, rect.y);
  cairo_scale (canvas->cr, rect.width / self->width, rect.height / self->height);
  cairo_set_source_surface (canvas->cr, image, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (canvas->cr), CAIRO_FILTER_NEAREST);
  cairo_rectangle (canvas->cr, 0, 0, self->width, self->height);
  cairo_fill (canvas->cr);
  cairo_restore (canvas->cr);
  cairo_surface_destroy (image);
}
