/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/draw/imb-palette.h"
#include "widgets/draw/imb-scale.h"

G_BEGIN_DECLS

/* Lying bars with a label at their left and their number at their end; one per line, or two: before and after. */
typedef struct
{
  const char *label;
  double      before;
  double      kept; /* of the after bar: filled */
  double      made; /* of the after bar: hatched, behind kept */
  ImbColour   colour;
  ImbColour   edge;  /* drawn around the bar when the colour itself is too pale for the paper */
  int         shape; /* −1: no sign */
} ImbBar;

typedef struct
{
  const ImbBar *bars;
  guint         n_bars;
  gboolean      has_after;
  gboolean      shares; /* the number at the end starts with the share */
  gboolean      log_scale;
  double        total_before;
  double        total_after;
  const char   *axis_title; /* logarithmic only: it needs an axis */
} ImbBars;

typedef struct
{
  ImbRect      area;
  ImbAxisScale scale;
  double       base_px; /* x of the bars' beginning */
  double       label_width;
  double       sign_width;
  double       line_height; /* of a bar or pair with the space around it */
  double       thickness;
  double       gap; /* between before and after */
} ImbBarsLayout;

/* How many bars find room in @height; at least 1. */
guint   imb_bars_room (const ImbCanvas *canvas,
                       double           height,
                       gboolean         has_after);
void    imb_bars_layout (const ImbBars   *self,
                         const ImbCanvas *canvas,
                         ImbRect          area,
                         ImbBarsLayout   *layout);
ImbRect imb_bars_rect (const ImbBars       *self,
                       const ImbBarsLayout *layout,
                       guint                bar,
                       gboolean             after);
void    imb_bars_draw (const ImbBars       *self,
                       ImbCanvas           *canvas,
                       const ImbBarsLayout *layout);

/* The bar on whose line the point lies; −1: none. */
int imb_bars_hit (const ImbBars       *self,
                  const ImbBarsLayout *layout,
                  double               x,
                  double               y,
                  gboolean            *after);

G_END_DECLS
