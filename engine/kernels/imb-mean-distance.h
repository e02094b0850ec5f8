/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

/* @mean: (out): Euclidean distance, over all pairs of two points; 0 for fewer than two points. O(n² d) time, O(n d) memory. */
gboolean imb_mean_distance (const ImbMatrix *points,
                            double          *mean,
                            ImbJob          *job,
                            GError         **error);

G_END_DECLS
