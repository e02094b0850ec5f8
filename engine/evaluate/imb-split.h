/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/evaluate/imb-recipe.h"
#include "engine/evaluate/imb-run.h"

G_BEGIN_DECLS

/* Rows to be cross-validated and the folds they are tested in: the design's own rows, or, for the wrong
 * way, what a plan made of all of them. */
typedef struct
{
  const ImbMatrix *matrix;
  const guint16   *classes;
  const guint32   *groups;    /* of the rows: rows of one code are in one fold; NULL: there are none */
  const double    *row_costs; /* of the rows, of a miss; NULL: as the matrix of costs says */
  const double    *weights;   /* of the rows; NULL: all are 1 */
  const guint32   *times;     /* of the rows, for a split by time; NULL: none */
  gsize            n_rows;
  guint8          *fold_of;   /* n_repeats * n_rows; IMB_NEVER_TESTED */
  guint            n_repeats; /* that were left: one that tests the same rows together as an earlier one would only seem to add to what is known */
  guint           *draws;     /* of each of them: which of the draws that were asked for it is */
  gboolean         expands;   /* folds are trained with rows of earlier folds and those never tested, not with later ones */
  gboolean         has_untested;
  double           test_size; /* of a hold-out: the share of rows that is tested, over all repeats */
  guint32         *origin;    /* problem row, or IMB_NO_ROW for synthetic ones; NULL: the same */
  ImbMatrix       *own_matrix;
  guint16         *own_classes;
  guint32         *own_groups;
  guint32         *own_times;
  double          *own_weights;
  double          *own_row_costs;
  ImbNotes        *notes;
  double           seconds;
} ImbSplit;

/* (transfer full) (nullable) */
ImbSplit *imb_split_new (const ImbDesign     *design,
                         const ImbEvaluation *evaluation,
                         ImbJob              *job,
                         GError             **error);

/* Scales and samples all rows before they are split: wrong on purpose. */
ImbSplit *imb_split_new_leaky (const ImbDesign     *design,
                               const ImbEvaluation *evaluation,
                               const ImbRunSpec    *spec,
                               ImbJob              *job,
                               GError             **error);
void      imb_split_free (ImbSplit *self);

/* How many folds there are in each repeat. IMB_ERROR_PARAM when the problem lacks what the split needs. */
gboolean imb_split_count_folds (const ImbProblem    *problem,
                                const ImbEvaluation *evaluation,
                                guint               *n_folds,
                                GError             **error);

/* A name of what is tested together in a repeat, whatever the numbers of the folds. (transfer full) */
char *imb_split_dup_partition (const ImbSplit *self,
                               guint           repeat);

/* The training rows of a fold, then those that it tests, both ascending. (transfer full) (nullable) */
guint32 *imb_split_rows_of_fold (const ImbSplit *self,
                                 guint           repeat,
                                 guint           fold,
                                 gsize          *n_train,
                                 gsize          *n_test,
                                 GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbSplit, imb_split_free)

G_END_DECLS
