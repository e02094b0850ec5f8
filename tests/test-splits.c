/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rows are tested when it is not each of them once, and whole evaluations over such splits. */
#include <math.h>
#include <string.h>

#include "engine/imb.h"
#include "engine/kernels/imb-test-rows.h"
#include "tests/said.h"

#define N_ROWS 120

static void
test_words_are_read_and_written (void)
{
  const char *const good[] = { "stratified", "group", "time", "holdout", "leave-one-group-out" };
  ImbSplitKind      kind;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (imb_split_kind_parse (good[i], &kind, NULL));
      g_assert_cmpstr (imb_split_kind_nick (kind), ==, good[i]);
    }
  g_assert_false (imb_split_kind_parse ("random", &kind, NULL));
}

static void
test_windows_expand_in_the_order_of_time (void)
{
  const guint32 times[] = { 9, 1, 8, 2, 7, 3, 6, 4, 5, 0, 10 }; /* eleven rows, four blocks: 5, 2, 2, 2 */
  const guint8  expected[] = { 1, 255, 1, 255, 0, 255, 0, 255, 0, 255, 1 };
  guint8        fold_of[11];

  /* n / (3 + 1) = 2: rows 5 … 6, 7 … 8, 9 … 10 by time. */
  g_assert_true (imb_test_later (times, 11, 3, fold_of, NULL));
  for (guint i = 0; i < 11; i++)
    g_assert_cmpuint (fold_of[i], ==, times[i] < 5 ? 255 : (times[i] - 5) / 2);
  g_assert_true (imb_test_later (times, 11, 2, fold_of, NULL)); /* 5, 3, 3 */
  g_assert_cmpmem (fold_of, 11, expected, 11);
}

static void
test_rows_of_one_time_stay_together (void)
{
  const guint32 times[] = { 0, 0, 1, 1, 1, 1, 2, 3 }; /* 4, 2, 2: the ties at 2 … 5 begin in the first block */
  const guint32 few[] = { 0, 0, 0, 0, 1, 1 };
  guint8        fold_of[8];
  g_autoptr (GError) error = NULL;

  g_assert_false (imb_test_later (times, 8, 2, fold_of, &error)); /* nothing is left for the second block */
  g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW);
  g_assert_true (imb_test_later (times, 8, 1, fold_of, NULL));
  g_assert_cmpuint (fold_of[5], ==, 255);
  g_assert_cmpuint (fold_of[6], ==, 0);
  g_assert_true (imb_test_later (few, 6, 1, fold_of, NULL));
  g_assert_cmpuint (fold_of[3], ==, 255);
  g_assert_cmpuint (fold_of[4], ==, 0);
}

static void
test_a_holdout_has_the_shares_of_the_classes (void)
{
  guint16 classes[100];
  guint8  first[100], again[100];
  gsize   n_tested = 0, n_rare = 0;
  ImbRng  rng;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100; i++)
    classes[i] = i % 10 == 3 ? 2 : 0; /* class 1 has no rows */
  imb_rng_init (&rng, 1);
  g_assert_true (imb_test_holdout (classes, 100, 3, 0.25, &rng, first, NULL));
  g_assert_true (imb_test_holdout (classes, 100, 3, 0.25, &rng, again, NULL));
  for (guint i = 0; i < 100; i++)
    {
      g_assert_true (first[i] == 0 || first[i] == IMB_NEVER_TESTED);
      n_tested += first[i] == 0;
      n_rare += first[i] == 0 && classes[i] == 2;
    }
  g_assert_cmpuint (n_tested, ==, 25);
  g_assert_true (n_rare == 2 || n_rare == 3);
  g_assert_cmpint (memcmp (first, again, 100), !=, 0);
  classes[7] = 1;
  g_assert_false (imb_test_holdout (classes, 100, 3, 0.25, &rng, first, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW);
}

