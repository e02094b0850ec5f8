/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bins, histograms, cuts and trees of boosting against the plainest way to get them. */
#include <math.h>
#include <string.h>

#include "engine/core/imb-parallel.h"
#include "engine/core/imb-rng.h"
#include "engine/kernels/imb-hist-tree.h"

typedef struct
{
  gsize          n;
  gsize          d;
  double        *values;
  const double **rows;
  ImbHistPair   *pairs;
  ImbHistBins   *bins;
} Table;

/* Numbers of @n_values kinds (0: all different), of which a share is missing. */
static Table
make (gsize   n,
      gsize   d,
      guint   n_values,
      double  missing,
      guint32 seed)
{
  Table  table = { n, d, g_new (double, n *d), g_new (const double *, n), g_new (ImbHistPair, n), NULL };
  ImbRng rng;

  imb_rng_init (&rng, seed);
  for (gsize i = 0; i < n; i++)
    {
      table.rows[i] = table.values + i * d;
      for (gsize j = 0; j < d; j++)
        {
          const double value = imb_rng_normal (&rng);

          table.values[i * d + j] = imb_rng_double (&rng) < missing ? NAN : n_values > 0 ? floor (value * n_values / 4.0)
                                                                                         : value;
        }
      table.pairs[i] = (ImbHistPair){ imb_rng_normal (&rng) - (table.values[i * d] > 0.5), 0.05 + imb_rng_double (&rng) };
    }
  table.bins = imb_hist_bins_new (table.rows, n, d, 255, NULL, NULL);
  g_assert_nonnull (table.bins);
  return table;
}

static void
table_clear (Table *self)
{
  g_free (self->values);
  g_free (self->rows);
  g_free (self->pairs);
  imb_hist_bins_free (self->bins);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, table_clear)

static guint
bin_at (const ImbHistBins *bins,
        gsize              i,
        gsize              j)
{
  const guint in_word = (guint) ((bins->words[(j / 8) * bins->n_rows + i] >> (8 * (j % 8))) & 0xff);

  g_assert_cmpuint (imb_hist_bins_column (bins, j)[i], ==, in_word);
  return in_word;
}

/* ---- bins ---- */

static void
test_few_values_are_bins_of_their_own (void)
{
  const double  values[][2] = { { 3.0, 7.0 }, { 1.0, 7.0 }, { NAN, 7.0 }, { 2.0, 7.0 }, { 1.0, 7.0 }, { -INFINITY, 7.0 }, { INFINITY, 7.0 } };
  const guint   wanted[] = { 3, 1, 5, 2, 1, 0, 4 };
  const double *rows[7];
  g_autoptr (ImbHistBins) bins = NULL;

  for (guint i = 0; i < 7; i++)
    rows[i] = values[i];
  bins = imb_hist_bins_new (rows, 7, 2, 255, NULL, NULL);
  g_assert_cmpuint (bins->n_bins[0], ==, 5);
  g_assert_cmpfloat (bins->edges[0][1], ==, 1.5);
  g_assert_cmpfloat (bins->edges[0][2], ==, 2.5);
  g_assert_true (bins->has_missing[0] && !bins->has_missing[1]);
  g_assert_cmpuint (bins->n_bins[1], ==, 1);
  for (guint i = 0; i < 7; i++)
    {
      g_assert_cmpuint (bin_at (bins, i, 0), ==, wanted[i]);
      g_assert_cmpuint (bin_at (bins, i, 1), ==, 0);
    }
}

