/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sweep's limits are fixed from the start, so most tiles are done when their sums are, and a row that is near something is swept
 * no further when its whole tile is. */
#include "engine/kernels/imb-within.h"

#include <string.h>

#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-panels.h"

#define TILE  IMB_SWEEP_QUERIES
#define PANEL IMB_SWEEP_POINTS
#define TILES 16 /* of one parallel block */
#define BLOCK (TILES * TILE)

typedef struct
{
  const ImbMatrix *queries;
  const guint32   *rows;
  gsize            n_rows;
  double           distance;
  guint8          *may_be;
  ImbFrame         frame;
  ImbPanels        panels;
} Within;

/* Packs a tile's rows; lanes without a row have a limit that nothing is below. */
static void
pack (const Within *self,
      gsize         first,
      float        *tile,
      float        *limits)
{
  memset (tile, 0, self->frame.n_cols * TILE * sizeof *tile);
  for (gsize lane = 0; lane < TILE; lane++)
    {
      double norm;

      limits[lane] = -1.0f;
      if (first + lane >= self->n_rows)
        continue;
      norm = imb_frame_pack_query (&self->frame, imb_matrix_row (self->queries, self->rows[first + lane]), tile, lane);
      limits[lane] = imb_frame_sum_above (&self->frame, self->distance, norm);
      self->may_be[first + lane] = !(limits[lane] > 0.0f); /* floats cannot tell */
    }
}

/* Marks the lanes with a sum below their limit; whether any lane is left to look for. */
static gboolean
mark (const Within *self,
      gsize         first,
      const float  *sums,
      float        *limits)
{
  gboolean is_left = FALSE;

  for (gsize lane = 0; lane < TILE; lane++)
    {
      for (gsize l = 0; l < PANEL && limits[lane] > 0.0f; l++)
        if (sums[lane * PANEL + l] < limits[lane])
          {
            self->may_be[first + lane] = TRUE;
            limits[lane] = -1.0f;
          }
      is_left |= limits[lane] > 0.0f;
    }
  return is_left;
}

static gboolean
sweep_block (gsize    block,
             gpointer data,
             GError **error)
{
  const Within     *self = data;
  const gsize       first = block * BLOCK, n_tiles = (MIN (BLOCK, self->n_rows - first) + TILE - 1) / TILE;
  const gsize       d = self->frame.n_cols, group = imb_panels_group (&self->panels);
  g_autofree float *tiles = g_new (float, MAX (n_tiles * TILE * d, 1));
  float             limits[BLOCK], sums[TILE * PANEL] __attribute__ ((aligned (64)));
  gboolean          is_left[TILES];

  for (gsize t = 0; t < n_tiles; t++)
    {
      pack (self, first + t * TILE, tiles + t * TILE * d, limits + t * TILE);
      is_left[t] = TRUE;
    }
  for (gsize begin = 0; begin < self->panels.n_panels; begin += group)
    for (gsize t = 0; t < n_tiles; t++)
      for (gsize panel = begin; panel < MIN (begin + group, self->panels.n_panels) && is_left[t]; panel++)
        if (imb_sweep_tile (tiles + t * TILE * d, imb_panels_at (&self->panels, panel), d, limits + t * TILE, sums))
          is_left[t] = mark (self, first + t * TILE, sums, limits + t * TILE);
  return TRUE;
}

gboolean
imb_within_mark (const ImbMatrix *points,
                 const ImbMatrix *queries,
                 const guint32   *rows,
                 gsize            n_rows,
                 double           distance,
                 guint8          *may_be,
                 ImbJob          *job,
                 GError         **error)
{
  Within   self = { .queries = queries, .rows = rows, .n_rows = n_rows, .distance = distance, .may_be = may_be };
  gboolean is_done;

  g_return_val_if_fail (points->n_cols == queries->n_cols, FALSE);

  is_done = imb_frame_learn (&self.frame, points, queries, job, error);
  if (is_done && !self.frame.is_fit)
    memset (may_be, TRUE, n_rows);
  else if (is_done)
    is_done = imb_panels_fill (&self.panels, &self.frame, points, NULL, points->n_rows, job, error)
              && imb_parallel_for ((n_rows + BLOCK - 1) / BLOCK, sweep_block, &self, job, error);
  imb_panels_clear (&self.panels);
  imb_frame_clear (&self.frame);
  return is_done;
}
