/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imb_neighbours_find_as_peer() for neighbours.py: list-neighbours FILE. The file holds questions, one after the other: five
 * 64-bit numbers (points, columns, queries or 0 when points ask for themselves, k, whether without the first), the points,
 * the queries, row by row. The answers go to standard output, as 32-bit row numbers, k for each query. */
#include <stdio.h>
#include <stdlib.h>

#include "engine/kernels/imb-neighbours.h"

static void
complain (const char *what)
{
  fprintf (stderr, "list-neighbours: %s\n", what);
  exit (1);
}

static ImbMatrix *
read_matrix (FILE *file,
             gsize n_rows,
             gsize n_cols)
{
  ImbMatrix *matrix = imb_matrix_new (n_rows, n_cols, NULL);

  if (matrix == NULL)
    complain ("there is no memory");
  for (gsize i = 0; i < n_rows; i++)
    if (fread (imb_matrix_row (matrix, i), sizeof (double), n_cols, file) != n_cols)
      complain ("the file is too short");
  return matrix;
}

static void
answer (FILE         *file,
        const guint64 question[5])
{
  g_autoptr (ImbMatrix) points = read_matrix (file, question[0], question[1]);
  g_autoptr (ImbMatrix) others = question[2] > 0 ? read_matrix (file, question[2], question[1]) : NULL;
  const ImbMatrix    *queries = others != NULL ? others : points;
  gsize               n = queries->n_rows * question[3];
  g_autofree guint32 *rows = g_new (guint32, n);
  g_autoptr (GError) error = NULL;

  if (!imb_neighbours_find_as_peer (points, queries, question[3], question[4] != 0 ? IMB_LIST_BUT_FIRST : IMB_LIST_ALL, rows, NULL, NULL, &error))
    complain (error->message);
  fwrite (rows, sizeof *rows, n, stdout);
}

int
main (int    argc,
      char **argv)
{
  FILE   *file = argc == 2 ? fopen (argv[1], "rb") : NULL;
  guint64 question[5];

  if (file == NULL)
    complain ("name a file with questions");
  while (fread (question, sizeof *question, 5, file) == 5)
    answer (file, question);
  fclose (file);
  return 0;
}
