/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Detection error tradeoff: misses over false alarms, both as normal deviates, which draw wide apart what matters at one in a hundred
 * or in a thousand. Two classes whose scores are normal give straight lines. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "widgets/figures/imb-figure-curves.h"

static void
mark (const ImbCounts *counts,
      double          *x,
      double          *y)
{
  *x = counts->fp / (counts->fp + counts->tn);
  *y = counts->fn / (counts->tp + counts->fn);
}

static double
chance (double x,
        double prevalence)
{
  return 1.0 - x;
}

/* From the least share above 0 that a curve has, up to the half or what is needed. */
static void
show (double  share,
      double *low,
      double *high)
{
  if (!(share > 0.0 && share < 1.0))
    return;
  *low = MIN (*low, share);
  *high = MAX (*high, share);
}

static void
ranges (const ImbSeries *series,
        guint            n_series,
        double           prevalence,
        double          *ranges)
{
  ranges[0] = ranges[2] = 0.1;
  ranges[1] = ranges[3] = 0.6;
  for (guint s = 0; s < n_series; s++)
    for (gsize i = 0; i < series[s].n; i++)
      {
        if (isnan (series[s].thresholds[i]))
          continue;
        show (series[s].x[i], &ranges[0], &ranges[1]);
        show (series[s].y[i], &ranges[2], &ranges[3]);
      }
}

static const ImbAxisBend deviates = { imb_normal_quantile, imb_normal_cdf };

static const ImbCurveKind kind = {
  .curve = imb_curve_det_between,
  .has_between = TRUE,
  .metric = "equal_error_rate",
  .short_name = N_ ("Equal error rate"),
  .x_title = N_ ("False positive rate"),
  .y_title = N_ ("False negative rate"),
  .x_name = N_ ("false positive rate"),
  .y_name = N_ ("false negative rate"),
  .mark = mark,
  .ranges = ranges,
  .reference = chance,
  .reference_name = N_ ("chance"),
  .bend = &deviates,
};

const ImbFigure imb_figure_det = {
  .id = "det",
  .title = N_ ("Detection error tradeoff"),
  .help = N_ ("Every threshold as a point: how many positives are missed, over how many negatives are called positive; lower left is better."),
  IMB_FIGURE_OF_CURVES (&kind),
};
