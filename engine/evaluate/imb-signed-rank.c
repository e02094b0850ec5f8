/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Bayesian signed rank test: Benavoli, Mangili, Corani, Zaffalon and Ruggeri 2014, ICML 32(2), pp. 1026–1034; with a region of
 * practical equivalence as in Benavoli, Corani, Demšar and Zaffalon 2017, JMLR 18(77). Datasets get random weights (Dirichlet), one
 * difference of 0 is there beforehand; asked is which of the three has most of the pairs of differences. */
#include <math.h>

#include "engine/core/imb-rng.h"
#include "engine/evaluate/imb-tests.h"

#define N_DRAWS 20000

/* Gamma numbers, made to sum to 1: of shape ½ for the difference of 0, of shape 1 for each dataset. */
static void
draw_weights (ImbRng *rng,
              gsize   n,
              double *weights)
{
  double normal = imb_rng_normal (rng), sum;

  weights[0] = sum = normal * normal / 2.0;
  for (gsize i = 1; i < n; i++)
    sum += weights[i] = -log1p (-imb_rng_double (rng));
  for (gsize i = 0; i < n; i++)
    weights[i] /= sum;
}

/* Which side the pair of two differences is on: −1, 0, 1. */
static int
side_of (double a,
         double b,
         double rope)
{
  return a + b > 2.0 * rope ? 1 : a + b < -2.0 * rope ? -1
                                                      : 0;
}

/* Of rising differences, for each: where those begin with which it makes a pair within, and those with which one above. */
static void
find_sides (const double *values,
            gsize         n,
            double        rope,
            gsize        *within,
            gsize        *above)
{
  for (gsize i = 0; i < n; i++)
    {
      for (within[i] = 0; within[i] < n && side_of (values[i], values[within[i]], rope) < 0;)
        within[i]++;
      for (above[i] = within[i]; above[i] < n && side_of (values[i], values[above[i]], rope) < 1;)
        above[i]++;
    }
}

static int
compare_values (gconstpointer a,
                gconstpointer b,
                gpointer      data)
{
  const double *values = data;
  double        x = values[*(const gsize *) a], y = values[*(const gsize *) b];

  return (x > y) - (x < y);
}

ImbRope
imb_signed_rank_bayes (const double *differences,
                       gsize         n,
                       double        rope)
{
  g_autofree double *given = g_new0 (double, n + 1), *values = g_new (double, n + 1), *weights = g_new (double, n + 1), *sums = g_new (double, n + 2);
  g_autofree gsize  *order = g_new (gsize, n + 1), *within = g_new (gsize, n + 1), *above = g_new (gsize, n + 1);
  ImbRope            out = { 0 };
  gsize              m = 1;
  ImbRng             rng;

  for (gsize i = 0; i < n; i++)
    if (!isnan (differences[i]))
      given[m++] = differences[i];
  if (m == 1)
    return (ImbRope){ NAN, NAN, NAN };

  for (gsize i = 0; i < m; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) m, sizeof *order, compare_values, given);
  for (gsize i = 0; i < m; i++)
    values[i] = given[order[i]];
  find_sides (values, m, rope, within, above);

  imb_rng_init (&rng, 0);
  for (guint draw = 0; draw < N_DRAWS; draw++)
    {
      double below_part = 0.0, above_part = 0.0, within_part;

      draw_weights (&rng, m, weights);
      sums[0] = 0.0;
      for (gsize i = 0; i < m; i++)
        sums[i + 1] = sums[i] + weights[order[i]];
      for (gsize i = 0; i < m; i++)
        {
          below_part += weights[order[i]] * sums[within[i]];
          above_part += weights[order[i]] * (sums[m] - sums[above[i]]);
        }
      within_part = sums[m] * sums[m] - below_part - above_part;
      if (within_part >= below_part && within_part >= above_part)
        out.within += 1.0;
      else if (below_part > above_part)
        out.below += 1.0;
      else
        out.above += 1.0;
    }
  return (ImbRope){ out.below / N_DRAWS, out.within / N_DRAWS, out.above / N_DRAWS };
}
