/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"
#include "engine/core/imb-view.h"
#include "engine/data/imb-problem.h"

G_BEGIN_DECLS

/* The features of a problem as numbers, one column each: n × d, unscaled, NaN = missing. A categorical feature is a column of
 * codes; who needs a column for each of its levels makes them where they are needed (imb-expand.h). Counted; never changes. */
typedef struct _ImbDesign ImbDesign;

typedef struct
{
  const char   *name;     /* the column's */
  gsize         column;   /* of the table */
  guint         n_levels; /* 0: a number; else codes 0 … n_levels − 1 */
  const double *values;   /* (array length=n_levels): the numbers behind the codes; NULL: they are the column's levels */
  gboolean      whole;    /* a number, and every value met is a whole one */
  double        low;      /* of a number, the smallest and the largest value; low > high when there is none */
  double        high;
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

const ImbKind *imb_design_get_kinds (const ImbDesign *self); /* NULL: all are numbers */

/* All rows, with classes, labels and kinds. Good as long as the design. */
ImbView imb_design_get_view (const ImbDesign *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbDesign, imb_design_unref)

G_END_DECLS
