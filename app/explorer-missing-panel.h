/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/explorer-session.h"

G_BEGIN_DECLS

/* Of each class the share of rows in which something is missing, and the columns in which most is; or that nothing is
 * missing. Counted when the panel can be seen. */
#define EXPLORER_TYPE_MISSING_PANEL (explorer_missing_panel_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerMissingPanel, explorer_missing_panel, EXPLORER, MISSING_PANEL, AdwBin)

/* Once. */
void explorer_missing_panel_set_session (ExplorerMissingPanel *self,
                                         ExplorerSession      *session);

G_END_DECLS
