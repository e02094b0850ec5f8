/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-rng.h"
#include "engine/kernels/imb-presort.h"
#include "engine/kernels/imb-split.h"

G_BEGIN_DECLS

typedef struct
{
  ImbTreeCriterion criterion;
  guint            max_depth;         /* edges from the root to a leaf; 0: no limit */
  gsize            min_samples_split; /* rows below which a node is a leaf, at least 2 */
  gsize            min_samples_leaf;  /* at least 1 */
  gsize            max_features;      /* drawn anew for each node; 0: all */
  gboolean         any_order;         /* also all are looked at in an order drawn anew, so that of equally good cuts any column's is taken */
} ImbTreeShape;

/* A node sends a row left when its value is at most the threshold. */
typedef struct
{
  double  threshold;
  guint32 feature; /* | IMB_TREE_MISSING_LEFT; or one of the two leaves */
  guint32 child;   /* the left one, the right one follows; of a pure leaf its class, else the place of its probabilities */
} ImbTreeNode;

#define IMB_TREE_PURE         0x7fffffffu
#define IMB_TREE_MIXED        0x7ffffffeu
#define IMB_TREE_MISSING_LEFT 0x80000000u

typedef struct
{
  ImbTreeNode  *nodes; /* the root first; children come behind their parents */
  ImbTreeFacts *facts; /* of each node; NULL: nobody will ask */
  gsize         n_nodes;
  double       *mixed; /* n_mixed × n_classes: of leaves that are not pure */
  gsize         n_mixed;
  guint         n_classes;
} ImbTree;

/**
 * imb_tree_grow:
 * @presort: (transfer full): the rows; used up
 * @weights: (nullable) (array length=n_all): of rows, above 0 for all that are in @presort
 * @scale: (nullable) (array length=n_classes): of classes; multiplies the weights
 * @rng: where max_features are drawn from; runs on
 *
 * A classification tree with exact cuts, grown to its ends: Breiman, Friedman, Olshen, Stone 1984. The same cuts as scikit-learn's
 * DecisionTreeClassifier where no two are equally good (else the lower column, or the one drawn first, and the lower value); thresholds
 * lie halfway. But values are doubles here, floats there. A NaN goes to the side that makes the purer children;
 * where there was none in training, to the larger child. O(columns · rows) a level; parallel; the same tree on any number of
 * threads.
 *
 * Returns: (transfer full) (nullable): NULL when cancelled or with IMB_ERROR_TOO_LARGE
 */
ImbTree *imb_tree_grow (ImbPresort         *presort,
                        const double       *weights,
                        const double       *scale,
                        const ImbTreeShape *shape,
                        ImbRng             *rng,
                        ImbJob             *job,
                        GError            **error);

/* The same of max_depth 1, which leaves the rows in their order: @presort can be used again, with other weights. */
ImbTree *imb_tree_grow_stump (const ImbPresort   *presort,
                              const double       *weights,
                              const double       *scale,
                              const ImbTreeShape *shape,
                              ImbRng             *rng,
                              ImbJob             *job,
                              GError            **error);

#define IMB_TREE_BRANCH_VALUES 262144 /* rows × columns: a node with fewer starts a branch, with a stream of its own */

/**
 * imb_tree_grow_ranked:
 * @presort: of imb_presort_new_ranked(); borrowed
 * @weights: (array length=n_all): whole numbers; of rows that the tree is not grown from 0
 *
 * The same tree as imb_tree_grow() of these rows, without facts. Takes 28 bytes a row beside @presort, and where few columns are looked at in a node also less
 * time. Not parallel in itself.
 */
ImbTree *imb_tree_grow_ranked (const ImbPresort   *presort,
                               const double       *weights,
                               const ImbTreeShape *shape,
                               ImbRng             *rng,
                               ImbJob             *job,
                               GError            **error);
void     imb_tree_free (ImbTree *self);

/* The leaf of a row. */
const ImbTreeNode *imb_tree_leaf (const ImbTree *self,
                                  const double  *row);

/* Of many rows: places among the nodes, several times as fast; best of so many at a time. */
#define IMB_TREE_CROWD 1024
void imb_tree_leaves (const ImbTree       *self,
                      const double *const *rows,
                      gsize                n_rows,
                      guint32             *leaves);

/* The same of rows whose values stand column after column. @order: (array length=n): which of them, up to IMB_TREE_CROWD; comes in another order.
 * Into leaves[row]. */
void imb_tree_leaves_of_columns (const ImbTree       *self,
                                 const double *const *columns,
                                 guint32             *order,
                                 gsize                n,
                                 guint32             *leaves);

static inline double
imb_tree_probability (const ImbTree     *self,
                      const ImbTreeNode *leaf,
                      guint              c)
{
  if (leaf->feature == IMB_TREE_PURE)
    return leaf->child == c ? 1.0 : 0.0;
  return self->mixed[leaf->child * (gsize) self->n_classes + c];
}

/* Adds the probabilities of rows to scores[n_rows * n_classes]. */
void imb_tree_add (const ImbTree       *self,
                   const double *const *rows,
                   gsize                n_rows,
                   double              *scores);

/* Into importances[n_features]: the share of each feature in what the questions of the tree gained, as scikit-learn's feature_importances_
 * (Breiman, Friedman, Olshen, Stone 1984); all 0 where there are no questions. */
void imb_tree_importances (const ImbTree *self,
                           double        *importances,
                           gsize          n_features);

/* Edges from the root to the deepest leaf. */
guint imb_tree_depth (const ImbTree *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbTree, imb_tree_free)

G_END_DECLS
