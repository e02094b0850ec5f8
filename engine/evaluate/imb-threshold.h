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
  IMB_THRESHOLD_F1,    /* the best F1 … */
  IMB_THRESHOLD_FBETA, /* … or F with beta = value */
  IMB_THRESHOLD_GMEAN,
  IMB_THRESHOLD_YOUDEN,
  IMB_THRESHOLD_CORNER, /* where the ROC curve is nearest to (0, 1): Perkins and Schisterman 2006, doi:10.1093/aje/kwj063 */
  IMB_THRESHOLD_MCC,
  IMB_THRESHOLD_RECALL,    /* the largest with a recall of at least value */
  IMB_THRESHOLD_PRECISION, /* of those with a precision of at least value the one with the best recall; else the most precise */
  IMB_THRESHOLD_WORKLOAD,  /* the smallest that calls at most the share value of the rows positive; else the largest */
  IMB_THRESHOLD_GHOST,     /* generalised threshold shifting: imb-ghost.h */
  IMB_THRESHOLD_EXPECTED,  /* no threshold alone: each row gets the class with the least expected cost by its scores and the run's costs */
  IMB_THRESHOLD_CHEAPEST,  /* with which the inner folds cost least by the run's costs */
  IMB_THRESHOLD_COST,      /* the cheapest when a miss costs value and a false alarm other; above all scores when none pays */
} ImbThresholdPolicy;

typedef struct
{
  ImbThresholdPolicy policy;
  double             value; /* FIXED: 0 … 1; RECALL, PRECISION, WORKLOAD: (0, 1]; FBETA, COST: positive */
  double             other; /* COST: positive */
} ImbThreshold;

/* "0.5", "prior", "f1", "fbeta=2", "gmean", "youden", "corner", "mcc", "ghost", "recall=0.9", "precision=0.8", "workload=0.05", "cost=10:1", "cost" (EXPECTED), "min-cost" (CHEAPEST). The last two need costs, which only an evaluation has. */
gboolean imb_threshold_parse (const char   *text,
                              ImbThreshold *threshold,
                              GError      **error);
char    *imb_threshold_to_string (const ImbThreshold *self);

/* The threshold that the policy chooses on @outcome (ties, also those that rounding alone breaks: the higher). What needs more than an outcome is 0.5: GHOST (a seed), EXPECTED and CHEAPEST (costs). */
double imb_threshold_choose (const ImbThreshold *self,
                             const ImbOutcome   *outcome);

/* Whether the precision or the workload that was asked for is had at @threshold, which the policy chose on @outcome; others ask for nothing
 * that could be missed. */
gboolean imb_threshold_is_met (const ImbThreshold *self,
                               const ImbOutcome   *outcome,
                               double              threshold);

G_END_DECLS
