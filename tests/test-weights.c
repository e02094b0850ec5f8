/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rows count: as a column of a table, in models and metrics, and after samplers. */
#include <math.h>
#include <string.h>

#include "engine/evaluate/imb-split.h"
#include "engine/imb.h"
#include "engine/kernels/imb-neighbours.h"
#include "tests/reading.h"
#include "tests/said.h"

static ImbProblem *
pose (const char *text,
      GError    **error)
{
  g_autoptr (ImbTable) table = read_text (text, NULL);
  g_autofree ImbRole     *roles = g_new0 (ImbRole, imb_table_n_columns (table));
  const ImbProblemOptions options = { .target_column = imb_table_find_column (table, "class"), .roles = roles };

  for (gsize j = 0; j < imb_table_n_columns (table); j++)
    if (imb_table_column_at (table, j)->name[0] == 'w')
      roles[j] = IMB_ROLE_WEIGHT;
  return imb_problem_new (table, &options, NULL, error);
}

/* @factor 0: no weights. */
static ImbDesign *
weighed (double factor)
{
  g_autoptr (GString) text = g_string_new (factor > 0.0 ? "x,y,class,w\n" : "x,y,class\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbProblem) problem = NULL;
  ImbDesign *design;

  for (guint i = 0; i < 160; i++)
    {
      g_string_append_printf (text, "%g,%g,%s", (i * 37 % 101) / 7.0 + (i % 5 == 0 ? 3 : 0), (i * i % 89) / 3.0, i % 5 == 0 ? "rare" : "common");
      if (factor > 0.0)
        g_string_append_printf (text, ",%g", factor * (i % 4));
      g_string_append_c (text, '\n');
    }
  problem = pose (text->str, &error);
  g_assert_no_error (error);
  design = imb_design_new (problem, NULL, &error);
  g_assert_no_error (error);
  return design;
}

static void
test_a_column_weighs_rows (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbProblem) problem = pose ("x,w,class\n1,0.5,a\n2,7,\n3,0,b\n4,2,a\n", &error);
  g_autoptr (ImbDesign) design = NULL;
  const double *weights;

  g_assert_no_error (error);
  weights = imb_problem_get_weights (problem);
  g_assert_cmpfloat (weights[0], ==, 0.5);
  g_assert_cmpfloat (weights[1], ==, 0.0); /* the row without a class is none of the problem's */
  g_assert_cmpfloat (weights[2], ==, 2.0);
  assert_said (imb_problem_get_notes (problem), "by their weight, “w”");
  design = imb_design_new (problem, NULL, NULL);
  g_assert_cmpuint (imb_design_n_features (design), ==, 1);
  g_assert_true (imb_design_get_view (design).weights == weights);
}

static void
test_what_is_no_weight_is_refused (void)
{
  static const struct
  {
    const char *text;
    int         code;
    const char *words;
  } cases[] = {
    { "x,w,class\n1,1,a\n2,-0.5,b\n", IMB_ERROR_NUMBERS, "Row 2 weighs -0.5 in “w”" },
    { "x,w,class\n1,,a\n2,1,b\n", IMB_ERROR_NUMBERS, "Row 1 has no weight in “w”" },
    { "x,w,class\n1,1,a\n2,1e290,b\n", IMB_ERROR_NUMBERS, "Row 2 weighs 1e+290 in “w”, but weights are 0 or from 1e-60 to 1e+60" },
    { "x,w,class\n1,1,a\n2,2e-300,b\n", IMB_ERROR_NUMBERS, "Row 2 weighs 2e-300 in “w”" },
    { "x,w,class\n1,0,a\n2,0,b\n", IMB_ERROR_NUMBERS, "All rows weigh 0 in “w”" },
    { "x,w,class\n1,heavy,a\n2,light,b\n", IMB_ERROR_PARAM, "“w” holds text" },
    { "w1,w2,class\n1,2,a\n2,1,b\n", IMB_ERROR_PARAM, "“w1” and “w2” shall both be weights" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (pose (cases[i].text, &error));
      assert_sentence (error, cases[i].code, cases[i].words);
    }
}

static GPtrArray *
evaluate (const ImbDesign *design,
          const char      *plan_text,
          const char      *model,
          const char      *threshold_text,
          gboolean         leaky)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbPlan) plan = imb_plan_parse (plan_text, NULL);
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);
  ImbEvaluation evaluation;
  ImbThreshold  threshold;
  GPtrArray    *runs;

  g_assert_true (imb_threshold_parse (threshold_text, &threshold, NULL));
  g_ptr_array_add (specs, imb_run_spec_new (NULL, plan, imb_model_find (model), NULL, &threshold));
  imb_evaluation_init (&evaluation);
  evaluation.leaky = leaky;
  runs = imb_evaluate (design, specs, &evaluation, NULL, &error);
  g_assert_no_error (error);
  g_assert_no_error (imb_run_get_error (g_ptr_array_index (runs, 0)));
  return runs;
}

