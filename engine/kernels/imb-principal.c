/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The leading direction of rows. A round multiplies the direction with the covariance without writing that down: for every row
 * its part along the direction, then the sum of rows by these parts. */
#include "engine/kernels/imb-principal.h"

#include <math.h>
#include <string.h>

#include "engine/core/imb-clones.h"

#define MOST_ROUNDS 300
#define SETTLED     1e-14 /* what the cosine of two rounds lacks to 1 */
#define BLOCK       1024

IMB_CLONES static double
dot (const double *a,
     const double *b,
     gsize         n)
{
  double sums[8] = { 0.0 };

  for (gsize from = 0; from < n; from += 8)
    for (gsize j = 0; j < 8; j++)
      sums[j] += a[from + j] * b[from + j];
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

IMB_CLONES static void
add (double       *to,
     const double *row,
     double        times,
     gsize         n)
{
  for (gsize j = 0; j < n; j++)
    to[j] += times * row[j];
}

static gboolean
normalise (double *v,
           gsize   n)
{
  double length = sqrt (dot (v, v, n));

  for (gsize j = 0; j < n && length > 0.0; j++)
    v[j] /= length;
  return length > 0.0;
}

/* The rows less their mean. */
static ImbMatrix *
centre (const ImbMatrix *points,
        const guint32   *rows,
        gsize            n,
        GError         **error)
{
  g_autoptr (ImbMatrix) centred = imb_matrix_new (n, points->n_cols, error);
  g_autofree double *mean = g_new0 (double, points->stride);

  if (centred == NULL)
    return NULL;
  for (gsize i = 0; i < n; i++)
    {
      const double *row = imb_matrix_row (points, rows != NULL ? rows[i] : i);

      memcpy (imb_matrix_row (centred, i), row, points->stride * sizeof *row);
      add (imb_matrix_row (centred, i), imb_matrix_row (points, rows != NULL ? rows[0] : 0), -1.0, points->stride);
      add (mean, imb_matrix_row (centred, i), 1.0 / (double) n, points->stride);
    }
  for (gsize i = 0; i < n; i++)
    add (imb_matrix_row (centred, i), mean, -1.0, points->stride);
  return g_steal_pointer (&centred);
}

/* The row farthest from the mean, of length 1. */
static gboolean
start (const ImbMatrix *centred,
       double          *direction)
{
  double farthest = 0.0;
  gsize  at = 0;

  for (gsize i = 0; i < centred->n_rows; i++)
    {
      double square = dot (imb_matrix_row (centred, i), imb_matrix_row (centred, i), centred->stride);

      if (square > farthest)
        {
          farthest = square;
          at = i;
        }
    }
  memcpy (direction, imb_matrix_row (centred, at), centred->stride * sizeof *direction);
  return normalise (direction, centred->stride);
}

gboolean
imb_principal_direction (const ImbMatrix *points,
                         const guint32   *rows,
                         gsize            n,
                         double          *direction,
                         ImbJob          *job,
                         GError         **error)
{
  const gsize stride = points->stride;
  g_autoptr (ImbMatrix) centred = NULL;
  g_autofree double *next = g_new (double, stride);

  memset (direction, 0, stride * sizeof *direction);
  if (n == 0)
    return TRUE;
  centred = centre (points, rows, n, error);
  if (centred == NULL)
    return FALSE;
  if (!start (centred, direction))
    return TRUE;

  for (guint round = 0; round < MOST_ROUNDS; round++)
    {
      double cosine;

      memset (next, 0, stride * sizeof *next);
      for (gsize i = 0; i < n; i++)
        {
          const double *row = imb_matrix_row (centred, i);

          if (i % BLOCK == 0 && !imb_job_step (job, 0, 0, error))
            return FALSE;
          add (next, row, dot (row, direction, stride), stride);
        }
      if (!normalise (next, stride))
        return TRUE;
      cosine = fabs (dot (next, direction, stride));
      memcpy (direction, next, stride * sizeof *direction);
      if (cosine >= 1.0 - SETTLED)
        break;
    }
  return TRUE;
}
