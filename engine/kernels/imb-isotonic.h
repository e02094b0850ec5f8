/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"

G_BEGIN_DECLS

/**
 * imb_isotonic_fit:
 * @x: (array length=n): no NaN
 * @weights: (nullable): of the rows, ≥ 0; rows of weight 0 count for nothing
 * @knots_x: (out) (array length=n): places, ascending
 * @knots_y: (out) (array length=n): the fit there
 * @n_knots: (out): how many there are; 0 when no row has a weight
 *
 * The rising function nearest to @y by weighted squares. Rows whose x differ by less than 1e-15 are one place, as in
 * scikit-learn's IsotonicRegression; places between two that are as high as they are left out.
 *
 * Returns: FALSE with IMB_ERROR_TOO_LARGE, or when @job (nullable) was cancelled
 */
gboolean imb_isotonic_fit (const double *x,
                           const double *y,
                           const double *weights,
                           gsize         n,
                           double       *knots_x,
                           double       *knots_y,
                           gsize        *n_knots,
                           ImbJob       *job,
                           GError      **error);

/* Between knots a straight line; outside the nearest knot's height. @n_knots at least 1. */
double imb_isotonic_at (const double *knots_x,
                        const double *knots_y,
                        gsize         n_knots,
                        double        x);

G_END_DECLS
