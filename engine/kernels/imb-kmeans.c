/* SPDX-License-Identifier: GPL-3.0-or-later */
/* k-means: the nearest centre of every row by tiles of distances (imb-tile.c), k-means++ (Arthur, Vassilvitskii 2007) with the best of
 * a few candidates, Lloyd's rounds. What is added is added in an order that the data alone decides: means row after
 * row of a cluster, sums over rows in blocks. A round costs n · k · d, the start the same a few times over. */
#include "engine/kernels/imb-kmeans.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-screen.h"
#include "engine/kernels/imb-sum.h"
#include "engine/kernels/imb-tile.h"

#define ROWS          IMB_TILE_ROWS
#define LANES         IMB_TILE_LANES
#define BLOCK         64     /* rows of one parallel block, when centres are many */
#define PAIRS         262144 /* numbers that a block should compare at least: less is done before another thread wakes up */
#define GROUP_DOUBLES 8192   /* of panels that stay in a near cache */
#define SUM_BLOCK     512    /* rows whose sums are kept apart */
#define MAX_TRIALS    16

static inline const double *
row_at (const ImbMatrix *points,
        const guint32   *rows,
        gsize            i)
{
  return imb_matrix_row (points, rows != NULL ? rows[i] : i);
}

static gboolean
complain (gsize    n,
          GError **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for clusters of %zu rows; use fewer of them."), n);
  return FALSE;
}

/* ---- the nearest centre ---- */

typedef struct
{
  const ImbMatrix     *points;
  const guint32       *rows;
  gsize                n;
  const ImbTilePoints *panels;
  gsize                block; /* rows of one */
  guint32             *labels;
  double              *distances;
  ImbJob              *job;
} Assign;

/* The first of the nearest of all lanes. */
static void
settle (const double *best,
        const gint64 *panels,
        guint32      *label,
        double       *distance)
{
  gint64 at = panels[0] * LANES;
  double least = best[0];

  for (gint64 l = 1; l < LANES; l++)
    if (best[l] < least || (best[l] == least && panels[l] * LANES + l < at))
      {
        least = best[l];
        at = panels[l] * LANES + l;
      }
  *label = (guint32) at;
  if (distance != NULL)
    *distance = least;
}

static gboolean
assign_rows (const Assign *self,
             gsize         begin,
             gsize         end,
             GError      **error)
{
  const gsize d = self->points->n_cols, n_panels = self->panels->n_panels;
  const gsize group = MAX (1, GROUP_DOUBLES / (LANES * MAX (d, 1)));
  double      best[BLOCK * LANES];
  gint64      panels[BLOCK * LANES];

  for (gsize i = 0; i < BLOCK * LANES; i++)
    {
      best[i] = INFINITY;
      panels[i] = 0;
    }
  for (gsize from = 0; from < n_panels; from += group)
    {
      if (from > 0 && !imb_job_step (self->job, 0, 0, error))
        return FALSE;
      for (gsize i = begin; i < end; i += ROWS)
        {
          const double *quad[ROWS];

          for (gsize r = 0; r < ROWS; r++)
            quad[r] = row_at (self->points, self->rows, MIN (i + r, end - 1));
          for (gsize panel = from; panel < MIN (from + group, n_panels); panel++)
            imb_tile_nearest (quad, imb_tile_points_at (self->panels, panel), d, (gint64) panel,
                              best + (i - begin) * LANES, panels + (i - begin) * LANES);
        }
    }
  for (gsize i = begin; i < end; i++)
    settle (best + (i - begin) * LANES, panels + (i - begin) * LANES, &self->labels[i], self->distances != NULL ? &self->distances[i] : NULL);
  return TRUE;
}

static gboolean
assign_block (gsize    block,
              gpointer data,
              GError **error)
{
  const Assign *self = data;
  gsize         end = MIN ((block + 1) * self->block, self->n);

  for (gsize from = block * self->block; from < end; from += BLOCK)
    if (!assign_rows (self, from, MIN (from + BLOCK, end), error))
      return FALSE;
  return TRUE;
}

