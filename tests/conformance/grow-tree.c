/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imb_tree_grow() and imb_forest_grow() for trees.py: grow-tree FILE. The file holds questions, one after the other: ten 64-bit
 * numbers (rows, columns, classes, criterion, max_depth, min_samples_split, min_samples_leaf, max_features, trees or 0 for
 * one tree of all rows, whether weights follow), the rows, their classes as doubles, then weights. The answer goes to standard
 * output as doubles: for one tree the number of nodes and, node by node in order of depth first, column (−1: leaf), threshold,
 * probabilities; for a forest the probabilities of every row. With --time each answer is instead the seconds it took. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/kernels/imb-forest.h"

#define N_NUMBERS 10

static void
complain (const char *what)
{
  fprintf (stderr, "grow-tree: %s\n", what);
  exit (1);
}

static double *
read_doubles (FILE *file,
              gsize n)
{
  double *values = g_new (double, MAX (n, 1));

  if (fread (values, sizeof *values, n, file) != n)
    complain ("the file is too short");
  return values;
}

static void
put (double value)
{
  fwrite (&value, sizeof value, 1, stdout);
}

static void
print_tree (const ImbTree *tree)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 at = 0;

  put ((double) tree->n_nodes);
  g_array_append_val (stack, at);
  while (stack->len > 0)
    {
      const ImbTreeNode *node = &tree->nodes[g_array_index (stack, guint32, stack->len - 1)];
      guint32            feature = node->feature & ~IMB_TREE_MISSING_LEFT;
      guint32            children[] = { node->child + 1, node->child };

      g_array_set_size (stack, stack->len - 1);
      put (feature < IMB_TREE_MIXED ? (double) feature : -1.0);
      put (node->threshold);
      for (guint c = 0; c < tree->n_classes; c++)
        put (feature == IMB_TREE_MIXED ? tree->mixed[node->child * (gsize) tree->n_classes + c] : feature == IMB_TREE_PURE && node->child == c);
      if (feature < IMB_TREE_MIXED)
        g_array_append_vals (stack, children, 2);
    }
}

static void
answer (FILE         *file,
        const guint64 question[N_NUMBERS],
        gboolean      is_timed)
{
  const gsize               n = question[0], d = question[1];
  const guint               K = (guint) question[2];
  const ImbTreeShape        shape = { (ImbTreeCriterion) question[3], (guint) question[4], question[5], question[6], question[7] };
  g_autofree double        *values = read_doubles (file, n * d);
  g_autofree double        *labels = read_doubles (file, n);
  g_autofree double        *weights = question[9] != 0 ? read_doubles (file, n) : NULL;
  g_autofree double        *scores = g_new (double, n *K);
  g_autofree const double **rows = g_new (const double *, n);
  g_autofree guint16       *classes = g_new (guint16, n);
  g_autofree ImbRng        *rng = g_new (ImbRng, 1);
  g_autoptr (ImbForest) forest = NULL;
  g_autoptr (GError) error = NULL;
  ImbPresort *presort;
  ImbTree    *tree;
  gint64      start, end;

  for (gsize i = 0; i < n; i++)
    {
      rows[i] = values + i * d;
      classes[i] = (guint16) labels[i];
    }
  imb_rng_init (rng, 0);
  start = g_get_monotonic_time ();
  presort = imb_presort_new (rows, classes, n, d, K, NULL, &error);
  if (presort == NULL)
    complain (error->message);
  if (question[8] == 0)
    {
      tree = imb_tree_grow (presort, weights, NULL, &shape, rng, NULL, &error);
      forest = imb_forest_of (tree);
    }
  else
    {
      forest = imb_forest_grow (presort, weights, NULL, &shape, (guint) question[8], NULL, NULL, rng, NULL, &error);
      imb_presort_free (presort);
    }
  end = g_get_monotonic_time ();
  if (is_timed)
    {
      put ((double) (end - start) * 1e-6);
      start = g_get_monotonic_time ();
    }
  imb_forest_predict (forest, rows, n, scores, NULL, NULL);
  if (is_timed)
    put ((double) (g_get_monotonic_time () - start) * 1e-6);
  else if (question[8] == 0)
    print_tree (imb_forest_tree_at (forest, 0));
  else
    fwrite (scores, sizeof *scores, n * K, stdout);
}

int
main (int    argc,
      char **argv)
{
  gboolean is_timed = argc == 3 && strcmp (argv[1], "--time") == 0;
  FILE    *file = argc == 2 + is_timed ? fopen (argv[argc - 1], "rb") : NULL;
  guint64  question[N_NUMBERS];

  if (file == NULL)
    complain ("name a file with questions");
  while (fread (question, sizeof *question, N_NUMBERS, file) == N_NUMBERS)
    answer (file, question, is_timed);
  fclose (file);
  return 0;
}
