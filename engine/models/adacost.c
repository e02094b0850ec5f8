/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AdaCost: AdaBoost that makes a wrong row the heavier the more its mistake costs: w · e^(α · cost). Fan, Stolfo, Zhang and Chan 1999, in
 * the form that imbalanced-ensemble gives it. O(rounds · n · d). */
#include <glib/gi18n-lib.h>

#include "engine/models/imb-boost.h"
#include "engine/models/imb-costs.h"

typedef struct
{
  ImbBoostSettings boost;
  const char      *cost_matrix;
  ImbGroveSettings tree;
  const char      *class_weight;
} AdaCost;

static const ImbParam params[] = {
  IMB_BOOST_PARAM_ROUNDS (AdaCost, "n_estimators"),
  {
    .name = "cost_matrix",
    .label = N_ ("Costs"),
    .help = N_ ("What a mistake costs: inverse (the size of the class said by that of the true one), uniform, log1p-inverse, or [1;10|1;1], a row for each class said."),
    IMB_TEXT (AdaCost, cost_matrix, "inverse", imb_costs_check, imb_costs_suggestions),
  },
  IMB_BOOST_PARAMS (AdaCost, IMB_BOOST_SAMME),
  IMB_GROVE_PARAMS_DEEP (AdaCost, 1, "all"),
  IMB_CLASS_WEIGHT_PARAM (AdaCost, N_ ("How much rows of each class weigh in the first round, besides: none, balanced (rare classes weigh more), or {label:weight;…}.")),
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
  const AdaCost     *values = data;
  g_autofree double *costs = g_new (double, (gsize) train->n_classes * train->n_classes);
  const ImbBoostRule rule = { .settings = &values->boost, .shape = imb_grove_shape (&values->tree, train->base->n_cols), .inside = costs };

  if (!imb_costs_resolve (values->cost_matrix, train, costs, error))
    return NULL;
  return imb_boost_view (train, values->class_weight, &rule, rng, job, notes, error);
}

const ImbModel imb_model_adacost = {
  .base = {
    .id = "adacost",
    .title = N_ ("AdaCost"),
    .summary = N_ ("AdaBoost that looks the harder at a row the more a mistake on it costs."),
    .reference = "Fan, Stolfo, Zhang, Chan 1999, AdaCost: misclassification cost-sensitive boosting, ICML 1999",
    .params = params,
    .params_size = sizeof (AdaCost),
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
