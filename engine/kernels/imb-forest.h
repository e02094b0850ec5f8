/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels/imb-tree.h"

G_BEGIN_DECLS

typedef struct _ImbForest ImbForest;

/**
 * ImbForestDraw:
 * @tree: which one, from 0
 * @counts: (array length=n_all): zeros; how often each row of the presort is in this tree
 *
 * Draws the rows of one tree, at least one; called from several threads.
 */
typedef void (*ImbForestDraw) (gpointer data,
                               guint    tree,
                               ImbRng  *rng,
                               double  *counts);

/**
 * imb_forest_grow:
 * @presort: all rows, sorted or (when trees draw few of them) not; or ranked, then without @weights, @scale and @draw; borrowed, and needed no more afterwards
 * @weights: (nullable) (array length=n_all): of rows
 * @scale: (nullable) (array length=n_classes): of classes
 * @n_trees: at least 1
 * @draw: (nullable): the rows of each tree; NULL: as many as there are, with repetition (a bootstrap sample)
 * @rng: seeds the stream of each tree; runs on
 *
 * Trees grown in parallel: Breiman 2001, doi:10.1023/A:1010933404324. The same forest on any number of threads.
 *
 * Returns: (transfer full) (nullable)
 */
ImbForest *imb_forest_grow (const ImbPresort   *presort,
                            const double       *weights,
                            const double       *scale,
                            const ImbTreeShape *shape,
                            guint               n_trees,
                            ImbForestDraw       draw,
                            gpointer            data,
                            ImbRng             *rng,
                            ImbJob             *job,
                            GError            **error);

#define IMB_NO_PART G_MAXUINT8

/* Likewise from rows that are dealt out: tree t from those with part_of[row] == t, of which there must be some; IMB_NO_PART: from none. @presort: of
 * imb_presort_new_ranked(). The sorted columns of all are never there, and a part stays in a near cache. (part_of: array length=n_all) */
ImbForest *imb_forest_grow_parts (const ImbPresort   *presort,
                                  const guint8       *part_of,
                                  guint               n_parts,
                                  const ImbTreeShape *shape,
                                  ImbRng             *rng,
                                  ImbJob             *job,
                                  GError            **error);

/* One tree as a forest. (tree: transfer full) (transfer full) */
ImbForest *imb_forest_of (ImbTree *tree);

/* Of trees grown elsewhere; @n_trees at least 1. (trees: transfer full, g_malloc) (transfer full) */
ImbForest *imb_forest_of_many (ImbTree **trees,
                               guint     n_trees);
void       imb_forest_free (ImbForest *self);

/* Its first tree; the rest is freed. (self: transfer full) (transfer full) */
ImbTree *imb_forest_take_first (ImbForest *self);

guint          imb_forest_n_trees (const ImbForest *self);
const ImbTree *imb_forest_tree_at (const ImbForest *self,
                                   guint            t);

/**
 * imb_forest_importances:
 * @weights: (nullable) (array length=n_trees): of the trees
 *
 * The mean of imb_tree_importances() over the trees that ask anything, made to sum to 1; all 0 where none does.
 */
void imb_forest_importances (const ImbForest *self,
                             const double    *weights,
                             double          *importances,
                             gsize            n_features);

/* The mean of the trees' probabilities into scores[n_rows * n_classes]; in the order of the trees. */
void imb_forest_score (const ImbForest     *self,
                       const double *const *rows,
                       gsize                n_rows,
                       double              *scores);

/* The same in parallel. */
gboolean imb_forest_predict (const ImbForest     *self,
                             const double *const *rows,
                             gsize                n_rows,
                             double              *scores,
                             ImbJob              *job,
                             GError             **error);

/* What imb_forest_predict() tells of the forest that imb_forest_grow() makes without weights, but a few trees are there at a time, and @presort is of
 * imb_presort_new_ranked(). Its rows and @rows are not the same memory. */
gboolean imb_forest_predict_once (const ImbPresort    *presort,
                                  const ImbTreeShape  *shape,
                                  guint                n_trees,
                                  const double *const *rows,
                                  gsize                n_rows,
                                  double              *scores,
                                  ImbRng              *rng,
                                  ImbJob              *job,
                                  GError             **error);

/* Which rows at least @n_needed trees put into another class than @classes says: the most probable one, of equally probable ones the
 * lower. @grown_from: (nullable) (array length=n_rows): of each row the tree that was grown from it, or IMB_NO_PART; a tree that was grown
 * to its ends need not be asked about its own rows. Nor are those trees that cannot change the answer. Into is_outvoted[n_rows]; in
 * parallel. */
gboolean imb_forest_outvote (const ImbForest     *self,
                             const double *const *rows,
                             const guint16       *classes,
                             const guint8        *grown_from,
                             gsize                n_rows,
                             guint                n_needed,
                             guint8              *is_outvoted,
                             ImbJob              *job,
                             GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbForest, imb_forest_free)

G_END_DECLS
