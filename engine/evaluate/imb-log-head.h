/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "engine/core/imb-notes.h"

G_BEGIN_DECLS

/* What logs are about, by their first lines (imb_experiment_head()). */

/**
 * imb_log_head_check:
 * @notes: what differs and may
 *
 * Whether two logs of different data were made the same way. What is a dataset's own, such as the name of its positive class, may differ.
 *
 * Returns: FALSE with IMB_ERROR_PARAM, a sentence that names both logs and what differs
 */
gboolean imb_log_head_check (const char *name_a,
                             JsonObject *a,
                             const char *name_b,
                             JsonObject *b,
                             ImbNotes   *notes,
                             GError    **error);

/* Whether both are about the same rows. */
gboolean imb_log_head_is_same_data (JsonObject *a,
                                    JsonObject *b);

/* The first member of @wanted that @found does not have the same; NULL: none. Logs from before some facts of the data were told, all of which are in the
 * data's hash, need not have them. */
const char *imb_log_head_find_difference (JsonObject *wanted,
                                          JsonObject *found);

G_END_DECLS
