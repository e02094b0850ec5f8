/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-notes.h"

G_BEGIN_DECLS

/* One JSON object, written from front to back. A NULL name: an element of an array. */
typedef struct _ImbJson ImbJson;

/* Opens the object. (transfer full) */
ImbJson *imb_json_new (void);
void     imb_json_free (ImbJson *self);

/* 17 significant digits; null for what is not finite. */
void imb_json_number (ImbJson    *self,
                      const char *name,
                      double      value);
void imb_json_count (ImbJson    *self,
                     const char *name,
                     gsize       value);
void imb_json_flag (ImbJson    *self,
                    const char *name,
                    gboolean    value);

/* NULL: null. */
void imb_json_text (ImbJson    *self,
                    const char *name,
                    const char *value);
void imb_json_numbers (ImbJson      *self,
                       const char   *name,
                       const double *values,
                       gsize         n);
void imb_json_notes (ImbJson        *self,
                     const ImbNotes *notes);

/* Each begins what the matching end closes. */
void imb_json_object (ImbJson    *self,
                      const char *name);
void imb_json_end (ImbJson *self);
void imb_json_array (ImbJson    *self,
                     const char *name);
void imb_json_end_array (ImbJson *self);

/* Closes the object: its text, on one line, with a line end; good as long as @self. */
const char *imb_json_finish (ImbJson *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbJson, imb_json_free)

G_END_DECLS
