/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A x = b for a symmetric positive definite A of a few hundred rows, as a Newton step needs it. The
 * diagonal is scaled to 1 first, so that columns in different units do not spoil the factor.
 * n³ / 3 multiplications. */
#include <math.h>

#include "engine/core/imb-clones.h"
#include "engine/kernels/imb-minimise.h"

IMB_CLONES static double
dot (const double *a,
     const double *b,
     gsize         n)
{
  double sum = 0.0;

#pragma omp simd reduction(+ \
                           : sum)
  for (gsize j = 0; j < n; j++)
    sum += a[j] * b[j];
  return sum;
}

IMB_CLONES static void
subtract (double       *from,
          const double *row,
          double        times,
          gsize         n)
{
#pragma omp simd
  for (gsize j = 0; j < n; j++)
    from[j] -= times * row[j];
}

/* L of A = L L' into factor's lower triangle; the upper one is not touched. @definite: whether all went well. */
static gboolean
factorise (const double *a,
           double        ridge,
           double       *factor,
           gsize         n,
           gboolean     *definite,
           ImbJob       *job,
           GError      **error)
{
  *definite = FALSE;
  for (gsize i = 0; i < n; i++)
    {
      double *row = factor + i * n;
      double  pivot;

      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      for (gsize j = 0; j < i; j++)
        row[j] = (a[i * n + j] - dot (row, factor + j * n, j)) / factor[j * n + j];
      pivot = a[i * n + i] + ridge - dot (row, row, i);
      if (!(pivot > 1e-15))
        return TRUE;
      row[i] = sqrt (pivot);
    }
  *definite = TRUE;
  return TRUE;
}

gboolean
imb_cholesky_factorise (double  *a,
                        double  *factor,
                        double  *scale,
                        gsize    n,
                        ImbJob  *job,
                        GError **error)
{
  double   ridge = 0.0;
  gboolean definite;

  for (gsize i = 0; i < n; i++)
    {
      if (!isfinite (a[i * n + i]))
        return imb_minimise_set_numbers_error (error);
      scale[i] = a[i * n + i] > 0.0 ? 1.0 / sqrt (a[i * n + i]) : 1.0;
    }
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j <= i; j++)
      a[i * n + j] *= scale[i] * scale[j];

  for (;;)
    {
      if (!factorise (a, ridge, factor, n, &definite, job, error))
        return FALSE;
      if (definite)
        return TRUE;
      ridge = ridge == 0.0 ? 1e-14 : ridge * 10.0;
      if (ridge > 1e3)
        return imb_minimise_set_numbers_error (error);
    }
}

void
imb_cholesky_substitute (const double *factor,
                         const double *scale,
                         double       *b,
                         gsize         n)
{
  for (gsize i = 0; i < n; i++)
    b[i] = (b[i] * scale[i] - dot (factor + i * n, b, i)) / factor[i * n + i];
  for (gsize i = n; i-- > 0;)
    {
      b[i] /= factor[i * n + i];
      subtract (b, factor + i * n, b[i], i);
      b[i] *= scale[i];
    }
}
