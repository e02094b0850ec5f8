/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Explanations are asked of the model of each fold, about the rows that it did not see. A partial dependence costs as many predictions of the tested
 * rows as there are values to try; contributions what the model says of them. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/evaluate/imb-estimate.h"
#include "engine/evaluate/imb-explain-private.h"
#include "engine/io/imb-load.h"
#include "engine/kernels/imb-sort-values.h"

#define MOST_VALUES 21
#define MOST_LEVELS 50

struct _ImbGrid
{
  gsize   feature;
  gsize   n;
  gsize   at; /* its first place among those of all */
  double *values;
};

/* ---- the values to try ---- */

/* The values of a column that are there, ascending; how many. @values: room for twice as many as rows */
static gsize
sort_column (const ImbMatrix *matrix,
             gsize            column,
             double          *values)
{
  gsize n = 0;

  for (gsize i = 0; i < matrix->n_rows; i++)
    if (isfinite (imb_matrix_row (matrix, i)[column]))
      values[n++] = -imb_matrix_row (matrix, i)[column];
  imb_sort_values_descending (values, values + n, n);
  for (gsize i = 0; i < n; i++)
    values[i] = 0.0 - values[i];
  return n;
}

/* Of sorted values those that differ, in place, if they are at most @most; else nothing is done. How many there are, at most one more than that. */
static gsize
keep_distinct (double *values,
               gsize   n,
               gsize   most)
{
  gsize n_distinct = 0;

  for (gsize i = 0; i < n && n_distinct <= most; i++)
    n_distinct += i == 0 || values[i] != values[i - 1];
  if (n_distinct > most)
    return n_distinct;
  n_distinct = 0;
  for (gsize i = 0; i < n; i++)
    if (i == 0 || values[i] != values[n_distinct - 1])
      values[n_distinct++] = values[i];
  return n_distinct;
}

static void
choose_numbers (ImbGrid *grid,
                double  *values,
                gsize    n)
{
  grid->n = keep_distinct (values, n, MOST_VALUES);
  if (grid->n <= MOST_VALUES)
    {
      grid->values = g_memdup2 (values, grid->n * sizeof *values);
      return;
    }
  grid->values = g_new (double, MOST_VALUES);
  for (gsize i = 0; i < MOST_VALUES; i++)
    grid->values[i] = values[i * (n - 1) / (MOST_VALUES - 1)];
  grid->n = keep_distinct (grid->values, MOST_VALUES, MOST_VALUES);
}

/* Of sorted codes the most frequent ones, in their order. */
static void
choose_levels (ImbGrid      *grid,
               const double *codes,
               gsize         n,
               guint         n_levels)
{
  g_autofree gsize *counts = g_new0 (gsize, n_levels);

  grid->values = g_new (double, MIN (n_levels, MOST_LEVELS));
  for (gsize i = 0; i < n; i++)
    counts[(gsize) codes[i]]++;
  for (guint c = 0; c < n_levels; c++)
    {
      gsize n_before = 0; /* more frequent ones */

      if (counts[c] == 0)
        continue;
      for (guint other = 0; other < n_levels; other++)
        n_before += counts[other] > counts[c] || (counts[other] == counts[c] && other < c);
      if (n_before < MOST_LEVELS)
        grid->values[grid->n++] = c;
    }
}

static gboolean
choose_values (ImbRun          *run,
               const ImbDesign *design,
               GError         **error)
{
  const ImbMatrix   *matrix = imb_design_get_matrix (design);
  gsize              size, at = 0;
  const guint32     *features = g_bytes_get_data (run->evaluation.dependence, &size);
  g_autofree double *values = g_try_new (double, 2 * matrix->n_rows + 1);

  if (values == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the values of %zu rows; use fewer of them."), matrix->n_rows);
      return FALSE;
    }
  run->n_grids = size / sizeof *features;
  run->grids = g_new0 (ImbGrid, MAX (run->n_grids, 1));
  for (guint d = 0; d < run->n_grids; d++)
    {
      ImbGrid          *grid = &run->grids[d];
      const ImbFeature *feature = imb_design_feature_at (design, features[d]);
      const gsize       n = sort_column (matrix, features[d], values);

      grid->feature = features[d];
      if (feature->n_levels > 0)
        choose_levels (grid, values, n, feature->n_levels);
      else
        choose_numbers (grid, values, n);
      grid->at = at;
      at += grid->n;
    }
  run->n_tried = at;
  return TRUE;
}

/* ---- places ---- */

