/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Class shares elsewhere: scores that are moved to them and metrics that are said of them, against the formulas. */
#include <math.h>
#include <string.h>

#include "tests/small-design.h"
#include "tests/said.h"
#include "engine/kernels/imb-prior-shift.h"

#define SAME(a, b) g_assert_cmpfloat_with_epsilon (a, b, 1e-12)
#define NEAR(a, b) g_assert_cmpfloat_with_epsilon (a, b, 1e-7)

static void
test_words_are_read_and_written (void)
{
  const char *const good[] = { "none", "training", "em", "0.01", "0.35" };
  const char *const bad[] = { "", "0", "1", "-0.1", "1.5", "EM", "nan", "0.1x" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      ImbPrior         prior;
      g_autofree char *text = NULL;

      g_assert_true (imb_prior_parse (good[i], &prior, NULL));
      text = imb_prior_to_string (&prior);
      g_assert_cmpstr (text, ==, good[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      ImbPrior prior;
      g_autoptr (GError) error = NULL;

      g_assert_false (imb_prior_parse (bad[i], &prior, &error));
      g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
    }
}

static void
test_two_classes_are_moved_by_the_formula (void)
{
  const double from[] = { 0.5, 0.5 }, to[] = { 0.9, 0.1 };
  double       scores[] = { 0.3, 0.7, 1.0, 0.0, 0.0, 1.0 };
  double       keep = 0.1 / 0.9; /* under-sampling: the share of common rows that were kept */

  imb_prior_shift (scores, 3, 2, from, to);
  SAME (scores[1], 0.7 * 0.2 / (0.7 * 0.2 + 0.3 * 1.8));
  SAME (scores[1], keep * 0.7 / (keep * 0.7 - 0.7 + 1.0));
  SAME (scores[0] + scores[1], 1.0);
  SAME (scores[3], 0.0);
  SAME (scores[5], 1.0);
}

static void
test_several_classes_are_moved_and_absent_ones_stay_so (void)
{
  const double from[] = { 0.25, 0.25, 0.5, 0.0 }, to[] = { 0.5, 0.3, 0.1, 0.1 };
  double       scores[] = { 0.2, 0.3, 0.5, 0.0 };
  double       sum = 0.2 * 2.0 + 0.3 * 1.2 + 0.5 * 0.2;

  imb_prior_shift (scores, 1, 4, from, to);
  SAME (scores[0], 0.4 / sum);
  SAME (scores[1], 0.36 / sum);
  SAME (scores[2], 0.1 / sum);
  SAME (scores[3], 0.0);
}

/* Scores of a model of equal shares that is right about two kinds of rows, 4 to 1 and 1 to 4: of a world with share q the rows of the first
 * kind are 0.8 q + 0.2 (1 − q) of all; the most likely q is that with which this is so. */
static void
test_unknown_shares_are_found (void)
{
  const double from[] = { 0.5, 0.5 };
  double       scores[200], weights[100], to[2];

  for (guint i = 0; i < 100; i++)
    {
      scores[2 * i + 1] = i < 26 ? 0.8 : 0.2;
      scores[2 * i] = 1.0 - scores[2 * i + 1];
      weights[i] = i < 26 ? 2.0 : 1.0;
    }
  g_assert_true (imb_prior_estimate (scores, NULL, 100, 2, from, to, NULL, NULL));
  NEAR (to[1], 0.1); /* 0.8 · 0.1 + 0.2 · 0.9 = 0.26 */
  NEAR (to[0], 0.9);
  g_assert_true (imb_prior_estimate (scores, weights, 100, 2, from, to, NULL, NULL));
  NEAR (to[1], (52.0 / 126.0 - 0.2) / 0.6);
}

static void
test_prevalence_weighs_rows (void)
{
  const guint16 classes[] = { 1, 0, 0, 1, 0 };
  double        weights[] = { 1, 1, 2, 0, 1 };
  double        one[] = { 1, 2 };

  imb_prevalence_weigh (weights, classes, 5, 1, 0.02);
  SAME (weights[0], 5.0 * 0.02);
  SAME (weights[1], 5.0 * 0.98 / 4.0);
  SAME (weights[2], 5.0 * 0.98 / 2.0);
  SAME (weights[3], 0.0);
  imb_prevalence_weigh (one, (const guint16[2]){ 0, 0 }, 2, 1, 0.02);
  SAME (one[1], 2.0);
}

#define N_ROWS 300

static ImbDesign *
make_design (void)
{
  gint32 *codes = g_new (gint32, N_ROWS);
  double *numbers = g_new (double, N_ROWS);
  ImbRng  rng;

  imb_rng_init (&rng, 5);
  for (gsize i = 0; i < N_ROWS; i++)
    {
      codes[i] = i % 10 == 1;
      numbers[i] = imb_rng_normal (&rng) + 2 * codes[i];
    }
  return small_design_new (codes, numbers, N_ROWS);
}

static ImbRun *
decided (ImbDesign     *design,
         const char    *plan_text,
         const char    *model_text,
         const char    *prior_text,
         double         prevalence,
         gboolean       leaky,
         ImbCalibration calibration,
         const char    *threshold_text)
{
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);
  g_autoptr (ImbPlan) plan = imb_plan_parse (plan_text, NULL);
  g_autoptr (GPtrArray) runs = NULL;
  const ImbModel *model;
  gpointer        values;
  ImbEvaluation   evaluation;
  ImbThreshold    threshold;

  g_assert_true (imb_threshold_parse (threshold_text, &threshold, NULL));
  g_assert_true (imb_model_parse (model_text, &model, &values, NULL));
  g_ptr_array_add (specs, imb_run_spec_new (NULL, plan, model, values, &threshold));
  ((ImbRunSpec *) specs->pdata[0])->calibration = calibration;
  imb_values_free (&model->base, values);
  g_assert_true (imb_prior_parse (prior_text, &((ImbRunSpec *) specs->pdata[0])->prior, NULL));
  imb_evaluation_init (&evaluation);
  evaluation.prevalence = prevalence;
  evaluation.leaky = leaky;
  runs = imb_evaluate (design, specs, &evaluation, NULL, NULL);
  g_assert_nonnull (runs);
  g_assert_no_error (imb_run_get_error (runs->pdata[0]));
  return imb_run_ref (runs->pdata[0]);
}

static ImbRun *
run_of (ImbDesign  *design,
        const char *plan_text,
        const char *model_text,
        const char *prior_text,
        double      prevalence,
        gboolean    leaky)
{
  return decided (design, plan_text, model_text, prior_text, prevalence, leaky, IMB_CALIBRATION_NONE, "0.5");
}

/* The shares of each fold's training rows are 0.9 and 0.1 exactly; after sampling, and with balanced weights, halves. */
static void
test_what_a_plan_or_weights_moved_is_moved_back (void)
{
  const char *const cases[][2] = { { "random-over", "gaussian-naive-bayes" }, { "random-under", "gaussian-naive-bayes" }, { "none", "gaussian-naive-bayes:class_weight=balanced" } };
  g_autoptr (ImbDesign) design = make_design ();

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (ImbRun) raw = run_of (design, cases[k][0], cases[k][1], "none", 0.0, FALSE);
      g_autoptr (ImbRun) back = run_of (design, cases[k][0], cases[k][1], "training", 0.0, FALSE);
      g_autoptr (ImbRun) elsewhere = run_of (design, cases[k][0], cases[k][1], "0.03", 0.0, FALSE);

      for (gsize i = 0; i < N_ROWS; i++)
        {
          double p = imb_run_get_scores (raw)[2 * i + 1];

          SAME (imb_run_get_scores (back)[2 * i + 1], p * 0.2 / (p * 0.2 + (1.0 - p) * 1.8));
          SAME (imb_run_get_scores (elsewhere)[2 * i + 1], p * 0.06 / (p * 0.06 + (1.0 - p) * 1.94));
        }
    }
}

