/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/evaluate/imb-candidates.h"
#include "engine/evaluate/imb-recipe.h"

G_BEGIN_DECLS

/* What one fold chose. */
typedef struct
{
  guint  candidate;
  double score;    /* its mean over the inner folds; NaN: the metric is undefined in all of them */
  char **failures; /* (nullable): of each candidate, why it could not be tried; NULL: it could */
  guint  n_failures;
  guint  n_candidates;
} ImbPick;

/**
 * imb_choose:
 * @recipe: all but plan and values, which are the candidates'
 * @train: the training rows
 *
 * Every candidate is tried on inner folds of the training rows (imb-inner.h) as the outer folds try the run, its calibration and threshold
 * chosen inside once more where the metric depends on them: calibration for metrics of probabilities, both for those of decisions. The best mean
 * wins; of equal ones the first. An inner fold in which nobody has a value counts for nobody; a candidate that has none where another has one
 * loses. One that cannot be tried is out.
 *
 * Returns: FALSE when none could be tried, rows are too few, or it was cancelled
 */
gboolean imb_choose (const ImbRecipe     *recipe,
                     const ImbCandidates *candidates,
                     const guint32       *train,
                     gsize                n_train,
                     ImbPick             *chosen,
                     ImbJob              *job,
                     ImbNotes            *notes,
                     GError             **error);
void     imb_pick_clear (ImbPick *self);

G_END_DECLS
