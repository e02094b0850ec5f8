/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bagging: the mean of trees, each grown from rows drawn with repetition. Breiman 1996. As scikit-learn's BaggingClassifier of decision
 * trees: what balanced bagging is compared with. O(trees · n · d) a level. */
#include <glib/gi18n-lib.h>

#include "engine/models/imb-grove.h"

typedef struct
{
  int              n_estimators;
  ImbGroveSettings tree;
  const char      *class_weight;
} Bagging;

static const ImbParam params[] = {
  {
    .name = "n_estimators",
    .label = N_ ("Trees"),
    .help = N_ ("How many trees; more of them make probabilities finer and steadier, and take as much longer."),
    IMB_INT (Bagging, n_estimators, 10, 1, 100000),
  },
  IMB_GROVE_PARAMS (Bagging, "all"),
  IMB_CLASS_WEIGHT_PARAM (Bagging, N_ ("How much rows of each class count in questions and leaves: none, balanced (rare classes count more), or {label:weight;…}.")),
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
  const Bagging     *values = data;
  const ImbTreeShape shape = imb_grove_shape_of_many (&values->tree, train->base->n_cols);
  g_auto (ImbGroveRows) rows = { 0 };
  g_autoptr (ImbJob) sorting = imb_job_new_part (job, 0.1);
  g_autoptr (ImbJob) growing = imb_job_new_part (job, 0.9);
  g_autofree ImbRng *stream = g_memdup2 (rng, sizeof *rng);

  if (!imb_grove_rows_init (&rows, train, values->class_weight, TRUE, sorting, error))
    return NULL;
  return imb_forest_grow (rows.presort, rows.weights, rows.scale, &shape, (guint) values->n_estimators, NULL, NULL, stream, growing, error);
}

const ImbModel imb_model_bagging = {
  .base = {
    .id = "bagging",
    .title = N_ ("Bagging"),
    .summary = N_ ("The mean of decision trees, each grown from rows drawn with repetition. The untreated baseline of balanced bagging."),
    .reference = "Breiman 1996, doi:10.1007/BF00058655",
    .params = params,
    .params_size = sizeof (Bagging),
  },
  .flags = IMB_GROVE_FLAGS,
  .fit = fit,
  .predict = imb_grove_predict,
  .free = imb_grove_free,
};
