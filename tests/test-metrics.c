/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics against values of scikit-learn 1.2.1 and imbalanced-learn 0.10.0, and every undefined case. */
#include <math.h>
#include <string.h>

#include "engine/imb.h"

/* Infinity is infinity, and undefined is undefined. */
#define SAME(a, b)                                               \
  G_STMT_START                                                   \
  {                                                              \
    double same_a = (a), same_b = (b);                           \
    if (same_a != same_b && !(isnan (same_a) && isnan (same_b))) \
      g_assert_cmpfloat_with_epsilon (same_a, same_b, 1e-12);    \
  }                                                              \
  G_STMT_END

static const guint16 small_truth[] = { 0, 0, 1, 1 };
static const double  small_scores[] = { 0.9, 0.1, 0.6, 0.4, 0.65, 0.35, 0.2, 0.8 };
static const guint16 three_truth[] = { 0, 1, 2, 0, 1, 2, 2, 0 };
static const guint16 three_predicted[] = { 0, 2, 1, 0, 0, 1, 2, 1 };
static const double  three_scores[] = { 0.6, 0.3, 0.1, 0.2, 0.2, 0.6, 0.1, 0.5, 0.4, 0.7, 0.2, 0.1,
                                        0.5, 0.3, 0.2, 0.1, 0.5, 0.4, 0.2, 0.2, 0.6, 0.3, 0.5, 0.2 };

static ImbOutcome *
small (const double *weights)
{
  return imb_outcome_new (small_truth, small_scores, NULL, weights, 4, 2, 1, 0.5, NULL);
}

static ImbOutcome *
three (void)
{
  return imb_outcome_new (three_truth, three_scores, NULL, NULL, 8, 3, 0, 0.5, NULL);
}

static ImbOutcome *
predicted (const guint16 *truth,
           const guint16 *guess,
           gsize          n_rows,
           guint          n_classes)
{
  return imb_outcome_new (truth, NULL, guess, NULL, n_rows, n_classes, n_classes - 1, 0.5, NULL);
}

static double
value (const char       *id,
       const ImbOutcome *outcome)
{
  return imb_metric_value (imb_metric_find (id), outcome);
}

static double
of_class (const char       *id,
          const ImbOutcome *outcome,
          guint             c)
{
  return imb_metric_of_class (imb_metric_find (id), outcome, c);
}

static double
average (const char       *id,
         const ImbOutcome *outcome,
         ImbAverage        how)
{
  return imb_metric_average (imb_metric_find (id), outcome, how, NULL);
}

static void
test_four_rows_have_scikit_learns_values (void)
{
  g_autoptr (ImbOutcome) outcome = small (NULL);

  SAME (value ("accuracy", outcome), 0.75);
  SAME (value ("balanced_accuracy", outcome), 0.75);
  SAME (value ("precision", outcome), 1.0);
  SAME (value ("recall", outcome), 0.5);
  SAME (value ("specificity", outcome), 1.0);
  SAME (value ("f1", outcome), 0.6666666666666666);
  SAME (value ("g_mean", outcome), sqrt (0.5));
  SAME (value ("mcc", outcome), 0.5773502691896258);
  SAME (value ("kappa", outcome), 0.5);
  SAME (value ("roc_auc", outcome), 0.75);
  SAME (value ("average_precision", outcome), 0.8333333333333333);
  SAME (value ("brier", outcome), 0.15812500000000002);
  SAME (value ("log_loss", outcome), 0.47228795380917615);
}

