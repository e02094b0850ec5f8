/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/samplers/imb-resample.h"

G_BEGIN_DECLS

/**
 * imb_groups_settle:
 * @in: its rows have groups
 * @counted: the sampler was told how many rows shall remain
 * @out: what the sampler made of it; afterwards each group is there whole, or not at all
 *
 * A group of which the sampler removed some rows stays when at least half of them stayed. When @counted, groups stay in the order of
 * their share that stayed, as long as that brings the number of rows nearer to the sampler's. Rows that come back stand behind
 * the kept ones. A note says how many groups it was about.
 */
void imb_groups_settle (const ImbView *in,
                        gboolean       counted,
                        ImbResample   *out);

G_END_DECLS
