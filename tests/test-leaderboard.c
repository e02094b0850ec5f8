/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is ahead, and what the simplest of those is that cannot be told apart. */
#include <math.h>

#include "engine/evaluate/imb-leaderboard.h"
#include "engine/evaluate/imb-log-table.h"
#include "engine/params/imb-config.h"

#define FOLDS 6

/* The second is ahead of the third in every fold and of the first in no clear way; the last has no value. */
static const double values[] = {
  0.50,
  0.61,
  0.55,
  0.52,
  0.60,
  0.57,
  0.52,
  0.60,
  0.56,
  0.54,
  0.59,
  0.58,
  0.30,
  0.39,
  0.33,
  0.32,
  0.38,
  0.36,
  NAN,
  NAN,
  NAN,
  NAN,
  NAN,
  NAN,
};

static void
test_order_and_what_cannot_be_told_apart (void)
{
  ImbStanding standings[4];

  g_assert_cmpuint (imb_leaderboard (values, 4, FOLDS, 0.2, FALSE, standings), ==, 2);
  g_assert_cmpuint (standings[0].config, ==, 1);
  g_assert_cmpuint (standings[1].config, ==, 0);
  g_assert_cmpuint (standings[2].config, ==, 2);
  g_assert_cmpuint (standings[3].config, ==, 3);
  g_assert_cmpuint (standings[2].place, ==, 3);
  g_assert_cmpuint (standings[3].place, ==, 0);
  g_assert_true (standings[0].is_alike && standings[1].is_alike);
  g_assert_false (standings[2].is_alike || standings[3].is_alike);
  g_assert_cmpfloat_with_epsilon (standings[0].estimate.value, 3.39 / 6, 1e-15);
  g_assert_cmpfloat_with_epsilon (standings[2].behind.value, -1.31 / 6, 1e-15);
}

/* The same sums in another order are behind by as much in every fold, which no test would take for chance. */
static void
test_a_rounding_is_no_lead (void)
{
  const double same[] = { 0.1 + 0.2 + 0.3, 0.2 + 0.3 + 0.1, 0.3 + 0.2 + 0.1, 0.5, 0.6, 0.6, 0.6, 0.5 };
  ImbStanding  standings[2];

  g_assert_cmpfloat (same[0], !=, same[4]);
  g_assert_cmpuint (imb_leaderboard (same, 2, 4, 1.0 / 3.0, FALSE, standings), ==, 2);
  g_assert_cmpfloat (standings[1].behind.value, ==, 0.0);
  g_assert_cmpfloat (standings[1].p, ==, 1.0);
  for (guint i = 0; i < 2; i++)
    {
      const double all[] = { 0.1 + 0.2 + 0.3, 0.1 + 0.2 + 0.3, 0.6, 0.6 };

      g_assert_cmpuint (imb_leaderboard (all, 2, 2, 1.0, i == 1, standings), ==, 2);
      g_assert_cmpfloat (standings[1].p, ==, 1.0);
    }
}

/* Mean −0.04/6, variance 1.8667e-4, times 1/6 + 0.2: t = −0.8058 with 5 degrees of freedom, p = 0.45694; Holm leaves the greater of two as it is. */
static void
test_p_is_that_of_the_corrected_t_adjusted (void)
{
  ImbStanding standings[3];

  imb_leaderboard (values, 3, FOLDS, 0.2, FALSE, standings);
  g_assert_true (isnan (standings[0].p));
  g_assert_cmpfloat_with_epsilon (standings[1].p, 0.45694, 1e-5);
  g_assert_cmpfloat (standings[2].p, <, 1e-4);
  g_assert_cmpfloat_with_epsilon (standings[2].p, 2.0 * standings[2].behind.p, 1e-15);
}

static void
test_smaller_may_be_better_and_equal_ones_keep_their_order (void)
{
  const double twice[] = { 0.4, 0.5, 0.3, 0.2, 0.3, 0.2, 0.4, 0.5, 0.3 };
  ImbStanding  standings[3];

  g_assert_cmpuint (imb_leaderboard (twice, 3, 3, 0.5, TRUE, standings), ==, 3);
  g_assert_cmpuint (standings[0].config, ==, 1);
  g_assert_cmpuint (standings[1].config, ==, 0);
  g_assert_cmpuint (standings[2].config, ==, 2);
}

static guint
effort_of (const char    *plan_text,
           const char    *model_text,
           ImbThreshold   threshold,
           ImbCalibration calibration)
{
  g_autoptr (ImbPlan) plan = imb_plan_parse (plan_text, NULL);
  g_autoptr (ImbRunSpec) spec = NULL;
  const ImbModel *model;
  gpointer        own;
  guint           effort;

  g_assert_true (imb_model_parse (model_text, &model, &own, NULL));
  spec = imb_run_spec_new (NULL, plan, model, own, &threshold);
  spec->calibration = calibration;
  effort = imb_run_spec_effort (spec);
  imb_values_free (&model->base, own);
  return effort;
}

