/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trees against the plainest way to grow them, on tables with ties, weights and NaN; forests; threads and cancelling. */
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-forest.h"

typedef struct
{
  gsize          n;
  gsize          d;
  guint          K;
  double        *values;
  const double **rows;
  guint16       *classes;
  double        *weights;
} Table;

/* Numbers of @n_values kinds (0: all different), of which a share is missing. */
static Table
make (gsize   n,
      gsize   d,
      guint   K,
      guint   n_values,
      double  missing,
      guint32 seed)
{
  Table  table = { n, d, K, g_new (double, n *d), g_new (const double *, n), g_new (guint16, n), g_new (double, n) };
  ImbRng rng;

  imb_rng_init (&rng, seed);
  for (gsize i = 0; i < n; i++)
    {
      table.rows[i] = table.values + i * d;
      table.classes[i] = (guint16) (imb_rng_double (&rng) * imb_rng_double (&rng) * K);
      table.weights[i] = 0.5 + imb_rng_double (&rng);
      for (gsize j = 0; j < d; j++)
        {
          double value = imb_rng_normal (&rng) + (j % 2 == 0 ? 0.7 * table.classes[i] : 0.0);

          table.values[i * d + j] = n_values > 0 ? floor (value * n_values / 4.0) : value;
          if (imb_rng_double (&rng) < missing)
            table.values[i * d + j] = NAN;
        }
    }
  return table;
}

static void
table_clear (Table *self)
{
  g_free (self->values);
  g_free (self->rows);
  g_free (self->classes);
  g_free (self->weights);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, table_clear)

static ImbPresort *
presort_of (const Table *table)
{
  g_autoptr (GError) error = NULL;
  ImbPresort *presort = imb_presort_new (table->rows, table->classes, table->n, table->d, table->K, NULL, &error);

  g_assert_no_error (error);
  return presort;
}

static ImbTree *
grow (const Table        *table,
      const double       *weights,
      const double       *scale,
      const ImbTreeShape *shape,
      guint32             seed)
{
  g_autoptr (GError) error = NULL;
  g_autofree ImbRng *rng = g_new (ImbRng, 1);
  ImbTree           *tree;

  imb_rng_init (rng, seed);
  tree = imb_tree_grow (presort_of (table), weights, scale, shape, rng, NULL, &error);
  g_assert_no_error (error);
  return tree;
}

static void
test_columns_are_in_order (void)
{
  g_auto (Table) table = make (500, 5, 3, 9, 0.1, 1);
  g_autoptr (ImbPresort) presort = presort_of (&table);
  g_autoptr (ImbPresort) chosen = NULL;

  for (gsize i = 0; i < 500; i++)
    table.weights[i] = i % 3 == 0 ? 0.0 : 1.0;
  chosen = imb_presort_select (presort, table.weights, NULL, NULL);
  g_assert_cmpuint (chosen->n_rows, ==, 333);
  for (gsize j = 0; j < 5; j++)
    for (guint which = 0; which < 2; which++)
      {
        const ImbPresort  *of = which == 0 ? presort : chosen;
        const guint64     *entries = imb_presort_column (of, j);
        g_autofree guint8 *seen = g_new0 (guint8, 500);

        for (gsize i = 0; i < of->n_rows; i++)
          {
            guint32 row = imb_presort_row (of, entries[i]);
            double  value = table.rows[row][j];

            g_assert_cmpuint (seen[row]++, ==, 0);
            g_assert_cmpuint (imb_presort_class (of, entries[i]), ==, table.classes[row]);
            g_assert_true (isnan (value) == (imb_presort_rank (of, entries[i]) == of->missing[j]));
            if (i > 0 && !isnan (value))
              {
                double before = table.rows[imb_presort_row (of, entries[i - 1])][j];

                g_assert_cmpfloat (before, <=, value);
                g_assert_true ((before == value) == (imb_presort_rank (of, entries[i - 1]) == imb_presort_rank (of, entries[i])));
              }
          }
      }
}

