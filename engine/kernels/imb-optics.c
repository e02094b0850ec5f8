/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row after the other: which comes next depends on all before it, so this is serial; each turn compares one row with
 * all, several at a time. */
#include "engine/kernels/imb-optics.h"

#include <math.h>

#include "engine/core/imb-clones.h"
#include "engine/kernels/imb-square.h"

#define LANES 8

/* The first of the least. */
static IMB_CLONES gsize
find_least (const double *values,
            gsize         n)
{
  double least[LANES], all = INFINITY;
  gsize  i = 0;

  for (guint l = 0; l < LANES; l++)
    least[l] = INFINITY;
  for (; i + LANES <= n; i += LANES)
    for (guint l = 0; l < LANES; l++)
      least[l] = values[i + l] < least[l] ? values[i + l] : least[l];
  for (; i < n; i++)
    all = values[i] < all ? values[i] : all;
  for (guint l = 0; l < LANES; l++)
    all = least[l] < all ? least[l] : all;
  for (i = 0; i < n && values[i] != all; i++)
    ;
  return i;
}

/* How many are within. Those are reached from here, if they wait still and not for a nearer place. */
static IMB_CLONES gsize
reach_from (double        core,
            double        limit,
            const double *squares,
            const double *closed,
            double       *waiting,
            gsize         n)
{
  gsize n_within = 0;

  for (gsize i = 0; i < n; i++)
    {
      const gboolean is_within = !(squares[i] > limit);
      const double   apart = sqrt (squares[i]), far = apart > core ? apart : core, open = far > closed[i] ? far : closed[i], wanted = is_within ? open : INFINITY;

      n_within += (gsize) is_within;
      waiting[i] = wanted < waiting[i] ? wanted : waiting[i];
    }
  return n_within;
}

gboolean
imb_optics (const ImbMatrix *points,
            const double    *cores,
            double           max_eps,
            double          *reach,
            guint32         *n_within,
            ImbJob          *job,
            GError         **error)
{
  const gsize        n = points->n_rows;
  g_autofree double *squares = g_new (double, MAX (n, 1));
  g_autofree double *waiting = g_new (double, MAX (n, 1)); /* the reach of those that are not done */
  g_autofree double *closed = g_new0 (double, MAX (n, 1)); /* INFINITY: done */
  gsize              first = 0;

  for (gsize i = 0; i < n; i++)
    waiting[i] = INFINITY;
  for (gsize turn = 0; turn < n; turn++)
    {
      gsize next = find_least (waiting, n);

      if (!imb_job_step (job, turn, n, error))
        return FALSE;
      while (isinf (closed[first]))
        first++;
      if (isinf (waiting[next]))
        next = first;
      reach[next] = waiting[next];
      closed[next] = waiting[next] = INFINITY;
      imb_squares_to (points, next, squares);
      n_within[next] = (guint32) reach_from (cores[next] <= max_eps ? cores[next] : INFINITY, max_eps * max_eps, squares, closed, waiting, n);
    }
  return TRUE;
}
