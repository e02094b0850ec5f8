/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A centre's list is read from the nearest on. As soon as n_own points of the class, or n_others others, are found, nothing matters any
 * more that is farther from the centre than the query is, and the farthest of these points from the query, together: the query has
 * no nearer ones. Distances are those that decide
 * elsewhere, so what is said here is what a search would say. */
#include "engine/kernels/imb-judge.h"

#include <math.h>

#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-nearest.h"
#include "engine/kernels/imb-search.h"

#define BLOCK    64     /* queries */
#define MEASURED 1e-9   /* share of a length, more than its rounding */
#define TINY     1e-290 /* of a square: more than what is lost where squares are too small for a double */

typedef struct
{
  const ImbJudge *judge;
  guint8         *verdicts;
  ImbJob         *job;
} Judging;

/* The least distances so far, ascending. */
typedef struct
{
  double *distances;
  gsize   n;
  gsize   room;
} Least;

static inline void
keep (Least *self,
      double distance)
{
  gsize at;

  if (self->n == self->room && !(distance < self->distances[self->n - 1]))
    return;
  at = self->n < self->room ? self->n++ : self->n - 1;
  for (; at > 0 && distance < self->distances[at - 1]; at--)
    self->distances[at] = self->distances[at - 1];
  self->distances[at] = distance;
}

static inline double
last_of (const Least *self)
{
  return self->n < self->room ? INFINITY : self->distances[self->room - 1];
}

/* The square of what is far enough from the centre. */
static inline double
reach_of (double from_centre,
          double farthest)
{
  double reach = from_centre + sqrt (farthest);

  return reach * reach * (1.0 + MEASURED) + TINY;
}

static guint8
judge_one (const ImbJudge *self,
           gsize           q,
           Least          *own,
           Least          *others)
{
  const gsize    d = self->points->n_cols, list = self->centre_of[q], depth = self->depth;
  const guint32 *rows = self->lists + list * depth;
  const double  *distances = self->distances + list * depth, *query = imb_matrix_row (self->queries, q);
  const double   from_centre = sqrt (imb_squared_distance (query, imb_matrix_row (self->points, self->centres[list]), d));
  double         reach = INFINITY, nearest_own, nearest_other;
  gsize          i = 0;

  own->n = others->n = 0;
  for (; i < depth && distances[i] <= reach; i++)
    {
      Least *least = self->is_own[rows[i]] != 0 ? own : others;

      keep (least, imb_squared_distance (query, imb_matrix_row (self->points, rows[i]), d));
      if (least->n == least->room)
        reach = reach_of (from_centre, MIN (last_of (own), last_of (others)));
    }
  nearest_own = last_of (own);
  nearest_other = last_of (others);
  if ((i == depth && depth < self->points->n_rows) || !isfinite (MIN (nearest_own, nearest_other)))
    return IMB_JUDGE_OPEN;
  if (nearest_own * IMB_SAME < nearest_other)
    return IMB_JUDGE_OWN;
  return nearest_other * IMB_SAME < nearest_own ? IMB_JUDGE_OTHERS : IMB_JUDGE_OPEN;
}

static gboolean
judge_block (gsize    block,
             gpointer data,
             GError **error)
{
  const Judging     *judging = data;
  const ImbJudge    *self = judging->judge;
  g_autofree double *nearest = g_new (double, self->n_own + self->n_others);
  Least              own = { nearest, 0, self->n_own }, others = { nearest + self->n_own, 0, self->n_others };

  if (!imb_job_step (judging->job, 0, 0, error))
    return FALSE;
  for (gsize q = block * BLOCK; q < MIN ((block + 1) * BLOCK, self->queries->n_rows); q++)
    judging->verdicts[q] = judge_one (self, q, &own, &others);
  return TRUE;
}

gboolean
imb_judge (const ImbJudge *self,
           guint8         *verdicts,
           ImbJob         *job,
           GError        **error)
{
  Judging judging = { self, verdicts, job };

  g_return_val_if_fail (self->n_own >= 1 && self->n_others >= 1, FALSE);

  return imb_parallel_for ((self->queries->n_rows + BLOCK - 1) / BLOCK, judge_block, &judging, job, error);
}
