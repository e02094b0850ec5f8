/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From training rows to scores: impute, scale, sample, fit, predict. It is the only place where rows are put
 * together for a model, and it is handed training and test rows apart, so nothing of a test row
 * can reach a fit. Costs a copy of the training rows, freed before the test rows are copied. */
#include "engine/evaluate/imb-recipe.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-expand.h"
#include "engine/kernels/imb-usable.h"

static guint32
number_of (const ImbRecipe *self,
           guint32          row)
{
  return self->numbers != NULL ? self->numbers[row] : row;
}

static gboolean
check_test_rows (const ImbRecipe *self,
                 const ImbMatrix *rows,
                 const guint32   *test,
                 ImbJob          *job,
                 GError         **error)
{
  ImbView          view = { .base = rows, .n_rows = rows->n_rows, .features = self->features, .kinds = self->kinds };
  ImbUnusable      first;
  g_autofree char *feature = NULL;
  g_autoptr (ImbJob) silent = imb_job_new_part (job, 0.0);

  if ((self->model->flags & IMB_MODEL_MISSING) != 0)
    return TRUE;
  if (!imb_find_unusable (&view, imb_model_largest_value (self->model), &first, silent, error))
    return FALSE;
  if (!first.is_found)
    return TRUE;

  feature = imb_view_dup_feature (&view, first.column);
  if (isfinite (first.value))
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
                 _ ("Row %u has a value in %s that is too large to be squared; give the column in larger units, or ignore it."),
                 number_of (self, test[first.row]) + 1, feature);
  else
    g_set_error (error, IMB_ERROR, IMB_ERROR_MISSING,
                 _ ("Row %u has no usable value in %s; choose how missing values are filled, or ignore the column."),
                 number_of (self, test[first.row]) + 1, feature);
  return FALSE;
}

/* Shares of the classes, as they count for the model: in the training rows, and in what was made of them. */
typedef struct
{
  double *before;
  double *after;
} Shares;

static void
shares_clear (Shares *self)
{
  g_free (self->before);
  g_free (self->after);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shares, shares_clear)

static gboolean
measure_shares (const ImbRecipe *self,
                const ImbView   *view,
                gboolean         with_class_weights,
                double         **shares,
                GError         **error)
{
  const ImbParam    *param = imb_algorithm_find_param (&self->model->base, "class_weight");
  gboolean           is_weighted = (self->model->flags & IMB_MODEL_WEIGHTS) != 0;
  g_autofree double *class_weights = g_new (double, view->n_classes);
  double             all = 0.0;

  if (self->prior.how == IMB_PRIOR_NONE)
    return TRUE;

  *shares = g_new0 (double, view->n_classes);
  for (gsize i = 0; i < view->n_rows; i++)
    (*shares)[imb_view_class (view, i)] += is_weighted ? imb_view_weight (view, i) : 1.0;
  if (with_class_weights && (self->model->flags & IMB_MODEL_CLASS_WEIGHT) != 0 && param != NULL && param->kind == IMB_KIND_TEXT)
    {
      const char *text = *(char *const *) (const void *) ((const char *) self->values + param->offset);

      if (imb_class_weight_check (text, NULL) && !imb_class_weight_resolve (text, view, class_weights, error))
        return FALSE;
      for (guint c = 0; c < view->n_classes && imb_class_weight_check (text, NULL); c++)
        (*shares)[c] *= class_weights[c];
    }
  for (guint c = 0; c < view->n_classes; c++)
    all += (*shares)[c];
  for (guint c = 0; c < view->n_classes && all > 0.0; c++)
    (*shares)[c] /= all;
  return TRUE;
}