/* Ten values in four bins: numpy.percentile ([0 … 9], [25, 50, 75], method="midpoint") is 2.5, 4.5, 6.5. */
static void
test_many_values_share_bins_by_quantiles (void)
{
  const double  values[] = { 9, 2, 5, 0, 7, 1, 8, 3, 6, 4 };
  const double *rows[10];
  g_autoptr (ImbHistBins) bins = NULL;

  for (guint i = 0; i < 10; i++)
    rows[i] = values + i;
  bins = imb_hist_bins_new (rows, 10, 1, 4, NULL, NULL);
  g_assert_cmpuint (bins->n_bins[0], ==, 4);
  g_assert_cmpfloat (bins->edges[0][0], ==, 2.5);
  g_assert_cmpfloat (bins->edges[0][1], ==, 4.5);
  g_assert_cmpfloat (bins->edges[0][2], ==, 6.5);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (bin_at (bins, i, 0), ==, values[i] <= 2 ? 0 : values[i] <= 4 ? 1
                                                                  : values[i] <= 6 ? 2
                                                                                   : 3);
}

static void
test_bins_are_between_their_edges (void)
{
  for (guint trial = 0; trial < 6; trial++)
    {
      g_auto (Table) table = make (3000, 11, trial % 2 ? 20 : 0, trial < 3 ? 0.0 : 0.2, trial);

      for (gsize j = 0; j < table.d; j++)
        {
          const double *edges = table.bins->edges[j];
          const guint   n_bins = table.bins->n_bins[j];

          g_assert_cmpuint (n_bins, <=, 255);
          for (guint b = 1; b + 1 < n_bins; b++)
            g_assert_cmpfloat (edges[b - 1], <, edges[b]);
          for (gsize i = 0; i < table.n; i++)
            {
              const double value = table.rows[i][j];
              const guint  bin = bin_at (table.bins, i, j);

              if (isnan (value))
                g_assert_cmpuint (bin, ==, n_bins);
              else
                g_assert_true (bin < n_bins && (bin == 0 || value > edges[bin - 1]) && (bin == n_bins - 1 || value <= edges[bin]));
            }
        }
    }
}

/* Of very many rows a sample makes the edges; here rows come in turns of two kinds. */
static void
test_bins_of_very_many_rows_are_about_equal (void)
{
  const gsize               n = 500000;
  g_autofree double        *values = g_new (double, n);
  g_autofree const double **rows = g_new (const double *, n);
  guint                     counts[256] = { 0 };
  ImbRng                    rng;
  g_autoptr (ImbHistBins) bins = NULL;

  imb_rng_init (&rng, 1);
  for (gsize i = 0; i < n; i++)
    {
      values[i] = i == 77 ? NAN : imb_rng_double (&rng) + (double) (i % 2);
      rows[i] = values + i;
    }
  bins = imb_hist_bins_new (rows, n, 1, 250, NULL, NULL);
  g_assert_true (bins->has_missing[0]);
  g_assert_cmpuint (bins->n_bins[0], ==, 250);
  for (gsize i = 0; i < n; i++)
    counts[bin_at (bins, i, 0)]++;
  for (guint b = 0; b < 250; b++)
    {
      g_assert_cmpuint (counts[b], >, 1600);
      g_assert_cmpuint (counts[b], <, 2400);
    }
  g_assert_cmpuint (counts[250], ==, 1);
}

/* ---- histograms ---- */

static ImbHistSlot *
slots_new (gsize n_cols)
{
  const gsize  n = n_cols * IMB_HIST_SLOTS;
  ImbHistSlot *slots = g_aligned_alloc0 (n, sizeof *slots, 64);

  return slots;
}

