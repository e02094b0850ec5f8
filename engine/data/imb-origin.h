/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where the bytes of a table are, so that its cells can be written as they stood there: a file, and how it was when it was
 * read, or the bytes themselves when they cannot be had a second time. Never changes once a table has it. */
typedef struct _ImbOrigin ImbOrigin;

/* Looks at the file now, before it is read. @encoding: (nullable): the one that was asked for, not the one that was
 * found. "-" is standard input. */
ImbOrigin *imb_origin_new (const char *path,
                           const char *encoding);
void       imb_origin_free (ImbOrigin *self);

/* The bytes that were read, as they came (packed when they were). They are kept when they came through a pipe and are at
 * most 64 MiB, else freed. (transfer full) */
void imb_origin_take_bytes (ImbOrigin *self,
                            char      *data,
                            gsize      length);

const char *imb_origin_get_path (const ImbOrigin *self);
const char *imb_origin_get_encoding (const ImbOrigin *self); /* NULL: guessed */
GBytes     *imb_origin_get_bytes (const ImbOrigin *self);    /* NULL: none were kept */
gsize       imb_origin_get_size (const ImbOrigin *self);     /* of the file */

/* It is a file, and still the same one: device, inode, size and time of its last change. */
gboolean imb_origin_is_unchanged (const ImbOrigin *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbOrigin, imb_origin_free)

G_END_DECLS
