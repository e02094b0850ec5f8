/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Tests of several methods over several datasets, by the ranks that they have on each (Demšar 2006). */

typedef struct
{
  double chi_square; /* Friedman, corrected for equal values */
  double p;
  double f;   /* Iman and Davenport 1980, less shy; NaN when all datasets agree: then p stands alone */
  double f_p; /* NaN with f */
} ImbFriedman;

/**
 * imb_friedman:
 * @values: n_datasets × n_methods, row-major; no NaN
 * @smaller_is_better: rank 1 is the smallest value instead of the largest
 * @mean_ranks: (out) (array length=n_methods)
 *
 * At least two methods and two datasets. NaN when all values are equal.
 */
ImbFriedman imb_friedman (const double *values,
                          gsize         n_datasets,
                          guint         n_methods,
                          gboolean      smaller_is_better,
                          double       *mean_ranks);

/* Nemenyi: mean ranks that differ by at least this are different at level @alpha. */
double imb_nemenyi_distance (guint  n_methods,
                             gsize  n_datasets,
                             double alpha);

/* The p value of two methods whose mean ranks differ by @distance, adjusted for all pairs. */
double imb_nemenyi_p (guint  n_methods,
                      gsize  n_datasets,
                      double distance);

/* The chance that the range of @n_groups standard normal numbers is above @range, and the range above which it is with chance @p. */
double imb_range_above (double range,
                        guint  n_groups);
double imb_range_quantile (double p,
                           guint  n_groups);

G_END_DECLS
