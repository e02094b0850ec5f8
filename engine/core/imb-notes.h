/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the program decided by itself (a reduced k, a dropped column, an imputed cell), one
 * sentence each, in the order it happened; the same sentence is kept once. Counted; whoever
 * makes a result adds to its notes, afterwards they never change. */
typedef struct _ImbNotes ImbNotes;

ImbNotes   *imb_notes_new (void);
ImbNotes   *imb_notes_ref (ImbNotes *self);
void        imb_notes_unref (ImbNotes *self);
void        imb_notes_add (ImbNotes   *self,
                           const char *format,
                           ...) G_GNUC_PRINTF (2, 3);
void        imb_notes_add_all (ImbNotes       *self,
                               const ImbNotes *others);
guint       imb_notes_n (const ImbNotes *self);
const char *imb_notes_at (const ImbNotes *self,
                          guint           i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbNotes, imb_notes_unref)

G_END_DECLS
