/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

/* Squared distances in double, a few rows against a panel of points at a time. */

#define IMB_TILE_ROWS  4
#define IMB_TILE_LANES 8

/* Points in panels of 8, column after column; the last panel is filled up with points infinitely far away. */
typedef struct
{
  double *data;
  gsize   n_points;
  gsize   n_panels;
  gsize   n_cols;
  gsize   n_doubles;
} ImbTilePoints;

/**
 * imb_tile_points_new:
 * @rows: (nullable) (array length=n_rows): rows of @points; NULL: all
 *
 * Returns: (transfer full) (nullable): NULL with IMB_ERROR_TOO_LARGE
 */
ImbTilePoints *imb_tile_points_new (const ImbMatrix *points,
                                    const guint32   *rows,
                                    gsize            n_rows,
                                    GError         **error);
void           imb_tile_points_free (ImbTilePoints *self);

/* The same for other points of the same number. */
void imb_tile_points_fill (ImbTilePoints   *self,
                           const ImbMatrix *points,
                           const guint32   *rows);

static inline const double *
imb_tile_points_at (const ImbTilePoints *self,
                    gsize                panel)
{
  return self->data + panel * IMB_TILE_LANES * self->n_cols;
}

/* out[r * 8 + l] = |rows[r] − point l of the panel|², sums over columns in order. */
void imb_tile_distances (const double *const rows[IMB_TILE_ROWS],
                         const double       *panel,
                         gsize               n_cols,
                         double             *out);

/* The same, and keeps for each lane the nearest point so far: best[r * 8 + l] and its panel. */
void imb_tile_nearest (const double *const rows[IMB_TILE_ROWS],
                       const double       *panel,
                       gsize               n_cols,
                       gint64              number,
                       double             *best,
                       gint64             *panels);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbTilePoints, imb_tile_points_free)

G_END_DECLS
