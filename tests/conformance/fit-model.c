/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any model, for tests beside the peers: fit-model SPECS FILE [importances|contributions]. The file holds six 64-bit numbers (rows, columns, classes, rows to be scored, seed,
 * whether weights follow), the rows as doubles, their classes as doubles, weights, then the rows to be scored. Their probabilities go to
 * standard output as doubles, or the importances of the columns, or of the rows the contributions, notes to standard error; of each line of SPECS, one
 * after the other. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/imb.h"

#define N_NUMBERS 6

static void
complain (const char *what)
{
  fprintf (stderr, "fit-model: %s\n", what);
  exit (1);
}

static void
read_doubles (FILE   *file,
              double *values,
              gsize   n)
{
  if (fread (values, sizeof *values, n, file) != n)
    complain ("the file is too short");
}

static ImbMatrix *
read_matrix (FILE *file,
             gsize n,
             gsize d)
{
  ImbMatrix *x = imb_matrix_new (n, d, NULL);

  if (x == NULL)
    complain ("there is no memory");
  for (gsize i = 0; i < n; i++)
    read_doubles (file, imb_matrix_row (x, i), d);
  return x;
}

static void
print_contributions (const ImbModel  *model,
                     gconstpointer    fitted,
                     const ImbMatrix *rows,
                     gsize            K)
{
  const gsize        n = rows->n_rows * K * (rows->n_cols + 1);
  g_autofree double *out = g_new (double, MAX (n, 1));
  g_autoptr (GError) error = NULL;

  if (model->contributions == NULL)
    complain ("the model has no contributions");
  if (!model->contributions (fitted, rows, out, NULL, &error))
    complain (error->message);
  fwrite (out, sizeof *out, n, stdout);
}

static void
print_importances (const ImbModel *model,
                   gconstpointer   fitted,
                   gsize           d)
{
  g_autofree double *importances = g_new (double, MAX (d, 1));

  if (model->importances == NULL)
    complain ("the model has no importances");
  model->importances (fitted, importances, d);
  fwrite (importances, sizeof *importances, d, stdout);
}

/* What a model says of @asked once it was fitted to @train. */
static void
answer (const char      *spec,
        const ImbView   *train,
        guint32          seed,
        const ImbMatrix *asked,
        const char      *wanted)
{
  const gsize        K = train->n_classes;
  g_autofree double *scores = g_new (double, MAX (asked->n_rows, 1) * K);
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (GError) error = NULL;
  const ImbModel *model;
  gpointer        values, fitted;

  if (!imb_model_parse (spec, &model, &values, &error))
    complain (error->message);
  fitted = imb_model_fit (model, values, train, seed, NULL, notes, &error);
  if (fitted == NULL || !model->predict (fitted, asked, scores, NULL, &error))
    complain (error->message);

  if (wanted == NULL)
    fwrite (scores, sizeof *scores, asked->n_rows * K, stdout);
  else if (strcmp (wanted, "contributions") == 0)
    print_contributions (model, fitted, asked, K);
  else
    print_importances (model, fitted, asked->n_cols);
  for (guint i = 0; i < imb_notes_n (notes); i++)
    fprintf (stderr, "%s\n", imb_notes_at (notes, i));
  model->free (fitted);
  imb_values_free (&model->base, values);
}

int
main (int    argc,
      char **argv)
{
  FILE   *file = argc == 3 || argc == 4 ? fopen (argv[2], "rb") : NULL;
  guint64 q[N_NUMBERS];

  if (file == NULL || fread (q, sizeof *q, N_NUMBERS, file) != N_NUMBERS)
    complain ("name a model and a file");

  g_autoptr (ImbMatrix) x = read_matrix (file, q[0], q[1]);
  g_autofree double  *labels = g_new (double, q[0]);
  g_autofree double  *weights = g_new (double, q[0]);
  g_autofree guint16 *classes = g_new (guint16, q[0]);
  g_auto (GStrv) specs = g_strsplit (argv[1], "\n", 0);
  ImbView view = imb_view_of (x, classes, (guint) q[2]);

  read_doubles (file, labels, q[0]);
  for (gsize i = 0; i < q[0]; i++)
    classes[i] = (guint16) labels[i];
  if (q[5] != 0)
    {
      read_doubles (file, weights, q[0]);
      view.weights = weights;
    }

  g_autoptr (ImbMatrix) asked = read_matrix (file, q[3], q[1]);

  fclose (file);
  for (guint i = 0; specs[i] != NULL; i++)
    answer (specs[i], &view, (guint32) q[4], asked, argc == 4 ? argv[3] : NULL);
  return 0;
}
