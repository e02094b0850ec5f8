/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/data/imb-table.h"

G_BEGIN_DECLS

/* The levels in their order, by number when all are numbers, else by bytes: order[n_levels] holds their codes. FALSE
 * with G_IO_ERROR_CANCELLED. */
gboolean imb_column_order_levels (const ImbColumn *self,
                                  guint32         *order,
                                  ImbJob          *job,
                                  GError         **error);

/* Sorts the levels (see IMB_MOST_SORTED_LEVELS) and the codes with them; fills in n_missing, n_distinct, min, max, mean and, unless it is DATE, IDENTIFIER or TEXT already, type. FALSE
 * with G_IO_ERROR_CANCELLED. */
gboolean imb_column_describe (ImbColumn *self,
                              gsize      n_rows,
                              ImbJob    *job,
                              GError   **error);

/* Frees what the column holds, not the column. */
void imb_column_clear (ImbColumn *self);

G_END_DECLS
