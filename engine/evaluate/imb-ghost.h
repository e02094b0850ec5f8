/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"

G_BEGIN_DECLS

/**
 * imb_ghost_threshold:
 * @scores: (array length=n): of the positive class
 * @classes: (array length=n): of two
 * @weights: (nullable) (array length=n)
 * @threshold: (out): 0.05, 0.1 … 0.5
 *
 * Generalised threshold shifting (Esposito, Landrum, Schneider, Stiefl and Riniker 2021, doi:10.1021/acs.jcim.1c00160): a hundred stratified fifths
 * of the rows are drawn, each with a seed of its own, and the threshold with the largest median of Cohen's kappa over them is taken (ties: the lowest),
 * so that a few rows decide less than with the best kappa of all. The paper takes scores that the model gives to its own training rows (out of bag, or not);
 * whoever calls this decides. A subset in which kappa is undefined for a threshold does not count there; where no fifth can be drawn with both classes, because
 * a class has one row or there are fewer than ten, all rows are the one subset.
 */
gboolean imb_ghost_threshold (const double  *scores,
                              const guint16 *classes,
                              const double  *weights,
                              gsize          n,
                              guint          positive,
                              guint32        seed,
                              double        *threshold,
                              ImbJob        *job,
                              GError       **error);

G_END_DECLS