/* Calibrating takes scores to the shares of the training rows whatever they were about, so shares elsewhere come after it: imb_decision_apply(). */
static gboolean
correct_prior (const ImbRecipe *self,
               const guint32   *test,
               gsize            n_test,
               const Shares    *shares,
               double          *scores,
               ImbJob          *job,
               GError         **error)
{
  g_autofree double *weights = imb_recipe_dup_weights (self, test, n_test);
  ImbPrior           prior = self->prior;

  if (imb_recipe_moves_calibrated (self))
    prior.how = IMB_PRIOR_TRAINING;
  return imb_prior_correct (&prior, shares->after, shares->before, self->n_classes, self->positive, weights, scores, n_test, self->found, job, error);
}

gboolean
imb_recipe_moves_calibrated (const ImbRecipe *self)
{
  return self->calibration != IMB_CALIBRATION_NONE && (self->prior.how == IMB_PRIOR_EM || self->prior.how == IMB_PRIOR_SHARE);
}

/* Models compute with numbers: each level of a category is a column to them. */
static gpointer
fit_view (const ImbRecipe *self,
          const ImbView   *view,
          Shares          *shares,
          ImbJob          *job,
          ImbNotes        *notes,
          GError         **error)
{
  g_autofree const char **names = NULL;
  g_autofree guint16     *classes = NULL;
  g_autofree double      *weights = NULL;
  g_autofree guint32     *numbers = NULL;
  g_autoptr (ImbMatrix) rows = NULL;
  ImbView expanded;

  if (!measure_shares (self, view, TRUE, &shares->after, error))
    return NULL;
  if (!imb_expand_is_needed (view->kinds, view->base->n_cols))
    return imb_model_fit (self->model, self->values, view, self->seed, job, notes, error);

  rows = imb_expand (view, NULL, 0, 1.0, job, error);
  if (rows == NULL)
    return NULL;

  names = imb_expand_names (view);
  classes = g_new (guint16, MAX (view->n_rows, 1));
  weights = view->weights != NULL ? g_new (double, MAX (view->n_rows, 1)) : NULL;
  numbers = g_new (guint32, MAX (view->n_rows, 1));
  for (gsize i = 0; i < view->n_rows; i++)
    {
      classes[i] = (guint16) imb_view_class (view, i);
      numbers[i] = (guint32) imb_view_number (view, i) - 1;
      if (weights != NULL)
        weights[i] = imb_view_weight (view, i);
    }
  expanded = imb_view_of (rows, classes, view->n_classes);
  expanded.labels = view->labels;
  expanded.features = names;
  expanded.weights = weights;
  expanded.numbers = numbers;
  return imb_model_fit (self->model, self->values, &expanded, self->seed, job, notes, error);
}

/* Synthetic rows hold what the columns of the training rows can. Folds differ in how much there was to do: the note has no numbers. */
static gboolean
repair (const ImbRecipe    *self,
        const ImbTransform *transform,
        const ImbView      *view,
        const guint32      *train,
        ImbResample        *resample,
        ImbJob             *job,
        ImbNotes           *notes,
        GError            **error)
{
  g_autofree ImbRange *ranges = NULL;
  ImbRepairs           repairs;

  if (self->domain == IMB_DOMAIN_KEEP || resample->n_made == 0)
    return TRUE;
  ranges = imb_ranges_of_rows (self->matrix, self->kinds, train, view->n_rows, job, error);
  if (ranges == NULL || !imb_domain_apply (self->domain, resample, ranges, transform, view, &repairs, job, error))
    return FALSE;

  if (repairs.n_fractions > 0 && self->domain == IMB_DOMAIN_CUT)
    imb_notes_add (notes, _ ("In synthetic rows the fractions of columns of whole numbers were cut off."));
  else if (repairs.n_fractions > 0)
    imb_notes_add (notes, _ ("In synthetic rows columns of whole numbers were rounded to whole ones."));
  if (repairs.n_outside > 0 && self->domain == IMB_DOMAIN_REPAIR)
    imb_notes_add (notes, _ ("Values of synthetic rows outside of those met in the training rows were moved to the nearest one."));
  return TRUE;
}

