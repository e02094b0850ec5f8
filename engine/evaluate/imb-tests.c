/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two methods over the same folds, rows or datasets. */
#include "engine/evaluate/imb-tests.h"

#include <math.h>
#include <string.h>

#include "engine/evaluate/imb-estimate.h"
#include "engine/kernels/imb-distribution.h"
#include "engine/kernels/imb-sort.h"

#define MOST_EXACT 50 /* differences: rank sums then have 2⁵⁰ ways at most, a whole number in a double */

gboolean
imb_is_same (double a,
             double b)
{
  return a == b || fabs (a - b) < 1e-12 * MAX (fabs (a), fabs (b)) || fabs (a - b) < 1e-14;
}

double
imb_difference (double a,
                double b)
{
  return imb_is_same (a, b) ? 0.0 : a - b;
}

ImbRope
imb_correlated_t (const double *differences,
                  gsize         n,
                  double        test_share,
                  double        rope)
{
  double sum = 0.0, squares = 0.0, n_known = 0.0, mean, scale;

  for (gsize i = 0; i < n; i++)
    if (!isnan (differences[i]))
      {
        sum += differences[i];
        n_known++;
      }
  mean = sum / n_known;
  if (n_known < 2.0 || !isfinite (mean))
    return (ImbRope){ NAN, NAN, NAN };

  for (gsize i = 0; i < n; i++)
    if (!isnan (differences[i]))
      squares += (differences[i] - mean) * (differences[i] - mean);
  scale = sqrt (squares / (n_known - 1.0) * (1.0 / n_known + test_share));
  if (scale > 0.0)
    {
      double below = imb_student_cdf ((-rope - mean) / scale, n_known - 1.0);
      double above = imb_student_cdf ((mean - rope) / scale, n_known - 1.0);

      return (ImbRope){ below, MAX (0.0, 1.0 - below - above), above };
    }
  return (ImbRope){ mean < -rope ? 1.0 : 0.0, fabs (mean) <= rope ? 1.0 : 0.0, mean > rope ? 1.0 : 0.0 };
}

ImbMcNemar
imb_mcnemar (gsize only_first,
             gsize only_second)
{
  double n = (double) only_first + (double) only_second;
  double k = (double) MIN (only_first, only_second);
  double below, here;

  if (only_first == only_second)
    {
      here = exp (imb_log_gamma (n + 1.0) - 2.0 * imb_log_gamma (k + 1.0) - n * G_LN2);
      return (ImbMcNemar){ only_first, only_second, 1.0, n > 0.0 ? 1.0 - here / 2.0 : 1.0 };
    }
  below = 2.0 * imb_incomplete_beta (n - k, k + 1.0, 0.5, 0.5);
  here = exp (imb_log_gamma (n + 1.0) - imb_log_gamma (k + 1.0) - imb_log_gamma (n - k + 1.0) - n * G_LN2);
  return (ImbMcNemar){ only_first, only_second, MIN (1.0, below), CLAMP (below - here, 0.0, 1.0) };
}

/* The middle rank of each place of sorted values; the sum of t² − 1 over the rows, of which t are equal. */
static double
rank_places (const double *sorted,
             gsize         n,
             double       *places)
{
  double ties = 0.0;

  for (gsize first = 0, next; first < n; first = next)
    {
      double size;

      for (next = first + 1; next < n && imb_is_same (sorted[next], sorted[first]); next++)
        ;
      size = (double) (next - first);
      for (gsize i = first; i < next; i++)
        places[i] = (double) (first + next + 1) / 2.0;
      ties += size * (size * size - 1.0);
    }
  return ties;
}

double
imb_rank_means (const double *values,
                gsize         n,
                double       *ranks)
{
  g_autofree double *sorted = g_memdup2 (values, n * sizeof *values);
  g_autofree double *places = g_new (double, MAX (n, 1));
  double             ties;

  qsort (sorted, n, sizeof *sorted, imb_compare_doubles);
  ties = rank_places (sorted, n, places);
  for (gsize i = 0; i < n; i++)
    {
      gsize low = 0, high = n;

      while (low < high)
        {
          gsize middle = low + (high - low) / 2;

          if (sorted[middle] < values[i])
            low = middle + 1;
          else
            high = middle;
        }
      ranks[i] = places[low];
    }
  return ties;
}

/* The chance of a rank sum of at most @statistic when each sign is a toss: ways to reach each doubled sum. */
static double
exact_below (const double *ranks,
             gsize         n,
             double        statistic)
{
  gsize              most = n * (n + 1);
  g_autofree double *ways = g_new0 (double, most + 1);
  double             sum = 0.0;

  ways[0] = 1.0;
  for (gsize i = 0; i < n; i++)
    {
      gsize step = (gsize) (2.0 * ranks[i]);

      for (gsize s = most; s + 1 > step; s--)
        ways[s] += ways[s - step];
    }
  for (gsize s = 0; s <= (gsize) (2.0 * statistic); s++)
    sum += ways[s];
  return ldexp (sum, -(int) n);
}

ImbWilcoxon
imb_wilcoxon (const double *differences,
              gsize         n)
{
  g_autofree double *sizes = g_new (double, MAX (n, 1));
  g_autofree double *ranks = g_new (double, MAX (n, 1));
  g_autofree gsize  *from = g_new (gsize, MAX (n, 1));
  ImbWilcoxon        test = { 0, 0.0, 1.0, TRUE };
  double             ties, up = 0.0, whole;

  for (gsize i = 0; i < n; i++)
    if (!isnan (differences[i]) && differences[i] != 0.0)
      {
        from[test.n] = i;
        sizes[test.n++] = fabs (differences[i]);
      }
  if (test.n == 0)
    return test;

  ties = imb_rank_means (sizes, test.n, ranks);
  for (gsize i = 0; i < test.n; i++)
    up += differences[from[i]] > 0.0 ? ranks[i] : 0.0;
  whole = (double) test.n * (double) (test.n + 1) / 2.0;
  test.statistic = MIN (up, whole - up);
  test.is_exact = test.n <= MOST_EXACT;
  if (test.is_exact)
    test.p = MIN (1.0, 2.0 * exact_below (ranks, test.n, test.statistic));
  else
    {
      double variance = (double) test.n * (double) (test.n + 1) * (2.0 * (double) test.n + 1.0) / 24.0 - ties / 48.0;
      test.p = 2.0 * imb_normal_cdf ((test.statistic - whole / 2.0) / sqrt (variance));
    }
  return test;
}

void
imb_holm (const double *p,
          gsize         n,
          double       *adjusted)
{
  g_autofree gsize *order = g_new (gsize, MAX (n, 1));
  gsize             n_known = 0;
  double            most = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      gsize at = n_known;

      adjusted[i] = NAN;
      if (isnan (p[i]))
        continue;
      for (; at > 0 && p[order[at - 1]] > p[i]; at--)
        order[at] = order[at - 1];
      order[at] = i;
      n_known++;
    }
  for (gsize k = 0; k < n_known; k++)
    {
      most = MAX (most, MIN (1.0, (double) (n_known - k) * p[order[k]]));
      adjusted[order[k]] = most;
    }
}
