/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alternatives: their text, the candidates they make, and that the choice among them hangs on training rows alone. */
#include <math.h>

#include "engine/evaluate/imb-choose.h"
#include "engine/evaluate/imb-decide.h"
#include "engine/evaluate/imb-inner.h"
#include "tests/small-design.h"
#include "tests/canceller.h"
#include "tests/said.h"

#define N_ROWS  240
#define N_TRAIN 180 /* the first of them */

/* Two classes that a shallow tree tells apart better than a deep one. */
typedef struct
{
  ImbMatrix *matrix;
  guint16   *classes;
  guint32   *groups;
  guint32   *times;
  guint32   *train;
  gsize      n_train;
  ImbRecipe  recipe;
} Setting;

static void
setting_clear (Setting *self)
{
  imb_matrix_free (self->matrix);
  g_free (self->classes);
  g_free (self->groups);
  g_free (self->times);
  g_free (self->train);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Setting, setting_clear)

static void
setting_init (Setting *self,
              gsize    n_rows,
              gsize    n_train)
{
  ImbRng rng;

  imb_rng_init (&rng, 5);
  *self = (Setting){ imb_matrix_new (n_rows, 3, NULL), g_new (guint16, n_rows), g_new (guint32, n_rows), g_new (guint32, n_rows), g_new (guint32, n_train), n_train, { 0 } };
  for (gsize i = 0; i < n_rows; i++)
    {
      self->classes[i] = i % 5 == 2;
      self->groups[i] = (guint32) (i % 23);
      self->times[i] = (guint32) (n_rows - i);
      for (gsize j = 0; j < 3; j++)
        imb_matrix_row (self->matrix, i)[j] = imb_rng_normal (&rng) + (j == 0 ? 1.5 * self->classes[i] : 0.0);
    }
  for (gsize i = 0; i < n_train; i++)
    self->train[i] = (guint32) i;
  self->recipe = (ImbRecipe){
    .matrix = self->matrix,
    .classes = self->classes,
    .n_classes = 2,
    .positive = 1,
    .scale = IMB_SCALE_STANDARD,
    .threshold = { IMB_THRESHOLD_FIXED, 0.5, 0.0 },
    .seed = 3,
  };
}

static ImbCandidates *
candidates_of (const char *plan_text,
               const char *model_text,
               const char *metric)
{
  const ImbModel *model;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) plans = imb_plans_parse (plan_text, IMB_MOST_CANDIDATES, &error);
  g_autoptr (ImbValuesList) values = imb_models_parse (model_text, &model, IMB_MOST_CANDIDATES, NULL);

  g_assert_no_error (error);
  g_assert_nonnull (values);
  return imb_candidates_new ((ImbPlan *const *) plans->pdata, plans->len, model, values, imb_metric_find_goal (metric, NULL));
}

static ImbPick
choose (Setting    *setting,
        const char *plan,
        const char *model,
        const char *metric,
        ImbNotes   *notes,
        GError    **error)
{
  g_autoptr (ImbCandidates) candidates = candidates_of (plan, model, metric);
  ImbPick chosen = { .score = NAN };

  setting->recipe.model = imb_model_find (g_str_has_prefix (model, "decision-tree") ? "decision-tree" : "k-nearest-neighbors");
  imb_choose (&setting->recipe, candidates, setting->train, setting->n_train, &chosen, NULL, notes, error);
  imb_pick_clear (&chosen);
  return chosen;
}

static void
test_texts_stand_for_all_combinations (void)
{
  g_autoptr (ImbCandidates) candidates = candidates_of ("smote:k_neighbors=5|3 + random-under:sampling_strategy=0.5|{a:3;b:4}", "decision-tree:max_depth=2|4,class_weight=none|balanced", NULL);
  g_autoptr (GPtrArray) again = imb_plans_parse (imb_candidates_get_plan_text (candidates), 4, NULL);
  const ImbModel *model;
  g_autoptr (ImbValuesList) values = imb_models_parse (imb_candidates_get_model_text (candidates), &model, 4, NULL);
  g_autofree char *third = imb_values_to_string (&model->base, imb_candidates_values_at (candidates, 2), FALSE);

  g_assert_cmpuint (imb_candidates_n (candidates), ==, 16);
  g_assert_cmpstr (imb_candidates_get_plan_text (candidates), ==, "smote:k_neighbors=5|3 + random-under:sampling_strategy=0.5|{a:3;b:4}");
  g_assert_cmpstr (imb_plan_get_text (imb_candidates_plan_at (candidates, 0)), ==, "smote + random-under:sampling_strategy=0.5");
  g_assert_cmpstr (imb_plan_get_text (imb_candidates_plan_at (candidates, 4)), ==, "smote + random-under:sampling_strategy={a:3;b:4}");
  g_assert_cmpstr (imb_plan_get_text (imb_candidates_plan_at (candidates, 15)), ==, "smote:k_neighbors=3 + random-under:sampling_strategy={a:3;b:4}");
  g_assert_cmpstr (third, ==, "decision-tree:max_depth=4");
  g_assert_cmpuint (again->len, ==, 4);
  g_assert_cmpuint (values->n, ==, 4);
  g_assert_cmpstr (imb_candidates_get_metric (candidates)->id, ==, "average_precision");
}

