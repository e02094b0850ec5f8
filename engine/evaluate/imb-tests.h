/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Tests of two methods over the same folds, rows or datasets. Plain arrays in; the corrected t test is imb_estimate_of(). */

/* Whether the same thing, added up in another order, may have given both: what is no difference must not be ranked or tested as one. */
gboolean imb_is_same (double a,
                      double b);

/* @a less @b: 0 where they are the same. */
double imb_difference (double a,
                       double b);

/* Chances that the true mean difference is below −rope, within, and above rope; their sum is 1. NaN: fewer than two values. */
typedef struct
{
  double below;
  double within;
  double above;
} ImbRope;

#define IMB_ROPE 0.01 /* differences of less than a point are of no interest */

/**
 * imb_correlated_t:
 * @differences: one per fold; NaN is left out
 * @test_share: test rows for each training row: 1 / (folds − 1)
 * @rope: half the width of the region of practical equivalence
 *
 * The Bayesian counterpart of the corrected t test: Corani and Benavoli 2015, doi:10.1007/s10994-015-5486-z.
 */
ImbRope imb_correlated_t (const double *differences,
                          gsize         n,
                          double        test_share,
                          double        rope);

typedef struct
{
  gsize  only_first;  /* rows that only the first has right */
  gsize  only_second; /* … only the second */
  double p;           /* exact, two-sided */
  double mid_p;       /* less shy: half of the chance of what was seen (Lancaster 1961) */
} ImbMcNemar;

/* McNemar 1947 from the two counts of rows that one has right and the other wrong. */
ImbMcNemar imb_mcnemar (gsize only_first,
                        gsize only_second);

typedef struct
{
  gsize    n;         /* differences that are not 0 */
  double   statistic; /* the smaller of the two rank sums */
  double   p;         /* two-sided */
  gboolean is_exact;  /* up to 50 differences, equal ones too; more: normal, with a correction for equal ones */
} ImbWilcoxon;

/* Signed ranks of paired differences, zeros and NaN left out (Wilcoxon 1945, doi:10.2307/3001968); p is 1 without any. */
ImbWilcoxon imb_wilcoxon (const double *differences,
                          gsize         n);

/**
 * imb_signed_rank_bayes:
 * @differences: one per dataset; NaN is left out
 * @rope: half the width of the region of practical equivalence
 *
 * The Bayesian counterpart of Wilcoxon's test: the chances that most pairs of differences are on that side, by 20,000 draws, the same
 * each time. O(n) a draw. NaN without differences.
 */
ImbRope imb_signed_rank_bayes (const double *differences,
                               gsize         n,
                               double        rope);

/* Holm 1979: p values of @n tests adjusted for their number, into @adjusted; NaN stays NaN and does not count. */
void imb_holm (const double *p,
               gsize         n,
               double       *adjusted);

/* Ranks from 1, values that are the same share the mean of theirs; returns Σ (t³ − t) over groups of t equal ones. No NaN. */
double imb_rank_means (const double *values,
                       gsize         n,
                       double       *ranks);

G_END_DECLS