/* Of two classes only the positive one is kept. */
static guint
n_kept (const ImbRun *run)
{
  return imb_problem_n_classes (run->problem) == 2 ? 1 : imb_problem_n_classes (run->problem);
}

static gboolean
set_no_contributions (const ImbModel *model,
                      GError        **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autofree char *list = NULL;

  for (const ImbModel *const *m = imb_models (); *m != NULL; m++)
    if ((*m)->contributions != NULL)
      g_ptr_array_add (ids, (gpointer) (*m)->base.id);
  g_ptr_array_add (ids, NULL);
  list = g_strjoinv (", ", (char **) ids->pdata);
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("It is not known what features add to the scores of %s; models of which it is: %s."), model->base.id, list);
  return FALSE;
}

/* An allocation of that size may succeed and the program be killed while it fills it, so it is asked before; folds need their rows once more, with
 * all classes. */
static gboolean
make_places (ImbRun          *run,
             const ImbDesign *design,
             GError         **error)
{
  const double rows = (double) imb_problem_n_rows (run->problem) * run->evaluation.n_repeats;
  const double needed = rows * (double) (imb_design_n_features (design) + 1) * (n_kept (run) + (double) imb_problem_n_classes (run->problem)) * sizeof (double);
  gsize        n;

  run->n_columns = imb_design_n_features (design) + 1;
  if (needed <= (double) imb_load_available_memory ())
    {
      n = (gsize) rows * run->n_columns * n_kept (run);
      run->contributions = g_try_new (double, MAX (n, 1));
      for (gsize i = 0; run->contributions != NULL && i < n; i++)
        run->contributions[i] = NAN;
    }
  if (run->contributions != NULL)
    return TRUE;
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("What features add to the scores of %.0f tested rows needs %.1f GB of memory; use fewer rows, classes, repeats or features."),
               rows, needed / 1e9);
  return FALSE;
}

gboolean
imb_explain_prepare (ImbRun          *run,
                     const ImbDesign *design,
                     GError         **error)
{
  const ImbEvaluation *evaluation = &run->evaluation;

  if (!evaluation->contributes && evaluation->dependence == NULL)
    return TRUE;
  if (evaluation->leaky)
    {
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("An evaluation that leaks on purpose tests other rows than the table’s; explain one that does not."));
      return FALSE;
    }
  if (evaluation->contributes && run->spec->model->contributions == NULL)
    return set_no_contributions (run->spec->model, error);
  return (!evaluation->contributes || make_places (run, design, error)) && (evaluation->dependence == NULL || choose_values (run, design, error));
}

void
imb_explain_clear (ImbRun *run)
{
  for (guint d = 0; d < run->n_grids; d++)
    g_free (run->grids[d].values);
  g_free (run->grids);
  g_free (run->contributions);
}

/* ---- a fold ---- */

/* The mean score of each class, rows by their weights. */
static void
average (const ImbRecipe *recipe,
         const guint32   *test,
         gsize            n_test,
         const double    *scores,
         double          *means)
{
  const guint K = recipe->n_classes;
  double      all = 0.0;

  memset (means, 0, K * sizeof *means);
  for (gsize i = 0; i < n_test; i++)
    {
      const double weight = recipe->weights != NULL ? recipe->weights[test[i]] : 1.0;

      all += weight;
      for (guint c = 0; c < K; c++)
        means[c] += weight * scores[i * K + c];
    }
  for (guint c = 0; c < K; c++)
    means[c] = all > 0.0 ? means[c] / all : NAN;
}

static gboolean
contribute (ImbRun          *run,
            guint            repeat,
            const ImbRecipe *recipe,
            const ImbFitted *fitted,
            const guint32   *test,
            const ImbMatrix *rows,
            ImbJob          *job,
            GError         **error)
{
  const gsize        size = run->n_columns, K = recipe->n_classes, kept = n_kept (run), first = kept == 1 ? recipe->positive : 0;
  g_autofree double *all = g_try_new (double, MAX (rows->n_rows, 1) * K * size);

  if (all == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to explain %zu rows; use fewer of them, or more folds."), rows->n_rows);
      return FALSE;
    }
  if (!imb_recipe_contribute (recipe, fitted, rows, all, job, error))
    return FALSE;
  for (gsize i = 0; i < rows->n_rows; i++)
    memcpy (run->contributions + (repeat * imb_problem_n_rows (run->problem) + test[i]) * kept * size, all + (i * K + first) * size, kept * size * sizeof *all);
  return TRUE;
}

