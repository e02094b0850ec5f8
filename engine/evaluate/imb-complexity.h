/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-notes.h"
#include "engine/data/imb-design.h"

G_BEGIN_DECLS

/* How hard a problem is before anything is learnt: the measures of Ho and Basu 2002 as Lorena, Garcia, Lehmann, Souto and Ho 2019
 * (doi:10.1145/3347711) define them, each from 0, easy, to 1, hard. */
typedef enum
{
  IMB_COMPLEXITY_F1,
  IMB_COMPLEXITY_F1V,
  IMB_COMPLEXITY_F2,
  IMB_COMPLEXITY_F3,
  IMB_COMPLEXITY_N1,
  IMB_COMPLEXITY_N2,
  IMB_COMPLEXITY_N3,
  IMB_COMPLEXITY_N4,
  IMB_COMPLEXITY_T1,
  IMB_COMPLEXITY_LSC,
  IMB_COMPLEXITY_R,     /* augmented R-value: Borsos, Lemnaru and Potolea 2018, doi:10.1007/s10115-018-1181-9 */
  IMB_COMPLEXITY_PARTS, /* small disjuncts */
  IMB_COMPLEXITY_C1,
  IMB_COMPLEXITY_C2,
  IMB_COMPLEXITY_N,
} ImbComplexityMeasure;

const char *imb_complexity_nick (ImbComplexityMeasure measure); /* "f1" */
const char *imb_complexity_help (ImbComplexityMeasure measure); /* what it says, a sentence; translated */

/* Plain; imb_complexity_free(). */
typedef struct
{
  gsize   n_rows; /* looked at: all, or a sample of large tables */
  guint   n_classes;
  double  whole[IMB_COMPLEXITY_N]; /* NaN: not defined */
  double *of_class;                /* [class * IMB_COMPLEXITY_N + measure]: of the class against the rest, or of its rows; NaN: not defined */
  double *neighbours;              /* [class * n_classes + other]: the share of the other among the 5 nearest of the class's rows; NaN: it has none; NULL: more than 1,000 classes */
} ImbComplexity;

/**
 * imb_complexity_new:
 *
 * Distances are Euclidean on standardised features with missing values at their median. Of more than 5,000 rows a sample is looked at, in which
 * classes keep their shares, but small ones have up to 100 rows each; a note says so.
 *
 * Returns: (transfer full) (nullable): NULL with IMB_ERROR_TOO_FEW below 6 rows, IMB_ERROR_ONE_CLASS, IMB_ERROR_TOO_LARGE or G_IO_ERROR_CANCELLED
 */
ImbComplexity *imb_complexity_new (ImbDesign *design,
                                   ImbNotes  *notes,
                                   ImbJob    *job,
                                   GError   **error);
void           imb_complexity_free (ImbComplexity *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbComplexity, imb_complexity_free)

G_END_DECLS
