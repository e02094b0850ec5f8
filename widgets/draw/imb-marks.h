/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/draw/imb-palette.h"

G_BEGIN_DECLS

/* Adds the outline of a mark of about radius @radius around (x, y) to the path. */
void imb_mark_path (cairo_t *cr,
                    ImbShape shape,
                    double   x,
                    double   y,
                    double   radius);

/* Adds a × to the path, to be stroked. */
void imb_cross_path (cairo_t *cr,
                     double   x,
                     double   y,
                     double   radius);

/* Slanted lines over a pale ground: what was made, where a plain fill is what was given. */
void imb_hatch_rect (ImbCanvas *canvas,
                     ImbRect    rect,
                     ImbColour  colour);

/* A pale ground with an edge: what was there before. */
void imb_pale_rect (ImbCanvas *canvas,
                    ImbRect    rect,
                    ImbColour  colour);

typedef enum
{
  IMB_KEY_SOLID,  /* mark */
  IMB_KEY_HOLLOW, /* mark */
  IMB_KEY_CROSS,
  IMB_KEY_BOX,
  IMB_KEY_PALE_BOX,
  IMB_KEY_HATCHED_BOX,
  IMB_KEY_LINE,
  IMB_KEY_BAND,
} ImbKey;

typedef struct
{
  ImbKey      key;
  ImbShape    shape;
  ImbColour   colour;
  double      dash[4];
  int         n_dashes;
  const char *text;
} ImbLegendItem;

/**
 * imb_legend_height:
 *
 * Returns: what the items take when they are set in lines of @width; 0 without items
 */
double imb_legend_height (const ImbCanvas     *canvas,
                          double               width,
                          const ImbLegendItem *items,
                          guint                n_items);
void   imb_legend_draw (ImbCanvas           *canvas,
                        double               x,
                        double               y,
                        double               width,
                        const ImbLegendItem *items,
                        guint                n_items);

/* Only the sign, in the middle of a box of that width. */
void   imb_legend_key (ImbCanvas           *canvas,
                       double               x,
                       double               middle_y,
                       double               width,
                       const ImbLegendItem *item);
double imb_legend_key_width (const ImbCanvas *canvas,
                             ImbKey           key);

G_END_DECLS