/* @rows: the view's; they are filled once the sampler has seen them. */
static gpointer
sample_and_fit (const ImbRecipe    *self,
                const ImbTransform *transform,
                const ImbView      *view,
                const guint32      *train,
                ImbMatrix          *rows,
                Shares             *shares,
                ImbJob             *job,
                ImbNotes           *notes,
                GError            **error)
{
  g_autoptr (ImbJob) sampling = imb_job_new_part (job, 0.4);
  g_autoptr (ImbJob) fitting = imb_job_new_part (job, 0.6);
  g_autofree guint16 *classes = NULL;
  g_autoptr (ImbResample) resample = NULL;
  ImbView sampled;

  resample = imb_plan_run (self->plan, view, self->seed, sampling, error);
  if (resample == NULL)
    return NULL;

  imb_notes_add_all (notes, resample->notes);
  if (!repair (self, transform, view, train, resample, sampling, notes, error))
    return NULL;
  imb_transform_fill (transform, rows);
  imb_transform_fill (transform, resample->made);
  sampled = imb_resample_get_view (resample, view, &classes);
  return fit_view (self, &sampled, shares, fitting, notes, error);
}

guint32 *
imb_recipe_dup_groups (const ImbRecipe *self,
                       const guint32   *rows,
                       gsize            n_rows)
{
  guint32 *groups = self->groups != NULL ? g_new (guint32, MAX (n_rows, 1)) : NULL;

  for (gsize i = 0; groups != NULL && i < n_rows; i++)
    groups[i] = self->groups[rows[i]];
  return groups;
}

double *
imb_recipe_dup_weights (const ImbRecipe *self,
                        const guint32   *rows,
                        gsize            n_rows)
{
  double *weights = self->weights != NULL ? g_new (double, MAX (n_rows, 1)) : NULL;

  for (gsize i = 0; weights != NULL && i < n_rows; i++)
    weights[i] = self->weights[rows[i]];
  return weights;
}

static gpointer
fit (const ImbRecipe    *self,
     const ImbTransform *transform,
     const guint32      *train,
     gsize               n_train,
     Shares             *shares,
     ImbJob             *job,
     ImbNotes           *notes,
     GError            **error)
{
  g_autofree guint16 *classes = g_try_new (guint16, MAX (n_train, 1));
  g_autofree guint32 *numbers = g_try_new (guint32, MAX (n_train, 1));
  g_autofree guint32 *groups = imb_recipe_dup_groups (self, train, n_train);
  g_autofree double  *weights = imb_recipe_dup_weights (self, train, n_train);
  g_autoptr (ImbMatrix) rows = NULL;
  ImbView view;

  if (imb_job_step (job, 0, 0, error))
    rows = imb_transform_apply (transform, self->matrix, train, n_train, job, error);
  if (rows == NULL)
    return NULL;
  if (classes == NULL || numbers == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for %zu training rows; use fewer of them."), n_train);
      return NULL;
    }

  for (gsize i = 0; i < n_train; i++)
    {
      classes[i] = self->classes[train[i]];
      numbers[i] = number_of (self, train[i]);
    }
  view = imb_view_of (rows, classes, self->n_classes);
  view.labels = self->labels;
  view.features = self->features;
  view.kinds = self->kinds;
  view.numbers = numbers;
  view.groups = groups;
  view.weights = weights;
  if (!measure_shares (self, &view, FALSE, &shares->before, error))
    return NULL;
  if (self->plan == NULL || imb_plan_is_none (self->plan))
    return fit_view (self, &view, shares, job, notes, error);
  return sample_and_fit (self, transform, &view, train, rows, shares, job, notes, error);
}

struct _ImbFitted
{
  const ImbModel *model;
  gpointer        fitted;
  ImbTransform   *transform;
  Shares          shares;
};

void
imb_fitted_free (ImbFitted *self)
{
  if (self == NULL)
    return;
  if (self->fitted != NULL)
    self->model->free (self->fitted);
  g_clear_pointer (&self->transform, imb_transform_free);
  shares_clear (&self->shares);
  g_free (self);
}

