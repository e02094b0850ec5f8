/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHAP values of trees against Shapley's sum over all sets of features, on trees that ask about the same again, with NaN and several outputs. */
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/core/imb-rng.h"
#include "engine/kernels/imb-tree-shap.h"
#include "tests/shapley.h"

#define MOST_NODES 4001
#define MOST_COLS  10

typedef struct
{
  ImbShapTree tree;
  ImbShapNode nodes[MOST_NODES];
  double      values[2 * MOST_NODES];
} Tree;

/* Any tree of @n_leaves leaves over @d features. */
static Tree *
make_tree (guint   n_leaves,
           gsize   d,
           guint32 seed)
{
  Tree               *self = g_new0 (Tree, 1);
  g_autofree guint32 *leaves = g_new (guint32, n_leaves);
  ImbRng              rng;
  guint               n = 1, n_values = 0;

  imb_rng_init (&rng, seed);
  leaves[0] = 0;
  self->nodes[0].cover = 1000.0;
  self->tree = (ImbShapTree){ self->nodes, 1, self->values, 2 };
  for (; n < n_leaves; n++)
    {
      const guint  which = (guint) imb_rng_below (&rng, n);
      ImbShapNode *node = &self->nodes[leaves[which]];
      const double share = 0.05 + 0.9 * imb_rng_double (&rng);

      node->threshold = imb_rng_normal (&rng);
      node->feature = (guint32) imb_rng_below (&rng, (guint32) d) | (imb_rng_double (&rng) < 0.5 ? IMB_SHAP_MISSING_LEFT : 0);
      node->child = (guint32) self->tree.n_nodes;
      self->nodes[node->child].cover = share * node->cover;
      self->nodes[node->child + 1].cover = (1.0 - share) * node->cover;
      leaves[which] = node->child;
      leaves[n] = node->child + 1;
      self->tree.n_nodes += 2;
    }
  for (guint l = 0; l < n_leaves; l++)
    {
      self->nodes[leaves[l]].feature = IMB_SHAP_LEAF;
      self->nodes[leaves[l]].child = n_values;
      self->values[2 * n_values] = imb_rng_normal (&rng);
      self->values[2 * n_values++ + 1] = imb_rng_double (&rng);
    }
  return self;
}

/* Rows of normal numbers of which some are missing. */
static double *
make_rows (gsize          n,
           gsize          d,
           const double **rows,
           guint32        seed)
{
  double *values = g_new (double, n *d);
  ImbRng  rng;

  imb_rng_init (&rng, seed);
  for (gsize i = 0; i < n * d; i++)
    values[i] = imb_rng_double (&rng) < 0.1 ? NAN : imb_rng_normal (&rng);
  for (gsize i = 0; i < n; i++)
    rows[i] = values + i * d;
  return values;
}

/* The mean of what the leaves say when only the features in @known are told. */
static double
expect (const Tree   *self,
        guint32       at,
        const double *row,
        guint         known,
        guint         output)
{
  const ImbShapNode *node = &self->nodes[at];
  const guint32      feature = node->feature & ~IMB_SHAP_MISSING_LEFT;
  guint32            next;

  if (feature == IMB_SHAP_LEAF)
    return self->values[2 * node->child + output];
  if ((known >> feature & 1) == 0)
    return (self->nodes[node->child].cover * expect (self, node->child, row, known, output)
            + self->nodes[node->child + 1].cover * expect (self, node->child + 1, row, known, output))
           / node->cover;
  next = isnan (row[feature]) ? (node->feature & IMB_SHAP_MISSING_LEFT) == 0 : row[feature] > node->threshold;
  return expect (self, node->child + next, row, known, output);
}

typedef struct
{
  const Tree   *tree;
  const double *row;
  guint         output;
} Asked;

static double
answer (guint    known,
        gpointer data)
{
  const Asked *asked = data;

  return expect (asked->tree, 0, asked->row, known, asked->output);
}

static void
test_values_are_shapleys (void)
{
  static const struct
  {
    guint n_leaves;
    gsize d;
  } cases[] = { { 1, 3 }, { 2, 1 }, { 2, 3 }, { 5, 1 }, { 8, 2 }, { 20, 3 }, { 40, 6 }, { 60, 9 } };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      const gsize        d = cases[c].d, size = d + 1;
      g_autofree Tree   *tree = make_tree (cases[c].n_leaves, d, c);
      const double      *rows[13];
      g_autofree double *values = make_rows (13, d, rows, 50 + c), *out = g_new0 (double, 13 * 2 * size);

      g_assert_true (imb_tree_shap_add (&tree->tree, rows, 13, d, out, 2 * size, size, NULL, NULL));
      for (guint i = 0; i < 13; i++)
        for (guint k = 0; k < 2; k++)
          {
            const double *own = out + (i * 2 + k) * size;
            Asked         asked = { tree, rows[i], k };
            double        sum = own[d];

            g_assert_cmpfloat_with_epsilon (own[d], expect (tree, 0, rows[i], 0, k), 1e-9);
            for (guint j = 0; j < d; j++)
              {
                g_assert_cmpfloat_with_epsilon (own[j], shapley_value (answer, &asked, (guint) d, j), 1e-9);
                sum += own[j];
              }
            g_assert_cmpfloat_with_epsilon (sum, expect (tree, 0, rows[i], (1u << d) - 1, k), 1e-9);
          }
    }
}

