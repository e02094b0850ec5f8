/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A decision tree: questions of the form "is this feature at most t?", each chosen so that the answers part the classes best.
 * Breiman, Friedman, Olshen and Stone 1984. O(n · d) a level, after O(n · d) for sorting. */
#include <glib/gi18n-lib.h>

#include "engine/kernels/imb-tree-prune.h"
#include "engine/models/imb-grove.h"

typedef struct
{
  ImbGroveSettings tree;
  double           ccp_alpha;
  const char      *class_weight;
} DecisionTree;

static const ImbParam params[] = {
  IMB_GROVE_PARAMS (DecisionTree, "all"),
  {
    .name = "ccp_alpha",
    .label = N_ ("Price of a leaf"),
    .help = N_ ("Branches are cut off whose questions lower the impurity of the whole tree by no more than this for each leaf they add; 0 cuts nothing."),
    IMB_REAL (DecisionTree, ccp_alpha, 0.0, 0.0, 1e9),
  },
  IMB_CLASS_WEIGHT_PARAM (DecisionTree, N_ ("How much rows of each class count in questions and leaves: none, balanced (rare classes count more), or {label:weight;…}.")),
  { NULL },
};

/* Impurities of nodes are counted by their share of the weights of all rows, and information in bits; gains are not. */
static ImbForest *
prune (ImbForest          *forest,
       const DecisionTree *values,
       GError            **error)
{
  const double bit = values->tree.criterion == IMB_TREE_GINI ? 1.0 : G_LN2;
  ImbTree     *tree = imb_forest_take_first (forest);

  tree = imb_tree_prune (tree, values->ccp_alpha * bit * tree->facts[0].cover, error);
  return tree != NULL ? imb_forest_of (tree) : NULL;
}

static gpointer
fit (const ImbView *train,
     gconstpointer  data,
     const ImbRng  *rng,
     ImbJob        *job,
     ImbNotes      *notes,
     GError       **error)
{
  const DecisionTree *values = data;
  ImbForest          *forest = imb_grove_fit (train, 0, &values->tree, values->class_weight, rng, job, error);

  if (forest != NULL && values->ccp_alpha > 0.0)
    forest = prune (forest, values, error);
  return imb_grove_note_pure (forest, values->class_weight, notes);
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
