/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Precision gain over recall gain (Flach and Kull 2015): precision and recall on a scale on which the model that takes every row has 0. Straight
 * lines are right between its points, those of equal F1 fall from the left to the right at 45°, and the area may be averaged. What lies below 0
 * is worse than taking every row, and is not drawn. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "widgets/figures/imb-figure-curves.h"

/* Nowhere, when it is out of the picture. */
static void
mark (const ImbCounts *counts,
      double          *x,
      double          *y)
{
  double odds = (counts->tp + counts->fn) / (counts->fp + counts->tn);

  *x = 1.0 - odds * counts->fn / counts->tp;
  *y = 1.0 - odds * counts->fp / counts->tp;
  if (!(*x >= 0.0 && *y >= 0.0))
    *x = *y = NAN;
}

static const ImbCurveKind kind = {
  .curve = imb_curve_precision_recall_gain,
  .has_between = TRUE,
  .metric = "pr_gain_auc",
  .short_name = N_ ("PR-gain AUC"),
  .x_title = N_ ("Recall gain"),
  .y_title = N_ ("Precision gain"),
  .x_name = N_ ("recall gain"),
  .y_name = N_ ("precision gain"),
  .mark = mark,
};

const ImbFigure imb_figure_precision_recall_gain = {
  .id = "precision-recall-gain",
  .title = N_ ("Precision–recall gain"),
  .help = N_ ("Precision and recall from 0, where every row is called positive, to 1: here straight lines and mean areas are right, as they are not for precision and recall."),
  IMB_FIGURE_OF_CURVES (&kind),
};
