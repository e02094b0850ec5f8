/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-view.h"

G_BEGIN_DECLS

/* Squared differences of values up to this can be summed over 10⁵ features. */
#define IMB_USABLE_SQUARED 1e150

/* A value that cannot be computed with. */
typedef struct
{
  gboolean is_found;
  gsize    row; /* of the view */
  gsize    column;
  double   value; /* NaN, infinite or too large */
} ImbUnusable;

/**
 * imb_find_unusable:
 * @largest: what a value may be on either side of zero; DBL_MAX for all finite ones
 * @first: (out): the first in row order, then in column order
 *
 * Reads every value once, in parallel.
 *
 * Returns: FALSE when cancelled
 */
gboolean imb_find_unusable (const ImbView *view,
                            double         largest,
                            ImbUnusable   *first,
                            ImbJob        *job,
                            GError       **error);

/* Likewise of rows that may lack values or have infinite ones: the first number that is too large. */
gboolean imb_find_too_large (const ImbView *view,
                             double         largest,
                             ImbUnusable   *first,
                             ImbJob        *job,
                             GError       **error);

G_END_DECLS
