/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/imb-hard.h"

#include <math.h>
#include <string.h>

double
imb_hard_alpha (guint round,
                guint n_rounds)
{
  if (n_rounds < 2)
    return 0.0;
  return round + 1 < n_rounds ? tan (G_PI_2 * round / (n_rounds - 1.0)) : INFINITY;
}

gsize
imb_hard_left (gsize n,
               gsize target,
               guint round,
               guint n_rounds)
{
  if (round + 1 >= n_rounds || n == 0)
    return target;
  return (gsize) ceil ((double) n * pow ((double) target / (double) n, (round + 1.0) / n_rounds) - 1e-10);
}

/* The fullest bin that may still give a row and was not asked for one of those left over. */
static guint
find_fullest (const gsize  *counts,
              const gsize  *quotas,
              const guint8 *was_asked,
              guint         n_bins,
              gboolean      replacement)
{
  guint best = n_bins;

  for (guint b = 0; b < n_bins; b++)
    if (counts[b] > 0 && !was_asked[b] && (replacement || quotas[b] < counts[b]) && (best == n_bins || counts[b] > counts[best]))
      best = b;
  return best;
}

static void
hand_out (const gsize *counts,
          guint        n_bins,
          gsize        n_over,
          gboolean     replacement,
          gsize       *quotas)
{
  g_autofree guint8 *was_asked = g_new0 (guint8, n_bins);
  guint              n_asked = 0;

  while (n_over > 0)
    {
      guint b = find_fullest (counts, quotas, was_asked, n_bins, replacement);

      if (b == n_bins && n_asked == 0)
        return;
      if (b == n_bins)
        {
          memset (was_asked, 0, n_bins);
          n_asked = 0;
          continue;
        }
      was_asked[b] = 1;
      n_asked++;
      quotas[b]++;
      n_over--;
    }
}

gboolean
imb_hard_quotas (const double *hardness,
                 gsize         n,
                 guint         n_bins,
                 double        alpha,
                 gsize         n_wanted,
                 gboolean      replacement,
                 guint16      *bins,
                 gsize        *quotas)
{
  double             least = INFINITY, most = -INFINITY, all = 0.0;
  g_autofree gsize  *counts = g_new0 (gsize, n_bins);
  g_autofree double *shares = g_new0 (double, n_bins);
  gsize              n_given = 0;

  for (gsize i = 0; i < n; i++)
    {
      least = MIN (least, hardness[i]);
      most = MAX (most, hardness[i]);
    }
  if (!(most - least > 1e-12))
    return FALSE;

  for (gsize i = 0; i < n; i++)
    {
      bins[i] = (guint16) MIN ((guint) ((hardness[i] - least) / (most - least) * n_bins), n_bins - 1);
      counts[bins[i]]++;
      shares[bins[i]] += hardness[i];
    }
  for (guint b = 0; b < n_bins; b++)
    {
      if (counts[b] > 0)
        shares[b] = isinf (alpha) ? 1.0 : 1.0 / MAX (shares[b] / (double) counts[b] + alpha, 1e-12);
      all += shares[b];
    }
  for (guint b = 0; b < n_bins; b++)
    {
      quotas[b] = (gsize) floor ((double) n_wanted * shares[b] / all + 1e-10);
      if (!replacement)
        quotas[b] = MIN (quotas[b], counts[b]);
      n_given += quotas[b];
    }
  hand_out (counts, n_bins, n_wanted - MIN (n_given, n_wanted), replacement, quotas);
  return TRUE;
}

/* What each bin weighs in the next draw; their sum. */
static double
weigh_bins (const gsize  *counts,
            const gsize  *given,
            const double *shares,
            guint         n_bins,
            gboolean      replacement,
            double       *weights)
{
  double sum = 0.0;

  for (guint b = 0; b < n_bins; b++)
    {
      const double left = replacement ? (double) counts[b] : (double) (counts[b] - given[b]);

      sum += weights[b] = counts[b] > 0 ? shares[b] * left / (double) counts[b] : 0.0;
    }
  if (sum > 0.0)
    return sum;
  for (guint b = 0; b < n_bins; b++)
    sum += weights[b] = replacement ? (double) counts[b] : (double) (counts[b] - given[b]);
  return sum;
}

void
imb_hard_soften (const gsize *counts,
                 guint        n_bins,
                 gsize        n_wanted,
                 gboolean     replacement,
                 ImbRng      *rng,
                 gsize       *quotas)
{
  g_autofree double *shares = g_new (double, n_bins), *weights = g_new (double, n_bins);

  for (guint b = 0; b < n_bins; b++)
    {
      shares[b] = (double) quotas[b];
      quotas[b] = 0;
    }
  for (gsize i = 0; i < n_wanted; i++)
    {
      double at = imb_rng_double (rng) * weigh_bins (counts, quotas, shares, n_bins, replacement, weights);
      guint  drawn = 0;

      for (guint b = 0; b < n_bins && at >= 0.0; b++)
        if (weights[b] > 0.0)
          {
            drawn = b;
            at -= weights[b];
          }
      quotas[drawn]++;
    }
}
