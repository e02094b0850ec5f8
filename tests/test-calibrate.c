/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calibration: the kernels against values worked out by hand, the classes' maps, and that a run's calibration and
 * threshold know nothing of the rows that they are used on. */
#include <math.h>
#include <string.h>

#include "engine/imb.h"
#include "engine/kernels/imb-isotonic.h"
#include "engine/kernels/imb-recalibrate.h"

#define SAME(a, b) g_assert_cmpfloat_with_epsilon (a, b, 1e-12)
#define NEAR(a, b) g_assert_cmpfloat_with_epsilon (a, b, 1e-9)

static void
test_words_are_read_and_written (void)
{
  const char *const good[] = { "none", "platt", "isotonic", "beta", "temperature" };
  ImbCalibration    how;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (imb_calibration_parse (good[i], &how, NULL));
      g_assert_cmpstr (imb_calibration_nick (how), ==, good[i]);
    }
  g_assert_false (imb_calibration_parse ("sigmoid", &how, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
}

static void
test_isotonic_pools_what_is_in_the_wrong_order (void)
{
  const double x[] = { 3, 1, 2, 2, 5, 4 };
  const double y[] = { 0, 0, 1, 0, 1, 1 };
  const double heavy[] = { 2, 1, 3, 1, 1, 0 };
  double       at[6], height[6];
  gsize        n;

  /* By x: 1 → 0, 2 → 1/2 (two rows), 3 → 0, 4 → 1, 5 → 1; 2 and 3 pool to 1/3. */
  g_assert_true (imb_isotonic_fit (x, y, NULL, 6, at, height, &n, NULL, NULL));
  g_assert_cmpuint (n, ==, 5);
  SAME (height[0], 0.0);
  SAME (at[1], 2.0);
  SAME (height[1], 1.0 / 3.0);
  SAME (height[2], 1.0 / 3.0);
  SAME (height[3], 1.0);
  SAME (imb_isotonic_at (at, height, n, 1.5), 1.0 / 6.0);
  SAME (imb_isotonic_at (at, height, n, 3.5), 2.0 / 3.0);
  SAME (imb_isotonic_at (at, height, n, -9.0), 0.0);
  SAME (imb_isotonic_at (at, height, n, 99.0), 1.0);

  /* Weights: 2 → 3/4 of weight 4, 3 → 0 of weight 2: 3/6; the row at 4 counts for nothing. */
  g_assert_true (imb_isotonic_fit (x, y, heavy, 6, at, height, &n, NULL, NULL));
  g_assert_cmpuint (n, ==, 4);
  SAME (height[1], 0.5);
  SAME (height[2], 0.5);
  SAME (at[3], 5.0);
}

static void
test_isotonic_of_falling_values_is_one_height (void)
{
  const double x[] = { 1, 2, 3, 4 }, y[] = { 1, 1, 0, 0 };
  double       at[4], height[4];
  gsize        n;

  g_assert_true (imb_isotonic_fit (x, y, NULL, 4, at, height, &n, NULL, NULL));
  g_assert_cmpuint (n, ==, 2);
  SAME (height[0], 0.5);
  SAME (height[1], 0.5);
}

/* A third of three weights of 0.1 is a rounding below a third of three of 0.3: still one height, and so one rank. */
static void
test_isotonic_blocks_of_one_height_are_one (void)
{
  const double x[] = { 1, 1, 1, 2, 2, 2 }, y[] = { 1, 0, 0, 1, 0, 0 }, weights[] = { 0.1, 0.1, 0.1, 0.3, 0.3, 0.3 };
  double       at[6], height[6];
  gsize        n;

  g_assert_cmpfloat (0.1 / (0.1 + 0.1 + 0.1), !=, 0.3 / (0.3 + 0.3 + 0.3));
  g_assert_true (imb_isotonic_fit (x, y, weights, 6, at, height, &n, NULL, NULL));
  g_assert_cmpfloat (imb_isotonic_at (at, height, n, 1.0), ==, imb_isotonic_at (at, height, n, 2.0));
  SAME (height[0], 1.0 / 3.0);
}

/* With one score for all rows only a x + b is fixed: the mean of Platt's targets. */
static void
test_platt_smooths_the_targets (void)
{
  const double x[] = { 0, 0, 0, 0, 0 };
  const guint8 is[] = { 1, 0, 0, 0, 0 };
  double       a, b;

  g_assert_true (imb_platt_fit (x, is, NULL, 5, &a, &b, NULL, NULL));
  NEAR (imb_platt_at (a, b, 0.0), (2.0 / 3.0 + 4.0 / 6.0) / 5.0);
}

/* Two scores: as many parameters as places, so that the sigmoid goes through the mean target of both. */
static void
test_platt_meets_two_points (void)
{
  const double x[] = { 0.2, 0.2, 0.2, 0.8, 0.8 };
  const guint8 is[] = { 0, 0, 1, 1, 1 };
  const double w[] = { 1, 2, 1, 0.5, 0.5 };
  double       a, b, up = 4.0 / 5.0, down = 1.0 / 4.0;

  g_assert_true (imb_platt_fit (x, is, NULL, 5, &a, &b, NULL, NULL));
  NEAR (imb_platt_at (a, b, 0.2), (2.0 * down + up) / 3.0);
  NEAR (imb_platt_at (a, b, 0.8), up);
  g_assert_cmpfloat (a, <, 0.0);

  g_assert_true (imb_platt_fit (x, is, w, 5, &a, &b, NULL, NULL)); /* positives weigh 2, negatives 3 */
  NEAR (imb_platt_at (a, b, 0.2), (3.0 * (1.0 / 5.0) + 3.0 / 4.0) / 4.0);
  NEAR (imb_platt_at (a, b, 0.8), 3.0 / 4.0);
}

/* Three scores, three parameters: the map goes through the shares; ln (p' / (1 − p')) is a ln p − b ln (1 − p) + c. */
static void
test_beta_meets_three_points (void)
{
  const double places[] = { 0.2, 0.5, 0.8 }, shares[] = { 0.1, 0.4, 0.9 };
  double       p[30], map[3];
  guint8       is[30];

  for (guint i = 0; i < 30; i++)
    {
      p[i] = places[i / 10];
      is[i] = i % 10 < (guint) round (10 * shares[i / 10]);
    }
  g_assert_true (imb_beta_fit (p, is, NULL, 30, map, NULL, NULL));
  for (guint i = 0; i < 3; i++)
    {
      NEAR (imb_beta_at (map, places[i]), shares[i]);
      NEAR (map[0] * log (places[i]) - map[1] * log1p (-places[i]) + map[2], log (shares[i] / (1.0 - shares[i])));
    }
  g_assert_cmpfloat (map[0], >, 0.0);
  g_assert_cmpfloat (map[1], >, 0.0);
}

/* Shares that fall: both factors would be negative, so every row gets the share of all. */
static void
test_beta_never_falls (void)
{
  const double p[] = { 0.1, 0.2, 0.3, 0.7, 0.8, 0.9, 0.4, 0.6 };
  const guint8 is[] = { 1, 1, 1, 0, 0, 0, 0, 0 };
  const double ends[] = { 0.5, 0.5, 0.9, 0.9, 0.98, 0.98, 0.98, 0.98 };
  const guint8 one[] = { 0, 1, 0, 1, 0, 1, 1, 0 };
  double       map[3];

  g_assert_true (imb_beta_fit (p, is, NULL, 8, map, NULL, NULL));
  SAME (map[0], 0.0);
  SAME (map[1], 0.0);
  NEAR (imb_beta_at (map, 0.3), 3.0 / 8.0);

  g_assert_true (imb_beta_fit (ends, one, NULL, 8, map, NULL, NULL));
  g_assert_cmpfloat (MIN (map[0], map[1]), >=, 0.0);

  g_assert_true (imb_beta_fit (p, (const guint8[8]){ 0 }, NULL, 8, map, NULL, NULL)); /* a class without rows: left alone */
  NEAR (imb_beta_at (map, 0.3), 0.3);
}

/* Scores 0.9 of which 3 in 4 are right: T with 0.9^(1/T) / (0.9^(1/T) + 0.1^(1/T)) = 3/4 is ln 9 / ln 3 = 2. */
static void
test_temperature_cools_what_is_too_sure (void)
{
  const double  p[] = { 0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.9 };
  const guint16 classes[] = { 1, 1, 1, 0 };
  double        scores[] = { 0.1, 0.9, 0.0, 1.0 };
  double        three[] = { 0.2, 0.3, 0.5 };
  double        temperature;

  g_assert_true (imb_temperature_fit (p, classes, NULL, 4, 2, &temperature, NULL, NULL));
  NEAR (temperature, 2.0);
  imb_temperature_apply (temperature, scores, 2, 2);
  NEAR (scores[1], 0.75);
  g_assert_cmpfloat (scores[3], <, 1.0);
  imb_temperature_apply (2.0, three, 1, 3);
  SAME (three[2], sqrt (0.5) / (sqrt (0.2) + sqrt (0.3) + sqrt (0.5)));
  SAME (three[0] + three[1] + three[2], 1.0);

  g_assert_true (imb_temperature_fit (p, (const guint16[4]){ 1, 1, 1, 1 }, NULL, 4, 2, &temperature, NULL, NULL));
  g_assert_cmpfloat (temperature, <, 0.05);
  g_assert_true (imb_temperature_fit (p, (const guint16[4]){ 0, 0, 0, 0 }, NULL, 4, 2, &temperature, NULL, NULL));
  NEAR (temperature, 100.0);
}

static void
test_several_classes_add_up_to_one (void)
{
  const double  scores[] = { 0.7, 0.2, 0.1, 0.1, 0.8, 0.1, 0.2, 0.2, 0.6, 0.5, 0.4, 0.1, 0.1, 0.4, 0.5, 0.3, 0.3, 0.4 };
  const guint16 classes[] = { 0, 1, 2, 1, 2, 0 };

  for (ImbCalibration how = IMB_CALIBRATION_NONE; how <= IMB_CALIBRATION_TEMPERATURE; how++)
    {
      double out[18];
      g_autoptr (ImbCalibrator) calibrator = imb_calibrator_fit (how, scores, classes, NULL, 6, 3, 0, NULL, NULL);

      g_assert_nonnull (calibrator);
      memcpy (out, scores, sizeof out);
      imb_calibrator_apply (calibrator, out, 6);
      for (guint i = 0; i < 6; i++)
        SAME (out[3 * i] + out[3 * i + 1] + out[3 * i + 2], 1.0);
      g_assert_true ((memcmp (out, scores, sizeof out) == 0) == (how == IMB_CALIBRATION_NONE));
    }
}

/* Isotonic of three classes where all say 0: shares alike. */
static void
test_rows_that_no_class_wants_are_shared (void)
{
  const double  scores[] = { 0.2, 0.4, 0.4, 0.9, 0.05, 0.05, 0.05, 0.9, 0.05, 0.05, 0.05, 0.9 };
  const guint16 classes[] = { 0, 0, 1, 2 };
  double        row[] = { 0.05, 0.05, 0.05 };
  g_autoptr (ImbCalibrator) calibrator = imb_calibrator_fit (IMB_CALIBRATION_ISOTONIC, scores, classes, NULL, 4, 3, 0, NULL, NULL);

  imb_calibrator_apply (calibrator, row, 1);
  for (guint c = 0; c < 3; c++)
    SAME (row[c], 1.0 / 3.0);
}

/* The positive class is calibrated, whichever it is: the same probabilities. */
static void
test_either_of_two_classes_may_be_positive (void)
{
  double  scores[80];
  guint16 classes[40];
  ImbRng  rng;

  imb_rng_init (&rng, 3);
  for (guint i = 0; i < 40; i++)
    {
      scores[2 * i] = imb_rng_double (&rng);
      scores[2 * i + 1] = 1.0 - scores[2 * i];
      classes[i] = imb_rng_double (&rng) > scores[2 * i];
    }
  for (ImbCalibration how = IMB_CALIBRATION_PLATT; how <= IMB_CALIBRATION_TEMPERATURE; how++)
    {
      g_autofree double *first = g_memdup2 (scores, sizeof scores);
      g_autofree double *second = g_memdup2 (scores, sizeof scores);
      g_autoptr (ImbCalibrator) of_first = imb_calibrator_fit (how, scores, classes, NULL, 40, 2, 0, NULL, NULL);
      g_autoptr (ImbCalibrator) of_second = imb_calibrator_fit (how, scores, classes, NULL, 40, 2, 1, NULL, NULL);

      imb_calibrator_apply (of_first, first, 40);
      imb_calibrator_apply (of_second, second, 40);
      for (guint i = 0; i < 80; i++)
        NEAR (first[i], second[i]);
    }
}

#define N_ROWS 240

static ImbDesign *
make_design (gboolean swapped) /* the classes of the last rows exchanged */
{
  const char *const       labels[] = { "common", "rare", NULL };
  const ImbProblemOptions options = { .target_column = 2 };
  ImbColumn              *columns = g_new0 (ImbColumn, 3);
  g_autoptr (ImbTable) table = NULL;
  g_autoptr (ImbProblem) problem = NULL;
  ImbRng rng;

  imb_rng_init (&rng, 11);
  for (guint j = 0; j < 2; j++)
    columns[j] = (ImbColumn){ .name = g_strdup (j == 0 ? "x" : "y"), .kind = IMB_COLUMN_NUMBER, .numbers = g_new (double, N_ROWS) };
  columns[2] = (ImbColumn){ .name = g_strdup ("class"), .kind = IMB_COLUMN_CATEGORY, .codes = g_new (gint32, N_ROWS), .levels = g_strdupv ((char **) labels), .n_levels = 2 };
  for (gsize i = 0; i < N_ROWS; i++)
    {
      gint32 c = i % 4 == 1;

      columns[2].codes[i] = swapped ? (gint32) ((i + 2) % 4 == 1) : c;
      for (guint j = 0; j < 2; j++)
        columns[j].numbers[i] = imb_rng_normal (&rng) + c;
    }
  table = imb_table_new ("made", N_ROWS, columns, 3, NULL, NULL);
  problem = imb_problem_new (table, &options, NULL, NULL);
  return imb_design_new (problem, NULL, NULL);
}

static ImbRun *
run_of (ImbDesign     *design,
        const char    *plan_text,
        ImbCalibration calibration,
        const char    *threshold_text)
{
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);
  g_autoptr (ImbPlan) plan = imb_plan_parse (plan_text, NULL);
  g_autoptr (GPtrArray) runs = NULL;
  ImbEvaluation evaluation;
  ImbThreshold  threshold;

  g_assert_true (imb_threshold_parse (threshold_text, &threshold, NULL));
  g_ptr_array_add (specs, imb_run_spec_new (NULL, plan, imb_model_find ("gaussian-naive-bayes"), NULL, &threshold));
  ((ImbRunSpec *) specs->pdata[0])->calibration = calibration;
  imb_evaluation_init (&evaluation);
  runs = imb_evaluate (design, specs, &evaluation, NULL, NULL);
  g_assert_nonnull (runs);
  g_assert_no_error (imb_run_get_error (runs->pdata[0]));
  g_assert_cmpint (imb_run_get_spec (runs->pdata[0])->calibration, ==, calibration);
  return imb_run_ref (runs->pdata[0]);
}