static void
test_each_group_is_left_out_once (void)
{
  const guint32 groups[] = { 7, 3, 7, 12, 3, 12, 12 };
  const guint8  expected[] = { 1, 0, 1, 2, 0, 2, 2 };
  guint8        fold_of[7];
  guint         n_folds;
  guint32       many[300];
  guint8        none[300];

  g_assert_true (imb_test_groups (groups, 7, groups, 7, &n_folds, fold_of, NULL));
  g_assert_cmpuint (n_folds, ==, 3);
  g_assert_cmpmem (fold_of, 7, expected, 7);
  g_assert_false (imb_test_groups (groups, 1, groups, 1, &n_folds, fold_of, NULL));
  for (guint i = 0; i < 300; i++)
    many[i] = i;
  g_assert_false (imb_test_groups (many, 300, many, 300, &n_folds, none, NULL));
}

/* x says the class; "when" runs against the rows' order; "who" has six groups. */
static ImbDesign *
make_design (gboolean grouped,
             gboolean as_text)
{
  const char *const       labels[] = { "common", "rare", NULL };
  const ImbRole           roles[] = { IMB_ROLE_AUTO, IMB_ROLE_IGNORE, grouped ? IMB_ROLE_GROUP : IMB_ROLE_IGNORE, IMB_ROLE_AUTO };
  const ImbProblemOptions options = { .target_column = 3, .roles = roles };
  ImbColumn              *columns = g_new0 (ImbColumn, 4);
  g_autoptr (ImbTable) table = NULL;
  g_autoptr (ImbProblem) problem = NULL;
  ImbRng rng;

  imb_rng_init (&rng, 23);
  columns[0] = (ImbColumn){ .name = g_strdup ("x"), .kind = IMB_COLUMN_NUMBER, .numbers = g_new (double, N_ROWS) };
  columns[1] = as_text ? (ImbColumn){ .name = g_strdup ("when"), .kind = IMB_COLUMN_CATEGORY, .codes = g_new (gint32, N_ROWS), .levels = g_new0 (char *, N_ROWS + 1), .n_levels = N_ROWS }
                       : (ImbColumn){ .name = g_strdup ("when"), .kind = IMB_COLUMN_NUMBER, .numbers = g_new (double, N_ROWS) };
  columns[2] = (ImbColumn){ .name = g_strdup ("who"), .kind = IMB_COLUMN_NUMBER, .numbers = g_new (double, N_ROWS) };
  columns[3] = (ImbColumn){ .name = g_strdup ("class"), .kind = IMB_COLUMN_CATEGORY, .codes = g_new (gint32, N_ROWS), .levels = g_strdupv ((char **) labels), .n_levels = 2 };
  for (gsize i = 0; i < N_ROWS; i++)
    {
      columns[3].codes[i] = i % 5 == 1;
      columns[0].numbers[i] = imb_rng_normal (&rng) + 2 * columns[3].codes[i];
      if (as_text)
        {
          columns[1].codes[i] = (gint32) i;
          columns[1].levels[i] = g_strdup_printf ("20%02u-%02u-0%u%s", (guint) (20 - i / 12), (guint) (12 - i % 12), 1 + (guint) (i % 3), i % 2 == 0 ? " 12:30" : "T23:59:59.5Z");
        }
      else
        columns[1].numbers[i] = -(double) i;
      columns[2].numbers[i] = (double) (i % 6);
    }
  table = imb_table_new ("made", N_ROWS, columns, 4, NULL, NULL);
  problem = imb_problem_new (table, &options, NULL, NULL);
  return imb_design_new (problem, NULL, NULL);
}

static void
test_dates_are_ranked (void)
{
  g_autoptr (ImbDesign) text = make_design (FALSE, TRUE);
  g_autoptr (ImbDesign) number = make_design (FALSE, FALSE);
  g_autoptr (GBytes) of_text = imb_times_new (imb_design_get_problem (text), 1, NULL);
  g_autoptr (GBytes) of_number = imb_times_new (imb_design_get_problem (number), 1, NULL);
  g_autoptr (GError) error = NULL;
  const guint32 *ranks = g_bytes_get_data (of_number, NULL);

  g_assert_true (g_bytes_equal (of_text, of_number));
  for (guint32 i = 0; i < N_ROWS; i++)
    g_assert_cmpuint (ranks[i], ==, N_ROWS - 1 - i);
  g_assert_null (imb_times_new (imb_design_get_problem (text), 3, &error)); /* "common" is no date */
  g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
}

