/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"

G_BEGIN_DECLS

/* The rows of a table in the order of each of its columns: what trees are grown from. An entry of 64 bits holds the rank of the
 * value among the column's distinct ones, the row's class and the row, so that a walk along a column reads nothing else. NaN
 * comes last and ranks as one more value. 8 bytes a value. */
typedef struct
{
  const double *const *rows;    /* (array length=n_all): borrowed; row → its n_cols values */
  const guint16       *classes; /* (array length=n_all): borrowed */
  gsize                n_all;
  gsize                n_cols;
  guint                n_classes;
  gsize                n_rows;     /* entries of each column: n_all, or fewer */
  guint64             *entries;    /* n_cols × n_rows; NULL: not sorted */
  guint32             *ranks;      /* n_cols × n_all: by row, instead of entries; else NULL */
  guint64             *missing;    /* (array length=n_cols): the rank of NaN */
  guint                class_at;   /* bits of the row lie below */
  guint                rank_at;    /* bits of the class lie below */
  guint64              class_mask; /* before shifting */
  guint64              row_mask;
  const double       **own_rows;    /* rows, or NULL */
  guint16             *own_classes; /* classes, or NULL */
} ImbPresort;

/**
 * imb_presort_new:
 * @rows: (array length=n_rows): row pointers, which must outlive the result
 * @classes: (array length=n_rows): below @n_classes; must outlive it, too
 *
 * O(columns · rows), in parallel over columns.
 *
 * Returns: (transfer full) (nullable): NULL with IMB_ERROR_TOO_LARGE or when cancelled
 */
ImbPresort *imb_presort_new (const double *const *rows,
                             const guint16       *classes,
                             gsize                n_rows,
                             gsize                n_cols,
                             guint                n_classes,
                             ImbJob              *job,
                             GError             **error);

/* The same with the ranks alone, 4 bytes a value: for imb_tree_grow_ranked() and imb_presort_of_ranked(). */
ImbPresort *imb_presort_new_ranked (const double *const *rows,
                                    const guint16       *classes,
                                    gsize                n_rows,
                                    gsize                n_cols,
                                    guint                n_classes,
                                    ImbJob              *job,
                                    GError             **error);

/* The same without any order, for forests whose trees draw few of the rows and sort those. (transfer full) */
ImbPresort *imb_presort_new_unsorted (const double *const *rows,
                                      const guint16       *classes,
                                      gsize                n_rows,
                                      gsize                n_cols,
                                      guint                n_classes);

/* A copy with those rows only that have a weight above 0. (weights: array length=n_all) (transfer full) (nullable) */
ImbPresort *imb_presort_select (const ImbPresort *self,
                                const double     *weights,
                                ImbJob           *job,
                                GError          **error);
void        imb_presort_free (ImbPresort *self);

/* The sorted columns of some of the rows (array length=n_rows) of imb_presort_new_ranked(), which are counted from 0 on in it; no parallel work in
 * itself. (transfer full) (nullable): NULL with IMB_ERROR_TOO_LARGE or when cancelled */
ImbPresort *imb_presort_of_ranked (const ImbPresort *self,
                                   const guint32    *rows,
                                   gsize             n_rows,
                                   ImbJob           *job,
                                   GError          **error);

static inline guint64 *
imb_presort_column (const ImbPresort *self,
                    gsize             j)
{
  return self->entries + j * self->n_rows;
}

static inline const guint32 *
imb_presort_ranks (const ImbPresort *self,
                   gsize             j)
{
  return self->ranks + j * self->n_all;
}

static inline guint32
imb_presort_row (const ImbPresort *self,
                 guint64           entry)
{
  return (guint32) (entry & self->row_mask);
}

static inline guint
imb_presort_class (const ImbPresort *self,
                   guint64           entry)
{
  return (guint) ((entry & self->class_mask) >> self->class_at);
}

static inline guint64
imb_presort_rank (const ImbPresort *self,
                  guint64           entry)
{
  return entry >> self->rank_at;
}

/* IMB_ERROR_TOO_LARGE; returns FALSE. */
gboolean imb_presort_set_too_large (gsize    n_rows,
                                    gsize    n_cols,
                                    GError **error);

/* How many of @n entries are of each class, into counts[n_classes]. */
void imb_presort_count (const ImbPresort *self,
                        const guint64    *entries,
                        gsize             n,
                        gsize            *counts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbPresort, imb_presort_free)

G_END_DECLS
