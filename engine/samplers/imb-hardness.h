/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-rng.h"
#include "engine/samplers/imb-resample.h"

G_BEGIN_DECLS

/* How hard rows are for a model, and what follows from it. */

/**
 * imb_hardness_measure:
 * @n_folds: 2 … 50; some class has as many rows
 * @n_trees: of the forest that is asked; its trees look at √columns features in each node
 * @columns: (array length=n_classes): whose probability is taken for rows of a class: its own
 * @rng: deals the folds as scikit-learn does, then seeds the forests
 * @probabilities: (out) (array length=n_rows): what a forest of the other folds' rows says
 *
 * Returns: FALSE when cancelled or without memory
 */
gboolean imb_hardness_measure (const ImbView *in,
                               guint          n_folds,
                               guint          n_trees,
                               const guint   *columns,
                               const ImbRng  *rng,
                               double        *probabilities,
                               ImbJob        *job,
                               GError       **error);

/**
 * imb_hardness_select:
 * @probabilities: (array length=n_rows)
 * @targets: rows to keep of each class
 * @targeted: classes that are reduced; the others are kept whole
 *
 * Of each class the rows are kept whose probability reaches the quantile that leaves as many as wanted; equal probabilities may leave
 * more, which is noted. Rows grouped by class. Row for row imbalanced-learn's InstanceHardnessThreshold, given the probabilities.
 */
void imb_hardness_select (const ImbView  *in,
                          const double   *probabilities,
                          const gsize    *targets,
                          const gboolean *targeted,
                          ImbResample    *out);

G_END_DECLS
