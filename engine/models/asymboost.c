/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AsymBoost: AdaBoost that multiplies weights by a part of the cost after every round, cost^(1/2T) of T rounds, since what is given at the
 * start is forgotten after a few. Viola and Jones 2001, in the form that imbalanced-ensemble gives it. O(rounds · n · d). */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/models/imb-boost.h"
#include "engine/models/imb-costs.h"

typedef struct
{
  ImbBoostSettings boost;
  const char      *cost_matrix;
  ImbGroveSettings tree;
  const char      *class_weight;
} AsymBoost;

static const ImbParam params[] = {
  IMB_BOOST_PARAM_ROUNDS (AsymBoost, "n_estimators"),
  {
    .name = "cost_matrix",
    .label = N_ ("Costs"),
    .help = N_ ("What a mistake costs: inverse (the size of the class said by that of the true one), uniform, or [1;10|1;1], a row for each class said."),
    IMB_TEXT (AsymBoost, cost_matrix, "inverse", imb_costs_check_plain, imb_costs_suggestions),
  },
  IMB_BOOST_PARAMS (AsymBoost, IMB_BOOST_SAMME),
  IMB_GROVE_PARAMS_DEEP (AsymBoost, 1, "all"),
  IMB_CLASS_WEIGHT_PARAM (AsymBoost, N_ ("How much rows of each class weigh in the first round, besides: none, balanced (rare classes weigh more), or {label:weight;…}.")),
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
  const AsymBoost   *values = data;
  const gsize        n = (gsize) train->n_classes * train->n_classes;
  g_autofree double *costs = g_new (double, n);
  const ImbBoostRule rule = { .settings = &values->boost, .shape = imb_grove_shape (&values->tree, train->base->n_cols), .outside = costs };

  if (!imb_costs_resolve (values->cost_matrix, train, costs, error))
    return NULL;
  /* That being right costs nothing must not multiply by nothing. */
  for (gsize i = 0; i < n; i++)
    costs[i] = i % (train->n_classes + 1) == 0 && costs[i] == 0.0 ? 1.0 : pow (costs[i], 0.5 / values->boost.n_estimators);
  return imb_boost_view (train, values->class_weight, &rule, rng, job, notes, error);
}

const ImbModel imb_model_asymboost = {
  .base = {
    .id = "asymboost",
    .title = N_ ("AsymBoost"),
    .summary = N_ ("AdaBoost that is reminded of the costs of mistakes after every round."),
    .reference = "Viola, Jones 2001, Fast and robust classification using asymmetric AdaBoost and a detector cascade, NIPS 14",
    .params = params,
    .params_size = sizeof (AsymBoost),
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
