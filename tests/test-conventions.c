/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other tools print for the same rows, against values of scikit-learn 1.2.1 and imbalanced-learn 0.10.0; what is found among the
 * rows with the highest scores; and the parts of the Brier score. */
#include <math.h>
#include <string.h>

#include "engine/imb.h"

#define SAME(a, b) g_assert_cmpfloat_with_epsilon ((a), (b), 1e-12)

static const guint16 truth[] = { 0, 1, 2, 0, 1, 2, 2, 0 };
static const double  scores[] = { 0.6, 0.3, 0.1, 0.2, 0.2, 0.6, 0.1, 0.5, 0.4, 0.7, 0.2, 0.1,
                                  0.5, 0.3, 0.2, 0.1, 0.5, 0.4, 0.2, 0.2, 0.6, 0.3, 0.5, 0.2 };

static const guint16 two_truth[] = { 0, 0, 1, 1 };
static const double  two_scores[] = { 0.9, 0.1, 0.6, 0.4, 0.65, 0.35, 0.2, 0.8 };

static ImbOutcome *
three (void)
{
  return imb_outcome_new (truth, scores, NULL, NULL, 8, 3, 0, 0.5, NULL);
}

static ImbOutcome *
two (double threshold)
{
  return imb_outcome_new (two_truth, two_scores, NULL, NULL, 4, 2, 1, threshold, NULL);
}

/* The one of a metric that is like @who. */
static const ImbConvention *
find (const char *metric,
      const char *who)
{
  for (const ImbConvention *other = imb_conventions (); other->metric != NULL; other++)
    if (strcmp (other->metric, metric) == 0 && strstr (other->who, who) != NULL)
      return other;
  g_assert_not_reached ();
}

static double
elsewhere (const char       *metric,
           const char       *who,
           const ImbOutcome *outcome)
{
  return find (metric, who)->value (outcome);
}

static void
test_every_convention_is_of_a_metric (void)
{
  for (const ImbConvention *other = imb_conventions (); other->metric != NULL; other++)
    {
      g_assert_nonnull (imb_metric_find (other->metric));
      g_assert_cmpuint (strlen (other->who), >, 0);
      g_assert_cmpuint (strlen (other->how), >, 0);
    }
}

static void
test_three_classes_have_the_other_tools_values (void)
{
  g_autoptr (ImbOutcome) outcome = three ();

  SAME (elsewhere ("roc_auc", "weighted", outcome), 0.7354166666666666);
  SAME (elsewhere ("roc_auc", "Orange", outcome), 0.7142857142857143);
  SAME (imb_metric_value (imb_metric_find ("roc_auc_pairs"), outcome), 0.7142857142857143);
  SAME (imb_metric_value (imb_metric_find ("roc_auc_micro"), outcome), 0.7578125);
  SAME (elsewhere ("average_precision", "Weka", outcome), 0.65);
  SAME (elsewhere ("f1", "weighted", outcome), 0.4);
  SAME (elsewhere ("f1", "Sokolova", outcome), 0.3589743589743589);
  SAME (elsewhere ("g_mean", "macro", outcome), 0.48304589153964794);
  SAME (elsewhere ("g_mean", "report", outcome), 0.4675104460629539);
  SAME (elsewhere ("brier", "scikit-learn", outcome), 0.28);
  g_assert_true (imb_convention_differs (find ("roc_auc", "Orange"), outcome));
  g_assert_false (imb_convention_differs (find ("brier", "1950"), outcome));
  g_assert_false (imb_convention_differs (find ("log_loss", "before"), outcome));
}

static void
test_two_classes_differ_where_nothing_is_predicted (void)
{
  g_autoptr (ImbOutcome) usual = two (0.5);
  g_autoptr (ImbOutcome) none = two (0.9);

  g_assert_false (imb_convention_differs (find ("precision", "Weka"), usual));
  g_assert_false (imb_convention_differs (find ("roc_auc", "Orange"), usual));
  SAME (elsewhere ("brier", "1950", usual), 2 * 0.158125);
  g_assert_true (isnan (elsewhere ("precision", "Weka", none)));
  g_assert_true (isnan (elsewhere ("f1", "Weka", none)));
  g_assert_true (isnan (elsewhere ("mcc", "Weka", none)));
  g_assert_true (imb_convention_differs (find ("precision", "Weka"), none));
}

static void
test_one_class_has_a_kappa_elsewhere (void)
{
  g_autoptr (ImbOutcome) outcome = imb_outcome_new (two_truth, two_scores, NULL, NULL, 2, 2, 1, 0.5, NULL);

  g_assert_true (isnan (imb_metric_value (imb_metric_find ("kappa"), outcome)));
  SAME (elsewhere ("kappa", "Weka", outcome), 1.0);
}

