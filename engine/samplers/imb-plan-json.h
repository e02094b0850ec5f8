/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A chain as JSON: [{"sampler": "smote", "parameters": {"k_neighbors": 3, "sampling_strategy": {"a": 100}}}, …], or the object of its only step. */

/* Whether @text is meant to be JSON: no specification begins so. */
gboolean imb_plan_is_json (const char *text);

/* Each step as a specification. IMB_ERROR_PARAM says what is wrong. (transfer full) (nullable) */
GStrv imb_plan_specs_from_json (const char *text,
                                GError    **error);

G_END_DECLS