/* ---- the plainest way ---- */

typedef struct
{
  const Table        *table;
  const double       *weights;
  const ImbTreeShape *shape;
} Plain;

static double
impurity (const Plain  *plain,
          const gsize  *rows,
          gsize         n,
          const guint8 *side,
          guint8        which,
          gsize        *n_there)
{
  double sums[8] = { 0 }, total = 0.0, result = 0.0;

  *n_there = 0;
  for (gsize i = 0; i < n; i++)
    if (side[i] == which)
      {
        double w = plain->weights != NULL ? plain->weights[rows[i]] : 1.0;

        sums[plain->table->classes[rows[i]]] += w;
        total += w;
        (*n_there)++;
      }
  for (guint c = 0; c < 8; c++)
    if (sums[c] > 0.0)
      result -= plain->shape->criterion == IMB_TREE_GINI ? sums[c] * sums[c] / total : sums[c] * log (total / sums[c]) * -1.0;
  return result;
}

/* What is left of the impurity by a cut at @threshold; ∞ when a side is too small. */
static double
after_cut (const Plain *plain,
           const gsize *rows,
           gsize        n,
           gsize        j,
           double       threshold,
           gboolean     missing_left)
{
  g_autofree guint8 *side = g_new (guint8, n);
  gsize              n_left, n_right;
  double             left, right;

  for (gsize i = 0; i < n; i++)
    {
      double value = plain->table->rows[rows[i]][j];

      side[i] = isnan (value) ? !missing_left : value > threshold;
    }
  left = impurity (plain, rows, n, side, 0, &n_left);
  right = impurity (plain, rows, n, side, 1, &n_right);
  return MIN (n_left, n_right) < plain->shape->min_samples_leaf ? INFINITY : left + right;
}

/* The best of all cuts at values of rows, missing values on either side. */
static double
best_cut (const Plain *plain,
          const gsize *rows,
          gsize        n)
{
  double best = INFINITY;

  for (gsize j = 0; j < plain->table->d; j++)
    for (gsize i = 0; i < n; i++)
      for (guint left = 0; left < 2; left++)
        if (!isnan (plain->table->rows[rows[i]][j]))
          best = MIN (best, after_cut (plain, rows, n, j, plain->table->rows[rows[i]][j], left != 0));
  return best;
}

static gboolean
is_pure (const Table *table,
         const gsize *rows,
         gsize        n)
{
  for (gsize i = 1; i < n; i++)
    if (table->classes[rows[i]] != table->classes[rows[0]])
      return FALSE;
  return TRUE;
}

/* Checks a node and those below it; @rows are its rows and are reordered. */
static void
check_node (const Plain   *plain,
            const ImbTree *tree,
            guint32        at,
            gsize         *rows,
            gsize          n,
            guint          depth)
{
  const ImbTreeNode  *node = &tree->nodes[at];
  const ImbTreeShape *shape = plain->shape;
  const guint32       feature = node->feature & ~IMB_TREE_MISSING_LEFT;
  gboolean            must_end = is_pure (plain->table, rows, n) || n < shape->min_samples_split || (shape->max_depth > 0 && depth >= shape->max_depth);
  g_autofree gsize   *right = g_new (gsize, n);
  gsize               n_left = 0, n_right = 0;
  double              best;

  if (must_end)
    {
      g_assert_cmpuint (feature, ==, is_pure (plain->table, rows, n) ? IMB_TREE_PURE : IMB_TREE_MIXED);
      return;
    }
  best = best_cut (plain, rows, n);
  g_assert_cmpint (isfinite (best), ==, feature != IMB_TREE_MIXED);
  if (feature == IMB_TREE_MIXED)
    return;

  g_assert_cmpfloat_with_epsilon (after_cut (plain, rows, n, feature, node->threshold, (node->feature & IMB_TREE_MISSING_LEFT) != 0), best, 1e-9 * (double) n);
  for (gsize i = 0; i < n; i++)
    {
      double value = plain->table->rows[rows[i]][feature];

      if (isnan (value) ? (node->feature & IMB_TREE_MISSING_LEFT) != 0 : value <= node->threshold)
        rows[n_left++] = rows[i];
      else
        right[n_right++] = rows[i];
    }
  memcpy (rows + n_left, right, n_right * sizeof *rows);
  check_node (plain, tree, node->child, rows, n_left, depth + 1);
  check_node (plain, tree, node->child + 1, rows + n_left, n_right, depth + 1);
}