static void
test_values_are_added (void)
{
  g_autofree Tree   *tree = make_tree (30, 4, 1);
  const double      *rows[5];
  g_autofree double *values = make_rows (5, 4, rows, 2), *once = g_new0 (double, 50), *twice = g_new0 (double, 50);

  g_assert_true (imb_tree_shap_add (&tree->tree, rows, 5, 4, once, 10, 5, NULL, NULL));
  for (guint round = 0; round < 2; round++)
    g_assert_true (imb_tree_shap_add (&tree->tree, rows, 5, 4, twice, 10, 5, NULL, NULL));
  for (guint i = 0; i < 50; i++)
    g_assert_cmpfloat (twice[i], ==, 2.0 * once[i]);
}

/* A chain that asks 1,500 features one after the other: all integrals are of that degree. */
static void
test_long_paths_add_up (void)
{
  enum
  {
    D = 1500,
    N = 9
  };
  g_autofree ImbShapNode *nodes = g_new0 (ImbShapNode, 2 * D + 1);
  g_autofree double      *values = g_new (double, D + 1), *out = g_new0 (double, N *(D + 1));
  const double           *rows[N];
  g_autofree double      *cells = make_rows (N, D, rows, 3);
  const ImbShapTree       tree = { nodes, 2 * D + 1, values, 1 };

  /* Node 0 asks first; the left child of each is the next question, the right one a leaf. */
  for (guint32 j = 0; j < D; j++)
    {
      const guint32 at = j == 0 ? 0 : 2 * j - 1;

      nodes[at] = (ImbShapNode){ 3.0, 2.0 * D - j, j, 2 * j + 1 };
      nodes[2 * j + 2] = (ImbShapNode){ 0.0, 1.0, IMB_SHAP_LEAF, j };
      values[j] = sin (j);
    }
  nodes[2 * D - 1] = (ImbShapNode){ 0.0, D, IMB_SHAP_LEAF, D };
  values[D] = 5.0;
  g_assert_true (imb_tree_shap_add (&tree, rows, N, D, out, D + 1, D + 1, NULL, NULL));
  for (guint i = 0; i < N; i++)
    {
      guint32 at = 0;
      double  sum = 0.0;

      while (nodes[at].feature != IMB_SHAP_LEAF)
        at = nodes[at].child + (guint32) !(rows[i][nodes[at].feature] <= 3.0);
      for (guint j = 0; j <= D; j++)
        sum += out[i * (D + 1) + j];
      g_assert_cmpfloat_with_epsilon (sum, values[nodes[at].child], 1e-9);
    }
}

static void
test_threads_change_nothing (void)
{
  enum
  {
    N = 333
  };
  g_autofree Tree   *tree = make_tree (500, 8, 4);
  const double      *rows[N];
  g_autofree double *values = make_rows (N, 8, rows, 5), *one = g_new0 (double, N * 18), *three = g_new0 (double, N * 18);

  imb_parallel_set_n_threads (1);
  g_assert_true (imb_tree_shap_add (&tree->tree, rows, N, 8, one, 18, 9, NULL, NULL));
  imb_parallel_set_n_threads (3);
  g_assert_true (imb_tree_shap_add (&tree->tree, rows, N, 8, three, 18, 9, NULL, NULL));
  imb_parallel_set_n_threads (0);
  g_assert_cmpmem (one, N * 18 * sizeof *one, three, N * 18 * sizeof *three);
}

static void
test_a_cancelled_job_explains_nothing (void)
{
  g_autofree Tree   *tree = make_tree (500, 8, 4);
  const double      *rows[5];
  g_autofree double *values = make_rows (5, 8, rows, 5), *out = g_new0 (double, 5 * 18);
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;

  imb_job_cancel (job);
  g_assert_false (imb_tree_shap_add (&tree->tree, rows, 5, 8, out, 18, 9, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tree-shap/values-are-shapleys", test_values_are_shapleys);
  g_test_add_func ("/tree-shap/values-are-added", test_values_are_added);
  g_test_add_func ("/tree-shap/long-paths-add-up", test_long_paths_add_up);
  g_test_add_func ("/tree-shap/threads-change-nothing", test_threads_change_nothing);
  g_test_add_func ("/tree-shap/a-cancelled-job-explains-nothing", test_a_cancelled_job_explains_nothing);
  return g_test_run ();
}
