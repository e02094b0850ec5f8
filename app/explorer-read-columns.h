/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "engine/imb.h"

G_BEGIN_DECLS

/* Which columns are read as text, and which as numbers, whatever their cells look like: one column is chosen,
 * then its kind. Columns go by their names. Signal "changed". */
#define EXPLORER_TYPE_READ_COLUMNS (explorer_read_columns_get_type ())
G_DECLARE_FINAL_TYPE (ExplorerReadColumns, explorer_read_columns, EXPLORER, READ_COLUMNS, AdwBin)

GtkWidget *explorer_read_columns_new (void);

/* As in ImbReadOptions; NULL: none. */
const char *const *explorer_read_columns_get_texts (ExplorerReadColumns *self);
const char *const *explorer_read_columns_get_numbers (ExplorerReadColumns *self);
void               explorer_read_columns_set (ExplorerReadColumns *self,
                                              const char *const   *texts,
                                              const char *const   *numbers);

/* The columns to choose among. Those that @table has not are forgotten. */
void explorer_read_columns_show (ExplorerReadColumns *self,
                                 ImbTable            *table);

/* @list with or without @name; NULL when it is empty then. (transfer full) */
char **explorer_read_columns_dup_list (const char *const *list,
                                       const char        *name,
                                       gboolean           with);

G_END_DECLS
