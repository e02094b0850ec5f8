/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/explorer-session.h"

G_BEGIN_DECLS

/* Model and validation, the runs with their metrics, before and after at one threshold. Action:
 * compare.copy-command. */
#define EXPLORER_TYPE_COMPARE_PAGE (explorer_compare_page_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerComparePage, explorer_compare_page, EXPLORER, COMPARE_PAGE, AdwBin)

/* The page shows @session and keeps a reference to it. */
GtkWidget *explorer_compare_page_new (ExplorerSession *session);

/* What it holds, by name: "form" (ExplorerParamsForm), "table" (ExplorerRunTable), "confusion", "curve", "roc"
 * (ExplorerFigure), "threshold" (GtkScale), "run", "cancel" (GtkButton), "message" (GtkLabel), "model"
 * (AdwComboRow), "own", "shares" (GtkCheckButton), "threshold-box". For tests. */
GtkWidget *explorer_compare_page_get_part (ExplorerComparePage *self,
                                           const char          *name);

G_END_DECLS
