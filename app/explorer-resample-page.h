/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/explorer-session.h"

G_BEGIN_DECLS

#define EXPLORER_TYPE_RESAMPLE_PAGE (explorer_resample_page_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerResamplePage, explorer_resample_page, EXPLORER, RESAMPLE_PAGE, AdwBin)

/* The page shows @session and keeps a reference to it. */
GtkWidget *explorer_resample_page_new (ExplorerSession *session);

G_END_DECLS
