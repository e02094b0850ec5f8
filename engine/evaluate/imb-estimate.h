/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/evaluate/imb-run.h"

G_BEGIN_DECLS

/* Student's t with @df degrees of freedom (any positive number). */
double imb_student_cdf (double t,
                        double df);

/* The chance of a value at least as far from 0 as @t. */
double imb_student_two_sided (double t,
                              double df);

/* The value below which @p of the distribution lies; 0 < @p < 1. */
double imb_student_quantile (double p,
                             double df);

/**
 * imb_estimate_of:
 * @values: one per fold; NaN is left out
 * @test_share: test rows for each training row: 1 / (folds − 1)
 *
 * Mean with the corrected resampled t interval of Nadeau and Bengio 2003: the variance of the mean is
 * s² (1 / J + test_share), because folds share training rows.
 *
 * Returns: value NaN without values; low and high NaN with one; p two-sided for a mean of 0
 */
ImbEstimate imb_estimate_of (const double *values,
                             gsize         n,
                             double        test_share);

G_END_DECLS
