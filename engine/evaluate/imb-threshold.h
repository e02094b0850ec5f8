/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/metrics/imb-outcome.h"

G_BEGIN_DECLS

/* How the threshold of a two-class run is chosen. FIXED and PRIOR need no scores; the others are
 * chosen on out-of-fold scores of the training rows (an inner stratified 5-fold), never on
 * test rows. */
typedef enum
{
  IMB_THRESHOLD_FIXED,
  IMB_THRESHOLD_PRIOR, /* the positive class's share of the training rows before sampling */
  IMB_THRESHOLD_F1,
  IMB_THRESHOLD_GMEAN,
  IMB_THRESHOLD_YOUDEN,
  IMB_THRESHOLD_RECALL, /* the largest with a recall of at least value */
} ImbThresholdPolicy;

typedef struct
{
  ImbThresholdPolicy policy;
  double             value; /* FIXED: 0 … 1; RECALL: (0, 1] */
} ImbThreshold;

/* "0.5", "prior", "f1", "gmean", "youden", "recall=0.9". */
gboolean imb_threshold_parse (const char   *text,
                              ImbThreshold *threshold,
                              GError      **error);
char    *imb_threshold_to_string (const ImbThreshold *self);

/* The threshold that the policy chooses on @outcome (ties: the higher). */
double imb_threshold_choose (const ImbThreshold *self,
                             const ImbOutcome   *outcome);

G_END_DECLS
