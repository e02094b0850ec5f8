/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trees of parts are those of the drawn rows, and that they are not asked about their own changes nothing, also where equal rows
 * are of several classes and their trees err. */
#include <math.h>

#include "engine/core/imb-matrix.h"
#include "engine/kernels/imb-forest.h"

#define N       500
#define N_COLS  3
#define N_PARTS 5
#define FOREIGN 10 /* one row of 11 is in no part */

static void
draw_part (gpointer data,
           guint    tree,
           ImbRng  *rng,
           double  *counts)
{
  const guint8 *part_of = data;

  for (gsize i = 0; i < N; i++)
    counts[i] = part_of[i] == tree;
}

static void
assert_same_trees (const ImbForest *a,
                   const ImbForest *b,
                   guint            n_classes)
{
  for (guint t = 0; t < N_PARTS; t++)
    {
      const ImbTree *x = imb_forest_tree_at (a, t), *y = imb_forest_tree_at (b, t);

      g_assert_cmpmem (x->nodes, x->n_nodes * sizeof *x->nodes, y->nodes, y->n_nodes * sizeof *y->nodes);
      g_assert_cmpmem (x->mixed, x->n_mixed * n_classes * sizeof *x->mixed, y->mixed, y->n_mixed * n_classes * sizeof *y->mixed);
    }
}

static void
assert_parts (gboolean on_grid,
              gboolean has_missing,
              guint    n_classes,
              gsize    min_samples_leaf)
{
  const ImbTreeShape shape = { IMB_TREE_GINI, 0, 2, min_samples_leaf, 0 };
  g_autoptr (ImbMatrix) x = imb_matrix_new (N, N_COLS, NULL);
  g_autoptr (ImbPresort) presort = NULL;
  g_autoptr (ImbPresort) ranked = NULL;
  g_autoptr (ImbForest) parts = NULL;
  g_autoptr (ImbForest) drawn = NULL;
  g_autofree ImbRng *rng = g_new (ImbRng, 1), *same = g_new (ImbRng, 1);
  const double      *rows[N];
  guint16            classes[N];
  guint8             part_of[N], own[N], all[N];
  guint32            word;

  imb_rng_init (rng, 7);
  for (gsize i = 0; i < N; i++)
    {
      rows[i] = imb_matrix_row (x, i);
      classes[i] = (guint16) imb_rng_below (rng, n_classes);
      part_of[i] = i % (FOREIGN + 1) == FOREIGN ? IMB_NO_PART : (guint8) (i % (FOREIGN + 1) % N_PARTS);
      for (gsize j = 0; j < N_COLS; j++)
        {
          double value = imb_rng_normal (rng) + 0.5 * classes[i];

          imb_matrix_row (x, i)[j] = has_missing && imb_rng_below (rng, 8) == 0 ? NAN : on_grid ? rint (value)
                                                                                                : value;
        }
    }
  presort = imb_presort_new (rows, classes, N, N_COLS, n_classes, NULL, NULL);
  ranked = imb_presort_new_ranked (rows, classes, N, N_COLS, n_classes, NULL, NULL);
  imb_rng_init (rng, 1);
  imb_rng_init (same, 1);
  parts = imb_forest_grow_parts (ranked, part_of, N_PARTS, &shape, rng, NULL, NULL);
  drawn = imb_forest_grow (presort, NULL, NULL, &shape, N_PARTS, draw_part, part_of, same, NULL, NULL);
  word = imb_rng_word (rng);
  g_assert_cmpuint (word, ==, imb_rng_word (same));
  assert_same_trees (parts, drawn, n_classes);
  for (guint needed = 1; needed <= N_PARTS; needed++)
    {
      g_assert_true (imb_forest_outvote (parts, rows, classes, part_of, N, needed, own, NULL, NULL));
      g_assert_true (imb_forest_outvote (parts, rows, classes, NULL, N, needed, all, NULL, NULL));
      g_assert_cmpmem (own, N, all, N);
    }
}

static void
test_parts_grow_trees_of_their_own (void)
{
  for (guint kind = 0; kind < 4; kind++)
    for (guint n_classes = 2; n_classes <= 3; n_classes++)
      for (gsize min_samples_leaf = 1; min_samples_leaf < 6; min_samples_leaf += 2)
        assert_parts (kind % 2 == 1, kind / 2 == 1, n_classes, min_samples_leaf);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parts/trees-of-their-own", test_parts_grow_trees_of_their_own);
  return g_test_run ();
}
