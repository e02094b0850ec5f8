/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Precision over recall, as a step curve: between two thresholds nothing is interpolated, and the area below is the
 * average precision. The dashed line is the prevalence, which a model without any skill has for its precision. */
#include <glib/gi18n-lib.h>

#include "widgets/figures/imb-figure-curves.h"

static const ImbCurveKind kind = {
  .curve = imb_curve_precision_recall,
  .step = TRUE,
  .metric = "average_precision",
  .short_name = N_ ("AP"),
  .x_title = N_ ("Recall"),
  .y_title = N_ ("Precision"),
  .x_name = N_ ("recall"),
  .y_name = N_ ("precision"),
};

const ImbFigure imb_figure_precision_recall = {
  .id = "precision-recall",
  .title = N_ ("Precision–recall"),
  .help = N_ ("Every threshold as a point: how many positives are found, and how many of those called positive are; no skill is the dashed line."),
  .needs = IMB_FIGURE_RUNS,
  .kind = &kind,
  .draw = imb_figure_curves_draw,
  .describe = imb_figure_curves_describe,
  .table = imb_figure_curves_table,
  .hit = imb_figure_curves_hit,
};
