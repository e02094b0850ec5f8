/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/explorer-session.h"

G_BEGIN_DECLS

/* Features that are worth a second look: those that give the class away, and those whose values say nothing; why, and a
 * button that ignores each. Empty and hidden when there are none. */
#define EXPLORER_TYPE_HINTS_PANEL (explorer_hints_panel_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerHintsPanel, explorer_hints_panel, EXPLORER, HINTS_PANEL, AdwBin)

/* Once. */
void explorer_hints_panel_set_session (ExplorerHintsPanel *self,
                                       ExplorerSession    *session);

G_END_DECLS
