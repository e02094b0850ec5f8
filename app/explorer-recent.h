/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The files that were opened with this program, newest first, at most @max; their paths, of local
 * files that are still there. (transfer full) (element-type utf8) */
GPtrArray *explorer_recent_list (guint max);
void       explorer_recent_add (const char *path);

G_END_DECLS
