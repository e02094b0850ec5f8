/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thresholds, estimates, and whole evaluations: nothing of a test row may reach a fit, and threads may
 * change nothing. */
#include <math.h>
#include <string.h>

#include "engine/evaluate/imb-estimate.h"
#include "engine/imb.h"
#include "tests/canceller.h"
#include "tests/said.h"

#define SAME(a, b) g_assert_cmpfloat_with_epsilon (a, b, 1e-12)
#define N_SMALL    120

/* Two numbers and a class with about one positive row in five; a hole per ten rows when asked. */
static ImbColumn *
small_columns (gsize    n_rows,
               guint    n_classes,
               gboolean holes)
{
  const char *const labels[] = { "common", "rare", "scarce", NULL };
  ImbColumn        *columns = g_new0 (ImbColumn, 3);
  ImbRng            rng;

  imb_rng_init (&rng, 77);
  for (guint j = 0; j < 2; j++)
    columns[j] = (ImbColumn){ .name = g_strdup (j == 0 ? "x" : "y"), .kind = IMB_COLUMN_NUMBER, .numbers = g_new (double, n_rows) };
  columns[2] = (ImbColumn){ .name = g_strdup ("class"), .kind = IMB_COLUMN_CATEGORY, .codes = g_new (gint32, n_rows), .levels = g_strdupv ((char **) labels), .n_levels = 3 };
  for (gsize i = 0; i < n_rows; i++)
    {
      gint32 c = imb_rng_double (&rng) < 0.2 ? 1 : 0;

      if (n_classes > 2 && imb_rng_double (&rng) < 0.15)
        c = 2;
      columns[2].codes[i] = c;
      columns[0].numbers[i] = imb_rng_normal (&rng) + c;
      columns[1].numbers[i] = imb_rng_normal (&rng) - 0.5 * c;
      if (holes && i % 10 == 3)
        columns[0].numbers[i] = NAN;
    }
  return columns;
}

static ImbDesign *
design_of (ImbColumn *columns,
           gsize      n_rows)
{
  const ImbProblemOptions options = { .target_column = 2 };
  g_autoptr (ImbTable) table = imb_table_new ("small", n_rows, columns, 3, NULL, NULL);
  g_autoptr (ImbProblem) problem = imb_problem_new (table, &options, NULL, NULL);
  ImbDesign *design = imb_design_new (problem, NULL, NULL);

  g_assert_nonnull (design);
  return design;
}

static ImbDesign *
small_design (void)
{
  return design_of (small_columns (N_SMALL, 2, FALSE), N_SMALL);
}

static ImbRunSpec *
spec_of (const char *plan_text,
         const char *threshold_text)
{
  const ImbModel *model = imb_model_find ("logistic-regression");
  g_autoptr (ImbPlan) plan = imb_plan_parse (plan_text, NULL);
  ImbThreshold threshold;

  g_assert_nonnull (plan);
  g_assert_true (imb_threshold_parse (threshold_text, &threshold, NULL));
  return imb_run_spec_new (NULL, plan, model, NULL, &threshold);
}

static GPtrArray *
specs_of (const char *first,
          const char *second,
          const char *threshold)
{
  GPtrArray *specs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);

  g_ptr_array_add (specs, spec_of (first, threshold));
  if (second != NULL)
    g_ptr_array_add (specs, spec_of (second, threshold));
  return specs;
}