/* A model of balanced rows says too much of the rare class; calibration on inner folds gives its share back. */
static void
test_calibration_undoes_what_sampling_did (void)
{
  g_autoptr (ImbDesign) design = make_design (FALSE);
  g_autoptr (ImbRun) raw = run_of (design, "random-over", IMB_CALIBRATION_NONE, "0.5");
  guint  brier = imb_metric_index (imb_metric_find ("brier")), auc = imb_metric_index (imb_metric_find ("roc_auc"));
  double worst = imb_run_metric (raw, brier).value;

  for (ImbCalibration how = IMB_CALIBRATION_PLATT; how <= IMB_CALIBRATION_BETA; how++)
    {
      g_autoptr (ImbRun) run = run_of (design, "random-over", how, "0.5");
      double mean = 0.0;

      for (gsize i = 0; i < N_ROWS; i++)
        mean += imb_run_get_scores (run)[2 * i + 1] / N_ROWS;
      g_assert_cmpfloat (imb_run_metric (run, brier).value, <, 0.95 * worst);
      g_assert_cmpfloat (fabs (mean - 0.25), <, 0.02);
      if (how != IMB_CALIBRATION_ISOTONIC)
        NEAR (imb_run_metric (run, auc).value, imb_run_metric (raw, auc).value);
    }
}

