/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Rows of weight 1: a score each, no NaN, and whether they are of the class that is looked for. */
typedef struct
{
  const double  *scores; /* of row i: scores[i * stride] */
  gsize          stride;
  const guint16 *codes;
  guint          code;
  gsize          n;
} ImbRankRows;

/* What counting them in descending order of score gives: a point for each distinct score. */
typedef struct
{
  double *thresholds;
  double *tp; /* rows of the class down to the threshold */
  double *fp; /* the others */
} ImbRankPoints;

/* @points: room for @rows->n; @keys: too. Returns how many points there are. Parallel, O(n). */
gsize imb_rank (const ImbRankRows *rows,
                guint64           *keys,
                ImbRankPoints     *points);

/* For a class of few rows, without sorting the others: the points where the curve of tp over fp may turn, which are those with rows of
 * the class and the last ones before them. @n_class: rows of the class, not 0; @points: room for 2 · @n_class + 1, thresholds are left
 * alone. 0: no memory. Parallel, O(n log) of the rows of the class that have about the same score. */
gsize imb_rank_few (const ImbRankRows *rows,
                    gsize              n_class,
                    ImbRankPoints     *points);

G_END_DECLS
