/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/explorer-session.h"

G_BEGIN_DECLS

/* How the session's file is read: every choice, and above them the first rows as the choices would have them. Nothing
 * else changes before "Apply", which reads the whole file. A GtkWindow to be presented. */
#define EXPLORER_TYPE_READ_WINDOW (explorer_read_window_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerReadWindow, explorer_read_window, EXPLORER, READ_WINDOW, AdwWindow)

GtkWindow *explorer_read_window_new (GtkWindow       *parent,
                                     ExplorerSession *session);

/* The table as it is shown now; NULL: none. */
ImbTable *explorer_read_window_get_preview (ExplorerReadWindow *self);

G_END_DECLS
