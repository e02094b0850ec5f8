/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/explorer-session.h"

G_BEGIN_DECLS

/* One sampler on all rows: its parameters, the picture before and after, what changed. Actions:
 * resample.save, resample.copy-command. */
#define EXPLORER_TYPE_RESAMPLE_PAGE (explorer_resample_page_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerResamplePage, explorer_resample_page, EXPLORER, RESAMPLE_PAGE, AdwBin)

/* The page shows @session and keeps a reference to it. */
GtkWidget *explorer_resample_page_new (ExplorerSession *session);

/* What it holds, by name: "form" (ExplorerParamsForm), "scatter", "balance" (ExplorerFigure), "sampler"
 * (AdwComboRow), "forecast", "parents" (GtkLabel). For tests. */
GtkWidget *explorer_resample_page_get_part (ExplorerResamplePage *self,
                                            const char           *name);

/* Writes the resampled table with a column "origin"; says or reports what became of it. */
void explorer_resample_page_save (ExplorerResamplePage *self,
                                  const char           *path);

G_END_DECLS
