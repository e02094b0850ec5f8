/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Explanations of models that say known things, so that what comes out can be worked out by hand. */
#include <math.h>
#include <string.h>

#include "engine/imb.h"
#include "tests/said.h"

#define SAME(a, b) g_assert_cmpfloat_with_epsilon (a, b, 1e-12)
#define T_OF_ONE   12.706204736174698 /* Student's t, 97.5 %, one degree of freedom */

/* ---- models ---- */

static gpointer
fit_nothing (const ImbView *train,
             gconstpointer  values,
             const ImbRng  *rng,
             ImbJob        *job,
             ImbNotes      *notes,
             GError       **error)
{
  gsize *sizes = g_new (gsize, 2);

  sizes[0] = train->n_classes;
  sizes[1] = train->base->n_cols;
  return sizes;
}

/* Two classes, the second of which has @of the row. */
static gboolean
predict_two (const ImbMatrix *rows,
             double (*of) (const double *row),
             double *scores)
{
  for (gsize i = 0; i < rows->n_rows; i++)
    {
      scores[2 * i + 1] = of (imb_matrix_row (rows, i));
      scores[2 * i] = 1.0 - scores[2 * i + 1];
    }
  return TRUE;
}

static double
sum (const double *row)
{
  return 0.3 + 0.002 * row[0] + 0.1 * row[1];
}

static double
step (const double *row)
{
  return row[0] > 0.5 ? 0.9 : 0.1;
}

static gboolean
predict_sum (gconstpointer    fitted,
             const ImbMatrix *rows,
             double          *scores,
             ImbJob          *job,
             GError         **error)
{
  return predict_two (rows, sum, scores);
}

static gboolean
predict_step (gconstpointer    fitted,
              const ImbMatrix *rows,
              double          *scores,
              ImbJob          *job,
              GError         **error)
{
  return predict_two (rows, step, scores);
}

/* All classes alike. */
static gboolean
predict_alike (gconstpointer    fitted,
               const ImbMatrix *rows,
               double          *scores,
               ImbJob          *job,
               GError         **error)
{
  const gsize K = *(const gsize *) fitted;

  for (gsize at = 0; at < rows->n_rows * K; at++)
    scores[at] = 1.0 / (double) K;
  return TRUE;
}

/* Column j has j + 1 of 1 + 2 + … */
static void
say_importances (gconstpointer fitted,
                 double       *out,
                 gsize         n_features)
{
  for (gsize j = 0; j < n_features; j++)
    out[j] = (double) (j + 1) / ((double) (n_features * (n_features + 1)) / 2.0);
}

/* Column j adds (c + 1) · (j + 1) · its value to class c, whose base value is −c. */
static gboolean
say_contributions (gconstpointer    fitted,
                   const ImbMatrix *rows,
                   double          *out,
                   ImbJob          *job,
                   GError         **error)
{
  const gsize K = *(const gsize *) fitted, d = rows->n_cols;

  for (gsize i = 0; i < rows->n_rows; i++)
    for (gsize c = 0; c < K; c++)
      for (gsize j = 0; j <= d; j++)
        out[(i * K + c) * (d + 1) + j] = j == d ? -(double) c : (double) ((c + 1) * (j + 1)) * imb_matrix_row (rows, i)[j];
  return TRUE;
}

#define MODEL(id_)                                                                                     \
  .base = { .id = id_, .title = id_, .summary = id_ }, .flags = IMB_MODEL_WEIGHTS | IMB_MODEL_MISSING, \
  .fit = fit_nothing, .free = g_free

static const ImbModel of_sum = { MODEL ("sum"), .predict = predict_sum };
static const ImbModel of_step = { MODEL ("step"), .predict = predict_step };
static const ImbModel that_says = { MODEL ("says"), .predict = predict_alike, .importances = say_importances, .contributions = say_contributions };

/* ---- tables ---- */

