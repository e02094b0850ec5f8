/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the class shares that a model has learnt from to those that hold where it is used: Bayes' rule, once. Saerens, Latinne,
 * Decaestecker 2002; Dal Pozzolo, Caelen, Johnson, Bontempi 2015, doi:10.1109/SSCI.2015.33, for two classes after
 * under-sampling. */
#include "engine/kernels/imb-prior-shift.h"

#include <math.h>
#include <string.h>

#define MOST_ROUNDS 1000
#define STILL       1e-10 /* the greatest change of a share at which the search ends */
#define BLOCK       16384

void
imb_prior_shift (double       *scores,
                 gsize         n,
                 guint         n_classes,
                 const double *from,
                 const double *to)
{
  if (memcmp (from, to, n_classes * sizeof (double)) == 0) /* not one bit is to change */
    return;
  for (gsize i = 0; i < n; i++)
    {
      double *row = scores + i * n_classes;
      double  sum = 0.0;

      for (guint c = 0; c < n_classes; c++)
        sum += from[c] > 0.0 ? row[c] * (to[c] / from[c]) : 0.0;
      for (guint c = 0; sum > 0.0 && c < n_classes; c++)
        row[c] = from[c] > 0.0 ? row[c] * (to[c] / from[c]) / sum : 0.0;
    }
}

/* One round: the mean of the moved scores. */
static gboolean
average (const double *scores,
         const double *weights,
         gsize         n,
         guint         n_classes,
         const double *from,
         const double *to,
         double       *mean,
         double       *row,
         ImbJob       *job,
         GError      **error)
{
  double all = 0.0;

  for (guint c = 0; c < n_classes; c++)
    mean[c] = 0.0;
  for (gsize i = 0; i < n; i++)
    {
      double weight = weights != NULL ? weights[i] : 1.0;

      if (i % BLOCK == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      memcpy (row, scores + i * n_classes, n_classes * sizeof (double));
      imb_prior_shift (row, 1, n_classes, from, to);
      for (guint c = 0; c < n_classes; c++)
        mean[c] += weight * row[c];
      all += weight;
    }
  for (guint c = 0; c < n_classes; c++)
    mean[c] = all > 0.0 ? mean[c] / all : to[c];
  return TRUE;
}

gboolean
imb_prior_estimate (const double *scores,
                    const double *weights,
                    gsize         n,
                    guint         n_classes,
                    const double *from,
                    double       *to,
                    ImbJob       *job,
                    GError      **error)
{
  g_autofree double *mean = g_new (double, n_classes);
  g_autofree double *row = g_new (double, n_classes);

  memcpy (to, from, n_classes * sizeof (double));
  for (guint round = 0; round < MOST_ROUNDS; round++)
    {
      double most = 0.0;

      if (!average (scores, weights, n, n_classes, from, to, mean, row, job, error))
        return FALSE;
      for (guint c = 0; c < n_classes; c++)
        most = MAX (most, fabs (mean[c] - to[c]));
      memcpy (to, mean, n_classes * sizeof (double));
      if (most <= STILL)
        break;
    }
  return TRUE;
}
