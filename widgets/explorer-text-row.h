/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "engine/imb.h"

G_BEGIN_DECLS

/* A row of a list with an entry for a text that has rules: title and help above it, the usual values in a
 * menu beside it, and below it the sentence that says what is wrong. Properties: "text", the last
 * legal text; "valid", whether the entry holds a legal text now. */
#define EXPLORER_TYPE_TEXT_ROW (explorer_text_row_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerTextRow, explorer_text_row, EXPLORER, TEXT_ROW, AdwPreferencesRow)

/**
 * explorer_text_row_new:
 * @help: one sentence; "" for none
 * @suggestions: (nullable): the usual values, NULL-terminated; good for ever
 * @check: (nullable): which text is legal; NULL: any
 */
GtkWidget  *explorer_text_row_new (const char        *title,
                                   const char        *help,
                                   const char *const *suggestions,
                                   ImbTextCheck       check);
const char *explorer_text_row_get_text (ExplorerTextRow *self);
void        explorer_text_row_set_text (ExplorerTextRow *self,
                                        const char      *text);
gboolean    explorer_text_row_get_valid (ExplorerTextRow *self);
GtkWidget  *explorer_text_row_get_entry (ExplorerTextRow *self);

G_END_DECLS
