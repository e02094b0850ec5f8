/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The true positive rate over the false positive rate. It says little where negatives are plenty: one percent of them
 * can be many times all positives. */
#include <glib/gi18n-lib.h>

#include "widgets/figures/imb-figure-curves.h"

static const ImbCurveKind kind = {
  .figure = &imb_figure_roc,
  .key = "roc",
  .curve = imb_curve_roc,
  .metric = "roc_auc",
  .short_name = N_ ("AUC"),
  .x_title = N_ ("False positive rate"),
  .y_title = N_ ("True positive rate (recall)"),
  .x_name = N_ ("false positive rate"),
  .y_name = N_ ("recall"),
  .is_roc = TRUE,
};

static void
draw (const ImbFigureInput *in,
      ImbCanvas            *canvas)
{
  imb_figure_curves_draw (&kind, in, canvas);
}

static char *
describe (const ImbFigureInput *in)
{
  return imb_figure_curves_describe (&kind, in);
}

static ImbFigureTable *
table (const ImbFigureInput *in)
{
  return imb_figure_curves_table (&kind, in);
}

static gboolean
hit (const ImbFigureInput *in,
     ImbCanvas            *canvas,
     double                x,
     double                y,
     ImbFigureHit         *out)
{
  return imb_figure_curves_hit (&kind, in, canvas, x, y, out);
}

const ImbFigure imb_figure_roc = {
  .id = "roc",
  .title = N_ ("ROC"),
  .help = N_ ("Every threshold as a point: how many positives are found, over how many negatives are called positive; chance is the diagonal."),
  .needs = IMB_FIGURE_RUNS,
  .draw = draw,
  .describe = describe,
  .table = table,
  .hit = hit,
};
