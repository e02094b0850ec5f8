/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/imb.h"

G_BEGIN_DECLS

/* One JSON object, written from front to back and printed whole. A NULL name: an element of an array. */
typedef struct _CliJson CliJson;

/* Opens the object with "version" in it. (transfer full) */
CliJson *cli_json_new (void);
void     cli_json_free (CliJson *self);

/* 17 significant digits; null for what is not finite. */
void cli_json_number (CliJson    *self,
                      const char *name,
                      double      value);
void cli_json_count (CliJson    *self,
                     const char *name,
                     gsize       value);
void cli_json_flag (CliJson    *self,
                    const char *name,
                    gboolean    value);

/* NULL: null. */
void cli_json_text (CliJson    *self,
                    const char *name,
                    const char *value);
void cli_json_numbers (CliJson      *self,
                       const char   *name,
                       const double *values,
                       gsize         n);
void cli_json_notes (CliJson        *self,
                     const ImbNotes *notes);

/* Each begins what the matching end closes. */
void cli_json_object (CliJson    *self,
                      const char *name);
void cli_json_end (CliJson *self);
void cli_json_array (CliJson    *self,
                     const char *name);
void cli_json_end_array (CliJson *self);

/* Closes the object and prints it with a line end. */
void cli_json_print (CliJson *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliJson, cli_json_free)

G_END_DECLS
