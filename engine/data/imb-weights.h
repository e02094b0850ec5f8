/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/imb-table.h"

G_BEGIN_DECLS

/**
 * imb_weights_new:
 * @column: what each row counts
 * @rows: (nullable) (array length=n_rows): rows of the table; NULL: the first @n_rows
 *
 * Returns: (transfer full) (nullable) (array length=n_rows): NULL with IMB_ERROR_PARAM (not a column of numbers) or IMB_ERROR_NUMBERS (a
 *   row without a weight, one that is negative or not finite, or none above 0; the sentence names the first such row)
 */
double *imb_weights_new (const ImbColumn *column,
                         const guint32   *rows,
                         gsize            n_rows,
                         GError         **error);

G_END_DECLS
