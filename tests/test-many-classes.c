/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thousand classes: whatever goes through the rows for each of them ends soon when its job is cancelled, and says what it said before. */
#include <math.h>

#include "engine/evaluate/imb-calibrate.h"
#include "engine/imb.h"
#include "engine/metrics/imb-metric-private.h"
#include "tests/canceller.h"

#define SAME(a, b) g_assert_cmpfloat_with_epsilon (a, b, 1e-12)
#define K          1000
#define N          (8 * K)

/* Each class has eight rows; their own score is above the others more often than not, and many are equal. */
static ImbOutcome *
outcome_of (gsize    n,
            guint    n_classes,
            gboolean is_weighted)
{
  g_autofree guint16 *truth = g_new (guint16, n);
  g_autofree double  *scores = g_new (double, n *n_classes), *weights = is_weighted ? g_new (double, n) : NULL;
  ImbRng              rng;

  imb_rng_init (&rng, 5);
  for (gsize i = 0; i < n; i++)
    {
      truth[i] = (guint16) (i % n_classes);
      for (guint c = 0; c < n_classes; c++)
        scores[i * n_classes + c] = (imb_rng_below (&rng, 32) + (c == truth[i] ? 8 : 0)) / 64.0;
      if (is_weighted)
        weights[i] = i % 7 == 0 ? 0.0 : 0.5 + imb_rng_double (&rng);
    }
  return imb_outcome_new (truth, scores, NULL, weights, n, n_classes, 0, 0.5, NULL);
}

/* Each alone, of a job that is cancelled: it may do the work of one class and no more. */
static void
measure_for_nobody (gconstpointer data)
{
  g_autoptr (ImbOutcome) outcome = outcome_of (N, K, FALSE);

  for (guint m = 0; m < imb_metrics_n (); m++)
    {
      const ImbMetric *metric = imb_metrics ()[m];
      g_autoptr (ImbJob) job = imb_job_new ();
      g_autoptr (ImbOutcome) watched = imb_outcome_watch (outcome, job);
      OwnTime begin;
      double  value;

      imb_job_cancel (job);
      begin = own_time_now ();
      value = imb_metric_value_of_part (metric, watched);
      telling_note (metric->id, (double) own_time_between (begin, own_time_now ()) / 1e3, CANCEL_LIMIT_MS);
      if (metric->kind != IMB_METRIC_COUNTS)
        g_assert_true (isnan (value));
    }
}

static void
test_every_metric_ends_when_cancelled (void)
{
  assert_in_time (measure_for_nobody, NULL);
}

typedef struct
{
  gboolean (*work) (ImbJob  *job,
                    gpointer data,
                    GError **error);
  gpointer data;
  gulong   after_us;
} Cancelled;

static void
cancel_work (gconstpointer data)
{
  const Cancelled *self = data;
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;
  Canceller canceller = { job, self->after_us, own_time_now () };
  GThread  *thread = g_thread_new ("canceller", cancel_later, &canceller);
  gboolean  done = self->work (job, self->data, &error);

  note_cancelled ("the work", &canceller, thread, own_time_now ());
  g_assert_false (done);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
assert_ends_soon (gulong   after_us,
                  gboolean work (ImbJob *job, gpointer data, GError **error),
                  gpointer data)
{
  const Cancelled self = { work, data, after_us };

  assert_in_time (cancel_work, &self);
}

static gboolean
measure_micro (ImbJob  *job,
               gpointer outcome,
               GError **error)
{
  g_autoptr (ImbOutcome) watched = imb_outcome_watch (outcome, job);

  do
    imb_metric_value (imb_metric_find ("roc_auc_micro"), watched);
  while (imb_job_step (job, 0, 0, error));
  return FALSE;
}

static gboolean
measure_all (ImbJob  *job,
             gpointer outcome,
             GError **error)
{
  g_autofree double *values = g_new (double, imb_metrics_n ());

  while (imb_metrics_measure (outcome, imb_metric_value, job, values, error)) /* however fast the machine is */
    continue;
  return FALSE;
}

static void
test_measuring_ends_when_cancelled (void)
{
  g_autoptr (ImbOutcome) outcome = outcome_of (N, K, FALSE);

  for (gulong after_us = 20000; after_us <= 500000; after_us *= 5)
    {
      assert_ends_soon (after_us, measure_micro, outcome);
      assert_ends_soon (after_us, measure_all, outcome);
    }
}

static gboolean
calibrate (ImbJob  *job,
           gpointer outcome,
           GError **error)
{
  g_autoptr (ImbCalibrator) calibrator = imb_calibrator_fit (IMB_CALIBRATION_ISOTONIC, imb_outcome_get_scores (outcome), imb_outcome_get_truth (outcome), NULL, N, K, 0, job, error);

  return calibrator != NULL;
}

static void
test_calibration_ends_when_cancelled (void)
{
  g_autoptr (ImbOutcome) outcome = outcome_of (N, K, FALSE);

  assert_ends_soon (5000, calibrate, outcome);
  assert_ends_soon (50000, calibrate, outcome);
}

static ImbRun *
run_of_many (void)
{
  const ImbProblemOptions options = { .target_column = 1 };
  ImbColumn              *columns = g_new0 (ImbColumn, 2);
  char                  **labels = g_new0 (char *, K + 1);
  g_autoptr (ImbTable) table = NULL;
  g_autoptr (ImbProblem) problem = NULL;
  g_autoptr (ImbDesign) design = NULL;
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);
  g_autoptr (GPtrArray) runs = NULL;
  g_autoptr (ImbPlan) plan = imb_plan_parse ("none", NULL);
  g_autoptr (GError) error = NULL;
  ImbThreshold  threshold;
  ImbEvaluation evaluation;

  for (guint c = 0; c < K; c++)
    labels[c] = g_strdup_printf ("c%u", c);
  columns[0] = (ImbColumn){ .name = g_strdup ("x"), .kind = IMB_COLUMN_NUMBER, .numbers = g_new (double, N) };
  columns[1] = (ImbColumn){ .name = g_strdup ("class"), .kind = IMB_COLUMN_CATEGORY, .codes = g_new (gint32, N), .levels = labels, .n_levels = K };
  for (gsize i = 0; i < N; i++)
    {
      columns[0].numbers[i] = (double) (i % 97);
      columns[1].codes[i] = (gint32) (i % K);
    }
  table = imb_table_new ("many", N, columns, 2, NULL, NULL);
  problem = imb_problem_new (table, &options, NULL, NULL);
  design = imb_design_new (problem, NULL, NULL);
  g_assert_true (imb_threshold_parse ("0.5", &threshold, NULL));
  g_ptr_array_add (specs, imb_run_spec_new (NULL, plan, imb_model_find ("dummy"), NULL, &threshold));
  imb_evaluation_init (&evaluation);
  evaluation.n_folds = 2;
  runs = imb_evaluate (design, specs, &evaluation, NULL, &error);
  g_assert_no_error (error);
  g_assert_no_error (imb_run_get_error (runs->pdata[0]));
  return imb_run_ref (runs->pdata[0]);
}

