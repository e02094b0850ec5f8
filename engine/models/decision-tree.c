/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A decision tree: questions of the form "is this feature at most t?", each chosen so that the answers part the classes best.
 * Breiman, Friedman, Olshen and Stone 1984. O(n · d) a level, after O(n · d) for sorting. */
#include <glib/gi18n-lib.h>

#include "engine/models/imb-grove.h"

typedef struct
{
  int         criterion;
  int         max_depth;
  int         min_samples_split;
  int         min_samples_leaf;
  const char *max_features;
  const char *class_weight;
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
  const ImbTreeShape  shape = {
     (ImbTreeCriterion) values->criterion,
     (guint) values->max_depth,
     (gsize) values->min_samples_split,
     (gsize) values->min_samples_leaf,
     imb_grove_resolve_max_features (values->max_features, train->base->n_cols),
  };
  g_auto (ImbGroveRows) rows = { 0 };
  g_autoptr (ImbJob) sorting = imb_job_new_part (job, 0.3);
  g_autoptr (ImbJob) growing = imb_job_new_part (job, 0.7);
  g_autofree ImbRng *stream = g_memdup2 (rng, sizeof *rng);
  ImbTree           *tree;

  if (!imb_grove_rows_init (&rows, train, values->class_weight, TRUE, sorting, error))
    return NULL;

  tree = imb_tree_grow (g_steal_pointer (&rows.presort), rows.weights, rows.scale, &shape, stream, growing, error);
  return tree != NULL ? imb_forest_of (tree) : NULL;
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
  .flags = IMB_MODEL_CLASS_WEIGHT | IMB_MODEL_WEIGHTS | IMB_MODEL_RANDOM | IMB_MODEL_MISSING,
  .fit = fit,
  .predict = imb_grove_predict,
  .free = imb_grove_free,
};
