/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Why a sampler removed a row. */
typedef enum
{
  IMB_REASON_NOT_DRAWN, /* chance; what is not listed went for this reason */
  IMB_REASON_LINK,      /* its nearest row is of another class, and the other way round; witness: that row */
  IMB_REASON_OUTVOTED,  /* its neighbours are of other classes; witnesses: the neighbours that were asked */
  IMB_REASON_INTRUDES,  /* it helped to outvote a row of a class to be kept; witness: that row */
  IMB_REASON_REDUNDANT, /* what is kept says the same of it; witness: the kept row that classifies it */
  IMB_REASON_FAR,       /* others are nearer (or, by the method, farther) to the rows that decide */
  IMB_REASON_HARD,      /* a model finds it hard */
  IMB_REASON_MERGED,    /* a centre stands for it */
  IMB_REASON_GROUP,     /* most rows of its group were removed */
  IMB_REASON_PUSHED,    /* it was pushed away, and a synthetic row stands at the new place; witnesses: the rows that pushed */
} ImbReason;

/* Removed rows with reason and witnesses; row numbers as in ImbResample. */
typedef struct _ImbRemovals ImbRemovals;

ImbRemovals *imb_removals_new (void);
void         imb_removals_free (ImbRemovals *self);

/* One more row; of several entries for a row the first added stays. (witnesses: array length=n_witnesses, copied) */
void imb_removals_add (ImbRemovals   *self,
                       guint32        row,
                       ImbReason      reason,
                       const guint32 *witnesses,
                       gsize          n_witnesses);

/* By row; before it is looked into. */
void imb_removals_sort (ImbRemovals *self);

/* Forgets rows that are there after all. @is_kept: by row, all that were added */
void imb_removals_drop (ImbRemovals  *self,
                        const guint8 *is_kept);

gsize     imb_removals_n (const ImbRemovals *self);
ImbReason imb_removals_at (const ImbRemovals *self,
                           gsize              i,
                           guint32           *row,
                           const guint32    **witnesses,
                           gsize             *n_witnesses);

/* Why @row is gone, given that it is. */
ImbReason imb_removals_find (const ImbRemovals *self,
                             guint32            row,
                             const guint32    **witnesses,
                             gsize             *n_witnesses);

/* "link", "outvoted": for programs. */
const char *imb_reason_nick (ImbReason reason);

/* "its nearest row is of another class, and the other way round", for people. */
const char *imb_reason_label (ImbReason reason);

G_END_DECLS
