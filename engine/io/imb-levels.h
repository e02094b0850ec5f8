/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The different texts of a column, numbered in the order they came. */
typedef struct _ImbLevels ImbLevels;

ImbLevels *imb_levels_new (void);
void       imb_levels_free (ImbLevels *self);

/* The number of the text, a new one when it is new. @text need not end with NUL. */
gint32      imb_levels_code (ImbLevels  *self,
                             const char *text,
                             gsize       length);
guint       imb_levels_n (const ImbLevels *self);
const char *imb_levels_at (const ImbLevels *self,
                           guint            code);

/* Copies of the texts. (array length=imb_levels_n) (transfer full) */
char **imb_levels_dup (const ImbLevels *self);

G_END_DECLS
