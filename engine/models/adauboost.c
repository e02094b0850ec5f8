/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AdaUBoost: AdaBoost in which rows of rarer classes start heavier, β times, and grow a little slower with each mistake:
 * w · e^(α · β^(−1/T)) for T rounds. Karakoulas and Shawe-Taylor 1999, in the form that imbalanced-ensemble gives it. O(rounds · n · d). */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/models/imb-boost.h"
#include "engine/models/imb-costs.h"

typedef struct
{
  ImbBoostSettings boost;
  const char      *beta;
  ImbGroveSettings tree;
  const char      *class_weight;
} AdaUBoost;

static const ImbParam params[] = {
  IMB_BOOST_PARAM_ROUNDS (AdaUBoost, "n_estimators"),
  {
    .name = "beta",
    .label = N_ ("Start of rare classes"),
    .help = N_ ("How many times as heavy rows of a class start: inverse (the largest class's size by its own), uniform, log1p-inverse, or {label:factor;…}."),
    IMB_TEXT (AdaUBoost, beta, "inverse", imb_costs_check_factors, imb_costs_factor_suggestions),
  },
  IMB_BOOST_PARAMS (AdaUBoost, IMB_BOOST_SAMME),
  IMB_GROVE_PARAMS_DEEP (AdaUBoost, 1, "all"),
  IMB_CLASS_WEIGHT_PARAM (AdaUBoost, N_ ("How much rows of each class weigh in the first round, besides: none, balanced (rare classes weigh more), or {label:weight;…}.")),
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
  const AdaUBoost   *values = data;
  const guint        K = train->n_classes;
  g_autofree double *beta = g_new (double, K), *inside = g_new (double, (gsize) K *K);
  const ImbBoostRule rule = { .settings = &values->boost, .shape = imb_grove_shape (&values->tree, train->base->n_cols), .start = beta, .inside = inside };

  if (!imb_costs_resolve_factors (values->beta, train, beta, error))
    return NULL;
  for (guint said = 0; said < K; said++)
    for (guint c = 0; c < K; c++)
      inside[said * K + c] = pow (beta[c], -1.0 / values->boost.n_estimators);
  return imb_boost_view (train, values->class_weight, &rule, rng, job, notes, error);
}

const ImbModel imb_model_adauboost = {
  .base = {
    .id = "adauboost",
    .title = N_ ("AdaUBoost"),
    .summary = N_ ("AdaBoost in which rows of rarer classes start heavier."),
    .reference = "Karakoulas, Shawe-Taylor 1999, Optimizing classifiers for imbalanced training sets, NIPS 11",
    .params = params,
    .params_size = sizeof (AdaUBoost),
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
