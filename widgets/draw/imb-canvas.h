/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <pango/pangocairo.h>

G_BEGIN_DECLS

typedef enum
{
  IMB_THEME_LIGHT,
  IMB_THEME_DARK,
} ImbTheme;

typedef struct
{
  double red;
  double green;
  double blue;
  double alpha;
} ImbColour;

typedef struct
{
  double x;
  double y;
  double width;
  double height;
} ImbRect;

/* A text that was drawn, and where. */
typedef struct
{
  char    *text;
  ImbRect  rect;
  gboolean is_cut;    /* there is a … in it */
  gboolean keeps_end; /* but not at the end */
} ImbWritten;

/* Where a figure is drawn: user space is CSS px (96 per inch), whatever the surface. Text is laid
 * out by a context of its own, without hinting, so that its extents are equal on every surface. */
typedef struct
{
  cairo_t      *cr; /* NULL: for measuring only */
  double        width;
  double        height;
  ImbTheme      theme;
  double        font_px;      /* of normal text; grows with the size of the picture */
  double        raster_scale; /* device pixels per px, for marks that are drawn as an image */
  gboolean      vector;       /* the surface is SVG or PDF */
  PangoContext *text;
  GPtrArray    *written;     /* of ImbWritten: filled when it is not NULL; lent */
  gboolean      cuts_middle; /* a text that is too long loses its middle: of names, which may differ in their ends alone */
  ImbColour     halo;        /* around what is written now, to be read where lines pass; transparent: none */
} ImbCanvas;

/* For the lists of what was written. */
GPtrArray *imb_written_list_new (void);

typedef enum
{
  IMB_TEXT_NORMAL,
  IMB_TEXT_SMALL,
  IMB_TEXT_BOLD,
  IMB_TEXT_TITLE,
} ImbTextStyle;

/**
 * imb_canvas_init:
 * @cr: (nullable): user space in px; NULL for measuring only
 * @text_scale: 1 is normal; 0 counts as 1
 */
void imb_canvas_init (ImbCanvas *self,
                      cairo_t   *cr,
                      double     width,
                      double     height,
                      ImbTheme   theme,
                      double     text_scale);
void imb_canvas_clear (ImbCanvas *self);

void imb_canvas_colour (ImbCanvas *self,
                        ImbColour  colour);
void imb_canvas_fill_rect (ImbCanvas *self,
                           ImbRect    rect,
                           ImbColour  colour);
void imb_canvas_line (ImbCanvas *self,
                      double     x0,
                      double     y0,
                      double     x1,
                      double     y1,
                      double     width_px,
                      ImbColour  colour);

/* The height of one line of text, and the natural width of @text, in px. */
double imb_canvas_line_height (const ImbCanvas *self,
                               ImbTextStyle     style);
double imb_canvas_text_width (const ImbCanvas *self,
                              ImbTextStyle     style,
                              const char      *text);

/* The lines that @text takes in @width, broken at its blanks; the last of @most has the rest, however long. (transfer full): NULL-terminated */
char **imb_canvas_wrap (const ImbCanvas *self,
                        ImbTextStyle     style,
                        double           width,
                        guint            most,
                        const char      *text);

/**
 * imb_canvas_text:
 * @x: where the anchor of the text goes
 * @align_x: 0 the anchor is its left edge, 0.5 its middle, 1 its right edge
 * @align_y: the same for top, middle and bottom of the line
 * @max_width: longer text is ellipsised at its end; 0: never
 * @text: literal, never markup; line ends and invalid UTF-8 are shown as signs
 *
 * Draws one line of text.
 *
 * Returns: the width that it took
 */
double imb_canvas_text (ImbCanvas   *self,
                        double       x,
                        double       y,
                        double       align_x,
                        double       align_y,
                        double       max_width,
                        ImbTextStyle style,
                        ImbColour    colour,
                        const char  *text);

/* The same, read from bottom to top: @align_x runs along the text, which starts at the bottom. */
void imb_canvas_text_upwards (ImbCanvas   *self,
                              double       x,
                              double       y,
                              double       align_x,
                              double       align_y,
                              double       max_width,
                              ImbTextStyle style,
                              ImbColour    colour,
                              const char  *text);

G_END_DECLS
