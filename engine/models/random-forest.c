/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A random forest: the mean of many trees, each grown from rows drawn with repetition, each of its questions chosen from a few features
 * drawn anew. Breiman 2001. O(trees · n · d) a level. */
#include <glib/gi18n-lib.h>

#include "engine/models/imb-grove.h"

static const ImbParam params[] = {
  IMB_GROVE_FOREST_PARAMS (100, "sqrt"),
  { NULL },
};

const ImbModel imb_model_random_forest = {
  .base = {
    .id = "random-forest",
    .title = N_ ("Random forest"),
    .summary = N_ ("The mean of many decision trees, each grown from other rows and features. Strong without tuning; the usual second model."),
    .reference = "Breiman 2001, doi:10.1023/A:1010933404324",
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
