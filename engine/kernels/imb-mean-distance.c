/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far points are from each other: every pair once, in tiles, sums kept apart by block. */
#include "engine/kernels/imb-mean-distance.h"

#include <math.h>

#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-sum.h"
#include "engine/kernels/imb-tile.h"

#define ROWS  IMB_TILE_ROWS
#define LANES IMB_TILE_LANES
#define BLOCK 64      /* rows */
#define MUCH  1000000 /* numbers that four rows compare, from which on the job is asked each time */

typedef struct
{
  const ImbMatrix     *points;
  const ImbTilePoints *tiles;
  double              *sums; /* by block */
  ImbJob              *job;
} Pairs;

/* Four rows with the points behind each of them. */
static double
sum_quad (const Pairs *self,
          gsize        first)
{
  const gsize   n = self->points->n_rows;
  const double *quad[ROWS];
  double        apart[ROWS * LANES], sum = 0.0;

  for (gsize r = 0; r < ROWS; r++)
    quad[r] = imb_matrix_row (self->points, MIN (first + r, n - 1));
  for (gsize panel = first / LANES; panel < self->tiles->n_panels; panel++)
    {
      gboolean whole = panel * LANES > first + ROWS - 1 && (panel + 1) * LANES <= n && first + ROWS <= n;
      double   lanes[LANES] = { 0 };

      imb_tile_distances (quad, imb_tile_points_at (self->tiles, panel), self->points->n_cols, apart);
      for (gsize r = 0; r < ROWS; r++)
        for (gsize l = 0; l < LANES; l++)
          if (whole || (first + r < n && panel * LANES + l < n && panel * LANES + l > first + r))
            lanes[l] += sqrt (apart[r * LANES + l]);
      sum += imb_sum (lanes, LANES);
    }
  return sum;
}

static gboolean
sum_block (gsize    block,
           gpointer data,
           GError **error)
{
  const Pairs *self = data;
  const gsize  cost = self->points->n_rows * MAX (self->points->n_cols, 1) * ROWS;

  for (gsize first = block * BLOCK; first < MIN ((block + 1) * BLOCK, self->points->n_rows); first += ROWS)
    {
      if (cost > MUCH && !imb_job_step (self->job, 0, 0, error))
        return FALSE;
      self->sums[block] += sum_quad (self, first);
    }
  return TRUE;
}

gboolean
imb_mean_distance (const ImbMatrix *points,
                   double          *mean,
                   ImbJob          *job,
                   GError         **error)
{
  const gsize        n = points->n_rows, n_blocks = (n + BLOCK - 1) / BLOCK;
  g_autofree double *sums = g_new0 (double, MAX (n_blocks, 1));
  g_autoptr (ImbTilePoints) tiles = NULL;
  Pairs pairs = { points, NULL, sums, job };

  *mean = 0.0;
  if (n < 2)
    return TRUE;
  tiles = imb_tile_points_new (points, NULL, 0, error);
  pairs.tiles = tiles;
  if (tiles == NULL || !imb_parallel_for (n_blocks, sum_block, &pairs, job, error))
    return FALSE;

  *mean = imb_sum (sums, n_blocks) / ((double) n * (double) (n - 1) / 2.0);
  return TRUE;
}
