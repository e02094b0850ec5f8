/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cross-validation of several runs over the same folds. The unit of work is one fold of one run; units write to
 * places of their own, so threads change nothing but the time. A run whose fold fails gives up its
 * later folds (never its earlier ones, so that the same error is reported on any number of threads)
 * and leaves the other runs alone. Kohavi 1995 for stratified folds. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <time.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/evaluate/imb-apply.h"
#include "engine/evaluate/imb-choose.h"
#include "engine/evaluate/imb-pool.h"
#include "engine/evaluate/imb-recipe.h"
#include "engine/evaluate/imb-explain-private.h"
#include "engine/evaluate/imb-split.h"
#include "engine/evaluate/imb-trial.h"
#include "engine/io/imb-load.h"

#define FOLD_SHARE 0.95 /* of the work; the rest is pooling */
#define FEW_ROWS   50

typedef struct
{
  const ImbDesign     *design;
  const ImbEvaluation *evaluation;
  ImbProblem          *problem;
  const gsize         *counts; /* of classes: rows that weigh something */
  const GPtrArray     *specs;
  GPtrArray           *runs;
  guint                n_folds;      /* of all repeats that were asked for */
  ImbSplit            *split;        /* of the design's rows; NULL when leaky */
  ImbSplit           **leaky_splits; /* of each run; NULL: it failed */
  gint                *first_failed; /* of each run: the lowest fold that failed, atomic */
  ImbJob              *job;
} Work;

static double
thread_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

static const ImbSplit *
split_of (const Work *work,
          guint       run)
{
  return work->split != NULL ? work->split : work->leaky_splits[run];
}

static ImbRecipe
recipe_of (const Work     *work,
           const ImbSplit *split,
           guint           run)
{
  const ImbRunSpec *spec = g_ptr_array_index (work->specs, run);
  gboolean          leaky = work->evaluation->leaky;
  ImbView           view = imb_design_get_view (work->design);

  return (ImbRecipe){
    .matrix = split->matrix,
    .classes = split->classes,
    .labels = view.labels,
    .features = view.features,
    .kinds = view.kinds,
    .groups = split->groups,
    .times = split->times,
    .costs = work->evaluation->costs,
    .row_costs = split->row_costs,
    .weights = split->weights,
    .numbers = leaky ? NULL : view.numbers,
    .n_classes = imb_problem_n_classes (work->problem),
    .positive = imb_problem_get_positive (work->problem),
    .impute = leaky ? IMB_IMPUTE_NONE : work->evaluation->impute,
    .scale = leaky ? IMB_SCALE_NONE : work->evaluation->scale,
    .plan = leaky ? NULL : spec->plan,
    .domain = work->evaluation->domain,
    .model = spec->model,
    .values = spec->values,
    .prior = spec->prior,
    .prevalence = work->evaluation->prevalence,
    .calibration = spec->calibration,
    .threshold = spec->threshold,
    .seed = work->evaluation->seed,
  };
}

/* What a tested row costs. */
static double
cost_of_rows (const ImbRecipe  *recipe,
              const guint32    *rows,
              const ImbOutcome *outcome)
{
  gsize              n = imb_outcome_n_rows (outcome);
  g_autofree double *row_costs = recipe->row_costs != NULL ? g_new (double, MAX (n, 1)) : NULL;

  if (recipe->costs == NULL)
    return NAN;
  for (gsize i = 0; row_costs != NULL && i < n; i++)
    row_costs[i] = recipe->row_costs[rows[i]];
  return imb_costs_mean (recipe->costs, imb_outcome_get_truth (outcome), imb_outcome_get_predicted (outcome), row_costs,
                         imb_outcome_get_weights (outcome), n);
}

/* ---- what features are worth ---- */

static void
shuffle (guint32 *order,
         gsize    n,
         ImbRng  *rng)
{
  for (gsize i = 0; i < n; i++)
    order[i] = (guint32) i;
  for (gsize i = n; i > 1; i--)
    {
      gsize   other = imb_rng_below (rng, (guint32) i);
      guint32 own = order[i - 1];

      order[i - 1] = order[other];
      order[other] = own;
    }
}

