/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/imb-table.h"

G_BEGIN_DECLS

/* A table with a question: which column is the target, which class is the positive one, which
 * columns are features and how. Counted; never changes. Its rows are the table's rows
 * whose target is not missing, in order. */
typedef struct _ImbProblem ImbProblem;

typedef enum
{
  IMB_ROLE_AUTO,        /* guess: a feature by its kind; identifiers, dates, texts, constants ignored */
  IMB_ROLE_NUMERIC,     /* feature: a number */
  IMB_ROLE_CATEGORICAL, /* feature: a code for each category */
  IMB_ROLE_IGNORE,
  IMB_ROLE_TARGET, /* only ever reported, never asked for: use target_column */
  IMB_ROLE_GROUP,  /* no feature: rows with the same value belong together; at most one column */
  IMB_ROLE_WEIGHT, /* no feature: what each row counts in models and metrics; at most one column */
} ImbRole;

typedef struct
{
  gssize         target_column;  /* -1: guess */
  const char    *positive_label; /* NULL: the rarest class */
  const ImbRole *roles;          /* (array length=n_columns) or NULL: all AUTO */
} ImbProblemOptions;

/**
 * imb_problem_new:
 * @job: (nullable): asked, its progress is left alone
 *
 * Returns: (transfer full) (nullable): the problem, or NULL with IMB_ERROR_TARGET (no such target,
 *   looks continuous, more classes than make sense) or IMB_ERROR_PARAM (no such positive
 *   label, a text column as number, two columns of a role for one), IMB_ERROR_NUMBERS (weights that are none), or G_IO_ERROR_CANCELLED. One class is legal here; what needs two says so.
 */
ImbProblem *imb_problem_new (ImbTable                *table,
                             const ImbProblemOptions *options,
                             ImbJob                  *job,
                             GError                 **error);
ImbProblem *imb_problem_ref (ImbProblem *self);
void        imb_problem_unref (ImbProblem *self);

/* The best guess of the target with its reason; -1 when the table has no column. (reason: transfer full) */
gssize imb_problem_guess_target (const ImbTable *table,
                                 char          **reason);

ImbTable          *imb_problem_get_table (const ImbProblem *self);
gsize              imb_problem_get_target (const ImbProblem *self);
const char        *imb_problem_get_target_reason (const ImbProblem *self); /* NULL: it was asked for */
ImbRole            imb_problem_role_at (const ImbProblem *self,
                                        gsize             column);
gsize              imb_problem_n_rows (const ImbProblem *self);
const guint32     *imb_problem_get_rows (const ImbProblem *self);    /* problem row → table row */
const guint16     *imb_problem_get_classes (const ImbProblem *self); /* of problem rows */
const guint32     *imb_problem_get_groups (const ImbProblem *self);  /* of problem rows, codes; NULL: no column has that role */
const double      *imb_problem_get_weights (const ImbProblem *self); /* of problem rows; NULL: no column has that role */
guint              imb_problem_n_classes (const ImbProblem *self);
const char *const *imb_problem_get_labels (const ImbProblem *self); /* sorted: by number when all are numbers, else by bytes */
const gsize       *imb_problem_get_counts (const ImbProblem *self);
gsize             *imb_problem_dup_weighty (const ImbProblem *self); /* rows of each class that weigh something; without weights its rows. (transfer full) */
guint              imb_problem_get_positive (const ImbProblem *self);
guint              imb_problem_get_majority (const ImbProblem *self); /* first of the largest */
guint              imb_problem_get_minority (const ImbProblem *self); /* first of the smallest */

/* Largest class count over smallest. */
double    imb_problem_get_imbalance_ratio (const ImbProblem *self);
ImbNotes *imb_problem_get_notes (const ImbProblem *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbProblem, imb_problem_unref)

G_END_DECLS