static void
test_every_cut_is_a_best_one (void)
{
  for (guint32 seed = 0; seed < 96; seed++)
    {
      const ImbTreeShape shape = { seed % 2, seed % 5 == 0 ? 3 : 0, seed % 7 == 0 ? 12 : 2, 1 + seed / 2 % 4 * 2, 0 };
      g_auto (Table) table = make (20 + seed, 1 + seed % 4, 2 + seed / 4 % 3, seed / 12 % 2 * 5, seed / 24 % 2 * 0.2, seed);
      const double *weights = seed / 48 > 0 ? table.weights : NULL;
      g_autoptr (ImbTree) tree = grow (&table, weights, NULL, &shape, seed);
      g_autofree gsize *rows = g_new (gsize, table.n);

      for (gsize i = 0; i < table.n; i++)
        rows[i] = i;
      check_node (&(Plain){ &table, weights, &shape }, tree, 0, rows, table.n, 0);
    }
}

/* ---- */

static void
test_scale_is_a_weight_for_each_row (void)
{
  const ImbTreeShape shape = { IMB_TREE_GINI, 4, 2, 5, 0 };
  const double       scale[] = { 0.5, 4.0, 2.0 };
  g_auto (Table) table = make (400, 4, 3, 0, 0.05, 4);
  g_autoptr (ImbTree) scaled = grow (&table, NULL, scale, &shape, 0);
  g_autoptr (ImbTree) weighted = NULL;
  g_autoptr (ImbTree) plain = grow (&table, NULL, NULL, &shape, 0);

  for (gsize i = 0; i < 400; i++)
    table.weights[i] = scale[table.classes[i]];
  weighted = grow (&table, table.weights, NULL, &shape, 0);
  g_assert_cmpmem (scaled->nodes, scaled->n_nodes * sizeof (ImbTreeNode), weighted->nodes, weighted->n_nodes * sizeof (ImbTreeNode));
  g_assert_cmpmem (scaled->mixed, scaled->n_mixed * 3 * sizeof (double), weighted->mixed, weighted->n_mixed * 3 * sizeof (double));
  g_assert_true (plain->n_nodes != scaled->n_nodes || memcmp (plain->nodes, scaled->nodes, plain->n_nodes * sizeof (ImbTreeNode)) != 0);
}

/* Of whole numbers sums are kept from cut to cut, of halves all classes are added up at each. */
static void
test_half_the_weights_make_the_same_tree (void)
{
  const double half[] = { 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5 };

  for (guint seed = 0; seed < 24; seed++)
    {
      const ImbTreeShape shape = { IMB_TREE_GINI, 0, 2, 1 + seed % 4, 0 };
      g_auto (Table) table = make (600, 3, 3 + seed % 18, seed / 2 % 2 * 9, seed / 4 % 2 * 0.1, seed);
      const double *weights = seed % 2 == 0 ? NULL : table.weights;
      g_autoptr (ImbTree) whole = NULL;
      g_autoptr (ImbTree) halves = NULL;

      for (gsize i = 0; i < table.n; i++)
        table.weights[i] = (double) (1 + i * 7 % 4);
      whole = grow (&table, weights, NULL, &shape, seed);
      halves = grow (&table, weights, half, &shape, seed);
      g_assert_cmpuint (whole->n_nodes, >, 50);
      g_assert_cmpmem (whole->nodes, whole->n_nodes * sizeof (ImbTreeNode), halves->nodes, halves->n_nodes * sizeof (ImbTreeNode));
    }
}