/* What is lost with one order of the values, a share of the mean. */
static gboolean
add_losses (ImbTrial      *trial,
            ImbFoldResult *result,
            gsize          feature,
            const guint32 *order,
            guint          n_shuffles,
            ImbJob        *job,
            GError       **error)
{
  double *losses = result->losses + feature * imb_metrics_n ();
  g_autoptr (ImbOutcome) outcome = imb_trial_test (trial, feature, order, job, error);
  g_autoptr (ImbOutcome) watched = NULL;

  if (outcome == NULL)
    return FALSE;
  watched = imb_outcome_watch (outcome, job);
  for (guint m = 0; m < imb_metrics_n (); m++)
    {
      if (imb_metrics ()[m]->usual)
        losses[m] += (result->values[m] - imb_metric_value_of_part (imb_metrics ()[m], watched)) / n_shuffles;
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
measure_features (ImbTrial      *trial,
                  ImbFoldResult *result,
                  guint          n_shuffles,
                  ImbJob        *job,
                  GError       **error)
{
  const gsize         n_features = trial->recipe->matrix->n_cols;
  g_autofree guint32 *order = g_try_new (guint32, MAX (trial->n_test, 1));
  g_autoptr (ImbJob) watch = imb_job_new_part (job, 0.0);
  ImbRng rng;

  result->losses = g_try_new (double, n_features *imb_metrics_n () + 1);
  if (order == NULL || result->losses == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the importance of %zu features; use fewer of them."), n_features);
      return FALSE;
    }
  for (gsize i = 0; i < n_features * imb_metrics_n (); i++)
    result->losses[i] = imb_metrics ()[i % imb_metrics_n ()]->usual ? 0.0 : NAN;
  imb_rng_init (&rng, trial->recipe->seed + (trial->n_test > 0 ? trial->test[0] : 0)); /* another one in each fold */
  for (gsize j = 0; j < n_features; j++)
    for (guint s = 0; s < n_shuffles; s++)
      {
        shuffle (order, trial->n_test, &rng);
        if (!add_losses (trial, result, j, order, n_shuffles, watch, error))
          return FALSE;
      }
  return TRUE;
}

/* Into the recipe; a share of the job is left for what follows. */
static gboolean
choose (const ImbCandidates *candidates,
        ImbRecipe           *recipe,
        const guint32       *rows,
        gsize                n_train,
        ImbFoldResult       *result,
        ImbJob              *job,
        GError             **error)
{
  if (candidates == NULL)
    return TRUE;
  if (!imb_choose (recipe, candidates, rows, n_train, &result->chosen, job, result->notes, error))
    return FALSE;
  recipe->plan = imb_candidates_plan_at (candidates, result->chosen.candidate);
  recipe->values = imb_candidates_values_at (candidates, result->chosen.candidate);
  return TRUE;
}

static gboolean
do_fold (const ImbRecipe *spec,
         const guint32   *rows,
         gsize            n_train,
         gsize            n_test,
         ImbRun          *run,
         guint            fold_at,
         ImbJob          *job,
         GError         **error)
{
  const guint          n_shuffles = run->evaluation.n_shuffles;
  const ImbCandidates *candidates = run->spec->candidates;
  const double         share = candidates != NULL ? 1.0 / (1.0 + imb_candidates_n (candidates)) : 1.0;
  ImbFoldResult       *result = &run->folds[fold_at];
  g_autoptr (ImbJob) choosing = imb_job_new_part (job, 1.0 - share);
  g_autoptr (ImbJob) trying = imb_job_new_part (job, share);
  ImbRecipe recipe = *spec;
  g_auto (ImbTrial) trial = { 0 };

  if (!choose (candidates, &recipe, rows, n_train, result, choosing, error) || !imb_trial_learn (&trial, &recipe, rows, n_train, n_test, trying, result->notes, error))
    return FALSE;
  result->threshold = trial.decision.threshold;
  recipe.found = &result->prior;
  result->outcome = imb_trial_test (&trial, 0, NULL, trying, error);
  recipe.found = NULL;
  if (result->outcome == NULL)
    return FALSE;

  result->cost = cost_of_rows (&recipe, rows + n_train, result->outcome);
  result->values = g_new0 (double, imb_metrics_n ());
  if (!imb_metrics_measure (result->outcome, imb_metric_value_of_part, trying, result->values, error))
    return FALSE;
  return (n_shuffles == 0 || measure_features (&trial, result, n_shuffles, job, error))
         && imb_explain_fold (run, fold_at, &recipe, trial.fitted, &trial.decision, trial.test, trial.rows, trial.scores, job, error);
}

/* The lowest of the folds that failed. */
static void
note_failure (gint *first_failed,
              gint  fold)
{
  gint known = g_atomic_int_get (first_failed);

  while (fold < known && !g_atomic_int_compare_and_exchange (first_failed, known, fold))
    known = g_atomic_int_get (first_failed);
}

static gboolean
do_unit (gsize    unit,
         gpointer data,
         GError **error)
{
  Work               *work = data;
  guint               r = (guint) (unit / work->n_folds);
  guint               fold = (guint) (unit % work->n_folds);
  ImbRun             *run = g_ptr_array_index (work->runs, r);
  ImbFoldResult      *result = &run->folds[fold];
  const ImbSplit     *split = split_of (work, r);
  g_autofree guint32 *rows = NULL;
  g_autoptr (ImbJob) part = imb_job_new_part (work->job, FOLD_SHARE / (work->n_folds * (double) work->runs->len));
  double    start = thread_seconds ();
  ImbRecipe recipe;
  gsize     n_train, n_test;

  if (split == NULL || fold >= run->n_folds || (gint) fold > g_atomic_int_get (&work->first_failed[r]))
    return TRUE;

  recipe = recipe_of (work, split, r);
  rows = imb_split_rows_of_fold (split, fold / work->evaluation->n_folds, fold % work->evaluation->n_folds, &n_train, &n_test, &result->error);
  if (rows == NULL || !do_fold (&recipe, rows, n_train, n_test, run, fold, part, &result->error))
    {
      if (g_error_matches (result->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&result->error));
          return FALSE;
        }
      note_failure (&work->first_failed[r], (gint) fold);
    }
  result->seconds = thread_seconds () - start;
  imb_job_step (part, 1, 1, NULL);
  return TRUE;
}

static gboolean
do_leaky_split (gsize    r,
                gpointer data,
                GError **error)
{
  Work   *work = data;
  ImbRun *run = g_ptr_array_index (work->runs, r);
  g_autoptr (ImbJob) part = imb_job_new_part (work->job, 0.0);
  double start = thread_seconds ();

  work->leaky_splits[r] = imb_split_new_leaky (work->design, work->evaluation, g_ptr_array_index (work->specs, r), part, &run->error);
  run->seconds = thread_seconds () - start;
  if (work->leaky_splits[r] != NULL)
    imb_run_keep_repeats (run, work->leaky_splits[r]->n_repeats);
  if (!g_error_matches (run->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&run->error));
  return FALSE;
}

/* Of few rows each one moves the figures visibly: said of the positive class of two, else of the smallest. */
static void
note_few_rows (const Work *work,
               ImbRun     *run)
{
  const gsize *counts = work->counts;
  guint        n_classes = imb_problem_n_classes (work->problem);
  guint        c = imb_problem_get_positive (work->problem);

  for (guint k = 0; n_classes > 2 && k < n_classes; k++)
    if (counts[k] > 0 && (counts[k] < counts[c] || counts[c] == 0))
      c = k;
  if (counts[c] > 0 && counts[c] < FEW_ROWS)
    imb_notes_add (run->notes, g_dngettext (GETTEXT_PACKAGE, "Class “%s” has %zu row: finding it or not moves its recall by %.3g points.", "Class “%s” has %zu rows: one of them more or less that is found moves its recall by %.3g points.", counts[c]),
                   imb_problem_get_labels (work->problem)[c], counts[c], 100.0 / (double) counts[c]);
}

/* A fold may have rows of a class that all weigh nothing. */
static void
note_weightless_folds (const Work *work,
                       ImbRun     *run)
{
  const guint n_classes = imb_problem_n_classes (work->problem);

  for (guint c = 0; c < n_classes && imb_problem_get_weights (work->problem) != NULL && run->error == NULL; c++)
    {
      guint n_without = 0;

      for (guint f = 0; f < run->n_folds; f++)
        {
          const double *confusion = imb_outcome_get_confusion (run->folds[f].outcome);
          double        weight = 0.0;

          for (guint k = 0; k < n_classes; k++)
            weight += confusion[c * n_classes + k];
          n_without += weight == 0.0;
        }
      if (n_without > 0)
        imb_notes_add (run->notes, _ ("%u of %u folds test no row of class “%s” that weighs anything; what needs one is undefined there and left out of the means."), n_without, run->n_folds,
                       imb_problem_get_labels (work->problem)[c]);
    }
}

/* What folds did by themselves is in their notes; this is what holds for the whole run. */
static gboolean
add_notes (const Work *work,
           ImbRun     *run,
           guint       r,
           GError    **error)
{
  const gsize *counts = work->counts;
  guint        n_classes = imb_problem_n_classes (work->problem);

  if (work->evaluation->leaky)
    imb_notes_add (run->notes, _ ("Wrong on purpose: all rows were scaled and sampled before they were split, so copies and synthetic rows "
                                  "made from training rows are tested as if they were new. "
                                  "These figures are better than the truth; they show the leak and nothing else."));
  if (work->evaluation->prevalence > 0.0)
    imb_notes_add (run->notes, _ ("Tested rows were weighed as if %g %% of them were “%s”: metrics, counts and curves are those expected there; recall and ROC do not depend on it."),
                   100.0 * work->evaluation->prevalence, imb_problem_get_labels (work->problem)[imb_problem_get_positive (work->problem)]);
  if (imb_design_has_missing (work->design) && work->evaluation->impute == IMB_IMPUTE_CONSTANT)
    imb_notes_add (run->notes, "%s", _ ("Missing values were filled with 0."));
  else if (imb_design_has_missing (work->design) && work->evaluation->impute != IMB_IMPUTE_NONE)
    imb_notes_add (run->notes, _ ("Missing values were filled (%s) with what was learnt from each fold’s training rows; "
                                  "a column without any value there became 0."),
                   imb_impute_nick (work->evaluation->impute));
  if (imb_problem_get_weights (work->problem) != NULL && (run->spec->model->flags & IMB_MODEL_WEIGHTS) == 0)
    imb_notes_add (run->notes, _ ("%s cannot learn from weights, so all rows counted alike there; the metrics are weighted."), run->spec->model->base.id);
  if (!imb_note_missing (run->spec->plan, work->design, work->evaluation->impute, run->notes, work->job, error))
    return FALSE;
  for (guint c = 0; c < n_classes; c++)
    if (work->evaluation->split == IMB_SPLIT_STRATIFIED && imb_problem_get_weights (work->problem) == NULL && counts[c] > 0 && counts[c] < work->evaluation->n_folds)
      imb_notes_add (run->notes, g_dngettext (GETTEXT_PACKAGE, "Class “%s” has %zu row, fewer than there are folds: some folds test none of it, and what needs one is undefined there and left out of the means.", "Class “%s” has %zu rows, fewer than there are folds: some folds test none of it, and what needs one is undefined there and left out of the means.", counts[c]),
                     imb_problem_get_labels (work->problem)[c], counts[c]);
  note_weightless_folds (work, run);
  note_few_rows (work, run);
  if (run->spec->threshold.policy == IMB_THRESHOLD_EXPECTED && run->spec->calibration == IMB_CALIBRATION_NONE)
    imb_notes_add (run->notes, _ ("Expected costs take the scores for probabilities as they are; --calibration makes sure that they are."));
  if (run->spec->threshold.policy == IMB_THRESHOLD_EXPECTED && work->evaluation->prevalence > 0.0
      && (run->spec->prior.how != IMB_PRIOR_SHARE || run->spec->prior.share != work->evaluation->prevalence))
    imb_notes_add (run->notes, _ ("Expected costs were taken with scores that are not about a share of %g %%, of which the metrics are; --prior-correction %g moves them there."),
                   100.0 * work->evaluation->prevalence, work->evaluation->prevalence);
  if (n_classes > 2 && run->spec->threshold.policy != IMB_THRESHOLD_FIXED && run->spec->threshold.policy != IMB_THRESHOLD_EXPECTED)
    imb_notes_add (run->notes, _ ("A threshold is for two classes; here each row was predicted as the class with the largest score."));
  if (split_of (work, r) != NULL)
    imb_notes_add_all (run->notes, split_of (work, r)->notes);
  if (run->error == NULL)
    {
      imb_run_note_choice (run);
      imb_run_note_prior (run);
      imb_run_merge_notes (run);
    }
  return TRUE;
}

/* The error of the lowest fold, with its place. */
static void
take_error (const Work *work,
            ImbRun     *run,
            guint       r)
{
  gint fold = work->first_failed[r];

  if (run->error != NULL || fold == G_MAXINT)
    return;

  run->error = g_steal_pointer (&run->folds[fold].error);
  if (run->evaluation.n_repeats > 1)
    g_prefix_error (&run->error, _ ("Repeat %u, fold %u: "),
                    (guint) fold / work->evaluation->n_folds + 1, (guint) fold % work->evaluation->n_folds + 1);
  else
    g_prefix_error (&run->error, _ ("Fold %u: "), (guint) fold + 1);
}

static gboolean
finish_run (gsize    r,
            gpointer data,
            GError **error)
{
  Work   *work = data;
  ImbRun *run = g_ptr_array_index (work->runs, r);

  for (guint f = 0; f < run->n_folds; f++)
    run->seconds += run->folds[f].seconds;
  take_error (work, run, (guint) r);
  if (!add_notes (work, run, (guint) r, error))
    return FALSE;
  if (split_of (work, (guint) r) != NULL)
    run->evaluation.test_size = split_of (work, (guint) r)->test_size;
  if (run->error == NULL && imb_run_pool (run, split_of (work, (guint) r), work->job, &run->error))
    imb_calibration_note_thin (run->pooled, run->evaluation.n_repeats, (const char *const *) imb_problem_get_labels (work->problem), work->job, run->notes);
  return imb_job_step (work->job, 0, 0, error);
}

/* A class whose rows all weigh 0 is as if it had none. */
static gboolean
check_problem (ImbProblem  *problem,
               const gsize *counts,
               GError     **error)
{
  const gsize *n_rows = imb_problem_get_counts (problem);
  guint        n_present = 0;

  for (guint c = 0; c < imb_problem_n_classes (problem); c++)
    {
      n_present += n_rows[c] > 0;
      if (n_rows[c] == 0 || counts[c] > 0)
        continue;
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_FEW, _ ("All rows of class “%s” weigh 0, so it can be neither learnt nor tested; choose other weights (--weights), or leave its rows out."),
                   imb_problem_get_labels (problem)[c]);
      return FALSE;
    }
  if (n_present >= 2)
    return TRUE;

  g_set_error_literal (error, IMB_ERROR, IMB_ERROR_ONE_CLASS,
                       _ ("All rows are of one class, so there is nothing to evaluate; choose another target."));
  return FALSE;
}

