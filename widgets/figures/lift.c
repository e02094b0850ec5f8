/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lift: how many times more of the class there is among the rows with the highest scores than among all. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "widgets/figures/imb-figure-curves.h"

static void
mark (const ImbCounts *counts,
      double          *x,
      double          *y)
{
  *x = (counts->tp + counts->fp) / (counts->tp + counts->fp + counts->fn + counts->tn);
  *y = counts->tp / (counts->tp + counts->fn) / *x;
}

static double
lift_of_a_tenth (const ImbOutcome *outcome,
                 guint             c)
{
  return imb_top_of (outcome, c, 0.1).lift;
}

static void
ranges (const ImbSeries *series,
        guint            n_series,
        double           prevalence,
        double          *ranges)
{
  ranges[3] = MAX (1.05 * imb_figure_highest (series, n_series), 2.0);
}

static const ImbCurveKind kind = {
  .curve = imb_curve_lift_in_arcs,
  .has_between = TRUE,
  .value = lift_of_a_tenth,
  .short_name = N_ ("Lift of the first tenth"),
  .x_title = N_ ("Share of the rows looked at"),
  .y_title = N_ ("Lift"),
  .x_name = N_ ("share of rows"),
  .y_name = N_ ("lift"),
  .mark = mark,
  .ranges = ranges,
  .reference = imb_figure_one,
  .reference_name = N_ ("chance"),
};

const ImbFigure imb_figure_lift = {
  .id = "lift",
  .title = N_ ("Lift"),
  .help = N_ ("Rows in the order of their scores: how many times more of the class there is in the part that is looked at than by chance, which is 1."),
  IMB_FIGURE_OF_CURVES (&kind),
};
