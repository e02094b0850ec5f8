/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels/imb-hist.h"

G_BEGIN_DECLS

#define IMB_HIST_LEAF         0x7fffffffu
#define IMB_HIST_MISSING_LEFT 0x80000000u

/* A node sends a row left when its value is at most the threshold. */
typedef struct
{
  double  threshold; /* of a leaf: what it adds */
  guint32 feature;   /* | IMB_HIST_MISSING_LEFT; or IMB_HIST_LEAF */
  guint32 child;     /* the left one, the right one follows */
} ImbHistNode;

/* What explanations ask of a node. */
typedef struct
{
  double  gain;   /* by how much its question lowered the loss, twice; 0 of a leaf */
  double  cover;  /* its sum of second derivatives */
  double  value;  /* what it would add as a leaf */
  double  weight; /* of its training rows */
  guint32 n_rows;
} ImbHistFacts;

/* A tree whose leaves hold numbers to be added up. */
typedef struct
{
  ImbHistNode  *nodes; /* the root first */
  ImbHistFacts *facts; /* of each node */
  gsize         n_nodes;
} ImbHistTree;

typedef struct
{
  ImbHistLimits limits;
  guint         max_leaf_nodes; /* 0: no limit */
  guint         max_depth;      /* 0: no limit */
  double        learning_rate;  /* multiplies the values of leaves */
} ImbHistShape;

typedef struct _ImbHistGrower ImbHistGrower;

/* What trees on the same rows are grown with; both are borrowed. (transfer full) (nullable): NULL with IMB_ERROR_TOO_LARGE */
ImbHistGrower *imb_hist_grower_new (const ImbHistBins  *bins,
                                    const ImbHistShape *shape,
                                    GError            **error);
void           imb_hist_grower_free (ImbHistGrower *self);

/**
 * imb_hist_grow:
 * @pairs: (array length=n_rows): gradient and second derivative of each row
 * @weights: (nullable) (array length=n_rows): what rows count in ImbHistFacts, for the tree is grown by @pairs alone; NULL: 1 each
 * @scores: (inout): row i's, at i * stride, gets what its leaf adds
 *
 * Grows a tree leaf by leaf, the one whose best cut gains most first, to max_leaf_nodes or until no cut gains. The histogram of the smaller
 * child is summed, the larger one's is the difference. Parallel over columns; the same tree on any number of threads.
 * O(columns · rows) for the root, less than half of a node's for its children.
 *
 * Returns: (transfer full) (nullable): NULL when cancelled or with IMB_ERROR_TOO_LARGE
 */
ImbHistTree *imb_hist_grow (ImbHistGrower     *self,
                            const ImbHistPair *pairs,
                            const double      *weights,
                            double            *scores,
                            gsize              stride,
                            ImbJob            *job,
                            GError           **error);
void         imb_hist_tree_free (ImbHistTree *self);

/* Adds what the leaves of rows add to scores[i * stride]. */
void imb_hist_tree_add (const ImbHistTree *self,
                        const double      *rows,
                        gsize              row_stride,
                        gsize              n_rows,
                        double            *scores,
                        gsize              stride);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbHistGrower, imb_hist_grower_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbHistTree, imb_hist_tree_free)

G_END_DECLS
