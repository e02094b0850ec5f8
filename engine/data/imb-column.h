/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/data/imb-table.h"

G_BEGIN_DECLS

/* Puts the levels of a category column into their order (by number when all are numbers, else by
 * bytes) and the codes with them. FALSE with G_IO_ERROR_CANCELLED; nothing was changed then. */
gboolean imb_column_sort_levels (ImbColumn *self,
                                 gsize      n_rows,
                                 ImbJob    *job,
                                 GError   **error);

/* Fills in n_missing, n_distinct, min, max, mean and, unless it is DATE, IDENTIFIER or TEXT already, type. FALSE
 * with G_IO_ERROR_CANCELLED. */
gboolean imb_column_describe (ImbColumn *self,
                              gsize      n_rows,
                              ImbJob    *job,
                              GError   **error);

/* Frees what the column holds, not the column. */
void imb_column_clear (ImbColumn *self);

G_END_DECLS
