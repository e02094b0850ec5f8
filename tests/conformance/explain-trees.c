/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imb_tree_shap_add() for explain.py: standard input has doubles: how many trees, rows and columns there are, the rows, and of each tree how many nodes it
 * has and of each node threshold, cover, column (−1: a leaf), left child, whether NaN goes left, and value. The contributions and the base value of each
 * row, added up over the trees, go to standard output as doubles; with --time instead the seconds they took. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/kernels/imb-tree-shap.h"

#define NODE 6

static double *
read_doubles (gsize n)
{
  double *values = g_new (double, MAX (n, 1));

  if (fread (values, sizeof *values, n, stdin) == n)
    return values;
  fprintf (stderr, "explain-trees: the input is too short\n");
  exit (1);
}

static void
add_tree (const double *const *rows,
          gsize                n_rows,
          gsize                d,
          double              *out)
{
  g_autofree double      *length = read_doubles (1);
  const gsize             n = (gsize) length[0];
  g_autofree double      *cells = read_doubles (n * NODE);
  g_autofree double      *values = g_new (double, n);
  g_autofree ImbShapNode *nodes = g_new (ImbShapNode, n);
  const ImbShapTree       tree = { nodes, n, values, 1 };

  for (gsize i = 0; i < n; i++)
    {
      const double  *cell = cells + i * NODE;
      const gboolean is_leaf = cell[2] < 0.0;

      values[i] = cell[5];
      nodes[i] = (ImbShapNode){ cell[0], cell[1], is_leaf ? IMB_SHAP_LEAF : (guint32) cell[2] | (cell[4] != 0.0 ? IMB_SHAP_MISSING_LEFT : 0), is_leaf ? (guint32) i : (guint32) cell[3] };
    }
  imb_tree_shap_add (&tree, rows, n_rows, d, out, d + 1, d + 1, NULL, NULL);
}

int
main (int    argc,
      char **argv)
{
  g_autofree double        *sizes = read_doubles (3);
  const gsize               n_rows = (gsize) sizes[1], d = (gsize) sizes[2];
  g_autofree double        *cells = read_doubles (n_rows * d);
  g_autofree double        *out = g_new0 (double, n_rows *(d + 1));
  g_autofree const double **rows = g_new (const double *, MAX (n_rows, 1));
  gint64                    start = g_get_monotonic_time ();
  double                    seconds;

  for (gsize i = 0; i < n_rows; i++)
    rows[i] = cells + i * d;
  for (gsize t = 0; t < (gsize) sizes[0]; t++)
    add_tree (rows, n_rows, d, out);
  seconds = (double) (g_get_monotonic_time () - start) * 1e-6;
  if (argc == 2 && strcmp (argv[1], "--time") == 0)
    fwrite (&seconds, sizeof seconds, 1, stdout);
  else
    fwrite (out, sizeof *out, n_rows * (d + 1), stdout);
  return 0;
}
