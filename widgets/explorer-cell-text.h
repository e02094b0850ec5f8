/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/imb.h"

G_BEGIN_DECLS

#define EXPLORER_CELL_SIZE 32

/* A cell as it is shown: numbers with many digits with seven of them; the table keeps them all. As
 * imb_table_format_cell(). */
const char *explorer_cell_text (const ImbTable *table,
                                gsize           row,
                                gsize           j,
                                char            buffer[EXPLORER_CELL_SIZE]);

/* Characters that are enough for the header's lines and the first cells, within reason. */
int explorer_cell_measure (const ImbTable *table,
                           gsize           j,
                           const char     *title);

G_END_DECLS
