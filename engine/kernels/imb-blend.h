/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-ends.h"
#include "engine/kernels/imb-panels.h"

G_BEGIN_DECLS

/**
 * imb_blend_find_nearest:
 * @points: all rows that matter
 * @ends: (nullable): of @points, which rows are said to lie between two others; what is not true is not used
 * @frame: that fits @points
 * @asked: (array length=n_asked): rows of @points
 * @others: (array length=n_others): rows of @points
 * @least: (out) (array length=n_asked): lengths in the frame, as long as the distance to the nearest of @others or a little less
 * @is_done: (out): FALSE when so few rows lie between others that it would not pay; then nothing was written
 *
 * Same result on any number of threads.
 */
gboolean imb_blend_find_nearest (const ImbMatrix  *points,
                                 const ImbBetween *ends,
                                 const ImbFrame   *frame,
                                 const guint32    *asked,
                                 gsize             n_asked,
                                 const guint32    *others,
                                 gsize             n_others,
                                 double           *least,
                                 gboolean         *is_done,
                                 ImbJob           *job,
                                 GError          **error);

G_END_DECLS