static ImbRun *
run_of (ImbDesign   *design,
        ImbSplitKind kind,
        const char  *plan_text,
        const char  *threshold_text,
        guint        n_repeats,
        gboolean     leaky,
        GError     **error)
{
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);
  g_autoptr (ImbPlan) plan = imb_plan_parse (plan_text, NULL);
  g_autoptr (GPtrArray) runs = NULL;
  g_autoptr (GBytes) times = kind == IMB_SPLIT_TIME ? imb_times_new (imb_design_get_problem (design), 1, NULL) : NULL;
  ImbEvaluation evaluation;
  ImbThreshold  threshold;

  g_assert_true (imb_threshold_parse (threshold_text, &threshold, NULL));
  g_ptr_array_add (specs, imb_run_spec_new (NULL, plan, imb_model_find ("gaussian-naive-bayes"), NULL, &threshold));
  ((ImbRunSpec *) specs->pdata[0])->calibration = strcmp (threshold_text, "f1") == 0 ? IMB_CALIBRATION_PLATT : IMB_CALIBRATION_NONE;
  imb_evaluation_init (&evaluation);
  evaluation.split = kind;
  evaluation.times = times;
  evaluation.n_repeats = n_repeats;
  evaluation.leaky = leaky;
  runs = imb_evaluate (design, specs, &evaluation, NULL, error);
  if (runs == NULL)
    return NULL;
  g_assert_no_error (imb_run_get_error (runs->pdata[0]));
  return imb_run_ref (runs->pdata[0]);
}

/* The pooled outcome counts tested rows alone; the others have no scores. */
static void
check_run (const ImbRun *run,
           gsize         n_tested)
{
  gsize         n = 0, all = N_ROWS * imb_run_get_evaluation (run)->n_repeats;
  double        sum = 0.0;
  const double *confusion = imb_outcome_get_confusion (imb_run_get_pooled (run));
  ImbEstimate   recall = imb_run_metric (run, imb_metric_index (imb_metric_find ("roc_auc")));

  for (gsize i = 0; i < all; i++)
    {
      gboolean is_tested = imb_run_get_fold_of_rows (run)[i] != 255;

      n += is_tested;
      g_assert_cmpint (isnan (imb_run_get_scores (run)[2 * i]), ==, !is_tested);
    }
  for (guint c = 0; c < 4; c++)
    sum += confusion[c];
  g_assert_cmpuint (n, ==, n_tested);
  g_assert_cmpfloat (sum, ==, (double) n_tested);
  g_assert_cmpfloat (recall.value, >, 0.75);
}

static void
test_every_split_is_evaluated (void)
{
  g_autoptr (ImbDesign) plain = make_design (FALSE, FALSE);
  g_autoptr (ImbDesign) grouped = make_design (TRUE, FALSE);
  g_autoptr (GError) error = NULL;

  for (guint inner = 0; inner < 2; inner++)
    {
      const char *threshold = inner ? "f1" : "0.5";
      g_autoptr (ImbRun) time = run_of (plain, IMB_SPLIT_TIME, "random-over", threshold, 1, FALSE, &error);
      g_autoptr (ImbRun) holdout = run_of (plain, IMB_SPLIT_HOLDOUT, "random-over", threshold, 3, FALSE, &error);
      g_autoptr (ImbRun) whole = run_of (grouped, IMB_SPLIT_HOLDOUT, "random-over", threshold, 1, FALSE, &error);
      g_autoptr (ImbRun) left_out = run_of (grouped, IMB_SPLIT_LEAVE_GROUP, "random-over", threshold, 1, FALSE, &error);
      g_autoptr (ImbRun) group = run_of (grouped, IMB_SPLIT_GROUP, "random-over", threshold, 2, FALSE, &error);

      g_assert_no_error (error);
      check_run (time, 100);
      check_run (holdout, 90);
      check_run (left_out, 120);
      check_run (group, 240);
      g_assert_cmpuint (imb_run_n_folds (left_out), ==, 6);
      g_assert_cmpuint (imb_run_n_folds (holdout), ==, 3);
      g_assert_cmpuint (imb_run_get_evaluation (left_out)->n_folds, ==, 6);
      for (gsize i = 0; i < N_ROWS; i++)
        {
          g_assert_cmpuint (imb_run_get_fold_of_rows (left_out)[i], ==, i % 6);
          g_assert_cmpuint (imb_run_get_fold_of_rows (whole)[i], ==, imb_run_get_fold_of_rows (whole)[i % 6]);
          g_assert_cmpuint (imb_run_get_fold_of_rows (time)[i], ==, i >= 100 ? 255 : 4 - i / 20);
        }
    }
}

