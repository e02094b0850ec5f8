/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The texts that stand for a missing value, as a list that can be edited. Signal "changed". */
#define EXPLORER_TYPE_MARKERS (explorer_markers_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerMarkers, explorer_markers, EXPLORER, MARKERS, AdwBin)

GtkWidget *explorer_markers_new (void);

/* NULL: the usual ones, whatever they are. (transfer none) */
const char *const *explorer_markers_get (ExplorerMarkers *self);
void               explorer_markers_set (ExplorerMarkers   *self,
                                         const char *const *markers);

/* The marker as it can be seen: the empty one has words. (transfer none) */
const char *explorer_markers_word (const char *marker);

G_END_DECLS
