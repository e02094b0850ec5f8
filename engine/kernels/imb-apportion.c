/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares to whole numbers that add up. Where plain rounding already does, it is plain rounding. O(n log n). */
#include "engine/kernels/imb-apportion.h"

#include <math.h>
#include <stdlib.h>

typedef struct
{
  double gain; /* by how much the error shrinks when the count moves the needed way */
  gsize  at;
} Move;

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const Move *x = a, *y = b;

  if (x->gain != y->gain)
    return x->gain > y->gain ? -1 : 1;
  return x->at < y->at ? -1 : 1;
}

void
imb_apportion (const double *wanted,
               gsize         n,
               gsize         total,
               gsize        *counts)
{
  g_autofree Move *moves = NULL;
  gsize            sum = 0, n_moves = 0, missing;
  gboolean         up;

  for (gsize i = 0; i < n; i++)
    {
      counts[i] = (gsize) rint (wanted[i]);
      sum += counts[i];
    }
  if (sum == total || n == 0)
    return;

  up = sum < total;
  moves = g_new (Move, n);
  for (gsize i = 0; i < n; i++)
    if (up || counts[i] > 0)
      moves[n_moves++] = (Move){ (up ? 1.0 : -1.0) * (wanted[i] - (double) counts[i]), i };
  qsort (moves, n_moves, sizeof *moves, compare);

  missing = MIN (up ? total - sum : sum - total, n_moves);
  for (gsize i = 0; i < missing; i++)
    counts[moves[i].at] += up ? 1 : (gsize) -1;
}
