/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-rng.h"

G_BEGIN_DECLS

/* How often each of @n_trials trials with chance @p comes true. */
gsize imb_draw_binomial (ImbRng *stream,
                         gsize   n_trials,
                         double  p);

/* @n_draws draws with repeats among things of n kinds, of which there are sizes[k] of a kind: how many of each kind into @counts.
 * O(n). */
void imb_draw_multinomial (ImbRng        *stream,
                           const guint32 *sizes,
                           gsize          n,
                           gsize          n_draws,
                           guint32       *counts);

G_END_DECLS