static void
test_leaves_hold_the_shares_of_their_rows (void)
{
  const ImbTreeShape shape = { IMB_TREE_ENTROPY, 2, 2, 1, 0 };
  g_auto (Table) table = make (300, 3, 3, 0, 0.0, 5);
  g_autoptr (ImbTree) tree = grow (&table, table.weights, NULL, &shape, 0);
  double sums[7][3] = { 0 };

  g_assert_cmpuint (tree->n_nodes, <=, 7);
  g_assert_cmpuint (imb_tree_depth (tree), ==, 2);
  for (gsize i = 0; i < 300; i++)
    sums[imb_tree_leaf (tree, table.rows[i]) - tree->nodes][table.classes[i]] += table.weights[i];
  for (gsize i = 0; i < 300; i++)
    {
      const double *at = sums[imb_tree_leaf (tree, table.rows[i]) - tree->nodes];
      double        scores[3] = { 0 };

      imb_tree_add (tree, &table.rows[i], 1, scores);
      for (guint c = 0; c < 3; c++)
        g_assert_cmpfloat_with_epsilon (scores[c], at[c] / (at[0] + at[1] + at[2]), 1e-12);
    }
}

static void
test_a_chain_is_no_deep_recursion (void)
{
  const ImbTreeShape shape = { IMB_TREE_GINI, 0, 2, 1, 0 };
  g_auto (Table) table = make (12000, 1, 2, 0, 0.0, 6);
  g_autoptr (ImbTree) tree = NULL;

  /* Classes take turns. */
  for (gsize i = 0; i < 12000; i++)
    {
      table.values[i] = (double) i;
      table.classes[i] = i % 2;
    }
  tree = grow (&table, NULL, NULL, &shape, 0);
  g_assert_cmpuint (tree->n_nodes, ==, 2 * 12000 - 1);
  for (gsize i = 0; i < 12000; i++)
    g_assert_cmpuint (imb_tree_leaf (tree, table.rows[i])->child, ==, i % 2);
}

static void
test_missing_values_go_to_the_better_side (void)
{
  const ImbTreeShape shape = { IMB_TREE_GINI, 0, 2, 1, 0 };
  const double       values[] = { 1, 2, 3, 4, NAN, NAN, 5, NAN };
  const guint16      low[] = { 0, 0, 1, 1, 0, 0, 1, 0 }, apart[] = { 0, 0, 0, 0, 1, 1, 0, 1 };
  const double      *rows[8], missing = NAN, large = 9.0;
  Table              table = { 8, 1, 2, NULL, rows, (guint16 *) low, NULL };
  g_autoptr (ImbTree) with_low = NULL;
  g_autoptr (ImbTree) alone = NULL;

  for (guint i = 0; i < 8; i++)
    rows[i] = values + i;
  with_low = grow (&table, NULL, NULL, &shape, 0);
  table.classes = (guint16 *) apart;
  alone = grow (&table, NULL, NULL, &shape, 0);

  g_assert_cmpuint (with_low->n_nodes, ==, 3);
  g_assert_cmpfloat (with_low->nodes[0].threshold, ==, 2.5);
  g_assert_cmpuint (imb_tree_leaf (with_low, &missing)->child, ==, 0);
  g_assert_cmpuint (imb_tree_leaf (with_low, &large)->child, ==, 1);
  g_assert_cmpuint (alone->n_nodes, ==, 3);
  g_assert_cmpuint (imb_tree_leaf (alone, &missing)->child, ==, 1);
  g_assert_cmpuint (imb_tree_leaf (alone, &large)->child, ==, 0);
}