static gboolean
assign (const ImbMatrix     *points,
        const guint32       *rows,
        gsize                n,
        const ImbTilePoints *panels,
        guint32             *labels,
        double              *distances,
        ImbJob              *job,
        GError             **error)
{
  gsize  pairs = MAX (panels->n_panels * LANES * points->n_cols, 1);
  Assign self = { points, rows, n, panels, (1 + PAIRS / pairs / BLOCK) * BLOCK, labels, distances, job };

  return imb_parallel_for ((n + self.block - 1) / self.block, assign_block, &self, job, error);
}

gboolean
imb_kmeans_assign (const ImbMatrix *points,
                   const guint32   *rows,
                   gsize            n,
                   const ImbMatrix *centres,
                   guint32         *labels,
                   double          *distances,
                   ImbJob          *job,
                   GError         **error)
{
  g_autoptr (ImbTilePoints) panels = imb_tile_points_new (centres, NULL, 0, error);

  return panels != NULL && assign (points, rows, n, panels, labels, distances, job, error);
}

/* ---- k-means++ ---- */

typedef struct
{
  const ImbMatrix     *points;
  const guint32       *rows;
  gsize                n;
  double              *nearest; /* squared distance of each row to the chosen ones */
  double              *sums;    /* of nearest, by block */
  gsize                n_blocks;
  gsize                n_trials;
  const ImbTilePoints *panels;     /* of the candidates */
  guint16             *nearer;     /* (array length=n): bit c: candidate c is nearer than what was chosen */
  gsize                best;       /* of the candidates */
  double              *trial_sums; /* (array length=n_blocks*n_trials) */
} Start;

/* What each candidate would leave of the distances. */
static gboolean
try_block (gsize    block,
           gpointer data,
           GError **error)
{
  Start      *self = data;
  const gsize end = MIN ((block + 1) * SUM_BLOCK, self->n), t = self->n_trials;
  double      sums[MAX_TRIALS] = { 0 };

  for (gsize i = block * SUM_BLOCK; i < end; i += ROWS)
    {
      const double *quad[ROWS];
      double        apart[MAX_TRIALS * ROWS];

      for (gsize r = 0; r < ROWS; r++)
        quad[r] = row_at (self->points, self->rows, MIN (i + r, end - 1));
      for (gsize panel = 0; panel < self->panels->n_panels; panel++)
        imb_tile_distances (quad, imb_tile_points_at (self->panels, panel), self->points->n_cols, apart + panel * ROWS * LANES);
      for (gsize r = 0; r < MIN (ROWS, end - i); r++)
        {
          const double nearest = self->nearest[i + r];
          guint        nearer = 0;

          for (gsize panel = 0; panel < self->panels->n_panels; panel++)
            for (gsize l = 0; l < LANES; l++)
              {
                const double squared = apart[(panel * ROWS + r) * LANES + l];

                nearer |= (guint) (squared < nearest) << (panel * LANES + l);
                sums[panel * LANES + l] += MIN (nearest, squared);
              }
          self->nearer[i + r] = (guint16) nearer;
        }
    }
  memcpy (self->trial_sums + block * t, sums, t * sizeof *sums);
  return TRUE;
}

/* Of up to ROWS rows that the best candidate is nearer to: measured again, since few are, and what all candidates are at would be many tables. */
static void
take_rows (Start       *self,
           const gsize *places,
           gsize        n)
{
  const gsize   best = self->best;
  const double *quad[ROWS];
  double        apart[ROWS * LANES];

  for (gsize r = 0; r < ROWS; r++)
    quad[r] = row_at (self->points, self->rows, places[MIN (r, n - 1)]);
  imb_tile_distances (quad, imb_tile_points_at (self->panels, best / LANES), self->points->n_cols, apart);
  for (gsize r = 0; r < n; r++)
    self->nearest[places[r]] = apart[r * LANES + best % LANES];
}

static gboolean
take_block (gsize    block,
            gpointer data,
            GError **error)
{
  Start *self = data;
  gsize  places[ROWS], n = 0;

  for (gsize i = block * SUM_BLOCK; i < MIN ((block + 1) * SUM_BLOCK, self->n); i++)
    if (self->nearer[i] >> self->best & 1)
      {
        places[n++] = i;
        if (n == ROWS)
          {
            take_rows (self, places, n);
            n = 0;
          }
      }
  if (n > 0)
    take_rows (self, places, n);
  return TRUE;
}