static double
sum_of_confusion (const ImbRun *run)
{
  double sum = 0.0;

  for (guint i = 0; i < 4; i++)
    sum += imb_outcome_get_confusion (imb_run_get_pooled (run))[i];
  return sum;
}

/* Metrics count weights; twice as many change nothing; none is another model. */
static void
test_models_and_metrics_count_weights (void)
{
  static const char *const models[] = { "logistic-regression", "gaussian-naive-bayes", "decision-tree", "random-forest", "k-nearest-neighbors" };

  for (guint m = 0; m < G_N_ELEMENTS (models); m++)
    {
      g_autoptr (ImbDesign) once = weighed (1.0);
      g_autoptr (ImbDesign) twice = weighed (2.0);
      g_autoptr (ImbDesign) none = weighed (0.0);
      g_autoptr (GPtrArray) a = evaluate (once, "none", models[m], "0.5", FALSE);
      g_autoptr (GPtrArray) b = evaluate (twice, "none", models[m], "0.5", FALSE);
      g_autoptr (GPtrArray) c = evaluate (none, "none", models[m], "0.5", FALSE);
      const double *of_a = imb_run_get_scores (a->pdata[0]), *of_c = imb_run_get_scores (c->pdata[0]);
      gboolean      learns = (imb_model_find (models[m])->flags & IMB_MODEL_WEIGHTS) != 0;
      gboolean      same = TRUE;

      g_assert_cmpfloat (sum_of_confusion (a->pdata[0]), ==, 40.0 * (0 + 1 + 2 + 3));
      g_assert_cmpfloat (sum_of_confusion (c->pdata[0]), ==, 160.0);
      for (guint i = 0; i < 320; i++)
        same &= of_a[i] == of_c[i];
      g_assert_true (same == !learns);
      g_assert_true (learns == (find_note (imb_run_get_notes (a->pdata[0]), "cannot learn from weights") == NULL));
      if (strcmp (models[m], "logistic-regression") != 0) /* it weighs a penalty against the sum */
        for (guint k = 0; k < imb_metrics_n (); k++)
          {
            double one = imb_run_metric (a->pdata[0], k).value, two = imb_run_metric (b->pdata[0], k).value;

            g_assert_true (one == two || (isnan (one) && isnan (two)) || fabs (one - two) <= 1e-9 * MAX (1.0, fabs (one)));
          }
    }
}