static void
test_a_value_missing_only_now_goes_with_most (void)
{
  const ImbTreeShape shape = { IMB_TREE_GINI, 0, 2, 1, 0 };
  const double       values[] = { 1, 2, 3, 4, 5 }, missing = NAN;
  const guint16      first[] = { 1, 0, 0, 0, 0 }, last[] = { 0, 0, 0, 0, 1 };
  const double      *rows[5];
  Table              table = { 5, 1, 2, NULL, rows, (guint16 *) first, NULL };
  g_autoptr (ImbTree) right = NULL;
  g_autoptr (ImbTree) left = NULL;

  for (guint i = 0; i < 5; i++)
    rows[i] = values + i;
  right = grow (&table, NULL, NULL, &shape, 0);
  table.classes = (guint16 *) last;
  left = grow (&table, NULL, NULL, &shape, 0);
  g_assert_cmpuint (imb_tree_leaf (right, &missing)->child, ==, 0);
  g_assert_cmpuint (imb_tree_leaf (left, &missing)->child, ==, 0);
}

static void
test_all_equal_rows_are_one_leaf (void)
{
  const ImbTreeShape shape = { IMB_TREE_GINI, 0, 2, 1, 1 };
  g_auto (Table) table = make (50, 3, 2, 0, 0.0, 7);
  g_autoptr (ImbTree) tree = NULL;

  for (gsize i = 0; i < 150; i++)
    table.values[i] = 4.0;
  tree = grow (&table, NULL, NULL, &shape, 0);
  g_assert_cmpuint (tree->n_nodes, ==, 1);
  g_assert_cmpuint (tree->nodes[0].feature, ==, IMB_TREE_MIXED);
}

/* Of ten columns only one is not constant: it is found although one is drawn. */
static void
test_constant_columns_are_drawn_in_vain (void)
{
  const ImbTreeShape shape = { IMB_TREE_GINI, 0, 2, 1, 1 };
  g_auto (Table) table = make (200, 10, 2, 0, 0.0, 8);
  g_autoptr (ImbTree) tree = NULL;

  for (gsize i = 0; i < 2000; i++)
    if (i % 10 != 6)
      table.values[i] = 1.0;
  tree = grow (&table, NULL, NULL, &shape, 0);
  g_assert_cmpuint (tree->n_mixed, ==, 0);
  for (gsize i = 0; i < tree->n_nodes; i++)
    if (tree->nodes[i].feature != IMB_TREE_PURE)
      g_assert_cmpuint (tree->nodes[i].feature & ~IMB_TREE_MISSING_LEFT, ==, 6);
}

/* ---- forests ---- */

static ImbForest *
grow_forest (const Table        *table,
             const double       *weights,
             const ImbTreeShape *shape,
             ImbForestDraw       draw,
             guint32             seed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbPresort) presort = presort_of (table);
  g_autofree ImbRng *rng = g_new (ImbRng, 1);
  ImbForest         *forest;

  imb_rng_init (rng, seed);
  forest = imb_forest_grow (presort, weights, NULL, shape, 7, draw, NULL, rng, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (imb_forest_n_trees (forest), ==, 7);
  return forest;
}

static double *
predict (const ImbForest *forest,
         const Table     *table)
{
  double *scores = g_new (double, table->n * table->K);

  g_assert_true (imb_forest_predict (forest, table->rows, table->n, scores, NULL, NULL));
  return scores;
}

static void
test_threads_change_neither_tree_nor_forest (void)
{
  const guint        threads[] = { 1, 2, 7 };
  const ImbTreeShape shape = { IMB_TREE_GINI, 0, 2, 1, 3 };
  g_auto (Table) table = make (60000, 9, 3, 0, 0.01, 9);
  g_autoptr (ImbTree) first = NULL;
  g_autofree double *scores = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (ImbTree) tree = NULL;
      g_autoptr (ImbForest) forest = NULL;
      g_autofree double *own = NULL;

      imb_parallel_set_n_threads (threads[i]);
      tree = grow (&table, NULL, NULL, &shape, 3);
      forest = grow_forest (&table, NULL, &shape, NULL, 3);
      own = predict (forest, &table);
      if (first == NULL)
        {
          first = g_steal_pointer (&tree);
          scores = g_steal_pointer (&own);
          continue;
        }
      g_assert_cmpmem (tree->nodes, tree->n_nodes * sizeof (ImbTreeNode), first->nodes, first->n_nodes * sizeof (ImbTreeNode));
      g_assert_cmpmem (tree->mixed, tree->n_mixed * 3 * sizeof (double), first->mixed, first->n_mixed * 3 * sizeof (double));
      g_assert_cmpmem (own, table.n * 3 * sizeof *own, scores, table.n * 3 * sizeof *scores);
    }
  imb_parallel_set_n_threads (0);
}

