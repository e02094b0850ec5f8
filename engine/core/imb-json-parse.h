/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Text that may be anything as JSON. NULL: it is none, is not UTF-8, or has more than a thousand brackets open at once, for which the parser of
 * json-glib, which calls itself, would take more than the stack. (transfer full) (nullable) */
JsonNode *imb_json_parse (const char *text,
                          gsize       length);

G_END_DECLS
