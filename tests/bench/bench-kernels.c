/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loops of the neighbour searches, on one thread and on numbers in a near cache: a line each, with its name, columns and
 * billions of operations a second, counted as a matrix product counts them: two for each pair and column. */
#include <math.h>
#include <stdio.h>
#include <time.h>

#include "engine/core/imb-matrix.h"
#include "engine/kernels/imb-coarse-sweep.h"
#include "engine/kernels/imb-sweep.h"
#include "engine/kernels/imb-tile.h"

#define PANELS 8
#define TIMES  20000
#define ROUNDS 15

typedef struct
{
  gsize   n_cols;
  double *queries; /* whatever their type; zeros */
  double *points;
} Bench;

typedef void (*Run) (const Bench *self,
                     gsize        panel);

static void
run_coarse (const Bench *self,
            gsize        panel)
{
  static const ImbCoarseLimits nothing = { { 0 }, { INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY } };
  const gsize                  n_fours = (self->n_cols + 3) / 4;
  float                        halves[IMB_COARSE_POINTS] = { 0 };
  gint32                       products[IMB_COARSE_QUERIES * IMB_COARSE_POINTS];
  guint32                      hits[IMB_COARSE_QUERIES];

  imb_coarse_tile ((const gint8 *) self->queries, (const guint8 *) self->points + panel * n_fours * 4 * IMB_COARSE_POINTS, n_fours, halves, halves, &nothing,
                   products, hits);
}

static void
run_sweep (const Bench *self,
           gsize        panel)
{
  static const float nothing[IMB_SWEEP_QUERIES] = { -1.0f, -1.0f, -1.0f, -1.0f, -1.0f, -1.0f };
  float              sums[IMB_SWEEP_QUERIES * IMB_SWEEP_POINTS] __attribute__ ((aligned (64)));

  imb_sweep_tile ((const float *) self->queries, (const float *) self->points + panel * self->n_cols * IMB_SWEEP_POINTS, self->n_cols, nothing, sums);
}

static void
run_tile (const Bench *self,
          gsize        panel)
{
  const double *const rows[IMB_TILE_ROWS] = { self->queries, self->queries, self->queries, self->queries };
  double              sums[IMB_TILE_ROWS * IMB_TILE_LANES];

  imb_tile_distances (rows, self->points + panel * self->n_cols * IMB_TILE_LANES, self->n_cols, sums);
}

static void
measure (const char  *name,
         const Bench *self,
         Run          run,
         gsize        pairs)
{
  double best = INFINITY; /* seconds of the processor, which other programs do not lengthen */

  for (gsize round = 0; round < ROUNDS; round++)
    {
      clock_t start = clock ();

      for (gsize i = 0; i < TIMES; i++)
        run (self, i % PANELS);
      best = MIN (best, (double) (clock () - start) / CLOCKS_PER_SEC);
    }
  printf ("%s %zu %.1f\n", name, self->n_cols, 2.0 * (double) (pairs * self->n_cols) * TIMES / (best * 1e9));
}

int
main (void)
{
  const gsize n_cols[] = { 10, 30, 300 };

  for (guint d = 0; d < G_N_ELEMENTS (n_cols); d++)
    {
      gsize n = (n_cols[d] + 4) * 16 * PANELS;
      Bench self = { n_cols[d], imb_block_new (n), imb_block_new (n) };

      if (imb_coarse_is_here ())
        measure ("bytes", &self, run_coarse, IMB_COARSE_QUERIES * IMB_COARSE_POINTS);
      measure ("float", &self, run_sweep, IMB_SWEEP_QUERIES * IMB_SWEEP_POINTS);
      measure ("double", &self, run_tile, IMB_TILE_ROWS * IMB_TILE_LANES);
      imb_block_free (self.queries, n);
      imb_block_free (self.points, n);
    }
  return 0;
}