static void
test_the_seed_makes_the_forest (void)
{
  const ImbTreeShape shape = { IMB_TREE_GINI, 5, 2, 1, 2 };
  g_auto (Table) table = make (500, 5, 2, 0, 0.0, 10);
  g_autoptr (ImbForest) a = grow_forest (&table, NULL, &shape, NULL, 1);
  g_autoptr (ImbForest) b = grow_forest (&table, NULL, &shape, NULL, 1);
  g_autoptr (ImbForest) c = grow_forest (&table, NULL, &shape, NULL, 2);
  g_autofree double *of_a = predict (a, &table), *of_b = predict (b, &table), *of_c = predict (c, &table);

  g_assert_cmpmem (of_a, 1000 * sizeof *of_a, of_b, 1000 * sizeof *of_b);
  g_assert_true (memcmp (of_a, of_c, 1000 * sizeof *of_a) != 0);
}

static void
draw_all (gpointer data,
          guint    tree,
          ImbRng  *rng,
          double  *counts)
{
  for (gsize i = 0; i < 500; i++)
    counts[i] = 1.0;
}

static void
draw_the_first (gpointer data,
                guint    tree,
                ImbRng  *rng,
                double  *counts)
{
  counts[0] = 3.0;
}

static void
test_a_forest_takes_the_rows_that_are_drawn (void)
{
  const ImbTreeShape shape = { IMB_TREE_GINI, 4, 2, 1, 0 };
  g_auto (Table) table = make (500, 5, 2, 0, 0.0, 11);
  g_autoptr (ImbTree) tree = grow (&table, table.weights, NULL, &shape, 0);
  g_autoptr (ImbForest) all = grow_forest (&table, table.weights, &shape, draw_all, 0);
  g_autoptr (ImbForest) one = grow_forest (&table, NULL, &shape, draw_the_first, 0);
  g_autofree double *scores = predict (one, &table);

  for (guint t = 0; t < 7; t++)
    {
      const ImbTree *other = imb_forest_tree_at (all, t);

      g_assert_cmpmem (other->nodes, other->n_nodes * sizeof (ImbTreeNode), tree->nodes, tree->n_nodes * sizeof (ImbTreeNode));
      g_assert_cmpuint (imb_forest_tree_at (one, t)->n_nodes, ==, 1);
    }
  for (gsize i = 0; i < 500; i++)
    g_assert_cmpfloat (scores[2 * i + table.classes[0]], ==, 1.0);
}