ImbFitted *
imb_recipe_fit (const ImbRecipe *self,
                const guint32   *train,
                gsize            n_train,
                ImbJob          *job,
                ImbNotes        *notes,
                GError         **error)
{
  g_autoptr (ImbFitted) out = g_new0 (ImbFitted, 1);

  out->model = self->model;
  if (!imb_job_step (job, 0, 0, error))
    return NULL;

  if (self->plan != NULL && imb_plan_keeps_missing (self->plan))
    out->transform = imb_transform_fit_keeping (self->matrix, self->kinds, self->features, train, n_train, self->impute, self->scale, job, error);
  else
    out->transform = imb_transform_fit (self->matrix, self->kinds, self->features, train, n_train, self->impute, self->scale, NULL, job, error);
  if (out->transform == NULL)
    return NULL;
  out->fitted = fit (self, out->transform, train, n_train, &out->shares, job, notes, error);
  return out->fitted != NULL ? g_steal_pointer (&out) : NULL;
}

ImbMatrix *
imb_recipe_prepare (const ImbRecipe *self,
                    const ImbFitted *fitted,
                    const guint32   *test,
                    gsize            n_test,
                    ImbJob          *job,
                    GError         **error)
{
  g_autoptr (ImbMatrix) rows = NULL;

  if (imb_job_step (job, 0, 0, error))
    rows = imb_transform_apply (fitted->transform, self->matrix, test, n_test, job, error);
  if (rows == NULL)
    return NULL;

  imb_transform_fill (fitted->transform, rows);
  return check_test_rows (self, rows, test, job, error) ? g_steal_pointer (&rows) : NULL;
}

/* Prepared rows as the model takes them: themselves, or others that are the caller's in @own. NULL: an error */
static const ImbMatrix *
expand_prepared (const ImbRecipe *self,
                 const ImbMatrix *rows,
                 ImbMatrix      **own,
                 ImbJob          *job,
                 GError         **error)
{
  ImbView view = { .base = rows, .n_rows = rows->n_rows, .kinds = self->kinds };

  if (!imb_expand_is_needed (self->kinds, rows->n_cols))
    return rows;
  *own = imb_expand (&view, NULL, 0, 1.0, job, error);
  return *own;
}

static gboolean
predict_prepared (const ImbRecipe *self,
                  const ImbFitted *fitted,
                  const guint32   *test,
                  const ImbMatrix *rows,
                  double          *scores,
                  ImbJob          *job,
                  GError         **error)
{
  g_autoptr (ImbMatrix) own = NULL;
  const ImbMatrix *expanded = expand_prepared (self, rows, &own, job, error);

  return expanded != NULL && self->model->predict (fitted->fitted, expanded, scores, job, error)
         && correct_prior (self, test, rows->n_rows, &fitted->shares, scores, job, error);
}

/* With another column: that of row i is the value of row order[i], or for all @value when @order is NULL. The rows are as before afterwards. */
static gboolean
predict_changed (const ImbRecipe *self,
                 const ImbFitted *fitted,
                 const guint32   *test,
                 ImbMatrix       *rows,
                 gsize            column,
                 const guint32   *order,
                 double           value,
                 double          *scores,
                 ImbJob          *job,
                 GError         **error)
{
  g_autofree double *values = g_new (double, MAX (rows->n_rows, 1));
  gboolean           done;

  for (gsize i = 0; i < rows->n_rows; i++)
    values[i] = imb_matrix_row (rows, i)[column];
  for (gsize i = 0; i < rows->n_rows; i++)
    imb_matrix_row (rows, i)[column] = order != NULL ? values[order[i]] : value;
  done = predict_prepared (self, fitted, test, rows, scores, job, error);
  for (gsize i = 0; i < rows->n_rows; i++)
    imb_matrix_row (rows, i)[column] = values[i];
  return done;
}

