/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leaves everything as it is: the baseline that every other sampler is compared with. */
#include <glib/gi18n-lib.h>

#include "engine/samplers/imb-sampler.h"

static gboolean
sample (const ImbView *in,
        gconstpointer  values,
        const ImbRng  *rng,
        ImbJob        *job,
        ImbResample   *out,
        GError       **error)
{
  return TRUE;
}

const ImbSampler imb_sampler_none = {
  .base.id = "none",
  .base.title = N_ ("No resampling"),
  .base.summary = N_ ("Leaves the rows as they are: the baseline for every comparison."),
  .flags = IMB_SAMPLER_MISSING,
  .sample = sample,
};
