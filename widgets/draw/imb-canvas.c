/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The surface under every figure: colours, lines and text in px.
 *
 * Text goes through a Pango context that knows nothing of the cairo surface: hinting and hinted metrics are
 * off, so a label is as wide on the screen as in a PDF, and a layout made for one holds for all. Labels
 * come from files: they are cut to a length that a picture can show, made valid and set as plain text. */
#include "widgets/draw/imb-canvas.h"

#include <math.h>
#include <string.h>

#define MAX_LABEL_CHARS 240

static PangoContext *
text_context_new (void)
{
  PangoContext         *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_cairo_context_set_resolution (context, 96);
  pango_context_set_round_glyph_positions (context, FALSE);
  pango_context_set_language (context, pango_language_from_string ("en"));
  pango_context_set_base_dir (context, PANGO_DIRECTION_LTR);
  return context;
}

/* Points drawn as an image in a vector file have the resolution that the file was asked to have. */
static double
fallback_scale (cairo_t *cr)
{
  double x, y;

  cairo_surface_get_fallback_resolution (cairo_get_target (cr), &x, &y);
  return x / 96;
}

void
imb_canvas_init (ImbCanvas *self,
                 cairo_t   *cr,
                 double     width,
                 double     height,
                 ImbTheme   theme,
                 double     text_scale)
{
  double smaller = MIN (width, 1.7 * height);

  *self = (ImbCanvas){
    .cr = cr,
    .width = width,
    .height = height,
    .theme = theme,
    .font_px = CLAMP (6.9 + 0.0072 * smaller, 9.0, 13.0) * (text_scale > 0 ? text_scale : 1.0),
    .raster_scale = 1,
    .text = text_context_new (),
  };

  if (cr != NULL)
    {
      cairo_surface_type_t type = cairo_surface_get_type (cairo_get_target (cr));
      double               dx = 1, dy = 0, device_x, device_y;

      self->vector = type == CAIRO_SURFACE_TYPE_PDF || type == CAIRO_SURFACE_TYPE_SVG;
      cairo_user_to_device_distance (cr, &dx, &dy);
      cairo_surface_get_device_scale (cairo_get_target (cr), &device_x, &device_y);
      self->raster_scale = CLAMP (self->vector ? fallback_scale (cr) : device_x * hypot (dx, dy), 0.25, 8.0);
    }
}

void
imb_canvas_clear (ImbCanvas *self)
{
  g_clear_object (&self->text);
}

void
imb_canvas_colour (ImbCanvas *self,
                   ImbColour  colour)
{
  cairo_set_source_rgba (self->cr, colour.red, colour.green, colour.blue, colour.alpha);
}

void
imb_canvas_fill_rect (ImbCanvas *self,
                      ImbRect    rect,
                      ImbColour  colour)
{
  imb_canvas_colour (self, colour);
  cairo_rectangle (self->cr, rect.x, rect.y, rect.width, rect.height);
  cairo_fill (self->cr);
}

void
imb_canvas_line (ImbCanvas *self,
                 double     x0,
                 double     y0,
                 double     x1,
                 double     y1,
                 double     width_px,
                 ImbColour  colour)
{
  imb_canvas_colour (self, colour);
  cairo_set_line_width (self->cr, width_px);
  cairo_move_to (self->cr, x0, y0);
  cairo_line_to (self->cr, x1, y1);
  cairo_stroke (self->cr);
}

static PangoLayout *
layout_new (const ImbCanvas *self,
            ImbTextStyle     style,
            double           max_width,
            const char      *text)
{
  static const double   sizes[] = { 1.0, 0.88, 1.0, 1.18 };
  PangoLayout          *layout = pango_layout_new (self->text);
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, DejaVu Sans");
  g_autofree char      *valid = NULL;
  const char           *end;
  int                   width;

  pango_font_description_set_absolute_size (font, self->font_px * sizes[style] * PANGO_SCALE);
  pango_font_description_set_weight (font, style >= IMB_TEXT_BOLD ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_single_paragraph_mode (layout, TRUE);

  valid = g_utf8_make_valid (text, (gssize) strnlen (text, MAX_LABEL_CHARS * 4));
  end = valid;
  for (guint i = 0; i < MAX_LABEL_CHARS && *end != '\0'; i++)
    end = g_utf8_next_char (end);
  pango_layout_set_text (layout, valid, (int) (end - valid));

  pango_layout_get_size (layout, &width, NULL);
  if (max_width > 0 && width > max_width * PANGO_SCALE)
    {
      pango_layout_set_ellipsize (layout, self->cuts_middle ? PANGO_ELLIPSIZE_MIDDLE : PANGO_ELLIPSIZE_END);
      pango_layout_set_width (layout, (int) (max_width * PANGO_SCALE));
    }

  return layout;
}

double
imb_canvas_line_height (const ImbCanvas *self,
                        ImbTextStyle     style)
{
  static const double sizes[] = { 1.0, 0.88, 1.0, 1.18 };

  return ceil (1.34 * self->font_px * sizes[style]);
}

double
imb_canvas_text_width (const ImbCanvas *self,
                       ImbTextStyle     style,
                       const char      *text)
{
  g_autoptr (PangoLayout) layout = layout_new (self, style, 0, text);
  int width;

  pango_layout_get_size (layout, &width, NULL);
  return (double) width / PANGO_SCALE;
}

/* As many words as fit, from @from on; the place after them. (line: transfer full) */
static const char *
take_line (const ImbCanvas *self,
           ImbTextStyle     style,
           double           width,
           const char      *from,
           char           **line)
{
  const char *end = from + strcspn (from, " ");

  while (*end != '\0')
    {
      const char      *next = end + 1 + strcspn (end + 1, " ");
      g_autofree char *longer = g_strndup (from, (gsize) (next - from));

      if (imb_canvas_text_width (self, style, longer) > width)
        break;

      end = next;
    }
  *line = g_strndup (from, (gsize) (end - from));
  return *end == ' ' ? end + 1 : end;
}

char **
imb_canvas_wrap (const ImbCanvas *self,
                 ImbTextStyle     style,
                 double           width,
                 guint            most,
                 const char      *text)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();

  while (*text != '\0' && lines->len + 1 < most)
    {
      char *line;

      text = take_line (self, style, width, text, &line);
      g_ptr_array_add (lines, line);
    }
  if (*text != '\0')
    g_ptr_array_add (lines, g_strdup (text));
  g_ptr_array_add (lines, NULL);
  return (char **) g_ptr_array_steal (lines, NULL);
}