static GPtrArray *
evaluate (const ImbDesign *design,
          const char      *first,
          const char      *second,
          const char      *threshold,
          guint            n_repeats)
{
  ImbEvaluation evaluation;
  g_autoptr (GPtrArray) specs = specs_of (first, second, threshold);
  g_autoptr (GError) error = NULL;
  GPtrArray *runs;

  imb_evaluation_init (&evaluation);
  evaluation.n_repeats = n_repeats;
  runs = imb_evaluate (design, specs, &evaluation, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (runs->len, ==, specs->len);
  return runs;
}

static void
test_thresholds_are_read_and_written (void)
{
  const char *const good[] = { "0.5", "0.07", "0", "1", "prior", "f1", "gmean", "youden", "corner", "mcc", "recall=0.9", "precision=0.75",
                               "workload=0.05", "ghost", "fbeta=2", "fbeta=0.5", "cost=10:1", "cost=0.1:2.5", "cost", "min-cost" };
  const char *const bad[] = { "", "1.5", "-0.1", "nan", "recall=0", "recall=2", "recall=", "F1", "0.5x", "half", "prior=1", "f1=2", "mcc=", "fbeta", "fbeta=0",
                              "fbeta=inf", "precision=1.1", "workload=0", "costs", "min-cost=1", "cost=1", "cost=1:", "cost=:1", "cost=0:1", "cost=1:2:3", "cost=1:-1", "recall=0.5:1" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      ImbThreshold     threshold;
      g_autofree char *text = NULL;

      g_assert_true (imb_threshold_parse (good[i], &threshold, NULL));
      text = imb_threshold_to_string (&threshold);
      g_assert_cmpstr (text, ==, good[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      ImbThreshold threshold;
      g_autoptr (GError) error = NULL;

      g_assert_false (imb_threshold_parse (bad[i], &threshold, &error));
      g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
    }
}

static double
chosen (const char       *text,
        const ImbOutcome *outcome)
{
  ImbThreshold threshold;

  g_assert_true (imb_threshold_parse (text, &threshold, NULL));
  return imb_threshold_choose (&threshold, outcome);
}

/* Nine rows with scores 0.9 … 0.1. (transfer full) */
static ImbOutcome *
descending (const guint16 *truth)
{
  double scores[18];

  for (guint i = 0; i < 9; i++)
    {
      scores[2 * i + 1] = (9 - i) / 10.0;
      scores[2 * i] = 1.0 - scores[2 * i + 1];
    }
  return imb_outcome_new (truth, scores, NULL, NULL, 9, 2, 1, 0.5, NULL);
}

/* + − + + − − + − − */
static void
test_thresholds_are_the_best_scores (void)
{
  const guint16 truth[] = { 1, 0, 1, 1, 0, 0, 1, 0, 0 };
  g_autoptr (ImbOutcome) outcome = descending (truth);

  SAME (chosen ("0.25", outcome), 0.25);
  SAME (chosen ("prior", outcome), 4.0 / 9.0);
  SAME (chosen ("f1", outcome), 0.6);    /* 3 of 4 among 4: 0.75; all among 7: 8/11 */
  SAME (chosen ("gmean", outcome), 0.6); /* √(3/4 · 4/5) against √(1 · 2/5) */
  SAME (chosen ("youden", outcome), 0.6);
  SAME (chosen ("corner", outcome), 0.6);
  SAME (chosen ("recall=0.5", outcome), 0.7);
  SAME (chosen ("recall=0.51", outcome), 0.6);
  SAME (chosen ("recall=1", outcome), 0.3);
  SAME (chosen ("mcc", outcome), 0.6);       /* 0.55 against 0.35 at 0.9, 0.48 at 0.3 */
  SAME (chosen ("fbeta=2", outcome), 0.3);   /* 20 / 23 against 0.75 */
  SAME (chosen ("fbeta=0.1", outcome), 0.9); /* hardly more than precision */
  SAME (chosen ("precision=0.75", outcome), 0.6);
  SAME (chosen ("precision=0.8", outcome), 0.9);
  SAME (chosen ("precision=0.5", outcome), 0.3);
  SAME (chosen ("workload=0.34", outcome), 0.7); /* 3 of 9 rows */
  SAME (chosen ("workload=0.1", outcome), 0.9);  /* not one group fits: the smallest */
  SAME (chosen ("workload=1", outcome), 0.1);
  SAME (chosen ("cost=1:1", outcome), 0.6);  /* 2 mistakes */
  SAME (chosen ("cost=10:1", outcome), 0.3); /* 3 false alarms, against a miss */
  SAME (chosen ("cost=1:10", outcome), 0.9); /* 3 misses */
}

static gboolean
is_met (const char       *text,
        const ImbOutcome *outcome)
{
  ImbThreshold threshold;

  g_assert_true (imb_threshold_parse (text, &threshold, NULL));
  return imb_threshold_is_met (&threshold, outcome, imb_threshold_choose (&threshold, outcome));
}

/* − + + − …: no threshold has a precision above 2/3, and a ninth of the rows is the least that can be called positive. */
static void
test_targets_that_are_missed_are_known (void)
{
  const guint16 truth[] = { 0, 1, 1, 0, 0, 0, 1, 0, 0 };
  g_autoptr (ImbOutcome) outcome = descending (truth);

  g_assert_true (is_met ("precision=0.66", outcome));
  g_assert_false (is_met ("precision=0.67", outcome));
  g_assert_true (is_met ("workload=0.12", outcome));
  g_assert_false (is_met ("workload=0.11", outcome));
  g_assert_true (is_met ("recall=1", outcome) && is_met ("f1", outcome) && is_met ("0.95", outcome));
}

/* − + + + − + − − −. Recall 3/4 and specificity 4/5 at 0.6 are nearer to the corner, √0.1025 against √0.16, than 1 and 3/5 at 0.4, which
 * have the larger sum. */
static void
test_the_corner_is_not_the_greatest_sum (void)
{
  const guint16 truth[] = { 0, 1, 1, 1, 0, 1, 0, 0, 0 };
  g_autoptr (ImbOutcome) outcome = descending (truth);

  SAME (chosen ("youden", outcome), 0.4);
  SAME (chosen ("corner", outcome), 0.6);
}

static void
test_equally_good_thresholds_go_to_the_higher (void)
{
  const guint16 truth[] = { 1, 0, 1, 0 };
  const double  scores[] = { 0.1, 0.9, 0.4, 0.6, 0.6, 0.4, 0.9, 0.1 };
  const guint16 none[] = { 0, 0, 0, 0 };
  const guint16 other[] = { 0, 1, 0, 1 };
  g_autoptr (ImbOutcome) poor = imb_outcome_new (other, scores, NULL, NULL, 4, 2, 1, 0.5, NULL);
  g_autoptr (ImbOutcome) outcome = imb_outcome_new (truth, scores, NULL, NULL, 4, 2, 1, 0.5, NULL);
  g_autoptr (ImbOutcome) hopeless = imb_outcome_new (none, scores, NULL, NULL, 4, 2, 1, 0.5, NULL);

  SAME (chosen ("youden", outcome), 0.9); /* ½ at 0.9 and at 0.4 */
  SAME (chosen ("f1", hopeless), 0.5);
  SAME (chosen ("precision=0.9", poor), 0.6);              /* none is so precise: ½ at 0.6 and at 0.1 */
  g_assert_cmpfloat (chosen ("cost=1:1.1", poor), >, 0.9); /* nothing pays */
  SAME (chosen ("recall=0.9", hopeless), 0.5);
}

static const char *const policies_of_ranks[] = { "f1", "fbeta=2", "gmean", "youden", "corner", "mcc", "recall=0.1", "recall=0.2", "recall=0.3", "recall=0.4", "recall=0.5", "recall=0.8",
                                                 "precision=0.8", "precision=0.75", "precision=0.6", "workload=0.35", "cost=10:1" };

/* What is equally good by fractions is not told apart by their last bit, nor by that of sums of weights. */
static void
test_rounding_chooses_no_threshold (void)
{
  /* Of ten + and ten −: 3/10 − 1/10 is 4/10 − 2/10. */
  const guint16 order[] = { 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1 };
  const guint16 level[] = { 0, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1 };
  const guint16 top[] = { 1, 0, 1, 0, 0 };
  double        scores[40], weights[20], pair[] = { 0.1, 0.9, 0.1, 0.9, 0.6, 0.4, 0.6, 0.4, 0.6, 0.4 };

  for (guint i = 0; i < 20; i++)
    {
      scores[2 * i + 1] = (20 - i) / 21.0;
      scores[2 * i] = 1.0 - scores[2 * i + 1];
      weights[i] = 0.7;
    }

  g_autoptr (ImbOutcome) tied = imb_outcome_new (level, scores, NULL, NULL, 20, 2, 1, 0.5, NULL);
  g_autoptr (ImbOutcome) plain = imb_outcome_new (order, scores, NULL, NULL, 20, 2, 1, 0.5, NULL);
  g_autoptr (ImbOutcome) weighed = imb_outcome_new (order, scores, NULL, weights, 20, 2, 1, 0.5, NULL);
  g_autoptr (ImbOutcome) even = imb_outcome_new (top, pair, NULL, NULL, 5, 2, 1, 0.5, NULL);

  SAME (chosen ("youden", tied), 17.0 / 21.0);
  g_assert_cmpfloat (chosen ("cost=1:1", even), >, 0.9); /* a hit for a false alarm: no gain */
  for (guint p = 0; p < G_N_ELEMENTS (policies_of_ranks); p++)
    SAME (chosen (policies_of_ranks[p], weighed), chosen (policies_of_ranks[p], plain));
}

/* scipy.stats.t 1.10.1 */
static void
test_students_t_is_scipys (void)
{
  SAME (imb_student_cdf (0.0, 3.0), 0.5);
  SAME (imb_student_cdf (1.0, 1.0), 0.75);
  SAME (imb_student_cdf (2.0, 4.0), 0.9419417382415922);
  SAME (imb_student_cdf (-2.0, 4.0), 0.05805826175840775);
  SAME (imb_student_cdf (5.0, 9.0), 0.9996305160450983);
  SAME (imb_student_cdf (1.5, 2.5), 0.876081773456852);
  SAME (imb_student_cdf (0.01, 49.0), 0.5039690543458233);
  g_assert_cmpfloat_with_epsilon (imb_student_two_sided (40.0, 3.0) / 3.438068078915854e-05, 1.0, 1e-11);
}

/* One, two and four degrees of freedom have closed forms; others must lead back through the distribution. */
static void
test_quantiles_of_students_t_are_exact (void)
{
  const double degrees[] = { 1.0, 2.5, 4.0, 9.0, 49.0, 499.0 };
  const double shares[] = { 0.001, 0.01, 0.3, 0.6, 0.9, 0.975, 0.9999 };

  SAME (imb_student_quantile (0.975, 1.0), tan (0.475 * G_PI));
  g_assert_cmpfloat_with_epsilon (imb_student_quantile (0.999999, 2.0) / (0.999998 / sqrt (2.0 * 0.999999 * 0.000001)), 1.0, 1e-10);
  SAME (imb_student_quantile (0.975, 4.0), 2.7764451051977934);
  SAME (imb_student_quantile (0.5, 7.0), 0.0);
  for (guint d = 0; d < G_N_ELEMENTS (degrees); d++)
    for (guint s = 0; s < G_N_ELEMENTS (shares); s++)
      g_assert_cmpfloat_with_epsilon (imb_student_cdf (imb_student_quantile (shares[s], degrees[d]), degrees[d]), shares[s], 1e-14);
}

static void
test_estimates_are_nadeau_and_bengios (void)
{
  const double values[] = { 0.8, 0.75, NAN, 0.9, 0.7, 0.85 };
  const double differences[] = { 0.8 - 0.78, 0.75 - 0.76, 0.9 - 0.83, 0.7 - 0.66, 0.85 - 0.80 };
  ImbEstimate  mean = imb_estimate_of (values, 6, 0.25);
  ImbEstimate  difference = imb_estimate_of (differences, 5, 0.25);

  SAME (mean.value, 0.8);
  SAME (mean.low, 0.6527567628891829);
  SAME (mean.high, 0.9472432371108171);
  SAME (mean.p, 0.00011255345867481246);
  SAME (difference.value, 0.034);
  SAME (difference.low, -0.02279849422459191);
  SAME (difference.high, 0.09079849422459188);
  SAME (difference.p, 0.17184777366849624);
}

static void
test_few_or_equal_values_have_the_documented_estimates (void)
{
  const double endless[] = { 3.0, INFINITY, INFINITY };
  const double undefined[] = { NAN, NAN };
  const double one[] = { 0.3 };
  const double zeros[] = { 0.0, 0.0, 0.0 };
  const double equal[] = { 0.2, 0.2, 0.2, 0.2 };

  g_assert_true (isnan (imb_estimate_of (undefined, 2, 0.25).value));
  g_assert_cmpfloat (imb_estimate_of (endless, 3, 0.25).value, ==, INFINITY);
  g_assert_true (isnan (imb_estimate_of (endless, 3, 0.25).low));
  g_assert_true (isnan (imb_estimate_of (endless, 3, 0.25).p));
  g_assert_cmpfloat (imb_estimate_of (one, 1, 0.25).value, ==, 0.3);
  g_assert_true (isnan (imb_estimate_of (one, 1, 0.25).low));
  g_assert_true (isnan (imb_estimate_of (one, 1, 0.25).p));
  g_assert_cmpfloat (imb_estimate_of (zeros, 3, 0.25).p, ==, 1.0);
  g_assert_cmpfloat (imb_estimate_of (equal, 4, 0.25).p, ==, 0.0);
  g_assert_cmpfloat (imb_estimate_of (equal, 4, 0.25).low, ==, 0.2);
}

/* Folds are those of imb_folds_new() on one running stream; every row has its score in every repeat. */
static void
test_every_row_is_tested_once_in_every_repeat (void)
{
  g_autoptr (ImbDesign) design = small_design ();
  ImbProblem *problem = imb_design_get_problem (design);
  g_autoptr (GPtrArray) runs = evaluate (design, "none", NULL, "0.5", 3);
  ImbRun *run = g_ptr_array_index (runs, 0);
  ImbRng  rng;

  imb_rng_init (&rng, 0);
  g_assert_no_error (imb_run_get_error (run));
  g_assert_cmpuint (imb_run_n_folds (run), ==, 15);
  for (guint r = 0; r < 3; r++)
    {
      g_autoptr (ImbFolds) folds = imb_folds_new (imb_problem_get_classes (problem), N_SMALL, imb_problem_n_classes (problem), 5, &rng, NULL);

      g_assert_cmpmem (imb_folds_get_fold_of_rows (folds), N_SMALL, imb_run_get_fold_of_rows (run) + r * N_SMALL, N_SMALL);
      for (guint f = 0; f < 5; f++)
        {
          gsize          n;
          const guint32 *rows = imb_folds_get_test_rows (folds, f, &n);
          ImbOutcome    *outcome = imb_run_fold_at (run, r * 5 + f);

          g_assert_cmpuint (imb_outcome_n_rows (outcome), ==, n);
          for (gsize i = 0; i < n; i++)
            {
              g_assert_cmpuint (imb_outcome_get_truth (outcome)[i], ==, imb_problem_get_classes (problem)[rows[i]]);
              g_assert_cmpmem (imb_outcome_get_scores (outcome) + 2 * i, 16, imb_run_get_scores (run) + 2 * (r * N_SMALL + rows[i]), 16);
            }
        }
    }
  g_assert_cmpuint (imb_outcome_n_rows (imb_run_get_pooled (run)), ==, 3 * N_SMALL);
  for (gsize i = 0; i < 3 * N_SMALL; i++)
    SAME (imb_run_get_scores (run)[2 * i] + imb_run_get_scores (run)[2 * i + 1], 1.0);
}

/* The fold's scores, made by hand: transform, sample and fit on training rows, predict the others. */
static void
test_a_fold_is_what_its_parts_make (void)
{
  g_autoptr (ImbDesign) design = small_design ();
  g_autoptr (GPtrArray) runs = evaluate (design, "smote:k_neighbors=3", NULL, "0.5", 1);
  ImbRun         *run = g_ptr_array_index (runs, 0);
  ImbView         all = imb_design_get_view (design);
  const ImbModel *model = imb_run_get_spec (run)->model;
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  guint32 train[N_SMALL], test[N_SMALL];
  guint16 classes[N_SMALL];
  gsize   n_train = 0, n_test = 0;

  for (guint32 i = 0; i < N_SMALL; i++)
    if (imb_run_get_fold_of_rows (run)[i] == 2)
      test[n_test++] = i;
    else
      {
        classes[n_train] = all.classes[i];
        train[n_train++] = i;
      }

  g_autoptr (ImbTransform) transform = imb_transform_fit (all.base, NULL, NULL, train, n_train, IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD, NULL, NULL, NULL);
  g_autoptr (ImbMatrix) in = imb_transform_apply (transform, all.base, train, n_train, NULL, NULL);
  g_autoptr (ImbMatrix) out = imb_transform_apply (transform, all.base, test, n_test, NULL, NULL);
  ImbView view = imb_view_of (in, classes, all.n_classes);
  g_autoptr (ImbResample) resample = imb_plan_run (imb_run_get_spec (run)->plan, &view, 0, NULL, NULL);
  g_autofree guint16 *more_classes = NULL;
  ImbView             sampled = imb_resample_get_view (resample, &view, &more_classes);
  gpointer            fitted = imb_model_fit (model, imb_run_get_spec (run)->values, &sampled, 0, NULL, notes, NULL);
  double              scores[2 * N_SMALL];

  g_assert_true (model->predict (fitted, out, scores, NULL, NULL));
  model->free (fitted);
  g_assert_cmpmem (scores, n_test * 16, imb_outcome_get_scores (imb_run_fold_at (run, 2)), n_test * 16);
}

/* Changing a test row's features changes its own score and no other of its fold. */
static void
test_a_test_row_teaches_nothing (void)
{
  const char *const thresholds[] = { "0.5", "f1" };
  const gsize       changed = 17;

  for (guint t = 0; t < 2; t++)
    {
      ImbColumn *columns = small_columns (N_SMALL, 2, FALSE);

      columns[0].numbers[changed] = 1e3;
      columns[1].numbers[changed] = -1e3;
      g_autoptr (ImbDesign) before = small_design ();
      g_autoptr (ImbDesign) after = design_of (columns, N_SMALL);
      g_autoptr (GPtrArray) first = evaluate (before, "smote", NULL, thresholds[t], 1);
      g_autoptr (GPtrArray) second = evaluate (after, "smote", NULL, thresholds[t], 1);
      ImbRun *a = g_ptr_array_index (first, 0);
      ImbRun *b = g_ptr_array_index (second, 0);
      guint8  fold = imb_run_get_fold_of_rows (a)[changed];
      guint   n_others_changed = 0;

      g_assert_cmpmem (imb_run_get_fold_of_rows (a), N_SMALL, imb_run_get_fold_of_rows (b), N_SMALL);
      g_assert_cmpfloat (imb_run_fold_threshold_at (a, fold), ==, imb_run_fold_threshold_at (b, fold));
      for (gsize i = 0; i < N_SMALL; i++)
        {
          gboolean same = imb_run_get_scores (a)[2 * i + 1] == imb_run_get_scores (b)[2 * i + 1];

          if (imb_run_get_fold_of_rows (a)[i] == fold)
            g_assert_true (same == (i != changed));
          else
            n_others_changed += !same;
        }
      g_assert_cmpuint (n_others_changed, >, N_SMALL / 2);
    }
}

static void
assert_same_runs (GPtrArray *a,
                  GPtrArray *b)
{
  for (guint r = 0; r < a->len; r++)
    {
      ImbRun *first = g_ptr_array_index (a, r);
      ImbRun *second = g_ptr_array_index (b, r);
      gsize   n = imb_outcome_n_rows (imb_run_get_pooled (first));

      g_assert_cmpmem (imb_run_get_scores (first), n * 16, imb_run_get_scores (second), n * 16);
      for (guint f = 0; f < imb_run_n_folds (first); f++)
        {
          g_assert_cmpfloat (imb_run_fold_threshold_at (first, f), ==, imb_run_fold_threshold_at (second, f));
          for (guint m = 0; m < imb_metrics_n (); m++)
            g_assert_cmpfloat (imb_run_fold_metric (first, f, m), ==, imb_run_fold_metric (second, f, m));
        }
      g_assert_cmpuint (imb_notes_n (imb_run_get_notes (first)), ==, imb_notes_n (imb_run_get_notes (second)));
      for (guint i = 0; i < imb_notes_n (imb_run_get_notes (first)); i++)
        g_assert_cmpstr (imb_notes_at (imb_run_get_notes (first), i), ==, imb_notes_at (imb_run_get_notes (second), i));
    }
}

static void
test_threads_change_nothing (void)
{
  const guint threads[] = { 2, 7 };
  g_autoptr (ImbDesign) design = small_design ();
  g_autoptr (GPtrArray) alone = NULL;

  imb_parallel_set_n_threads (1);
  alone = evaluate (design, "smote", "random-under", "gmean", 2);
  for (guint t = 0; t < G_N_ELEMENTS (threads); t++)
    {
      g_autoptr (GPtrArray) together = NULL;

      imb_parallel_set_n_threads (threads[t]);
      together = evaluate (design, "smote", "random-under", "gmean", 2);
      assert_same_runs (alone, together);
    }
  imb_parallel_set_n_threads (0);
}

static void
test_a_run_that_fails_leaves_the_others_alone (void)
{
  g_autoptr (ImbDesign) design = small_design ();
  g_autoptr (GPtrArray) runs = evaluate (design, "smote:k_neighbors=60", "none", "0.5", 1);
  g_autoptr (GPtrArray) alone = evaluate (design, "none", NULL, "0.5", 1);
  ImbRun *failed = g_ptr_array_index (runs, 0);
  ImbRun *good = g_ptr_array_index (runs, 1);
  guint   f1 = imb_metric_index (imb_metric_find ("f1"));

  g_assert_error (imb_run_get_error (failed), IMB_ERROR, IMB_ERROR_TOO_FEW);
  g_assert_true (g_str_has_prefix (imb_run_get_error (failed)->message, "Fold 1: "));
  g_assert_null (imb_run_get_pooled (failed));
  g_assert_null (imb_run_get_scores (failed));
  g_assert_true (isnan (imb_run_metric (failed, f1).value));
  g_assert_true (isnan (imb_run_difference (good, failed, f1).value));
  g_assert_no_error (imb_run_get_error (good));
  g_assert_cmpfloat (imb_run_metric (good, f1).value, ==, imb_run_metric (g_ptr_array_index (alone, 0), f1).value);
}

static void
assert_same (double value,
             double wanted)
{
  if (!isnan (value) || !isnan (wanted))
    g_assert_cmpfloat (value, ==, wanted);
}

static void
test_metrics_and_differences_are_over_the_folds (void)
{
  g_autoptr (ImbDesign) design = small_design ();
  g_autoptr (GPtrArray) runs = evaluate (design, "none", "smote", "0.5", 1);
  ImbRun *none = g_ptr_array_index (runs, 0);
  ImbRun *smote = g_ptr_array_index (runs, 1);

  for (guint m = 0; m < imb_metrics_n (); m++)
    {
      double      values[5], differences[5];
      ImbEstimate mean = imb_run_metric (smote, m);
      ImbEstimate difference = imb_run_difference (smote, none, m);

      for (guint f = 0; f < 5; f++)
        {
          values[f] = imb_metric_value (imb_metrics ()[m], imb_run_fold_at (smote, f));
          g_assert_cmpfloat (values[f], ==, imb_run_fold_metric (smote, f, m));
          differences[f] = imb_difference (values[f], imb_run_fold_metric (none, f, m));
        }
      ImbEstimate wanted = imb_estimate_of (values, 5, 0.25), wanted_difference = imb_estimate_of (differences, 5, 0.25);
      double      bottom = imb_metrics ()[m]->low, top = imb_metrics ()[m]->high;

      assert_same (mean.value, wanted.value);
      assert_same (mean.low, wanted.low < bottom ? bottom : wanted.low);
      assert_same (mean.high, wanted.high > top ? top : wanted.high);
      g_assert_true (isnan (mean.p));
      assert_same (difference.value, wanted_difference.value);
      assert_same (difference.p, wanted_difference.p);
      assert_same (difference.low, wanted_difference.low < bottom - top ? bottom - top : wanted_difference.low);
      assert_same (difference.high, wanted_difference.high > top - bottom ? top - bottom : wanted_difference.high);
      if (isfinite (imb_run_metric (none, m).value)) /* ∞ − ∞ says nothing */
        g_assert_cmpfloat (imb_run_difference (none, none, m).p, ==, 1.0);
    }
}

static void
test_thresholds_come_from_training_rows (void)
{
  g_autoptr (ImbDesign) design = small_design ();
  ImbProblem    *problem = imb_design_get_problem (design);
  const guint16 *classes = imb_problem_get_classes (problem);
  g_autoptr (GPtrArray) prior = evaluate (design, "smote", NULL, "prior", 1);
  g_autoptr (GPtrArray) recall = evaluate (design, "none", NULL, "recall=0.9", 1);
  ImbRun *run = g_ptr_array_index (prior, 0);
  double  lowest = 1.0;

  for (guint f = 0; f < 5; f++)
    {
      gsize n = 0, n_positive = 0;

      for (gsize i = 0; i < N_SMALL; i++)
        if (imb_run_get_fold_of_rows (run)[i] != f)
          {
            n++;
            n_positive += classes[i] == imb_problem_get_positive (problem);
          }
      g_assert_cmpfloat (imb_run_fold_threshold_at (run, f), ==, (double) n_positive / (double) n);
      lowest = MIN (lowest, imb_run_fold_threshold_at (g_ptr_array_index (recall, 0), f));
      g_assert_cmpfloat (imb_run_fold_threshold_at (g_ptr_array_index (recall, 0), f), <, 0.5);
    }
  g_assert_cmpfloat (lowest, >, 0.0);
}

/* The inner cross-validation of a fold is the evaluation of a table that has its training rows only. */
static void
test_a_chosen_threshold_is_of_scores_of_unseen_rows (void)
{
  const ImbThreshold best_f1 = { IMB_THRESHOLD_F1, 0.0 };
  g_autoptr (ImbDesign) design = small_design ();
  g_autoptr (GPtrArray) runs = evaluate (design, "smote", NULL, "f1", 1);
  ImbRun *run = g_ptr_array_index (runs, 0);

  for (guint f = 0; f < 5; f++)
    {
      ImbColumn *columns = small_columns (N_SMALL, 2, FALSE);
      gsize      n = 0;

      for (gsize i = 0; i < N_SMALL; i++)
        if (imb_run_get_fold_of_rows (run)[i] != f)
          {
            columns[0].numbers[n] = columns[0].numbers[i];
            columns[1].numbers[n] = columns[1].numbers[i];
            columns[2].codes[n++] = columns[2].codes[i];
          }
      g_autoptr (ImbDesign) training = design_of (columns, n);
      g_autoptr (GPtrArray) inner = evaluate (training, "smote", NULL, "0.5", 1);

      g_assert_cmpfloat (imb_run_fold_threshold_at (run, f), ==,
                         imb_threshold_choose (&best_f1, imb_run_get_pooled (g_ptr_array_index (inner, 0))));
    }
}

/* Predicted classes of the pooled outcome are by each fold's own threshold. */
static void
test_pooled_predictions_keep_their_folds_threshold (void)
{
  g_autoptr (ImbDesign) design = small_design ();
  g_autoptr (GPtrArray) runs = evaluate (design, "none", NULL, "f1", 1);
  ImbRun     *run = g_ptr_array_index (runs, 0);
  ImbOutcome *pooled = imb_run_get_pooled (run);
  guint       positive = imb_outcome_get_positive (pooled);

  for (gsize i = 0; i < N_SMALL; i++)
    {
      double threshold = imb_run_fold_threshold_at (run, imb_run_get_fold_of_rows (run)[i]);

      g_assert_true ((imb_outcome_get_predicted (pooled)[i] == positive) == (imb_run_get_scores (run)[2 * i + positive] >= threshold));
    }
}

static void
test_more_classes_are_predicted_by_the_largest_score (void)
{
  g_autoptr (ImbDesign) design = design_of (small_columns (300, 3, FALSE), 300);
  g_autoptr (GPtrArray) runs = evaluate (design, "none", "random-over", "f1", 1);
  ImbRun *run = g_ptr_array_index (runs, 1);

  g_assert_no_error (imb_run_get_error (run));
  g_assert_cmpuint (imb_outcome_n_classes (imb_run_get_pooled (run)), ==, 3);
  assert_said (imb_run_get_notes (run), "largest score");
  for (guint m = 0; m < imb_metrics_n (); m++)
    g_assert_false (isnan (imb_run_metric (run, m).value));
}

static void
test_missing_values_are_filled_or_refused (void)
{
  g_autoptr (ImbDesign) design = design_of (small_columns (N_SMALL, 2, TRUE), N_SMALL);
  g_autoptr (GPtrArray) specs = specs_of ("none", NULL, "0.5");
  g_autoptr (GPtrArray) filled = evaluate (design, "none", NULL, "0.5", 1);
  g_autoptr (GPtrArray) refused = NULL;
  ImbEvaluation evaluation;

  g_assert_no_error (imb_run_get_error (g_ptr_array_index (filled, 0)));
  assert_said (imb_run_get_notes (g_ptr_array_index (filled, 0)), "median");

  imb_evaluation_init (&evaluation);
  evaluation.impute = IMB_IMPUTE_NONE;
  refused = imb_evaluate (design, specs, &evaluation, NULL, NULL);
  g_assert_error (imb_run_get_error (g_ptr_array_index (refused, 0)), IMB_ERROR, IMB_ERROR_MISSING);
}

/* Only one row has a hole: in the fold that tests it, the training rows are whole. */
static void
test_a_hole_in_a_test_row_is_refused_too (void)
{
  ImbColumn *columns = small_columns (N_SMALL, 2, FALSE);
  g_autoptr (GPtrArray) specs = specs_of ("none", NULL, "0.5");
  g_autoptr (GPtrArray) runs = NULL;
  ImbEvaluation evaluation;

  columns[0].numbers[5] = NAN;
  g_autoptr (ImbDesign) design = design_of (columns, N_SMALL);
  imb_evaluation_init (&evaluation);
  evaluation.impute = IMB_IMPUTE_NONE;
  for (guint32 seed = 0; seed < 30; seed++)
    {
      g_autoptr (GPtrArray) next = NULL;

      evaluation.seed = seed;
      next = imb_evaluate (design, specs, &evaluation, NULL, NULL);
      g_assert_error (imb_run_get_error (g_ptr_array_index (next, 0)), IMB_ERROR, IMB_ERROR_MISSING);
      g_assert_true (strstr (imb_run_get_error (g_ptr_array_index (next, 0))->message, "Fold 1: ") != NULL);
    }
}

/* Distances to a row of 1e300 are all infinite: with nothing scaled, no neighbour is nearest. */
static void
test_a_row_too_large_for_the_model_is_refused (void)
{
  static const char *const models[] = { "k-nearest-neighbors", "decision-tree" };
  ImbColumn               *columns = small_columns (N_SMALL, 2, FALSE);
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);
  g_autoptr (GPtrArray) runs = NULL;
  g_autoptr (ImbPlan) plan = imb_plan_parse ("none", NULL);
  ImbEvaluation evaluation;
  ImbThreshold  threshold;

  columns[0].numbers[5] = -1e300;
  g_autoptr (ImbDesign) design = design_of (columns, N_SMALL);
  g_assert_true (imb_threshold_parse ("0.5", &threshold, NULL));
  for (guint m = 0; m < G_N_ELEMENTS (models); m++)
    g_ptr_array_add (specs, imb_run_spec_new (NULL, plan, imb_model_find (models[m]), NULL, &threshold));
  imb_evaluation_init (&evaluation);
  evaluation.scale = IMB_SCALE_NONE;
  for (evaluation.seed = 0; evaluation.seed < 8; evaluation.seed++) /* so that it is tested first, or last */
    {
      g_clear_pointer (&runs, g_ptr_array_unref);
      runs = imb_evaluate (design, specs, &evaluation, NULL, NULL);
      g_assert_error (imb_run_get_error (runs->pdata[0]), IMB_ERROR, IMB_ERROR_TOO_LARGE);
      g_assert_nonnull (strstr (imb_run_get_error (runs->pdata[0])->message, "ow 6 has a value in"));
      g_assert_no_error (imb_run_get_error (runs->pdata[1]));
    }
}

static void
test_leaking_looks_better_and_says_so (void)
{
  g_autoptr (ImbDesign) design = design_of (small_columns (400, 2, FALSE), 400);
  g_autoptr (GPtrArray) specs = specs_of ("smote", "random-under", "0.5");
  g_autoptr (GPtrArray) right = evaluate (design, "smote", NULL, "0.5", 1);
  g_autoptr (GPtrArray) wrong = NULL;
  guint         precision = imb_metric_index (imb_metric_find ("average_precision"));
  guint         n_kept = 0;
  ImbEvaluation evaluation;

  imb_evaluation_init (&evaluation);
  evaluation.leaky = TRUE;
  wrong = imb_evaluate (design, specs, &evaluation, NULL, NULL);
  g_assert_nonnull (wrong);
  ImbRun *over = g_ptr_array_index (wrong, 0);
  ImbRun *under = g_ptr_array_index (wrong, 1);

  g_assert_no_error (imb_run_get_error (over));
  g_assert_no_error (imb_run_get_error (under));
  assert_said (imb_run_get_notes (over), "Wrong on purpose");
  g_assert_null (find_note (imb_run_get_notes (g_ptr_array_index (right, 0)), "Wrong on purpose"));
  g_assert_cmpfloat (imb_run_metric (over, precision).value, >, imb_run_metric (g_ptr_array_index (right, 0), precision).value + 0.1);
  g_assert_cmpuint (imb_outcome_n_rows (imb_run_get_pooled (over)), >, 500);
  for (gsize i = 0; i < 400; i++)
    {
      gboolean tested = imb_run_get_fold_of_rows (under)[i] != G_MAXUINT8;

      g_assert_cmpuint (imb_run_get_fold_of_rows (over)[i], <, 5);
      g_assert_false (isnan (imb_run_get_scores (over)[2 * i]));
      g_assert_true (tested == !isnan (imb_run_get_scores (under)[2 * i]));
      n_kept += tested;
    }
  g_assert_cmpuint (n_kept, ==, imb_outcome_n_rows (imb_run_get_pooled (under)));
}

static void
test_too_little_to_evaluate_is_an_error (void)
{
  ImbColumn *columns = small_columns (N_SMALL, 2, FALSE);
  g_autoptr (GPtrArray) specs = specs_of ("none", NULL, "0.5");
  g_autoptr (GError) one_class = NULL;
  g_autoptr (GError) too_few = NULL;
  ImbEvaluation evaluation;

  for (gsize i = 0; i < N_SMALL; i++)
    columns[2].codes[i] = 0;
  g_autoptr (ImbDesign) design = design_of (columns, N_SMALL);
  g_autoptr (ImbDesign) tiny = design_of (small_columns (8, 2, FALSE), 8);
  imb_evaluation_init (&evaluation);
  g_assert_null (imb_evaluate (design, specs, &evaluation, NULL, &one_class));
  g_assert_error (one_class, IMB_ERROR, IMB_ERROR_ONE_CLASS);
  evaluation.n_folds = 9;
  g_assert_null (imb_evaluate (tiny, specs, &evaluation, NULL, &too_few));
  g_assert_error (too_few, IMB_ERROR, IMB_ERROR_TOO_FEW);
}

static void
test_few_rows_of_a_class_are_noted (void)
{
  ImbColumn *columns = small_columns (N_SMALL, 2, FALSE);
  guint      n_rare = 0;

  for (gsize i = 0; i < N_SMALL; i++)
    columns[2].codes[i] = columns[2].codes[i] == 1 && n_rare++ < 4 ? 1 : 0;
  g_autoptr (ImbDesign) design = design_of (columns, N_SMALL);
  g_autoptr (GPtrArray) runs = evaluate (design, "none", NULL, "f1", 1);
  ImbRun *run = g_ptr_array_index (runs, 0);
  guint   auc = imb_metric_index (imb_metric_find ("roc_auc"));
  guint   n_undefined = 0;

  g_assert_no_error (imb_run_get_error (run));
  assert_said (imb_run_get_notes (run), "fewer than there are folds");
  assert_said (imb_run_get_notes (run), "inner folds instead of");
  for (guint f = 0; f < 5; f++)
    n_undefined += isnan (imb_run_fold_metric (run, f, auc));
  g_assert_cmpuint (n_undefined, ==, 1);
  g_assert_false (isnan (imb_run_metric (run, auc).value));
}

static void
cancel_evaluation (const char          *part,
                   ImbDesign           *design,
                   GPtrArray           *specs,
                   const ImbEvaluation *evaluation)
{
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;
  Canceller canceller = { job, 40000, own_time_now () };
  GThread  *thread = g_thread_new ("cancel", cancel_later, &canceller);

  g_assert_null (imb_evaluate (design, specs, evaluation, job, &error));
  note_cancelled (part, &canceller, thread, own_time_now ());
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
cancel_fits (gconstpointer data)
{
  g_autoptr (ImbDesign) design = design_of (small_columns (20000, 2, FALSE), 20000);
  g_autoptr (GPtrArray) specs = specs_of ("smote", "none", "f1");
  ImbEvaluation evaluation;

  imb_evaluation_init (&evaluation);
  evaluation.n_repeats = 100;
  imb_parallel_set_n_threads (2);
  for (guint leaky = 0; leaky < 2; leaky++)
    {
      evaluation.leaky = leaky == 1;
      cancel_evaluation (leaky ? "a leak" : "the evaluation", design, specs, &evaluation);
    }
  imb_parallel_set_n_threads (0);
}

static void
test_cancelling_stops_within_a_tenth_of_a_second (void)
{
  assert_in_time (cancel_fits, NULL);
}

/* Of 300 classes each metric of a fold takes long, and the model nothing. */
static void
cancel_metrics (gconstpointer data)
{
  const gsize       n_rows = 3000, n_labels = 300;
  ImbColumn        *columns = small_columns (n_rows, 2, FALSE);
  g_autofree char **labels = g_new0 (char *, n_labels + 1);
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);
  g_autoptr (ImbPlan) plan = imb_plan_parse ("none", NULL);
  ImbEvaluation evaluation;
  ImbThreshold  threshold;

  for (gsize c = 0; c < n_labels; c++)
    labels[c] = g_strdup_printf ("c%03zu", c);
  g_strfreev (columns[2].levels);
  columns[2].levels = g_steal_pointer (&labels);
  columns[2].n_levels = (guint) n_labels;
  for (gsize i = 0; i < n_rows; i++)
    columns[2].codes[i] = (gint32) (i % n_labels);
  g_autoptr (ImbDesign) design = design_of (columns, n_rows);
  g_assert_true (imb_threshold_parse ("0.5", &threshold, NULL));
  g_ptr_array_add (specs, imb_run_spec_new (NULL, plan, imb_model_find ("dummy"), NULL, &threshold));
  imb_evaluation_init (&evaluation);
  evaluation.n_repeats = 100;
  imb_parallel_set_n_threads (2);
  cancel_evaluation ("metrics of 300 classes", design, specs, &evaluation);
  imb_parallel_set_n_threads (0);
}

static void
test_cancelling_stops_between_metrics (void)
{
  assert_in_time (cancel_metrics, NULL);
}

static void
test_progress_ends_at_one (void)
{
  g_autoptr (ImbDesign) design = small_design ();
  g_autoptr (GPtrArray) specs = specs_of ("smote", "none", "f1");
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GPtrArray) runs = NULL;
  ImbEvaluation evaluation;

  imb_evaluation_init (&evaluation);
  runs = imb_evaluate (design, specs, &evaluation, job, NULL);
  g_assert_nonnull (runs);
  g_assert_cmpfloat (imb_job_get_fraction (job), ==, 1.0);
}

static void
test_baselines_are_none_weight_and_threshold (void)
{
  const ImbModel    *model = imb_model_find ("logistic-regression");
  const ImbThreshold half = { IMB_THRESHOLD_FIXED, 0.5 };
  g_autoptr (ImbRunSpec) none = imb_run_spec_new (NULL, NULL, model, NULL, &half);
  g_autoptr (GPtrArray) two = imb_run_specs_baselines (none, 2);
  g_autoptr (GPtrArray) three = imb_run_specs_baselines (none, 3);
  const char *const labels[] = { "none", "class weight", "threshold only" };
  g_autofree char  *weighted = NULL;

  g_assert_cmpuint (two->len, ==, 3);
  g_assert_cmpuint (three->len, ==, 2);
  for (guint i = 0; i < 3; i++)
    {
      ImbRunSpec *spec = g_ptr_array_index (two, i);

      g_assert_cmpstr (spec->label, ==, labels[i]);
      g_assert_true (imb_plan_is_none (spec->plan));
      g_assert_cmpuint (spec->threshold.policy, ==, i == 2 ? IMB_THRESHOLD_F1 : IMB_THRESHOLD_FIXED);
    }
  weighted = imb_values_to_string (&model->base, ((ImbRunSpec *) two->pdata[1])->values, FALSE);
  g_assert_cmpstr (weighted, ==, "logistic-regression:class_weight=balanced");
}

/* Whatever is asked of all runs, one is without it; and what a model or a table cannot have is said. */
static void
test_one_run_is_untreated (void)
{
  const ImbThreshold asked[] = { { IMB_THRESHOLD_FIXED, 0.5 }, { IMB_THRESHOLD_F1, 0.0 }, { IMB_THRESHOLD_EXPECTED, 0.0 } };
  g_autoptr (ImbNotes) notes = imb_notes_new ();

  for (guint t = 0; t < G_N_ELEMENTS (asked); t++)
    for (guint n_classes = 2; n_classes <= 3; n_classes++)
      for (guint is_calibrated = 0; is_calibrated < 2; is_calibrated++)
        {
          g_autoptr (ImbRunSpec) none = imb_run_spec_new (NULL, NULL, imb_model_find ("dummy"), NULL, &asked[t]);
          g_autoptr (GPtrArray) specs = NULL;
          const ImbRunSpec *last;

          none->calibration = is_calibrated ? IMB_CALIBRATION_PLATT : IMB_CALIBRATION_NONE;
          specs = imb_run_specs_baselines (none, n_classes);
          last = specs->pdata[specs->len - 1];
          imb_run_specs_note_baselines (none, n_classes, notes);
          if (!is_calibrated && (t == 0 || (t == 1 && n_classes == 3)))
            {
              g_assert_cmpstr (last->label, ==, n_classes == 2 ? "threshold only" : "none");
              continue;
            }
          g_assert_cmpstr (last->label, ==, "untreated");
          g_assert_true (last->threshold.policy == IMB_THRESHOLD_FIXED && last->threshold.value == 0.5 && last->calibration == IMB_CALIBRATION_NONE);
        }
  g_assert_cmpuint (imb_notes_n (notes), ==, 3);
  g_assert_nonnull (strstr (imb_notes_at (notes, 0), "dummy has no class weights"));
  g_assert_nonnull (strstr (imb_notes_at (notes, 1), "a threshold is for two classes"));
  g_assert_nonnull (strstr (imb_notes_at (notes, 2), "dummy: “threshold only” and “none” are the same run"));
}

/* A class weight or a correction that all runs have is a treatment, too. */
static void
test_one_run_is_without_weights_and_correction (void)
{
  const ImbThreshold half = { IMB_THRESHOLD_FIXED, 0.5 };
  const ImbModel    *model;
  gpointer           own;
  g_autoptr (ImbNotes) notes = imb_notes_new ();

  for (guint is_weighted = 0; is_weighted < 2; is_weighted++)
    {
      g_autoptr (ImbRunSpec) none = NULL;
      g_autoptr (GPtrArray) specs = NULL;
      g_autofree char *text = NULL;

      g_assert_true (imb_model_parse (is_weighted ? "logistic-regression:class_weight=balanced" : "logistic-regression", &model, &own, NULL));
      none = imb_run_spec_new (NULL, NULL, model, own, &half);
      imb_values_free (&model->base, own);
      none->prior.how = is_weighted ? IMB_PRIOR_NONE : IMB_PRIOR_TRAINING;
      specs = imb_run_specs_baselines (none, 2);
      imb_run_specs_note_baselines (none, 2, notes);
      g_assert_cmpuint (specs->len, ==, 4);
      g_assert_cmpstr (((const ImbRunSpec *) specs->pdata[3])->label, ==, "untreated");
      text = imb_run_spec_dup_text (specs->pdata[3]);
      g_assert_cmpstr (text, ==, "none | logistic-regression | threshold 0.5 | prior none | calibration none");
    }
  g_assert_cmpuint (imb_notes_n (notes), ==, 1);
  g_assert_nonnull (strstr (imb_notes_at (notes, 0), "“class weight” and “none” are the same run"));
}

static void
test_a_run_remembers_what_it_was (void)
{
  g_autoptr (ImbDesign) design = small_design ();
  g_autoptr (GPtrArray) runs = evaluate (design, "smote:k_neighbors=3", NULL, "0.5", 1);
  ImbRun *run = g_ptr_array_index (runs, 0);

  g_assert_cmpstr (imb_run_get_spec (run)->label, ==, "smote:k_neighbors=3");
  g_assert_cmpstr (imb_run_get_model_text (run), ==, "logistic-regression");
  g_assert_true (imb_run_get_problem (run) == imb_design_get_problem (design));
  g_assert_cmpuint (imb_run_get_evaluation (run)->n_folds, ==, 5);
  g_assert_cmpfloat (imb_run_get_seconds (run), >, 0.0);
}

#define ADD(test, name) g_test_add_func ("/evaluate/" name, test)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (test_thresholds_are_read_and_written, "thresholds are read and written");
  ADD (test_thresholds_are_the_best_scores, "thresholds are the best scores");
  ADD (test_targets_that_are_missed_are_known, "targets that are missed are known");
  ADD (test_the_corner_is_not_the_greatest_sum, "the corner is not the greatest sum");
  ADD (test_equally_good_thresholds_go_to_the_higher, "equally good thresholds go to the higher");
  ADD (test_rounding_chooses_no_threshold, "what rounding alone tells apart is equally good, with weights, too");
  ADD (test_students_t_is_scipys, "Student's t is scipy's");
  ADD (test_quantiles_of_students_t_are_exact, "quantiles of Student's t are exact");
  ADD (test_estimates_are_nadeau_and_bengios, "estimates are Nadeau and Bengio's");
  ADD (test_few_or_equal_values_have_the_documented_estimates, "few or equal values have the documented estimates");
  ADD (test_every_row_is_tested_once_in_every_repeat, "every row is tested once in every repeat");
  ADD (test_a_fold_is_what_its_parts_make, "a fold is what its parts make");
  ADD (test_a_test_row_teaches_nothing, "a test row teaches nothing");
  ADD (test_threads_change_nothing, "threads change nothing");
  ADD (test_a_run_that_fails_leaves_the_others_alone, "a run that fails leaves the others alone");
  ADD (test_metrics_and_differences_are_over_the_folds, "metrics and differences are over the folds");
  ADD (test_thresholds_come_from_training_rows, "thresholds come from training rows");
  ADD (test_a_chosen_threshold_is_of_scores_of_unseen_rows, "a chosen threshold is of scores of unseen rows");
  ADD (test_pooled_predictions_keep_their_folds_threshold, "pooled predictions keep their fold's threshold");
  ADD (test_more_classes_are_predicted_by_the_largest_score, "more classes are predicted by the largest score");
  ADD (test_missing_values_are_filled_or_refused, "missing values are filled or refused");
  ADD (test_a_hole_in_a_test_row_is_refused_too, "a hole in a test row is refused too");
  ADD (test_a_row_too_large_for_the_model_is_refused, "a row too large for the model is refused");
  ADD (test_leaking_looks_better_and_says_so, "leaking looks better and says so");
  ADD (test_too_little_to_evaluate_is_an_error, "too little to evaluate is an error");
  ADD (test_few_rows_of_a_class_are_noted, "few rows of a class are noted");
  ADD (test_cancelling_stops_within_a_tenth_of_a_second, "cancelling stops within a tenth of a second");
  ADD (test_cancelling_stops_between_metrics, "cancelling stops between metrics");
  ADD (test_progress_ends_at_one, "progress ends at one");
  ADD (test_baselines_are_none_weight_and_threshold, "baselines are none, weight and threshold");
  ADD (test_one_run_is_untreated, "one run is untreated");
  ADD (test_one_run_is_without_weights_and_correction, "one run is without weights and correction");
  ADD (test_a_run_remembers_what_it_was, "a run remembers what it was");
  return g_test_run ();
}
