/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What features add: of boosted members Shapley's values of their mean logit, worked out from their trees over all sets of features; of linear models and
 * naive Bayes terms that depend on one column alone, with a literal example. */
#include <math.h>
#include <string.h>

#include "engine/imb.h"
#include "engine/models/imb-contribute.h"
#include "tests/shapley.h"

#define N       120
#define N_COLS  4
#define MEMBERS 3
#define ASKED   15
#define SIZE    (N_COLS + 1)

typedef struct
{
  ImbMatrix *x;
  guint16    classes[N];
  ImbView    view;
} Rows;

/* The last of @n_classes is left out when @n_present says so. */
static void
rows_init (Rows   *self,
           guint   n_present,
           guint   n_classes,
           guint32 seed)
{
  ImbRng rng;

  imb_rng_init (&rng, seed);
  self->x = imb_matrix_new (N, N_COLS, NULL);
  for (gsize i = 0; i < N; i++)
    {
      self->classes[i] = i % 3 == 0 ? (guint16) (i / 3 % n_present) : 0;
      for (gsize j = 0; j < N_COLS; j++)
        imb_matrix_row (self->x, i)[j] = imb_rng_normal (&rng) + (j % n_present == self->classes[i] ? 1.0 : 0.0);
    }
  self->view = imb_view_of (self->x, self->classes, n_classes);
}

static void
rows_clear (Rows *self)
{
  imb_matrix_free (self->x);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rows, rows_clear)

/* ---- boosted members ---- */

static ImbBoosted *
boost (const ImbView    *view,
       ImbBoostAlgorithm algorithm,
       guint             depth,
       int               n_rounds,
       guint32           seed)
{
  const ImbBoostSettings settings = { n_rounds, 0.7, (int) algorithm };
  const ImbBoostRule     rule = { .settings = &settings, .shape = { IMB_TREE_GINI, depth, 2, 1, 2, TRUE } };
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (GError) error = NULL;
  ImbRng      rng;
  ImbBoosted *boosted;

  imb_rng_init (&rng, seed);
  boosted = imb_boost_view (view, "none", &rule, &rng, NULL, notes, &error);
  g_assert_no_error (error);
  return boosted;
}

/* The mean vote for a class when only the features in @known are told. */
static double
expect (const ImbTree *tree,
        guint32        at,
        const double  *row,
        guint          known,
        guint          c)
{
  const ImbTreeNode *node = &tree->nodes[at];
  const guint32      feature = node->feature & ~IMB_TREE_MISSING_LEFT;

  if (feature >= IMB_TREE_MIXED)
    return imb_tree_probability (tree, node, c);
  if ((known >> feature & 1) != 0)
    return expect (tree, node->child + (row[feature] > node->threshold ? 1 : 0), row, known, c);
  return (tree->facts[node->child].cover * expect (tree, node->child, row, known, c)
          + tree->facts[node->child + 1].cover * expect (tree, node->child + 1, row, known, c))
         / tree->facts[at].cover;
}

typedef struct
{
  ImbBoosted  **members;
  const double *row;
  guint         c;
  gboolean      is_two; /* classes that are 0 and 1 */
} Asked;

static double
mean_logit (guint    known,
            gpointer data)
{
  const Asked *asked = data;
  double       sum = 0.0;

  for (guint m = 0; m < MEMBERS; m++)
    {
      const ImbBoosted *member = asked->members[m];
      const guint       n = imb_boosted_n_trees (member);

      for (guint t = 0; t < n; t++)
        {
          const ImbTree *tree = imb_forest_tree_at (member->forest, t);

          sum += member->scale / n * expect (tree, 0, asked->row, known, asked->c);
          if (asked->is_two)
            sum -= member->scale / n * expect (tree, 0, asked->row, known, 1 - asked->c);
        }
    }
  return sum / MEMBERS;
}

