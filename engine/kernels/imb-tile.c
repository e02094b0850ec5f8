/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 4 rows against 8 points in registers: 3 operations for each pair and column. Written for eight doubles at a time, as
 * imb-dense.c. Differences are squared as they are, not expanded into products, so that near points far from zero keep
 * their digits. */
#include "engine/kernels/imb-tile.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-clones.h"
#include "engine/core/imb-error.h"

typedef double Lanes __attribute__ ((vector_size (64), aligned (8), may_alias));
typedef gint64 Bits __attribute__ ((vector_size (64), aligned (8), may_alias));

#define ADD(r)                         \
  {                                    \
    Lanes apart = rows[r][j] - points; \
                                       \
    sums[r] += apart * apart;          \
  }

IMB_CLONES void
imb_tile_distances (const double *const rows[IMB_TILE_ROWS],
                    const double       *panel,
                    gsize               n_cols,
                    double             *out)
{
  Lanes sums[IMB_TILE_ROWS] = { { 0 } };

  for (gsize j = 0; j < n_cols; j++)
    {
      Lanes points = *(const Lanes *) (panel + j * IMB_TILE_LANES);

#pragma GCC unroll 4
      for (guint r = 0; r < IMB_TILE_ROWS; r++)
        ADD (r)
    }
#pragma GCC unroll 4
  for (guint r = 0; r < IMB_TILE_ROWS; r++)
    *(Lanes *) (out + r * IMB_TILE_LANES) = sums[r];
}

/* Of equal ones the first stays. */
IMB_CLONES void
imb_tile_nearest (const double *const rows[IMB_TILE_ROWS],
                  const double       *panel,
                  gsize               n_cols,
                  gint64              number,
                  double             *best,
                  gint64             *panels)
{
  Lanes sums[IMB_TILE_ROWS] = { { 0 } };

  for (gsize j = 0; j < n_cols; j++)
    {
      Lanes points = *(const Lanes *) (panel + j * IMB_TILE_LANES);

#pragma GCC unroll 4
      for (guint r = 0; r < IMB_TILE_ROWS; r++)
        ADD (r)
    }
#pragma GCC unroll 4
  for (guint r = 0; r < IMB_TILE_ROWS; r++)
    {
      Lanes *least = (Lanes *) (best + r * IMB_TILE_LANES);
      Bits  *where = (Bits *) (panels + r * IMB_TILE_LANES);
      Bits   nearer = (Bits) (sums[r] < *least);

      *least = (Lanes) (((Bits) sums[r] & nearer) | ((Bits) *least & ~nearer));
      *where = (number & nearer) | (*where & ~nearer);
    }
}

ImbTilePoints *
imb_tile_points_new (const ImbMatrix *points,
                     const guint32   *rows,
                     gsize            n_rows,
                     GError         **error)
{
  ImbTilePoints *self = g_new0 (ImbTilePoints, 1);

  self->n_points = rows != NULL ? n_rows : points->n_rows;
  self->n_panels = (self->n_points + IMB_TILE_LANES - 1) / IMB_TILE_LANES;
  self->n_cols = points->n_cols;
  self->n_doubles = self->n_panels * IMB_TILE_LANES * self->n_cols;
  self->data = imb_block_new (MAX (self->n_doubles, 1));
  if (self->data != NULL)
    {
      imb_tile_points_fill (self, points, rows);
      return self;
    }

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("There is no memory to compare %zu rows of %zu columns; use fewer of them."), self->n_points, self->n_cols);
  g_free (self);
  return NULL;
}

void
imb_tile_points_free (ImbTilePoints *self)
{
  if (self == NULL)
    return;
  imb_block_free (self->data, MAX (self->n_doubles, 1));
  g_free (self);
}

void
imb_tile_points_fill (ImbTilePoints   *self,
                      const ImbMatrix *points,
                      const guint32   *rows)
{
  for (gsize i = 0; i < self->n_panels * IMB_TILE_LANES; i++)
    {
      double       *to = self->data + i / IMB_TILE_LANES * IMB_TILE_LANES * self->n_cols + i % IMB_TILE_LANES;
      const double *from = i < self->n_points ? imb_matrix_row (points, rows != NULL ? rows[i] : i) : NULL;

      for (gsize j = 0; j < self->n_cols; j++)
        to[j * IMB_TILE_LANES] = from != NULL ? from[j] : INFINITY;
    }
}
