/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts of draws without drawing each: a bootstrap of a million rows of a hundred kinds costs a hundred binomials. Few
 * expected hits: by adding up the chances; else by transformed rejection (Hörmann 1993, "The generation of binomial
 * random variates", BTRS), O(1). */
#include "engine/kernels/imb-multinomial.h"

#include <math.h>

#include "engine/kernels/imb-distribution.h"

#define FEW 10.0 /* expected hits */

static gsize
draw_few (ImbRng *stream,
          gsize   n,
          double  p)
{
  double odds = p / (1.0 - p);
  double chance = exp ((double) n * log1p (-p));
  double left = imb_rng_double (stream);

  for (gsize k = 0; k < n; k++)
    {
      left -= chance;
      if (left < 0.0)
        return k;
      chance *= odds * (double) (n - k) / (double) (k + 1);
      if (chance <= 0.0)
        return k;
    }
  return n;
}

/* p at most ½, at least FEW expected. */
static gsize
draw_many (ImbRng *stream,
           gsize   n_trials,
           double  p)
{
  double n = (double) n_trials;
  double spread = sqrt (n * p * (1.0 - p));
  double b = 1.15 + 2.53 * spread;
  double a = -0.0873 + 0.0248 * b + 0.01 * p;
  double alpha = (2.83 + 5.1 / b) * spread;
  double log_odds = log (p / (1.0 - p));
  double mode = floor ((n + 1.0) * p);
  double top = imb_log_gamma (mode + 1.0) + imb_log_gamma (n - mode + 1.0);

  while (TRUE)
    {
      double u = imb_rng_double (stream) - 0.5;
      double v = imb_rng_double (stream);
      double side = 0.5 - fabs (u);
      double k = floor ((2.0 * a / side + b) * u + n * p + 0.5);

      if (k < 0.0 || k > n || side <= 0.0)
        continue;
      if (side >= 0.07 && v <= 0.92 - 4.2 / b)
        return (gsize) k;
      if (log (v * alpha / (a / (side * side) + b)) <= top - imb_log_gamma (k + 1.0) - imb_log_gamma (n - k + 1.0) + (k - mode) * log_odds)
        return (gsize) k;
    }
}

gsize
imb_draw_binomial (ImbRng *stream,
                   gsize   n_trials,
                   double  p)
{
  if (n_trials == 0 || p <= 0.0)
    return 0;
  if (p >= 1.0)
    return n_trials;
  if (p > 0.5)
    return n_trials - imb_draw_binomial (stream, n_trials, 1.0 - p);
  return (double) n_trials * p < FEW ? draw_few (stream, n_trials, p) : draw_many (stream, n_trials, p);
}

void
imb_draw_multinomial (ImbRng        *stream,
                      const guint32 *sizes,
                      gsize          n,
                      gsize          n_draws,
                      guint32       *counts)
{
  gsize left = 0;

  for (gsize k = 0; k < n; k++)
    left += sizes[k];
  for (gsize k = 0; k < n; k++)
    {
      gsize hits = sizes[k] == left ? n_draws : imb_draw_binomial (stream, n_draws, (double) sizes[k] / (double) left);

      counts[k] = (guint32) hits;
      n_draws -= hits;
      left -= sizes[k];
    }
}
