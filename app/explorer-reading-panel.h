/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/explorer-session.h"

G_BEGIN_DECLS

/* How the file was read, to be seen and changed; the problems met and the notes taken. Signal
 * "row-wanted" (guint64 row): the person wants to see that row of the table. */
#define EXPLORER_TYPE_READING_PANEL (explorer_reading_panel_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerReadingPanel, explorer_reading_panel, EXPLORER, READING_PANEL, AdwBin)

void explorer_reading_panel_set_session (ExplorerReadingPanel *self,
                                         ExplorerSession      *session);

G_END_DECLS
