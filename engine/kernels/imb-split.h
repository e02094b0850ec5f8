/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels/imb-presort.h"

G_BEGIN_DECLS

typedef enum
{
  IMB_TREE_GINI,
  IMB_TREE_ENTROPY,
} ImbTreeCriterion;

/* What a node of a tree knows about its rows. */
typedef struct
{
  const ImbPresort *presort;
  ImbTreeCriterion  criterion;
  const double     *weights;   /* (nullable) (array length=n_all): of rows; NULL: 1 */
  const double     *scale;     /* (array length=n_classes): of classes; multiplies the weights */
  const double     *logs;      /* (nullable): x log x of 0, 1, 2 …, when all sums of weights are whole numbers; for the entropy */
  const double     *totals;    /* (array length=n_classes): the weight of the node's rows by class */
  const guint16    *present;   /* the classes that it has */
  guint             n_present; /* at least 2 */
  gsize             min_leaf;  /* rows on either side, at least 1 */
  gboolean          is_whole;  /* all weights times scales are whole numbers, whose sum is at most IMB_SPLIT_MOST_WHOLE */
} ImbSplitNode;

/* Sums of such numbers' squares are exact in any order. */
#define IMB_SPLIT_MOST_WHOLE 67108864.0 /* 2²⁶ */

/* What explanations ask of a node. */
typedef struct
{
  double gain;  /* by how much its question lowered the impurity, times the weight of its rows; 0 of a leaf */
  double cover; /* the weight of its rows */
} ImbTreeFacts;

/* A way to cut the rows of a node in two by one column. */
typedef struct
{
  double   score;        /* the higher the purer; −∞: there is no cut */
  gsize    n_below;      /* rows with a value up to the cut */
  guint32  before;       /* a row with the last value below, */
  guint32  after;        /* and one with the first above; IMB_SPLIT_MISSING: only NaN is above */
  gboolean missing_left; /* NaN goes with those below, else with those above */
} ImbSplit;

#define IMB_SPLIT_MISSING G_MAXUINT32

/**
 * imb_split_find:
 * @entries: (array length=n): the node's rows in the order of a column
 * @missing: the column's rank of NaN
 * @least: a score that another column has already: of cuts that are not better anything may be said but that they are; −∞: none
 * @left: (array length=n_classes): to work with
 *
 * The best cut of one column, of equally good ones the lowest. O(rows); the criterion is worked out only where the best cut can lie,
 * which is between rows of different classes (Fayyad, Irani 1992, doi:10.1023/A:1022638503176), or at the ends of what
 * min_leaf allows. With NaN both sides are tried for it.
 */
ImbSplit imb_split_find (const ImbSplitNode *node,
                         const guint64      *entries,
                         gsize               n,
                         guint64             missing,
                         double              least,
                         double             *left);

/* Of a node that is cut with a score. */
ImbTreeFacts imb_split_facts (const ImbSplitNode *node,
                              double              score);

G_END_DECLS