/* make_index_balanced_accuracy (alpha=0.1) (geometric_mean_score) (["a"] * 3, ["a"] * 3) */
static void
test_one_class_alone_has_another_index_elsewhere (void)
{
  static const guint16 zeros[] = { 0, 0, 0 };
  g_autoptr (ImbOutcome) one = imb_outcome_new (zeros, NULL, zeros, NULL, 3, 1, 0, 0.5, NULL);
  g_autoptr (ImbOutcome) of_three = three ();

  SAME (imb_metric_value (imb_metric_find ("iba"), one), 0.0);
  SAME (elsewhere ("iba", "imbalanced-learn", one), 1.1);
  g_assert_true (imb_convention_differs (find ("iba", "imbalanced-learn"), one));
  g_assert_false (imb_convention_differs (find ("iba", "imbalanced-learn"), of_three));
}

/* A certain mistake: ours ends at the double's ε, others at 1e-15. */
static void
test_a_certain_mistake_costs_another_log_loss_elsewhere (void)
{
  static const guint16 one[] = { 1 };
  static const double  wrong[] = { 1.0, 0.0 };
  g_autoptr (ImbOutcome) outcome = imb_outcome_new (one, wrong, NULL, NULL, 1, 2, 1, 0.5, NULL);

  SAME (elsewhere ("log_loss", "before", outcome), 34.538776394910684);
  g_assert_true (imb_convention_differs (find ("log_loss", "before"), outcome));
}

/* Scores 0.8 (hit), 0.4, 0.35 (hit), 0.1. */
static void
test_the_top_has_its_share_of_hits (void)
{
  g_autoptr (ImbOutcome) outcome = two (0.5);
  ImbTop first = imb_top_of (outcome, 1, 0.25), half = imb_top_of (outcome, 1, 0.5), part = imb_top_of (outcome, 1, 0.625), all = imb_top_of (outcome, 1, 1.0);

  SAME (first.precision, 1.0);
  SAME (first.recall, 0.5);
  SAME (first.lift, 2.0);
  SAME (half.precision, 0.5);
  SAME (part.recall, 0.75);
  SAME (part.precision, 0.6);
  SAME (all.recall, 1.0);
  SAME (all.lift, 1.0);
}

/* smote_variants.base.calculate_prob_scores: the first int (0.2 · 12) = 2 rows, of which one is of the class; of four rows the first. */
static void
test_the_top_of_rows_that_are_not_sorted (void)
{
  static const guint16 y[] = { 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0 };
  double               p[24];
  g_autoptr (ImbOutcome) four = two (0.5);
  g_autoptr (ImbOutcome) twelve = NULL;

  for (guint i = 0; i < 12; i++)
    {
      p[2 * i + 1] = y[i] ? 0.9 : 0.2;
      p[2 * i] = 1.0 - p[2 * i + 1];
    }
  twelve = imb_outcome_new (y, p, NULL, NULL, 12, 2, 1, 0.5, NULL);
  SAME (elsewhere ("precision_top20", "smote-variants", twelve), 0.5);
  SAME (imb_metric_value (imb_metric_find ("precision_top20"), twelve), 1.0);
  SAME (elsewhere ("precision_top20", "smote-variants", four), 0.0);
  g_assert_true (imb_convention_differs (find ("precision_top20", "smote-variants"), twelve));
}

static void
test_the_brier_score_has_three_parts (void)
{
  static const guint16 y[] = { 0, 0, 1, 0, 1, 1, 1, 0 };
  static const double  p[] = { 0.8, 0.2, 0.8, 0.2, 0.8, 0.2, 0.8, 0.2, 0.3, 0.7, 0.3, 0.7, 0.3, 0.7, 0.3, 0.7 };
  g_autoptr (ImbOutcome) outcome = imb_outcome_new (y, p, NULL, NULL, 8, 2, 1, 0.5, NULL);
  ImbCalibrationSplit split;

  g_assert_true (imb_calibration_split (outcome, 1, &split));
  SAME (split.uncertainty, 0.25);
  SAME (split.reliability, 0.5 * (0.05 * 0.05 + 0.05 * 0.05));
  SAME (split.resolution, 0.0625);
  SAME (split.reliability - split.resolution + split.uncertainty, imb_metric_value (imb_metric_find ("brier"), outcome));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/conventions/every convention is of a metric", test_every_convention_is_of_a_metric);
  g_test_add_func ("/conventions/three classes have the other tools' values", test_three_classes_have_the_other_tools_values);
  g_test_add_func ("/conventions/two classes differ where nothing is predicted", test_two_classes_differ_where_nothing_is_predicted);
  g_test_add_func ("/conventions/one class has a kappa elsewhere", test_one_class_has_a_kappa_elsewhere);
  g_test_add_func ("/conventions/one class alone has another index elsewhere", test_one_class_alone_has_another_index_elsewhere);
  g_test_add_func ("/conventions/a certain mistake costs another log loss elsewhere", test_a_certain_mistake_costs_another_log_loss_elsewhere);
  g_test_add_func ("/conventions/the top has its share of hits", test_the_top_has_its_share_of_hits);
  g_test_add_func ("/conventions/the top of rows that are not sorted", test_the_top_of_rows_that_are_not_sorted);
  g_test_add_func ("/conventions/the Brier score has three parts", test_the_brier_score_has_three_parts);
  return g_test_run ();
}
