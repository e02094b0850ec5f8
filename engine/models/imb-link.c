/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The logistic function and softmax over arrays. With e = exp (−|η|) the likelier class has probability
 * 1 / (1 + e) and the other e / (1 + e): small probabilities keep all their digits. */
#include "engine/models/imb-link.h"

#include <math.h>

#include "engine/core/imb-clones.h"
#include "engine/kernels/imb-exp.h"

IMB_CLONES double
imb_link_two (double        *forms,
              double        *roots,
              const guint16 *codes,
              const double  *weights,
              gsize          n)
{
  double loss = 0.0;

#pragma omp simd reduction(+ \
                           : loss)
  for (gsize i = 0; i < n; i++)
    {
      double form = forms[i];
      double size = fabs (form);
      double e = imb_exp (-size);
      double near = 1.0 / (1.0 + e);
      double far = e * near;
      double second = form >= 0.0 ? near : far;
      double first = form >= 0.0 ? far : near;
      double sign = 2.0 * (double) codes[i] - 1.0;

      loss += weights[i] * (imb_log1p_unit (e) + (sign * form < 0.0 ? size : 0.0));
      forms[i] = weights[i] * (sign > 0.0 ? -first : second);
      roots[i] = sqrt (weights[i] * (near * far));
    }
  return loss;
}

IMB_CLONES void
imb_link_many (double *forms,
               double *log_sums,
               gsize   n,
               gsize   n_outcomes)
{
  for (gsize i = 0; i < n; i++)
    {
      double *row = forms + i * n_outcomes;
      double  most = row[0], sum = 0.0;

      for (gsize k = 1; k < n_outcomes; k++)
        most = row[k] > most ? row[k] : most;
      for (gsize k = 0; k < n_outcomes; k++)
        {
          row[k] = imb_exp (row[k] - most);
          sum += row[k];
        }
      for (gsize k = 0; k < n_outcomes; k++)
        row[k] /= sum;
      if (log_sums != NULL)
        log_sums[i] = most + log (sum);
    }
}

IMB_CLONES void
imb_link_each (double *scores,
               gsize   n,
               gsize   n_outcomes)
{
  for (gsize i = 0; i < n * n_outcomes; i++)
    {
      double form = scores[i];
      double e = imb_exp (-fabs (form));

      scores[i] = (form >= 0.0 ? 1.0 : e) / (1.0 + e);
    }
  for (gsize i = 0; i < n; i++)
    {
      double *row = scores + i * n_outcomes;
      double  sum = 0.0;

      for (gsize k = 0; k < n_outcomes; k++)
        sum += row[k];
      for (gsize k = 0; k < n_outcomes; k++)
        row[k] /= sum;
    }
}

IMB_CLONES void
imb_link_scores (double *scores,
                 gsize   n)
{
  for (gsize i = 0; i < n; i++)
    {
      double form = scores[2 * i + 1];
      double e = imb_exp (-fabs (form));
      double near = 1.0 / (1.0 + e);

      scores[2 * i] = form >= 0.0 ? e * near : near;
      scores[2 * i + 1] = form >= 0.0 ? near : e * near;
    }
}