/* The row at which the running sum of the squared distances reaches @wanted. */
static gsize
find_row (const Start *self,
          double       wanted)
{
  gsize block = 0, i;

  while (block + 1 < self->n_blocks && wanted > self->sums[block])
    wanted -= self->sums[block++];
  for (i = block * SUM_BLOCK; i + 1 < MIN ((block + 1) * SUM_BLOCK, self->n) && wanted > self->nearest[i]; i++)
    wanted -= self->nearest[i];
  return i;
}

/* Tries some rows, takes the one that leaves the least: @chosen among the rows. */
static gboolean
choose (Start         *self,
        guint32       *tried,
        ImbTilePoints *panels,
        gsize         *chosen,
        GError       **error)
{
  gsize  best = 0;
  double least = INFINITY;

  imb_tile_points_fill (panels, self->points, tried);
  if (!imb_parallel_for (self->n_blocks, try_block, self, NULL, error))
    return FALSE;
  for (gsize c = 0; c < self->n_trials; c++)
    {
      double sum = 0.0;

      for (gsize b = 0; b < self->n_blocks; b++)
        sum += self->trial_sums[b * self->n_trials + c];
      if (sum < least)
        {
          least = sum;
          best = c;
        }
    }

  *chosen = tried[best];
  for (gsize b = 0; b < self->n_blocks; b++)
    self->sums[b] = self->trial_sums[b * self->n_trials + best];
  self->best = best;
  return imb_parallel_for (self->n_blocks, take_block, self, NULL, error);
}

static gboolean
start (Start         *self,
       ImbTilePoints *panels,
       ImbRng        *rng,
       ImbMatrix     *centres,
       ImbJob        *job,
       GError       **error)
{
  guint32 tried[MAX_TRIALS];
  gsize   chosen, first = (gsize) imb_rng_below (rng, self->n);

  for (gsize i = 0; i < self->n; i++)
    self->nearest[i] = INFINITY;
  for (gsize c = 0; c < centres->n_rows; c++)
    {
      double sum = 0.0;

      if (!imb_job_step (job, c, centres->n_rows, error))
        return FALSE;
      for (gsize b = 0; b < self->n_blocks; b++)
        sum += self->sums[b];
      for (gsize t = 0; t < self->n_trials; t++)
        {
          gsize i = c == 0 ? first : find_row (self, imb_rng_double (rng) * sum);

          tried[t] = self->rows != NULL ? self->rows[i] : (guint32) i;
        }
      if (!choose (self, tried, panels, &chosen, error))
        return FALSE;
      memcpy (imb_matrix_row (centres, c), imb_matrix_row (self->points, chosen), centres->stride * sizeof (double));
    }
  return TRUE;
}

gboolean
imb_kmeans_start (const ImbMatrix *points,
                  const guint32   *rows,
                  gsize            n,
                  ImbRng          *rng,
                  ImbMatrix       *centres,
                  ImbJob          *job,
                  GError         **error)
{
  const gsize trials = MIN (MAX_TRIALS, 2 + (gsize) log ((double) MAX (centres->n_rows, 1)));
  guint32     any[MAX_TRIALS] = { 0 };
  Start       self = { .points = points, .rows = rows, .n = rows != NULL ? n : points->n_rows, .n_trials = trials };
  g_autoptr (ImbTilePoints) panels = imb_tile_points_new (points, any, trials, error);
  g_autoptr (ImbMatrix) nearest = NULL;
  g_autofree guint16 *nearer = g_try_new (guint16, MAX (self.n, 1));
  g_autofree double  *sums = NULL;

  g_return_val_if_fail (centres->n_rows <= self.n, FALSE);
  if (panels == NULL || (nearest = imb_matrix_new (1, self.n, error)) == NULL)
    return FALSE;
  if (nearer == NULL)
    return complain (self.n, error);

  self.n_blocks = (self.n + SUM_BLOCK - 1) / SUM_BLOCK;
  sums = g_new0 (double, self.n_blocks *(1 + trials) + 1);
  self.sums = sums;
  self.trial_sums = sums + self.n_blocks;
  self.panels = panels;
  self.nearer = nearer;
  self.nearest = nearest->data;
  return start (&self, panels, rng, centres, job, error);
}

/* ---- Lloyd ---- */

