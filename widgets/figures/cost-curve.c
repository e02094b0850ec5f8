/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cost curves: what the best threshold costs, over the share that missed positives have of all costs. Whoever knows roughly what a miss
 * and a false alarm cost reads off which model is the cheaper one, and where none is of use. */
#include <glib/gi18n-lib.h>

#include "widgets/figures/imb-figure-curves.h"

/* The cheaper one of calling every row positive, and none. */
static double
without_model (double x,
               double prevalence)
{
  return MIN (x, 1.0 - x);
}

static void
ranges (const ImbSeries *series,
        guint            n_series,
        double           prevalence,
        double          *ranges)
{
  ranges[3] = 0.52;
}

static const ImbCurveKind kind = {
  .curve = imb_curve_cost,
  .metric = "expected_cost",
  .short_name = N_ ("Area below"),
  .x_title = N_ ("Share of the costs that positives have"),
  IMB_CURVE_OF_COSTS,
};

const ImbFigure imb_figure_cost_curve = {
  .id = "cost-curve",
  .title = N_ ("Cost curves"),
  .help = N_ ("What the best threshold of each run costs, over the positives’ share of the costs (their share of the rows times what a miss costs); lower is better."),
  IMB_FIGURE_OF_CURVES (&kind),
};
