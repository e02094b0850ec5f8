/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bagging: the mean of trees, each grown from rows drawn with repetition. Breiman 1996. As scikit-learn's BaggingClassifier of decision
 * trees: what balanced bagging is compared with. O(trees · n · d) a level. */
#include <glib/gi18n-lib.h>

#include "engine/models/imb-grove.h"

static const ImbParam params[] = {
  IMB_GROVE_FOREST_PARAMS (10, "all"),
  { NULL },
};

const ImbModel imb_model_bagging = {
  .base = {
    .id = "bagging",
    .title = N_ ("Bagging"),
    .summary = N_ ("The mean of decision trees, each grown from rows drawn with repetition. The untreated baseline of balanced bagging."),
    .reference = "Breiman 1996, doi:10.1007/BF00058655",
    .params = params,
    .params_size = sizeof (ImbGroveForest),
  },
  .flags = IMB_GROVE_FLAGS,
  .kind = IMB_MODEL_ENSEMBLE,
  .members = { "n_estimators" },
  .fit = imb_grove_fit_forest,
  .predict = imb_grove_predict,
  .free = imb_grove_free,
  .importances = imb_grove_importances,
  .contributions = imb_grove_contributions,
};