/* By hand, from the formulas: one hit, one miss, no false alarm; positives at 0.35 and 0.8, others at 0.1 and 0.4. */
static void
test_four_rows_have_the_values_of_the_formulas (void)
{
  static const struct
  {
    const char *id;
    double      wanted;
  } cases[] = {
    { "npv", 2.0 / 3.0 },
    { "fpr", 0.0 },
    { "fnr", 0.5 },
    { "fdr", 0.0 },
    { "false_omission_rate", 1.0 / 3.0 },
    { "f2", 5.0 / 9.0 },
    { "f05", 1.25 / 1.5 },
    { "jaccard", 0.5 },
    { "fowlkes_mallows", 0.7071067811865476 },
    { "informedness", 0.5 },
    { "markedness", 2.0 / 3.0 },
    { "optimized_precision", 0.75 - 0.5 / 1.5 },
    { "iba", 0.475 },
    { "lr_plus", INFINITY },
    { "lr_minus", 0.5 },
    { "dor", INFINITY },
    { "prevalence_threshold", 0.0 },
    { "kappa_linear", 0.5 },
    { "kappa_quadratic", 0.5 },
    { "macro_mae", 0.25 },
    { "gini", 0.5 },
    { "ks", 0.5 },
    { "roc_auc_01", 0.5 * (1.0 + 0.045 / 0.095) },
    { "roc_auc_ovo", 0.75 },
    { "pr_auc", (2.0 - 0.4054651081081644) / 2.0 },
    { "pr_auc_trapezoid", 0.5 + 0.25 * (0.5 + 2.0 / 3.0) },
    { "pr_gain_auc", 0.25 },
    { "pr_auc_11", (6.0 * 1.0 + 5.0 * 2.0 / 3.0) / 11.0 },
    { "pr_auc_11_straight", (6.0 * 1.0 + 4.0) / 11.0 }, /* down from 1 at ½ to ⅔ at 1 */
    { "pr_auc_normalised", ((2.0 - 0.4054651081081644) / 2.0 - (1.0 - 0.6931471805599453)) / 0.6931471805599453 },
    { "roc_auc_micro", 0.75 },
    { "roc_auc_pairs", 0.75 },
    { "r_precision", 0.5 },
    { "equal_error_rate", 0.5 },
    { "expected_cost", 0.125 },
    { "brier_skill", 1.0 - 0.158125 / 0.25 },
    { "stratified_brier", 0.23125 },
    { "stratified_log_loss", 0.6364828379064438 },
    { "ece", 0.1375 },
    { "mce", 0.2 },
    { "ace", 0.3375 },
    { "brier_reliability", 0.0203125 },
    { "brier_resolution", 0.125 },
    { "brier_uncertainty", 0.25 },
    { "classwise_ece", (0.1375 + 0.3375) / 2.0 }, /* 0.4 and 0.35 share a bin, 0.6 and 0.65 do not */
    { "macro_log_loss", (0.6364828379064438 + 0.3080930697119085) / 2.0 },
    { "net_benefit", 0.25 },
    { "positive_rate", 0.25 },
    { "precision_top10", 1.0 },
    { "recall_top10", 0.2 },
    { "lift_top10", 2.0 },
    { "precision_top20", 1.0 },
    { "recall_top20", 0.4 },
    { "lift_top20", 2.0 },
  };
  g_autoptr (ImbOutcome) outcome = small (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    SAME (value (cases[i].id, outcome), cases[i].wanted);
}

/* A class that no row is of has no loss of its own, but its probabilities are to be 0. */
static void
test_a_class_without_rows_in_what_is_of_all_classes (void)
{
  const guint16 truth[] = { 0, 0, 1 };
  const double  scores[] = { 0.8, 0.1, 0.1, 0.5, 0.2, 0.3, 0.25, 0.5, 0.25 };
  g_autoptr (ImbOutcome) outcome = imb_outcome_new (truth, scores, NULL, NULL, 3, 3, 2, 0.5, NULL);

  SAME (value ("macro_log_loss", outcome), ((-log (0.8) - log (0.5)) / 2.0 - log (0.5)) / 2.0);
  SAME (value ("classwise_ece", outcome), ((0.2 + 0.5 + 0.25) / 3.0 + (0.1 + 0.2 + 0.5) / 3.0 + (0.1 + 0.55) / 3.0) / 3.0);
  SAME (value ("net_benefit", outcome), 1.0 / 3.0); /* of the two that have rows, one hit each at ⅔ and at ⅓ */
}

/* A model that gives every row the same score is no better than chance, whatever the shares. */
static void
test_without_skill_values_are_those_of_chance (void)
{
  const guint16 truth[] = { 0, 0, 0, 0, 0, 0, 1, 1 };
  const double  share = 0.25;
  double        scores[16];

  for (guint i = 0; i < 8; i++)
    {
      scores[2 * i] = 1.0 - share;
      scores[2 * i + 1] = share;
    }
  g_autoptr (ImbOutcome) outcome = imb_outcome_new (truth, scores, NULL, NULL, 8, 2, 1, 0.1, NULL);

  SAME (value ("gini", outcome), 0.0);
  SAME (value ("ks", outcome), 0.0);
  SAME (value ("roc_auc_01", outcome), 0.5);
  SAME (value ("roc_auc_ovo", outcome), 0.5);
  SAME (value ("pr_auc", outcome), share);
  SAME (value ("pr_gain_auc", outcome), 0.0);
  SAME (value ("pr_auc_11_straight", outcome), share);
  SAME (value ("r_precision", outcome), share);
  SAME (value ("brier_skill", outcome), 0.0);
  SAME (value ("ece", outcome), 0.0);
  SAME (value ("stratified_brier", outcome), (1.0 - share) * (1.0 - share));
  SAME (value ("stratified_log_loss", outcome), -log (share));
  SAME (value ("macro_log_loss", outcome), -(log (share) + log (1.0 - share)) / 2.0);
  SAME (value ("classwise_ece", outcome), 0.0);
  SAME (value ("brier_resolution", outcome), 0.0);
  SAME (value ("brier_uncertainty", outcome), share * (1.0 - share));
  SAME (value ("net_benefit", outcome), 0.0);
  SAME (value ("precision_top10", outcome), share);
  SAME (value ("recall_top10", outcome), 0.1);
  SAME (value ("lift_top20", outcome), 1.0);
  SAME (value ("f2", outcome), 5.0 * share / (1.0 + 4.0 * share));
  SAME (value ("f05", outcome), 1.25 * share / (1.0 + 0.25 * share));
  SAME (value ("fowlkes_mallows", outcome), sqrt (share));
  SAME (value ("informedness", outcome), 0.0);
}

static void
test_weighted_rows_have_scikit_learns_values (void)
{
  const double weights[] = { 1.0, 2.0, 0.5, 3.0 };
  g_autoptr (ImbOutcome) outcome = small (weights);

  SAME (value ("accuracy", outcome), 0.9230769230769231);
  SAME (value ("balanced_accuracy", outcome), 0.9285714285714286);
  SAME (value ("f1", outcome), 0.923076923076923);
  SAME (value ("mcc", outcome), 0.8571428571428571);
  SAME (value ("kappa", outcome), 0.8470588235294118);
  SAME (value ("roc_auc", outcome), 0.9047619047619048);
  SAME (value ("average_precision", outcome), 0.948051948051948);
  SAME (value ("brier", outcome), 0.10173076923076925);
  SAME (value ("log_loss", outcome), 0.3571313045202732);
}

static void
test_a_row_of_weight_zero_counts_for_nothing (void)
{
  const double  weights[] = { 1.0, 0.0, 1.0, 1.0, 1.0 };
  const guint16 truth[] = { 0, 1, 0, 1, 1 };
  const double  scores[] = { 0.9, 0.1, 0.97, 0.03, 0.6, 0.4, 0.65, 0.35, 0.2, 0.8 };
  g_autoptr (ImbOutcome) with = imb_outcome_new (truth, scores, NULL, weights, 5, 2, 1, 0.5, NULL);
  g_autoptr (ImbOutcome) without = small (NULL);

  g_assert_cmpuint (imb_outcome_get_ranking (with, 1)->n, ==, 4);
  for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
    SAME (imb_metric_value (*metric, with), imb_metric_value (*metric, without));
}

static void
test_three_classes_have_scikit_learns_values (void)
{
  g_autoptr (ImbOutcome) outcome = three ();

  for (guint i = 0; i < 8; i++)
    g_assert_cmpuint (imb_outcome_get_predicted (outcome)[i], ==, three_predicted[i]);
  SAME (value ("balanced_accuracy", outcome), 1.0 / 3.0);
  SAME (value ("precision", outcome), 0.38888888888888884);
  SAME (value ("recall", outcome), 1.0 / 3.0);
  SAME (value ("f1", outcome), 0.35555555555555557);
  SAME (value ("specificity", outcome), 0.7);
  SAME (value ("mcc", outcome), 0.07142857142857142);
  SAME (value ("kappa", outcome), 0.06976744186046513);
  SAME (value ("roc_auc", outcome), 0.6861111111111112);
  SAME (value ("average_precision", outcome), 0.6027777777777777);
  SAME (value ("brier", outcome), 0.56);
  SAME (value ("log_loss", outcome), 0.9035363970381245);
  SAME (of_class ("roc_auc", outcome, 1), 0.29166666666666663);
}

static void
test_averages_are_scikit_learns (void)
{
  g_autoptr (ImbOutcome) outcome = three ();

  SAME (average ("precision", outcome, IMB_AVERAGE_WEIGHTED), 0.4375);
  SAME (average ("recall", outcome, IMB_AVERAGE_WEIGHTED), 0.375);
  SAME (average ("f1", outcome, IMB_AVERAGE_WEIGHTED), 0.4);
  SAME (average ("specificity", outcome, IMB_AVERAGE_WEIGHTED), 0.725);
  SAME (average ("precision", outcome, IMB_AVERAGE_MICRO), 0.375);
  SAME (average ("f1", outcome, IMB_AVERAGE_MICRO), 0.375);
  SAME (average ("specificity", outcome, IMB_AVERAGE_MICRO), 0.6875);
  SAME (average ("accuracy", outcome, IMB_AVERAGE_MICRO), 0.375);
  g_assert_true (isnan (average ("roc_auc", outcome, IMB_AVERAGE_MICRO)));
}

/* geometric_mean_score of imbalanced-learn; its "macro" (√ of averages, 0.471 here) is not a mean of
 * G-means and has a name of its own. */
static void
test_g_means_are_imbalanced_learns (void)
{
  const guint16 truth[] = { 0, 1, 2, 0, 1, 2 };
  const guint16 bad[] = { 0, 2, 1, 0, 0, 1 };
  const guint16 better[] = { 0, 1, 2, 0, 0, 1 };
  g_autoptr (ImbOutcome) first = predicted (truth, bad, 6, 3);
  g_autoptr (ImbOutcome) second = predicted (truth, better, 6, 3);

  SAME (value ("g_mean", first), 0.0);
  SAME (of_class ("g_mean", first, 0), sqrt (0.75));
  SAME (of_class ("g_mean", first, 1), 0.0);
  SAME (of_class ("g_mean", first, 2), 0.0);
  SAME (average ("g_mean", first, IMB_AVERAGE_MICRO), 0.4714045207910317);
  SAME (average ("g_mean", first, IMB_AVERAGE_MACRO), sqrt (0.75) / 3.0);
  SAME (value ("g_mean", second), 0.6299605249474366);
  for (guint how = IMB_AVERAGE_MACRO; how <= IMB_AVERAGE_MICRO; how++)
    SAME (imb_balance_of_average (imb_outcome_get_confusion (first), 3, how, &IMB_BALANCE_RULE).g_mean, sqrt (2.0 / 9.0));
}

/* Of the classes 3 and 1 of five rows, of which class 1 is predicted wrong once and class 4 never occurs. */
static void
test_averages_of_chosen_classes (void)
{
  const guint16   truth[] = { 1, 3, 3, 2, 2 };
  const guint16   guess[] = { 1, 1, 3, 2, 2 };
  const guint     at[] = { 3, 1, 4 };
  const ImbChosen two = { at, 2 }, three_classes = { at, 3 };
  g_autoptr (ImbOutcome) outcome = predicted (truth, guess, 5, 5);
  const ImbMetric *recall = imb_metric_find ("recall"), *specificity = imb_metric_find ("specificity");

  SAME (imb_metric_average (recall, outcome, IMB_AVERAGE_MACRO, &two), 0.75);
  SAME (imb_metric_average (recall, outcome, IMB_AVERAGE_WEIGHTED, &two), 2.0 / 3.0);
  SAME (imb_metric_average (recall, outcome, IMB_AVERAGE_MICRO, &two), 2.0 / 3.0);
  SAME (imb_metric_average (specificity, outcome, IMB_AVERAGE_MICRO, &two), 6.0 / 7.0);
  SAME (imb_metric_average (recall, outcome, IMB_AVERAGE_MACRO, &three_classes), 0.5);
  SAME (imb_metric_average (specificity, outcome, IMB_AVERAGE_MACRO, &three_classes), (1.0 + 0.75 + 1.0) / 3.0);
  SAME (imb_metric_average (recall, outcome, IMB_AVERAGE_MACRO, NULL), 2.5 / 3.0);
}

static void
test_a_corrected_g_mean_and_an_index_of_choice (void)
{
  const guint16   truth[] = { 0, 0, 1, 1, 2 };
  const guint16   guess[] = { 0, 1, 1, 1, 0 };
  const guint     at[] = { 0, 1 };
  const ImbChosen chosen = { at, 2 };
  g_autoptr (ImbOutcome) outcome = predicted (truth, guess, 5, 3);
  const double  *confusion = imb_outcome_get_confusion (outcome);
  ImbBalanceRule rule = { .correction = 0.001, .alpha = 0.5 };
  ImbBalance     all = imb_balance_of_classes (confusion, 3, &rule);

  SAME (all.recall, 0.5);
  SAME (all.specificity, (2.0 / 3.0 + 2.0 / 3.0 + 1.0) / 3.0);
  SAME (all.g_mean, pow (0.5 * 1.0 * 0.001, 1.0 / 3.0));
  SAME (all.iba, (1.0 + 0.5 * (all.recall - all.specificity)) * all.g_mean * all.g_mean);
  rule.chosen = &chosen;
  rule.is_plain = TRUE;
  SAME (imb_balance_of_classes (confusion, 3, &rule).g_mean, sqrt (0.5));
  SAME (imb_balance_of_classes (confusion, 3, &rule).iba, (1.0 + 0.5 * (0.75 - 2.0 / 3.0)) * sqrt (0.5));
  SAME (imb_metric_index_balanced (imb_metric_find ("precision"), outcome, 1, &rule), (1.0 + 0.5 * (1.0 - 2.0 / 3.0)) * 2.0 / 3.0);
  g_assert_false (imb_metric_can_be_balanced (imb_metric_find ("iba")));
}

static void
test_nothing_predicted_gives_precision_zero (void)
{
  const guint16 truth[] = { 0, 0, 1 };
  const guint16 guess[] = { 0, 0, 0 };
  g_autoptr (ImbOutcome) outcome = predicted (truth, guess, 3, 2);

  SAME (value ("precision", outcome), 0.0);
  SAME (value ("recall", outcome), 0.0);
  SAME (value ("f1", outcome), 0.0);
  SAME (value ("mcc", outcome), 0.0);
  SAME (value ("g_mean", outcome), 0.0);
  SAME (value ("kappa", outcome), 0.0);
  SAME (value ("specificity", outcome), 1.0);
}

static void
test_one_class_leaves_ranks_undefined (void)
{
  const guint16 no[] = { 0, 0, 0 };
  const guint16 yes[] = { 1, 1, 1 };
  const double  scores[] = { 0.9, 0.1, 0.6, 0.4, 0.2, 0.8 };
  const guint16 guess[] = { 0, 0, 0 };
  g_autoptr (ImbOutcome) negatives = imb_outcome_new (no, scores, NULL, NULL, 3, 2, 1, 0.5, NULL);
  g_autoptr (ImbOutcome) positives = imb_outcome_new (yes, scores, NULL, NULL, 3, 2, 1, 0.5, NULL);
  g_autoptr (ImbOutcome) right = predicted (no, guess, 3, 2);

  g_assert_true (isnan (value ("roc_auc", negatives)));
  g_assert_true (isnan (value ("roc_auc", positives)));
  SAME (value ("average_precision", negatives), 0.0);
  SAME (value ("average_precision", positives), 1.0);
  SAME (value ("recall", negatives), 0.0);
  SAME (value ("specificity", positives), 0.0);
  SAME (value ("balanced_accuracy", negatives), 2.0 / 3.0);
  SAME (value ("accuracy", right), 1.0);
  g_assert_true (isnan (value ("kappa", right)));
  SAME (value ("f1", right), 0.0);
}

static void
test_an_absent_class_is_left_out_of_averages (void)
{
  const guint16 truth[] = { 0, 0, 2, 2 };
  const guint16 guess[] = { 0, 2, 2, 2 };
  g_autoptr (ImbOutcome) outcome = predicted (truth, guess, 4, 4);

  SAME (value ("recall", outcome), 0.75);
  SAME (value ("balanced_accuracy", outcome), 0.75);
  SAME (value ("g_mean", outcome), sqrt (0.5));
}

static void
test_without_scores_ranks_and_probabilities_are_undefined (void)
{
  const guint16 guess[] = { 0, 1, 1, 1 };
  g_autoptr (ImbOutcome) outcome = predicted (small_truth, guess, 4, 2);

  g_assert_null (imb_outcome_get_ranking (outcome, 1));
  g_assert_true (isnan (value ("roc_auc", outcome)));
  g_assert_true (isnan (value ("average_precision", outcome)));
  g_assert_true (isnan (value ("brier", outcome)));
  g_assert_true (isnan (value ("log_loss", outcome)));
  SAME (value ("accuracy", outcome), 0.75);
}

static void
test_without_rows_everything_is_undefined (void)
{
  g_autoptr (ImbOutcome) outcome = imb_outcome_new (small_truth, small_scores, NULL, NULL, 0, 2, 1, 0.5, NULL);

  for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
    g_assert_true (isnan (imb_metric_value (*metric, outcome)));
}

static void
test_scores_that_are_no_probabilities_rank_only (void)
{
  const double margins[] = { -3.0, 3.0, 1.0, -1.0, 2.0, -2.0, -9.0, 9.0 };
  g_autoptr (ImbOutcome) outcome = imb_outcome_new (small_truth, margins, NULL, NULL, 4, 2, 1, 0.0, NULL);

  SAME (value ("roc_auc", outcome), 0.5);
  g_assert_true (isnan (value ("brier", outcome)));
  g_assert_true (isnan (value ("log_loss", outcome)));
}

/* sklearn.metrics.log_loss ([0, 1], [[3.25e-16, 1], [0.5, 0.5]]) */
static void
test_a_tiny_score_keeps_its_size_in_the_log_loss (void)
{
  const guint16 truth[] = { 0, 1 };
  const double  scores[] = { 3.25e-16, 1.0, 0.5, 0.5 };
  g_autoptr (ImbOutcome) outcome = imb_outcome_new (truth, scores, NULL, NULL, 2, 2, 1, 0.5, NULL);

  SAME (value ("log_loss", outcome), 18.177926836061516);
}

static void
test_a_certain_mistake_costs_a_finite_log_loss (void)
{
  const guint16 truth[] = { 0, 1, 1 };
  const double  scores[] = { 1.0, 0.0, 0.0, 1.0, 1.0, 0.0 };
  g_autoptr (ImbOutcome) outcome = imb_outcome_new (truth, scores, NULL, NULL, 3, 2, 1, 0.5, NULL);

  SAME (value ("log_loss", outcome), 12.014551129705717);
}

static void
test_wrong_numbers_are_refused (void)
{
  const double scores[] = { 0.9, 0.1, 0.6, 0.4, NAN, 0.35, 0.2, 0.8 };
  const double weights[] = { 1.0, -1.0, 1.0, 1.0 };
  g_autoptr (GError) first = NULL;
  g_autoptr (GError) second = NULL;

  g_assert_null (imb_outcome_new (small_truth, scores, NULL, NULL, 4, 2, 1, 0.5, &first));
  g_assert_error (first, IMB_ERROR, IMB_ERROR_NUMBERS);
  g_assert_nonnull (strstr (first->message, "Row 3"));
  g_assert_null (imb_outcome_new (small_truth, small_scores, NULL, weights, 4, 2, 1, 0.5, &second));
  g_assert_error (second, IMB_ERROR, IMB_ERROR_NUMBERS);
}

static void
test_the_matrix_at_a_threshold_is_the_matrix_made_with_it (void)
{
  guint16 truth[500];
  double  scores[1000];
  double  weights[500];
  ImbRng  rng;

  imb_rng_init (&rng, 3);
  for (guint i = 0; i < 500; i++)
    {
      truth[i] = imb_rng_double (&rng) < 0.2;
      scores[2 * i + 1] = (double) imb_rng_below (&rng, 21) / 20.0;
      scores[2 * i] = 1.0 - scores[2 * i + 1];
      weights[i] = (double) imb_rng_below (&rng, 4);
    }
  for (guint positive = 0; positive < 2; positive++)
    for (int step = -1; step <= 42; step++)
      {
        double threshold = step / 40.0;
        double confusion[4];
        g_autoptr (ImbOutcome) fixed = imb_outcome_new (truth, scores, NULL, weights, 500, 2, positive, 0.5, NULL);
        g_autoptr (ImbOutcome) wanted = imb_outcome_new (truth, scores, NULL, weights, 500, 2, positive, threshold, NULL);

        imb_outcome_confusion_at (fixed, threshold, confusion);
        for (guint k = 0; k < 4; k++)
          g_assert_cmpfloat (confusion[k], ==, imb_outcome_get_confusion (wanted)[k]);
        for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
          if ((*metric)->kind == IMB_METRIC_COUNTS)
            SAME (imb_metric_value_at (*metric, fixed, threshold), imb_metric_value (*metric, wanted));
          else
            g_assert_cmpfloat (imb_metric_value_at (*metric, fixed, threshold), ==, imb_metric_value (*metric, fixed));
      }
}

static void
test_ties_go_to_the_lower_class (void)
{
  const guint16 truth[] = { 0, 2 };
  const double  scores[] = { 0.2, 0.4, 0.4, 0.3, 0.3, 0.3 };
  g_autoptr (ImbOutcome) outcome = imb_outcome_new (truth, scores, NULL, NULL, 2, 3, 0, 0.5, NULL);

  g_assert_cmpuint (imb_outcome_get_predicted (outcome)[0], ==, 1);
  g_assert_cmpuint (imb_outcome_get_predicted (outcome)[1], ==, 0);
}

static gpointer
rank_other_class (gpointer data)
{
  return (gpointer) imb_outcome_get_ranking (data, 0);
}

/* Also where classes have no row, or all rows are of one class. */
static void
test_counts_give_values_within_the_range (void)
{
  ImbRng rng;

  imb_rng_init (&rng, 5);
  for (guint round = 0; round < 2000; round++)
    {
      const guint n_classes = 1 + (guint) imb_rng_below (&rng, 5);
      double      confusion[25];

      for (guint k = 0; k < n_classes * n_classes; k++)
        confusion[k] = imb_rng_double (&rng) < 0.5 ? 0.0 : (double) imb_rng_below (&rng, 4);
      for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
        {
          const double bottom = (*metric)->low, top = (*metric)->high;
          double       value;

          if ((*metric)->kind != IMB_METRIC_COUNTS)
            continue;
          value = imb_metric_of_confusion (*metric, confusion, n_classes, n_classes - 1);
          if (!isnan (value) && !(value >= bottom - 1e-12 && value <= top + 1e-12))
            g_error ("%s of %u classes is %g", (*metric)->id, n_classes, value);
        }
    }
}

static void
test_threads_share_one_ranking (void)
{
  g_autoptr (ImbOutcome) outcome = small (NULL);
  GThread *threads[4];

  for (guint t = 0; t < 4; t++)
    threads[t] = g_thread_new ("rank", rank_other_class, outcome);
  for (guint t = 0; t < 4; t++)
    g_assert_true (g_thread_join (threads[t]) == imb_outcome_get_ranking (outcome, 0));
  g_assert_cmpuint (imb_outcome_get_ranking (outcome, 0)->n, ==, 4);
}

#define SIZED      40
#define MOST_SIZED 20 /* classes: of so many, sums are told from the matrix's margins */

/* Rows of @n_classes with scores in tenths, or of 0 and 1 alone, so that much is nothing. (transfer full) */
static ImbOutcome *
sized (guint  seed,
       guint  n_classes,
       double weight)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint16  truth[SIZED];
  double   scores[SIZED * MOST_SIZED], weights[SIZED];
  gboolean is_sure = g_rand_boolean (rand);

  for (guint i = 0; i < SIZED; i++)
    {
      guint said = g_rand_int_range (rand, 0, (gint32) n_classes);

      truth[i] = (guint16) (i < n_classes ? i : (guint) g_rand_int_range (rand, 0, (gint32) n_classes));
      weights[i] = weight * g_rand_int_range (rand, 1, 4);
      for (guint c = 0; c < n_classes; c++)
        scores[i * n_classes + c] = is_sure ? (said == c ? 1.0 : 0.0) : g_rand_int_range (rand, 0, 11) / 10.0;
    }
  return imb_outcome_new (truth, scores, NULL, weights, SIZED, n_classes, 1, 0.5, NULL);
}

