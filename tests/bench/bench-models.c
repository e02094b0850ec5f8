/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fits one model to rows from a file of doubles and says how long it took:
 *   bench-models ROWS COLUMNS X.f64 Y.u16 SPEC TEST_ROWS TEST_X.f64 SCORES.f64
 * X is row-major without padding. compare-models.py calls it and does the same with scikit-learn. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/imb.h"

static void
complain (GError *error)
{
  fprintf (stderr, "%s\n", error->message);
  exit (1);
}

static ImbMatrix *
read_matrix (const char *path,
             gsize       n_rows,
             gsize       n_cols)
{
  g_autofree char *bytes = NULL;
  gsize            length;
  GError          *error = NULL;
  ImbMatrix       *m;

  if (!g_file_get_contents (path, &bytes, &length, &error))
    complain (error);
  g_assert_cmpuint (length, ==, n_rows * n_cols * sizeof (double));
  m = imb_matrix_new (n_rows, n_cols, &error);
  if (m == NULL)
    complain (error);
  for (gsize i = 0; i < n_rows; i++)
    memcpy (imb_matrix_row (m, i), bytes + i * n_cols * sizeof (double), n_cols * sizeof (double));
  return m;
}

int
main (int    argc,
      char **argv)
{
  if (argc != 9)
    return fprintf (stderr, "bench-models ROWS COLUMNS X.f64 Y.u16 SPEC TEST_ROWS TEST_X.f64 SCORES.f64\n"), 2;

  gsize n = strtoul (argv[1], NULL, 10), d = strtoul (argv[2], NULL, 10), m = strtoul (argv[6], NULL, 10);
  g_autoptr (ImbMatrix) x = read_matrix (argv[3], n, d);
  g_autoptr (ImbMatrix) test = read_matrix (argv[7], m, d);
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autofree char   *y = NULL;
  g_autofree double *scores = NULL;
  const ImbModel    *model;
  gpointer           values, fitted;
  GError            *error = NULL;
  guint              n_classes = 0;

  if (!g_file_get_contents (argv[4], &y, NULL, &error) || !imb_model_parse (argv[5], &model, &values, &error))
    complain (error);
  for (gsize i = 0; i < n; i++)
    n_classes = MAX (n_classes, ((guint16 *) y)[i] + 1u);

  ImbView view = imb_view_of (x, (guint16 *) y, n_classes);
  gint64  start = g_get_monotonic_time (), middle, end;

  fitted = imb_model_fit (model, values, &view, 0, NULL, notes, &error);
  if (fitted == NULL)
    complain (error);
  middle = g_get_monotonic_time ();
  scores = g_new (double, m *n_classes);
  if (!model->predict (fitted, test, scores, NULL, &error))
    complain (error);
  end = g_get_monotonic_time ();
  printf ("fit %.4f predict %.4f\n", (double) (middle - start) * 1e-6, (double) (end - middle) * 1e-6);
  for (guint i = 0; i < imb_notes_n (notes); i++)
    printf ("note: %s\n", imb_notes_at (notes, i));
  if (!g_file_set_contents (argv[8], (char *) scores, (gssize) (m * n_classes * sizeof (double)), &error))
    complain (error);
  model->free (fitted);
  imb_values_free (&model->base, values);
  return 0;
}