static void
test_nothing_moved_is_nothing_to_move_back (void)
{
  g_autoptr (ImbDesign) design = make_design ();
  g_autoptr (ImbRun) raw = run_of (design, "none", "logistic-regression", "none", 0.0, FALSE);
  g_autoptr (ImbRun) back = run_of (design, "none", "logistic-regression", "training", 0.0, FALSE);

  for (gsize i = 0; i < 2 * N_ROWS; i++)
    SAME (imb_run_get_scores (raw)[i], imb_run_get_scores (back)[i]);
}

/* Labels of tested rows are not needed: the mean of the scores comes near the rare class's share all the same. */
static void
test_unknown_shares_are_met_without_labels (void)
{
  g_autoptr (ImbDesign) design = make_design ();
  g_autoptr (ImbRun) run = run_of (design, "random-over", "gaussian-naive-bayes", "em", 0.0, FALSE);
  double mean = 0.0;

  for (gsize i = 0; i < N_ROWS; i++)
    mean += imb_run_get_scores (run)[2 * i + 1] / N_ROWS;
  g_assert_cmpfloat (fabs (mean - 0.1), <, 0.04);
}

/* Scores under which a class is the more likely the less there is of it: nothing is estimated, and the shares of the training rows stay. */
static void
test_an_estimate_that_runs_to_nothing_is_not_taken (void)
{
  const double   from[] = { 0.5, 0.5 }, training[] = { 0.9, 0.1 };
  const ImbPrior prior = { IMB_PRIOR_EM, 0.0 };
  double         scores[200], likely[200];
  ImbPriorFound  found = { 0 };

  for (guint i = 0; i < 100; i++)
    {
      scores[2 * i + 1] = i < 26 ? 0.55 : 0.05;
      likely[2 * i + 1] = i < 26 ? 0.8 : 0.2;
      scores[2 * i] = 1.0 - scores[2 * i + 1];
      likely[2 * i] = 1.0 - likely[2 * i + 1];
    }
  g_assert_true (imb_prior_correct (&prior, from, training, 2, 1, NULL, scores, 100, &found, NULL, NULL));
  g_assert_true (found.is_asked && found.is_kept);
  SAME (scores[1], 0.55 * 0.2 / (0.55 * 0.2 + 0.45 * 1.8));
  SAME (scores[199], 0.05 * 0.2 / (0.05 * 0.2 + 0.95 * 1.8));

  g_assert_true (imb_prior_correct (&prior, from, training, 2, 1, NULL, likely, 100, &found, NULL, NULL));
  g_assert_true (found.is_asked && !found.is_kept);
  NEAR (found.share, 0.1);
}