/* Columns x and y (numbers, unless levels of x are given by @codes), then classes 0 … n_labels − 1, then weights. */
static ImbDesign *
design_of (const double      *x,
           const gint32      *codes,
           const char *const *levels,
           const double      *y,
           const gint32      *classes,
           guint              n_labels,
           const double      *weights,
           gsize              n)
{
  static const char *const labels[] = { "no", "yes", "zero", NULL };
  const ImbRole            roles[] = { codes != NULL ? IMB_ROLE_CATEGORICAL : IMB_ROLE_NUMERIC, IMB_ROLE_NUMERIC, IMB_ROLE_AUTO, IMB_ROLE_WEIGHT };
  const ImbProblemOptions  options = { 2, "yes", roles };
  const gsize              n_columns = weights != NULL ? 4 : 3;
  ImbColumn               *columns = g_new0 (ImbColumn, n_columns);
  g_autoptr (ImbTable) table = NULL;
  g_autoptr (ImbProblem) problem = NULL;
  g_autoptr (GError) error = NULL;
  ImbDesign *design;

  if (codes != NULL)
    columns[0] = (ImbColumn){ .name = g_strdup ("x"), .kind = IMB_COLUMN_CATEGORY, .codes = g_memdup2 (codes, n * sizeof *codes), .levels = g_strdupv ((char **) levels), .n_levels = g_strv_length ((char **) levels) };
  else
    columns[0] = (ImbColumn){ .name = g_strdup ("x"), .kind = IMB_COLUMN_NUMBER, .numbers = g_memdup2 (x, n * sizeof *x) };
  columns[1] = (ImbColumn){ .name = g_strdup ("y"), .kind = IMB_COLUMN_NUMBER, .numbers = g_memdup2 (y, n * sizeof *y) };
  columns[2] = (ImbColumn){ .name = g_strdup ("class"), .kind = IMB_COLUMN_CATEGORY, .codes = g_memdup2 (classes, n * sizeof *classes), .levels = g_strdupv ((char **) labels), .n_levels = 3 };
  if (n_labels == 2)
    {
      g_clear_pointer (&columns[2].levels[2], g_free);
      columns[2].n_levels = 2;
    }
  if (weights != NULL)
    columns[3] = (ImbColumn){ .name = g_strdup ("w"), .kind = IMB_COLUMN_NUMBER, .numbers = g_memdup2 (weights, n * sizeof *weights) };
  table = imb_table_new ("explained", n, columns, n_columns, NULL, NULL);
  problem = imb_problem_new (table, &options, NULL, &error);
  g_assert_no_error (error);
  design = imb_design_new (problem, NULL, &error);
  g_assert_no_error (error);
  return design;
}

/* Two folds, nothing scaled. */
static ImbEvaluation
two_folds (void)
{
  ImbEvaluation evaluation;

  imb_evaluation_init (&evaluation);
  evaluation.n_folds = 2;
  evaluation.scale = IMB_SCALE_NONE;
  return evaluation;
}

static GPtrArray *
evaluate (const ImbDesign     *design,
          const ImbModel      *model,
          const ImbEvaluation *evaluation,
          GError             **error)
{
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);
  g_autoptr (ImbPlan) plan = imb_plan_parse ("none", NULL);
  ImbThreshold threshold;

  g_assert_true (imb_threshold_parse ("0.5", &threshold, NULL));
  g_ptr_array_add (specs, imb_run_spec_new (NULL, plan, model, NULL, &threshold));
  return imb_evaluate (design, specs, evaluation, NULL, error);
}

/* The only run. */
static ImbRun *
run_of (const ImbDesign     *design,
        const ImbModel      *model,
        const ImbEvaluation *evaluation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) runs = evaluate (design, model, evaluation, &error);

  g_assert_no_error (error);
  g_assert_no_error (imb_run_get_error (runs->pdata[0]));
  return imb_run_ref (runs->pdata[0]);
}

/* The mean of two folds with the interval of Nadeau and Bengio: s² (1 / 2 + 1), s² = (a − b)² / 2. */
static void
assert_of_two (ImbEstimate estimate,
               double      a,
               double      b,
               double      most)
{
  const double reach = T_OF_ONE * fabs (a - b) / sqrt (2.0) * sqrt (1.5);

  SAME (estimate.value, (a + b) / 2.0);
  SAME (estimate.low, MAX ((a + b) / 2.0 - reach, 0.0));
  SAME (estimate.high, MIN ((a + b) / 2.0 + reach, most));
}

/* ---- dependence ---- */

#define N_EIGHT 8

static const double eight_x[N_EIGHT] = { 0, 1, 2, 3, 0, 1, 2, 7 };
static const double eight_y[N_EIGHT] = { 0, 0, 0, 0, 1, 1, 1, 1 };
static const gint32 eight_classes[N_EIGHT] = { 0, 0, 0, 0, 1, 1, 1, 1 };