typedef struct
{
  const ImbMatrix *points;
  const guint32   *rows;
  gsize            n;
  ImbMatrix       *centres;
  const guint32   *labels;
  gsize           *ends; /* (array length=k+1): of cluster c, members are at ends[c] … ends[c + 1] */
  guint32         *members;
  double          *shifts;  /* (array length=k): by how much the centres moved, squared */
  double          *spreads; /* (array length=k): squared distances of the members to their mean */
} Means;

static void
list_members (Means *self)
{
  const gsize k = self->centres->n_rows;

  memset (self->ends, 0, (k + 2) * sizeof *self->ends);
  for (gsize i = 0; i < self->n; i++)
    self->ends[self->labels[i] + 2]++;
  for (gsize c = 0; c < k; c++)
    self->ends[c + 2] += self->ends[c + 1];
  for (gsize i = 0; i < self->n; i++)
    self->members[self->ends[self->labels[i] + 1]++] = self->rows != NULL ? self->rows[i] : (guint32) i;
}

static gboolean
find_mean (gsize    c,
           gpointer data,
           GError **error)
{
  Means             *self = data;
  const gsize        d = self->points->n_cols, n = self->ends[c + 1] - self->ends[c];
  const guint32     *members = self->members + self->ends[c];
  double            *centre = imb_matrix_row (self->centres, c);
  g_autofree double *mean = g_new0 (double, MAX (d, 1));

  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      mean[j] += imb_matrix_row (self->points, members[i])[j];

  self->shifts[c] = self->spreads[c] = 0.0;
  for (gsize j = 0; j < d; j++)
    {
      mean[j] /= (double) n;
      self->shifts[c] += (mean[j] - centre[j]) * (mean[j] - centre[j]);
      centre[j] = mean[j];
    }
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < d; j++)
      {
        double apart = imb_matrix_row (self->points, members[i])[j] - mean[j];

        self->spreads[c] += apart * apart;
      }
  return TRUE;
}

typedef struct
{
  double  distance;
  guint32 row;
} Far;

static int
compare_far (gconstpointer a,
             gconstpointer b)
{
  const Far *x = a, *y = b;

  if (x->distance != y->distance)
    return x->distance > y->distance ? -1 : 1;
  return x->row < y->row ? -1 : 1;
}

/* A centre without rows gets the row that lies farthest from its own centre, unless that centre has no other. */
static void
fill_empty (guint32      *labels,
            const double *distances,
            gsize         n,
            gsize         k)
{
  g_autofree gsize *counts = g_new0 (gsize, k);
  g_autofree Far   *far = NULL;
  gsize             n_empty = 0, at = 0;

  for (gsize i = 0; i < n; i++)
    counts[labels[i]]++;
  for (gsize c = 0; c < k; c++)
    n_empty += counts[c] == 0;
  if (n_empty == 0)
    return;

  far = g_new (Far, n);
  for (gsize i = 0; i < n; i++)
    far[i] = (Far){ distances[i], (guint32) i };
  qsort (far, n, sizeof *far, compare_far);
  for (gsize c = 0; c < k; c++)
    {
      if (counts[c] > 0)
        continue;
      while (counts[labels[far[at].row]] < 2)
        at++;
      counts[labels[far[at].row]]--;
      labels[far[at].row] = (guint32) c;
      counts[c] = 1;
    }
}

static double
mean_variance (const ImbMatrix *points,
               const guint32   *rows,
               gsize            n)
{
  double sum = 0.0;

  for (gsize j = 0; j < points->n_cols; j++)
    {
      double mean = 0.0, squares = 0.0;

      for (gsize i = 0; i < n; i++)
        mean += row_at (points, rows, i)[j];
      mean /= (double) n;
      for (gsize i = 0; i < n; i++)
        squares += (row_at (points, rows, i)[j] - mean) * (row_at (points, rows, i)[j] - mean);
      sum += squares / (double) n;
    }
  return points->n_cols > 0 ? sum / (double) points->n_cols : 0.0;
}

