/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/evaluate/imb-recipe.h"

G_BEGIN_DECLS

/* Folds inside the training rows of a fold: where thresholds, calibrations and parameters are chosen, so that no test row says
 * anything about them. They keep groups and time, as the outer ones do. */

#define IMB_INNER_FOLDS 5

/* For sentences. */
typedef enum
{
  IMB_INNER_THRESHOLD,
  IMB_INNER_CALIBRATION,
  IMB_INNER_CHOICE, /* of parameters */
} ImbInnerUse;

/* Training rows, and the inner fold in which each is scored. */
typedef struct
{
  const ImbRecipe *recipe;
  const guint32   *train; /* of the recipe's matrix */
  gsize            n;
  guint8          *fold_of; /* (array length=n): or IMB_NEVER_TESTED */
} ImbInner;

/**
 * imb_inner_split:
 * @self: what it splits; its fold_of is filled
 *
 * Stratified, of whole groups, or by time; with the recipe's seed. Fewer folds than IMB_INNER_FOLDS where rows or groups are few, with a note;
 * and one where folds are to be left out, see imb_inner_list_rows().
 *
 * Returns: their number; 0: the training rows cannot be split
 */
guint imb_inner_split (const ImbInner *self,
                       ImbInnerUse     use,
                       ImbNotes       *notes,
                       GError        **error);

/**
 * imb_inner_list_rows:
 * @rows: (out) (array length=n): rows of the matrix: those that the fold learns from, then those that it scores
 *
 * Returns: FALSE when one class alone is there to learn from, as may be in the first windows of time, or when a group has all rows of a
 *   class; the fold is left out then
 */
gboolean imb_inner_list_rows (const ImbInner *self,
                              guint           fold,
                              guint32        *rows,
                              gsize          *n_in,
                              gsize          *n_out);

/* Says of an error that a model of inner fold @fold of @n_folds met where it was met, what for, and how to do without; not of a cancelling. */
void imb_inner_place_error (ImbInnerUse use,
                            guint       fold,
                            guint       n_folds,
                            GError    **error);

G_END_DECLS
