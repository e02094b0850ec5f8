/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/explorer-session.h"

G_BEGIN_DECLS

/* One window, one dataset.
 *
 * Actions: win.open, win.open-path (s), win.open-dataset (s), win.page (s: data, classes, resample,
 * compare, report), win.undo, win.redo, win.cancel, win.close; win.busy (b) is never enabled and says
 * whether work is under way; win.status (s) is never enabled and says what went wrong last. */
#define EXPLORER_TYPE_WINDOW (explorer_window_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerWindow, explorer_window, EXPLORER, WINDOW, AdwApplicationWindow)

GtkWidget       *explorer_window_new (AdwApplication *application);
ExplorerSession *explorer_window_get_session (ExplorerWindow *self);

/* By name: "data", "classes", "resample", "compare", "report". */
GtkWidget *explorer_window_get_page (ExplorerWindow *self,
                                     const char     *name);

/* What went wrong, where the person sees it until the next success; NULL takes it away. Plain text. */
void explorer_window_show_error (ExplorerWindow *self,
                                 const char     *sentence);

G_END_DECLS
