/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A decision tree: questions of the form "is this feature at most t?", each chosen so that the answers part the classes best.
 * Breiman, Friedman, Olshen and Stone 1984. O(n · d) a level, after O(n · d) for sorting. */
#include <glib/gi18n-lib.h>

#include "engine/models/imb-grove.h"

typedef struct
{
  ImbGroveSettings tree;
  const char      *class_weight;
} DecisionTree;

static const ImbParam params[] = {
  IMB_GROVE_PARAMS (DecisionTree, "all"),
  IMB_CLASS_WEIGHT_PARAM (DecisionTree, N_ ("How much rows of each class count in questions and leaves: none, balanced (rare classes count more), or {label:weight;…}.")),
  { NULL },
};

static gpointer
fit (const ImbView *train,
     gconstpointer  data,
     const ImbRng  *rng,
     ImbJob        *job,
     ImbNotes      *notes,
     GError       **error)
{
  const DecisionTree *values = data;

  return imb_grove_note_pure (imb_grove_fit (train, 0, &values->tree, values->class_weight, rng, job, error), values->class_weight, notes);
}

const ImbModel imb_model_decision_tree = {
  .base = {
    .id = "decision-tree",
    .title = N_ ("Decision tree"),
    .summary = N_ ("Questions about one feature at a time, each chosen to part the classes best. Follows any shape and its own training rows to the letter, unless it is limited."),
    .reference = "Breiman, Friedman, Olshen, Stone 1984, Classification and Regression Trees",
    .params = params,
    .params_size = sizeof (DecisionTree),
  },
  .flags = IMB_GROVE_FLAGS,
  .kind = IMB_MODEL_TREE,
  .fit = fit,
  .predict = imb_grove_predict,
  .free = imb_grove_free,
  .importances = imb_grove_importances,
  .contributions = imb_grove_contributions,
};