/* The same rows at the same times with other classes. */
static ImbDesign *
design_with_classes (const ImbDesign *design,
                     const gint32    *codes)
{
  ImbColumn              *columns = g_new0 (ImbColumn, 3);
  const ImbProblemOptions options = { .target_column = 2, .positive_label = "rare", .roles = (const ImbRole[]){ IMB_ROLE_AUTO, IMB_ROLE_IGNORE, IMB_ROLE_AUTO } };
  const ImbTable         *from = imb_problem_get_table (imb_design_get_problem (design));
  g_autoptr (ImbTable) table = NULL;
  g_autoptr (ImbProblem) problem = NULL;

  for (guint j = 0; j < 2; j++)
    columns[j] = (ImbColumn){ .name = g_strdup (j == 0 ? "x" : "when"), .kind = IMB_COLUMN_NUMBER, .numbers = g_memdup2 (imb_table_column_at (from, j)->numbers, N_ROWS * sizeof (double)) };
  columns[2] = (ImbColumn){ .name = g_strdup ("class"), .kind = IMB_COLUMN_CATEGORY, .codes = g_memdup2 (codes, N_ROWS * sizeof *codes), .levels = g_strdupv (imb_table_column_at (from, 3)->levels), .n_levels = 2 };
  table = imb_table_new ("other", N_ROWS, columns, 3, NULL, NULL);
  problem = imb_problem_new (table, &options, NULL, NULL);
  return imb_design_new (problem, NULL, NULL);
}

/* A test row's class may change whatever it likes: what was tested before it, and the models of its own fold, know nothing of it. */
static void
test_the_future_is_not_known (void)
{
  g_autoptr (ImbDesign) design = make_design (FALSE, FALSE);
  g_autoptr (ImbRun) run = run_of (design, IMB_SPLIT_TIME, "none", "f1", 1, FALSE, NULL);
  gint32 codes[N_ROWS];
  g_autoptr (ImbDesign) other = NULL;
  g_autoptr (ImbRun) changed = NULL;

  for (gsize i = 0; i < N_ROWS; i++) /* the last block in time: turned round */
    codes[i] = i < 20 ? (i + 3) % 5 == 1 : i % 5 == 1;
  other = design_with_classes (design, codes);
  changed = run_of (other, IMB_SPLIT_TIME, "none", "f1", 1, FALSE, NULL);
  g_assert_cmpmem (imb_run_get_scores (run), 2 * 100 * sizeof (double), imb_run_get_scores (changed), 2 * 100 * sizeof (double));
  for (guint f = 0; f < 5; f++)
    g_assert_cmpfloat (imb_run_fold_threshold_at (run, f), ==, imb_run_fold_threshold_at (changed, f));
}

static double
fold_metric (const ImbRun *run,
             guint         fold,
             const char   *id)
{
  return imb_run_fold_metric (run, fold, imb_metric_index (imb_metric_find (id)));
}