/* Weights of the rows in each node, from the rows themselves. */
static void
test_facts_are_those_of_the_rows (void)
{
  for (guint missing = 0; missing < 2; missing++)
    for (guint criterion = IMB_TREE_GINI; criterion <= IMB_TREE_ENTROPY; criterion++)
      {
        const ImbTreeShape shape = { (ImbTreeCriterion) criterion, 6, 2, 1, 0 };
        g_auto (Table) table = make (60000, 5, 3, 0, 0.1 * missing, 12); /* more than a branch */
        g_autoptr (ImbTree) tree = grow (&table, table.weights, NULL, &shape, 0);
        g_autofree double *totals = g_new0 (double, tree->n_nodes * 3), *impurities = g_new0 (double, tree->n_nodes);
        double             importances[5], expected[5] = { 0 }, sum = 0.0;

        for (gsize i = 0; i < table.n; i++)
          totals[(gsize) (imb_tree_leaf (tree, table.rows[i]) - tree->nodes) * 3 + table.classes[i]] += table.weights[i];
        for (gsize node = tree->n_nodes; node-- > 0;)
          {
            const ImbTreeNode *at = &tree->nodes[node];
            const gboolean     is_leaf = (at->feature & ~IMB_TREE_MISSING_LEFT) >= IMB_TREE_MIXED;
            double            *own = totals + node * 3, cover, gain;

            for (guint c = 0; c < 3 && !is_leaf; c++)
              own[c] = totals[at->child * 3 + c] + totals[(at->child + 1) * 3 + c];
            cover = own[0] + own[1] + own[2];
            for (guint c = 0; c < 3; c++)
              impurities[node] += criterion == IMB_TREE_GINI ? own[c] * (1.0 - own[c] / cover) : own[c] > 0.0 ? -own[c] * log (own[c] / cover)
                                                                                                              : 0.0;
            gain = is_leaf ? 0.0 : impurities[node] - impurities[at->child] - impurities[at->child + 1];
            g_assert_cmpfloat_with_epsilon (tree->facts[node].cover, cover, 1e-6);
            g_assert_cmpfloat_with_epsilon (tree->facts[node].gain, gain, 1e-6);
            if (!is_leaf)
              expected[at->feature & ~IMB_TREE_MISSING_LEFT] += gain;
            sum += gain;
          }
        imb_tree_importances (tree, importances, 5);
        for (guint j = 0; j < 5; j++)
          g_assert_cmpfloat_with_epsilon (importances[j], expected[j] / sum, 1e-9);
      }
}

static void
draw_by_tree (gpointer data,
              guint    tree,
              ImbRng  *rng,
              double  *counts)
{
  for (gsize i = 0; i < 500; i++)
    counts[i] = i % 7 != tree;
}

static void
draw_a_few (gpointer data,
            guint    tree,
            ImbRng  *rng,
            double  *counts)
{
  for (gsize i = 0; i < (tree % 2 == 0 ? 25 : 80); i++)
    counts[imb_rng_below (rng, 500)] += 1.0;
}

/* Trees of few rows are the same whether all rows are sorted before or not. */
static void
test_few_rows_are_sorted_anew (void)
{
  const ImbTreeShape shape = { IMB_TREE_GINI, 0, 2, 1, 2 };
  g_auto (Table) table = make (500, 5, 3, 6, 0.1, 14);
  g_autoptr (ImbForest) sorted = grow_forest (&table, table.weights, &shape, draw_a_few, 0);
  g_autoptr (ImbPresort) presort = imb_presort_new_unsorted (table.rows, table.classes, 500, 5, 3);
  g_autoptr (ImbForest) unsorted = NULL;
  g_autofree ImbRng *rng = g_new (ImbRng, 1);
  g_autofree double *with = predict (sorted, &table), *without = NULL;

  imb_rng_init (rng, 0);
  unsorted = imb_forest_grow (presort, table.weights, NULL, &shape, 7, draw_a_few, NULL, rng, NULL, NULL);
  without = predict (unsorted, &table);
  g_assert_cmpmem (with, 1500 * sizeof *with, without, 1500 * sizeof *without);
}

