/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CPU seconds of an outcome and of what is asked of it, from files of doubles and classes:
 *   bench-metrics ROWS SCORES.f64 Y.u16
 * SCORES are of class 1 of two. compare-metrics.py calls it and does the same with scikit-learn. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine/imb.h"

#define N_TIMES 5

/* Of all threads: the wall clock says little on a machine that others use. */
static double
since (double *start)
{
  double now = (double) clock () / CLOCKS_PER_SEC;
  double seconds = now - *start;

  *start = now;
  return seconds;
}

static int
compare (const void *a,
         const void *b)
{
  return (*(const double *) a > *(const double *) b) - (*(const double *) a < *(const double *) b);
}

int
main (int    argc,
      char **argv)
{
  static const char *const names[] = { "outcome", "roc_auc", "average_precision", "pr", "roc" };
  double                   seconds[G_N_ELEMENTS (names)][N_TIMES];
  g_autofree char         *scores = NULL;
  g_autofree char         *y = NULL;
  g_autofree double       *both = NULL;
  double                   values[2];
  gsize                    n;

  if (argc != 4 || !g_file_get_contents (argv[2], &scores, NULL, NULL) || !g_file_get_contents (argv[3], &y, NULL, NULL))
    return fprintf (stderr, "bench-metrics ROWS SCORES.f64 Y.u16\n"), 2;

  n = strtoul (argv[1], NULL, 10);
  both = g_new (double, 2 * n);
  for (gsize i = 0; i < n; i++)
    {
      both[2 * i + 1] = ((double *) scores)[i];
      both[2 * i] = 1.0 - both[2 * i + 1];
    }
  for (guint t = 0; t < N_TIMES; t++)
    {
      double start = (double) clock () / CLOCKS_PER_SEC;
      g_autoptr (ImbOutcome) outcome = imb_outcome_new ((guint16 *) y, both, NULL, NULL, n, 2, 1, 0.5, NULL);
      g_autoptr (ImbCurve) pr = NULL;
      g_autoptr (ImbCurve) roc = NULL;

      g_assert_nonnull (outcome);
      seconds[0][t] = since (&start);
      values[0] = imb_metric_value (imb_metric_find ("roc_auc"), outcome);
      seconds[1][t] = since (&start);
      values[1] = imb_metric_value (imb_metric_find ("average_precision"), outcome);
      seconds[2][t] = since (&start);
      pr = imb_curve_precision_recall (outcome, 1);
      seconds[3][t] = since (&start);
      roc = imb_curve_roc (outcome, 1);
      seconds[4][t] = since (&start);
    }
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      qsort (seconds[k], N_TIMES, sizeof (double), compare);
      printf ("%s %.4f\n", names[k], seconds[k][N_TIMES / 2]);
    }
  printf ("values %.17g %.17g\n", values[0], values[1]);
  return 0;
}