/* Every fold tests two rows of each class, so the mean of y is ½ there: 0.3 + 0.002 x + 0.05 at each x. That of x is the fold's. */
static void
test_dependence_is_the_mean_score (void)
{
  static const guint32 features[] = { 1, 0 };
  static const double  values[] = { 0, 1, 2, 3, 7 };
  g_autoptr (ImbDesign) design = design_of (eight_x, NULL, NULL, eight_y, eight_classes, 2, NULL, N_EIGHT);
  g_autoptr (GBytes) asked = g_bytes_new_static (features, sizeof features);
  ImbEvaluation evaluation = two_folds ();
  g_autoptr (ImbRun) run = NULL;
  double        x_of[2] = { 0.0, 0.0 };
  const double *tried;
  gsize         n;

  evaluation.dependence = asked;
  run = run_of (design, &of_sum, &evaluation);
  g_assert_cmpuint (imb_run_n_dependences (run), ==, 2);
  g_assert_cmpuint (imb_run_dependence_feature (run, 0), ==, 1);
  g_assert_cmpuint (imb_run_dependence_feature (run, 1), ==, 0);

  tried = imb_run_dependence_values (run, 1, &n);
  g_assert_cmpmem (tried, n * sizeof *tried, values, sizeof values);
  for (gsize v = 0; v < n; v++)
    {
      assert_of_two (imb_run_dependence (run, 1, v, 1), 0.35 + 0.002 * values[v], 0.35 + 0.002 * values[v], 1.0);
      assert_of_two (imb_run_dependence (run, 1, v, 0), 0.65 - 0.002 * values[v], 0.65 - 0.002 * values[v], 1.0);
    }

  for (gsize i = 0; i < N_EIGHT; i++)
    x_of[imb_run_get_fold_of_rows (run)[i]] += eight_x[i] / 4.0;
  tried = imb_run_dependence_values (run, 0, &n);
  g_assert_cmpuint (n, ==, 2);
  for (gsize v = 0; v < 2; v++)
    {
      g_assert_cmpfloat (tried[v], ==, (double) v);
      assert_of_two (imb_run_dependence (run, 0, v, 1), 0.3 + 0.002 * x_of[0] + 0.1 * (double) v, 0.3 + 0.002 * x_of[1] + 0.1 * (double) v, 1.0);
    }
  g_assert_true (isnan (imb_run_mean_contribution (run, 0, 1).value)); /* nobody asked */
  g_assert_null (imb_run_get_contributions (run, 0, 1));
}

/* Of the two rows of each class one weighs 3 and the other 1: the mean of y is ¾. */
static void
test_dependence_counts_rows_by_their_weights (void)
{
  static const guint32 features[] = { 0 };
  static const double  weights[N_EIGHT] = { 1, 1, 1, 1, 3, 3, 3, 3 };
  g_autoptr (ImbDesign) design = design_of (eight_x, NULL, NULL, eight_y, eight_classes, 2, weights, N_EIGHT);
  g_autoptr (GBytes) asked = g_bytes_new_static (features, sizeof features);
  ImbEvaluation evaluation = two_folds ();
  g_autoptr (ImbRun) run = NULL;

  evaluation.dependence = asked;
  run = run_of (design, &of_sum, &evaluation);
  SAME (imb_run_dependence (run, 0, 0, 1).value, 0.375);
  SAME (imb_run_dependence (run, 0, 4, 1).value, 0.375 + 0.014);
}

/* A scaled model is asked about the value in its own scale: by the training rows of each fold, which are the other's. */
static void
test_dependence_is_in_the_table_s_units (void)
{
  static const guint32 features[] = { 0 };
  g_autoptr (ImbDesign) design = design_of (eight_x, NULL, NULL, eight_y, eight_classes, 2, NULL, N_EIGHT);
  g_autoptr (GBytes) asked = g_bytes_new_static (features, sizeof features);
  ImbEvaluation evaluation = two_folds ();
  g_autoptr (ImbRun) run = NULL;
  double sum[2] = { 0 }, squares[2] = { 0 }, score[2];

  evaluation.dependence = asked;
  evaluation.scale = IMB_SCALE_STANDARD;
  run = run_of (design, &of_sum, &evaluation);
  for (gsize i = 0; i < N_EIGHT; i++)
    {
      const guint other = 1 - imb_run_get_fold_of_rows (run)[i];

      sum[other] += eight_x[i];
      squares[other] += eight_x[i] * eight_x[i];
    }
  for (guint f = 0; f < 2; f++)
    score[f] = 0.3 + 0.002 * (7.0 - sum[f] / 4.0) / sqrt (squares[f] / 4.0 - sum[f] / 4.0 * (sum[f] / 4.0)); /* the mean of y is 0 there */
  assert_of_two (imb_run_dependence (run, 0, 4, 1), score[0], score[1], 1.0);
}

