/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-view.h"
#include "engine/params/imb-param.h"

G_BEGIN_DECLS

/* For engine/models only: what it costs to take a row of one class for another. Text: inverse (n of the class said / n of the true one), uniform
 * (1), log1p-inverse, or a matrix such as [1;10|1;1]: a row for each class said, in it a column for each true class, both in the order of
 * the labels. Sizes of classes are sums of weights. */

extern const char *const imb_costs_suggestions[];
extern const char *const imb_costs_factor_suggestions[]; /* for imb_costs_check_factors() */

gboolean imb_costs_check (const char *text,
                          GError    **error);

/* The same without log1p-inverse, and without mistakes that cost 0: for costs that multiply weights. */
gboolean imb_costs_check_plain (const char *text,
                                GError    **error);

/* Into costs[n_classes²], [said][true]; 1 where a class has no rows. */
gboolean imb_costs_resolve (const char    *text,
                            const ImbView *train,
                            double        *costs,
                            GError       **error);

/* How much more a class counts: inverse (n of the largest / its n), uniform, log1p-inverse, or {label:factor;…}, into factors[n_classes]. */
gboolean imb_costs_check_factors (const char *text,
                                  GError    **error);
gboolean imb_costs_resolve_factors (const char    *text,
                                    const ImbView *train,
                                    double        *factors,
                                    GError       **error);

G_END_DECLS
