/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BalanceCascade: trees one after the other, each of a random under-sample of the rows that are left; after each, the rows of the larger
 * classes that are already got right best are left out, so many that in the end as many remain as are drawn. Liu, Wu and Zhou 2009, with
 * trees as members, as in imbalanced-ensemble. O(trees · n log n). */
#include <glib/gi18n-lib.h>

#include "engine/models/imb-bag.h"
#include "engine/models/imb-deal.h"
#include "engine/models/imb-hard.h"
#include "engine/samplers/imb-strategy.h"

typedef struct
{
  int              n_estimators;
  const char      *sampling_strategy;
  gboolean         replacement;
  ImbGroveSettings tree;
  const char      *class_weight;
} BalanceCascade;

static const ImbParam params[] = {
  {
    .name = "n_estimators",
    .label = N_ ("Trees"),
    .help = N_ ("How many trees; the more, the slower the easy rows are left out."),
    IMB_INT (BalanceCascade, n_estimators, 50, 1, 100000),
  },
  IMB_STRATEGY_PARAM_UNDER (BalanceCascade),
  {
    .name = "replacement",
    .label = N_ ("With replacement"),
    .help = N_ ("A row may be drawn more than once."),
    IMB_BOOL (BalanceCascade, replacement, TRUE),
  },
  IMB_GROVE_PARAMS (BalanceCascade, "all"),
  IMB_CLASS_WEIGHT_PARAM (BalanceCascade, N_ ("How much the rows drawn of each class count in questions and leaves: none, balanced (by the classes' sizes before drawing), or {label:weight;…}.")),
  { NULL },
};

typedef struct
{
  ImbDeal       deal;   /* class c has rows of it that are left from begin[c] on */
  gsize        *n_rows; /* of each class, at first */
  gsize        *n_left; /* of each class */
  guint         n_rounds;
  const double *hardness;
} Cascade;

static void
cascade_clear (Cascade *self)
{
  imb_deal_clear (&self->deal);
  g_free (self->n_rows);
  g_free (self->n_left);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Cascade, cascade_clear)

/* The hardest first; of equally hard ones the first. */
static int
compare_hardness (gconstpointer a,
                  gconstpointer b,
                  gpointer      data)
{
  const double *hardness = data;
  const guint32 i = *(const guint32 *) a, j = *(const guint32 *) b;

  if (hardness[i] != hardness[j])
    return hardness[i] > hardness[j] ? -1 : 1;
  return i < j ? -1 : i > j;
}

static gsize
choose (gpointer      data,
        guint         round,
        const double *hardness,
        ImbRng       *rng,
        guint32      *chosen)
{
  Cascade *self = data;
  gsize    n = 0;

  for (guint c = 0; c < self->deal.n_classes; c++)
    {
      guint32    *rows = self->deal.rows + self->deal.begin[c];
      const gsize target = self->deal.targets[c];

      if (hardness != NULL && target < self->n_rows[c])
        {
          g_qsort_with_data (rows, (int) self->n_left[c], sizeof *rows, compare_hardness, (gpointer) hardness);
          self->n_left[c] = MIN (self->n_left[c], imb_hard_left (self->n_rows[c], target, round - 1, self->n_rounds));
        }
      n += imb_deal_draw_of (rows, self->n_left[c], MIN (target, self->n_rows[c]), self->deal.repeat != IMB_DEAL_ONCE && target < self->n_rows[c], rng, chosen + n);
    }
  return n;
}

static gpointer
fit (const ImbView *train,
     gconstpointer  data,
     const ImbRng  *rng,
     ImbJob        *job,
     ImbNotes      *notes,
     GError       **error)
{
  const BalanceCascade *values = data;
  const ImbTreeShape    shape = imb_grove_shape_any_order (&values->tree, train->base->n_cols);
  g_auto (Cascade) cascade = { .n_rounds = (guint) values->n_estimators };
  g_autofree ImbRng *stream = g_memdup2 (rng, sizeof *rng);

  if (!imb_deal_init_under (&cascade.deal, train, values->sampling_strategy, values->replacement, error))
    return NULL;

  cascade.n_rows = g_new (gsize, train->n_classes);
  cascade.n_left = g_new (gsize, train->n_classes);
  for (guint c = 0; c < train->n_classes; c++)
    cascade.n_rows[c] = cascade.n_left[c] = cascade.deal.begin[c + 1] - cascade.deal.begin[c];
  return imb_grove_note_pure (imb_bag_one_by_one (train, values->class_weight, &shape, cascade.n_rounds, choose, &cascade, stream, job, error), values->class_weight, notes);
}

const ImbModel imb_model_balance_cascade = {
  .base = {
    .id = "balance-cascade",
    .title = N_ ("BalanceCascade"),
    .summary = N_ ("The mean of decision trees, each of another random under-sample, from which rows that are already got right are left out more and more. Finds rare classes."),
    .reference = "Liu, Wu, Zhou 2009, doi:10.1109/TSMCB.2008.2007853",
    .params = params,
    .params_size = sizeof (BalanceCascade),
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