gboolean
imb_recipe_predict (const ImbRecipe *self,
                    const ImbFitted *fitted,
                    const guint32   *test,
                    ImbMatrix       *rows,
                    gsize            mixed,
                    const guint32   *order,
                    double          *scores,
                    ImbJob          *job,
                    GError         **error)
{
  if (order == NULL)
    return predict_prepared (self, fitted, test, rows, scores, job, error);
  return predict_changed (self, fitted, test, rows, mixed, order, 0.0, scores, job, error);
}

gboolean
imb_recipe_predict_at (const ImbRecipe *self,
                       const ImbFitted *fitted,
                       const guint32   *test,
                       ImbMatrix       *rows,
                       gsize            feature,
                       double           value,
                       double          *scores,
                       ImbJob          *job,
                       GError         **error)
{
  if (self->kinds == NULL || self->kinds[feature].n_levels == 0)
    value = (value - imb_transform_get_shift (fitted->transform)[feature]) / imb_transform_get_scale (fitted->transform)[feature];
  return predict_changed (self, fitted, test, rows, feature, NULL, value, scores, job, error);
}

gboolean
imb_recipe_contribute (const ImbRecipe *self,
                       const ImbFitted *fitted,
                       const ImbMatrix *rows,
                       double          *contributions,
                       ImbJob          *job,
                       GError         **error)
{
  const gsize        n = self->matrix->n_cols, n_expanded = imb_expand_n_cols (self->kinds, n), K = self->n_classes;
  g_autofree double *all = NULL;
  g_autoptr (ImbMatrix) own = NULL;
  const ImbMatrix *expanded = expand_prepared (self, rows, &own, job, error);
  gsize            size;

  if (expanded == NULL)
    return FALSE;
  if (g_size_checked_mul (&size, rows->n_rows, K * (n_expanded + 1)))
    all = g_try_new (double, MAX (size, 1));
  if (all == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory to explain %zu rows; use fewer of them, or more folds."), rows->n_rows);
      return FALSE;
    }
  if (!self->model->contributions (fitted->fitted, expanded, all, job, error))
    return FALSE;
  for (gsize i = 0; i < rows->n_rows * K; i++)
    {
      imb_expand_gather (self->kinds, n, all + i * (n_expanded + 1), contributions + i * (n + 1));
      contributions[i * (n + 1) + n] = all[i * (n_expanded + 1) + n_expanded];
    }
  return TRUE;
}

double *
imb_recipe_dup_importances (const ImbRecipe *self,
                            const ImbFitted *fitted)
{
  const gsize        n = self->matrix->n_cols, n_expanded = imb_expand_n_cols (self->kinds, n);
  g_autofree double *expanded = NULL;
  double            *importances;

  if (self->model->importances == NULL)
    return NULL;

  expanded = g_new (double, MAX (n_expanded, 1));
  importances = g_new (double, MAX (n, 1));
  self->model->importances (fitted->fitted, expanded, n_expanded);
  imb_expand_gather (self->kinds, n, expanded, importances);
  return importances;
}

gboolean
imb_recipe_score (const ImbRecipe *self,
                  const guint32   *train,
                  gsize            n_train,
                  const guint32   *test,
                  gsize            n_test,
                  double          *scores,
                  ImbJob          *job,
                  ImbNotes        *notes,
                  GError         **error)
{
  g_autoptr (ImbJob) fitting = imb_job_new_part (job, 0.9);
  g_autoptr (ImbJob) predicting = imb_job_new_part (job, 0.1);
  g_autoptr (ImbFitted) fitted = imb_recipe_fit (self, train, n_train, fitting, notes, error);
  g_autoptr (ImbMatrix) rows = fitted != NULL ? imb_recipe_prepare (self, fitted, test, n_test, predicting, error) : NULL;

  return rows != NULL && imb_recipe_predict (self, fitted, test, rows, 0, NULL, scores, predicting, error);
}
