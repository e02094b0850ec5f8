/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trees of repeated rows: counted they are what they are copied. */
#include <math.h>
#include <string.h>

#include "engine/imb.h"
#include "engine/models/imb-bag.h"

#define N_ROWS 400
#define N_COLS 5

static ImbMatrix *
make_rows (guint16 *classes)
{
  ImbMatrix *rows = imb_matrix_new (N_ROWS, N_COLS, NULL);
  ImbRng     rng;

  imb_rng_init (&rng, 5);
  for (gsize i = 0; i < N_ROWS; i++)
    {
      classes[i] = i % 20 == 0;
      for (gsize j = 0; j < N_COLS; j++)
        imb_matrix_row (rows, i)[j] = imb_rng_normal (&rng) + 0.7 * classes[i];
    }
  imb_matrix_row (rows, 7)[1] = NAN;
  return rows;
}

static const ImbTreeShape shape = { IMB_TREE_GINI, 0, 2, 1, 0, FALSE };

static ImbTree *
grow_copies (const ImbView *view,
             const double  *scale,
             ImbRng        *rng)
{
  g_autofree const double **rows = g_new (const double *, view->n_rows);
  g_autofree guint16       *classes = g_new (guint16, view->n_rows);

  for (gsize i = 0; i < view->n_rows; i++)
    {
      rows[i] = imb_view_row (view, i);
      classes[i] = (guint16) imb_view_class (view, i);
    }
  return imb_tree_grow (imb_presort_new (rows, classes, view->n_rows, N_COLS, 2, NULL, NULL), NULL, scale, &shape, rng, NULL, NULL);
}

static void
test_counted_rows_give_the_tree_of_their_copies (void)
{
  const double scale[] = { 1.0, 3.0 };
  guint16      classes[N_ROWS];
  guint32      drawn[N_ROWS];
  ImbRng       rng;
  g_autoptr (ImbMatrix) matrix = make_rows (classes);
  ImbView view = imb_view_of (matrix, classes, 2), own;
  g_auto (ImbBagRows) rows = { 0 };
  g_auto (ImbBagOrder) order = { .rows = &rows };
  ImbTree *counted, *copied;

  g_assert_true (imb_bag_rows_init (&rows, &view, NULL, NULL));
  imb_rng_init (&rng, 9);
  for (gsize i = 0; i < N_ROWS; i++)
    drawn[i] = (guint32) imb_rng_below (&rng, N_ROWS);
  own = rows.view;
  own.rows = drawn;
  counted = imb_bag_grow_view (&order, &own, scale, &shape, &rng, NULL, NULL);
  g_assert_nonnull (order.presort);
  copied = grow_copies (&own, scale, &rng);
  g_assert_cmpuint (counted->n_nodes, ==, copied->n_nodes);
  for (gsize t = 0; t < counted->n_nodes; t++)
    {
      /* Where no training row of a node misses the value, a later one goes to the child of more rows: counted ones are fewer. */
      g_assert_cmpuint (counted->nodes[t].feature & ~IMB_TREE_MISSING_LEFT, ==, copied->nodes[t].feature & ~IMB_TREE_MISSING_LEFT);
      g_assert_cmpuint (counted->nodes[t].child, ==, copied->nodes[t].child);
      g_assert_cmpfloat (counted->nodes[t].threshold, ==, copied->nodes[t].threshold);
    }
  g_assert_cmpmem (counted->mixed, counted->n_mixed * 2 * sizeof (double), copied->mixed, copied->n_mixed * 2 * sizeof (double));
  imb_tree_free (counted);
  imb_tree_free (copied);
}

static void
test_where_sizes_are_limited_copies_are_rows (void)
{
  const ImbTreeShape limited = { IMB_TREE_GINI, 0, 2, 3, 0, FALSE };
  const double       scale[] = { 1.0, 1.0 };
  guint16            classes[N_ROWS];
  ImbRng             rng;
  g_autoptr (ImbMatrix) matrix = make_rows (classes);
  ImbView view = imb_view_of (matrix, classes, 2);
  g_auto (ImbBagRows) rows = { 0 };
  g_auto (ImbBagOrder) order = { .rows = &rows };
  ImbTree *tree;

  g_assert_true (imb_bag_rows_init (&rows, &view, NULL, NULL));
  imb_rng_init (&rng, 9);
  tree = imb_bag_grow_view (&order, &rows.view, scale, &limited, &rng, NULL, NULL);
  g_assert_nonnull (tree);
  g_assert_null (order.presort);
  imb_tree_free (tree);
}

/* @is_copy: all made rows are; else none. */
static void
check_folding (const char *sampler,
               gboolean    is_copy)
{
  guint16 classes[N_ROWS];
  g_autoptr (ImbMatrix) matrix = make_rows (classes);
  ImbView view = imb_view_of (matrix, classes, 2), out, folded;
  g_autoptr (ImbPlan) plan = imb_plan_parse (sampler, NULL);
  g_autoptr (ImbResample) resample = NULL;
  g_autofree guint16 *out_classes = NULL;
  g_autofree guint32 *rows = NULL;

  imb_matrix_row (matrix, 7)[1] = 0.0;
  resample = imb_plan_run (plan, &view, 3, NULL, NULL);
  g_assert_nonnull (resample);
  g_assert_cmpuint (resample->n_made, >, 0);
  out = folded = imb_resample_get_view (resample, &view, &out_classes);
  rows = imb_bag_fold_copies (resample, &view, &folded);
  g_assert_true ((folded.made == NULL) == is_copy);
  for (gsize i = 0; i < out.n_rows; i++)
    {
      g_assert_cmpmem (imb_view_row (&folded, i), N_COLS * sizeof (double), imb_view_row (&out, i), N_COLS * sizeof (double));
      g_assert_cmpuint (imb_view_class (&folded, i), ==, imb_view_class (&out, i));
      g_assert_true (is_copy || rows[i] == imb_view_source (&out, i));
    }
}

static void
test_only_copies_become_the_row_that_they_are_of (void)
{
  check_folding ("random-over", TRUE);
  check_folding ("random-over:shrinkage=0.5", FALSE);
  check_folding ("smote", FALSE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bag/counted rows give the tree of their copies", test_counted_rows_give_the_tree_of_their_copies);
  g_test_add_func ("/bag/where sizes are limited copies are rows", test_where_sizes_are_limited_copies_are_rows);
  g_test_add_func ("/bag/only copies become the row that they are of", test_only_copies_become_the_row_that_they_are_of);
  return g_test_run ();
}
