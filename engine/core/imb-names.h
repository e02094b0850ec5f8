/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "a, b, c", or of many the first ones "… and 292 more": for the end of a sentence. (transfer full) */
char *imb_names_dup_some (const char *const *names,
                          guint              n);

G_END_DECLS
