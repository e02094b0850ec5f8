/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"

G_BEGIN_DECLS

/* Fits of few parameters that turn scores into probabilities. @weights (nullable): of the rows, ≥ 0. */

/* The least probability whose logarithm is taken. */
#define IMB_LEAST_PROBABILITY 2.220446049250313e-16

/**
 * imb_platt_fit:
 * @x: (array length=n): any scores
 * @is_positive: (array length=n): whether a row is of the class
 *
 * p = 1 / (1 + exp (a x + b)) by maximum likelihood with Platt's targets (n₊ + 1) / (n₊ + 2) and 1 / (n₋ + 2),
 * counted by weight. Platt 1999.
 */
gboolean imb_platt_fit (const double *x,
                        const guint8 *is_positive,
                        const double *weights,
                        gsize         n,
                        double       *a,
                        double       *b,
                        ImbJob       *job,
                        GError      **error);
double   imb_platt_at (double a,
                       double b,
                       double x);

/**
 * imb_beta_fit:
 * @p: (array length=n): probabilities; those of 0 and 1 are moved inside by IMB_LEAST_PROBABILITY
 * @map: (out) (array fixed-size=3): a, b, c of p' = 1 / (1 + 1 / (exp (c) pᵃ / (1 − p)ᵇ)), a and b ≥ 0
 *
 * By maximum likelihood. Kull, Silva Filho, Flach 2017, doi:10.1214/17-EJS1338SI.
 */
gboolean imb_beta_fit (const double *p,
                       const guint8 *is_positive,
                       const double *weights,
                       gsize         n,
                       double       *map,
                       ImbJob       *job,
                       GError      **error);
double   imb_beta_at (const double *map,
                      double        p);

/**
 * imb_temperature_fit:
 * @p: (array length=n*n_classes): probabilities, row-major
 * @classes: (array length=n): the true ones
 * @temperature: (out): T of p'_c ∝ exp (ln (p_c) / T), 0.01 … 100, that has the least log loss
 *
 * Guo, Pleiss, Sun, Weinberger 2017. Newton's method on 1 / T inside a bracket: the loss is convex there.
 */
gboolean imb_temperature_fit (const double  *p,
                              const guint16 *classes,
                              const double  *weights,
                              gsize          n,
                              guint          n_classes,
                              double        *temperature,
                              ImbJob        *job,
                              GError       **error);

/* In place. */
void imb_temperature_apply (double  temperature,
                            double *p,
                            gsize   n,
                            guint   n_classes);

G_END_DECLS
