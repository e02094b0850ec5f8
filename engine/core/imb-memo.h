/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What was found out about something that never changes (the rows of a matrix), kept for whoever asks again: keys and values
 * are bytes that never change either. Bounded: what was not asked for longest goes first. Counted; any thread. An answer must be the same
 * whether it was remembered or found anew. */
typedef struct _ImbMemo ImbMemo;

/* @subject: what it is about; only compared, and must live as long as anybody asks. */
ImbMemo *imb_memo_new (gconstpointer subject,
                       gsize         most_bytes);
ImbMemo *imb_memo_ref (ImbMemo *self);
void     imb_memo_unref (ImbMemo *self);
gboolean imb_memo_is_about (const ImbMemo *self,
                            gconstpointer  subject);

/* Whether a value of that size would be kept. */
gboolean imb_memo_has_room (const ImbMemo *self,
                            gsize          n_bytes);

/* (transfer full) (nullable) */
GBytes *imb_memo_dup (ImbMemo *self,
                      GBytes  *key);

/* Instead of what was there. */
void imb_memo_put (ImbMemo *self,
                   GBytes  *key,
                   GBytes  *value);

/* For whoever wants to know whether it helps: a user of the memo says how many answers it found there and how many not. */
void imb_memo_count (ImbMemo *self,
                     gsize    n_recalled,
                     gsize    n_found);

typedef struct
{
  gsize n_recalled; /* answers that were there */
  gsize n_found;    /* answers that were not, and are now */
  gsize n_bytes;    /* kept now, keys included */
  gsize n_values;
} ImbMemoUse;

ImbMemoUse imb_memo_get_use (ImbMemo *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbMemo, imb_memo_unref)

G_END_DECLS
