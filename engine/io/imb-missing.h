/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which texts stand for "no value", and which of them were met. An empty cell always does. */
typedef struct _ImbMissing ImbMissing;

/* @markers: (nullable): NULL-terminated; NULL: the usual ones. They must outlive the value. */
ImbMissing *imb_missing_new (const char *const *markers);
void        imb_missing_free (ImbMissing *self);

/* With the same markers, none of them met: for another thread. */
ImbMissing *imb_missing_new_like (const ImbMissing *self);

/* What @other met counts as met here. */
void imb_missing_merge (ImbMissing       *self,
                        const ImbMissing *other);

/* TRUE when the text is a marker; it then counts as met. */
gboolean imb_missing_has (ImbMissing *self,
                          const char *text,
                          gsize       length);

/* The same for the signs that mean "no value" only among numbers: "-", "--", ".". Never when the caller named
 * the markers. */
gboolean imb_missing_has_among_numbers (ImbMissing *self,
                                        const char *text,
                                        gsize       length);

/* Forgets which were met. */
void imb_missing_restart (ImbMissing *self);

/* A marker could also be read as a number, so markers come first. */
gboolean imb_missing_has_numbers (const ImbMissing *self);

/* NULL-terminated. (transfer full) */
char **imb_missing_dup_met (const ImbMissing *self);

G_END_DECLS