/* Sums in the order of rows, so that they are equal to the last bit. */
static void
test_histograms_are_plain_sums (void)
{
  for (gsize d = 1; d <= 19; d += 3)
    {
      g_auto (Table) table = make (2000, d, 0, 0.1, (guint32) d);
      g_autofree guint32     *rows = g_new (guint32, 2000);
      g_autofree ImbHistPair *ordered = g_new (ImbHistPair, 2000);
      ImbHistSlot            *all = slots_new (d), *some = slots_new (d), *plain = slots_new (d), *wanted = slots_new (d);
      gsize                   n = 0;

      for (guint32 i = 0; i < 2000; i++)
        if (i % 3 == 0)
          {
            rows[n] = i;
            ordered[n++] = table.pairs[i];
          }
      for (gsize first = 0; first < d; first += 8)
        imb_hist_add (table.bins, first, MIN (8, d - first), NULL, 2000, table.pairs, all);
      for (gsize first = 0; first < d; first += 4)
        imb_hist_add (table.bins, first, MIN (4, d - first), rows, n, ordered, some);
      for (gsize i = 0; i < 2000; i++)
        for (gsize j = 0; j < d; j++)
          {
            const gsize       slot = j * IMB_HIST_SLOTS + bin_at (table.bins, i, j);
            const ImbHistSlot row = { table.pairs[i][0], table.pairs[i][1], 1.0, 0.0 };

            plain[slot] += row;
            if (i % 3 == 0)
              wanted[slot] += row;
          }
      g_assert_cmpmem (all, d * IMB_HIST_SLOTS * sizeof *all, plain, d * IMB_HIST_SLOTS * sizeof *plain);
      g_assert_cmpmem (some, d * IMB_HIST_SLOTS * sizeof *some, wanted, d * IMB_HIST_SLOTS * sizeof *wanted);

      imb_hist_subtract (all, some, d * IMB_HIST_SLOTS);
      for (gsize s = 0; s < d * IMB_HIST_SLOTS; s++)
        g_assert_cmpfloat (all[s][2], ==, plain[s][2] - wanted[s][2]);
      g_aligned_free (all);
      g_aligned_free (some);
      g_aligned_free (plain);
      g_aligned_free (wanted);
    }
}

/* ---- cuts ---- */

static double
plain_worth (double               g,
             double               h,
             const ImbHistLimits *limits)
{
  double value = -g / (h + limits->l2_regularization);

  if (limits->max_delta_step > 0.0)
    value = CLAMP (value, -limits->max_delta_step, limits->max_delta_step);
  return -2.0 * g * value - (h + limits->l2_regularization) * value * value;
}

/* The gain of sending to the left what a bin up to @bin, or none, says; NaN when the limits forbid it. */
static double
plain_gain (const Table         *table,
            const guint32       *rows,
            gsize                n,
            gsize                j,
            guint                bin,
            gboolean             missing_left,
            const ImbHistLimits *limits)
{
  double g[2] = { 0.0, 0.0 }, h[2] = { 0.0, 0.0 };
  gsize  count[2] = { 0, 0 };

  for (gsize i = 0; i < n; i++)
    {
      const guint own = bin_at (table->bins, rows[i], j);
      const guint side = own == table->bins->n_bins[j] ? !missing_left : own > bin;

      g[side] += table->pairs[rows[i]][0];
      h[side] += table->pairs[rows[i]][1];
      count[side]++;
    }
  for (guint side = 0; side < 2; side++)
    if (count[side] < limits->min_samples_leaf || h[side] < limits->min_child_weight)
      return NAN;
  return plain_worth (g[0], h[0], limits) + plain_worth (g[1], h[1], limits) - plain_worth (g[0] + g[1], h[0] + h[1], limits);
}

static double
best_plain_gain (const Table         *table,
                 const guint32       *rows,
                 gsize                n,
                 gsize                j,
                 const ImbHistLimits *limits)
{
  double best = 0.0;

  for (guint bin = 0; bin < table->bins->n_bins[j]; bin++)
    for (guint missing_left = 0; missing_left < 2; missing_left++)
      {
        const double gain = plain_gain (table, rows, n, j, bin, missing_left, limits);

        best = gain > best ? gain : best;
      }
  return best;
}

static const ImbHistLimits all_limits[] = {
  { 1, 0.0, 0.0, 0.0 },
  { 20, 1e-3, 0.0, 0.0 },
  { 5, 10.0, 1.0, 0.0 },
  { 1, 0.0, 0.0, 0.1 },
  { 3, 2.0, 5.0, 0.3 },
  { 600, 0.0, 0.0, 0.0 },
};

