/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Models against scikit-learn's probabilities (golden/models), and what the contract suite cannot know of them: ties,
 * texts, weights, the kernels below. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/imb.h"
#include "engine/kernels/imb-dense.h"
#include "engine/kernels/imb-exp.h"
#include "engine/kernels/imb-minimise.h"
#include "tests/imb-golden.h"

/* Fits and scores; the scores are a block of test->n_rows × n_classes. */
static double *
scores_of (const char      *spec,
           const ImbView   *train,
           const ImbMatrix *test)
{
  const ImbModel *model;
  gpointer        values = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  double  *scores = g_new (double, test->n_rows * train->n_classes);
  gpointer fitted;

  g_assert_true (imb_model_parse (spec, &model, &values, &error));
  fitted = imb_model_fit (model, values, train, 0, NULL, notes, &error);
  g_assert_no_error (error);
  g_assert_nonnull (fitted);
  g_assert_cmpuint (imb_notes_n (notes), ==, 0);
  g_assert_true (model->predict (fitted, test, scores, NULL, &error));
  model->free (fitted);
  imb_values_free (&model->base, values);
  return scores;
}

static void
check_case (char **lines,
            gsize *at)
{
  g_auto (GStrv) head = g_strsplit (lines[*at], ",", 3);
  g_autofree char   *file = g_strdup_printf ("models/%s.csv", head[0]);
  GoldenTable        table = golden_table (file);
  gsize              n = table.x->n_rows;
  g_autofree double *weights = g_new (double, n);
  g_autofree double *scores = NULL;
  g_autoptr (ImbMatrix) test = imb_matrix_new (n, table.x->n_cols, NULL);
  guint  n_classes = 0;
  double near = g_str_has_prefix (head[2], "logistic") ? 1e-7 : 1e-9;

  for (gsize i = 0; i < n; i++)
    {
      n_classes = MAX (n_classes, table.classes[i] + 1u);
      weights[i] = 1.0 + (double) (i % 4);
      for (gsize j = 0; j < test->n_cols; j++)
        imb_matrix_row (test, i)[j] = imb_matrix_row (table.x, i)[j] + 0.125;
    }

  ImbView view = imb_view_of (table.x, table.classes, n_classes);

  if (head[1][0] == '1')
    view.weights = weights;
  scores = scores_of (head[2], &view, test);
  for (gsize i = 0; i < n; i++)
    {
      g_auto (GStrv) wanted = g_strsplit (lines[++*at], ",", -1);

      for (guint c = 0; c < n_classes; c++)
        if (!(fabs (scores[i * n_classes + c] - g_ascii_strtod (wanted[c], NULL)) < near))
          g_error ("%s on %s: row %zu class %u has %.17g, not %s", head[2], head[0], i, c, scores[i * n_classes + c], wanted[c]);
    }
  imb_matrix_free (table.x);
  g_free (table.classes);
  ++*at;
}

static void
test_probabilities_are_scikit_learns (void)
{
  g_auto (GStrv) lines = golden_lines ("models/cases.csv");
  gsize at = 0, n_cases = 0;

  for (; lines[at] != NULL; n_cases++)
    check_case (lines, &at);
  g_assert_cmpuint (n_cases, ==, 34);
}

/* n rows of two overlapping classes, the second a tenth. */
static ImbMatrix *
make_rows (gsize    n,
           gsize    d,
           guint16 *classes,
           guint32  seed)
{
  ImbMatrix *x = imb_matrix_new (n, d, NULL);
  ImbRng     rng;

  imb_rng_init (&rng, seed);
  for (gsize i = 0; i < n; i++)
    {
      classes[i] = i % 10 == 3;
      for (gsize j = 0; j < d; j++)
        imb_matrix_row (x, i)[j] = imb_rng_normal (&rng) + (classes[i] && j % 3 == 0 ? 1.5 : 0.0);
    }
  return x;
}

static double
largest_difference (const double *a,
                    const double *b,
                    gsize         n)
{
  double most = 0.0;

  for (gsize i = 0; i < n; i++)
    most = MAX (most, fabs (a[i] - b[i]));
  return most;
}

