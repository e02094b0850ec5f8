/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define IMB_COARSE_QUERIES 8  /* in one tile */
#define IMB_COARSE_POINTS  32 /* in one panel */

/* Whether this processor multiplies bytes by fours; if not, imb_coarse_tile() gives the same, but no faster than floats. */
gboolean imb_coarse_is_here (void);

/* What a tile asks of each of its queries: a point is a hit when product + reach · error ≥ half + rest. */
typedef struct
{
  float reach[IMB_COARSE_QUERIES];
  float rest[IMB_COARSE_QUERIES]; /* −infinity: everything is a hit; infinity: nothing */
} ImbCoarseLimits;

/**
 * imb_coarse_tile:
 * @queries: (array length=n_fours*32): signed bytes, four columns of each of 8 queries, then the next four
 * @panel: (array length=n_fours*128): bytes, four columns of each of 32 points, then the next four, 64-byte aligned
 * @halves: (array length=32): of the points
 * @errors: (array length=32): of the points
 * @products: (out) (array length=8*32): written only when TRUE is returned
 * @hits: (out) (array length=8): a bit for each point; written always
 *
 * Returns: whether there is any hit
 */
gboolean imb_coarse_tile (const gint8           *queries,
                          const guint8          *panel,
                          gsize                  n_fours,
                          const float           *halves,
                          const float           *errors,
                          const ImbCoarseLimits *limits,
                          gint32                *products,
                          guint32               *hits);

/* The same on any processor, for imb_coarse_tile() where there are no such products, and to hold it against. */
gboolean imb_coarse_tile_plain (const gint8           *queries,
                                const guint8          *panel,
                                gsize                  n_fours,
                                const float           *halves,
                                const float           *errors,
                                const ImbCoarseLimits *limits,
                                gint32                *products,
                                guint32               *hits);

G_END_DECLS
