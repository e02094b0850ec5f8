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

/**
 * imb_sweep_all:
 * @panels: one after the other
 * @n: 1 … 16
 * @out: (out) (array length=n_panels*6*16): a tile of squared distances in float for each panel, 64-byte aligned
 * @bounds: (out) (array length=6): a sum that at least @n of each query's are not above: the n-th of the least sums in each place of a panel
 */
void imb_sweep_all (const float *queries,
                    const float *panels,
                    gsize        n_panels,
                    gsize        n_cols,
                    guint        n,
                    float       *out,
                    float       *bounds);

/**
 * imb_sweep_column:
 * @queries: (array length=n_tiles*n_cols*6): one tile after the other
 * @less: (array length=16): is taken off the sums of each point
 * @apart: floats from one tile of @out to the next
 * @out: (out): 6*16 squared distances in float for each tile; 64-byte aligned, as @panel and @less
 */
void imb_sweep_column (const float *queries,
                       gsize        n_tiles,
                       const float *panel,
                       gsize        n_cols,
                       const float *less,
                       gsize        apart,
                       float       *out);

#define IMB_SWEEP_PICKED 64

/* Sums of one query and the places of their points among all; room for a panel more. */
typedef struct
{
  float   sums[IMB_SWEEP_PICKED + 2 * IMB_SWEEP_POINTS];
  guint32 places[IMB_SWEEP_PICKED + 2 * IMB_SWEEP_POINTS];
} ImbSweepPick;

/**
 * imb_sweep_pick:
 * @sums: where the query's begin in the tiles of imb_sweep_all()
 * @pick: (out): those below @limit, by place
 *
 * Returns: how many; more than IMB_SWEEP_PICKED: there are too many
 */
gsize imb_sweep_pick (const float  *sums,
                      gsize         n_panels,
                      float         limit,
                      ImbSweepPick *pick);

/* The same, on every processor. */
gsize imb_sweep_pick_plain (const float  *sums,
                            gsize         n_panels,
                            float         limit,
                            ImbSweepPick *pick);

/* Ascending; equal sums stay in order. @n: up to IMB_SWEEP_PICKED */
void imb_sweep_sort (ImbSweepPick *pick,
                     gsize         n);

G_END_DECLS