static void
test_both_solvers_find_the_same_minimum (void)
{
  g_autofree guint16 *classes = g_new (guint16, 40000);
  g_autoptr (ImbMatrix) x = make_rows (40000, 9, classes, 1);
  ImbView view = imb_view_of (x, classes, 2);

  /* Far from zero, in another unit, and nearly the same twice. */
  for (gsize i = 0; i < x->n_rows; i++)
    {
      double *row = imb_matrix_row (x, i);

      row[1] = 1e6 + row[1];
      row[2] *= 1e-3;
      row[4] = row[3] + 1e-3 * row[4];
    }

  g_autofree double *newton = scores_of ("logistic-regression:solver=newton-cholesky", &view, x);
  g_autofree double *lbfgs = scores_of ("logistic-regression:solver=lbfgs,max_iter=100000", &view, x);

  g_assert_cmpfloat (largest_difference (newton, lbfgs, 80000), <, 1e-6);
}

static void
test_the_gradient_vanishes_at_the_minimum (void)
{
  /* Without a penalty to speak of, residuals are orthogonal to the features and add up to nothing. */
  g_autofree guint16 *classes = g_new (guint16, 20000);
  g_autoptr (ImbMatrix) x = make_rows (20000, 5, classes, 2);
  ImbView            view = imb_view_of (x, classes, 2);
  g_autofree double *scores = scores_of ("logistic-regression:C=1e8", &view, x);

  for (gsize j = 0; j < 5; j++)
    {
      double sum = 0.0, all = 0.0;

      for (gsize i = 0; i < x->n_rows; i++)
        {
          sum += (scores[2 * i + 1] - classes[i]) * imb_matrix_row (x, i)[j];
          all += scores[2 * i + 1] - classes[i];
        }
      g_assert_cmpfloat (fabs (sum), <, 1e-6);
      g_assert_cmpfloat (fabs (all), <, 1e-6);
    }
}

static void
test_lbfgs_gives_the_same_bytes_on_any_threads (void)
{
  const guint         threads[] = { 1, 2, 7 };
  g_autofree guint16 *classes = g_new (guint16, 40000);
  g_autoptr (ImbMatrix) x = make_rows (40000, 6, classes, 9);
  ImbView            view = imb_view_of (x, classes, 2);
  g_autofree double *first = NULL;

  for (guint t = 0; t < G_N_ELEMENTS (threads); t++)
    {
      g_autofree double *scores = NULL;

      imb_parallel_set_n_threads (threads[t]);
      scores = scores_of ("logistic-regression:solver=lbfgs", &view, x);
      if (first == NULL)
        first = g_steal_pointer (&scores);
      else
        g_assert_cmpmem (scores, 80000 * sizeof (double), first, 80000 * sizeof (double));
    }
  imb_parallel_set_n_threads (0);
}

static void
test_too_few_steps_are_noted (void)
{
  g_autofree guint16 *classes = g_new (guint16, 500);
  g_autoptr (ImbMatrix) x = make_rows (500, 4, classes, 3);
  ImbView           view = imb_view_of (x, classes, 2);
  const char *const specs[] = { "logistic-regression:max_iter=1", "logistic-regression:max_iter=1,solver=lbfgs" };

  for (guint s = 0; s < G_N_ELEMENTS (specs); s++)
    {
      g_autoptr (ImbNotes) notes = imb_notes_new ();
      const ImbModel *model;
      gpointer        values, fitted;

      g_assert_true (imb_model_parse (specs[s], &model, &values, NULL));
      fitted = imb_model_fit (model, values, &view, 0, NULL, notes, NULL);
      g_assert_nonnull (fitted);
      g_assert_cmpuint (imb_notes_n (notes), ==, 1);
      g_assert_nonnull (strstr (imb_notes_at (notes, 0), "max_iter=1"));
      model->free (fitted);
      imb_values_free (&model->base, values);
    }
}

static void
test_numbers_too_large_are_an_error (void)
{
  const char *const specs[] = { "logistic-regression", "logistic-regression:solver=lbfgs", "gaussian-naive-bayes" };

  for (guint s = 0; s < G_N_ELEMENTS (specs); s++)
    {
      guint16 classes[50];
      g_autoptr (ImbMatrix) x = make_rows (50, 2, classes, 4);
      ImbView view = imb_view_of (x, classes, 2);
      g_autoptr (ImbNotes) notes = imb_notes_new ();
      g_autoptr (GError) error = NULL;
      const ImbModel *model;
      gpointer        values;

      for (gsize i = 0; i < 50; i++)
        imb_matrix_row (x, i)[1] *= 1e200;
      g_assert_true (imb_model_parse (specs[s], &model, &values, NULL));
      g_assert_null (imb_model_fit (model, values, &view, 0, NULL, notes, &error));
      g_assert_error (error, IMB_ERROR, IMB_ERROR_NUMBERS);
      imb_values_free (&model->base, values);
    }
}

