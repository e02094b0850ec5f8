/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statistics for significance.py: each line of standard input is a name and numbers, each line of output its numbers. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/evaluate/imb-estimate.h"
#include "engine/evaluate/imb-rank-tests.h"
#include "engine/evaluate/imb-tests.h"
#include "engine/kernels/imb-distribution.h"

static void
print (const double *values,
       gsize         n)
{
  for (gsize i = 0; i < n; i++)
    printf ("%s%.17g", i > 0 ? " " : "", values[i]);
  printf ("\n");
}

static void
print_friedman (const double *values,
                gsize         n)
{
  guint       k = (guint) values[0];
  double      numbers[64];
  ImbFriedman test = imb_friedman (values + 2, (n - 2) / k, k, values[1] != 0.0, numbers + 4);

  numbers[0] = test.chi_square;
  numbers[1] = test.p;
  numbers[2] = test.f;
  numbers[3] = test.f_p;
  print (numbers, 4 + k);
}

static void
answer (const char   *name,
        const double *v,
        gsize         n)
{
  if (g_str_equal (name, "wilcoxon"))
    {
      ImbWilcoxon test = imb_wilcoxon (v, n);

      print ((double[]){ (double) test.n, test.statistic, test.p, test.is_exact }, 4);
    }
  else if (g_str_equal (name, "mcnemar"))
    {
      ImbMcNemar test = imb_mcnemar ((gsize) v[0], (gsize) v[1]);

      print ((double[]){ test.p, test.mid_p }, 2);
    }
  else if (g_str_equal (name, "rope")) /* share, rope, differences */
    {
      ImbRope rope = imb_correlated_t (v + 2, n - 2, v[0], v[1]);

      print ((double[]){ rope.below, rope.within, rope.above }, 3);
    }
  else if (g_str_equal (name, "signed-rank")) /* rope, differences */
    {
      ImbRope rope = imb_signed_rank_bayes (v + 1, n - 1, v[0]);

      print ((double[]){ rope.below, rope.within, rope.above }, 3);
    }
  else if (g_str_equal (name, "holm"))
    {
      double adjusted[256];

      imb_holm (v, n, adjusted);
      print (adjusted, n);
    }
  else if (g_str_equal (name, "friedman")) /* methods, smaller is better, values */
    print_friedman (v, n);
  else if (g_str_equal (name, "range")) /* groups, range, p */
    print ((double[]){ imb_range_above (v[1], (guint) v[0]), imb_range_quantile (v[2], (guint) v[0]) }, 2);
  else if (g_str_equal (name, "nemenyi")) /* methods, datasets, alpha, distance */
    print ((double[]){ imb_nemenyi_distance ((guint) v[0], (gsize) v[1], v[2]), imb_nemenyi_p ((guint) v[0], (gsize) v[1], v[3]) }, 2);
  else if (g_str_equal (name, "above")) /* value, df1, df2 */
    print ((double[]){ imb_chi_square_above (v[0], v[1]), imb_f_above (v[0], v[1], v[2]), imb_normal_cdf (v[0]), imb_student_two_sided (v[0], v[1]) }, 4);
  else
    printf ("?\n");
}

int
main (void)
{
  static char line[1 << 16];

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_auto (GStrv) words = g_strsplit (g_strstrip (line), " ", -1);
      guint              n = g_strv_length (words) - 1;
      g_autofree double *values = g_new (double, MAX (n, 1));

      for (guint i = 0; i < n; i++)
        values[i] = g_ascii_strtod (words[i + 1], NULL);
      answer (words[0], values, n);
      fflush (stdout);
    }
  return 0;
}