static void
test_what_is_simpler (void)
{
  const ImbThreshold half = { IMB_THRESHOLD_FIXED, 0.5 }, best = { IMB_THRESHOLD_F1, 0.0 };
  const guint        none = effort_of ("none", "logistic-regression", half, IMB_CALIBRATION_NONE);
  const guint        all = effort_of ("none", "logistic-regression:class_weight=balanced", best, IMB_CALIBRATION_PLATT);

  g_assert_cmpuint (none, ==, 0);
  g_assert_cmpuint (all, ==, 3);
  g_assert_cmpuint (effort_of ("none", "dummy", half, IMB_CALIBRATION_NONE), ==, 0);
  g_assert_cmpuint (effort_of ("smote", "logistic-regression", half, IMB_CALIBRATION_NONE), >, all);
  g_assert_cmpuint (effort_of ("smote + tomek-links", "logistic-regression", half, IMB_CALIBRATION_NONE), >, effort_of ("smote", "logistic-regression:class_weight=balanced", best, IMB_CALIBRATION_PLATT));
}

/* However it is written. */
static void
test_a_ready_made_chain_is_as_long_as_it_is (void)
{
  const ImbThreshold half = { IMB_THRESHOLD_FIXED, 0.5 };
  const char *const  pairs[][2] = { { "smote-tomek", "smote + tomek-links" }, { "smote-enn", "smote + edited-nearest-neighbours" } };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    g_assert_cmpuint (effort_of (pairs[i][0], "dummy", half, IMB_CALIBRATION_NONE), ==, effort_of (pairs[i][1], "dummy", half, IMB_CALIBRATION_NONE));
  g_assert_cmpuint (effort_of ("smote-tomek", "dummy", half, IMB_CALIBRATION_NONE), >, effort_of ("smote", "dummy", half, IMB_CALIBRATION_NONE));
}

/* From the simplest on: the model, its members, samplers, what else is decided. */
static void
test_the_model_counts_first (void)
{
  static const char *const order[][2] = {
    { "none", "dummy" },
    { "none", "logistic-regression" },
    { "none", "logistic-regression:class_weight=balanced" },
    { "smote", "k-nearest-neighbors" },
    { "smote + tomek-links", "linear-svm" },
    { "none", "decision-tree" },
    { "none", "random-forest:n_estimators=20" },
    { "smote", "rusboost:n_estimators=20" },
    { "none", "gradient-boosting:max_iter=90" },
    { "none", "easy-ensemble:n_estimators=10,estimator__n_estimators=10" },
    { "none", "random-forest:n_estimators=300" },
    { "none", "mlp" },
  };
  const ImbThreshold half = { IMB_THRESHOLD_FIXED, 0.5 };
  ImbRunSpec        *specs[G_N_ELEMENTS (order)];

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autoptr (ImbPlan) plan = imb_plan_parse (order[i][0], NULL);
      const ImbModel *model;
      gpointer        own;

      g_assert_true (imb_model_parse (order[i][1], &model, &own, NULL));
      specs[i] = imb_run_spec_new (NULL, plan, model, own, &half);
      imb_values_free (&model->base, own);
    }
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    for (guint k = 0; k < G_N_ELEMENTS (order); k++)
      g_assert_cmpint (imb_run_spec_is_simpler (specs[i], specs[k]), ==, i < k);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    imb_run_spec_free (specs[i]);
}

/* Only whole parts that say the usual go: 0.55 is not 0.5 with a digit more. */
static void
test_a_short_name_keeps_what_is_not_usual (void)
{
  static const char *const names[][2] = {
    { "smote | svm:C=3 | threshold 0.5 | prior none | calibration none", "smote | svm:C=3" },
    { "smote | svm:C=3 | threshold 0.55 | prior none | calibration platt", "smote | svm:C=3 | threshold 0.55 | calibration platt" },
    { "none | dummy", "none | dummy" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = imb_log_table_dup_short (names[i][0]);

      g_assert_cmpstr (text, ==, names[i][1]);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/leaderboard/order-and-what-cannot-be-told-apart", test_order_and_what_cannot_be_told_apart);
  g_test_add_func ("/leaderboard/a-rounding-is-no-lead", test_a_rounding_is_no_lead);
  g_test_add_func ("/leaderboard/p-is-that-of-the-corrected-t-adjusted", test_p_is_that_of_the_corrected_t_adjusted);
  g_test_add_func ("/leaderboard/smaller-may-be-better", test_smaller_may_be_better_and_equal_ones_keep_their_order);
  g_test_add_func ("/leaderboard/what-is-simpler", test_what_is_simpler);
  g_test_add_func ("/leaderboard/a-ready-made-chain-is-as-long-as-it-is", test_a_ready_made_chain_is_as_long_as_it_is);
  g_test_add_func ("/leaderboard/the-model-counts-first", test_the_model_counts_first);
  g_test_add_func ("/leaderboard/a-short-name-keeps-what-is-not-usual", test_a_short_name_keeps_what_is_not_usual);
  return g_test_run ();
}
