/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row after the other: which comes next depends on all before it, so this is serial; each turn compares one row with
 * all. */
#include "engine/kernels/imb-optics.h"

#include <math.h>

#include "engine/kernels/imb-square.h"

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
  const double       limit = max_eps * max_eps;
  g_autofree guint8 *is_done = g_new0 (guint8, MAX (n, 1));
  g_autofree double *squares = g_new (double, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    reach[i] = INFINITY;
  for (gsize turn = 0; turn < n; turn++)
    {
      gsize next = n;

      if (!imb_job_step (job, turn, n, error))
        return FALSE;
      for (gsize i = 0; i < n; i++)
        if (!is_done[i] && (next == n || reach[i] < reach[next]))
          next = i;
      is_done[next] = 1;
      n_within[next] = 0;
      imb_squares_to (points, next, squares);
      for (gsize i = 0; i < n; i++)
        {
          if (squares[i] > limit)
            continue;
          n_within[next]++;
          if (!is_done[i] && cores[next] <= max_eps)
            reach[i] = fmin (reach[i], fmax (cores[next], sqrt (squares[i])));
        }
    }
  return TRUE;
}
