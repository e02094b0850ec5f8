/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What decisions cost: the formulas, files, and a run that decides by them. */
#include <math.h>

#include "engine/imb.h"

#define SAME(a, b) g_assert_cmpfloat_with_epsilon (a, b, 1e-12)
#define N_ROWS     240

static ImbDesign *
make_design (guint n_classes)
{
  const char *const       labels[] = { "common", "rare", "scarce", NULL };
  const ImbProblemOptions options = { .target_column = 2 };
  ImbColumn              *columns = g_new0 (ImbColumn, 3);
  g_autoptr (ImbTable) table = NULL;
  g_autoptr (ImbProblem) problem = NULL;
  ImbRng rng;

  imb_rng_init (&rng, 19);
  for (guint j = 0; j < 2; j++)
    columns[j] = (ImbColumn){ .name = g_strdup (j == 0 ? "x" : "amount"), .kind = IMB_COLUMN_NUMBER, .numbers = g_new (double, N_ROWS) };
  columns[2] = (ImbColumn){ .name = g_strdup ("class"), .kind = IMB_COLUMN_CATEGORY, .codes = g_new (gint32, N_ROWS), .levels = g_strdupv ((char **) labels), .n_levels = 3 };
  for (gsize i = 0; i < N_ROWS; i++)
    {
      gint32 c = i % 6 == 1 ? 1 : 0;

      if (n_classes > 2 && i % 6 >= 4)
        c = 2;
      columns[2].codes[i] = c;
      columns[0].numbers[i] = imb_rng_normal (&rng) + 1.5 * c;
      columns[1].numbers[i] = (double) (1 + i % 9);
    }
  table = imb_table_new ("made", N_ROWS, columns, 3, NULL, NULL);
  problem = imb_problem_new (table, &options, NULL, NULL);
  return imb_design_new (problem, NULL, NULL);
}

static void
test_a_threshold_follows_from_two_costs (void)
{
  const double matrices[][4] = { { 0, 1, 1, 0 }, { 0, 1, 9, 0 }, { 0, 2, 10, 2 }, { -1, 3, 5, -7 }, { 0, 0, 1, 0 }, { 0, 1, 0, 0 }, { 0, 0, -3, 0 }, { 0, -2, -1, 0 } };
  const double expected[] = { 0.5, 0.1, 0.2, 0.25, NAN, NAN, NAN, NAN };
  g_autoptr (ImbDesign) design = make_design (2);

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (ImbCosts) costs = imb_costs_from_matrix (imb_design_get_problem (design), matrices[i]);
      double threshold = imb_costs_threshold (costs);

      g_assert_cmpint (isnan (threshold), ==, isnan (expected[i]));
      if (!isnan (expected[i]))
        SAME (threshold, expected[i]);
      for (double p = 0.033; i < 4 && p < 1.0; p += 0.07)
        {
          const double scores[] = { 1.0 - p, p };

          g_assert_cmpuint (imb_costs_decide (costs, scores, NAN), ==, p >= threshold ? 1 : 0);
        }
    }
}

static void
test_several_classes_take_the_least_expected_cost (void)
{
  const double matrix[] = { 0, 1, 5, 2, 0, 5, 30, 10, 0 };
  const double scores[][3] = { { 0.9, 0.09, 0.01 }, { 0.6, 0.3, 0.1 }, { 0.6, 0.1, 0.3 }, { 0.2, 0.8, 0.0 } };
  const guint  expected[] = { 0, 1, 2, 1 }; /* 0.48 0.99 …; 3.6 1.6 4.5; 9.2 3.6 3.5; 1.6 0.2 5 */
  g_autoptr (ImbDesign) design = make_design (3);
  g_autoptr (ImbCosts) costs = imb_costs_from_matrix (imb_design_get_problem (design), matrix);

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (imb_costs_decide (costs, scores[i], NAN), ==, expected[i]);
}

static void
test_the_cheapest_threshold_counts_whole_ties (void)
{
  const double  scores[] = { 0.9, 0.8, 0.8, 0.4, 0.3, 0.1 };
  const guint16 classes[] = { 1, 0, 1, 0, 1, 0 };
  const double  amounts[] = { 1, 1, 1, 1, 30, 1 }, light[] = { 1, 1, 1, 1, 0, 1 };
  const double  matrix[] = { 0, 2, 5, 0 }, never[] = { 0, 9, 1, 0 };
  double        threshold;
  g_autoptr (ImbDesign) design = make_design (2);
  g_autoptr (ImbCosts) costs = imb_costs_from_matrix (imb_design_get_problem (design), matrix);
  g_autoptr (ImbCosts) dear = imb_costs_from_matrix (imb_design_get_problem (design), never);

  /* Of scores ≥ 0.9: 10; ≥ 0.8: 5 + 2; ≥ 0.4: 5 + 4; ≥ 0.3: 4; all: 6. */
  g_assert_true (imb_costs_best_threshold (costs, scores, classes, NULL, NULL, 6, &threshold, NULL));
  SAME (threshold, 0.3);
  g_assert_true (imb_costs_best_threshold (costs, scores, classes, NULL, light, 6, &threshold, NULL)); /* ≥ 0.8: 2; ≥ 0.9: 5 */
  SAME (threshold, 0.8);
  g_assert_true (imb_costs_best_threshold (dear, scores, classes, amounts, NULL, 6, &threshold, NULL)); /* 18 against 30 and more */
  SAME (threshold, 0.3);
  g_assert_true (imb_costs_best_threshold (dear, scores, classes, NULL, NULL, 6, &threshold, NULL)); /* the first is free: 2 */
  SAME (threshold, 0.9);
  g_assert_true (imb_costs_best_threshold (dear, scores + 1, classes + 1, NULL, NULL, 5, &threshold, NULL));
  g_assert_cmpfloat (threshold, >, 0.8);
}

