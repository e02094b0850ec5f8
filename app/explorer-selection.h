/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The rows of the table that are lit up everywhere. Signal "changed". */
#define EXPLORER_TYPE_SELECTION (explorer_selection_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerSelection, explorer_selection, EXPLORER, SELECTION, GObject)

ExplorerSelection *explorer_selection_new (void);

/* Row numbers of the table; (transfer none), good until the next change. */
const GtkBitset *explorer_selection_get_rows (ExplorerSelection *self);
gsize            explorer_selection_n_rows (ExplorerSelection *self);
gboolean         explorer_selection_contains (ExplorerSelection *self,
                                              guint              row);

/* Replaces the rows. @rows is copied; NULL: none. */
void explorer_selection_set_rows (ExplorerSelection *self,
                                  const GtkBitset   *rows);
void explorer_selection_set_row (ExplorerSelection *self,
                                 guint              row);
void explorer_selection_clear (ExplorerSelection *self);

G_END_DECLS