/* Of 0.1, three times which is a rounding above 0.3: bins, places of the class's share and 0/0 are where they are for whole weights. */
static void
test_weights_of_any_size_give_the_same (void)
{
  static const double sizes[] = { 0.1, 0.3, 1.0 / 3.0, 1e60, 3e-60 };
  static const guint  numbers[] = { 2, 3, 4, MOST_SIZED };

  for (guint seed = 0; seed < 60; seed++)
    for (guint k = 0; k < G_N_ELEMENTS (numbers); k++)
      for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
        {
          const guint n_classes = numbers[k];
          g_autoptr (ImbOutcome) whole = sized (seed, n_classes, 1.0), parts = sized (seed, n_classes, sizes[s]);

          for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
            for (guint c = 0; c <= n_classes; c++)
              {
                double a = c < n_classes ? imb_metric_of_class (*metric, whole, c) : imb_metric_value (*metric, whole);
                double b = c < n_classes ? imb_metric_of_class (*metric, parts, c) : imb_metric_value (*metric, parts);

                if (!(a == b || (isnan (a) && isnan (b)) || fabs (a - b) <= 1e-12 * MAX (1.0, fabs (a))))
                  g_error ("table %u of %u classes: %s of class %u is %g with weights of %g, not %g", seed, n_classes, (*metric)->id, c, b, sizes[s], a);
              }
        }
}

