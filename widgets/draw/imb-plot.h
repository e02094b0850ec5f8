/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/draw/imb-palette.h"
#include "widgets/draw/imb-scale.h"

G_BEGIN_DECLS

/* A field with an axis at its left and one below: ticks outside, no grid, no box. */
typedef struct
{
  ImbAxisScale x; /* set by the caller; px by the layout */
  ImbAxisScale y;
  const char  *x_title;
  const char  *y_title;
  gboolean     no_y_labels; /* a neighbour has them */

  ImbRect  area;        /* what the layout was given */
  ImbRect  field;       /* the layout: whole px */
  gboolean title_above; /* the y title lies above the field, because it is longer than that is high */
  ImbTicks x_ticks;
  ImbTicks y_ticks;
} ImbPlot;

void imb_plot_layout (ImbPlot         *self,
                      const ImbCanvas *canvas,
                      ImbRect          area);
void imb_plot_draw_axes (const ImbPlot *self,
                         ImbCanvas     *canvas);

/* What lies between the field's outside and the area's: left, bottom. */
double   imb_plot_left (const ImbPlot   *self,
                        const ImbCanvas *canvas);
double   imb_plot_bottom (const ImbPlot   *self,
                          const ImbCanvas *canvas);
gboolean imb_rect_contains (ImbRect rect,
                            double  x,
                            double  y);

/* Lines of data in px of the plot, clipped to its field. A step holds the y of the next point up to it, as
 * average precision adds up. Points nearer than a fifth of a px are passed over; NaN breaks the line. */
void imb_plot_line (const ImbPlot *self,
                    ImbCanvas     *canvas,
                    const double  *x,
                    const double  *y,
                    gsize          n,
                    gboolean       step);

/* Fills between @low and @high. */
void imb_plot_band (const ImbPlot *self,
                    ImbCanvas     *canvas,
                    const double  *x,
                    const double  *low,
                    const double  *high,
                    gsize          n,
                    ImbColour      colour);

G_END_DECLS