static void
written_free (gpointer data)
{
  ImbWritten *written = data;

  g_free (written->text);
  g_free (written);
}

GPtrArray *
imb_written_list_new (void)
{
  return g_ptr_array_new_with_free_func (written_free);
}

/* @at: in the user space of now, which is turned for a text upwards. */
static void
note_written (ImbCanvas   *self,
              PangoLayout *layout,
              ImbRect      at)
{
  ImbWritten *written;
  double      x0 = at.x, y0 = at.y, x1 = at.x + at.width, y1 = at.y + at.height;

  if (self->written == NULL)
    return;

  cairo_user_to_device (self->cr, &x0, &y0);
  cairo_user_to_device (self->cr, &x1, &y1);
  written = g_new (ImbWritten, 1);
  *written = (ImbWritten){ g_strdup (pango_layout_get_text (layout)), { MIN (x0, x1), MIN (y0, y1), fabs (x1 - x0), fabs (y1 - y0) }, pango_layout_is_ellipsized (layout), pango_layout_get_ellipsize (layout) != PANGO_ELLIPSIZE_END };
  g_ptr_array_add (self->written, written);
}

#define HALO_PX 2.4

/* Draws with the anchor at the origin of user space. */
static double
show_at_origin (ImbCanvas   *self,
                double       align_x,
                double       align_y,
                double       max_width,
                ImbTextStyle style,
                ImbColour    colour,
                const char  *text)
{
  g_autoptr (PangoLayout) layout = layout_new (self, style, max_width, text);
  PangoRectangle logical;
  double         width, height;

  /* a right-to-left line with a set width hangs at the right: its rectangle says where */
  pango_layout_get_extents (layout, NULL, &logical);
  width = (double) logical.width / PANGO_SCALE;
  height = (double) logical.height / PANGO_SCALE;
  cairo_move_to (self->cr,
                 -(double) logical.x / PANGO_SCALE - align_x * width,
                 -(double) logical.y / PANGO_SCALE - align_y * height);
  if (self->halo.alpha > 0)
    {
      imb_canvas_colour (self, self->halo);
      cairo_set_line_width (self->cr, HALO_PX);
      cairo_set_line_join (self->cr, CAIRO_LINE_JOIN_ROUND);
      pango_cairo_layout_path (self->cr, layout);
      cairo_stroke (self->cr);
      cairo_move_to (self->cr, -(double) logical.x / PANGO_SCALE - align_x * width, -(double) logical.y / PANGO_SCALE - align_y * height);
    }
  imb_canvas_colour (self, colour);
  pango_cairo_show_layout (self->cr, layout);
  cairo_new_path (self->cr);
  note_written (self, layout, (ImbRect){ -align_x * width, -align_y * height, width, height });
  return width;
}

double
imb_canvas_text (ImbCanvas   *self,
                 double       x,
                 double       y,
                 double       align_x,
                 double       align_y,
                 double       max_width,
                 ImbTextStyle style,
                 ImbColour    colour,
                 const char  *text)
{
  double width;

  cairo_save (self->cr);
  cairo_translate (self->cr, x, y);
  width = show_at_origin (self, align_x, align_y, max_width, style, colour, text);
  cairo_restore (self->cr);
  return width;
}

void
imb_canvas_text_upwards (ImbCanvas   *self,
                         double       x,
                         double       y,
                         double       align_x,
                         double       align_y,
                         double       max_width,
                         ImbTextStyle style,
                         ImbColour    colour,
                         const char  *text)
{
  cairo_save (self->cr);
  cairo_translate (self->cr, x, y);
  cairo_rotate (self->cr, -G_PI / 2);
  show_at_origin (self, align_x, align_y, max_width, style, colour, text);
  cairo_restore (self->cr);
}
