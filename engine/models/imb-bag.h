/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/models/imb-grove.h"
#include "engine/samplers/imb-plan.h"

G_BEGIN_DECLS

/* For engine/models only: ensembles whose members are trees of rows of their own, and whose probabilities are the mean of theirs. */

/* Training rows as samplers take them: those of weight above 0, of one matrix. */
typedef struct
{
  ImbView    view;
  ImbMatrix *gathered; /* NULL: the rows lie in one matrix as they are */
  guint16   *classes;
  double    *weights;
  guint32   *rows;
} ImbBagRows;

gboolean imb_bag_rows_init (ImbBagRows    *self,
                            const ImbView *train,
                            ImbJob        *job,
                            GError       **error);
void     imb_bag_rows_clear (ImbBagRows *self);

/* The same rows sorted by their columns, made when the first tree needs it. */
typedef struct
{
  const ImbBagRows *rows;
  gsize             once;   /* for g_once_init_enter: 1 made, 2 no memory */
  guint32          *places; /* of the base's rows among these */
  const double    **values;
  guint16          *classes;
  ImbPresort       *presort;
} ImbBagOrder;

void imb_bag_order_clear (ImbBagOrder *self);

/* Made rows of @out that are the same as one row of @in become that row. Returns what the rows of @out are in then. (transfer full) */
guint32 *imb_bag_fold_copies (const ImbResample *resample,
                              const ImbView     *in,
                              ImbView           *out);

/* Rows that one tree is grown from, as a view has them: some of those of @order, or made of them. Where most of them are there, often several
 * times, it is grown from one of each with their number for a weight, in a part of the time. The tree is the same but for what rounding does to sums
 * of weights that are not whole, and for values missing that no row of a node misses (the child of more rows is told by rows).
 * @scale: of classes.
 * (transfer full) (nullable) */
ImbTree *imb_bag_grow_view (ImbBagOrder        *order,
                            const ImbView      *view,
                            const double       *scale,
                            const ImbTreeShape *shape,
                            ImbRng             *rng,
                            ImbJob             *job,
                            GError            **error);

/**
 * ImbBagChoose:
 * @round: from 0
 * @hardness: (array length=n_rows): 1 − the mean probability of each row's own class so far; NULL in the first round
 * @chosen: (array length=n_rows): rows of the view to grow the next tree from, at least one and none of weight 0
 *
 * Returns: how many it chose
 */
typedef gsize (*ImbBagChoose) (gpointer      data,
                               guint         round,
                               const double *hardness,
                               ImbRng       *rng,
                               guint32      *chosen);

/* Trees one after the other, each of rows chosen by how hard they are for the ones before. (transfer full) (nullable) */
ImbForest *imb_bag_one_by_one (const ImbView      *train,
                               const char         *class_weight,
                               const ImbTreeShape *shape,
                               guint               n_trees,
                               ImbBagChoose        choose,
                               gpointer            data,
                               ImbRng             *rng,
                               ImbJob             *job,
                               GError            **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbBagRows, imb_bag_rows_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbBagOrder, imb_bag_order_clear)

G_END_DECLS