/* Three false alarms at 0.3 for a miss at 0.9 save nothing, though 0.3 + 0.3 + 0.3 is less in doubles. */
static void
test_what_saves_rounding_alone_saves_nothing (void)
{
  const double  scores[] = { 0.9, 0.8, 0.7, 0.6, 0.5 }, matrix[] = { 0, 0.3, 0.9, 0 }, weights[] = { 0.1, 0.1, 0.1, 0.1, 1 };
  const guint16 classes[] = { 0, 0, 0, 1, 0 };
  double        threshold;
  g_autoptr (ImbDesign) design = make_design (2);
  g_autoptr (ImbCosts) costs = imb_costs_from_matrix (imb_design_get_problem (design), matrix);

  for (guint weighed = 0; weighed < 2; weighed++)
    {
      g_assert_true (imb_costs_best_threshold (costs, scores, classes, NULL, weighed == 1 ? weights : NULL, 5, &threshold, NULL));
      g_assert_cmpfloat (threshold, >, 0.9);
    }
}

static void
test_the_mean_is_weighted (void)
{
  const guint16 truth[] = { 0, 0, 1, 1 }, predicted[] = { 0, 1, 0, 1 };
  const double  matrix[] = { -1, 2, 8, 0.5 }, weights[] = { 1, 2, 3, 0 }, amounts[] = { 9, 9, 4, 9 };
  g_autoptr (ImbDesign) design = make_design (2);
  g_autoptr (ImbCosts) costs = imb_costs_from_matrix (imb_design_get_problem (design), matrix);

  SAME (imb_costs_mean (costs, truth, predicted, NULL, NULL, 4), (-1 + 2 + 8 + 0.5) / 4);
  SAME (imb_costs_mean (costs, truth, predicted, NULL, weights, 4), (-1 + 4 + 24) / 6.0);
  SAME (imb_costs_mean (costs, truth, predicted, amounts, NULL, 4), (-1 + 2 + 4 + 0.5) / 4);
  g_assert_true (isnan (imb_costs_mean (costs, truth, predicted, NULL, NULL, 0)));
}

static ImbRun *
run_of (ImbDesign  *design,
        ImbCosts   *costs,
        const char *threshold_text,
        gboolean    leaky)
{
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);
  g_autoptr (ImbPlan) plan = imb_plan_parse (leaky ? "smote" : "none", NULL);
  g_autoptr (GPtrArray) runs = NULL;
  g_autoptr (GError) error = NULL;
  ImbEvaluation evaluation;
  ImbThreshold  threshold;

  g_assert_true (imb_threshold_parse (threshold_text, &threshold, NULL));
  g_ptr_array_add (specs, imb_run_spec_new (NULL, plan, imb_model_find ("logistic-regression"), NULL, &threshold));
  imb_evaluation_init (&evaluation);
  evaluation.costs = costs;
  evaluation.leaky = leaky;
  runs = imb_evaluate (design, specs, &evaluation, NULL, &error);
  if (runs == NULL)
    {
      g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
      return NULL;
    }
  g_assert_no_error (imb_run_get_error (runs->pdata[0]));
  return imb_run_ref (runs->pdata[0]);
}

static void
test_rows_have_prices_of_their_own (void)
{
  g_autoptr (ImbDesign) design = make_design (2);
  ImbProblem *problem = imb_design_get_problem (design);
  g_autoptr (ImbCosts) plain = imb_costs_new (problem);
  g_autoptr (ImbCosts) costs = imb_costs_with_column (plain, problem, 1, NULL);
  g_autoptr (ImbRun) run = run_of (design, costs, "cost", FALSE);
  const double *scores = imb_run_get_scores (run);
  guint         positive = imb_problem_get_positive (problem);

  for (gsize i = 0; i < N_ROWS; i++)
    {
      double amount = 1.0 + (double) (i % 9), p = scores[2 * i + positive];
      guint  expected = p * amount >= 1.0 - p ? positive : 1 - positive;

      SAME (imb_costs_get_row_costs (costs)[i], amount);
      g_assert_cmpuint (imb_outcome_get_predicted (imb_run_get_pooled (run))[i], ==, expected);
    }
  g_assert_null (imb_costs_get_row_costs (plain));
  g_assert_null (imb_costs_with_column (plain, problem, 2, NULL));
}

