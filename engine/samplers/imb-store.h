/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-rng.h"
#include "engine/params/imb-param.h"
#include "engine/samplers/imb-crowd.h"

G_BEGIN_DECLS

/* A store is some rows of a class, drawn or chosen, and all of the smallest class; how its k nearest in the store take a row
 * decides whether the row is needed, too. What one-sided selection and condensed nearest neighbours share. */

/* The parameters of both. */
typedef struct
{
  const char *sampling_strategy;
  int         n_neighbors;
  int         n_seeds_S;
  int         metric;
  int         compat;
} ImbStoreParams;

extern const ImbParam imb_store_params[];

/* A sampler's check: the store has n_neighbors rows from the beginning. @values: ImbStoreParams */
gboolean imb_store_check (const ImbView *in,
                          gconstpointer  values,
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