/* Scores of every row for every class, of the folds and pooled, are kept by each run: an allocation of that size
 * succeeds and the program is killed while it fills it, so it is asked before. */
static gboolean
check_memory (const Work *work,
              GError    **error)
{
  double rows = (double) imb_problem_n_rows (work->problem) * work->evaluation->n_repeats;
  double needed = 2.0 * rows * imb_problem_n_classes (work->problem) * sizeof (double) * work->runs->len;

  if (needed <= (double) imb_load_available_memory ())
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("The scores of %.0f tested rows for %u classes need %.1f GB of memory; use fewer rows, classes, repeats or plans."),
               rows, imb_problem_n_classes (work->problem), needed / 1e9);
  return FALSE;
}

static gboolean
check_costs (const Work *work,
             GError    **error)
{
  for (guint r = 0; r < work->specs->len; r++)
    {
      ImbThresholdPolicy policy = ((const ImbRunSpec *) g_ptr_array_index (work->specs, r))->threshold.policy;

      if (work->evaluation->costs != NULL || (policy != IMB_THRESHOLD_EXPECTED && policy != IMB_THRESHOLD_CHEAPEST))
        continue;
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_PARAM,
                           _ ("The thresholds cost and min-cost need to know what mistakes cost; give --cost FILE or --cost-column NAME, or write cost=FN:FP."));
      return FALSE;
    }
  return TRUE;
}

