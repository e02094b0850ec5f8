/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * imb_sort_descending:
 * @keys: (array length=n): no NaN
 * @order: (out) (array length=n): positions, largest key first; equal keys (also −0 and 0) in ascending position
 *
 * Stable radix sort of doubles, O(n).
 */
gboolean imb_sort_descending (const double *keys,
                              gsize         n,
                              guint32      *order,
                              GError      **error);

/* For qsort() and bsearch(): doubles, ascending; no NaN. */
int imb_compare_doubles (const void *a,
                         const void *b);

/* The q-quantile (0 … 1) of @values with linear interpolation as in numpy; reorders @values. */
double imb_quantile (double *values,
                     gsize   n,
                     double  q);

G_END_DECLS
