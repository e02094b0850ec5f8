/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What a window shows before a table is open: Open, recent files, built-in datasets. It only asks for the
 * window's actions: win.open, win.open-path, win.open-dataset. */
#define EXPLORER_TYPE_WELCOME_PAGE (explorer_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerWelcomePage, explorer_welcome_page, EXPLORER, WELCOME_PAGE, AdwBin)

GtkWidget *explorer_welcome_page_new (void);

G_END_DECLS
