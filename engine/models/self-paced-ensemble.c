/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Self-paced ensemble: trees one after the other, each of an under-sample that is chosen by how hard rows are for the trees so far. At
 * first every degree of hardness has the same say, so that the many easy rows do not drown the others; towards the end as many rows come
 * from each degree, so that the few noisy ones do not, either. Liu, Cao, Gao, Bian, Chen, Chang and Liu 2020. O(trees · n). */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/models/imb-bag.h"
#include "engine/models/imb-deal.h"
#include "engine/models/imb-hard.h"
#include "engine/samplers/imb-strategy.h"

typedef struct
{
  int              n_estimators;
  int              k_bins;
  gboolean         soft_resample_flag;
  const char      *sampling_strategy;
  gboolean         replacement;
  int              balancing_schedule;
  ImbGroveSettings tree;
  const char      *class_weight;
} SelfPacedEnsemble;

static const ImbParam params[] = {
  {
    .name = "n_estimators",
    .label = N_ ("Trees"),
    .help = N_ ("How many trees; more of them make probabilities finer and steadier, and take as much longer."),
    IMB_INT (SelfPacedEnsemble, n_estimators, 50, 1, 100000),
  },
  {
    .name = "k_bins",
    .label = N_ ("Degrees of hardness"),
    .help = N_ ("Into how many parts of equal width the range of hardness is cut."),
    IMB_INT (SelfPacedEnsemble, k_bins, 5, 1, 1000),
  },
  {
    .name = "soft_resample_flag",
    .label = N_ ("Soft"),
    .help = N_ ("Rows are drawn with a probability by their degree of hardness, not a fixed number of each degree."),
    IMB_BOOL (SelfPacedEnsemble, soft_resample_flag, FALSE),
  },
  IMB_STRATEGY_PARAM_UNDER (SelfPacedEnsemble),
  {
    .name = "replacement",
    .label = N_ ("With replacement"),
    .help = N_ ("A row may be drawn more than once."),
    IMB_BOOL (SelfPacedEnsemble, replacement, TRUE),
  },
  IMB_SCHEDULE_PARAM (SelfPacedEnsemble),
  IMB_GROVE_PARAMS (SelfPacedEnsemble, "all"),
  IMB_CLASS_WEIGHT_PARAM (SelfPacedEnsemble, N_ ("How much the rows drawn of each class count in questions and leaves: none, balanced (by the classes' sizes before drawing), or {label:weight;…}.")),
  { NULL },
};

typedef struct
{
  const SelfPacedEnsemble *values;
  ImbDeal                  deal;
  gsize                   *targets;
  double                  *own; /* hardness of a class's rows */
  guint16                 *bins;
  guint32                 *sorted; /* rows by bin */
  gsize                   *quotas;
} Paced;

static void
paced_clear (Paced *self)
{
  imb_deal_clear (&self->deal);
  g_free (self->targets);
  g_free (self->own);
  g_free (self->bins);
  g_free (self->sorted);
  g_free (self->quotas);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Paced, paced_clear)

/* Of one class, some of its rows; how many. */
static gsize
choose_of_class (Paced         *self,
                 const guint32 *rows,
                 gsize          n,
                 gsize          n_wanted,
                 double         alpha,
                 const double  *hardness,
                 ImbRng        *rng,
                 guint32       *chosen)
{
  const guint       k = (guint) self->values->k_bins;
  const gboolean    replacement = self->values->replacement, is_soft = self->values->soft_resample_flag;
  g_autofree gsize *counts = g_new0 (gsize, k + 1), *next = g_new (gsize, k);
  gsize             n_chosen = 0;

  for (gsize i = 0; hardness != NULL && i < n; i++)
    self->own[i] = hardness[rows[i]];
  if (hardness == NULL || !imb_hard_quotas (self->own, n, k, alpha, n_wanted, replacement || is_soft, self->bins, self->quotas))
    return imb_deal_draw_of (rows, n, n_wanted, replacement, rng, chosen);

  for (gsize i = 0; i < n; i++)
    counts[self->bins[i] + 1]++;
  if (is_soft)
    imb_hard_soften (counts + 1, k, n_wanted, replacement, rng, self->quotas);
  for (guint b = 0; b < k; b++)
    {
      counts[b + 1] += counts[b];
      next[b] = counts[b];
    }
  for (gsize i = 0; i < n; i++)
    self->sorted[next[self->bins[i]]++] = rows[i];
  for (guint b = 0; b < k; b++)
    n_chosen += imb_deal_draw_of (self->sorted + counts[b], counts[b + 1] - counts[b], self->quotas[b], replacement, rng, chosen + n_chosen);
  return n_chosen;
}

static gsize
choose (gpointer      data,
        guint         round,
        const double *hardness,
        ImbRng       *rng,
        guint32      *chosen)
{
  Paced       *self = data;
  const guint  n_rounds = (guint) self->values->n_estimators;
  const double alpha = imb_hard_alpha (round, n_rounds);
  gsize        n_chosen = 0;

  imb_deal_schedule (&self->deal, (ImbSchedule) self->values->balancing_schedule, round, n_rounds, self->targets);
  for (guint c = 0; c < self->deal.n_classes; c++)
    {
      const guint32 *rows = self->deal.rows + self->deal.begin[c];
      const gsize    n = self->deal.begin[c + 1] - self->deal.begin[c];

      if (self->targets[c] < n)
        n_chosen += choose_of_class (self, rows, n, self->targets[c], alpha, hardness, rng, chosen + n_chosen);
      else
        n_chosen += imb_deal_draw_of (rows, n, n, FALSE, rng, chosen + n_chosen);
    }
  return n_chosen;
}

static gpointer
fit (const ImbView *train,
     gconstpointer  data,
     const ImbRng  *rng,
     ImbJob        *job,
     ImbNotes      *notes,
     GError       **error)
{
  const SelfPacedEnsemble *values = data;
  const ImbTreeShape       shape = imb_grove_shape_any_order (&values->tree, train->base->n_cols);
  g_auto (Paced) paced = { .values = values };
  g_autofree ImbRng *stream = g_memdup2 (rng, sizeof *rng);

  if (!imb_deal_init_under (&paced.deal, train, values->sampling_strategy, FALSE, error))
    return NULL;

  paced.targets = g_new (gsize, train->n_classes);
  paced.own = g_new (double, train->n_rows + 1);
  paced.bins = g_new (guint16, train->n_rows + 1);
  paced.sorted = g_new (guint32, train->n_rows + 1);
  paced.quotas = g_new (gsize, values->k_bins);
  return imb_grove_note_pure (imb_bag_one_by_one (train, values->class_weight, &shape, (guint) values->n_estimators, choose, &paced, stream, job, error), values->class_weight, notes);
}

const ImbModel imb_model_self_paced_ensemble = {
  .base = {
    .id = "self-paced-ensemble",
    .title = N_ ("Self-paced ensemble"),
    .summary = N_ ("The mean of decision trees, each of an under-sample chosen by how hard rows are for the trees so far. For noisy tables with a rare class."),
    .reference = "Liu, Cao, Gao, Bian, Chen, Chang, Liu 2020, doi:10.1109/ICDE48307.2020.00078",
    .params = params,
    .params_size = sizeof (SelfPacedEnsemble),
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
