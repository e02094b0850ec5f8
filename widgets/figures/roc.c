/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The true positive rate over the false positive rate. It says little where negatives are plenty: one percent of them
 * can be many times all positives. */
#include <glib/gi18n-lib.h>

#include "widgets/figures/imb-figure-curves.h"

static void
mark (const ImbCounts *counts,
      double          *x,
      double          *y)
{
  *x = counts->fp / (counts->fp + counts->tn);
  *y = counts->tp / (counts->tp + counts->fn);
}

static const ImbCurveKind kind = {
  .curve = imb_curve_roc,
  .metric = "roc_auc",
  .short_name = N_ ("AUC"),
  .x_title = N_ ("False positive rate"),
  .y_title = N_ ("True positive rate (recall)"),
  .x_name = N_ ("false positive rate"),
  .y_name = N_ ("recall"),
  .mark = mark,
  .reference = imb_figure_diagonal,
};

const ImbFigure imb_figure_roc = {
  .id = "roc",
  .title = N_ ("ROC"),
  .help = N_ ("Every threshold as a point: how many positives are found, over how many negatives are called positive; chance is the diagonal."),
  IMB_FIGURE_OF_CURVES (&kind),
};
