/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/draw/imb-series.h"
#include "widgets/figures/imb-figure-frame.h"

G_BEGIN_DECLS

typedef enum
{
  IMB_AXES_PRECISION_RECALL,
  IMB_AXES_ROC,
  IMB_AXES_GAINS, /* recall over the share of the rows taken */
} ImbAxes;

/* What precision–recall, ROC and gains share: from runs to curves with fold bands; the figure's kind is one of these. For
 * widgets/figures only. */
typedef struct
{
  ImbCurve *(*curve) (const ImbOutcome *outcome,
                      guint             c);
  gboolean    step;
  const char *metric;     /* the area */
  const char *short_name; /* "AP", N_() */
  const char *x_title;    /* N_() */
  const char *y_title;
  const char *x_name; /* in sentences and tables, N_() */
  const char *y_name;
  ImbAxes     axes;
} ImbCurveKind;

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

G_END_DECLS
