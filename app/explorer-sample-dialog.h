/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/explorer-session.h"

G_BEGIN_DECLS

/* Asks whether a sample of the rows of the file at @path shall be loaded, which is too large as @sentence says, and how many
 * rows; loads it. A GtkWindow to be presented. */
GtkWidget *explorer_sample_dialog_new (GtkWidget       *parent,
                                       ExplorerSession *session,
                                       const char      *sentence,
                                       const char      *path);

G_END_DECLS