gboolean
imb_explain_fold (ImbRun            *run,
                  guint              fold,
                  const ImbRecipe   *recipe,
                  const ImbFitted   *fitted,
                  const ImbDecision *decision,
                  const guint32     *test,
                  ImbMatrix         *rows,
                  double            *scores,
                  ImbJob            *job,
                  GError           **error)
{
  ImbFoldResult *result = &run->folds[fold];
  g_autoptr (ImbJob) watch = imb_job_new_part (job, 0.0);

  result->importances = imb_recipe_dup_importances (recipe, fitted);
  if (run->contributions != NULL && !contribute (run, fold / run->evaluation.n_folds, recipe, fitted, test, rows, watch, error))
    return FALSE;
  if (run->n_grids > 0)
    result->dependence = g_new (double, MAX (run->n_tried, 1) * recipe->n_classes);
  for (guint d = 0; d < run->n_grids; d++)
    for (gsize v = 0; v < run->grids[d].n; v++)
      {
        if (!imb_recipe_predict_at (recipe, fitted, test, rows, run->grids[d].feature, run->grids[d].values[v], scores, watch, error)
            || !imb_decision_apply (decision, recipe, test, rows->n_rows, scores, watch, error))
          return FALSE;
        average (recipe, test, rows->n_rows, scores, result->dependence + (run->grids[d].at + v) * recipe->n_classes);
      }
  return TRUE;
}

/* ---- what came out ---- */

guint
imb_run_n_dependences (const ImbRun *self)
{
  return self->n_grids;
}

gsize
imb_run_dependence_feature (const ImbRun *self,
                            guint         dependence)
{
  g_return_val_if_fail (dependence < self->n_grids, 0);

  return self->grids[dependence].feature;
}

const double *
imb_run_dependence_values (const ImbRun *self,
                           guint         dependence,
                           gsize        *n_values)
{
  g_return_val_if_fail (dependence < self->n_grids, NULL);

  *n_values = self->grids[dependence].n;
  return self->grids[dependence].values;
}

/* Of the folds' values; a t interval knows nothing of their range, which begins at 0. */
static ImbEstimate
estimate_up_to (const ImbRun *self,
                const double *values,
                double        most)
{
  ImbEstimate estimate = imb_estimate_of (values, self->n_folds, imb_evaluation_test_share (&self->evaluation));

  estimate.low = estimate.low < 0.0 ? 0.0 : estimate.low;
  estimate.high = estimate.high > most ? most : estimate.high;
  estimate.p = NAN;
  return estimate;
}

ImbEstimate
imb_run_dependence (const ImbRun *self,
                    guint         dependence,
                    gsize         value,
                    guint         c)
{
  const gsize        at = (self->grids[dependence].at + value) * imb_problem_n_classes (self->problem) + c;
  g_autofree double *values = g_new (double, self->n_folds);

  for (guint f = 0; f < self->n_folds; f++)
    values[f] = self->error == NULL && self->folds[f].dependence != NULL ? self->folds[f].dependence[at] : NAN;
  return estimate_up_to (self, values, 1.0);
}

const double *
imb_run_get_contributions (const ImbRun *self,
                           gsize         at,
                           guint         c)
{
  const guint kept = n_kept (self);

  if (self->contributions == NULL || self->error != NULL || self->fold_of_rows[at] == G_MAXUINT8 || (kept == 1 && c != imb_problem_get_positive (self->problem)))
    return NULL;
  return self->contributions + (at * kept + (kept == 1 ? 0 : c)) * self->n_columns;
}

ImbEstimate
imb_run_mean_contribution (const ImbRun *self,
                           gsize         feature,
                           guint         c)
{
  const gsize        n_rows = imb_problem_n_rows (self->problem);
  const double      *weights = imb_problem_get_weights (self->problem);
  g_autofree double *sums = g_new0 (double, self->n_folds), *all = g_new0 (double, self->n_folds);

  for (gsize at = 0; self->contributions != NULL && at < n_rows * self->evaluation.n_repeats; at++)
    {
      const double *own = imb_run_get_contributions (self, at, c);
      const gsize   fold = own != NULL ? at / n_rows * self->evaluation.n_folds + self->fold_of_rows[at] : 0;
      const double  weight = weights != NULL ? weights[at % n_rows] : 1.0;

      if (own == NULL || weight == 0.0) /* 0 times infinity is no number */
        continue;
      sums[fold] += weight * fabs (own[feature]);
      all[fold] += weight;
    }
  for (guint f = 0; f < self->n_folds; f++)
    sums[f] = all[f] > 0.0 ? sums[f] / all[f] : NAN;
  return estimate_up_to (self, sums, INFINITY);
}
