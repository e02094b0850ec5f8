/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-view.h"

G_BEGIN_DECLS

/* Codes of categories as columns of 0 and 1, one a level, where something wants numbers only; a missing category is all 0.
 * Numbers stay; columns keep their order. */

/* Whether there is anything to expand. */
gboolean imb_expand_is_needed (const ImbKind *kinds,
                               gsize          n_cols);

/* Columns of the expanded rows. */
gsize imb_expand_n_cols (const ImbKind *kinds,
                         gsize          n_cols);

/**
 * imb_expand:
 * @weight: what stands for a 1
 * @rows: (nullable): view rows; NULL: all
 *
 * Returns: (transfer full) (nullable): the rows of the view; NULL with IMB_ERROR_TOO_LARGE or when cancelled
 */
ImbMatrix *imb_expand (const ImbView *view,
                       const guint32 *rows,
                       gsize          n_rows,
                       double         weight,
                       ImbJob        *job,
                       GError       **error);

/* Sums over the columns that each of the @n_cols columns became: from expanded[imb_expand_n_cols()] to sums[n_cols]. */
void imb_expand_gather (const ImbKind *kinds,
                        gsize          n_cols,
                        const double  *expanded,
                        double        *sums);

/* Names for the expanded columns: of a category the column's, again and again. (transfer container) */
const char **imb_expand_names (const ImbView *view);

G_END_DECLS
