/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EasyEnsemble: a bag of AdaBoosts, each of a random under-sample of its own, so that all rows of the smallest class are in every one
 * and hardly any row of the others is left out of all. Liu, Wu and Zhou 2009. As imbalanced-learn's EasyEnsembleClassifier of
 * version 0.10. O(members · rounds · m · d) for m rows drawn. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-parallel.h"
#include "engine/models/imb-boost.h"
#include "engine/models/imb-contribute.h"
#include "engine/samplers/imb-strategy.h"

typedef struct
{
  int              n_estimators;
  ImbBoostSettings boost;
  ImbGroveSettings tree;
  const char      *sampling_strategy;
  gboolean         replacement;
  const char      *class_weight;
} EasyEnsemble;

static const ImbParam params[] = {
  {
    .name = "n_estimators",
    .label = N_ ("Members"),
    .help = N_ ("How many AdaBoosts; the rarer the smallest class, the more of them it takes to see most rows of the others."),
    IMB_INT (EasyEnsemble, n_estimators, 10, 1, 10000),
  },
  IMB_BOOST_PARAM_ROUNDS (EasyEnsemble, "estimator__n_estimators"),
  IMB_BOOST_PARAMS (EasyEnsemble, IMB_BOOST_SAMME_R),
  IMB_STRATEGY_PARAM_UNDER (EasyEnsemble),
  IMB_DEAL_PARAM_REPLACEMENT (EasyEnsemble),
  IMB_GROVE_PARAMS_DEEP (EasyEnsemble, 1, "all"),
  IMB_CLASS_WEIGHT_PARAM (EasyEnsemble, N_ ("How much the rows drawn of each class weigh in the first round: none, balanced (by the classes' sizes before drawing), or {label:weight;…}.")),
  { NULL },
};

typedef struct
{
  ImbBoosted **members;
  guint        n_members;
} Fitted;

static void
fitted_free (gpointer data)
{
  Fitted *self = data;

  if (self == NULL)
    return;
  for (guint m = 0; m < self->n_members; m++)
    imb_boosted_free (self->members[m]);
  g_free (self->members);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fitted, fitted_free)

typedef struct
{
  const ImbBoostRule *rule;
  const ImbGroveRows *rows;
  const ImbView      *train;
  const ImbDeal      *deal;
  const guint32      *seeds;
  ImbJob             *job;
  Fitted             *fitted;
} Bagging;

static gboolean
fit_member (gsize    m,
            gpointer data,
            GError **error)
{
  const Bagging            *bagging = data;
  const ImbGroveRows       *from = bagging->rows;
  const gsize               n = imb_deal_n_drawn (bagging->deal), d = bagging->train->base->n_cols;
  const guint               K = bagging->train->n_classes;
  g_autofree guint32       *drawn = g_new (guint32, n + 1);
  g_autofree const double **rows = g_new (const double *, n + 1);
  g_autofree guint16       *classes = g_new (guint16, n + 1);
  g_autofree double        *weights = g_new (double, n + 1);
  g_autofree ImbRng        *rng = g_new (ImbRng, 1);
  g_autoptr (ImbJob) silent = imb_job_new_part (bagging->job, 0.0);
  g_autoptr (ImbPresort) presort = NULL;

  imb_rng_init (rng, bagging->seeds[m]);
  imb_deal_draw (bagging->deal, NULL, rng, drawn);
  for (gsize i = 0; i < n; i++)
    {
      rows[i] = from->rows[drawn[i]];
      classes[i] = from->classes[drawn[i]];
      weights[i] = (from->weights != NULL ? from->weights[drawn[i]] : 1.0) * from->scale[classes[i]];
    }
  presort = imb_presort_new (rows, classes, n, d, K, silent, error);
  if (presort == NULL)
    return FALSE;

  const ImbBoostRows own = { rows, classes, weights, n, d, K, presort };

  bagging->fitted->members[m] = imb_boost_fit (&own, bagging->rule, rng, silent, error);
  return bagging->fitted->members[m] != NULL;
}

static gpointer
fit (const ImbView *train,
     gconstpointer  data,
     const ImbRng  *rng,
     ImbJob        *job,
     ImbNotes      *notes,
     GError       **error)
{
  const EasyEnsemble *values = data;
  const guint         n = (guint) values->n_estimators;
  const ImbBoostRule  rule = { .settings = &values->boost, .shape = imb_grove_shape (&values->tree, train->base->n_cols) };
  g_auto (ImbGroveRows) rows = { 0 };
  g_auto (ImbDeal) deal = { 0 };
  g_autofree ImbRng  *stream = g_memdup2 (rng, sizeof *rng);
  g_autofree guint32 *seeds = g_new (guint32, n);
  g_autoptr (Fitted) fitted = g_new (Fitted, 1);
  Bagging bagging = { &rule, &rows, train, &deal, seeds, job, fitted };

  *fitted = (Fitted){ g_new0 (ImbBoosted *, n), n };
  if (!imb_grove_rows_init (&rows, train, values->class_weight, FALSE, NULL, error)
      || !imb_deal_init_under (&deal, train, values->sampling_strategy, values->replacement, error))
    return NULL;

  for (guint m = 0; m < n; m++)
    seeds[m] = imb_rng_word (stream);
  if (!imb_parallel_for (n, fit_member, &bagging, job, error))
    return NULL;
  imb_boosted_note (fitted->members, n, &values->boost, notes);
  return g_steal_pointer (&fitted);
}

static gboolean
predict (gconstpointer    data,
         const ImbMatrix *rows,
         double          *scores,
         ImbJob          *job,
         GError         **error)
{
  const Fitted *self = data;

  return imb_boosted_predict_mean (self->members, self->n_members, rows, scores, job, error);
}

static gboolean
contributions (gconstpointer    data,
               const ImbMatrix *rows,
               double          *out,
               ImbJob          *job,
               GError         **error)
{
  const Fitted *self = data;

  return imb_contribute_boosted (self->members, self->n_members, rows, out, job, error);
}

static void
importances (gconstpointer data,
             double       *out,
             gsize         n_features)
{
  const Fitted      *self = data;
  g_autofree double *own = g_new (double, MAX (n_features, 1));
  double             sum = 0.0;

  memset (out, 0, n_features * sizeof *out);
  for (guint m = 0; m < self->n_members; m++)
    {
      imb_boosted_importances (self->members[m], own, n_features);
      for (gsize j = 0; j < n_features; j++)
        {
          out[j] += own[j];
          sum += own[j];
        }
    }
  for (gsize j = 0; j < n_features && sum > 0.0; j++)
    out[j] /= sum;
}

const ImbModel imb_model_easy_ensemble = {
  .base = {
    .id = "easy-ensemble",
    .title = N_ ("EasyEnsemble"),
    .summary = N_ ("The mean of several AdaBoosts, each of another random under-sample. Finds rare classes; its probabilities are those of balanced classes."),
    .reference = "Liu, Wu, Zhou 2009, doi:10.1109/TSMCB.2008.2007853",
    .params = params,
    .params_size = sizeof (EasyEnsemble),
  },
  .flags = IMB_GROVE_FLAGS,
  .kind = IMB_MODEL_ENSEMBLE,
  .members = { "n_estimators", "estimator__n_estimators" },
  .fit = fit,
  .predict = predict,
  .free = fitted_free,
  .importances = importances,
  .contributions = contributions,
  .space = IMB_SPACE_MEAN_LOGIT,
};