static void
test_bad_alternatives_are_refused (void)
{
  const char *const bad[] = { "smote:k_neighbors=3|", "smote:k_neighbors=|3", "smote:k_neighbors=|", "smote:k_neighbors=3||5", "smote:k_neighbors=3|3", "smote:k_neighbors=3|03", "smote:neighbours=3|5", "smote:k_neighbors=3|0", "smote:k_neighbors=3|x", "smote|adasyn", "smote:k_neighbors=1|2|3,sampling_strategy=0.1|0.2|0.3", "smote:k_neighbors=1|2|3 + smote:k_neighbors=1|2|3" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (imb_plans_parse (bad[i], 8, &error));
      g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
    }
  g_assert_true (imb_candidates_check_size (10, 100, NULL));
  g_assert_false (imb_candidates_check_size (7, 143, NULL));
}

/* In quotes, braces and brackets a bar is a character; alone it needs somebody who chooses. */
static void
test_one_value_is_one_value (void)
{
  const char *const one[] = { "random-under:sampling_strategy={a|b:3}", "random-under:sampling_strategy=\"{a|b:3}\"" };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (one); i++)
    {
      g_autoptr (ImbPlan) plan = imb_plan_parse (one[i], NULL);
      g_autoptr (ImbPlan) again = plan != NULL ? imb_plan_parse (imb_plan_get_text (plan), NULL) : NULL;

      g_assert_nonnull (again);
      g_assert_cmpstr (imb_plan_get_text (plan), ==, imb_plan_get_text (again));
    }
  g_assert_null (imb_plan_parse ("smote:k_neighbors=3|5", &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_PARAM);
  g_assert_nonnull (strstr (error->message, "write one value"));
}

static void
test_the_best_is_chosen (void)
{
  g_auto (Setting) setting;
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  const char *const metrics[] = { "average_precision", "brier", "f1", "log_loss" };

  setting_init (&setting, N_ROWS, N_TRAIN);
  for (guint m = 0; m < G_N_ELEMENTS (metrics); m++)
    {
      const ImbMetric *metric = imb_metric_find (metrics[m]);
      const double     sign = imb_metric_sign (metric);
      ImbPick          both = choose (&setting, "none", "decision-tree:max_depth=1|3|12", metrics[m], notes, NULL);
      double           best = -INFINITY;
      guint            first = 0;
      const char      *alone[] = { "decision-tree:max_depth=1", "decision-tree:max_depth=3", "decision-tree:max_depth=12" };

      for (guint i = 0; i < 3; i++)
        {
          ImbPick own = choose (&setting, "none", alone[i], metrics[m], notes, NULL);

          first = sign * own.score > best ? i : first;
          best = MAX (best, sign * own.score);
        }
      g_assert_cmpuint (both.candidate, ==, first);
      g_assert_cmpfloat (sign * both.score, ==, best);
    }
}

/* Isotonic calibration makes ties, which metrics of ranks see, too. */
static void
test_ranks_are_those_of_calibrated_scores (void)
{
  g_auto (Setting) setting;
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  ImbPick raw, calibrated;

  setting_init (&setting, N_ROWS, N_TRAIN);
  raw = choose (&setting, "none", "decision-tree:max_depth=3|5", "roc_auc", notes, NULL);
  setting.recipe.calibration = IMB_CALIBRATION_ISOTONIC;
  calibrated = choose (&setting, "none", "decision-tree:max_depth=3|5", "roc_auc", notes, NULL);
  g_assert_false (isnan (raw.score) || isnan (calibrated.score));
  g_assert_cmpfloat (raw.score, !=, calibrated.score);
}