static void
assert_members (ImbBoostAlgorithm algorithm,
                guint             n_present)
{
  const guint K = n_present + 1;
  g_auto (Rows) rows = { 0 };
  ImbBoosted        *members[MEMBERS];
  g_autofree double *out = g_new (double, N *K *SIZE);
  g_autoptr (GError) error = NULL;

  rows_init (&rows, n_present, K, 40 + n_present);
  for (guint m = 0; m < MEMBERS; m++)
    members[m] = boost (&rows.view, algorithm, 1 + m, 3 + 2 * (int) m, m);
  memset (out, 0xff, N * K * SIZE * sizeof *out);
  g_assert_true (imb_contribute_boosted (members, MEMBERS, rows.x, out, NULL, &error));
  for (guint i = 0; i < ASKED; i++)
    for (guint c = 0; c < n_present; c++)
      {
        const double *own = out + (i * K + c) * SIZE;
        Asked         asked = { members, imb_matrix_row (rows.x, i), c, n_present == 2 };
        double        sum = own[N_COLS];

        g_assert_cmpfloat_with_epsilon (own[N_COLS], mean_logit (0, &asked), 1e-9);
        for (guint j = 0; j < N_COLS; j++)
          {
            g_assert_cmpfloat_with_epsilon (own[j], shapley_value (mean_logit, &asked, N_COLS, j), 1e-9);
            sum += own[j];
          }
        g_assert_cmpfloat_with_epsilon (sum, mean_logit ((1u << N_COLS) - 1, &asked), 1e-9);
      }
  for (guint i = 0; i < N; i++)
    g_assert_cmpfloat (out[(i * K + K - 1) * SIZE + N_COLS], ==, -INFINITY);
  for (guint m = 0; m < MEMBERS; m++)
    imb_boosted_free (members[m]);
}

static void
test_members_have_shapleys_values (void)
{
  for (guint n_present = 2; n_present <= 3; n_present++)
    {
      assert_members (IMB_BOOST_SAMME, n_present);
      assert_members (IMB_BOOST_SAMME_R, n_present);
    }
}

/* ---- terms ---- */

static double *
contributions_of (const char      *spec,
                  const ImbView   *view,
                  const ImbMatrix *rows)
{
  const ImbModel *model;
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (GError) error = NULL;
  gpointer values, fitted;
  double  *out = g_new (double, rows->n_rows * view->n_classes * (rows->n_cols + 1));

  g_assert_true (imb_model_parse (spec, &model, &values, &error));
  fitted = imb_model_fit (model, values, view, 3, NULL, notes, &error);
  g_assert_no_error (error);
  g_assert_true (model->contributions (fitted, rows, out, NULL, &error));
  model->free (fitted);
  imb_values_free (&model->base, values);
  return out;
}

static const char *const of_all_kinds[] = { "decision-tree:max_depth=3", "gradient-boosting:min_samples_leaf=1,max_leaf_nodes=4,max_iter=5", "adaboost:n_estimators=5,max_depth=2",
                                            "logistic-regression:tol=1e-10", "gaussian-naive-bayes" };

/* What a model counts as usual is that of the rows as often as their weights say. */
static void
test_a_weight_is_a_repetition (void)
{
  for (guint m = 0; m < G_N_ELEMENTS (of_all_kinds); m++)
    for (guint n_present = 2; n_present <= 3; n_present++)
      {
        g_auto (Rows) rows = { 0 };
        g_autoptr (ImbMatrix) x = imb_matrix_new (2 * N, N_COLS, NULL);
        guint16            classes[2 * N];
        double             weights[N];
        gsize              n = 0;
        ImbView            repeated;
        g_autofree double *once = NULL, *often = NULL;

        rows_init (&rows, n_present, n_present, 80 + n_present);
        for (gsize i = 0; i < N; i++)
          {
            weights[i] = 1.0 + (double) (i % 3);
            for (gsize r = 0; r <= i % 3; r++, n++)
              {
                classes[n] = rows.classes[i];
                memcpy (imb_matrix_row (x, n), imb_matrix_row (rows.x, i), N_COLS * sizeof (double));
              }
          }
        repeated = imb_view_of (x, classes, n_present);
        g_assert_cmpuint (n, ==, 2 * N);
        rows.view.weights = weights;
        once = contributions_of (of_all_kinds[m], &rows.view, rows.x);
        often = contributions_of (of_all_kinds[m], &repeated, rows.x);
        for (gsize at = 0; at < N * n_present * SIZE; at++)
          g_assert_cmpfloat_with_epsilon (once[at], often[at], 1e-6);
      }
}

static const char *const of_terms[] = { "logistic-regression", "linear-svm", "gaussian-naive-bayes" };

