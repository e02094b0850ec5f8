/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/draw/imb-marks.h"
#include "widgets/draw/imb-plot.h"

G_BEGIN_DECLS

/* Curves of several runs in one field, with a band around each, a mark where the threshold lies, and a
 * legend at the right (or below, where the picture is not wide). */
typedef struct
{
  guint         colour; /* of imb_palette_run() */
  const char   *name;
  const char   *value; /* "0.712 ± 0.031" */
  const double *x;
  const double *y;
  const double *thresholds; /* NaN: a point between those that were measured; NULL: not told */
  gsize         n;
  const double *band_x;
  const double *band_low;
  const double *band_high;
  gsize         n_band; /* 0: none */
  double        mark_x; /* NaN: none */
  double        mark_y;
  gboolean      has_dots; /* each point is one that was measured: a dot on it */
} ImbSeries;

typedef struct
{
  const ImbSeries *series;
  guint            n_series;
  gboolean         step;
  const char      *x_title;
  const char      *y_title;
  const char      *legend_title; /* of the values */
  double           level;        /* a dashed line over the whole width; NaN: none */
  const char      *level_text;

  /* A second dashed line, for what needs no model: its height at @x. NULL: none. */
  double (*reference) (double x,
                       double prevalence);
  double             prevalence;
  const char        *reference_text; /* in the legend; NULL: not there */
  gboolean           iso_f1;         /* faint lines of equal F1, for precision over recall */
  const char        *band_text;      /* NULL: no bands */
  const char        *mark_text;      /* NULL: no marks */
  const ImbAxisBend *bend;           /* both axes are of shares, drawn so; NULL: as they are */
  double             ranges[4];      /* what is shown: x low, x high, y low, y high; NaN: 0 and 1 */
} ImbSeriesView;

typedef struct
{
  ImbPlot  plot;
  ImbRect  legend;
  gboolean beside;  /* the legend is at the right, two lines each */
  guint    n_named; /* series that the legend has room for */
} ImbSeriesLayout;

void imb_series_layout (const ImbSeriesView *self,
                        const ImbCanvas     *canvas,
                        ImbRect              area,
                        ImbSeriesLayout     *layout);
void imb_series_draw (const ImbSeriesView   *self,
                      ImbCanvas             *canvas,
                      const ImbSeriesLayout *layout);

/* The series whose line is nearest to the pointer, at most @reach px away, and its point there. FALSE: none. */
gboolean imb_series_hit (const ImbSeriesView   *self,
                         const ImbSeriesLayout *layout,
                         double                 x,
                         double                 y,
                         double                 reach,
                         guint                 *series,
                         gsize                 *point);

G_END_DECLS
