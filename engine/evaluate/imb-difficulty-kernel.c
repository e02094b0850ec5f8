/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The types of rows by a kernel instead of a number of neighbours: of all rows within a width the share of the own class, where near ones
 * count more (Epanechnikov). The width is the mean distance of the class's rows to their k-th neighbour, so that dense and sparse places are
 * looked at alike far. Napierala and Stefanowski 2016, doi:10.1007/s10844-015-0368-1. A search of lists that grow until they reach beyond the width. */
#include "engine/evaluate/imb-difficulty-kernel.h"

#include <math.h>

#include "engine/samplers/imb-near.h"

#define ROOM  (1 << 20) /* neighbours that are listed at once */
#define FIRST 16        /* of each row, then four times as many */

typedef struct
{
  const ImbView *view;
  const ImbNear *near;
  gboolean       is_squared; /* the distances that are found */
  double         width;
  ImbJob        *job;
  guint32       *rows; /* ROOM, or one row's list */
  double        *distances;
  guint8        *types;
} Work;

/* How many rows are asked for at once. */
static gsize
block_of (gsize k,
          gsize n_left)
{
  return MIN (n_left, MAX (ROOM / k, 1));
}

/* The @k nearest rows of each, itself among them: nothing is missing, so none is nearer. */
static gboolean
find (const Work    *work,
      const guint32 *queries,
      gsize          n,
      gsize          k,
      GError       **error)
{
  g_autoptr (ImbJob) silent = imb_job_new_part (work->job, 0.0);

  return imb_near_find (work->near, NULL, 0, queries, n, k, IMB_LIST_ALL, work->rows, work->distances, silent, error);
}

static double
distance_at (const Work *work,
             gsize       at)
{
  return work->is_squared ? sqrt (work->distances[at]) : work->distances[at];
}

/* The mean distance to the @k-th neighbour. */
static gboolean
measure_width (Work          *work,
               const guint32 *queries,
               gsize          n,
               gsize          k,
               GError       **error)
{
  double sum = 0.0;

  for (gsize at = 0, step; at < n; at += step)
    {
      step = block_of (k + 1, n - at);
      if (!find (work, queries + at, step, k + 1, error))
        return FALSE;
      for (gsize i = 0; i < step; i++)
        sum += distance_at (work, i * (k + 1) + k);
    }
  work->width = sum / (double) n;
  return TRUE;
}

/* From the list of one row, which begins at @at. FALSE: it may go on within the width. */
static gboolean
decide (const Work *work,
        guint32     row,
        gsize       at,
        gsize       k)
{
  double own = 0.0, all = 0.0, share;

  if (k < work->view->n_rows && distance_at (work, at + k - 1) <= work->width)
    return FALSE;

  for (gsize j = 0; j < k && distance_at (work, at + j) <= work->width; j++)
    {
      double u, weight;

      if (work->rows[at + j] == row)
        continue;
      u = work->width > 0.0 ? distance_at (work, at + j) / work->width : 0.0;
      weight = 1.0 - u * u;
      own += imb_view_class (work->view, work->rows[at + j]) == imb_view_class (work->view, row) ? weight : 0.0;
      all += weight;
    }
  share = all > 0.0 ? own / all : 0.0;
  work->types[row] = imb_difficulty_of_share (share);
  return TRUE;
}

/* Rows that are not decided come to the front of @pending and are asked again. */
static gboolean
decide_all (const Work *work,
            guint32    *pending,
            gsize       n,
            GError    **error)
{
  const gsize most = work->view->n_rows;

  for (gsize k = MIN (FIRST, most); n > 0; k = MIN (4 * k, most))
    {
      gsize n_left = 0;

      for (gsize at = 0, step; at < n; at += step)
        {
          step = block_of (k, n - at);
          if (!find (work, pending + at, step, k, error))
            return FALSE;
          for (gsize i = 0; i < step; i++)
            if (!decide (work, pending[at + i], i * k, k))
              pending[n_left++] = pending[at + i];
        }
      n = n_left;
    }
  return TRUE;
}

guint8 *
imb_difficulty_by_kernel (const ImbView          *view,
                          const ImbNeighbourhood *neighbourhood,
                          ImbJob                 *job,
                          GError                **error)
{
  const gsize room = MAX (ROOM, view->n_rows);
  g_autoptr (ImbNear) near = imb_near_new (view, (ImbDistance) neighbourhood->distance, IMB_ALL_CLASSES, job, error);
  g_autofree guint32 *rows = g_new (guint32, room);
  g_autofree double  *distances = g_new (double, room);
  g_autofree guint8  *types = g_new0 (guint8, view->n_rows);
  Work                work = { view, near, neighbourhood->distance != IMB_DISTANCE_GOWER, 0.0, job, rows, distances, types };

  for (guint c = 0; near != NULL && c < view->n_classes; c++)
    {
      gsize               n;
      g_autofree guint32 *own = imb_view_rows_of_class (view, c, &n);

      if (n > 0 && (!measure_width (&work, own, n, neighbourhood->n_neighbours, error) || !decide_all (&work, own, n, error)))
        return NULL;
      if (!imb_job_step (job, c + 1, view->n_classes, error))
        return NULL;
    }
  return near != NULL ? g_steal_pointer (&types) : NULL;
}
