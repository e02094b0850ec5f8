/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times a plan of samplers:
 *   bench-samplers [PLAN [REPEATS [ROWS COLUMNS [X.f64 Y.u16 [CATEGORIES]]]]]
 * X is row-major without padding, the last CATEGORIES columns are whole numbers from −2 to 2 that become categories; without files two normal clouds with one row in a hundred of the minority. One line per
 * repeat: seconds of the plan, and of the plan with its rows gathered into one matrix, then rows and the sum of all values
 * of the result; then what the plan took of memory at its highest, with its input and without the program, and one and a half times
 * what its input and result take as tables with their classes, both in MB. Last line: what the memory grew by at its highest, in MB. bench_smote.py sets it beside
 * imbalanced-learn. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/imb.h"
#include "tests/imb-touch.h"

static void
complain (GError *error)
{
  fprintf (stderr, "%s\n", error->message);
  exit (1);
}

/* A line of /proc/self/status, in MB. */
static double
memory (const char *name)
{
  g_autofree char *text = NULL;
  const char      *at;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL))
    return 0.0;
  at = strstr (text, name);
  return at != NULL ? g_ascii_strtod (at + strlen (name) + 1, NULL) / 1024.0 : 0.0;
}

static double
memory_of_program (void)
{
  touch_program ();
  return memory ("VmRSS:");
}

static ImbMatrix *
make (gsize    n,
      gsize    d,
      guint16 *classes)
{
  GError    *error = NULL;
  ImbMatrix *x = imb_matrix_new (n, d, &error);
  ImbRng     rng;

  if (x == NULL)
    complain (error);
  imb_rng_init (&rng, 1);
  for (gsize i = 0; i < n; i++)
    {
      classes[i] = i % 101 == 0;
      for (gsize j = 0; j < d; j++)
        imb_matrix_row (x, i)[j] = imb_rng_normal (&rng) + classes[i];
    }
  return x;
}

static ImbMatrix *
read_files (const char *x_path,
            const char *y_path,
            gsize       n,
            gsize       d,
            guint16    *classes)
{
  FILE      *x_file = fopen (x_path, "rb"), *y_file = fopen (y_path, "rb");
  GError    *error = NULL;
  ImbMatrix *x = imb_matrix_new (n, d, &error);

  if (x == NULL)
    complain (error);
  if (x_file == NULL || y_file == NULL || fread (classes, sizeof *classes, n, y_file) != n)
    exit (fprintf (stderr, "bench-samplers: cannot read %s and %s\n", x_path, y_path));
  for (gsize i = 0; i < n; i++)
    if (fread (imb_matrix_row (x, i), sizeof (double), d, x_file) != d)
      exit (fprintf (stderr, "bench-samplers: %s is too short\n", x_path));
  fclose (x_file);
  fclose (y_file);
  return x;
}

/* The last columns as codes. */
static ImbKind *
make_categories (ImbMatrix *x,
                 gsize      n)
{
  ImbKind *kinds = g_new0 (ImbKind, x->n_cols);

  for (gsize j = x->n_cols - n; j < x->n_cols; j++)
    {
      kinds[j].n_levels = 5;
      for (gsize i = 0; i < x->n_rows; i++)
        imb_matrix_row (x, i)[j] += 2.0;
    }
  return kinds;
}

static double
sum_of (const ImbMatrix *m)
{
  double sum = 0.0;

  for (gsize i = 0; i < m->n_rows; i++)
    for (gsize j = 0; j < m->n_cols; j++)
      sum += imb_matrix_row (m, i)[j];
  return sum;
}

/* The highest starts anew here. */
static void
forget_peak (void)
{
  FILE *file = fopen ("/proc/self/clear_refs", "w");

  if (file != NULL)
    fputs ("5", file);
  if (file != NULL)
    fclose (file);
}

static double
megabytes_of (const ImbMatrix *x,
              gsize            n_rows)
{
  return (double) (n_rows * (x->stride * sizeof (double) + sizeof (guint16))) / 1048576.0;
}

static void
time_once (const ImbPlan *plan,
           const ImbView *view,
           double         without)
{
  GError *error = NULL;
  gint64  start = g_get_monotonic_time ();
  g_autoptr (ImbResample) result = imb_plan_run (plan, view, 0, NULL, &error);
  g_autoptr (ImbMatrix) all = NULL;
  g_autofree guint16 *classes = NULL;
  gint64              sampled = g_get_monotonic_time ();
  double              peak = memory ("VmHWM:") - without;
  ImbView             after;

  if (result == NULL)
    complain (error);
  after = imb_resample_get_view (result, view, &classes);
  all = imb_view_gather (&after, NULL, 0, NULL, &error);
  if (all == NULL)
    complain (error);
  printf ("%.6f %.6f %zu %.17g %.2f %.2f\n", (double) (sampled - start) * 1e-6, (double) (g_get_monotonic_time () - start) * 1e-6, all->n_rows, sum_of (all),
          peak, 1.5 * megabytes_of (view->base, view->n_rows + all->n_rows));
}

int
main (int    argc,
      char **argv)
{
  gsize               n = argc > 4 ? strtoul (argv[3], NULL, 10) : 100000, d = argc > 4 ? strtoul (argv[4], NULL, 10) : 30;
  guint               repeats = argc > 2 ? (guint) atoi (argv[2]) : 7;
  double              without = memory_of_program ();
  g_autofree guint16 *classes = g_new (guint16, n);
  g_autoptr (ImbMatrix) x = argc > 6 ? read_files (argv[5], argv[6], n, d, classes) : make (n, d, classes);
  gsize               n_categories = argc > 7 ? strtoul (argv[7], NULL, 10) : 0;
  g_autofree ImbKind *kinds = n_categories > 0 && n_categories <= d ? make_categories (x, n_categories) : NULL;
  ImbView             view = imb_view_of (x, classes, 2);
  GError             *error = NULL;
  g_autoptr (ImbPlan) plan = imb_plan_parse (argc > 1 ? argv[1] : "smote", &error);
  double before = memory ("VmRSS:");

  if (plan == NULL)
    complain (error);
  view.kinds = kinds;
  for (guint i = 0; i < repeats; i++)
    {
      forget_peak ();
      time_once (plan, &view, without);
    }
  printf ("%.1f\n", memory ("VmHWM:") - before);
  return 0;
}
