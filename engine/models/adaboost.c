/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AdaBoost: small trees one after the other, each looking harder at the rows that those before got wrong. Freund and Schapire 1997;
 * for any number of classes Zhu, Zou, Rosset and Hastie 2009. As scikit-learn's AdaBoostClassifier of version 1.2. O(rounds · n · d). */
#include <glib/gi18n-lib.h>

#include "engine/models/imb-boost.h"

typedef struct
{
  ImbBoostSettings boost;
  ImbGroveSettings tree;
  const char      *class_weight;
} AdaBoost;

static const ImbParam params[] = {
  IMB_BOOST_PARAM_ROUNDS (AdaBoost, "n_estimators"),
  IMB_BOOST_PARAMS (AdaBoost, IMB_BOOST_SAMME_R),
  IMB_GROVE_PARAMS_DEEP (AdaBoost, 1, "all"),
  IMB_CLASS_WEIGHT_PARAM (AdaBoost, N_ ("How much rows of each class weigh in the first round: none, balanced (rare classes weigh more), or {label:weight;…}.")),
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
  const AdaBoost    *values = data;
  const ImbBoostRule rule = { .settings = &values->boost, .shape = imb_grove_shape (&values->tree, train->base->n_cols) };

  return imb_boost_view (train, values->class_weight, &rule, rng, job, notes, error);
}

const ImbModel imb_model_adaboost = {
  .base = {
    .id = "adaboost",
    .title = N_ ("AdaBoost"),
    .summary = N_ ("Small trees one after the other, each looking harder at what those before got wrong. The untreated baseline of the boosting methods for rare classes."),
    .reference = "Freund, Schapire 1997, doi:10.1006/jcss.1997.1504; Zhu, Zou, Rosset, Hastie 2009, doi:10.4310/SII.2009.v2.n3.a8",
    .params = params,
    .params_size = sizeof (AdaBoost),
  },
  .flags = IMB_GROVE_FLAGS,
  .kind = IMB_MODEL_ENSEMBLE,
  .members = { "n_estimators" },
  .fit = fit,
  .predict = imb_boosted_predict,
  .free = imb_boosted_free,
  .importances = imb_boosted_importances,
  .contributions = imb_boosted_contributions,
  .space = IMB_SPACE_LOGIT,
};
