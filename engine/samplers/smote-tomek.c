/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMOTE, then Tomek links cut on both sides. Batista, Bazzan and Monard 2003. Rows as imbalanced-learn's SMOTETomek gives them, but a class
 * never loses its last row. The same as the plan smote + tomek-links:sampling_strategy=all. */
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
} SmoteTomek;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_OVER (SmoteTomek),
  {
    .name = "k_neighbors",
    .label = N_ ("Neighbours"),
    .help = N_ ("Rows of the same class from which a partner is drawn."),
    IMB_INT (SmoteTomek, k_neighbors, 5, 1, 1000),
    .is_ours = TRUE,
  },
  IMB_DISTANCE_PARAM (SmoteTomek),
  IMB_COMPAT_PARAM (SmoteTomek),
  { NULL },
};

extern const ImbSampler imb_sampler_smote_tomek;

static const ImbChain chain = { "smote", "tomek-links" };

static gboolean
check (const ImbView *in,
       gconstpointer  values,
       GError       **error)
{
  return imb_chain_check (&chain, &imb_sampler_smote_tomek.base, values, in, error);
}

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  return imb_chain_sample (&chain, &imb_sampler_smote_tomek.base, values, in, rng, job, out, error);
}

const ImbSampler imb_sampler_smote_tomek = {
  .base.id = "smote-tomek",
  .base.title = N_ ("SMOTE + Tomek links"),
  .base.summary = N_ ("Makes rows of smaller classes as SMOTE does, then removes both rows of every pair of nearest rows of different classes."),
  .base.reference = "Batista, Bazzan, Monard 2003, Balancing training data for automated annotation of keywords: a case study, WOB 2003",
  .base.params = params,
  .base.params_size = sizeof (SmoteTomek),
  .flags = IMB_SAMPLER_ADDS | IMB_SAMPLER_DROPS | IMB_SAMPLER_RANDOM | IMB_SAMPLER_METRIC,
  .n_steps = 2,
  .peer = "imblearn.combine.SMOTETomek",
  .check = check,
  .sample = sample,
};
