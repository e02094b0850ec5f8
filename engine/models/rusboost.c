/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RUSBoost: AdaBoost whose trees are each grown from a random under-sample of their own; how wrong a tree is, and which rows become
 * heavier, is asked of all rows. Seiffert, Khoshgoftaar, Van Hulse and Napolitano 2010. As imbalanced-learn's RUSBoostClassifier of
 * version 0.10. O(rounds · (n + m · d · log m)) for m rows drawn. */
#include <glib/gi18n-lib.h>

#include "engine/models/imb-boost.h"
#include "engine/samplers/imb-strategy.h"

typedef struct
{
  ImbBoostSettings boost;
  ImbGroveSettings tree;
  const char      *sampling_strategy;
  gboolean         replacement;
  int              balancing_schedule;
  const char      *class_weight;
} RusBoost;

static const ImbParam params[] = {
  IMB_BOOST_PARAM_ROUNDS (RusBoost, "n_estimators"),
  IMB_BOOST_PARAMS (RusBoost, IMB_BOOST_SAMME_R),
  IMB_STRATEGY_PARAM_UNDER (RusBoost),
  IMB_DEAL_PARAM_REPLACEMENT (RusBoost),
  IMB_SCHEDULE_PARAM (RusBoost),
  IMB_GROVE_PARAMS_DEEP (RusBoost, 1, "all"),
  IMB_CLASS_WEIGHT_PARAM (RusBoost, N_ ("How much rows of each class weigh in the first round: none, balanced (rare classes weigh more), or {label:weight;…}.")),
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
  const RusBoost *values = data;
  g_auto (ImbDeal) deal = { 0 };
  const ImbBoostRule rule = { .settings = &values->boost, .shape = imb_grove_shape (&values->tree, train->base->n_cols), .deal = &deal, .schedule = (ImbSchedule) values->balancing_schedule };

  if (!imb_deal_init_under (&deal, train, values->sampling_strategy, values->replacement, error))
    return NULL;
  return imb_boost_view (train, values->class_weight, &rule, rng, job, notes, error);
}

const ImbModel imb_model_rusboost = {
  .base = {
    .id = "rusboost",
    .title = N_ ("RUSBoost"),
    .summary = N_ ("AdaBoost whose trees are each grown from another random under-sample. Quick on large tables with a rare class."),
    .reference = "Seiffert, Khoshgoftaar, Van Hulse, Napolitano 2010, doi:10.1109/TSMCA.2009.2029559",
    .params = params,
    .params_size = sizeof (RusBoost),
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
