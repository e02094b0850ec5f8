/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/data/imb-imbalance.h"

#include <math.h>

/* Hellinger distance without its constant factor, squared: of one class's share from another one. */
static double
apart (double a,
       double b)
{
  return (sqrt (a) - sqrt (b)) * (sqrt (a) - sqrt (b));
}

/* The farthest that shares with @m small classes can be: those have none, one class has what is left of the even shares of the others. */
static double
farthest_with (guint m,
               guint k)
{
  double even = 1.0 / k;

  return m * apart (0.0, even) + apart (1.0 - (k - m - 1) * even, even);
}

static double
degree_of (const gsize *counts,
           guint        n_classes,
           double       n,
           guint        k)
{
  double square = 0.0;
  guint  m = 0;

  for (guint c = 0; c < n_classes; c++)
    if (counts[c] > 0)
      {
        square += apart ((double) counts[c] / n, 1.0 / k);
        m += (double) counts[c] * k < n;
      }
  return m > 0 ? sqrt (square / farthest_with (m, k)) + m - 1.0 : 0.0;
}

ImbImbalance
imb_imbalance_of (const gsize *counts,
                  guint        n_classes)
{
  ImbImbalance out = { NAN, NAN, NAN, NAN, NAN, NAN, NAN };
  gsize        most = 0, least = G_MAXSIZE;
  double       n = 0.0, entropy = 0.0, squares = 0.0, ratios = 0.0;
  guint        k = 0;

  for (guint c = 0; c < n_classes; c++)
    if (counts[c] > 0)
      {
        n += (double) counts[c];
        most = MAX (most, counts[c]);
        least = MIN (least, counts[c]);
        k++;
      }
  if (k < 2)
    return out;

  for (guint c = 0; c < n_classes; c++)
    if (counts[c] > 0)
      {
        double share = (double) counts[c] / n;

        entropy -= share * log (share);
        squares += share * share;
        ratios += (double) most / (double) counts[c];
      }
  out.ratio = (double) most / (double) least;
  out.mean_ratio = ratios / k;
  out.smallest_share = (double) least / n;
  out.entropy_balance = MIN (1.0, entropy / log (k));
  out.gini_simpson = 1.0 - squares;
  out.degree = degree_of (counts, n_classes, n, k);
  out.likelihood_ratio = most > least ? MAX (0.0, 2.0 * n * (log (k) - entropy)) : 0.0;
  return out;
}

double
imb_effective_number (gsize  n,
                      double beta)
{
  return beta < 1.0 ? -expm1 ((double) n * log (beta)) / (1.0 - beta) : (double) n;
}
