/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/figures/imb-figure.h"

G_BEGIN_DECLS

/* Rows of the design, then synthetic ones. */
typedef struct
{
  gint         ref_count;
  ImbDesign   *design;
  ImbResample *resample;
  gsize        n_in;
  gsize        n;
  double      *x;
  double      *y;
  guint16     *classes;
  guint8      *before;
  guint8      *after;
  gsize        n_missing; /* rows without a value in one of the two */
  double       ranges[4]; /* x low, x high, y low, y high of what is there */
} ImbScatterRows;

/* Of the input's two features; from the cache when it has them. (transfer full) */
ImbScatterRows *imb_scatter_rows_get (const ImbFigureInput *in);
void            imb_scatter_rows_unref (ImbScatterRows *self);

G_END_DECLS
