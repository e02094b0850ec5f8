/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define IMB_SWEEP_QUERIES 6  /* in one tile */
#define IMB_SWEEP_POINTS  16 /* in one panel */

/**
 * imb_sweep_tile:
 * @queries: (array length=n_cols*6): column after column
 * @panel: (array length=n_cols*16): column after column, 64-byte aligned
 * @limits: (array length=6)
 * @out: (out) (array length=6*16): squared distances in float, written only when TRUE is returned
 *
 * Returns: whether any of the 96 squared distances is below its query's limit
 */
gboolean imb_sweep_tile (const float *queries,
                         const float *panel,
                         gsize        n_cols,
                         const float *limits,
                         float       *out);

G_END_DECLS
