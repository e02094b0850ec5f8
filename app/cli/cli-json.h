/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "engine/imb.h"

G_BEGIN_DECLS

/* One JSON object is built from these and printed whole. What is not finite becomes null. A NULL name:
 * an element of an array. */

/* Opens the object with "version" in it. (transfer full) */
JsonBuilder *cli_json_new (void);
void         cli_json_number (JsonBuilder *json,
                              const char  *name,
                              double       value);
void         cli_json_count (JsonBuilder *json,
                             const char  *name,
                             gsize        value);
void         cli_json_flag (JsonBuilder *json,
                            const char  *name,
                            gboolean     value);
void         cli_json_text (JsonBuilder *json,
                            const char  *name,
                            const char  *value); /* NULL: null */
void         cli_json_object (JsonBuilder *json,
                              const char  *name);
void         cli_json_array (JsonBuilder *json,
                             const char  *name);
void         cli_json_numbers (JsonBuilder  *json,
                               const char   *name,
                               const double *values,
                               gsize         n);
void         cli_json_notes (JsonBuilder    *json,
                             const ImbNotes *notes);

/* The end of an object or an array. */
void cli_json_end (JsonBuilder *json);
void cli_json_end_array (JsonBuilder *json);

/* Closes the object and prints it with a line end. */
void cli_json_print (JsonBuilder *json);

G_END_DECLS
