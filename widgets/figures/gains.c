/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cumulative gains: the share of the class that is found over the share of the rows that somebody looks at. The picture for who can
 * check a thousand cases a week; prevalence does not hide anything in it. */
#include <glib/gi18n-lib.h>

#include "widgets/figures/imb-figure-curves.h"

static void
mark (const ImbCounts *counts,
      double          *x,
      double          *y)
{
  *x = (counts->tp + counts->fp) / (counts->tp + counts->fp + counts->fn + counts->tn);
  *y = counts->tp / (counts->tp + counts->fn);
}

static const ImbCurveKind kind = {
  .curve = imb_curve_gains,
  .metric = "roc_auc",
  .short_name = N_ ("ROC AUC"),
  .x_title = N_ ("Share of the rows looked at"),
  .y_title = N_ ("Share of the class found (recall)"),
  .x_name = N_ ("share of rows"),
  .y_name = N_ ("recall"),
  .mark = mark,
  .reference = imb_figure_diagonal,
};

const ImbFigure imb_figure_gains = {
  .id = "gains",
  .title = N_ ("Cumulative gains"),
  .help = N_ ("Rows in the order of their scores: how much of the class is found in the part that is looked at; chance is the diagonal."),
  IMB_FIGURE_OF_CURVES (&kind),
};