/* Where a class is missing by convention many a metric is 0, which would draw the mean down; fold 2 tests rows 40 … 59. */
static void
test_a_window_without_a_class_is_left_out_of_means (void)
{
  static const char *const needs_rare[] = { "recall", "precision", "f1", "f2", "g_mean", "mcc", "kappa", "balanced_accuracy", "roc_auc", "average_precision", "fdr", "npv" };
  static const char *const needs_common[] = { "specificity", "fpr", "npv", "mcc", "balanced_accuracy", "roc_auc", "accuracy", "average_precision" };
  static const char *const needs_none[] = { "accuracy", "brier", "log_loss", "ece" };
  g_autoptr (ImbDesign) design = make_design (FALSE, FALSE);

  for (gint32 present = 0; present < 2; present++)
    {
      const char *const *needs = present == 0 ? needs_rare : needs_common;
      const guint        n_needs = present == 0 ? 11 : 6;
      gint32             codes[N_ROWS];
      g_autoptr (ImbDesign) other = NULL;
      g_autoptr (ImbRun) run = NULL;

      for (gsize i = 0; i < N_ROWS; i++)
        codes[i] = i / 20 == 2 ? present : i % 5 == 1;
      other = design_with_classes (design, codes);
      run = run_of (other, IMB_SPLIT_TIME, "none", "0.5", 1, FALSE, NULL);
      assert_said (imb_run_get_notes (run), present == 0 ? "1 of 5 folds test no row of class “rare”" : "1 of 5 folds test no row of class “common”");
      for (guint m = 0; m < n_needs; m++)
        {
          const ImbEstimate mean = imb_run_metric (run, imb_metric_index (imb_metric_find (needs[m])));
          double            sum = 0.0;

          g_assert_true (isnan (fold_metric (run, 2, needs[m])));
          for (guint f = 0; f < 5; f++)
            sum += f != 2 ? fold_metric (run, f, needs[m]) : 0.0;
          g_assert_cmpfloat_with_epsilon (mean.value, sum / 4.0, 1e-12);
        }
      for (guint m = n_needs; present == 0 ? m < G_N_ELEMENTS (needs_rare) : m < G_N_ELEMENTS (needs_common); m++)
        g_assert_true (isfinite (fold_metric (run, 2, needs[m])));
      for (guint m = 0; m < G_N_ELEMENTS (needs_none); m++)
        g_assert_true (isfinite (fold_metric (run, 2, needs_none[m])));
    }
}

/* Fold 0 learns from rows 119 … 100, in time from the last to the first, with four rare ones at 107, 105, 103 and 101: of its inner windows 115 … 112,
 * 111 … 108, 107 … 104 and 103 … 100 only the last follows rows of both classes. */
static void
test_a_threshold_of_few_rows_is_said (void)
{
  g_autoptr (ImbDesign) design = make_design (FALSE, FALSE);
  gint32 codes[N_ROWS];
  g_autoptr (ImbDesign) other = NULL;
  g_autoptr (ImbRun) run = NULL;

  for (gsize i = 0; i < N_ROWS; i++)
    codes[i] = i < 100 ? i % 5 == 1 : i < 108 && i % 2 == 1;
  other = design_with_classes (design, codes);
  run = run_of (other, IMB_SPLIT_TIME, "none", "f1", 1, FALSE, NULL);
  assert_said (imb_run_get_notes (run), "3 of 4 inner windows taught nothing");
  assert_said (imb_run_get_notes (run), "from 2 later training rows of class “rare”");
}

static void
test_a_leak_can_be_shown_in_every_split (void)
{
  g_autoptr (ImbDesign) plain = make_design (FALSE, FALSE);
  g_autoptr (ImbDesign) grouped = make_design (TRUE, FALSE);
  g_autoptr (ImbRun) time = run_of (plain, IMB_SPLIT_TIME, "smote", "0.5", 1, TRUE, NULL);
  g_autoptr (ImbRun) holdout = run_of (plain, IMB_SPLIT_HOLDOUT, "random-under", "0.5", 2, TRUE, NULL);
  g_autoptr (ImbRun) left_out = run_of (grouped, IMB_SPLIT_LEAVE_GROUP, "random-over", "0.5", 1, TRUE, NULL);

  g_assert_nonnull (time);
  g_assert_nonnull (holdout);
  g_assert_nonnull (left_out);
  g_assert_cmpuint (imb_run_n_folds (left_out), ==, 6);
}