/* Of 0 … 99 every fifth, nearly: 99 k / 20 rounded down. Missing values are none of them. */
static void
test_many_values_are_their_quantiles (void)
{
  static const double  expected[21] = { 0, 4, 9, 14, 19, 24, 29, 34, 39, 44, 49, 54, 59, 64, 69, 74, 79, 84, 89, 94, 99 };
  static const guint32 features[] = { 0, 1 };
  double               x[120], y[120];
  gint32               classes[120];
  g_autoptr (ImbDesign) design = NULL;
  g_autoptr (GBytes) asked = g_bytes_new_static (features, sizeof features);
  ImbEvaluation evaluation = two_folds ();
  g_autoptr (ImbRun) run = NULL;
  const double *values;
  gsize         n;

  for (gsize i = 0; i < 120; i++)
    {
      x[i] = i < 100 ? (double) (i * 37 % 100) : NAN;
      y[i] = i < 100 ? 5.0 : i < 110 ? -1.0
                                     : 6.0;
      classes[i] = i % 4 == 0;
    }
  design = design_of (x, NULL, NULL, y, classes, 2, NULL, 120);
  evaluation.dependence = asked;
  run = run_of (design, &of_sum, &evaluation);
  values = imb_run_dependence_values (run, 0, &n);
  g_assert_cmpmem (values, n * sizeof *values, expected, sizeof expected);
  values = imb_run_dependence_values (run, 1, &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpfloat (values[0], ==, -1.0);
  g_assert_cmpfloat (values[1], ==, 5.0);
  g_assert_cmpfloat (values[2], ==, 6.0);
}

/* Of 60 levels those of which code % 6 is 5 have one row each and the others two: these are the 50. */
static void
test_rare_levels_are_left_out (void)
{
  static const guint32 features[] = { 0 };
  g_auto (GStrv) levels = g_new0 (char *, 61);
  gint32 codes[120], classes[120];
  double y[120];
  gsize  n = 0, n_values;
  g_autoptr (ImbDesign) design = NULL;
  g_autoptr (GBytes) asked = g_bytes_new_static (features, sizeof features);
  ImbEvaluation evaluation = two_folds ();
  g_autoptr (ImbRun) run = NULL;
  const double *values;

  for (gint32 l = 0; l < 60; l++)
    levels[l] = g_strdup_printf ("level %02d", l);
  for (gint32 i = 0; i < 120; i++)
    if (i < 60 || i % 6 != 5)
      {
        codes[n] = i % 60;
        classes[n] = n % 4 == 0;
        y[n] = (double) (n % 3);
        n++;
      }
  design = design_of (NULL, codes, (const char *const *) levels, y, classes, 2, NULL, n);
  evaluation.dependence = asked;
  run = run_of (design, &that_says, &evaluation);
  values = imb_run_dependence_values (run, 0, &n_values);
  g_assert_cmpuint (n_values, ==, 50);
  for (gsize v = 0; v < 50; v++)
    {
      g_assert_cmpfloat (values[v], ==, (double) (v / 5 * 6 + v % 5));
      SAME (imb_run_dependence (run, 0, v, 1).value, 0.5);
    }
}

/* ---- contributions and importances ---- */

static void
test_contributions_are_the_model_s (void)
{
  g_autoptr (ImbDesign) design = design_of (eight_x, NULL, NULL, eight_y, eight_classes, 2, NULL, N_EIGHT);
  ImbEvaluation evaluation = two_folds ();
  g_autoptr (ImbRun) run = NULL;
  double x_of[2] = { 0.0, 0.0 };

  evaluation.contributes = TRUE;
  evaluation.n_repeats = 2;
  run = run_of (design, &that_says, &evaluation);
  for (gsize at = 0; at < 2 * N_EIGHT; at++)
    {
      const double *own = imb_run_get_contributions (run, at, 1);

      g_assert_cmpfloat (own[0], ==, 2.0 * eight_x[at % N_EIGHT]);
      g_assert_cmpfloat (own[1], ==, 4.0 * eight_y[at % N_EIGHT]);
      g_assert_cmpfloat (own[2], ==, -1.0);
      g_assert_null (imb_run_get_contributions (run, at, 0));
    }
  g_clear_pointer (&run, imb_run_unref);

  evaluation.n_repeats = 1;
  run = run_of (design, &that_says, &evaluation);
  for (gsize i = 0; i < N_EIGHT; i++)
    x_of[imb_run_get_fold_of_rows (run)[i]] += 2.0 * eight_x[i] / 4.0;
  assert_of_two (imb_run_mean_contribution (run, 0, 1), x_of[0], x_of[1], INFINITY);
  assert_of_two (imb_run_mean_contribution (run, 1, 1), 2.0, 2.0, INFINITY);
  g_assert_true (isnan (imb_run_mean_contribution (run, 0, 0).value));
}

/* Rows whose y is 1 weigh 3, the others 1, half of each class in every fold: 4 · ¾. A row of weight 0 is not looked at. */
static void
test_mean_contributions_count_rows_by_their_weights (void)
{
  const double  weights[N_EIGHT] = { 1, 1, 1, 1, 3, 3, 3, 3 }, some[N_EIGHT] = { 0, 1, 1, 1, 0, 1, 1, 1 };
  const double  x_nan[N_EIGHT] = { NAN, 1, 1, 1, NAN, 1, 1, 1 };
  ImbEvaluation evaluation = two_folds ();

  evaluation.contributes = TRUE;
  evaluation.n_repeats = 2;
  for (guint with_none = 0; with_none < 2; with_none++)
    {
      g_autoptr (ImbDesign) design = design_of (with_none ? x_nan : eight_x, NULL, NULL, eight_y, eight_classes, 2, with_none ? some : weights, N_EIGHT);
      g_autoptr (ImbRun) run = run_of (design, &that_says, &evaluation);

      SAME (imb_run_mean_contribution (run, with_none ? 0 : 1, 1).value, with_none ? 2.0 : 3.0);
    }
}

/* A level's column is 1 where the row has it: the code l of a first column of three levels has l + 1 times the class's factor, and y, the
 * fourth, 4 times. */
static void
test_levels_are_one_feature (void)
{
  static const char *const levels[] = { "blue", "green", "red", NULL };
  static const gint32      codes[12] = { 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2 }, classes[12] = { 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2 };
  static const double      y[12] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
  g_autoptr (ImbDesign) design = design_of (NULL, codes, levels, y, classes, 3, NULL, 12);
  ImbEvaluation evaluation = two_folds ();
  g_autoptr (ImbRun) run = NULL;

  evaluation.contributes = TRUE;
  evaluation.n_shuffles = 1;
  run = run_of (design, &that_says, &evaluation);
  for (gsize i = 0; i < 12; i++)
    for (guint c = 0; c < 3; c++)
      {
        const double *own = imb_run_get_contributions (run, i, c);

        g_assert_cmpfloat (own[0], ==, (double) ((c + 1) * ((guint) codes[i] + 1)));
        g_assert_cmpfloat (own[1], ==, (double) (4 * (c + 1)) * y[i]);
        g_assert_cmpfloat (own[2], ==, -(double) c);
      }
  assert_of_two (imb_run_model_importance (run, 0), 0.6, 0.6, 1.0); /* (1 + 2 + 3) of 10 */
  assert_of_two (imb_run_model_importance (run, 1), 0.4, 0.4, 1.0);
}

/* Of rows that no fold tests nothing is known. */
static void
test_untested_rows_have_no_contributions (void)
{
  g_autoptr (ImbDesign) design = design_of (eight_x, NULL, NULL, eight_y, eight_classes, 2, NULL, N_EIGHT);
  ImbEvaluation evaluation = two_folds ();
  g_autoptr (ImbRun) run = NULL;
  double sum = 0.0;

  evaluation.split = IMB_SPLIT_HOLDOUT;
  evaluation.test_size = 0.25;
  evaluation.contributes = TRUE;
  run = run_of (design, &that_says, &evaluation);
  for (gsize i = 0; i < N_EIGHT; i++)
    {
      const double *own = imb_run_get_contributions (run, i, 1);

      g_assert_true ((own == NULL) == (imb_run_get_fold_of_rows (run)[i] == G_MAXUINT8));
      sum += own != NULL ? own[0] : 0.0;
    }
  SAME (imb_run_mean_contribution (run, 0, 1).value, sum / 2.0);
  g_assert_true (isnan (imb_run_mean_contribution (run, 0, 1).low)); /* one fold */
}

/* One row in four is positive, and x says which. Shuffled it says so of ¼ of all: right are 1/16 + 9/16, so accuracy loses 0.375, recall and precision
 * ¾, specificity ¼; the Brier score, a loss, goes from 0.01 to 0.625 · 0.01 + 0.375 · 0.81. */
static void
test_importance_is_what_shuffling_loses (void)
{
  static const struct
  {
    const char *metric;
    double      loss;
  } expected[] = { { "accuracy", 0.375 }, { "recall", 0.75 }, { "precision", 0.75 }, { "specificity", 0.25 }, { "brier", 0.3 } };
  g_autofree double *x = g_new (double, 4000), *y = g_new (double, 4000);
  g_autofree gint32 *classes = g_new (gint32, 4000);
  g_autoptr (ImbDesign) design = NULL;
  ImbEvaluation evaluation = two_folds ();
  g_autoptr (ImbRun) run = NULL;

  for (gsize i = 0; i < 4000; i++)
    {
      classes[i] = i % 4 == 0;
      x[i] = classes[i];
      y[i] = (double) (i % 7);
    }
  design = design_of (x, NULL, NULL, y, classes, 2, NULL, 4000);
  evaluation.n_shuffles = 20;
  run = run_of (design, &of_step, &evaluation);
  for (guint m = 0; m < G_N_ELEMENTS (expected); m++)
    {
      const ImbMetric  *metric = imb_metric_find (expected[m].metric);
      const ImbEstimate first = imb_run_importance (run, 0, imb_metric_index (metric)), second = imb_run_importance (run, 1, imb_metric_index (metric));

      if (!metric->usual)
        {
          g_assert_true (isnan (first.value));
          continue;
        }
      g_assert_cmpfloat_with_epsilon (first.value, expected[m].loss, 0.02);
      g_assert_cmpfloat (first.low, <=, first.value);
      g_assert_cmpfloat (first.value, <=, first.high);
      g_assert_cmpfloat (first.high - first.low, <, 0.5);
      g_assert_true (second.value == 0.0 && second.low == 0.0 && second.high == 0.0);
    }
  g_assert_true (isnan (imb_run_model_importance (run, 0).value));
}

/* ---- what cannot be ---- */

static void
test_what_cannot_be_explained_is_said (void)
{
  static const guint32 features[] = { 0 };
  g_autoptr (ImbDesign) design = design_of (eight_x, NULL, NULL, eight_y, eight_classes, 2, NULL, N_EIGHT);
  g_autoptr (GBytes) asked = g_bytes_new_static (features, sizeof features);
  ImbEvaluation evaluation = two_folds ();
  g_autoptr (GError) error = NULL;

  evaluation.contributes = TRUE;
  g_assert_null (evaluate (design, &of_sum, &evaluation, &error));
  assert_sentence (error, IMB_ERROR_PARAM, "logistic-regression");
  g_clear_error (&error);

  evaluation.contributes = FALSE;
  evaluation.dependence = asked;
  evaluation.leaky = TRUE;
  g_assert_null (evaluate (design, &of_sum, &evaluation, &error));
  assert_sentence (error, IMB_ERROR_PARAM, "leaks");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explain/dependence-is-the-mean-score", test_dependence_is_the_mean_score);
  g_test_add_func ("/explain/dependence-counts-rows-by-their-weights", test_dependence_counts_rows_by_their_weights);
  g_test_add_func ("/explain/mean-contributions-count-rows-by-their-weights", test_mean_contributions_count_rows_by_their_weights);
  g_test_add_func ("/explain/dependence-is-in-the-table-s-units", test_dependence_is_in_the_table_s_units);
  g_test_add_func ("/explain/many-values-are-their-quantiles", test_many_values_are_their_quantiles);
  g_test_add_func ("/explain/rare-levels-are-left-out", test_rare_levels_are_left_out);
  g_test_add_func ("/explain/contributions-are-the-model-s", test_contributions_are_the_model_s);
  g_test_add_func ("/explain/levels-are-one-feature", test_levels_are_one_feature);
  g_test_add_func ("/explain/untested-rows-have-no-contributions", test_untested_rows_have_no_contributions);
  g_test_add_func ("/explain/importance-is-what-shuffling-loses", test_importance_is_what_shuffling_loses);
  g_test_add_func ("/explain/what-cannot-be-explained-is-said", test_what_cannot_be_explained_is_said);
  return g_test_run ();
}
