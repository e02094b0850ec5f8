/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the program remembers of the person's taste between two starts, in
 * imbal-explorer/settings.ini of the configuration folder. Nothing depends on it: a file that is missing,
 * broken or not writable is as good as none. */

/* @fallback when it was never set. (transfer full) */
char *explorer_settings_dup (const char *key,
                             const char *fallback);
void  explorer_settings_set (const char *key,
                             const char *value);

G_END_DECLS
