/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The file with one label per row that goes with a matrix of features. Signal "changed". */
#define EXPLORER_TYPE_READ_LABELS (explorer_read_labels_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerReadLabels, explorer_read_labels, EXPLORER, READ_LABELS, AdwActionRow)

GtkWidget *explorer_read_labels_new (void);

/* NULL: none. */
const char *explorer_read_labels_get (ExplorerReadLabels *self);
void        explorer_read_labels_set (ExplorerReadLabels *self,
                                      const char         *path);

G_END_DECLS
