/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/samplers/imb-sampler.h"

G_BEGIN_DECLS

/* A sampler that adds rows and then cleans all classes: two samplers, one after the other. Both have their parameters from
 * the whole one's of the same names; sampling_strategy is the first one's. */
typedef struct
{
  const char *adds;   /* id */
  const char *cleans; /* id */
} ImbChain;

/* What the first step refuses, and the second one when it sees the class sizes asked for. */
gboolean imb_chain_check (const ImbChain     *chain,
                          const ImbAlgorithm *algorithm,
                          gconstpointer       values,
                          const ImbView      *in,
                          GError            **error);

/* Both start their stream from the seed. */
gboolean imb_chain_sample (const ImbChain     *chain,
                           const ImbAlgorithm *algorithm,
                           gconstpointer       values,
                           const ImbView      *in,
                           const ImbRng       *rng,
                           ImbJob             *job,
                           ImbResample        *out,
                           GError            **error);

G_END_DECLS
