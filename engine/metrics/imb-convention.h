/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/metrics/imb-metric.h"

G_BEGIN_DECLS

/* What another tool, or another definition in use, gives under the name of a metric. */
typedef struct
{
  const char *metric; /* id of ours */
  const char *who;    /* the tool, or whose definition */
  const char *how;    /* what is different, N_() */

  double (*value) (const ImbOutcome *outcome); /* in place of imb_metric_value(); NaN: undefined there */
} ImbConvention;

/* In the order of the metrics; the last has no metric. */
const ImbConvention *imb_conventions (void);

/* Both are defined and not the same, or one of them only. */
gboolean imb_convention_differs (const ImbConvention *self,
                                 const ImbOutcome    *outcome);

G_END_DECLS
