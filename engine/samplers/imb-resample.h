/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-notes.h"
#include "engine/core/imb-view.h"
#include "engine/samplers/imb-removals.h"

G_BEGIN_DECLS

/* What a sampler (or a chain) made of a view: which rows it has in which order, the synthetic
 * ones, and their parents. Row numbers below n_in are rows of the view it was made from,
 * n_in + m is synthetic row m. Counted; a sampler fills it through the functions below,
 * afterwards it never changes. */
typedef struct
{
  gsize        n_in;         /* rows of the view */
  gsize        n_rows;       /* rows of the result */
  guint32     *rows;         /* (array length=n_rows): input row, or n_in + synthetic row; order as imbalanced-learn's */
  ImbMatrix   *made;         /* synthetic rows; NULL when there are none */
  ImbMatrix   *block;        /* whose last rows made's are; NULL: made has memory of its own */
  ImbWhole    *whole;        /* the same for the next step; NULL: no room was asked for, or it is given back */
  guint16     *made_classes; /* (array length=n_made) */
  gsize        n_made;
  gsize       *parent_offsets; /* (array length=n_made+1): of synthetic row m, parents are at offsets[m] … offsets[m+1] */
  guint32     *parent_rows;    /* same numbering as rows; always below n_in + m */
  double      *parent_weights; /* row = Σ weight · parent; 1 for a copy (smoothed copies add noise) */
  ImbRemovals *removals;       /* why rows are gone, and which rows speak for it; in the same numbering */
  ImbNotes    *notes;
  gint         ref_count;
} ImbResample;

/* Starts with every row of @in kept in order and no synthetic row. (transfer full) (nullable) */
ImbResample *imb_resample_new (const ImbView *in,
                               GError       **error);
ImbResample *imb_resample_ref (ImbResample *self);
void         imb_resample_unref (ImbResample *self);

/* For another step that may want all rows as one matrix: the synthetic rows will leave room for those of the view. Nothing is
 * written there before somebody asks for it (imb_view_see_whole). */
void imb_resample_leave_room (ImbResample *self);

/* No step comes any more: views of the result tell of no such matrix, and the memory of the room goes back. */
void imb_resample_close_room (ImbResample *self);

/* Only these rows of the view are kept, in this order. (rows: transfer full, g_malloc) */
void imb_resample_take_rows (ImbResample *self,
                             guint32     *rows,
                             gsize        n_rows);

/**
 * imb_resample_add_made:
 * @n_made: synthetic rows to add behind the kept ones; called at most once
 * @n_cols: features
 * @n_parents: parents of each row; the offsets are set accordingly
 *
 * Makes room; the sampler fills made (whole strides: zeros behind the columns) and made_classes, parent_rows and
 * parent_weights (anything so far).
 */
gboolean imb_resample_add_made (ImbResample *self,
                                gsize        n_made,
                                gsize        n_cols,
                                guint        n_parents,
                                GError     **error);

/* The same with @n_parents[m] parents for row m, and zeros as values. For rows that stand for many. */
gboolean imb_resample_add_merged (ImbResample *self,
                                  gsize        n_made,
                                  gsize        n_cols,
                                  const gsize *n_parents,
                                  GError     **error);

/* The rows of the result in another order. (rows: transfer full, g_malloc) (array length=n_rows) */
void imb_resample_reorder (ImbResample *self,
                           guint32     *rows);

/* For who made fewer rows than there was room for: only the first @n_made stay. Before anything else is done with them. */
void imb_resample_cut_made (ImbResample *self,
                            gsize        n_made);

/* The row of the view that synthetic row @made is an exact copy of, missing values included; -1: of none. @in: the view as it was
 * sampled, or with the base and the synthetic rows that it had put into other units. */
gssize imb_resample_copied_row (const ImbResample *self,
                                const ImbView     *in,
                                gsize              made);

/* The row of the view that synthetic row @made was made from: its first parent, or that one's, and so on. IMB_NO_ROW: it has none.
 * What a row has that is no feature, as its group, it has from there. */
guint32 imb_resample_base_row (const ImbResample *self,
                               gsize              made);

/**
 * imb_resample_get_view:
 * @in: the view it was made from, with its base and no synthetic rows of its own
 * @classes: (out) (transfer full): the memory of the view's classes; free after the view
 *
 * The result as a view for the next step or a model. It borrows from @self and @in. Weights of
 * synthetic rows are the mean of their parents', weighted by how large each parent's part is.
 */
ImbView imb_resample_get_view (const ImbResample *self,
                               const ImbView     *in,
                               guint16          **classes);

/* Rows of the result by class into counts[n_classes]. Kept: rows of the result that come from the view (a row
 * drawn twice counts twice); removed: rows of the view that do not occur; kept + synthetic = n_rows. */
void  imb_resample_count (const ImbResample *self,
                          const ImbView     *in,
                          gsize             *counts);
gsize imb_resample_n_kept (const ImbResample *self);
gsize imb_resample_n_removed (const ImbResample *self);
gsize imb_resample_n_synthetic (const ImbResample *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbResample, imb_resample_unref)

G_END_DECLS
