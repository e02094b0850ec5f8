/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/evaluate/imb-run.h"

G_BEGIN_DECLS

/* One run among others over the same folds. */
typedef struct
{
  guint       config;   /* which one */
  guint       place;    /* from 1; 0: it has no value */
  ImbEstimate estimate; /* of its mean */
  ImbEstimate behind;   /* of its difference to the best: this minus the best, paired over the folds */
  double      p;        /* of that difference, adjusted for all of them (Holm) */
  gboolean    is_alike; /* cannot be told apart from the best at 5 %; one value each tells nothing, and none is alike */
} ImbStanding;

/**
 * imb_leaderboard:
 * @values: n_configs × n_values, row-major: of the same folds in the same order; NaN: none
 * @test_share: imb_experiment_test_share()
 * @smaller_is_better: of the metric
 * @standings: (out) (array length=n_configs): best first; equal ones, and those without a value, in the order of @values
 *
 * Folds of all seeds count as repeats of one cross-validation: means, and differences to the best, by the corrected resampled t
 * (Nadeau and Bengio 2003), their p values adjusted by Holm 1979. The best was chosen by the same figures, so its lead looks a little
 * larger than it is.
 *
 * Returns: how many cannot be told apart from the best, itself among them
 */
guint imb_leaderboard (const double *values,
                       guint         n_configs,
                       gsize         n_values,
                       double        test_share,
                       gboolean      smaller_is_better,
                       ImbStanding  *standings);

/* How much there is to a run beside its model: its samplers first; then a class weight, a chosen threshold, a correction, a calibration, a choice of parameters. Less is simpler. */
guint imb_run_spec_effort (const ImbRunSpec *spec);

/* By the model first, since that is what is kept: ImbModelKind, then members of an ensemble. Then by imb_run_spec_effort(). */
gboolean imb_run_spec_is_simpler (const ImbRunSpec *a,
                                  const ImbRunSpec *b);

G_END_DECLS
