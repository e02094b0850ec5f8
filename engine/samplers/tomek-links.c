/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tomek links: two rows of different classes, each the other's nearest, mark where classes meet or where there is noise; the
 * ends that belong to larger classes are removed. Tomek 1976. Rows as imbalanced-learn's TomekLinks gives them, in order. One thing is
 * ours: a class never loses its last row. O(n_smaller · n · d), see imb-links.c. */
#include <glib/gi18n-lib.h>

#include "engine/samplers/imb-links.h"
#include "engine/samplers/imb-sampler.h"
#include "engine/samplers/imb-strategy.h"

typedef struct
{
  const char *sampling_strategy;
  int         metric;
  int         compat;
} TomekLinks;

static const ImbParam params[] = {
  IMB_STRATEGY_PARAM_CLEAN (TomekLinks),
  IMB_DISTANCE_PARAM (TomekLinks),
  IMB_COMPAT_PARAM (TomekLinks),
  { NULL },
};

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  const TomekLinks *self = values;
  g_autofree gsize *targets = g_new0 (gsize, in->n_classes);
  g_autoptr (ImbNear) near = imb_near_new (in, (ImbDistance) self->metric, IMB_ALL_CLASSES, job, error);
  g_auto (ImbCrowd) crowd = { 0 };

  return near != NULL
         && imb_strategy_resolve (IMB_STRATEGY_CLEAN, self->sampling_strategy, in, targets, NULL, error)
         && imb_crowd_init (&crowd, near, in, NULL, in->n_rows, job, error)
         && imb_links_cut (&crowd, targets, self->compat == IMB_COMPAT_IMBALANCED_LEARN, out, job, error);
}

const ImbSampler imb_sampler_tomek_links = {
  .base.id = "tomek-links",
  .base.title = N_ ("Tomek links"),
  .base.summary = N_ ("Removes rows of larger classes that form a pair of nearest rows with a row of another class."),
  .base.reference = "Tomek 1976, doi:10.1109/TSMC.1976.4309452",
  .base.params = params,
  .base.params_size = sizeof (TomekLinks),
  .flags = IMB_SAMPLER_DROPS | IMB_SAMPLER_METRIC,
  .peer = "imblearn.under_sampling.TomekLinks",
  .sample = sample,
};