/* At its end the estimate is the mean of the scores, so the note can be held against them. */
static void
test_estimated_shares_are_said (void)
{
  g_autoptr (ImbDesign) design = make_design ();
  g_autoptr (ImbRun) run = run_of (design, "random-over", "gaussian-naive-bayes", "em", 0.0, FALSE);
  g_autoptr (ImbRun) told = run_of (design, "random-over", "gaussian-naive-bayes", "0.1", 0.0, FALSE);
  g_autofree char *said = NULL;
  double           means[5] = { 0.0 }, least = INFINITY, most = 0.0;

  for (gsize i = 0; i < N_ROWS; i++)
    means[imb_run_get_fold_of_rows (run)[i]] += imb_run_get_scores (run)[2 * i + 1] * 100.0 * 5 / N_ROWS;
  for (guint f = 0; f < 5; f++)
    {
      least = MIN (least, means[f]);
      most = MAX (most, means[f]);
    }
  said = g_strdup_printf ("in the tested rows of a fold as %.3g to %.3g %% (in all rows it is 10 %%).", least, most);
  assert_said (imb_run_get_notes (run), said);
  g_assert_null (find_note (imb_run_get_notes (told), "em estimated"));
}

/* PPV' = TPR π / (TPR π + FPR (1 − π)), in every fold and pooled, leaky or not. */
static void
test_precision_is_that_of_the_prevalence (void)
{
  g_autoptr (ImbDesign) design = make_design ();
  guint precision = imb_metric_index (imb_metric_find ("precision")), recall = imb_metric_index (imb_metric_find ("recall"));
  guint fpr = imb_metric_index (imb_metric_find ("fpr")), auc = imb_metric_index (imb_metric_find ("roc_auc"));

  for (guint leaky = 0; leaky < 2; leaky++)
    {
      g_autoptr (ImbRun) plain = run_of (design, "random-over", "gaussian-naive-bayes", "none", 0.0, leaky);
      g_autoptr (ImbRun) rare = run_of (design, "random-over", "gaussian-naive-bayes", "none", 0.01, leaky);
      ImbOutcome *pooled = imb_run_get_pooled (rare);
      double      t = imb_metric_value (imb_metric_find ("recall"), pooled), f = imb_metric_value (imb_metric_find ("fpr"), pooled);

      for (guint fold = 0; fold < 5; fold++)
        {
          double tpr = imb_run_fold_metric (plain, fold, recall), false_alarms = imb_run_fold_metric (plain, fold, fpr);

          SAME (imb_run_fold_metric (rare, fold, recall), tpr);
          SAME (imb_run_fold_metric (rare, fold, auc), imb_run_fold_metric (plain, fold, auc));
          SAME (imb_run_fold_metric (rare, fold, precision), tpr * 0.01 / (tpr * 0.01 + false_alarms * 0.99));
        }
      SAME (imb_metric_value (imb_metric_find ("precision"), pooled), t * 0.01 / (t * 0.01 + f * 0.99));
    }
}

