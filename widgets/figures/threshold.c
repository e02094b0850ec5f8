/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A metric over the threshold: how much depends on it, and how far the folds agree where the best one is. */
#include <glib/gi18n-lib.h>

#include "widgets/figures/imb-figure-curves.h"

/* Between two scores nothing changes: a threshold does what the next score above it does. */
static const ImbCurveKind kind = {
  .step = TRUE,
  .x_title = N_ ("Threshold"),
  .x_name = N_ ("threshold"),
};

const ImbFigure imb_figure_threshold = {
  .id = "threshold",
  .title = N_ ("Metric over threshold"),
  .help = N_ ("A metric (F1, if no other one is chosen) at every threshold; a flat top with a narrow band is safe to choose from."),
  IMB_FIGURE_OF_CURVES (&kind),
};
