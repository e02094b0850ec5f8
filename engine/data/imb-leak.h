/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/imb-problem.h"

G_BEGIN_DECLS

/* By what a feature gives the class away. */
typedef enum
{
  IMB_LEAK_ORDER,   /* small values are one class, large ones another */
  IMB_LEAK_VALUES,  /* each value belongs to one class */
  IMB_LEAK_MISSING, /* it has a value in one class and none in the other */
} ImbLeakKind;

typedef struct
{
  gsize       column; /* of the table */
  ImbLeakKind kind;
  double      figure; /* 0.999 … 1: ORDER: area under the ROC curve, of the worst pair of classes; else balanced accuracy */
} ImbLeak;

/**
 * imb_leaks_find:
 * @job: (nullable): progress in columns
 *
 * Finds features (columns with the role of one) that tell the classes apart all by themselves: they are perhaps known only after the
 * answer. Classes with fewer than 10 rows, and those beyond the 50 largest, are not looked at. Nothing is changed by it.
 *
 * ORDER: the area under the ROC curve of every two classes, in the direction that suits, over the rows that have a value. VALUES and MISSING:
 * every row is given the class that most of the other rows with its value have (a tie is a wrong answer); the share that is right, per
 * class, and its mean over the classes. A value that no other row has says nothing. The threshold of all three is 0.999.
 * O(rows · log rows) per column, columns in parallel; a column that is far from leaking costs O(rows).
 *
 * Returns: (transfer full) (nullable) (element-type ImbLeak): in the table's order; NULL with G_IO_ERROR_CANCELLED or IMB_ERROR_TOO_LARGE
 */
GArray *imb_leaks_find (const ImbProblem *problem,
                        ImbJob           *job,
                        GError          **error);

/* A sentence about it, for a note: which column, which figure, what to think about. (transfer full) */
char *imb_leak_dup_sentence (const ImbLeak  *self,
                             const ImbTable *table);

G_END_DECLS