static void
test_of_equal_ones_the_first_is_chosen (void)
{
  g_auto (Setting) setting;
  g_autoptr (ImbNotes) notes = imb_notes_new ();

  setting_init (&setting, N_ROWS, N_TRAIN);
  g_assert_cmpuint (choose (&setting, "none", "decision-tree:max_depth=2|2000,min_samples_split=170|169|168", NULL, notes, NULL).candidate, ==, 0);
  g_assert_cmpuint (choose (&setting, "none", "decision-tree:min_samples_split=100000|2,max_depth=900|800", NULL, notes, NULL).candidate, ==, 2);
}

/* What the test rows are, and what they hold, says nothing. */
static void
test_rows_that_are_tested_do_not_choose (void)
{
  const char *const models[] = { "decision-tree:max_depth=1|2|3|12", "k-nearest-neighbors:n_neighbors=1|5|25" };

  for (guint kind = 0; kind < 3; kind++)
    for (guint m = 0; m < G_N_ELEMENTS (models); m++)
      {
        g_auto (Setting) setting;
        g_autoptr (ImbNotes) notes = imb_notes_new ();
        ImbPick before, after;

        setting_init (&setting, N_ROWS, N_TRAIN);
        setting.recipe.groups = kind == 1 ? setting.groups : NULL;
        setting.recipe.times = kind == 2 ? setting.times : NULL;
        if (kind != 2) /* the first windows of time are too short for windows inside them */
          {
            setting.recipe.threshold.policy = IMB_THRESHOLD_F1;
            setting.recipe.calibration = IMB_CALIBRATION_PLATT;
          }
        before = choose (&setting, "smote:k_neighbors=2|4", models[m], "f1", notes, NULL);
        for (gsize i = N_TRAIN; i < N_ROWS; i++)
          {
            setting.classes[i] = 1 - setting.classes[i];
            for (gsize j = 0; j < 3; j++)
              imb_matrix_row (setting.matrix, i)[j] = 1e6 * (double) i;
          }
        after = choose (&setting, "smote:k_neighbors=2|4", models[m], "f1", notes, NULL);
        g_assert_cmpuint (before.candidate, ==, after.candidate);
        g_assert_cmpfloat (before.score, ==, after.score);
        g_assert_false (isnan (before.score));
      }
}

static void
test_inner_folds_keep_groups_and_time (void)
{
  g_auto (Setting) setting;
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  guint8   fold_of[N_TRAIN];
  guint32  rows[N_TRAIN];
  guint    n_folds;
  ImbInner inner;

  setting_init (&setting, N_ROWS, N_TRAIN);
  inner = (ImbInner){ &setting.recipe, setting.train, N_TRAIN, fold_of };
  setting.recipe.groups = setting.groups;
  n_folds = imb_inner_split (&inner, IMB_INNER_CHOICE, notes, NULL);
  g_assert_cmpuint (n_folds, ==, IMB_INNER_FOLDS);
  for (guint i = 23; i < N_TRAIN; i++)
    g_assert_cmpuint (fold_of[i], ==, fold_of[i % 23]);

  setting.recipe.groups = NULL;
  setting.recipe.times = setting.times;
  n_folds = imb_inner_split (&inner, IMB_INNER_CHOICE, notes, NULL);
  for (guint f = 0; f < n_folds; f++)
    {
      gsize n_in, n_out;

      g_assert_true (imb_inner_list_rows (&inner, f, rows, &n_in, &n_out));
      g_assert_cmpuint (n_out, >, 0);
      for (gsize a = 0; a < n_in; a++)
        for (gsize b = n_in; b < n_in + n_out; b++)
          g_assert_cmpuint (setting.times[rows[a]], <, setting.times[rows[b]]);
    }
}