static void
test_what_a_split_needs_is_asked_for (void)
{
  const ImbSplitKind kinds[] = { IMB_SPLIT_GROUP, IMB_SPLIT_LEAVE_GROUP };
  g_autoptr (ImbDesign) plain = make_design (FALSE, FALSE);
  g_autoptr (ImbDesign) grouped = make_design (TRUE, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (run_of (plain, kinds[i], "none", "0.5", 1, FALSE, &error));
      g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
    }
  g_assert_null (run_of (grouped, IMB_SPLIT_TIME, "none", "0.5", 1, FALSE, NULL));
  g_assert_null (run_of (grouped, IMB_SPLIT_LEAVE_GROUP, "none", "0.5", 2, FALSE, NULL));
}

/* Six groups of 20 rows: a fifth is one or two of them; more than a half cannot be promised. */
static void
test_a_holdout_of_groups_tells_its_share (void)
{
  g_autoptr (ImbDesign) design = make_design (TRUE, FALSE);
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);
  g_autoptr (ImbPlan) plan = imb_plan_parse ("none", NULL);
  g_autoptr (GPtrArray) runs = NULL, none = NULL;
  g_autoptr (GError) error = NULL;
  const ImbThreshold half = { IMB_THRESHOLD_FIXED, 0.5, 0.0 };
  ImbEvaluation      evaluation;
  double             tested = 0.0;
  gboolean           is_said = FALSE;

  g_ptr_array_add (specs, imb_run_spec_new (NULL, plan, imb_model_find ("gaussian-naive-bayes"), NULL, &half));
  imb_evaluation_init (&evaluation);
  evaluation.split = IMB_SPLIT_HOLDOUT;
  evaluation.test_size = 0.4;
  evaluation.n_repeats = 3;
  runs = imb_evaluate (design, specs, &evaluation, NULL, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < 3 * N_ROWS; i++)
    tested += (imb_run_get_fold_of_rows (runs->pdata[0])[i] != 255) / (3.0 * N_ROWS);
  g_assert_cmpfloat (fabs (tested - 0.4), >, 0.01);
  g_assert_cmpfloat_with_epsilon (imb_run_get_evaluation (runs->pdata[0])->test_size, tested, 1e-12);
  g_assert_cmpfloat_with_epsilon (imb_evaluation_test_share (imb_run_get_evaluation (runs->pdata[0])), tested / (1.0 - tested), 1e-12);
  for (guint i = 0; i < imb_notes_n (imb_run_get_notes (runs->pdata[0])); i++)
    is_said |= strstr (imb_notes_at (imb_run_get_notes (runs->pdata[0]), i), "instead of 40 %") != NULL;
  g_assert_true (is_said);

  evaluation.test_size = 0.9;
  none = imb_evaluate (design, specs, &evaluation, NULL, &error);
  g_assert_null (none);
  g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/splits/words-are-read-and-written", test_words_are_read_and_written);
  g_test_add_func ("/splits/windows-expand-in-the-order-of-time", test_windows_expand_in_the_order_of_time);
  g_test_add_func ("/splits/rows-of-one-time-stay-together", test_rows_of_one_time_stay_together);
  g_test_add_func ("/splits/a-holdout-has-the-shares-of-the-classes", test_a_holdout_has_the_shares_of_the_classes);
  g_test_add_func ("/splits/each-group-is-left-out-once", test_each_group_is_left_out_once);
  g_test_add_func ("/splits/dates-are-ranked", test_dates_are_ranked);
  g_test_add_func ("/splits/every-split-is-evaluated", test_every_split_is_evaluated);
  g_test_add_func ("/splits/the-future-is-not-known", test_the_future_is_not_known);
  g_test_add_func ("/splits/a-window-without-a-class-is-left-out-of-means", test_a_window_without_a_class_is_left_out_of_means);
  g_test_add_func ("/splits/a-threshold-of-few-rows-is-said", test_a_threshold_of_few_rows_is_said);
  g_test_add_func ("/splits/a-leak-can-be-shown-in-every-split", test_a_leak_can_be_shown_in_every_split);
  g_test_add_func ("/splits/what-a-split-needs-is-asked-for", test_what_a_split_needs_is_asked_for);
  g_test_add_func ("/splits/a-holdout-of-groups-tells-its-share", test_a_holdout_of_groups_tells_its_share);
  return g_test_run ();
}