/* A class of one row has the variance that smoothing gives it, here 1e-311, and 1 over that is no number; of 1e-170 not even the squares are. */
static void
test_naive_bayes_refuses_what_is_too_close (void)
{
  const double    scales[] = { 1e-151, 1e-170, 1e-300 };
  const guint16   classes[] = { 0, 0, 0, 0, 0, 1 };
  const ImbModel *model = imb_model_find ("gaussian-naive-bayes");
  gpointer        values = imb_values_new (&model->base);

  for (guint s = 0; s < G_N_ELEMENTS (scales); s++)
    {
      g_autoptr (ImbMatrix) x = imb_matrix_new (6, 1, NULL);
      ImbView view = imb_view_of (x, classes, 2);
      g_autoptr (ImbNotes) notes = imb_notes_new ();
      g_autoptr (GError) error = NULL;

      for (gsize i = 0; i < 6; i++)
        *imb_matrix_row (x, i) = (double) i * scales[s];
      g_assert_null (imb_model_fit (model, values, &view, 0, NULL, notes, &error));
      g_assert_error (error, IMB_ERROR, IMB_ERROR_NUMBERS);
      g_assert_nonnull (strstr (error->message, "too close to one another"));
    }
  imb_values_free (&model->base, values);
}

static void
test_equal_distances_go_to_the_lower_row (void)
{
  /* The query 0 has four neighbours at distance 1; three of them vote. */
  const double  places[] = { 1.0, -1.0, 1.0, -1.0, 5.0 };
  const guint16 classes[] = { 0, 1, 1, 0, 0 };
  g_autoptr (ImbMatrix) x = imb_matrix_new (5, 1, NULL);
  g_autoptr (ImbMatrix) query = imb_matrix_new (1, 1, NULL);
  ImbView view = imb_view_of (x, classes, 2);

  for (gsize i = 0; i < 5; i++)
    *imb_matrix_row (x, i) = places[i];

  g_autofree double *scores = scores_of ("k-nearest-neighbors:n_neighbors=3", &view, query);

  g_assert_cmpfloat_with_epsilon (scores[1], 2.0 / 3.0, 1e-15);
}

static void
test_rows_at_distance_zero_outvote_all_others (void)
{
  const double  places[] = { 0.0, 0.0, 0.5, 0.5, 0.5 };
  const guint16 classes[] = { 1, 2, 0, 0, 0 };
  g_autoptr (ImbMatrix) x = imb_matrix_new (5, 1, NULL);
  g_autoptr (ImbMatrix) query = imb_matrix_new (1, 1, NULL);
  ImbView view = imb_view_of (x, classes, 3);

  for (gsize i = 0; i < 5; i++)
    *imb_matrix_row (x, i) = places[i];

  g_autofree double *scores = scores_of ("k-nearest-neighbors:weights=distance", &view, query);

  g_assert_cmpfloat (scores[0], ==, 0.0);
  g_assert_cmpfloat (scores[1], ==, 0.5);
  g_assert_cmpfloat (scores[2], ==, 0.5);
}

