/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seconds by the clock, and CPU seconds of all threads, of each thing that is asked of scores, the outcome made anew for it, and of all
 * of them from one outcome; from files of doubles and classes:
 *   bench-metrics ROWS SCORES.f64 Y.u16
 * SCORES are of class 1 of two. compare-metrics.py calls it and does the same with scikit-learn. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine/imb.h"
#include "engine/kernels/imb-sort.h"

#define N_TIMES 5

static const char *const names[] = { "outcome", "roc_auc", "average_precision", "pr", "roc", "all" };

/* Returns what there is to compare, or 0. */
static double
ask (const ImbOutcome *outcome,
     guint             what)
{
  g_autoptr (ImbCurve) pr = NULL;
  g_autoptr (ImbCurve) roc = NULL;

  if (what == 1 || what == 2)
    return imb_metric_value (imb_metric_find (names[what]), outcome);
  pr = what == 3 ? imb_curve_precision_recall (outcome, 1) : NULL;
  roc = what == 4 ? imb_curve_roc (outcome, 1) : NULL;
  return 0.0;
}

int
main (int    argc,
      char **argv)
{
  double             seconds[G_N_ELEMENTS (names)][2][N_TIMES];
  g_autofree char   *scores = NULL;
  g_autofree char   *y = NULL;
  g_autofree double *both = NULL;
  double             values[G_N_ELEMENTS (names)] = { 0.0 };
  gsize              n;

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
    for (guint k = 0; k < G_N_ELEMENTS (names); k++)
      {
        gint64  start = g_get_monotonic_time ();
        clock_t before = clock ();
        g_autoptr (ImbOutcome) outcome = imb_outcome_new ((guint16 *) y, both, NULL, NULL, n, 2, 1, 0.5, NULL);

        g_assert_nonnull (outcome);
        for (guint what = 1; what < 5; what++)
          if (k == what || k == 5)
            values[what] = ask (outcome, what);
        seconds[k][0][t] = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
        seconds[k][1][t] = (double) (clock () - before) / CLOCKS_PER_SEC;
      }
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    printf ("%s %.4f %.4f\n", names[k], imb_quantile (seconds[k][0], N_TIMES, 0.5), imb_quantile (seconds[k][1], N_TIMES, 0.5));
  printf ("values %.17g %.17g\n", values[1], values[2]);
  return 0;
}