/* Calibrated scores are about the training rows' 0.1 and 0.9, and are moved from there; so is what the threshold is chosen on. */
static void
test_calibrated_scores_are_moved_to_a_share (void)
{
  g_autoptr (ImbDesign) design = make_design ();

  for (ImbCalibration how = IMB_CALIBRATION_PLATT; how <= IMB_CALIBRATION_TEMPERATURE; how++)
    {
      g_autoptr (ImbRun) here = decided (design, "random-over", "gaussian-naive-bayes", "training", 0.0, FALSE, how, "f1");
      g_autoptr (ImbRun) there = decided (design, "random-over", "gaussian-naive-bayes", "0.01", 0.0, FALSE, how, "f1");
      g_autoptr (ImbRun) found = decided (design, "random-over", "gaussian-naive-bayes", "em", 0.0, FALSE, how, "f1");
      double mean = 0.0;

      for (gsize i = 0; i < N_ROWS; i++)
        {
          double p = imb_run_get_scores (here)[2 * i + 1];

          SAME (imb_run_get_scores (there)[2 * i + 1], p * 0.1 / (p * 0.1 + (1.0 - p) * 1.1));
          mean += imb_run_get_scores (found)[2 * i + 1] / N_ROWS;
        }
      g_assert_cmpfloat (fabs (mean - 0.1), <, 0.05);
      for (guint f = 0; f < 5; f++)
        {
          double p = imb_run_fold_threshold_at (here, f);

          SAME (imb_run_fold_threshold_at (there, f), p * 0.1 / (p * 0.1 + (1.0 - p) * 1.1));
        }
    }
}

static void
test_the_threshold_prior_is_the_share_of_the_scores (void)
{
  g_autoptr (ImbDesign) design = make_design ();
  g_autoptr (ImbRun) plain = decided (design, "none", "gaussian-naive-bayes", "none", 0.01, FALSE, IMB_CALIBRATION_NONE, "prior");
  g_autoptr (ImbRun) moved = decided (design, "none", "gaussian-naive-bayes", "0.03", 0.01, FALSE, IMB_CALIBRATION_NONE, "prior");

  for (guint f = 0; f < 5; f++)
    {
      SAME (imb_run_fold_threshold_at (plain, f), 0.1);
      SAME (imb_run_fold_threshold_at (moved, f), 0.03);
    }
  for (gsize i = 0; i < N_ROWS; i++)
    g_assert_cmpuint (imb_outcome_get_predicted (imb_run_get_pooled (plain))[i], ==, imb_outcome_get_predicted (imb_run_get_pooled (moved))[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/prior/words-are-read-and-written", test_words_are_read_and_written);
  g_test_add_func ("/prior/two-classes-are-moved-by-the-formula", test_two_classes_are_moved_by_the_formula);
  g_test_add_func ("/prior/several-classes-are-moved-and-absent-ones-stay-so", test_several_classes_are_moved_and_absent_ones_stay_so);
  g_test_add_func ("/prior/unknown-shares-are-found", test_unknown_shares_are_found);
  g_test_add_func ("/prior/prevalence-weighs-rows", test_prevalence_weighs_rows);
  g_test_add_func ("/prior/what-a-plan-or-weights-moved-is-moved-back", test_what_a_plan_or_weights_moved_is_moved_back);
  g_test_add_func ("/prior/nothing-moved-is-nothing-to-move-back", test_nothing_moved_is_nothing_to_move_back);
  g_test_add_func ("/prior/unknown-shares-are-met-without-labels", test_unknown_shares_are_met_without_labels);
  g_test_add_func ("/prior/an-estimate-that-runs-to-nothing-is-not-taken", test_an_estimate_that_runs_to_nothing_is_not_taken);
  g_test_add_func ("/prior/estimated-shares-are-said", test_estimated_shares_are_said);
  g_test_add_func ("/prior/precision-is-that-of-the-prevalence", test_precision_is_that_of_the_prevalence);
  g_test_add_func ("/prior/calibrated-scores-are-moved-to-a-share", test_calibrated_scores_are_moved_to_a_share);
  g_test_add_func ("/prior/the-threshold-prior-is-the-share-of-the-scores", test_the_threshold_prior_is_the_share_of_the_scores);
  return g_test_run ();
}
