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

/* Which of a tile's sums (aligned to 64 bytes) are below their query's limit: 255, else 0, in near[6*16], aligned to 16. */
void imb_sweep_near (const float *sums,
                     const float *limits,
                     guint8      *near);

/* Of the tiles of @n_panels panels, one after the other and aligned to 64 bytes, a sum that at least @n (1 … 16) of each query's are not
 * above, into bounds[6]: the n-th of the least sums in each place of a panel. */
void imb_sweep_bound (const float *sums,
                      gsize        n_panels,
                      guint        n,
                      float       *bounds);

G_END_DECLS