static void
test_more_neighbours_than_rows_are_refused (void)
{
  guint16 classes[12];
  g_autoptr (ImbMatrix) x = make_rows (12, 2, classes, 5);
  ImbView view = imb_view_of (x, classes, 2);
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (GError) error = NULL;
  const ImbModel *model;
  gpointer        values;

  g_assert_true (imb_model_parse ("k-nearest-neighbors:n_neighbors=13", &model, &values, NULL));
  g_assert_null (imb_model_fit (model, values, &view, 0, NULL, notes, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW);
  imb_values_free (&model->base, values);
}

static void
test_an_unknown_model_gets_a_suggestion (void)
{
  g_autoptr (GError) error = NULL;
  const ImbModel *model;
  gpointer        values;

  g_assert_false (imb_model_parse ("logistic-regresion:C=2", &model, &values, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
  g_assert_nonnull (strstr (error->message, "“logistic-regression”"));
  g_clear_error (&error);
  g_assert_false (imb_model_parse ("logistic-regression:C=-1", &model, &values, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
}

static void
test_class_weights_are_read (void)
{
  const char *const labels[] = { "a;b", "no", "say \"x\"" };
  const guint16     classes[] = { 0, 0, 0, 0, 1, 1 };
  g_autoptr (ImbMatrix) x = imb_matrix_new (6, 1, NULL);
  ImbView view = imb_view_of (x, classes, 3);
  double  weights[3];

  view.labels = labels;
  g_assert_true (imb_class_weight_resolve ("none", &view, weights, NULL));
  g_assert_cmpfloat (weights[0] + weights[1] + weights[2], ==, 3.0);
  g_assert_true (imb_class_weight_resolve ("balanced", &view, weights, NULL));
  g_assert_cmpfloat (weights[0], ==, 6.0 / 8.0);
  g_assert_cmpfloat (weights[1], ==, 6.0 / 4.0);
  g_assert_true (imb_class_weight_resolve ("{ \"a;b\" : 2.5 ; no:1e1;\"say \"\"x\"\"\":3}", &view, weights, NULL));
  g_assert_cmpfloat (weights[0], ==, 2.5);
  g_assert_cmpfloat (weights[1], ==, 10.0);
  g_assert_cmpfloat (weights[2], ==, 3.0);
}

static void
test_wrong_class_weights_are_refused (void)
{
  const char *const texts[] = { "", "balance", "{", "{}", "{a}", "{a:}", "{a:1", "{a:1}x", "{a:0}", "{a:-1}", "{a:nan}", "{a:inf}", "{a:1;a:2}", "{\"a:1}", "{:1}", "{a:1;}", "{a:1,b:2}" };
  const guint16     classes[] = { 0, 1 };
  g_autoptr (ImbMatrix) x = imb_matrix_new (2, 1, NULL);
  ImbView view = imb_view_of (x, classes, 2);
  g_autoptr (GError) error = NULL;
  double weights[2];

  for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
    {
      g_assert_false (imb_class_weight_check (texts[t], &error));
      g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
      g_clear_error (&error);
    }
  g_assert_true (imb_class_weight_check ("{2:1}", NULL));
  g_assert_false (imb_class_weight_resolve ("{2:1}", &view, weights, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
  g_assert_nonnull (strstr (error->message, "0, 1"));
}

static double
ulps (double got,
      double wanted)
{
  return fabs (got - wanted) / (nextafter (wanted, INFINITY) - wanted);
}

static void
test_exp_and_log_are_within_an_ulp (void)
{
  ImbRng rng;

  imb_rng_init (&rng, 6);
  for (guint i = 0; i < 200000; i++)
    {
      double x = i % 2 ? imb_rng_uniform (&rng, -708.0, 709.0) : imb_rng_uniform (&rng, -2.0, 2.0);
      double e = imb_rng_double (&rng) * (i % 3 ? 1.0 : 1e-9);

      g_assert_cmpfloat (ulps (imb_exp (x), exp (x)), <=, 1.0);
      g_assert_cmpfloat (ulps (imb_log1p_unit (e), log1p (e)), <=, 2.0);
    }
  g_assert_cmpfloat (imb_exp (0.0), ==, 1.0);
  g_assert_cmpfloat (imb_exp (-1e308), ==, imb_exp (-708.0));
  g_assert_cmpfloat (imb_exp (1e308), ==, imb_exp (709.0));
  g_assert_true (isnan (imb_exp (NAN)));
  g_assert_cmpfloat (imb_log1p_unit (0.0), ==, 0.0);
}

static void
test_dense_products_are_sums (void)
{
  guint16 classes[37];
  g_autoptr (ImbMatrix) x = make_rows (37, 19, classes, 7);
  double             slopes[24] = { 0 }, forms[74], added[24] = { 0 };
  g_autofree double *product = g_new0 (double, 24 * 24);

  for (gsize j = 0; j < 19; j++)
    slopes[j] = sin ((double) j);
  imb_dense_forms (x->data, 24, 37, slopes, 0.5, forms, 2);
  imb_dense_add_rows (x->data, 24, 37, forms, 2, added);
  imb_dense_add_product (x->data, x->data, 24, 37, product);
  for (gsize i = 0; i < 37; i++)
    {
      double sum = 0.5;

      for (gsize j = 0; j < 19; j++)
        sum += slopes[j] * imb_matrix_row (x, i)[j];
      g_assert_cmpfloat_with_epsilon (forms[2 * i], sum, 1e-12);
    }
  for (gsize j = 0; j < 24; j++)
    {
      double sum = 0.0;

      for (gsize i = 0; i < 37; i++)
        sum += forms[2 * i] * imb_matrix_row (x, i)[j];
      g_assert_cmpfloat_with_epsilon (added[j], sum, 1e-10);
      for (gsize k = 0; k <= j; k++)
        {
          double pair = 0.0;

          for (gsize i = 0; i < 37; i++)
            pair += imb_matrix_row (x, i)[j] * imb_matrix_row (x, i)[k];
          g_assert_cmpfloat_with_epsilon (product[j * 24 + k], pair, 1e-11);
        }
    }
}

static void
solve (double *a,
       double *b,
       gsize   n)
{
  double factor[9], scale[3];

  g_assert_true (imb_cholesky_factorise (a, factor, scale, n, NULL, NULL));
  imb_cholesky_substitute (factor, scale, b, n);
}

static void
test_equations_are_solved (void)
{
  double a[] = { 4e10, 0, 0, 2e5, 3, 0, 1e5, 0.5, 2 }; /* lower triangle counts */
  double b[] = { 4e10 + 4e5 + 3e5, 2e5 + 6 + 1.5, 1e5 + 1 + 6 };
  double singular[] = { 1, 0, 1, 1 };
  double right[] = { 2, 2 };
  double broken[] = { NAN }, factor[1], scale[1];
  g_autoptr (GError) error = NULL;

  solve (a, b, 3);
  g_assert_cmpfloat_with_epsilon (b[0], 1.0, 1e-10);
  g_assert_cmpfloat_with_epsilon (b[1], 2.0, 1e-10);
  g_assert_cmpfloat_with_epsilon (b[2], 3.0, 1e-10);
  solve (singular, right, 2);
  g_assert_cmpfloat_with_epsilon (right[0] + right[1], 2.0, 1e-9);
  g_assert_false (imb_cholesky_factorise (broken, factor, scale, 1, NULL, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_NUMBERS);
}

/* Four classes of many columns: more coefficients than Newton gets by itself, so that the rough curvature, by
 * blocks or by its diagonal, must lead to where Newton leads. */
static void
test_many_coefficients_find_the_same_minimum (void)
{
  const gsize sizes[][2] = { { 1200, 40 }, { 60, 200 } };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      gsize               n = sizes[s][0], d = sizes[s][1];
      g_autofree guint16 *classes = g_new (guint16, n);
      g_autoptr (ImbMatrix) x = make_rows (n, d, classes, 8);
      ImbView            view = imb_view_of (x, classes, 4);
      g_autofree double *rough = NULL;
      g_autofree double *whole = NULL;

      for (gsize i = 0; i < n; i++)
        classes[i] = (guint16) (imb_matrix_row (x, i)[0] > 0.5 ? 1 : i % 4);
      rough = scores_of ("logistic-regression", &view, x);
      whole = scores_of ("logistic-regression:solver=newton-cholesky", &view, x);
      g_assert_cmpfloat (largest_difference (rough, whole, 4 * n), <, 1e-7);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/models/probabilities-are-scikit-learns", test_probabilities_are_scikit_learns);
  g_test_add_func ("/models/both-solvers-find-the-same-minimum", test_both_solvers_find_the_same_minimum);
  g_test_add_func ("/models/many-coefficients-find-the-same-minimum", test_many_coefficients_find_the_same_minimum);
  g_test_add_func ("/models/the-gradient-vanishes-at-the-minimum", test_the_gradient_vanishes_at_the_minimum);
  g_test_add_func ("/models/lbfgs-gives-the-same-bytes-on-any-threads", test_lbfgs_gives_the_same_bytes_on_any_threads);
  g_test_add_func ("/models/too-few-steps-are-noted", test_too_few_steps_are_noted);
  g_test_add_func ("/models/numbers-too-large-are-an-error", test_numbers_too_large_are_an_error);
  g_test_add_func ("/models/naive-bayes-refuses-what-is-too-close", test_naive_bayes_refuses_what_is_too_close);
  g_test_add_func ("/models/equal-distances-go-to-the-lower-row", test_equal_distances_go_to_the_lower_row);
  g_test_add_func ("/models/rows-at-distance-zero-outvote-all-others", test_rows_at_distance_zero_outvote_all_others);
  g_test_add_func ("/models/more-neighbours-than-rows-are-refused", test_more_neighbours_than_rows_are_refused);
  g_test_add_func ("/models/an-unknown-model-gets-a-suggestion", test_an_unknown_model_gets_a_suggestion);
  g_test_add_func ("/class-weight/texts-are-read", test_class_weights_are_read);
  g_test_add_func ("/class-weight/wrong-ones-are-refused", test_wrong_class_weights_are_refused);
  g_test_add_func ("/kernels/exp-and-log-are-within-an-ulp", test_exp_and_log_are_within_an_ulp);
  g_test_add_func ("/kernels/dense-products-are-sums", test_dense_products_are_sums);
  g_test_add_func ("/kernels/equations-are-solved", test_equations_are_solved);
  return g_test_run ();
}