static gboolean
find_quick_intervals (ImbJob  *job,
                      gpointer run,
                      GError **error)
{
  ImbInterval *intervals;

  while ((intervals = imb_run_intervals (run, NULL, IMB_INTERVALS_QUICK, job, error)) != NULL)
    g_free (intervals);
  return FALSE;
}

static gboolean
find_resampled_intervals (ImbJob  *job,
                          gpointer run,
                          GError **error)
{
  g_autofree ImbInterval *intervals = imb_run_intervals (run, NULL, IMB_INTERVALS_BOOTSTRAP, job, error);

  return intervals != NULL;
}

static void
test_intervals_end_when_cancelled (void)
{
  ImbRun *run = run_of_many ();

  for (gulong after_us = 20000; after_us <= 500000; after_us *= 5)
    assert_ends_soon (after_us, find_quick_intervals, run);
  for (gulong after_us = 3000000; after_us <= 4000000; after_us += 500000)
    assert_ends_soon (after_us, find_resampled_intervals, run);
  imb_run_unref (run);
}

/* Every pair of a row's own score and a score for a class that a row is not of, one after the other. */
static void
test_micro_auc_counts_all_pairs (void)
{
  for (guint is_weighted = 0; is_weighted < 2; is_weighted++)
    {
      const guint n = 60, n_classes = 5;
      g_autoptr (ImbOutcome) outcome = outcome_of (n, n_classes, is_weighted);
      const double *scores = imb_outcome_get_scores (outcome), *weights = imb_outcome_get_weights (outcome);
      double        right = 0.0, all = 0.0;

      for (guint i = 0; i < n; i++)
        for (guint j = 0; j < n; j++)
          for (guint c = 0; c < n_classes; c++)
            if (c != imb_outcome_get_truth (outcome)[j])
              {
                double own = scores[i * n_classes + imb_outcome_get_truth (outcome)[i]], other = scores[j * n_classes + c];
                double weight = weights != NULL ? weights[i] * weights[j] : 1.0;

                right += weight * (own > other ? 1.0 : own == other ? 0.5
                                                                    : 0.0);
                all += weight;
              }
      SAME (imb_metric_value (imb_metric_find ("roc_auc_micro"), outcome), right / all);
    }
}

static void
test_sums_are_those_of_the_matrix (void)
{
  for (guint is_weighted = 0; is_weighted < 2; is_weighted++)
    {
      g_autoptr (ImbOutcome) outcome = outcome_of (200, 7, is_weighted);
      const double *confusion = imb_outcome_get_confusion (outcome), *margins = imb_outcome_get_margins (outcome);

      for (guint c = 0; c < 7; c++)
        {
          g_assert_true (margins[c] == imb_confusion_true (confusion, 7, c));
          g_assert_true (margins[7 + c] == imb_confusion_predicted (confusion, 7, c));
        }
      g_assert_true (margins[14] == imb_confusion_total (confusion, 7));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/many-classes/every-metric-ends-when-cancelled", test_every_metric_ends_when_cancelled);
  g_test_add_func ("/many-classes/measuring-ends-when-cancelled", test_measuring_ends_when_cancelled);
  g_test_add_func ("/many-classes/calibration-ends-when-cancelled", test_calibration_ends_when_cancelled);
  g_test_add_func ("/many-classes/intervals-end-when-cancelled", test_intervals_end_when_cancelled);
  g_test_add_func ("/many-classes/micro-auc-counts-all-pairs", test_micro_auc_counts_all_pairs);
  g_test_add_func ("/many-classes/sums-are-those-of-the-matrix", test_sums_are_those_of_the_matrix);
  return g_test_run ();
}
