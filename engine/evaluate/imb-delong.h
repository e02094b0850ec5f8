/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/evaluate/imb-interval.h"
#include "engine/metrics/imb-outcome.h"

G_BEGIN_DECLS

/**
 * imb_delong:
 * @base: (nullable): another outcome of the same rows: the difference of the areas, paired
 * @c: the class that counts as positive
 * @n_repeats: a row occurs that many times, at i, n + i, 2 n + i …
 *
 * The area below the ROC curve, or the difference of two, with its standard error by what each row adds to it.
 * Weights are honoured. NaN where the class or the rest have no row; without an error where one of them has a single row.
 *
 * Returns: FALSE with IMB_ERROR_TOO_LARGE, or cancelled
 */
gboolean imb_delong (const ImbOutcome *outcome,
                     const ImbOutcome *base,
                     guint             c,
                     guint             n_repeats,
                     ImbInterval      *interval,
                     ImbJob           *job,
                     GError          **error);

G_END_DECLS