/* Where the screen cannot tell, tiles do. @guesses: where the rows were before; NULL: nowhere. */
static gboolean
assign_all (const Means    *means,
            const ImbFrame *frame,
            ImbTilePoints  *panels,
            const guint32  *guesses,
            guint32        *labels,
            double         *distances,
            ImbJob         *job,
            GError        **error)
{
  const gsize         n = means->n;
  ImbSearch           search = { means->centres, means->points, 1, FALSE, labels, distances, job, NULL };
  g_autofree guint32 *left = NULL, *own_rows = NULL, *own_labels = NULL;
  g_autofree double  *own_distances = NULL;
  gsize               n_left;

  imb_tile_points_fill (panels, means->centres, NULL);
  if (!frame->is_fit || !imb_screen_is_for (&search))
    return assign (means->points, means->rows, n, panels, labels, distances, job, error);

  left = g_try_new (guint32, MAX (n, 1));
  if (left == NULL)
    return complain (n, error);
  if (!imb_screen_search (&search, frame, means->rows, n, guesses, left, &n_left, error))
    return FALSE;
  own_rows = g_try_new (guint32, MAX (n_left, 1));
  own_labels = g_try_new (guint32, MAX (n_left, 1));
  own_distances = g_try_new (double, MAX (n_left, 1));
  if (own_rows == NULL || own_labels == NULL || own_distances == NULL)
    return complain (n, error);
  for (gsize i = 0; i < n_left; i++)
    own_rows[i] = means->rows != NULL ? means->rows[left[i]] : left[i];
  if (n_left > 0 && !assign (means->points, own_rows, n_left, panels, own_labels, own_distances, job, error))
    return FALSE;
  for (gsize i = 0; i < n_left; i++)
    {
      labels[left[i]] = own_labels[i];
      distances[left[i]] = own_distances[i];
    }
  return TRUE;
}

static gboolean
run_rounds (Means          *means,
            const ImbFrame *frame,
            ImbTilePoints  *panels,
            guint           max_iter,
            double          limit,
            guint32        *labels,
            guint32        *before,
            double         *distances,
            ImbJob         *job,
            GError        **error)
{
  const gsize n = means->n, k = means->centres->n_rows;
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);

  for (guint round = 0; round < max_iter; round++)
    {
      if (!imb_job_step (job, round, max_iter, error))
        return FALSE;
      if (!assign_all (means, frame, panels, round > 0 ? before : NULL, labels, distances, silent, error))
        return FALSE;
      fill_empty (labels, distances, n, k);
      list_members (means);
      if (!imb_parallel_for (k, find_mean, means, NULL, error))
        return FALSE;
      if ((round > 0 && memcmp (labels, before, n * sizeof *labels) == 0) || imb_sum (means->shifts, k) <= limit)
        return TRUE;
      memcpy (before, labels, n * sizeof *labels);
    }
  return TRUE;
}

gboolean
imb_kmeans_run (const ImbMatrix *points,
                const guint32   *rows,
                gsize            n,
                ImbMatrix       *centres,
                guint            max_iter,
                double           tolerance,
                guint32         *labels,
                double          *inertia,
                ImbJob          *job,
                GError         **error)
{
  const gsize k = centres->n_rows;
  g_autoptr (ImbTilePoints) panels = imb_tile_points_new (centres, NULL, 0, error);
  g_autofree guint32 *before = g_try_new (guint32, MAX (n, 1));
  g_autofree guint32 *members = g_try_new (guint32, MAX (n, 1));
  g_autofree double  *distances = g_try_new (double, MAX (n, 1));
  g_autofree gsize   *ends = g_new (gsize, k + 2);
  g_autofree double  *shifts = g_new0 (double, k + 1);
  g_autofree double  *spreads = g_new0 (double, k + 1);
  Means               means = { points, rows, n, centres, labels, ends, members, shifts, spreads };

  g_auto (ImbFrame) frame = { 0 };

  g_return_val_if_fail (k <= n && max_iter > 0 && (rows != NULL || n == points->n_rows), FALSE);
  if (panels == NULL)
    return FALSE;
  if (before == NULL || members == NULL || distances == NULL)
    return complain (n, error);
  if (!imb_frame_learn (&frame, points, NULL, job, error)
      || !run_rounds (&means, &frame, panels, max_iter, tolerance * mean_variance (points, rows, n), labels, before, distances, job, error))
    return FALSE;

  *inertia = imb_sum (spreads, k);
  return TRUE;
}