static void
test_the_cut_is_the_best_one (void)
{
  guint n_found = 0, n_missing_left = 0;

  for (guint trial = 0; trial < 36; trial++)
    {
      const ImbHistLimits *limits = &all_limits[trial % 6];
      g_auto (Table) table = make (300, 3, trial % 3 == 0 ? 12 : 0, trial % 4 < 2 ? 0.0 : 0.3, trial);
      guint32      rows[300];
      ImbHistSlot *slots = slots_new (3);
      ImbHistPair  total = { 0.0, 0.0 };

      for (guint32 i = 0; i < 300; i++)
        {
          rows[i] = i;
          total += table.pairs[i];
        }
      imb_hist_add (table.bins, 0, 3, NULL, 300, table.pairs, slots);
      for (gsize j = 0; j < 3; j++)
        {
          const ImbHistSplit split = imb_hist_split (table.bins, j, slots + j * IMB_HIST_SLOTS, total, 300, limits);

          g_assert_cmpfloat_with_epsilon (split.gain, best_plain_gain (&table, rows, 300, j, limits), 1e-9);
          if (split.gain == 0.0)
            continue;
          g_assert_cmpuint (split.feature, ==, j);
          g_assert_cmpfloat_with_epsilon (split.gain, plain_gain (&table, rows, 300, j, split.bin, split.missing_left, limits), 1e-9);
          n_found++;
          n_missing_left += split.missing_left != 0;
        }
      g_aligned_free (slots);
    }
  g_assert_cmpuint (n_found, >, 60);
  g_assert_cmpuint (n_missing_left, >, 5);
}

static void
test_steps_are_limited (void)
{
  const ImbHistLimits free = { 1, 0.0, 0.0, 0.0 }, limited = { 1, 0.0, 1.0, 2.0 };

  g_assert_cmpfloat_with_epsilon (imb_hist_value ((ImbHistPair){ -6.0, 2.0 }, &free), 3.0, 1e-13);
  g_assert_cmpfloat_with_epsilon (imb_hist_value ((ImbHistPair){ -6.0, 2.0 }, &limited), 2.0, 1e-13);
  g_assert_cmpfloat_with_epsilon (imb_hist_value ((ImbHistPair){ 600.0, 2.0 }, &limited), -2.0, 1e-13);
  g_assert_cmpfloat_with_epsilon (imb_hist_value ((ImbHistPair){ 0.0, 0.0 }, &free), 0.0, 1e-13);
  g_assert_cmpfloat_with_epsilon (imb_hist_worth ((ImbHistPair){ -6.0, 2.0 }, &free), 18.0, 1e-13);
  g_assert_cmpfloat_with_epsilon (imb_hist_worth ((ImbHistPair){ -9.0, 2.0 }, &limited), 24.0, 1e-13); /* −(2 · −9 · 2 + 3 · 4) */
}

/* ---- trees ---- */

static ImbHistTree *
grow (const Table        *table,
      const ImbHistShape *shape,
      double             *scores)
{
  g_autoptr (ImbHistGrower) grower = imb_hist_grower_new (table->bins, shape, NULL);
  ImbHistTree *tree = imb_hist_grow (grower, table->pairs, NULL, scores, 1, NULL, NULL);

  g_assert_nonnull (tree);
  return tree;
}

static gboolean
goes_left (const ImbHistNode *node,
           double             value)
{
  return isnan (value) ? (node->feature & IMB_HIST_MISSING_LEFT) != 0 : value <= node->threshold;
}

