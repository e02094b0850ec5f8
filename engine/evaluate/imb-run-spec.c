/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be run, and the runs that every comparison has: the two baselines that most often beat a
 * sampler are a class weight and a threshold. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/evaluate/imb-run.h"
#include "engine/params/imb-config.h"

void
imb_evaluation_init (ImbEvaluation *self)
{
  *self = (ImbEvaluation){
    .n_folds = 5,
    .test_size = 0.25,
    .n_repeats = 1,
    .impute = IMB_IMPUTE_MEDIAN,
    .scale = IMB_SCALE_STANDARD,
    .domain = IMB_DOMAIN_REPAIR,
  };
}

ImbRunSpec *
imb_run_spec_new (const char         *label,
                  ImbPlan            *plan,
                  const ImbModel     *model,
                  gconstpointer       values,
                  const ImbThreshold *threshold)
{
  ImbRunSpec *self;

  g_return_val_if_fail (plan != NULL && model != NULL && threshold != NULL, NULL);

  self = g_new0 (ImbRunSpec, 1);
  self->label = g_strdup (label != NULL ? label : imb_plan_get_text (plan));
  self->plan = imb_plan_ref (plan);
  self->model = model;
  self->values = values != NULL ? imb_values_copy (&model->base, values) : imb_values_new (&model->base);
  self->threshold = *threshold;
  return self;
}

ImbRunSpec *
imb_run_spec_copy (const ImbRunSpec *self)
{
  ImbRunSpec *copy = imb_run_spec_new (self->label, self->plan, self->model, self->values, &self->threshold);

  copy->prior = self->prior;
  copy->calibration = self->calibration;
  return copy;
}

void
imb_run_spec_free (ImbRunSpec *self)
{
  if (self == NULL)
    return;

  g_free (self->label);
  g_clear_pointer (&self->plan, imb_plan_unref);
  if (self->model != NULL)
    imb_values_free (&self->model->base, self->values);
  g_free (self);
}

/* The spec's own values with one parameter set; NULL when the model has no such parameter. */
static ImbRunSpec *
with_balanced_weights (ImbRunSpec *self)
{
  const ImbParam *param = imb_algorithm_find_param (&self->model->base, "class_weight");
  char          **place;

  if ((self->model->flags & IMB_MODEL_CLASS_WEIGHT) == 0 || param == NULL || param->kind != IMB_KIND_TEXT)
    {
      imb_run_spec_free (self);
      return NULL;
    }

  place = (char **) (void *) ((char *) self->values + param->offset);
  g_free (*place);
  *place = g_strdup ("balanced");
  return self;
}

GPtrArray *
imb_run_specs_baselines (const ImbModel     *model,
                         gconstpointer       values,
                         const ImbThreshold *threshold,
                         guint               n_classes)
{
  const ImbThreshold best_f1 = { IMB_THRESHOLD_F1, 0.0 };
  GPtrArray         *specs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);
  g_autoptr (ImbPlan) none = imb_plan_parse ("none", NULL);
  ImbRunSpec *weighted;

  g_return_val_if_fail (none != NULL, specs);

  g_ptr_array_add (specs, imb_run_spec_new ("none", none, model, values, threshold));
  weighted = with_balanced_weights (imb_run_spec_new ("class weight", none, model, values, threshold));
  if (weighted != NULL)
    g_ptr_array_add (specs, weighted);
  if (n_classes == 2)
    g_ptr_array_add (specs, imb_run_spec_new ("threshold only", none, model, values, &best_f1));
  return specs;
}

ImbRunSpec *
imb_run_spec_new_dummy (void)
{
  const ImbThreshold half = { IMB_THRESHOLD_FIXED, 0.5 };
  g_autoptr (ImbPlan) none = imb_plan_parse ("none", NULL);

  return imb_run_spec_new ("dummy", none, imb_model_find ("dummy"), NULL, &half);
}
