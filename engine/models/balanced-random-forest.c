/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A balanced random forest: a random forest whose trees each draw as many rows of every class as the smallest one has. No row of
 * the smallest class is diluted, and over the trees hardly any row of the others is left out. Chen, Liaw and Breiman 2004. As
 * imbalanced-learn's with sampling_strategy="all". O(trees · m · d · log m) for m rows drawn, which does not grow with the largest
 * class. */
#include <glib/gi18n-lib.h>

#include "engine/models/imb-deal.h"
#include "engine/models/imb-grove.h"

typedef struct
{
  int              n_estimators;
  gboolean         replacement;
  ImbGroveSettings tree;
  const char      *class_weight;
} BalancedRandomForest;

static const ImbParam params[] = {
  {
    .name = "n_estimators",
    .label = N_ ("Trees"),
    .help = N_ ("How many trees; the rarer the smallest class, the more of them it takes to see most rows of the others."),
    IMB_INT (BalancedRandomForest, n_estimators, 100, 1, 100000),
  },
  {
    .name = "replacement",
    .label = N_ ("With replacement"),
    .help = N_ ("A tree may draw a row more than once; without, every tree has all rows of the smallest class."),
    IMB_BOOL (BalancedRandomForest, replacement, TRUE),
  },
  IMB_GROVE_PARAMS (BalancedRandomForest, "sqrt"),
  IMB_CLASS_WEIGHT_PARAM (BalancedRandomForest, N_ ("How much the rows drawn of each class count: none, balanced (by the classes' sizes before drawing), or {label:weight;…}.")),
  { NULL },
};

static void
draw (gpointer data,
      guint    tree,
      ImbRng  *rng,
      double  *counts)
{
  const ImbDeal      *deal = data;
  const gsize         n = imb_deal_n_drawn (deal);
  g_autofree guint32 *rows = g_new (guint32, MAX (n, 1));

  imb_deal_draw (deal, NULL, rng, rows);
  for (gsize i = 0; i < n; i++)
    counts[rows[i]] += 1.0;
}

static gpointer
fit (const ImbView *train,
     gconstpointer  data,
     const ImbRng  *rng,
     ImbJob        *job,
     ImbNotes      *notes,
     GError       **error)
{
  const BalancedRandomForest *values = data;
  const ImbTreeShape          shape = imb_grove_shape_any_order (&values->tree, train->base->n_cols);
  g_auto (ImbGroveRows) rows = { 0 };
  g_auto (ImbDeal) deal = { 0 };
  g_autofree ImbRng *stream = g_memdup2 (rng, sizeof *rng);

  if (!imb_grove_rows_init (&rows, train, values->class_weight, FALSE, NULL, error) || !imb_deal_init (&deal, train, NULL, values->replacement ? IMB_DEAL_REPEAT_ALL : IMB_DEAL_ONCE, error))
    return NULL;
  return imb_forest_grow (rows.presort, rows.weights, rows.scale, &shape, (guint) values->n_estimators, draw, &deal, stream, job, error);
}

const ImbModel imb_model_balanced_random_forest = {
  .base = {
    .id = "balanced-random-forest",
    .title = N_ ("Balanced random forest"),
    .summary = N_ ("A random forest whose trees each draw the same number of rows of every class. Finds rare classes; its probabilities are those of balanced classes."),
    .reference = "Chen, Liaw, Breiman 2004, Using random forest to learn imbalanced data, Berkeley technical report 666",
    .params = params,
    .params_size = sizeof (BalancedRandomForest),
  },
  .flags = IMB_GROVE_FLAGS,
  .kind = IMB_MODEL_ENSEMBLE,
  .members = { "n_estimators" },
  .fit = fit,
  .predict = imb_grove_predict,
  .free = imb_grove_free,
  .importances = imb_grove_importances,
  .contributions = imb_grove_contributions,
};