/* Everything that is said of a node, and that its cut is the best of its rows; down to the leaves, of which it returns the number. */
static guint
check_node (const Table        *table,
            const ImbHistShape *shape,
            const ImbHistTree  *tree,
            guint               at,
            guint               depth,
            guint32            *rows,
            gsize               n,
            const double       *scores)
{
  const ImbHistNode  *node = &tree->nodes[at];
  const ImbHistFacts *facts = &tree->facts[at];
  ImbHistPair         total = { 0.0, 0.0 };
  double              best = 0.0;

  for (gsize i = 0; i < n; i++)
    total += table->pairs[rows[i]];
  g_assert_cmpuint (facts->n_rows, ==, n);
  g_assert_cmpfloat (facts->weight, ==, (double) n);
  g_assert_cmpfloat_with_epsilon (facts->cover, total[1], 1e-9);
  g_assert_cmpfloat_with_epsilon (facts->value, shape->learning_rate * imb_hist_value (total, &shape->limits), 1e-9);
  g_assert_true (shape->max_depth == 0 || depth <= shape->max_depth);
  if (node->feature == IMB_HIST_LEAF)
    {
      g_assert_cmpfloat (node->threshold, ==, facts->value);
      g_assert_cmpuint (n, >=, shape->limits.min_samples_leaf);
      for (gsize i = 0; i < n; i++)
        g_assert_cmpfloat (scores[rows[i]], ==, 1.0 + facts->value);
      return 1;
    }

  const gsize         column = node->feature & ~IMB_HIST_MISSING_LEFT;
  gsize               n_left = 0;
  g_autofree guint32 *left = g_new (guint32, n), *right = g_new (guint32, n);

  for (gsize j = 0; j < table->d; j++)
    best = MAX (best, best_plain_gain (table, rows, n, j, &shape->limits));
  g_assert_cmpfloat_with_epsilon (facts->gain, best, 1e-8);
  for (gsize i = 0; i < n; i++)
    if (goes_left (node, table->rows[rows[i]][column]))
      left[n_left++] = rows[i];
    else
      right[i - n_left] = rows[i];
  return check_node (table, shape, tree, node->child, depth + 1, left, n_left, scores) + check_node (table, shape, tree, node->child + 1, depth + 1, right, n - n_left, scores);
}

static void
test_trees_are_the_best_cuts_down_to_leaves (void)
{
  const ImbHistShape shapes[] = {
    { { 20, 1e-3, 0.0, 0.0 }, 31, 0, 0.1 },
    { { 1, 0.0, 1.0, 0.0 }, 6, 0, 1.0 },
    { { 5, 1.0, 0.0, 0.5 }, 0, 3, 0.5 },
    { { 5, 0.0, 0.0, 0.0 }, 1, 0, 0.5 },
  };

  for (guint trial = 0; trial < 12; trial++)
    {
      const ImbHistShape *shape = &shapes[trial % 4];
      g_auto (Table) table = make (400, 1 + trial % 10, trial % 3 == 0 ? 15 : 0, trial % 2 ? 0.15 : 0.0, 50 + trial);
      double  scores[400], again[400];
      guint32 rows[400];
      guint   n_leaves;

      for (guint32 i = 0; i < 400; i++)
        {
          scores[i] = again[i] = 1.0;
          rows[i] = i;
        }

      g_autoptr (ImbHistTree) tree = grow (&table, shape, scores);

      n_leaves = check_node (&table, shape, tree, 0, 0, rows, 400, scores);
      g_assert_cmpuint (tree->n_nodes, ==, 2 * n_leaves - 1);
      g_assert_true (shape->max_leaf_nodes == 0 || n_leaves <= shape->max_leaf_nodes);
      g_assert_true (trial % 4 == 3 || n_leaves > 2);
      imb_hist_tree_add (tree, table.values, table.d, 400, again, 1);
      g_assert_cmpmem (again, sizeof again, scores, sizeof scores);
    }
}