/* Plans are applied before there are folds, which choose. */
static gboolean
check_choices (const Work *work,
               GError    **error)
{
  for (guint r = 0; r < work->specs->len && work->evaluation->leaky; r++)
    if (((const ImbRunSpec *) g_ptr_array_index (work->specs, r))->candidates != NULL)
      {
        g_set_error_literal (error, IMB_ERROR, IMB_ERROR_PARAM,
                             _ ("A leaky evaluation samples before there are folds that could choose among alternatives; write one value for each parameter."));
        return FALSE;
      }
  return TRUE;
}

static gboolean
work_through (Work    *work,
              GError **error)
{
  g_autoptr (ImbJob) watch = imb_job_new_part (work->job, 0.0); /* cancels; progress comes from the folds */
  gsize n_runs = work->runs->len;

  if (work->evaluation->leaky)
    {
      if (!imb_parallel_for (n_runs, do_leaky_split, work, watch, error))
        return FALSE;
    }
  else
    {
      work->split = imb_split_new (work->design, work->evaluation, watch, error);
      if (work->split == NULL)
        return FALSE;
      for (gsize r = 0; r < n_runs; r++)
        imb_run_keep_repeats (work->runs->pdata[r], work->split->n_repeats);
    }
  if (!imb_parallel_for (n_runs * work->n_folds, do_unit, work, watch, error)
      || !imb_parallel_for (n_runs, finish_run, work, watch, error))
    return FALSE;
  return imb_job_step (work->job, 1, 1, error);
}

