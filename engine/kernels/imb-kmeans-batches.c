/* SPDX-License-Identifier: GPL-3.0-or-later */
/* k-means from random batches: each batch moves the centres that its rows are nearest to, the less the more rows these have had. Rows
 * need to be read a few times at most, however many there are. Sculley 2010, doi:10.1145/1772690.1772862; when to
 * stop and which centres to place anew as scikit-learn decides it. */
#include <string.h>

#include "engine/core/imb-clones.h"
#include "engine/kernels/imb-kmeans.h"
#include "engine/kernels/imb-sum.h"

#define BATCH          1024
#define N_STARTS       3
#define MAX_PASSES     100
#define MAX_IDLE       10   /* batches in a row without a gain */
#define LEAST_SHARE    0.01 /* of the rows of the largest cluster; a centre with fewer is placed anew */
#define ROWS_TO_CHOOSE (3 * BATCH)

typedef struct
{
  const ImbMatrix *points;
  ImbRng          *rng;
  ImbMatrix       *centres;
  gsize            n_batch;
  guint32         *rows; /* of the batch */
  guint32         *labels;
  double          *distances;
  double          *weights; /* (array length=k): rows that each centre has had */
  ImbMatrix       *sums;    /* of the batch's rows of each centre */
  gsize           *counts;  /* (array length=k): and how many they are */
  ImbJob          *job;     /* for cancelling alone */
} Batches;

static void
draw_rows (Batches *self,
           guint32 *rows,
           gsize    n)
{
  imb_rng_below_many (self->rng, (guint32) self->points->n_rows, rows, n, 1);
}

/* The best of a few starts, as some rows see it. */
static gboolean
find_start (Batches *self,
            GError **error)
{
  const gsize         n = self->points->n_rows, k = self->centres->n_rows;
  const gsize         n_some = MIN (n, MAX (ROWS_TO_CHOOSE, 3 * k));
  g_autofree guint32 *judges = g_new (guint32, n_some);
  g_autofree guint32 *from = g_new (guint32, n_some);
  g_autofree guint32 *labels = g_new (guint32, n_some);
  g_autofree double  *distances = g_new (double, n_some);
  g_autoptr (ImbMatrix) centres = imb_matrix_new (k, self->points->n_cols, error);
  double least = 0.0;

  if (centres == NULL)
    return FALSE;
  draw_rows (self, judges, n_some);
  for (guint start = 0; start < N_STARTS; start++)
    {
      double inertia;

      draw_rows (self, from, n_some);
      if (!imb_kmeans_start (self->points, n_some < n ? from : NULL, n_some, self->rng, centres, self->job, error)
          || !imb_kmeans_assign (self->points, judges, n_some, centres, labels, distances, self->job, error))
        return FALSE;
      inertia = imb_sum (distances, n_some);
      if (start > 0 && inertia >= least)
        continue;
      least = inertia;
      memcpy (self->centres->data, centres->data, k * centres->stride * sizeof (double));
    }
  return TRUE;
}

/* Over whole strides: what is behind the last column is zero. */
static IMB_CLONES void
add_row (double *restrict sum,
         const double *restrict row,
         gsize stride)
{
  for (gsize j = 0; j < stride; j++)
    sum[j] += row[j];
}

static IMB_CLONES void
move_centre (double *restrict centre,
             const double *restrict sum,
             double before,
             double after,
             gsize  stride)
{
  for (gsize j = 0; j < stride; j++)
    centre[j] = (centre[j] * before + sum[j]) / after;
}

static void
move_centres (Batches *self)
{
  const gsize stride = self->points->stride, k = self->centres->n_rows;

  memset (self->sums->data, 0, k * self->sums->stride * sizeof (double));
  memset (self->counts, 0, k * sizeof *self->counts);
  for (gsize i = 0; i < self->n_batch; i++)
    {
      self->counts[self->labels[i]]++;
      add_row (imb_matrix_row (self->sums, self->labels[i]), imb_matrix_row (self->points, self->rows[i]), stride);
    }
  for (gsize c = 0; c < k; c++)
    {
      double weight = self->weights[c] + (double) self->counts[c];

      if (self->counts[c] > 0)
        move_centre (imb_matrix_row (self->centres, c), imb_matrix_row (self->sums, c), self->weights[c], weight, stride);
      self->weights[c] = weight;
    }
}

/* Centres with hardly any rows go to rows of the batch, each to another one. */
static void
place_anew (Batches *self)
{
  const gsize         k = self->centres->n_rows;
  g_autofree guint32 *order = NULL;
  double              most = 0.0, least = 0.0;
  gsize               n_placed = 0;

  for (gsize c = 0; c < k; c++)
    most = MAX (most, self->weights[c]);
  least = most;
  for (gsize c = 0; c < k; c++)
    if (self->weights[c] >= LEAST_SHARE * most)
      least = MIN (least, self->weights[c]);

  for (gsize c = 0; c < k && n_placed < self->n_batch / 2; c++)
    {
      if (self->weights[c] >= LEAST_SHARE * most)
        continue;
      if (order == NULL)
        {
          order = g_new (guint32, self->n_batch);
          imb_rng_permutation (self->rng, order, self->n_batch);
        }
      memcpy (imb_matrix_row (self->centres, c), imb_matrix_row (self->points, self->rows[order[n_placed++]]), self->centres->stride * sizeof (double));
      self->weights[c] = least;
    }
}

static gboolean
run_batches (Batches *self,
             ImbJob  *job,
             GError **error)
{
  const gsize  n = self->points->n_rows, n_steps = MAX (MAX_PASSES * n / self->n_batch, 1);
  const double share = MIN (2.0 * (double) self->n_batch / (double) (n + 1), 1.0);
  double       mean = 0.0, least = 0.0;
  guint        idle = 0;

  for (gsize step = 0; step < n_steps && idle < MAX_IDLE; step++)
    {
      double now;

      if (!imb_job_step (job, step, n_steps, error))
        return FALSE;
      draw_rows (self, self->rows, self->n_batch);
      if (!imb_kmeans_assign (self->points, self->rows, self->n_batch, self->centres, self->labels, self->distances, self->job, error))
        return FALSE;
      move_centres (self);
      place_anew (self);

      if (step == 0) /* it has its rows from the start alone */
        continue;
      now = imb_sum (self->distances, self->n_batch) / (double) self->n_batch;
      mean = step == 1 ? now : mean * (1.0 - share) + now * share;
      idle = step == 1 || mean < least ? 0 : idle + 1;
      least = step == 1 ? mean : MIN (least, mean);
    }
  return TRUE;
}

gboolean
imb_kmeans_run_in_batches (const ImbMatrix *points,
                           ImbRng          *rng,
                           ImbMatrix       *centres,
                           ImbJob          *job,
                           GError         **error)
{
  const gsize         n_batch = MIN (BATCH, points->n_rows);
  g_autofree guint32 *rows = g_new (guint32, n_batch + 1);
  g_autofree guint32 *labels = g_new (guint32, n_batch + 1);
  g_autofree double  *distances = g_new (double, n_batch + 1);
  g_autofree double  *weights = g_new0 (double, centres->n_rows + 1);
  g_autofree gsize   *counts = g_new (gsize, centres->n_rows + 1);
  g_autoptr (ImbMatrix) sums = imb_matrix_new (centres->n_rows, points->n_cols, error);
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);
  Batches self = { points, rng, centres, n_batch, rows, labels, distances, weights, sums, counts, silent };

  g_return_val_if_fail (centres->n_rows <= points->n_rows, FALSE);
  return sums != NULL && find_start (&self, error) && run_batches (&self, job, error);
}
