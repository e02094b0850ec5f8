/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recipe on one fold. */
#include "engine/evaluate/imb-trial.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"

static guint16 *
decide_rows (const ImbRecipe *recipe,
             const guint32   *rows,
             gsize            n_rows,
             const double    *scores)
{
  guint16 *predicted = g_new (guint16, MAX (n_rows, 1));

  for (gsize i = 0; i < n_rows; i++)
    predicted[i] = (guint16) imb_costs_decide (recipe->costs, scores + i * recipe->n_classes, recipe->row_costs != NULL ? recipe->row_costs[rows[i]] : NAN);
  return predicted;
}

static ImbOutcome *
outcome_of_rows (const ImbRecipe *recipe,
                 const guint32   *rows,
                 gsize            n_rows,
                 const double    *scores,
                 double           threshold,
                 ImbJob          *job,
                 GError         **error)
{
  g_autofree guint16 *truth = g_new (guint16, MAX (n_rows, 1));
  gboolean            weighs = recipe->weights != NULL || recipe->prevalence > 0.0;
  g_autofree double  *weights = weighs ? g_new (double, MAX (n_rows, 1)) : NULL;
  g_autofree guint16 *predicted = NULL;

  for (gsize i = 0; i < n_rows; i++)
    {
      truth[i] = recipe->classes[rows[i]];
      if (weights != NULL)
        weights[i] = recipe->weights != NULL ? recipe->weights[rows[i]] : 1.0;
    }
  if (recipe->prevalence > 0.0)
    imb_prevalence_weigh (weights, truth, n_rows, recipe->positive, recipe->prevalence);
  if (isnan (threshold)) /* each row by its own costs */
    predicted = decide_rows (recipe, rows, n_rows, scores);
  return imb_outcome_new_in_job (truth, scores, predicted, weights, n_rows, recipe->n_classes, recipe->positive, isnan (threshold) ? 0.5 : threshold, job, error);
}

gboolean
imb_trial_learn (ImbTrial        *self,
                 const ImbRecipe *recipe,
                 const guint32   *rows,
                 gsize            n_train,
                 gsize            n_test,
                 ImbJob          *job,
                 ImbNotes        *notes,
                 GError         **error)
{
  gboolean inner = imb_decide_needs_inner_folds (recipe);
  g_autoptr (ImbJob) deciding = imb_job_new_part (job, inner ? 0.8 : 0.0);
  g_autoptr (ImbJob) fitting = imb_job_new_part (job, inner ? 0.2 : 1.0);
  g_autoptr (ImbJob) watch = imb_job_new_part (job, 0.0);

  self->recipe = recipe;
  self->test = rows + n_train;
  self->n_test = n_test;
  self->scores = g_try_new (double, MAX (n_test, 1) * recipe->n_classes);
  if (self->scores == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the scores of %zu rows; use fewer of them."), n_test);
      return FALSE;
    }
  if (!imb_decide (recipe, rows, n_train, &self->decision, deciding, notes, error))
    return FALSE;
  self->fitted = imb_recipe_fit (recipe, rows, n_train, fitting, notes, error);
  if (self->fitted == NULL)
    return FALSE;
  self->rows = imb_recipe_prepare (recipe, self->fitted, self->test, n_test, watch, error);
  return self->rows != NULL;
}

ImbOutcome *
imb_trial_test (ImbTrial      *self,
                gsize          mixed,
                const guint32 *order,
                ImbJob        *job,
                GError       **error)
{
  g_autoptr (ImbJob) watch = imb_job_new_part (job, 0.0);

  if (!imb_recipe_predict (self->recipe, self->fitted, self->test, self->rows, mixed, order, self->scores, watch, error)
      || !imb_decision_apply (&self->decision, self->recipe, self->test, self->n_test, self->scores, watch, error))
    return NULL;
  return outcome_of_rows (self->recipe, self->test, self->n_test, self->scores, self->decision.threshold, watch, error);
}

void
imb_trial_clear (ImbTrial *self)
{
  imb_decision_clear (&self->decision);
  g_clear_pointer (&self->rows, imb_matrix_free);
  g_clear_pointer (&self->fitted, imb_fitted_free);
  g_clear_pointer (&self->scores, g_free);
}