/* What decides by costs costs less than what does not, also when rows were made before they were split. */
static void
test_deciding_by_costs_pays (void)
{
  const double matrix[] = { 0, 1, 12, 0 };
  g_autoptr (ImbDesign) design = make_design (2);
  g_autoptr (ImbCosts) costs = imb_costs_from_matrix (imb_design_get_problem (design), matrix);
  g_autoptr (ImbCosts) priced = imb_costs_with_column (costs, imb_design_get_problem (design), 1, NULL);
  g_autoptr (ImbRun) half = run_of (design, costs, "0.5", FALSE);
  g_autoptr (ImbRun) expected = run_of (design, costs, "cost", FALSE);
  g_autoptr (ImbRun) cheapest = run_of (design, costs, "min-cost", FALSE);
  g_autoptr (ImbRun) leaky = run_of (design, priced, "min-cost", TRUE);
  double sum = 0.0;

  g_assert_cmpfloat (imb_run_cost (expected).value, <, imb_run_cost (half).value);
  g_assert_cmpfloat (imb_run_cost (cheapest).value, <, imb_run_cost (half).value);
  SAME (imb_run_cost_difference (cheapest, half).value, imb_run_cost (cheapest).value - imb_run_cost (half).value);
  g_assert_true (isfinite (imb_run_cost (leaky).value));
  for (guint f = 0; f < 5; f++)
    {
      SAME (imb_run_fold_threshold_at (expected, f), 1.0 / 13.0);
      sum += imb_run_fold_cost (half, f) / 5;
    }
  SAME (imb_run_cost (half).value, sum);
}

/* A missed row is a gain, a false alarm nothing: nobody is called positive; and the other way round below a half. */
static void
test_rows_without_a_threshold_are_decided_one_by_one (void)
{
  const double gain[] = { 0, 0, -3, 0 }, turned[] = { 0, -1, -1, 0 };
  g_autoptr (ImbDesign) design = make_design (2);
  g_autoptr (ImbCosts) costs = imb_costs_from_matrix (imb_design_get_problem (design), gain);
  g_autoptr (ImbCosts) other = imb_costs_from_matrix (imb_design_get_problem (design), turned);
  g_autoptr (ImbRun) run = run_of (design, costs, "cost", FALSE);
  g_autoptr (ImbRun) back = run_of (design, other, "cost", FALSE);

  SAME (imb_run_cost (run).value, -3.0 / 6.0);
  for (gsize i = 0; i < N_ROWS; i++)
    g_assert_cmpuint (imb_outcome_get_predicted (imb_run_get_pooled (back))[i], ==, imb_run_get_scores (back)[2 * i + 1] <= 0.5 ? 1 : 0);
}

static void
test_costs_must_be_known (void)
{
  g_autoptr (ImbDesign) design = make_design (2);
  g_autoptr (ImbRun) plain = run_of (design, NULL, "0.5", FALSE);

  g_assert_null (run_of (design, NULL, "cost", FALSE));
  g_assert_null (run_of (design, NULL, "min-cost", FALSE));
  g_assert_true (isnan (imb_run_cost (plain).value));
}

static void
test_three_classes_are_decided_by_cost (void)
{
  const double matrix[] = { 0, 1, 1, 6, 0, 6, 6, 6, 0 };
  g_autoptr (ImbDesign) design = make_design (3);
  g_autoptr (ImbCosts) costs = imb_costs_from_matrix (imb_design_get_problem (design), matrix);
  g_autoptr (ImbRun) half = run_of (design, costs, "0.5", FALSE);
  g_autoptr (ImbRun) expected = run_of (design, costs, "cost", FALSE);

  g_assert_cmpfloat (imb_run_cost (expected).value, <, imb_run_cost (half).value);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/costs/a-threshold-follows-from-two-costs", test_a_threshold_follows_from_two_costs);
  g_test_add_func ("/costs/several-classes-take-the-least-expected-cost", test_several_classes_take_the_least_expected_cost);
  g_test_add_func ("/costs/the-cheapest-threshold-counts-whole-ties", test_the_cheapest_threshold_counts_whole_ties);
  g_test_add_func ("/costs/what-saves-rounding-alone-saves-nothing", test_what_saves_rounding_alone_saves_nothing);
  g_test_add_func ("/costs/the-mean-is-weighted", test_the_mean_is_weighted);
  g_test_add_func ("/costs/rows-have-prices-of-their-own", test_rows_have_prices_of_their_own);
  g_test_add_func ("/costs/deciding-by-costs-pays", test_deciding_by_costs_pays);
  g_test_add_func ("/costs/costs-must-be-known", test_costs_must_be_known);
  g_test_add_func ("/costs/three-classes-are-decided-by-cost", test_three_classes_are_decided_by_cost);
  g_test_add_func ("/costs/rows-without-a-threshold-are-decided-one-by-one", test_rows_without_a_threshold_are_decided_one_by_one);
  return g_test_run ();
}