/* The share of the positive class is one of weights: 32 rare rows weigh 0, 1, 2, 3 in turn as the others do, but for where folds cut. */
static void
test_thresholds_count_weights (void)
{
  g_autoptr (ImbDesign) design = weighed (1.0);
  g_autoptr (ImbDesign) plain = weighed (0.0);
  g_autoptr (GPtrArray) weighted = evaluate (design, "none", "gaussian-naive-bayes", "prior", FALSE);
  g_autoptr (GPtrArray) alike = evaluate (plain, "none", "gaussian-naive-bayes", "prior", FALSE);
  g_autoptr (GPtrArray) chosen = evaluate (design, "smote", "gaussian-naive-bayes", "f1", FALSE);
  guint n_other = 0;

  for (guint f = 0; f < 5; f++)
    n_other += imb_run_fold_threshold_at (weighted->pdata[0], f) != imb_run_fold_threshold_at (alike->pdata[0], f);
  g_assert_cmpuint (n_other, >, 0);
  g_assert_cmpfloat (sum_of_confusion (chosen->pdata[0]), ==, 240.0);
}

/* A synthetic row weighs the mean of its parents; a kept one what it did. */
static void
test_synthetic_rows_weigh_as_their_parents (void)
{
  g_autoptr (ImbDesign) design = weighed (1.0);
  g_autoptr (ImbPlan) plan = imb_plan_parse ("smote", NULL);
  g_autoptr (ImbPlan) chain = imb_plan_parse ("smote + random-over:sampling_strategy={common:140;rare:140} + tomek-links", NULL);
  g_autoptr (ImbResample) result = imb_plan_apply (plan, design, IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD, IMB_DOMAIN_REPAIR, 1, NULL, NULL);
  g_autoptr (ImbResample) chained = imb_plan_apply (chain, design, IMB_IMPUTE_MEDIAN, IMB_SCALE_STANDARD, IMB_DOMAIN_REPAIR, 1, NULL, NULL);
  g_autofree guint16 *classes = NULL, *more = NULL;
  ImbView             in = imb_design_get_view (design), out = imb_resample_get_view (result, &in, &classes), last = imb_resample_get_view (chained, &in, &more);

  for (gsize m = 0; m < result->n_made; m++)
    {
      double expected = 0.0;

      for (gsize p = result->parent_offsets[m]; p < result->parent_offsets[m + 1]; p++)
        expected += result->parent_weights[p] * in.weights[result->parent_rows[p]];
      g_assert_cmpfloat_with_epsilon (out.weights[in.n_rows + m], expected, 1e-12);
    }
  for (gsize i = 0; i < out.n_rows; i++)
    if (imb_view_source (&out, i) < in.n_rows)
      g_assert_cmpfloat (imb_view_weight (&out, i), ==, in.weights[imb_view_source (&out, i)]);
  for (gsize i = 0; i < last.n_rows; i++)
    g_assert_true (imb_view_weight (&last, i) >= 0.0 && imb_view_weight (&last, i) <= 3.0);
}

static void
test_the_leaky_way_carries_weights (void)
{
  g_autoptr (ImbDesign) design = weighed (1.0);
  g_autoptr (GPtrArray) runs = evaluate (design, "random-under", "gaussian-naive-bayes", "f1", TRUE);
  const guint8 *fold_of = imb_run_get_fold_of_rows (runs->pdata[0]);
  double        sum = 0.0;

  for (gsize i = 0; i < 160; i++)
    sum += fold_of[i] != G_MAXUINT8 ? (double) (i % 4) : 0.0;
  g_assert_cmpfloat (sum_of_confusion (runs->pdata[0]), ==, sum);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/weights/a-column-weighs-rows", test_a_column_weighs_rows);
  g_test_add_func ("/weights/what-is-no-weight-is-refused", test_what_is_no_weight_is_refused);
  g_test_add_func ("/weights/models-and-metrics-count-weights", test_models_and_metrics_count_weights);
  g_test_add_func ("/weights/thresholds-count-weights", test_thresholds_count_weights);
  g_test_add_func ("/weights/synthetic-rows-weigh-as-their-parents", test_synthetic_rows_weigh_as_their_parents);
  g_test_add_func ("/weights/the-leaky-way-carries-weights", test_the_leaky_way_carries_weights);
  return g_test_run ();
}
