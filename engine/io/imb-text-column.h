/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/imb-table.h"
#include "engine/io/imb-levels.h"

G_BEGIN_DECLS

/**
 * imb_text_column_finish:
 * @column: a category column whose codes (array length=n_rows) number the @levels, which it has not yet
 *
 * Gives it its levels without the usual markers, which become missing; a column whose texts are all numbers becomes one
 * of numbers.
 *
 * Returns: FALSE when there is no memory for the numbers; then @column is as it was
 */
gboolean imb_text_column_finish (ImbColumn       *column,
                                 const ImbLevels *levels,
                                 gsize            n_rows);

G_END_DECLS