/* One group has all rows of the class: where it is scored, nobody can learn. */
static void
test_inner_folds_of_one_class_are_left_out (void)
{
  static const char sentence[] = "all in one inner fold, because they are few or in one group";
  g_auto (Setting) setting;
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (GError) error = NULL;
  guint8      fold_of[N_TRAIN];
  guint32     rows[N_TRAIN];
  guint       n_left_out = 0;
  gsize       n_in, n_out;
  ImbDecision decision = { 0 };
  ImbInner    inner;

  setting_init (&setting, N_ROWS, N_TRAIN);
  inner = (ImbInner){ &setting.recipe, setting.train, N_TRAIN, fold_of };
  setting.recipe.groups = setting.groups;
  for (gsize i = 0; i < N_ROWS; i++)
    setting.classes[i] = setting.groups[i] == 7;
  g_assert_cmpuint (imb_inner_split (&inner, IMB_INNER_CHOICE, notes, NULL), ==, IMB_INNER_FOLDS);
  for (guint f = 0; f < IMB_INNER_FOLDS; f++)
    if (!imb_inner_list_rows (&inner, f, rows, &n_in, &n_out))
      {
        n_left_out++;
        g_assert_cmpuint (f, ==, fold_of[7]);
      }
  g_assert_cmpuint (n_left_out, ==, 1);
  assert_said (notes, "without 1 of 5 inner folds");

  g_assert_cmpuint (choose (&setting, "none", "decision-tree:max_depth=1|2", NULL, notes, &error).candidate, ==, 0);
  g_assert_no_error (error);
  setting.recipe.values = imb_values_new (&setting.recipe.model->base);
  for (guint calibrated = 0; calibrated < 2; calibrated++)
    {
      setting.recipe.threshold.policy = calibrated ? IMB_THRESHOLD_FIXED : IMB_THRESHOLD_F1;
      setting.recipe.calibration = calibrated ? IMB_CALIBRATION_PLATT : IMB_CALIBRATION_NONE;
      g_assert_false (imb_decide (&setting.recipe, setting.train, N_TRAIN, &decision, NULL, notes, &error));
      g_assert_nonnull (strstr (error->message, sentence));
      g_clear_error (&error);
      imb_decision_clear (&decision);
    }
  imb_values_free (&setting.recipe.model->base, (gpointer) setting.recipe.values);
}

static void
test_what_cannot_be_tried_is_out (void)
{
  g_auto (Setting) setting;
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (GError) error = NULL;

  setting_init (&setting, N_ROWS, N_TRAIN);
  g_assert_cmpuint (choose (&setting, "smote:k_neighbors=150|3", "decision-tree", NULL, notes, NULL).candidate, ==, 1);
  choose (&setting, "smote:k_neighbors=150|160", "decision-tree", NULL, notes, &error);
  g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW);
  g_assert_true (g_str_has_prefix (error->message, "None of the 2 combinations"));
  g_clear_error (&error);

  for (gsize i = 0; i < N_ROWS; i++) /* one row of the class */
    setting.classes[i] = i == 2;
  choose (&setting, "none", "decision-tree:max_depth=1|2", NULL, notes, &error);
  g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW);
}

static ImbDesign *
design_of (gsize n_rows)
{
  gint32 *codes = g_new (gint32, n_rows);
  double *numbers = g_new (double, n_rows);
  ImbRng  rng;

  imb_rng_init (&rng, 11);
  for (gsize i = 0; i < n_rows; i++)
    {
      codes[i] = imb_rng_double (&rng) < 0.2;
      numbers[i] = imb_rng_normal (&rng) + codes[i];
    }
  return small_design_new (codes, numbers, n_rows);
}

static GPtrArray *
specs_of (const char *plan,
          const char *model_text)
{
  const ImbModel    *model = imb_model_find ("decision-tree");
  const ImbThreshold best = { IMB_THRESHOLD_F1, 0.0, 0.0 };
  GPtrArray         *specs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);
  ImbRunSpec        *spec;
  ImbCandidates     *candidates = candidates_of (plan, model_text, NULL);

  spec = imb_run_spec_new (NULL, imb_candidates_plan_at (candidates, 0), model, imb_candidates_values_at (candidates, 0), &best);
  spec->candidates = candidates;
  g_ptr_array_add (specs, spec);
  return specs;
}

