/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A balanced random forest: a random forest whose trees each draw as many rows of every class as the smallest one has. No row of
 * the smallest class is diluted, and over the trees hardly any row of the others is left out. Chen, Liaw and Breiman 2004. As
 * imbalanced-learn's, with the defaults it took over from the paper in 0.13 (before: sampling_strategy=auto, replacement=false, bootstrap=true). O(trees · m · d · log m) for m rows drawn, which does not grow with the largest
 * class. */
#include <glib/gi18n-lib.h>

#include "engine/models/imb-deal.h"
#include "engine/models/imb-grove.h"
#include "engine/samplers/imb-strategy.h"

typedef struct
{
  int              n_estimators;
  gboolean         bootstrap;
  const char      *sampling_strategy;
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
    .name = "sampling_strategy",
    .label = N_ ("Class sizes"),
    .help = N_ ("Which classes each tree draws anew, and how many rows of them: a word (all, or auto for all but the smallest), minority rows per majority row, or {label:count}."),
    IMB_TEXT (BalancedRandomForest, sampling_strategy, "all", imb_strategy_check_under, imb_strategy_under_suggestions),
  },
  {
    .name = "replacement",
    .label = N_ ("With replacement"),
    .help = N_ ("A tree may draw a row more than once, of the classes it draws; without, every tree has all rows of the smallest class."),
    IMB_BOOL (BalancedRandomForest, replacement, TRUE),
  },
  {
    .name = "bootstrap",
    .label = N_ ("Draw once more"),
    .help = N_ ("Each tree grows from a draw with repetition out of what was drawn for it, whatever the classes."),
    IMB_BOOL (BalancedRandomForest, bootstrap, FALSE),
  },
  IMB_GROVE_PARAMS (BalancedRandomForest, "sqrt"),
  IMB_CLASS_WEIGHT_PARAM (BalancedRandomForest, N_ ("How much the rows drawn of each class count: none, balanced (by the classes' sizes before drawing), or {label:weight;…}.")),
  { NULL },
};

typedef struct
{
  ImbDeal  deal;
  gboolean bootstrap;
} Sample;

static void
sample_clear (Sample *self)
{
  imb_deal_clear (&self->deal);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sample, sample_clear)

static void
draw (gpointer data,
      guint    tree,
      ImbRng  *rng,
      double  *counts)
{
  const Sample       *self = data;
  const gsize         n = imb_deal_n_drawn (&self->deal);
  g_autofree guint32 *rows = g_new (guint32, MAX (n, 1));

  imb_deal_draw (&self->deal, NULL, rng, rows);
  for (gsize i = 0; i < n; i++)
    counts[rows[self->bootstrap ? imb_rng_below (rng, n) : i]] += 1.0;
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
  g_auto (Sample) sample = { .bootstrap = values->bootstrap };
  g_autofree ImbRng *stream = g_memdup2 (rng, sizeof *rng);

  if (!imb_grove_rows_init (&rows, train, values->class_weight, FALSE, NULL, error)
      || !imb_deal_init_under (&sample.deal, train, values->sampling_strategy, FALSE, error))
    return NULL;

  sample.deal.repeat = values->replacement ? IMB_DEAL_REPEAT_TARGETED : IMB_DEAL_ONCE;
  return imb_grove_note_pure (imb_forest_grow (rows.presort, rows.weights, rows.scale, &shape, (guint) values->n_estimators, draw, &sample, stream, job, error),
                              values->class_weight, notes);
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