static void
test_metrics_are_found_by_id (void)
{
  g_assert_null (imb_metric_find ("no such metric"));
  for (guint i = 0; i < imb_metrics_n (); i++)
    {
      const ImbMetric *metric = imb_metrics ()[i];

      g_assert_true (imb_metric_find (metric->id) == metric);
      g_assert_cmpuint (imb_metric_index (metric), ==, i);
    }
  g_assert_null (imb_metrics ()[imb_metrics_n ()]);
}

#define ADD(test, name) g_test_add_func ("/metrics/" name, test)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (test_four_rows_have_scikit_learns_values, "four rows have scikit-learn's values");
  ADD (test_four_rows_have_the_values_of_the_formulas, "four rows have the values of the formulas");
  ADD (test_a_class_without_rows_in_what_is_of_all_classes, "a class without rows in what is of all classes");
  ADD (test_without_skill_values_are_those_of_chance, "without skill values are those of chance");
  ADD (test_weighted_rows_have_scikit_learns_values, "weighted rows have scikit-learn's values");
  ADD (test_a_row_of_weight_zero_counts_for_nothing, "a row of weight zero counts for nothing");
  ADD (test_three_classes_have_scikit_learns_values, "three classes have scikit-learn's values");
  ADD (test_averages_are_scikit_learns, "averages are scikit-learn's");
  ADD (test_g_means_are_imbalanced_learns, "G-means are imbalanced-learn's");
  ADD (test_averages_of_chosen_classes, "averages of chosen classes");
  ADD (test_a_corrected_g_mean_and_an_index_of_choice, "a corrected G-mean and an index of choice");
  ADD (test_nothing_predicted_gives_precision_zero, "nothing predicted gives precision zero");
  ADD (test_one_class_leaves_ranks_undefined, "one class leaves ranks undefined");
  ADD (test_an_absent_class_is_left_out_of_averages, "an absent class is left out of averages");
  ADD (test_without_scores_ranks_and_probabilities_are_undefined, "without scores ranks and probabilities are undefined");
  ADD (test_without_rows_everything_is_undefined, "without rows everything is undefined");
  ADD (test_scores_that_are_no_probabilities_rank_only, "scores that are no probabilities rank only");
  ADD (test_a_tiny_score_keeps_its_size_in_the_log_loss, "a tiny score keeps its size in the log loss");
  ADD (test_a_certain_mistake_costs_a_finite_log_loss, "a certain mistake costs a finite log loss");
  ADD (test_wrong_numbers_are_refused, "wrong numbers are refused");
  ADD (test_the_matrix_at_a_threshold_is_the_matrix_made_with_it, "the matrix at a threshold is the matrix made with it");
  ADD (test_ties_go_to_the_lower_class, "ties go to the lower class");
  ADD (test_counts_give_values_within_the_range, "counts give values within the range");
  ADD (test_weights_of_any_size_give_the_same, "weights of any size give the same");
  ADD (test_threads_share_one_ranking, "threads share one ranking");
  ADD (test_metrics_are_found_by_id, "metrics are found by id");
  return g_test_run ();
}
