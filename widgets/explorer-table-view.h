/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "engine/imb.h"

G_BEGIN_DECLS

/* A table of any length, scrolled without delay: no cell exists before it is seen. Of wide tables a
 * stretch of EXPLORER_TABLE_VIEW_MAX_COLUMNS columns is shown, with buttons to go on.
 *
 * Signals: "selection-changed": the person selected other rows; "columns-changed": other columns are shown, whose bins are
 * not yet known. */
#define EXPLORER_TYPE_TABLE_VIEW (explorer_table_view_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerTableView, explorer_table_view, EXPLORER, TABLE_VIEW, AdwBin)

#define EXPLORER_TABLE_VIEW_MAX_COLUMNS 60

/* The second line of a column's header. (transfer full) */
typedef char *(*ExplorerColumnDetail) (gsize    column,
                                       gpointer data);

/* What a click on a column's header opens. (transfer full) (nullable) */
typedef GMenuModel *(*ExplorerColumnMenu) (gsize    column,
                                           gpointer data);

GtkWidget *explorer_table_view_new (void);

/* @data lives as long as the view. */
void explorer_table_view_set_header (ExplorerTableView   *self,
                                     ExplorerColumnDetail detail,
                                     ExplorerColumnMenu   menu,
                                     gpointer             data);

/* Asks for every header's second line anew. */
void explorer_table_view_update_header (ExplorerTableView *self);

/* @table: (nullable): what to show; its columns appear a few per frame, so that the window goes on. */
void explorer_table_view_set_table (ExplorerTableView *self,
                                    ImbTable          *table);

/* The columns shown are those from @column on. */
void  explorer_table_view_set_first_column (ExplorerTableView *self,
                                            gsize              column);
gsize explorer_table_view_get_first_column (ExplorerTableView *self);

/* The rows in another order; NULL: that of the file. Rows keep their numbers, here and everywhere. */
void      explorer_table_view_set_order (ExplorerTableView *self,
                                         ImbOrder          *order);
ImbOrder *explorer_table_view_get_order (ExplorerTableView *self);

/* @bins: (array length=n): small pictures over the columns shown, from the first one on; n 0: none. */
void explorer_table_view_set_bins (ExplorerTableView *self,
                                   const ImbBins     *bins,
                                   gsize              n);

/* Columns that are already there, without that of the row numbers. */
gsize explorer_table_view_n_shown (ExplorerTableView *self);

/* Scrolls so that the row is seen, and selects it. */
void explorer_table_view_show_row (ExplorerTableView *self,
                                   gsize              row);

/* Row numbers from 0. */
void       explorer_table_view_set_selected (ExplorerTableView *self,
                                             const GtkBitset   *rows);
GtkBitset *explorer_table_view_dup_selected (ExplorerTableView *self); /* (transfer full) */

G_END_DECLS
