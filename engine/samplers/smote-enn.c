/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMOTE, then edited nearest neighbours of all classes. Batista, Prati and Monard 2004. Rows as imbalanced-learn's SMOTEENN gives them, but a
 * class never loses its last row. The same as the plan smote + edited-nearest-neighbours:sampling_strategy=all. */
#include <glib/gi18n-lib.h>

#include "engine/samplers/imb-chain.h"
#include "engine/samplers/imb-near.h"
#include "engine/samplers/imb-strategy.h"

typedef struct
{
  const char *sampling_strategy;
  int         k_neighbors;
  int         metric;
  int         compat;
} SmoteEnn;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (SmoteEnn),
  {
    .name = "k_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("Rows of the same class from which a partner is drawn."),
    IMB_INT (SmoteEnn, k_neighbors, 5, 1, 1000),
    .is_ours = TRUE,
  },
  IMB_DISTANCE_PARAM (SmoteEnn),
  IMB_COMPAT_PARAM (SmoteEnn),
  { NULL },
};

extern const ImbSampler imb_sampler_smote_enn;

static const ImbChain chain = { "smote", "edited-nearest-neighbours" };

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  return imb_chain_check (&chain, &imb_sampler_smote_enn.base, values, in, error);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  return imb_chain_sample (&chain, &imb_sampler_smote_enn.base, values, in, rng, job, out, error);
}

const ImbSampler imb_sampler_smote_enn = {
  .base.id = "smote-enn",
  .base.title = N_ ("SMOTE + edited nearest neighbours"),
  .base.summary = N_ ("Makes rows of smaller classes as SMOTE does, then removes rows of all classes whose nearest rows are of other classes."),
  .base.reference = "Batista, Prati, Monard 2004, doi:10.1145/1007730.1007735",
  .base.params = params,
  .base.params_size = sizeof (SmoteEnn),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_DROPS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_METRIC,
  .n_steps = 2,
  .peer = "imblearn.combine.SMOTEENN",
  .check = check,
  .sample = sample,
};
