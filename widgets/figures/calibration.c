/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reliability: the share of the class among the rows with about the same probability. On the diagonal probabilities can be taken at
 * their word. Ten bins of equal width; empty ones are left out. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "widgets/figures/imb-figure-curves.h"

static ImbCurve *
bins_of (const ImbOutcome *outcome,
         guint             c)
{
  return imb_outcome_has_probabilities (outcome) ? imb_curve_calibration (outcome, c) : NULL;
}

/* Of rows that were tested several times each counts once. */
static gsize
intervals (const ImbRun *run,
           guint         c,
           double       *x,
           double       *low,
           double       *high)
{
  const ImbOutcome *pooled = imb_run_get_pooled (run);
  ImbCalibrationBin bins[IMB_N_BINS];
  gsize             n = 0;

  if (!imb_outcome_has_probabilities (pooled) || !imb_calibration_bins (pooled, c, bins))
    return 0;
  for (guint b = 0; b < IMB_N_BINS; b++)
    if (bins[b].weight > 0.0)
      {
        x[n] = bins[b].score;
        imb_interval_wilson (bins[b].share, bins[b].n_effective / imb_run_get_evaluation (run)->n_repeats, &low[n], &high[n]);
        n++;
      }
  return n;
}

static const ImbCurveKind kind = {
  .curve = bins_of,
  .metric = "ece",
  .short_name = N_ ("ECE"),
  .x_title = N_ ("Mean probability"),
  .y_title = N_ ("Share of the class"),
  .x_name = N_ ("mean probability"),
  .y_name = N_ ("share of the class"),
  .reference = imb_figure_diagonal,
  .reference_name = N_ ("as said"),
  .band = intervals,
  .band_name = N_ ("95 % interval"),
  .has_dots = TRUE,
};

const ImbFigure imb_figure_calibration = {
  .id = "calibration",
  .title = N_ ("Calibration"),
  .help = N_ ("Rows in ten bins of their probability: the share of the class that there really is, over the probability that was said; below the diagonal too much was said."),
  IMB_FIGURE_OF_CURVES (&kind),
};
