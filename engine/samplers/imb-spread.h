/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-view.h"

G_BEGIN_DECLS

/* How far apart the values of a column lie; missing ones do not count. All: (transfer full) (nullable), NULL when cancelled. */

/* The population standard deviation of each column over the rows of class @c, or over all rows when there is no such class. Two
 * passes, rows in order. */
double *imb_spread_deviations (const ImbView *in,
                               guint          c,
                               ImbJob        *job,
                               GError       **error);

/* Largest less smallest value of each column; 0 when it has none. */
double *imb_spread_ranges (const ImbView *in,
                           ImbJob        *job,
                           GError       **error);

/**
 * imb_spread_value_differences:
 * @j: a category
 * @squares: the form of HVDM
 *
 * The value difference metric (Stanfill, Waltz 1986, with the exponents k = 1 and r = 2 of imbalanced-learn):
 * (Σ_c |P(c | v) − P(c | w)|)² of levels v and w, n_levels²; or Σ_c (P(c | v) − P(c | w))² (normalized_vdm2 of Wilson, Martinez 1997). A level without
 * rows has P = 0.
 */
double *imb_spread_value_differences (const ImbView *in,
                                      gsize          j,
                                      gboolean       squares,
                                      ImbJob        *job,
                                      GError       **error);

G_END_DECLS