/* Some of the values are missing. */
static void
assert_votes (gsize  n,
              gsize  d,
              double missing)
{
  const ImbTreeShape shape = { IMB_TREE_GINI, 4, 2, 3, 0 };
  g_auto (Table) table = make (n, d, 3, 0, missing, 13);
  g_autoptr (ImbForest) forest = grow_forest (&table, NULL, &shape, draw_by_tree, 0);
  g_autofree guint8 *is_outvoted = g_new (guint8, 8 * n);
  guint              n_some = 0;

  for (guint needed = 0; needed <= 7; needed++)
    g_assert_true (imb_forest_outvote (forest, table.rows, table.classes, NULL, n, needed, is_outvoted + needed * n, NULL, NULL));
  for (gsize i = 0; i < n; i++)
    {
      guint wanted = 0;

      for (guint t = 0; t < 7; t++)
        {
          double scores[3] = { 0 };

          imb_tree_add (imb_forest_tree_at (forest, t), &table.rows[i], 1, scores);
          wanted += table.classes[i] != (scores[0] >= MAX (scores[1], scores[2]) ? 0 : scores[1] >= scores[2] ? 1
                                                                                                              : 2);
        }
      for (guint needed = 0; needed <= 7; needed++)
        g_assert_cmpuint (is_outvoted[needed * n + i], ==, wanted >= needed);
      n_some += wanted > 0 && wanted < 7;
    }
  g_assert_cmpuint (n_some, >, 10);
}

/* Also more rows, and more columns that are asked about, than are laid out at once. */
static void
test_trees_vote_against_rows (void)
{
  assert_votes (500, 5, 0.0);
  assert_votes (2500, 5, 0.2);
  assert_votes (1200, 300, 0.1);
}

static void
test_a_cancelled_job_grows_nothing (void)
{
  const ImbTreeShape shape = { IMB_TREE_GINI, 0, 2, 1, 0 };
  g_auto (Table) table = make (500, 5, 2, 0, 0.0, 12);
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (ImbPresort) presort = presort_of (&table);
  g_autofree ImbRng *rng = g_new (ImbRng, 1);
  g_autoptr (GError) error = NULL;

  imb_rng_init (rng, 0);
  imb_job_cancel (job);
  g_assert_null (imb_presort_new (table.rows, table.classes, 500, 5, 2, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (imb_tree_grow (presort_of (&table), NULL, NULL, &shape, rng, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (imb_forest_grow (presort, NULL, NULL, &shape, 3, NULL, NULL, rng, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tree/columns-are-in-order", test_columns_are_in_order);
  g_test_add_func ("/tree/every-cut-is-a-best-one", test_every_cut_is_a_best_one);
  g_test_add_func ("/tree/scale-is-a-weight-for-each-row", test_scale_is_a_weight_for_each_row);
  g_test_add_func ("/tree/half-the-weights-make-the-same-tree", test_half_the_weights_make_the_same_tree);
  g_test_add_func ("/tree/leaves-hold-the-shares-of-their-rows", test_leaves_hold_the_shares_of_their_rows);
  g_test_add_func ("/tree/a-chain-is-no-deep-recursion", test_a_chain_is_no_deep_recursion);
  g_test_add_func ("/tree/missing-values-go-to-the-better-side", test_missing_values_go_to_the_better_side);
  g_test_add_func ("/tree/a-value-missing-only-now-goes-with-most", test_a_value_missing_only_now_goes_with_most);
  g_test_add_func ("/tree/all-equal-rows-are-one-leaf", test_all_equal_rows_are_one_leaf);
  g_test_add_func ("/tree/constant-columns-are-drawn-in-vain", test_constant_columns_are_drawn_in_vain);
  g_test_add_func ("/tree/threads-change-neither-tree-nor-forest", test_threads_change_neither_tree_nor_forest);
  g_test_add_func ("/tree/the-seed-makes-the-forest", test_the_seed_makes_the_forest);
  g_test_add_func ("/tree/a-forest-takes-the-rows-that-are-drawn", test_a_forest_takes_the_rows_that_are_drawn);
  g_test_add_func ("/tree/few-rows-are-sorted-anew", test_few_rows_are_sorted_anew);
  g_test_add_func ("/tree/facts-are-those-of-the-rows", test_facts_are_those_of_the_rows);
  g_test_add_func ("/tree/trees-vote-against-rows", test_trees_vote_against_rows);
  g_test_add_func ("/tree/a-cancelled-job-grows-nothing", test_a_cancelled_job_grows_nothing);
  return g_test_run ();
}