/* A fold is that of the run that has its choice from the start, and threads change nothing. */
static void
test_a_fold_is_that_of_what_it_chose (void)
{
  g_autoptr (ImbDesign) design = design_of (300);
  g_autoptr (GPtrArray) specs = specs_of ("smote:k_neighbors=2|5", "decision-tree:max_depth=1|3|9");
  GPtrArray    *runs[2];
  const ImbRun *run;
  ImbEvaluation evaluation;

  imb_evaluation_init (&evaluation);
  for (guint t = 0; t < 2; t++)
    {
      imb_parallel_set_n_threads (t == 0 ? 1 : 3);
      runs[t] = imb_evaluate (design, specs, &evaluation, NULL, NULL);
      g_assert_no_error (imb_run_get_error (runs[t]->pdata[0]));
    }
  imb_parallel_set_n_threads (0);
  run = runs[0]->pdata[0];
  assert_said (imb_run_get_notes (run), "max_depth of decision-tree was chosen by average_precision");
  g_assert_cmpmem (imb_run_get_scores (run), 600 * sizeof (double), imb_run_get_scores (runs[1]->pdata[0]), 600 * sizeof (double));
  for (guint f = 0; f < 5; f++)
    {
      g_autoptr (GPtrArray) alone = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);
      g_autoptr (GPtrArray) fixed = NULL;
      ImbRunSpec *spec = imb_run_spec_new (NULL, (ImbPlan *) imb_run_fold_plan_at (run, f), imb_model_find ("decision-tree"), imb_run_fold_values_at (run, f), &((ImbRunSpec *) specs->pdata[0])->threshold);

      g_ptr_array_add (alone, spec);
      fixed = imb_evaluate (design, alone, &evaluation, NULL, NULL);
      g_assert_cmpfloat (imb_run_fold_threshold_at (run, f), ==, imb_run_fold_threshold_at (fixed->pdata[0], f));
      for (guint m = 0; m < imb_metrics_n (); m++)
        g_assert_true (imb_run_fold_metric (run, f, m) == imb_run_fold_metric (fixed->pdata[0], f, m)
                       || (isnan (imb_run_fold_metric (run, f, m)) && isnan (imb_run_fold_metric (fixed->pdata[0], f, m))));
    }
  g_ptr_array_unref (runs[0]);
  g_ptr_array_unref (runs[1]);
}

static void
cancel_choosing (gconstpointer data)
{
  g_autoptr (ImbDesign) design = design_of (8000);
  g_autoptr (GPtrArray) specs = specs_of ("smote:k_neighbors=2|5|7", "decision-tree:max_depth=1|3|9");
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;
  ImbEvaluation evaluation;
  Canceller     canceller = { job, 60000, own_time_now () };
  GThread      *thread = g_thread_new ("cancel", cancel_later, &canceller);

  imb_evaluation_init (&evaluation);
  evaluation.n_repeats = 50;
  g_assert_null (imb_evaluate (design, specs, &evaluation, job, &error));
  note_cancelled ("choosing", &canceller, thread, own_time_now ());
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancelling_stops_it_within_100_ms (void)
{
  assert_in_time (cancel_choosing, NULL);
}

static void
test_progress_ends_at_one (void)
{
  g_autoptr (GPtrArray) few = specs_of ("none", "decision-tree:max_depth=1|2");
  g_autoptr (ImbDesign) small = design_of (200);
  g_autoptr (ImbJob) whole = imb_job_new ();
  g_autoptr (GPtrArray) runs = NULL;
  ImbEvaluation evaluation;

  imb_evaluation_init (&evaluation);
  runs = imb_evaluate (small, few, &evaluation, whole, NULL);
  g_assert_cmpfloat (imb_job_get_fraction (whole), ==, 1.0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/choose/texts stand for all combinations", test_texts_stand_for_all_combinations);
  g_test_add_func ("/choose/bad alternatives are refused", test_bad_alternatives_are_refused);
  g_test_add_func ("/choose/one value is one value", test_one_value_is_one_value);
  g_test_add_func ("/choose/the best is chosen", test_the_best_is_chosen);
  g_test_add_func ("/choose/ranks-of-calibrated-scores", test_ranks_are_those_of_calibrated_scores);
  g_test_add_func ("/choose/of equal ones the first is chosen", test_of_equal_ones_the_first_is_chosen);
  g_test_add_func ("/choose/rows that are tested do not choose", test_rows_that_are_tested_do_not_choose);
  g_test_add_func ("/choose/inner folds keep groups and time", test_inner_folds_keep_groups_and_time);
  g_test_add_func ("/choose/inner folds of one class are left out", test_inner_folds_of_one_class_are_left_out);
  g_test_add_func ("/choose/what cannot be tried is out", test_what_cannot_be_tried_is_out);
  g_test_add_func ("/choose/a fold is that of what it chose", test_a_fold_is_that_of_what_it_chose);
  g_test_add_func ("/choose/cancelling stops it within 100 ms", test_cancelling_stops_it_within_100_ms);
  g_test_add_func ("/choose/progress ends at one", test_progress_ends_at_one);
  return g_test_run ();
}
