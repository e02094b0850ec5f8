/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

/* How far rows of numbers and codes are apart. Numbers come first, in the unit in which they are compared; NaN is missing in
 * both. */
typedef struct
{
  gsize    n_numbers;            /* columns 0 … n_numbers − 1; the others are codes */
  gboolean is_mean;              /* Gower: the mean of |a − b|, or 0 and 1, over the columns that both rows have; ∞ when there is
                                  * none. Else a sum of squares, and of what the tables below say */
  double               missing;  /* sum: what a number adds that one of the two lacks */
  const double        *unlike;   /* sum, of each code column: what different codes add, */
  const double        *lacking;  /* and a code that only one has; */
  const double        *both;     /* and one that both lack */
  const double *const *tables;   /* sum (nullable), of each code column: NULL, or n_levels² of what each pair of codes adds */
  const guint         *n_levels; /* of each code column */
} ImbMixed;

double imb_mixed_distance (const ImbMixed *self,
                           const double   *a,
                           const double   *b,
                           gsize           n_cols);

/**
 * imb_mixed_find:
 * @k: 1 … number of points (less one when @itself is given)
 * @itself: (nullable) (array length=n_queries): the point that a query is, and which is no neighbour of it
 * @rows: (out) (array length=n_queries*k): nearest first; ties to the lower row
 * @distances: (out) (nullable)
 *
 * All pairs, queries in parallel, O(n_queries · n_points · n_cols).
 */
gboolean imb_mixed_find (const ImbMixed  *self,
                         const ImbMatrix *points,
                         const ImbMatrix *queries,
                         gsize            k,
                         const guint32   *itself,
                         guint32         *rows,
                         double          *distances,
                         ImbJob          *job,
                         GError         **error);

G_END_DECLS
