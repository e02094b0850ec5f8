/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decision curves: the net benefit of acting on the rows whose probability is at least that at which somebody would act. */
#include <glib/gi18n-lib.h>

#include "widgets/figures/imb-figure-curves.h"

static ImbCurve *
net_benefit (const ImbOutcome *outcome,
             guint             c)
{
  return imb_curve_decision (outcome, c, FALSE);
}

static double
treat_all (double x,
           double prevalence)
{
  return x < 1.0 ? prevalence - (1.0 - prevalence) * x / (1.0 - x) : -G_MAXDOUBLE;
}

/* A benefit is at most the class's share; losses have no end and are cut. */
static void
ranges (const ImbSeries *series,
        guint            n_series,
        double           prevalence,
        double          *ranges)
{
  double most = MAX (prevalence, imb_figure_highest (series, n_series));

  ranges[2] = -0.25 * most;
  ranges[3] = 1.05 * most;
}

static const ImbCurveKind kind = {
  .curve = net_benefit,
  .value = imb_net_benefit,
  .short_name = N_ ("Net benefit at the prevalence"),
  .x_title = N_ ("Probability from which on one would act"),
  .y_title = N_ ("Net benefit a row"),
  .x_name = N_ ("probability"),
  .y_name = N_ ("net benefit"),
  .ranges = ranges,
  .reference = treat_all,
  .reference_name = N_ ("act on all"),
  .zero_name = N_ ("act on none"),
};

const ImbFigure imb_figure_decision_curve = {
  .id = "decision-curve",
  .title = N_ ("Decision curves"),
  .help = N_ ("True positives less the false ones, which count by the odds of the probability from which on one would act; a model is of use where it is above acting on all and on none."),
  IMB_FIGURE_OF_CURVES (&kind),
};
