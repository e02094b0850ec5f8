/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A random forest: the mean of many trees, each grown from rows drawn with repetition, each of its questions chosen from a few features
 * drawn anew. Breiman 2001. O(trees · n · d) a level. */
#include <glib/gi18n-lib.h>

#include "engine/models/imb-grove.h"

typedef struct
{
  int              n_estimators;
  ImbGroveSettings tree;
  const char      *class_weight;
} RandomForest;

static const ImbParam params[] = {
  {
    .name = "n_estimators",
    .label = N_ ("Trees"),
    .help = N_ ("How many trees; more of them make probabilities finer and steadier, and take as much longer."),
    IMB_INT (RandomForest, n_estimators, 100, 1, 100000),
  },
  IMB_GROVE_PARAMS (RandomForest, "sqrt"),
  IMB_CLASS_WEIGHT_PARAM (RandomForest, N_ ("How much rows of each class count in questions and leaves: none, balanced (rare classes count more), or {label:weight;…}.")),
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
  const RandomForest *values = data;
  const ImbTreeShape  shape = imb_grove_shape_of_many (&values->tree, train->base->n_cols);
  g_auto (ImbGroveRows) rows = { 0 };
  g_autoptr (ImbJob) sorting = imb_job_new_part (job, 0.05);
  g_autoptr (ImbJob) growing = imb_job_new_part (job, 0.95);
  g_autofree ImbRng *stream = g_memdup2 (rng, sizeof *rng);

  if (!imb_grove_rows_init (&rows, train, values->class_weight, TRUE, sorting, error))
    return NULL;
  return imb_forest_grow (rows.presort, rows.weights, rows.scale, &shape, (guint) values->n_estimators, NULL, NULL, stream, growing, error);
}

const ImbModel imb_model_random_forest = {
  .base = {
    .id = "random-forest",
    .title = N_ ("Random forest"),
    .summary = N_ ("The mean of many decision trees, each grown from other rows and features. Strong without tuning; the usual second model."),
    .reference = "Breiman 2001, doi:10.1023/A:1010933404324",
    .params = params,
    .params_size = sizeof (RandomForest),
  },
  .flags = IMB_GROVE_FLAGS,
  .fit = fit,
  .predict = imb_grove_predict,
  .free = imb_grove_free,
};
