/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "engine/imb.h"

G_BEGIN_DECLS

/* A small window with the parameters and the seed of a built-in dataset. Its button activates
 * win.make-dataset of @parent with their text and the seed. */
GtkWindow *explorer_dataset_window_new (GtkWindow        *parent,
                                        const ImbDataset *dataset);

/* "50 000 × 30 · 1:577": rows, features and imbalance without being asked. (transfer full) */
char *explorer_dataset_dup_size (const ImbDataset *dataset);

G_END_DECLS
