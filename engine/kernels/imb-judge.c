/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists around both ends are read from the nearest on. For the place m = (1 − t) a + t b between the ends and any point p,
 * |p − m|² = (1 − t) |p − a|² + t |p − b|² − t (1 − t) |b − a|² (Stewart 1746), so what was not read in either list is farther from m than
 * where the reading stands says, and farther from the query but for what lies between it and m. As soon as that is farther than n_own
 * points of the class, or n_others others, nothing matters any more. Distances are those that decide
 * elsewhere, so what is said here is what a search would say. */
#include "engine/kernels/imb-judge.h"

#include <math.h>

#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-nearest.h"
#include "engine/kernels/imb-search.h"

#define BLOCK    64     /* queries */
#define MEASURED 1e-9   /* share of a length, more than its rounding */
#define ROUNDED  1e-13  /* share of a sum of squares, more than its rounding */
#define TINY     1e-290 /* of a square: more than what is lost where squares are too small for a double */

typedef struct
{
  const ImbJudge *judge;
  guint8         *verdicts;
  ImbJob         *job;
} Judging;

/* The least distances so far, ascending; each point once. */
typedef struct
{
  double  *distances;
  guint32 *rows;
  gsize    n;
  gsize    room;
} Least;

/* What is near a point may be in both lists. A point that has been pushed out is too far when it comes again. */
static inline void
keep (Least  *self,
      double  distance,
      guint32 row)
{
  gsize at;

  if (self->n == self->room && !(distance < self->distances[self->n - 1]))
    return;
  for (at = self->n; at > 0 && distance <= self->distances[at - 1]; at--)
    if (self->rows[at - 1] == row)
      return;
  if (self->n < self->room)
    self->n++;
  for (gsize i = self->n - 1; i > at; i--)
    {
      self->distances[i] = self->distances[i - 1];
      self->rows[i] = self->rows[i - 1];
    }
  self->distances[at] = distance;
  self->rows[at] = row;
}

static inline double
last_of (const Least *self)
{
  return self->n < self->room ? INFINITY : self->distances[self->room - 1];
}

/* How far the lists of a query have been read. */
typedef struct
{
  const guint32 *rows[2];
  const double  *distances[2];
  gsize          n_read[2];
  double         share[2]; /* that the end has in the place between them */
  double         apart;    /* what is taken off the sum of their squares, with what rounding may have added to it */
  double         aside;    /* from that place to the query */
  double         reach;    /* of that place, squared: what is farther off does not matter */
} Reading;

static void
begin (const ImbJudge *self,
       gsize           q,
       Reading        *reading)
{
  const gsize   d = self->points->n_cols;
  const guint32 ends[] = { self->ends[2 * q], self->ends[2 * q + 1] };
  const double *query = imb_matrix_row (self->queries, q);
  const double *a = imb_matrix_row (self->points, self->centres[ends[0]]), *b = imb_matrix_row (self->points, self->centres[ends[1]]);
  const double  from_a = imb_squared_distance (query, a, d), from_b = imb_squared_distance (query, b, d), between = imb_squared_distance (a, b, d);
  const double  share = between > 0.0 ? CLAMP (0.5 + (from_a - from_b) / between * 0.5, 0.0, 1.0) : from_a > from_b;
  const double  rounded = (from_a + from_b + between) * ROUNDED;

  for (guint e = 0; e < 2; e++)
    {
      reading->rows[e] = self->lists + ends[e] * self->depth;
      reading->distances[e] = self->distances + ends[e] * self->depth;
      reading->n_read[e] = 0;
      reading->share[e] = e == 0 ? 1.0 - share : share;
    }
  reading->apart = share * (1.0 - share) * between;
  reading->aside = sqrt (MAX ((1.0 - share) * from_a + share * from_b - reading->apart, 0.0) + rounded);
  reading->apart += rounded;
  reading->reach = INFINITY;
}

/* The square of how far from the place between the ends everything is that has not been read. */
static inline double
unread (const ImbJudge *self,
        const Reading  *reading)
{
  double sum = -reading->apart;

  for (guint e = 0; e < 2; e++)
    sum += reading->share[e] * reading->distances[e][MIN (reading->n_read[e], self->depth - 1)] * (1.0 - ROUNDED);
  return sum;
}

/* The square of what is far enough from the place between the ends. */
static inline double
reach_of (const Reading *reading,
          double         farthest)
{
  double reach = reading->aside + sqrt (farthest);

  return reach * reach * (1.0 + MEASURED) + TINY;
}

/* The list that is read on: more of the nearer end's. FALSE: none that would tell more. */
static inline gboolean
choose (const ImbJudge *self,
        const Reading  *reading,
        guint          *end)
{
  *end = reading->share[0] == 0.0 || (double) reading->n_read[0] * reading->share[1] > (double) reading->n_read[1] * reading->share[0];
  if (reading->n_read[*end] == self->depth)
    *end = 1 - *end;
  return reading->n_read[*end] < self->depth && reading->share[*end] > 0.0;
}

static guint8
judge_one (const ImbJudge *self,
           gsize           q,
           Least          *own,
           Least          *others)
{
  const gsize   d = self->points->n_cols;
  const double *query = imb_matrix_row (self->queries, q);
  Reading       reading;
  double        nearest_own, nearest_other;
  guint         end;

  begin (self, q, &reading);
  own->n = others->n = 0;
  while (!(unread (self, &reading) > reading.reach) && choose (self, &reading, &end))
    {
      const guint32 row = reading.rows[end][reading.n_read[end]++];
      Least        *least = self->is_own[row] != 0 ? own : others;

      keep (least, imb_squared_distance (query, imb_matrix_row (self->points, row), d), row);
      if (least->n == least->room)
        reading.reach = reach_of (&reading, MIN (last_of (own), last_of (others)));
    }
  nearest_own = last_of (own);
  nearest_other = last_of (others);
  if ((!(unread (self, &reading) > reading.reach) && self->depth < self->points->n_rows) || !isfinite (MIN (nearest_own, nearest_other)))
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
  const Judging      *judging = data;
  const ImbJudge     *self = judging->judge;
  g_autofree double  *nearest = g_new (double, self->n_own + self->n_others);
  g_autofree guint32 *rows = g_new (guint32, self->n_own + self->n_others);
  Least               own = { nearest, rows, 0, self->n_own }, others = { nearest + self->n_own, rows + self->n_own, 0, self->n_others };

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