static void
test_same_bytes_on_any_number_of_threads (void)
{
  g_autoptr (ImbDesign) design = make_design (FALSE);
  g_autoptr (ImbRun) first = NULL;

  for (guint n = 1; n <= 4; n += 3)
    {
      g_autoptr (ImbRun) run = NULL;

      imb_parallel_set_n_threads (n);
      run = run_of (design, "smote", IMB_CALIBRATION_BETA, "f1");
      if (first == NULL)
        first = g_steal_pointer (&run);
      else
        {
          g_assert_cmpmem (imb_run_get_scores (first), N_ROWS * 2 * sizeof (double), imb_run_get_scores (run), N_ROWS * 2 * sizeof (double));
          for (guint f = 0; f < 5; f++)
            g_assert_cmpfloat (imb_run_fold_threshold_at (first, f), ==, imb_run_fold_threshold_at (run, f));
        }
    }
  imb_parallel_set_n_threads (0);
}

/* The inner scores have 0.5 in the middle when the threshold is chosen: on calibrated ones a threshold of F1 lies below
 * that of raw scores of balanced rows. */
static void
test_thresholds_are_of_calibrated_scores (void)
{
  g_autoptr (ImbDesign) design = make_design (FALSE);
  g_autoptr (ImbRun) raw = run_of (design, "random-over", IMB_CALIBRATION_NONE, "f1");
  g_autoptr (ImbRun) calibrated = run_of (design, "random-over", IMB_CALIBRATION_PLATT, "f1");
  double sum = 0.0;

  for (guint f = 0; f < 5; f++)
    {
      sum += imb_run_fold_threshold_at (raw, f) - imb_run_fold_threshold_at (calibrated, f);
      g_assert_cmpfloat (imb_run_fold_threshold_at (calibrated, f), >, 0.0);
    }
  g_assert_cmpfloat (sum, >, 0.5);
}

