/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "app/explorer-decisions.h"

G_BEGIN_DECLS

/* Undo and redo over the session's decisions. Properties "can-undo", "can-redo" (boolean). */
#define EXPLORER_TYPE_HISTORY (explorer_history_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerHistory, explorer_history, EXPLORER, HISTORY, GObject)

ExplorerHistory *explorer_history_new (void);

/**
 * explorer_history_record:
 * @before: how it was
 * @after: how it is now
 * @label: for people: "target", "Neighbours" …
 *
 * One step. Steps with the same label within a second of one another (a slider in motion) are one.
 */
void explorer_history_record (ExplorerHistory         *self,
                              const ExplorerDecisions *before,
                              const ExplorerDecisions *after,
                              const char              *label);

/* The decisions to go back or forward to, or NULL when there are none. (transfer none) */
const ExplorerDecisions *explorer_history_undo (ExplorerHistory *self);
const ExplorerDecisions *explorer_history_redo (ExplorerHistory *self);

/* What would be undone or redone; NULL: nothing. */
const char *explorer_history_get_undo_label (ExplorerHistory *self);
const char *explorer_history_get_redo_label (ExplorerHistory *self);
gboolean    explorer_history_can_undo (ExplorerHistory *self);
gboolean    explorer_history_can_redo (ExplorerHistory *self);
void        explorer_history_clear (ExplorerHistory *self);

G_END_DECLS
