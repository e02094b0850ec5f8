/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-rng.h"
#include "engine/samplers/imb-crowd.h"

G_BEGIN_DECLS

/* A store is some rows of a class, drawn or chosen, and all of the smallest class; how its k nearest in the store take a row
 * decides whether the row is needed, too. What one-sided selection and condensed nearest neighbours share. */

/* S has the fields. */
#define IMB_STORE_NEIGHBOURS_PARAM(S)                                                         \
  {                                                                                           \
    .name = "n_neighbors",                                                                    \
    .label = N_ ("Neighbours"),                                                               \
    .help = N_ ("How many nearest rows of those kept decide what class a row is taken for."), \
    IMB_INT (S, n_neighbors, 1, 1, 1000),                                                     \
  }
#define IMB_STORE_SEEDS_PARAM(S)                                                       \
  {                                                                                    \
    .name = "n_seeds_S",                                                               \
    .label = N_ ("Rows to begin with"),                                                \
    .help = N_ ("How many rows of each larger class are drawn and kept in any case."), \
    IMB_INT (S, n_seeds_S, 1, 1, 100000),                                              \
  }

/* As a sampler's check: the store has @k rows from the beginning. */
gboolean imb_store_check (const ImbView *in,
                          int            k,
                          int            n_seeds,
                          GError       **error);

/**
 * imb_store_new:
 * @room: rows that will be added
 *
 * Returns: (transfer full): view rows: those of the smallest class, then @n_seeds drawn of @class_rows, with replacement
 */
guint32 *imb_store_new (const ImbView *in,
                        const guint32 *class_rows,
                        gsize          n,
                        gsize          n_seeds,
                        gsize          room,
                        ImbRng        *stream,
                        gsize         *n_smallest);

/* What class the @k places of @list say; of equally many the first. @witness: (out): the nearest row of class @c, or
 * IMB_NO_ROW. @counts: zeros, one for each class, left as they were. */
guint imb_store_vote (const ImbCrowd *store,
                      const guint32  *list,
                      gsize           k,
                      guint           c,
                      guint32        *counts,
                      guint32        *witness);

G_END_DECLS
