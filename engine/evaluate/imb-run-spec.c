/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be run, and the runs that every comparison has: the two baselines that most often beat a
 * sampler are a class weight and a threshold. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/evaluate/imb-run.h"
#include "engine/params/imb-values.h"

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

  g_return_val_if_fail (model != NULL && threshold != NULL, NULL);

  self = g_new0 (ImbRunSpec, 1);
  self->plan = plan != NULL ? imb_plan_ref (plan) : imb_plan_parse ("none", NULL);
  self->label = g_strdup (label != NULL ? label : imb_plan_get_text (self->plan));
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
  copy->candidates = self->candidates != NULL ? imb_candidates_ref (self->candidates) : NULL;
  return copy;
}

void
imb_run_spec_free (ImbRunSpec *self)
{
  if (self == NULL)
    return;

  g_free (self->label);
  g_clear_pointer (&self->plan, imb_plan_unref);
  g_clear_pointer (&self->candidates, imb_candidates_unref);
  if (self->model != NULL)
    imb_values_free (&self->model->base, self->values);
  g_free (self);
}

char *
imb_run_spec_dup_plan_text (const ImbRunSpec *self)
{
  return g_strdup (self->candidates != NULL ? imb_candidates_get_plan_text (self->candidates) : imb_plan_get_text (self->plan));
}

char *
imb_run_spec_dup_model_text (const ImbRunSpec *self)
{
  return self->candidates != NULL ? g_strdup (imb_candidates_get_model_text (self->candidates)) : imb_values_to_string (&self->model->base, self->values, FALSE);
}

char *
imb_run_spec_dup_text (const ImbRunSpec *self)
{
  g_autofree char *plan = imb_run_spec_dup_plan_text (self), *model = imb_run_spec_dup_model_text (self);
  g_autofree char *threshold = imb_threshold_to_string (&self->threshold), *prior = imb_prior_to_string (&self->prior);
  g_autofree char *choice = self->candidates != NULL ? g_strdup_printf (" | chosen by %s", imb_candidates_get_metric (self->candidates)->id) : g_strdup ("");

  return g_strdup_printf ("%s | %s | threshold %s | prior %s | calibration %s%s", plan, model, threshold, prior, imb_calibration_nick (self->calibration), choice);
}

static ImbRunSpec *
copy_as (const ImbRunSpec *self,
         const char       *label)
{
  ImbRunSpec *copy = imb_run_spec_copy (self);

  g_free (copy->label);
  copy->label = g_strdup (label);
  return copy;
}

/* With the class weights of @text; NULL when the model has no such parameter. */
static ImbRunSpec *
with_class_weight (const ImbRunSpec *none,
                   const char       *label,
                   const char       *text)
{
  const ImbParam *param = imb_model_find_class_weight (none->model);
  ImbRunSpec     *self;

  if (param == NULL)
    return NULL;

  self = copy_as (none, label);
  imb_param_set_copy (param, self->values, text);
  if (self->candidates != NULL)
    {
      imb_candidates_unref (self->candidates);
      self->candidates = imb_candidates_with_text (none->candidates, param, text);
    }
  return self;
}

static ImbRunSpec *
without_treatment (const ImbRunSpec *none)
{
  ImbRunSpec *self = with_class_weight (none, "untreated", "none");

  if (self == NULL)
    self = copy_as (none, "untreated");
  self->threshold = (ImbThreshold){ IMB_THRESHOLD_FIXED, 0.5, 0.0 };
  self->prior = (ImbPrior){ IMB_PRIOR_NONE, 0.0 };
  self->calibration = IMB_CALIBRATION_NONE;
  return self;
}

/* All that it does. A threshold counts with two classes, and expected costs with any number. (transfer full) */
static char *
dup_deeds (const ImbRunSpec *self,
           guint             n_classes)
{
  g_autoptr (ImbRunSpec) copy = imb_run_spec_copy (self);

  if (n_classes > 2 && copy->threshold.policy != IMB_THRESHOLD_EXPECTED)
    copy->threshold = (ImbThreshold){ IMB_THRESHOLD_FIXED, 0.5, 0.0 };
  return imb_run_spec_dup_text (copy);
}

static gboolean
does_the_same (const ImbRunSpec *a,
               const ImbRunSpec *b,
               guint             n_classes)
{
  g_autofree char *text_a = dup_deeds (a, n_classes), *text_b = dup_deeds (b, n_classes);

  return strcmp (text_a, text_b) == 0;
}

GPtrArray *
imb_run_specs_baselines (const ImbRunSpec *none,
                         guint             n_classes)
{
  GPtrArray  *specs = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_run_spec_free);
  ImbRunSpec *weighted = with_class_weight (none, "class weight", "balanced");
  g_autoptr (ImbRunSpec) untreated = without_treatment (none);

  g_ptr_array_add (specs, copy_as (none, "none"));
  if (weighted != NULL)
    g_ptr_array_add (specs, weighted);
  if (n_classes == 2)
    {
      ImbRunSpec *moved = copy_as (none, "threshold only");

      moved->threshold = (ImbThreshold){ IMB_THRESHOLD_F1, 0.0, 0.0 };
      g_ptr_array_add (specs, moved);
    }
  if (!does_the_same (untreated, none, n_classes))
    g_ptr_array_add (specs, g_steal_pointer (&untreated));
  return specs;
}

void
imb_run_specs_note_baselines (const ImbRunSpec *none,
                              guint             n_classes,
                              ImbNotes         *notes)
{
  g_autoptr (GPtrArray) specs = imb_run_specs_baselines (none, n_classes);

  if (imb_model_find_class_weight (none->model) == NULL)
    imb_notes_add (notes, _ ("There is no run “class weight”, because %s has no class weights."), none->model->base.id);
  if (n_classes != 2)
    imb_notes_add (notes, _ ("There is no run “threshold only”, because a threshold is for two classes."));
  for (guint i = 1; i < specs->len; i++)
    if (does_the_same (specs->pdata[i], none, n_classes))
      imb_notes_add (notes, _ ("%s: “%s” and “none” are the same run, because all runs are asked to do what it does; “untreated” is without."),
                     none->model->base.id, ((const ImbRunSpec *) specs->pdata[i])->label);
}

ImbRunSpec *
imb_run_spec_new_dummy (void)
{
  const ImbThreshold half = { IMB_THRESHOLD_FIXED, 0.5 };

  return imb_run_spec_new ("dummy", NULL, imb_model_find ("dummy"), NULL, &half);
}
