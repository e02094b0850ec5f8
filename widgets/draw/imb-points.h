/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/draw/imb-plot.h"

G_BEGIN_DECLS

/* Rows as marks: by class (colour and shape) and by what became of them. */
typedef enum
{
  IMB_POINT_KEPT,      /* solid */
  IMB_POINT_REMOVED,   /* hollow */
  IMB_POINT_SYNTHETIC, /* a cross */
  IMB_POINT_ABSENT,    /* not drawn */
  IMB_N_POINT_KINDS = IMB_POINT_ABSENT,
} ImbPointKind;

typedef struct
{
  const double  *x; /* (array length=n): NaN is not drawn */
  const double  *y;
  const guint16 *classes;
  const guint8  *kinds; /* NULL: all kept */
  gsize          n;
  guint          n_classes;
  guint          positive;
  const guint   *order; /* (array length=n_classes): classes from the first drawn (lowest) to the last */
} ImbPoints;

/* Up to this many, marks are drawn one by one; SVG and PDF afford ten times as many. Above, as an image. */
#define IMB_POINTS_VECTOR 2000
/* Above this many the image shows density. */
#define IMB_POINTS_DENSITY 50000
/* … but not of a class with so few. */
#define IMB_POINTS_FEW 5000

/* px: smaller where there are many marks for the room. */
double imb_points_radius (const ImbCanvas *canvas,
                          const ImbPlot   *plot,
                          gsize            n);
void   imb_points_draw (const ImbPoints *self,
                        ImbCanvas       *canvas,
                        const ImbPlot   *plot);

/* The point nearest to the pointer, at most @reach px away; of equal ones the last. −1: none. */
gssize imb_points_hit (const ImbPoints *self,
                       const ImbPlot   *plot,
                       double           x,
                       double           y,
                       double           reach);

G_END_DECLS
