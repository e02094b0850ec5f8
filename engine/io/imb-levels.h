/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/data/imb-texts.h"

G_BEGIN_DECLS

/* The different texts of a column, numbered in the order they came. */
typedef struct _ImbLevels ImbLevels;

ImbLevels *imb_levels_new (void);
void       imb_levels_free (ImbLevels *self);

/* The number of the text, a new one when it is new. @text need not end with NUL. */
gint32 imb_levels_code (ImbLevels  *self,
                        const char *text,
                        gsize       length);

/* The same in two steps, which is faster when something else is done between them: memory is on its way. */
guint32 imb_levels_hash (const ImbLevels *self,
                         const char      *text,
                         gsize            length);
gint32  imb_levels_code_hashed (ImbLevels  *self,
                                guint32     hash,
                                const char *text,
                                gsize       length);

guint       imb_levels_n (const ImbLevels *self);
const char *imb_levels_at (const ImbLevels *self,
                           guint            code);

/* Adds the texts of @other and ends it; @codes (array length=imb_levels_n (other)) gets their numbers in @self. FALSE with
 * G_IO_ERROR_CANCELLED, when all that is left to do is to free @self. */
gboolean imb_levels_merge (ImbLevels *self,
                           ImbLevels *other,
                           gint32    *codes,
                           ImbJob    *job,
                           GError   **error);

/* Ends @self: its texts, which lie in @texts (transfer full). (array length=imb_levels_n) (transfer full) */
char **imb_levels_give (ImbLevels *self,
                        ImbTexts **texts);

G_END_DECLS
