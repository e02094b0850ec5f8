/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

/* A support vector classifier with radial kernel exp (−gamma |a − b|²): one against one for more than two classes. */
typedef struct
{
  double cost;  /* C: how dear a row on the wrong side is */
  double gamma; /* 0: 1 / (number of columns · variance of all values), scikit-learn's "scale" */
} ImbSvmParams;

/**
 * imb_svm_find_support:
 * @x: no NaN
 * @n_levels: (nullable) (array length=n_cols): 0 for a number; else the column holds codes below it, each of which counts as a
 *   column of zeros and ones
 * @classes: (array length=n_rows)
 * @is_support: (out) (array length=n_rows): 1 or 0
 *
 * The rows that are support vectors, those of scikit-learn's SVC with the same C and gamma.
 */
gboolean imb_svm_find_support (const ImbMatrix    *x,
                               const guint        *n_levels,
                               const guint16      *classes,
                               const ImbSvmParams *params,
                               guint8             *is_support,
                               ImbJob             *job,
                               GError            **error);

G_END_DECLS
