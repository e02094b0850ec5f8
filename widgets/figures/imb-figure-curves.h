/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/draw/imb-series.h"
#include "widgets/figures/imb-figure-frame.h"

G_BEGIN_DECLS

/* A class against the rest, at the threshold of the input. */
typedef struct
{
  double tp, fp, fn, tn;
} ImbCounts;

/* What curve figures share: from runs to curves with fold bands; the figure's kind is one of these. For widgets/figures only. */
typedef struct
{
  ImbCurve *(*curve) (const ImbOutcome *outcome,
                      guint             c); /* NULL: the input's metric over the threshold */
  gboolean has_between;         /* points without a threshold are drawn, and not listed */
  gboolean step;

  /* One number of each run for the legend: a metric's id, or worked out from each fold; of neither the input's metric. */
  const char *metric;
  double (*value) (const ImbOutcome *outcome,
                   guint             c);
  const char *short_name; /* "AP", N_(); NULL: the input's metric */
  const char *x_title;    /* N_() */
  const char *y_title;    /* likewise */
  const char *x_name;     /* in sentences and tables, N_() */
  const char *y_name;

  /* Where a threshold lies. NULL: nowhere. */
  void (*mark) (const ImbCounts *counts,
                double          *x,
                double          *y);

  /* What is shown: x low, x high, y low, y high. NULL: 0 and 1. */
  void (*ranges) (const ImbSeries *series,
                  guint            n_series,
                  double           prevalence,
                  double          *ranges);

  /* What needs no model: its height at @x. NULL: none. */
  double (*reference) (double x,
                       double prevalence);
  const char *reference_name; /* N_(); NULL: not said */

  /* A dashed level: the class's share, or 0. */
  gboolean    has_prevalence;
  const char *zero_name; /* N_(); NULL: none */

  /* The band of the pooled curve. Room for IMB_CURVE_BAND; returns how many. NULL: the range of the folds' curves. */
  gsize (*band) (const ImbRun *run,
                 guint         c,
                 double       *x,
                 double       *low,
                 double       *high);
  const char *band_name; /* N_() */

  gboolean           iso_f1;
  const ImbAxisBend *bend; /* both axes are shares, drawn so; NULL: as they are */
  gboolean           has_dots;
} ImbCurveKind;

#define IMB_CURVE_BAND 101

/* What figures of expected costs have in common. */
#define IMB_CURVE_OF_COSTS                       \
  .y_title = N_ ("Expected cost"),               \
  .x_name = N_ ("share of the costs"),           \
  .y_name = N_ ("expected cost"),                \
  .reference_name = N_ ("all or none positive"), \
  .reference = without_model, .ranges = ranges

/* References: y = x, and 1. */
double imb_figure_diagonal (double x,
                            double prevalence);
double imb_figure_one (double x,
                       double prevalence);

/* The highest y of all series; 0 without any. */
double imb_figure_highest (const ImbSeries *series,
                           guint            n_series);

void            imb_figure_curves_draw (const ImbFigure      *self,
                                        const ImbFigureInput *in,
                                        ImbCanvas            *canvas);
char           *imb_figure_curves_describe (const ImbFigure      *self,
                                            const ImbFigureInput *in);
ImbFigureTable *imb_figure_curves_table (const ImbFigure      *self,
                                         const ImbFigureInput *in);
gboolean        imb_figure_curves_hit (const ImbFigure      *self,
                                       const ImbFigureInput *in,
                                       ImbCanvas            *canvas,
                                       double                x,
                                       double                y,
                                       ImbFigureHit         *out);

/* The confusion matrix of a run at the input's threshold, C[true * n + predicted]. (transfer full) */
double *imb_figure_confusion_new (const ImbFigureInput *in,
                                  ImbRun               *run);

/* "threshold 0.50", or "each fold's own threshold". (transfer full) */
char *imb_figure_threshold_text (const ImbFigureInput *in);

/* The functions of a figure of curves. */
#define IMB_FIGURE_OF_CURVES(of)          \
  .needs = IMB_FIGURE_RUNS, .kind = (of), \
  .draw = imb_figure_curves_draw,         \
  .describe = imb_figure_curves_describe, \
  .table = imb_figure_curves_table,       \
  .hit = imb_figure_curves_hit

G_END_DECLS
