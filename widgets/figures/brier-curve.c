/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brier curves: what a model costs when its probabilities are taken at their word, so that the threshold is the share that false alarms have of the
 * costs. Where the cost curve lies below, the threshold is not where it should be: that is calibration. */
#include <glib/gi18n-lib.h>

#include "widgets/figures/imb-figure-curves.h"

/* The cheaper one of calling every row positive, and none. */
static double
without_model (double x,
               double prevalence)
{
  return 2.0 * MIN (x * (1.0 - prevalence), (1.0 - x) * prevalence);
}

static void
ranges (const ImbSeries *series,
        guint            n_series,
        double           prevalence,
        double          *ranges)
{
  ranges[3] = 1.05 * MAX (without_model (prevalence, prevalence), imb_figure_highest (series, n_series));
}

static const ImbCurveKind kind = {
  .curve = imb_curve_brier,
  .has_between = TRUE,
  .metric = "brier",
  .short_name = N_ ("Brier score"),
  .x_title = N_ ("Share of the costs that false alarms have"),
  IMB_CURVE_OF_COSTS,
};

const ImbFigure imb_figure_brier_curve = {
  .id = "brier-curve",
  .title = N_ ("Brier curves"),
  .help = N_ ("What each run costs when the threshold is the share of the costs that false alarms have, as it is for true probabilities; the area below is the Brier score."),
  IMB_FIGURE_OF_CURVES (&kind),
};