/* The mean over the training rows is nothing, and the base value is the same for all. */
static void
test_terms_are_nothing_on_the_average (void)
{
  for (guint m = 0; m < G_N_ELEMENTS (of_terms); m++)
    for (guint n_present = 2; n_present <= 3; n_present++)
      {
        g_auto (Rows) rows = { 0 };
        double             weights[N], all = 0.0;
        g_autofree double *out = NULL;

        rows_init (&rows, n_present, n_present, 60 + n_present);
        for (gsize i = 0; i < N; i++)
          all += weights[i] = 1.0 + (double) (i % 5);
        rows.view.weights = weights;
        out = contributions_of (of_terms[m], &rows.view, rows.x);
        for (guint c = 0; c < n_present; c++)
          for (gsize j = 0; j < N_COLS; j++)
            {
              double mean = 0.0, amount = 0.0;

              for (gsize i = 0; i < N; i++)
                {
                  const double *own = out + (i * n_present + c) * SIZE;

                  mean += weights[i] / all * own[j];
                  amount += fabs (own[j]) / N;
                  g_assert_cmpfloat (own[N_COLS], ==, out[c * SIZE + N_COLS]);
                }
              g_assert_cmpfloat_with_epsilon (mean, 0.0, 1e-12);
              g_assert_cmpfloat (amount, >, 1e-3);
            }
      }
}

static void
test_terms_depend_on_their_column_alone (void)
{
  for (guint m = 0; m < G_N_ELEMENTS (of_terms); m++)
    {
      g_auto (Rows) rows = { 0 };
      g_autoptr (ImbMatrix) moved = imb_matrix_new (N, N_COLS, NULL);
      g_autofree double *before = NULL, *after = NULL;

      rows_init (&rows, 3, 3, 70);
      for (gsize i = 0; i < N; i++)
        for (gsize j = 0; j < N_COLS; j++)
          imb_matrix_row (moved, i)[j] = imb_matrix_row (rows.x, i)[j] + (j == 2 ? 1.5 : 0.0);
      before = contributions_of (of_terms[m], &rows.view, rows.x);
      after = contributions_of (of_terms[m], &rows.view, moved);
      for (gsize at = 0; at < N * 3 * SIZE; at++)
        if (at % SIZE == 2)
          g_assert_cmpfloat (fabs (after[at] - before[at]), >, 1e-6);
        else
          g_assert_cmpfloat (after[at], ==, before[at]);
    }
}

/* Two rows of each class at 0 and 2, at 4 and 6: means 1 and 5, variances 1, so that the log-odds of the second are 4 x − 12; in the other column
 * both classes have mean 0, variances 1 and 4: ¾ · x² / 2 − log 2, on the average ¾ · 2.5 / 2 − log 2. */
static void
test_terms_of_naive_bayes (void)
{
  static const double values[4][2] = { { 0.0, -1.0 }, { 2.0, 1.0 }, { 4.0, -2.0 }, { 6.0, 2.0 } };
  static const double expected[4][3] = {
    { -12.0, -0.5625, 0.9375 },
    { -4.0, -0.5625, 0.9375 },
    { 4.0, 0.5625, 0.9375 },
    { 12.0, 0.5625, 0.9375 },
  };
  guint16 classes[4] = { 0, 0, 1, 1 };
  g_autoptr (ImbMatrix) x = imb_matrix_new (4, 2, NULL);
  g_autofree double *out = NULL;
  ImbView            view;

  for (gsize i = 0; i < 4; i++)
    memcpy (imb_matrix_row (x, i), values[i], sizeof values[i]);
  view = imb_view_of (x, classes, 2);
  out = contributions_of ("gaussian-naive-bayes:var_smoothing=1e-15", &view, x);
  for (gsize i = 0; i < 4; i++)
    for (gsize j = 0; j < 3; j++)
      {
        const double own = out[(2 * i + 1) * 3 + j];

        g_assert_cmpfloat_with_epsilon (own, expected[i][j] - (j == 2 ? log (2.0) : 0.0), 1e-12);
        g_assert_cmpfloat (out[2 * i * 3 + j], ==, -own);
      }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contribute/members-have-shapleys-values", test_members_have_shapleys_values);
  g_test_add_func ("/contribute/a-weight-is-a-repetition", test_a_weight_is_a_repetition);
  g_test_add_func ("/contribute/terms-are-nothing-on-the-average", test_terms_are_nothing_on_the_average);
  g_test_add_func ("/contribute/terms-depend-on-their-column-alone", test_terms_depend_on_their_column_alone);
  g_test_add_func ("/contribute/terms-of-naive-bayes", test_terms_of_naive_bayes);
  return g_test_run ();
}