/* Where training had no missing value, one goes with the most rows. */
static void
test_unforeseen_missing_values_go_with_most_rows (void)
{
  const ImbHistShape shape = { { 1, 0.0, 0.0, 0.0 }, 2, 0, 1.0 };
  g_auto (Table) table = make (500, 1, 0, 0.0, 3);
  double             score = 0.0;
  const double       missing = NAN;
  g_autofree double *scores = g_new0 (double, 500);
  g_autoptr (ImbHistTree) tree = grow (&table, &shape, scores);

  g_assert_cmpuint (tree->n_nodes, ==, 3);
  imb_hist_tree_add (tree, &missing, 1, 1, &score, 1);
  g_assert_cmpfloat (score, ==, tree->nodes[tree->facts[1].n_rows > tree->facts[2].n_rows ? 1 : 2].threshold);
}

static void
test_threads_do_not_matter (void)
{
  const ImbHistShape shape = { { 20, 1e-3, 0.0, 0.0 }, 31, 0, 0.1 };
  const guint        threads[] = { 1, 2, 7 };
  g_auto (Table) table = make (60000, 20, 0, 0.05, 9);
  g_autoptr (ImbHistTree) first = NULL;

  for (guint t = 0; t < G_N_ELEMENTS (threads); t++)
    {
      g_autofree double *scores = g_new0 (double, 60000);
      g_autoptr (ImbHistTree) tree = NULL;

      imb_parallel_set_n_threads (threads[t]);
      tree = grow (&table, &shape, scores);
      if (first == NULL)
        first = g_steal_pointer (&tree);
      else
        g_assert_cmpmem (tree->nodes, tree->n_nodes * sizeof *tree->nodes, first->nodes, first->n_nodes * sizeof *first->nodes);
    }
  imb_parallel_set_n_threads (0);
}

static void
test_a_cancelled_tree_leaves_the_grower_usable (void)
{
  const ImbHistShape shape = { { 20, 1e-3, 0.0, 0.0 }, 31, 0, 0.1 };
  g_auto (Table) table = make (2000, 4, 0, 0.0, 9);
  g_autoptr (ImbHistGrower) grower = imb_hist_grower_new (table.bins, &shape, NULL);
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;
  g_autofree double *scores = g_new0 (double, 2000), *wanted = g_new0 (double, 2000);
  g_autoptr (ImbHistTree) tree = NULL;
  g_autoptr (ImbHistTree) other = grow (&table, &shape, wanted);

  imb_job_cancel (job);
  g_assert_null (imb_hist_grow (grower, table.pairs, NULL, scores, 1, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  tree = imb_hist_grow (grower, table.pairs, NULL, scores, 1, NULL, NULL);
  g_assert_cmpmem (tree->nodes, tree->n_nodes * sizeof *tree->nodes, other->nodes, other->n_nodes * sizeof *other->nodes);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hist/few-values-are-bins-of-their-own", test_few_values_are_bins_of_their_own);
  g_test_add_func ("/hist/many-values-share-bins-by-quantiles", test_many_values_share_bins_by_quantiles);
  g_test_add_func ("/hist/bins-are-between-their-edges", test_bins_are_between_their_edges);
  g_test_add_func ("/hist/bins-of-very-many-rows-are-about-equal", test_bins_of_very_many_rows_are_about_equal);
  g_test_add_func ("/hist/histograms-are-plain-sums", test_histograms_are_plain_sums);
  g_test_add_func ("/hist/the-cut-is-the-best-one", test_the_cut_is_the_best_one);
  g_test_add_func ("/hist/steps-are-limited", test_steps_are_limited);
  g_test_add_func ("/hist/trees-are-the-best-cuts-down-to-leaves", test_trees_are_the_best_cuts_down_to_leaves);
  g_test_add_func ("/hist/unforeseen-missing-values-go-with-most-rows", test_unforeseen_missing_values_go_with_most_rows);
  g_test_add_func ("/hist/threads-do-not-matter", test_threads_do_not_matter);
  g_test_add_func ("/hist/a-cancelled-tree-leaves-the-grower-usable", test_a_cancelled_tree_leaves_the_grower_usable);
  return g_test_run ();
}
