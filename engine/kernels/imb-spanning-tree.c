/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree grows by the row that is nearest to it, of equally near ones the first. */
#include "engine/kernels/imb-spanning-tree.h"

#include <math.h>
#include <stdlib.h>

#include "engine/kernels/imb-square.h"

static int
compare (gconstpointer left,
         gconstpointer right)
{
  const ImbLink *x = left, *y = right;

  if (x->square != y->square)
    return x->square < y->square ? -1 : 1;
  if (x->a != y->a)
    return x->a < y->a ? -1 : 1;
  return (x->b > y->b) - (x->b < y->b);
}

gboolean
imb_spanning_tree (const ImbMatrix *points,
                   ImbLink         *links,
                   ImbJob          *job,
                   GError         **error)
{
  const gsize         n = points->n_rows;
  g_autofree guint8  *is_in = g_new0 (guint8, MAX (n, 1));
  g_autofree guint32 *nearest = g_new0 (guint32, MAX (n, 1)); /* row of the tree */
  g_autofree double  *apart = g_new (double, MAX (n, 1));
  g_autofree double  *squares = g_new (double, MAX (n, 1));
  gsize               last = 0;

  for (gsize i = 0; i < n; i++)
    apart[i] = INFINITY;
  for (gsize step = 0; step + 1 < n; step++)
    {
      gsize next = n;

      if (!imb_job_step (job, step, n, error))
        return FALSE;
      is_in[last] = 1;
      imb_squares_to (points, last, squares);
      for (gsize i = 0; i < n; i++)
        {
          if (is_in[i])
            continue;
          if (squares[i] < apart[i])
            {
              apart[i] = squares[i];
              nearest[i] = (guint32) last;
            }
          if (next == n || apart[i] < apart[next])
            next = i;
        }
      links[step] = (ImbLink){ (guint32) MIN (next, nearest[next]), (guint32) MAX (next, nearest[next]), apart[next] };
      last = next;
    }
  if (n > 1)
    qsort (links, n - 1, sizeof *links, compare);
  return TRUE;
}
