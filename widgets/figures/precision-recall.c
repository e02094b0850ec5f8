/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Precision over recall, as a step curve: between two thresholds nothing is interpolated, and the area below is the
 * average precision. The dashed line is the prevalence, which a model without any skill has for its precision. */
#include <glib/gi18n-lib.h>

#include "widgets/figures/imb-figure-curves.h"

/* Every ranking has at least this: all other rows before the class's (Boyd et al. 2012). */
static double
lowest (double recall,
        double prevalence)
{
  return prevalence * recall / (1.0 - prevalence + prevalence * recall);
}

static void
mark (const ImbCounts *counts,
      double          *x,
      double          *y)
{
  *x = counts->tp / (counts->tp + counts->fn);
  *y = counts->tp / (counts->tp + counts->fp);
}

static const ImbCurveKind kind = {
  .curve = imb_curve_precision_recall,
  .step = TRUE,
  .metric = "average_precision",
  .short_name = N_ ("AP"),
  .x_title = N_ ("Recall"),
  .y_title = N_ ("Precision"),
  .x_name = N_ ("recall"),
  .y_name = N_ ("precision"),
  .mark = mark,
  .has_prevalence = TRUE,
  .iso_f1 = TRUE,
  .reference = lowest,
  .reference_name = N_ ("lowest that is possible"),
};

const ImbFigure imb_figure_precision_recall = {
  .id = "precision-recall",
  .title = N_ ("Precision–recall"),
  .help = N_ ("Every threshold as a point: how many positives are found, and how many of those called positive are; no skill is the dashed line."),
  IMB_FIGURE_OF_CURVES (&kind),
};