GPtrArray *
imb_evaluate (const ImbDesign     *design,
              const GPtrArray     *specs,
              const ImbEvaluation *evaluation,
              ImbJob              *job,
              GError             **error)
{
  ImbProblem *problem = imb_design_get_problem (design);
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_unref);
  g_autofree ImbSplit **leaky_splits = g_new0 (ImbSplit *, MAX (specs->len, 1));
  g_autofree gint      *first_failed = g_new (gint, MAX (specs->len, 1));
  ImbEvaluation         own = *evaluation; /* with the folds that there are */
  Work                  work = {
                     .design = design,
                     .evaluation = &own,
                     .problem = problem,
                     .specs = specs,
                     .runs = runs,
                     .leaky_splits = leaky_splits,
                     .first_failed = first_failed,
                     .job = job,
  };
  g_autofree gsize *counts = imb_problem_dup_weighty (problem);
  gboolean          done;

  g_return_val_if_fail (evaluation->n_folds >= 2 && evaluation->n_folds <= 50, NULL);
  g_return_val_if_fail (evaluation->n_repeats >= 1 && evaluation->n_repeats <= 100, NULL);

  if (!check_problem (problem, counts, error) || !imb_split_count_folds (problem, evaluation, &own.n_folds, error))
    return NULL;
  work.counts = counts;
  work.n_folds = own.n_folds * own.n_repeats;

  for (guint r = 0; r < specs->len; r++)
    {
      g_ptr_array_add (runs, imb_run_new (g_ptr_array_index (specs, r), &own, problem));
      first_failed[r] = G_MAXINT;
      if (!imb_explain_prepare (runs->pdata[r], design, error))
        return NULL;
    }
  done = check_memory (&work, error) && check_costs (&work, error) && check_choices (&work, error) && work_through (&work, error);
  imb_split_free (work.split);
  for (guint r = 0; r < specs->len; r++)
    imb_split_free (leaky_splits[r]);
  return done ? g_steal_pointer (&runs) : NULL;
}
