/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "widgets/figures/imb-figure.h"

G_BEGIN_DECLS

/**
 * explorer_table_window_new:
 * @parent: (nullable): stays below it
 * @table: (transfer full): the numbers
 *
 * The numbers behind a figure, to read and to copy (all of them, with tabs between the cells).
 *
 * Returns: (transfer none): a window, to be presented
 */
GtkWindow *explorer_table_window_new (GtkWindow      *parent,
                                      const char     *title,
                                      ImbFigureTable *table);

G_END_DECLS
