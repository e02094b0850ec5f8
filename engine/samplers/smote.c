/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMOTE: new rows of a class on the segment between one of its rows and one of that row's neighbours of the
 * same class. Chawla et al. 2002, doi:10.1613/jair.953. Rows in number and order as imbalanced-learn's: base rows are
 * drawn at random, every class starts its own stream from the seed, of equally near neighbours the same ones are taken. Exact
 * duplicates count as neighbours of each other. O(n_c² d) distances at most for a class of n_c rows. */
#include <glib/gi18n-lib.h>

#include "engine/samplers/imb-grow.h"
#include "engine/samplers/imb-interpolate.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

typedef struct
{
  const char *sampling_strategy;
  int         k_neighbors;
  int         metric;
} Smote;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (Smote),
  {
    .name = "k_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("Rows of the same class from which a partner is drawn."),
    IMB_INT (Smote, k_neighbors, 5, 1, 1000),
  },
  IMB_DISTANCE_PARAM (Smote),
  { NULL },
};

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  const Smote *self = values;

  return imb_check_growth (in, self->sampling_strategy, (gsize) self->k_neighbors, "k_neighbors", error);
}

static gboolean
grow (const ImbGrowth *growth,
      GError         **error)
{
  const Smote *self = growth->values;

  return imb_growth_interpolate (growth, self->metric, (gsize) self->k_neighbors, error);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const Smote *self = values;

  return imb_grow (in, self->sampling_strategy, self, 2, 0, grow, rng, job, out, error);
}

const ImbSampler imb_sampler_smote = {
  .base.id = "smote",
  .base.title = N_ ("SMOTE"),
  .base.summary = N_ ("Makes new rows between a row of a smaller class and one of its nearest neighbours of the same class."),
  .base.reference = "Chawla, Bowyer, Hall, Kegelmeyer 2002, doi:10.1613/jair.953",
  .base.params = params,
  .base.params_size = sizeof (Smote),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_METRIC,
  .peer = "imblearn.over_sampling.SMOTE",
  .check = check,
  .sample = sample,
};
