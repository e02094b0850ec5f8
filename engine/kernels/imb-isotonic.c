/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Isotonic regression by pooling neighbours that are in the wrong order (Ayer, Brunk, Ewing, Reid, Silverman 1955,
 * doi:10.1214/aoms/1177728423). A radix sort, then one pass: a place is put on a stack and merged with those below it
 * while it is not higher. O(n). */
#include "engine/kernels/imb-isotonic.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-sort.h"

#define SAME_PLACE 1e-15 /* numpy's resolution of doubles, as the peer has it */
#define SAME_MEAN  1e-12 /* of it: sums in another order; blocks that rounding parts would be ranks that nothing stands for */

/* Places with their weighted means, ascending. */
static gsize
gather (const double  *x,
        const double  *y,
        const double  *weights,
        const guint32 *order,
        gsize          n,
        double        *at,
        double        *mean,
        double        *mass)
{
  gsize n_places = 0;

  for (gsize i = n; i-- > 0;)
    {
      guint32 row = order[i];
      double  weight = weights != NULL ? weights[row] : 1.0;

      if (weight <= 0.0)
        continue;
      if (n_places == 0 || x[row] - at[n_places - 1] >= SAME_PLACE)
        {
          at[n_places] = x[row];
          mean[n_places] = 0.0;
          mass[n_places++] = 0.0;
        }
      mean[n_places - 1] += weight * y[row];
      mass[n_places - 1] += weight;
    }
  for (gsize i = 0; i < n_places; i++)
    mean[i] /= mass[i];
  return n_places;
}

/* mean[] becomes the fit. @first: the first place of each block, scratch. */
static void
pool (double *mean,
      double *mass,
      gsize   n,
      gsize  *first)
{
  gsize n_blocks = 0;

  for (gsize i = 0; i < n; i++)
    {
      double value = mean[i], weight = mass[i];
      gsize  start = i;

      while (n_blocks > 0 && mean[n_blocks - 1] >= value - SAME_MEAN * fabs (value))
        {
          double below = mass[n_blocks - 1];

          value = (mean[n_blocks - 1] * below + value * weight) / (below + weight);
          weight += below;
          start = first[--n_blocks];
        }
      mean[n_blocks] = value;
      mass[n_blocks] = weight;
      first[n_blocks++] = start;
    }
  for (gsize b = n_blocks, end = n; b-- > 0; end = first[b])
    for (gsize i = end; i-- > first[b];)
      mean[i] = mean[b];
}

gboolean
imb_isotonic_fit (const double *x,
                  const double *y,
                  const double *weights,
                  gsize         n,
                  double       *knots_x,
                  double       *knots_y,
                  gsize        *n_knots,
                  ImbJob       *job,
                  GError      **error)
{
  g_autofree guint32 *order = g_try_new (guint32, MAX (n, 1));
  g_autofree double  *mass = g_try_new (double, MAX (n, 1));
  g_autofree gsize   *first = g_try_new (gsize, MAX (n, 1));
  gsize               n_places;
  double              before;

  *n_knots = 0;
  if (order == NULL || mass == NULL || first == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for an isotonic fit to %zu rows; use fewer of them."), n);
      return FALSE;
    }
  if (!imb_sort_descending (x, n, order, error) || !imb_job_step (job, 0, 0, error))
    return FALSE;

  n_places = gather (x, y, weights, order, n, knots_x, knots_y, mass);
  if (!imb_job_step (job, 0, 0, error))
    return FALSE;
  pool (knots_y, mass, n_places, first);
  before = n_places > 0 ? knots_y[0] : 0.0;
  for (gsize i = 0; i < n_places; i++)
    {
      double here = knots_y[i];

      if (i == 0 || i + 1 == n_places || here != before || here != knots_y[i + 1])
        {
          knots_x[*n_knots] = knots_x[i];
          knots_y[(*n_knots)++] = here;
        }
      before = here;
    }
  return TRUE;
}

double
imb_isotonic_at (const double *knots_x,
                 const double *knots_y,
                 gsize         n_knots,
                 double        x)
{
  gsize low = 0, high = n_knots - 1;

  if (x <= knots_x[0])
    return knots_y[0];
  if (x >= knots_x[high])
    return knots_y[high];

  while (high - low > 1)
    {
      gsize middle = low + (high - low) / 2;

      if (knots_x[middle] <= x)
        low = middle;
      else
        high = middle;
    }
  return knots_y[low] + (knots_y[high] - knots_y[low]) * ((x - knots_x[low]) / (knots_x[high] - knots_x[low]));
}
