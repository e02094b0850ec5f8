/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/samplers/imb-near.h"

G_BEGIN_DECLS

/* Neighbours among some of the rows without a copy of all of these: for imb-near.c. */

/* Whether a copy of @n_points rows would be large, and @n_queries are so few that no tree of it would pay. */
gboolean imb_near_parts_pay (const ImbNear *self,
                             gsize          n_columns,
                             gsize          n_points,
                             gsize          n_queries);

/**
 * imb_near_parts_search:
 * @self: imb_near_is_points()
 * @points: (array length=n_points): view rows
 * @queries: (array length=n_queries): view rows
 * @rows: (out) (array length=n_queries*k): places among @points, nearest first
 * @distances: (out) (nullable) (array length=n_queries*k): squared
 * @is_open: (out) (array length=n_queries): whether equal distances leave open which are the nearest, or their order
 *
 * The k nearest of each, from a part of the points after the other. O(n_queries · n_points · d), and a quarter of the points' memory.
 */
gboolean imb_near_parts_search (const ImbNear *self,
                                const guint32 *points,
                                gsize          n_points,
                                const guint32 *queries,
                                gsize          n_queries,
                                gsize          k,
                                guint32       *rows,
                                double        *distances,
                                guint8        *is_open,
                                ImbJob        *job,
                                GError       **error);

G_END_DECLS
