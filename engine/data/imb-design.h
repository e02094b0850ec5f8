/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"
#include "engine/core/imb-view.h"
#include "engine/data/imb-problem.h"

G_BEGIN_DECLS

/* The features of a problem as numbers: n × d, unscaled, NaN = missing. A categorical feature of K
 * levels becomes K columns of 0 and 1 (a missing category: all 0, with a note). Counted;
 * never changes. */
typedef struct _ImbDesign ImbDesign;

typedef struct
{
  char    *name;   /* "age", or "colour=red" */
  gsize    column; /* of the table */
  int      level;  /* -1: the number itself; else 1 when the row has this level, 0 when not */
  double   value;  /* the level's number when a number column is used as categories */
  gboolean whole;  /* every value met is a whole number */
} ImbFeature;

/**
 * imb_design_new:
 *
 * Returns: (transfer full) (nullable): the design, or NULL with IMB_ERROR_TOO_LARGE,
 *   IMB_ERROR_TARGET (no feature is left) or G_IO_ERROR_CANCELLED
 */
ImbDesign        *imb_design_new (ImbProblem *problem,
                                  ImbJob     *job,
                                  GError    **error);
ImbDesign        *imb_design_ref (ImbDesign *self);
void              imb_design_unref (ImbDesign *self);
ImbProblem       *imb_design_get_problem (const ImbDesign *self);
const ImbMatrix  *imb_design_get_matrix (const ImbDesign *self);
gsize             imb_design_n_features (const ImbDesign *self);
const ImbFeature *imb_design_feature_at (const ImbDesign *self,
                                         gsize            j);
gboolean          imb_design_has_missing (const ImbDesign *self);
ImbNotes         *imb_design_get_notes (const ImbDesign *self);

/* All rows, with classes and labels of the problem. Good as long as the design. */
ImbView imb_design_get_view (const ImbDesign *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbDesign, imb_design_unref)

G_END_DECLS