/* Labels without meaning: nothing that is learnt on training rows can make test rows look good. */
static void
test_labels_without_meaning_stay_so (void)
{
  g_autoptr (ImbDesign) design = make_design (TRUE);
  g_autoptr (ImbRun) run = run_of (design, "none", IMB_CALIBRATION_ISOTONIC, "0.5");

  g_assert_cmpfloat (imb_run_metric (run, imb_metric_index (imb_metric_find ("roc_auc"))).value, <, 0.62);
}

/* In the first 80 rows by time the rare class comes late: of five inner windows the last alone has both before it. */
static void
test_a_single_inner_window_is_calibrated_and_said (void)
{
  const char *const       labels[] = { "common", "rare", NULL };
  const ImbProblemOptions options = { .target_column = 2, .roles = (const ImbRole[]){ IMB_ROLE_AUTO, IMB_ROLE_IGNORE, IMB_ROLE_AUTO } };
  ImbColumn              *columns = g_new0 (ImbColumn, 3);
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);
  g_autoptr (ImbPlan) plan = imb_plan_parse ("random-over", NULL);
  g_autoptr (ImbTable) table = NULL;
  g_autoptr (ImbProblem) problem = NULL;
  g_autoptr (ImbDesign) design = NULL;
  g_autoptr (GBytes) times = NULL;
  g_autoptr (GPtrArray) runs = NULL;
  ImbEvaluation evaluation;
  ImbThreshold  threshold;
  ImbRng        rng;
  double        raw, chosen;
  gboolean      is_said = FALSE;

  imb_rng_init (&rng, 3);
  for (guint j = 0; j < 2; j++)
    columns[j] = (ImbColumn){ .name = g_strdup (j == 0 ? "x" : "when"), .kind = IMB_COLUMN_NUMBER, .numbers = g_new (double, N_ROWS) };
  columns[2] = (ImbColumn){ .name = g_strdup ("class"), .kind = IMB_COLUMN_CATEGORY, .codes = g_new (gint32, N_ROWS), .levels = g_strdupv ((char **) labels), .n_levels = 2 };
  for (gsize i = 0; i < N_ROWS; i++)
    {
      columns[2].codes[i] = i >= 55 && i % 4 == 0;
      columns[0].numbers[i] = imb_rng_normal (&rng) + columns[2].codes[i];
      columns[1].numbers[i] = (double) i;
    }
  table = imb_table_new ("late", N_ROWS, columns, 3, NULL, NULL);
  problem = imb_problem_new (table, &options, NULL, NULL);
  design = imb_design_new (problem, NULL, NULL);
  times = imb_times_new (problem, 1, NULL);
  imb_evaluation_init (&evaluation);
  evaluation.split = IMB_SPLIT_TIME;
  evaluation.times = times;
  evaluation.n_folds = 2;
  g_assert_true (imb_threshold_parse ("f1", &threshold, NULL));
  for (guint r = 0; r < 2; r++)
    {
      g_ptr_array_add (specs, imb_run_spec_new (NULL, plan, imb_model_find ("gaussian-naive-bayes"), NULL, &threshold));
      ((ImbRunSpec *) specs->pdata[r])->calibration = r == 0 ? IMB_CALIBRATION_NONE : IMB_CALIBRATION_PLATT;
    }
  runs = imb_evaluate (design, specs, &evaluation, NULL, NULL);
  g_assert_nonnull (runs);
  g_assert_no_error (imb_run_get_error (runs->pdata[1]));
  raw = imb_run_fold_threshold_at (runs->pdata[0], 0);
  chosen = imb_run_fold_threshold_at (runs->pdata[1], 0);
  g_assert_cmpfloat (fabs (raw - chosen), >, 0.001);
  for (guint i = 0; i < imb_notes_n (imb_run_get_notes (runs->pdata[1])); i++)
    is_said |= strstr (imb_notes_at (imb_run_get_notes (runs->pdata[1]), i), "helped to calibrate") != NULL;
  g_assert_true (is_said);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calibrate/words-are-read-and-written", test_words_are_read_and_written);
  g_test_add_func ("/calibrate/isotonic-pools-what-is-in-the-wrong-order", test_isotonic_pools_what_is_in_the_wrong_order);
  g_test_add_func ("/calibrate/isotonic-blocks-of-one-height-are-one", test_isotonic_blocks_of_one_height_are_one);
  g_test_add_func ("/calibrate/isotonic-of-falling-values-is-one-height", test_isotonic_of_falling_values_is_one_height);
  g_test_add_func ("/calibrate/platt-smooths-the-targets", test_platt_smooths_the_targets);
  g_test_add_func ("/calibrate/platt-meets-two-points", test_platt_meets_two_points);
  g_test_add_func ("/calibrate/beta-meets-three-points", test_beta_meets_three_points);
  g_test_add_func ("/calibrate/beta-never-falls", test_beta_never_falls);
  g_test_add_func ("/calibrate/temperature-cools-what-is-too-sure", test_temperature_cools_what_is_too_sure);
  g_test_add_func ("/calibrate/several-classes-add-up-to-one", test_several_classes_add_up_to_one);
  g_test_add_func ("/calibrate/rows-that-no-class-wants-are-shared", test_rows_that_no_class_wants_are_shared);
  g_test_add_func ("/calibrate/either-of-two-classes-may-be-positive", test_either_of_two_classes_may_be_positive);
  g_test_add_func ("/calibrate/calibration-undoes-what-sampling-did", test_calibration_undoes_what_sampling_did);
  g_test_add_func ("/calibrate/same-bytes-on-any-number-of-threads", test_same_bytes_on_any_number_of_threads);
  g_test_add_func ("/calibrate/thresholds-are-of-calibrated-scores", test_thresholds_are_of_calibrated_scores);
  g_test_add_func ("/calibrate/labels-without-meaning-stay-so", test_labels_without_meaning_stay_so);
  g_test_add_func ("/calibrate/a-single-inner-window-is-calibrated-and-said", test_a_single_inner_window_is_calibrated_and_said);
  return g_test_run ();
}
