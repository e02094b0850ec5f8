/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/imb-problem.h"

G_BEGIN_DECLS

/* Which cells of a table have no value: by column, by row, by class, and which columns are missing together.
 * Counted; never changes. */
typedef struct _ImbMissingness ImbMissingness;

/**
 * imb_missingness_new:
 * @problem: (nullable): its classes are told apart; NULL: they are not
 * @job: (nullable): progress in columns and rows
 *
 * Every row of the table counts, also those without a label, and every column, also the target. Two rows have the same
 * pattern when the same columns are missing in both. The same on any number of threads.
 *
 * Returns: (transfer full) (nullable): NULL with G_IO_ERROR_CANCELLED or IMB_ERROR_TOO_LARGE
 */
ImbMissingness *imb_missingness_new (ImbTable         *table,
                                     const ImbProblem *problem,
                                     ImbJob           *job,
                                     GError          **error);
ImbMissingness *imb_missingness_ref (ImbMissingness *self);
void            imb_missingness_unref (ImbMissingness *self);

gsize imb_missingness_n_cells (const ImbMissingness *self);         /* missing ones, in all columns */
gsize imb_missingness_n_complete_rows (const ImbMissingness *self); /* nothing is missing in them */

/* The columns that miss something, in the table's order. (transfer none) */
const guint32 *imb_missingness_get_columns (const ImbMissingness *self,
                                            gsize                *n_columns);

/* 0 without a problem, and with one of more than 256 classes: then nothing is counted by class. */
guint imb_missingness_n_classes (const ImbMissingness *self);

/* How many rows of a class (of those that have a label) miss their value in a column of the table. */
gsize imb_missingness_in_class (const ImbMissingness *self,
                                gsize                 column,
                                guint                 c);

/* How many rows of a class (of those that have a label) miss at least one cell. */
gsize imb_missingness_incomplete_in_class (const ImbMissingness *self,
                                           guint                 c);

/* counts[k] is the number of rows that miss k cells; (array length=n) (transfer none) */
const gsize *imb_missingness_get_row_counts (const ImbMissingness *self,
                                             gsize                *n);

/* How many different patterns there are, the one of complete rows included. */
gsize imb_missingness_n_patterns (const ImbMissingness *self);

/* Those that are kept, the commonest first and of equally common ones the one that comes first in the table: at most 1,000. */
gsize imb_missingness_n_kept (const ImbMissingness *self);

/* The columns that are missing together in pattern @p of the kept ones, in the table's order; none in complete rows. (transfer none) */
const guint32 *imb_missingness_pattern_columns (const ImbMissingness *self,
                                                gsize                 p,
                                                gsize                *n_columns);
gsize          imb_missingness_pattern_n_rows (const ImbMissingness *self,
                                               gsize                 p);
gsize          imb_missingness_pattern_in_class (const ImbMissingness *self,
                                                 gsize                 p,
                                                 guint                 c);

/* The kept pattern of a row of the table; -1: it is none of the kept ones. */
gint imb_missingness_pattern_of (const ImbMissingness *self,
                                 gsize                 row);

/* A column that tells classes apart by whether it has a value, and nothing else is looked at. */
typedef struct
{
  gsize  column;            /* of the table */
  guint  lacking;           /* a row without a value is taken for this class, */
  guint  having;            /* one with a value for this one */
  double balanced_accuracy; /* the mean over the classes of the share of rows taken for what they are */
} ImbMask;

/**
 * imb_missingness_find_mask:
 * @problem: the one it was made of; columns that are no feature of it are not looked at
 * @mask: (out): the best one, of equally good ones the first in the table
 *
 * Returns: whether there is one that says much: its two classes are apart by at least 0.6 of their rows, and by four times what chance
 *   makes of so few rows
 */
gboolean imb_missingness_find_mask (const ImbMissingness *self,
                                    const ImbProblem     *problem,
                                    ImbMask              *mask);

/* A sentence about it, for a note: which column, which figure, what to think about. (transfer full) */
char *imb_mask_dup_sentence (const ImbMask    *self,
                             const ImbProblem *problem);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbMissingness, imb_missingness_unref)

G_END_DECLS
