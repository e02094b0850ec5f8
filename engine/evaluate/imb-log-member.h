/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Members of a line of a log, which may have been changed by hand: whatever is not of the kind that is asked for is as if it were not there. */

/* (transfer none) (nullable) */
const char *imb_log_member_text (JsonObject *line,
                                 const char *name);
gint64      imb_log_member_count (JsonObject *line,
                                  const char *name,
                                  gint64      otherwise);
double      imb_log_member_number (JsonObject *line,
                                   const char *name,
                                   double      otherwise);
gboolean    imb_log_member_flag (JsonObject *line,
                                 const char *name);

G_END_DECLS
