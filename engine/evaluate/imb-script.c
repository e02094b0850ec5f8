/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A result again, elsewhere: what imbalanced-learn and pandas can do of it, and a sentence for the rest. */
#include "engine/evaluate/imb-script-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/samplers/imb-forecast.h"
#include "engine/params/imb-values.h"

static gboolean
check_source (const ImbScript *self,
              GError         **error)
{
  const ImbReading *reading = imb_table_get_reading (self->table);

  if (imb_table_get_path (self->table) == NULL || reading == NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("A script needs a file to read; save the table as CSV and open that."));
  else if (!g_utf8_validate (imb_table_get_path (self->table), -1, NULL))
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("The path of “%s” is not UTF-8, as Python wants it; rename the file."), imb_table_get_name (self->table));
  else if (!g_str_equal (reading->format, "csv"))
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                 _ ("The script reads CSV, and “%s” is %s; write it as CSV first, as “imbal resample FILE --sampler none -o OUT.csv” does."),
                 imb_table_get_name (self->table), reading->format);
  else if (reading->n_rows_in_file > imb_table_n_rows (self->table))
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                 _ ("Only a sample of the rows of “%s” was read, and the script would read all of them; read all, or save the sample first."),
                 imb_table_get_name (self->table));
  else
    return TRUE;
  return FALSE;
}

gboolean
imb_script_is_at_default (const ImbPlanStep *step,
                          const ImbParam    *param)
{
  const ImbAlgorithm *algorithm = &step->sampler->base;
  gpointer            initial = imb_values_new (algorithm);
  g_autofree char    *ours = imb_param_format (param, step->values), *theirs = imb_param_format (param, initial);

  imb_values_free (algorithm, initial);
  return g_str_equal (ours, theirs);
}

/* A parameter of a model that the peer is handed. */
static gboolean
is_part (const ImbSampler *sampler,
         const ImbParam   *param)
{
  return sampler->peer_part != NULL && g_str_equal (sampler->peer_part->param, param->name);
}

gboolean
imb_script_wants_part (const ImbPlanStep *step)
{
  const ImbPeerPart *part = step->sampler->peer_part;

  return part != NULL && (part->always || !imb_script_is_at_default (step, imb_algorithm_find_param (&step->sampler->base, part->param)));
}

/* compat is no reason to refuse: it is there for the peer's sake. */
static gboolean
check_step (const ImbPlanStep *step,
            GError           **error)
{
  const ImbSampler *sampler = step->sampler;

  if (sampler->peer == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                   _ ("imbalanced-learn has nothing like %s, so there is no script for it; leave it out of the plan."), sampler->base.id);
      return FALSE;
    }
  for (const ImbParam *param = sampler->base.params; param != NULL && param->name != NULL; param++)
    {
      g_autofree char *value = NULL;

      if (!param->is_ours || g_str_equal (param->name, "compat") || is_part (sampler, param) || imb_script_is_at_default (step, param))
        continue;
      value = imb_param_format (param, step->values);
      g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                   _ ("imbalanced-learn’s peer of %s has nothing like %s=%s; leave that at its default."), sampler->base.id, param->name, value);
      return FALSE;
    }
  return TRUE;
}

const char *
imb_script_find_category (const ImbScript *self)
{
  for (gsize j = 0; j < imb_design_n_features (self->design); j++)
    if (imb_design_feature_at (self->design, j)->n_levels > 0)
      return imb_design_feature_at (self->design, j)->name;
  return NULL;
}

/* The first feature that the peers get with a missing value, or NULL. */
static const char *
find_hole (const ImbScript *self)
{
  const ImbMatrix *matrix = imb_design_get_matrix (self->design);

  for (gsize j = 0; j < imb_design_n_features (self->design); j++)
    {
      const ImbFeature *feature = imb_design_feature_at (self->design, j);

      for (gsize i = 0; i < matrix->n_rows && (feature->n_levels > 0 || !self->fills); i++)
        if (isnan (imb_matrix_row (matrix, i)[j]))
          return feature->name;
    }
  return NULL;
}

/* What the peer of a step does not take. */
static gboolean
check_features (const ImbScript   *self,
                const ImbPlanStep *step,
                GError           **error)
{
  const ImbSampler *sampler = step->sampler;
  const ImbParam   *shrinkage = imb_algorithm_find_param (&sampler->base, "shrinkage"); /* computes with the values */
  const char       *category = imb_script_find_category (self), *hole = find_hole (self);

  if (sampler->peer_takes_all && (shrinkage == NULL || imb_script_is_at_default (step, shrinkage)))
    return TRUE;
  if (category != NULL && (sampler->flags & (IMB_SAMPLER_MIXED | IMB_SAMPLER_NOMINAL)) == 0)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                 _ ("imbalanced-learn’s peer of %s takes numbers only, and “%s” is a category; leave such features out."),
                 sampler->base.id, category);
  else if (hole != NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                 _ ("imbalanced-learn’s peer of %s takes no missing values, and “%s” has some; have them filled, or leave such features out."),
                 sampler->base.id, hole);
  else
    return TRUE;
  return FALSE;
}

/* What a step refuses of these rows, the script does not promise. */
static gboolean
check_forecasts (const ImbScript *self,
                 GError         **error)
{
  const ImbView view = imb_design_get_view (self->design);
  g_autoptr (GPtrArray) forecasts = imb_forecast_new_plan_expected (self->plan, &view, 0);

  for (guint i = 0; i < forecasts->len; i++)
    {
      const ImbForecast *forecast = g_ptr_array_index (forecasts, i);

      if (forecast->outlook == IMB_OUTLOOK_NEEDS || forecast->outlook == IMB_OUTLOOK_CANNOT)
        {
          g_set_error_literal (error, IMB_ERROR, IMB_ERROR_UNSUITABLE, forecast->sentence);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_together (const ImbScript   *self,
                const ImbPlanStep *step,
                GError           **error)
{
  const ImbSampler *sampler = step->sampler;

  if (imb_problem_get_groups (self->problem) != NULL && (sampler->flags & IMB_SAMPLER_DROPS) != 0)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                 _ ("imbalanced-learn’s peer of %s removes rows without regard to groups; give the column of groups another role."), sampler->base.id);
  else if (self->fills && (sampler->flags & IMB_SAMPLER_ADDS) != 0 && (sampler->flags & IMB_SAMPLER_DROPS) != 0)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                 _ ("%s adds and removes rows at once, and where missing values were filled the script cannot tell whose they were; leave such features out, or write its two parts as a plan if it has them."),
                 sampler->base.id);
  else
    return TRUE;
  return FALSE;
}

/* Before anything is asked of the peers. */
static gboolean
check_peers (const ImbScript *self,
             GError         **error)
{
  for (guint i = 0; i < imb_plan_n_steps (self->plan); i++)
    if (!check_step (imb_plan_step_at (self->plan, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
check_plan (const ImbScript *self,
            GError         **error)
{
  for (guint i = 0; i < imb_plan_n_steps (self->plan); i++)
    {
      const ImbPlanStep *step = imb_plan_step_at (self->plan, i);

      if (!check_features (self, step, error) || !check_together (self, step, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_numbers (const ImbScript *self)
{
  for (gsize j = 0; j < imb_design_n_features (self->design); j++)
    if (imb_design_feature_at (self->design, j)->n_levels == 0)
      return TRUE;
  return FALSE;
}

/* The peers take labels that are no whole numbers for values to predict. */
static gboolean
has_fractions (const ImbScript *self)
{
  const ImbColumn *target = imb_table_column_at (self->table, imb_problem_get_target (self->problem));

  for (gsize i = 0; target->kind == IMB_COLUMN_NUMBER && i < imb_table_n_rows (self->table); i++)
    if (isfinite (target->numbers[i]) && target->numbers[i] != floor (target->numbers[i]))
      return TRUE;
  return FALSE;
}

/* Labels that look like numbers are sorted as such, and as words there when they are read as text. */
static gboolean
sorts_otherwise (const ImbScript *self)
{
  const char *const *labels = imb_problem_get_labels (self->problem);
  const ImbColumn   *target = imb_table_column_at (self->table, imb_problem_get_target (self->problem));

  for (guint c = 1; target->kind != IMB_COLUMN_NUMBER && c < imb_problem_n_classes (self->problem); c++)
    if (strcmp (labels[c - 1], labels[c]) > 0)
      return TRUE;
  return FALSE;
}

/* What the whole of the script must do, for what its steps are. */
static void
look_at_steps (ImbScript *self,
               ImbDomain  domain)
{
  gboolean adds = FALSE;

  for (guint i = 0; i < imb_plan_n_steps (self->plan); i++)
    {
      const ImbPlanStep *step = imb_plan_step_at (self->plan, i);
      const ImbParam    *compat = imb_algorithm_find_param (&step->sampler->base, "compat");

      adds |= (step->sampler->flags & IMB_SAMPLER_ADDS) != 0;
      self->codes |= (step->sampler->flags & (IMB_SAMPLER_MIXED | IMB_SAMPLER_NOMINAL)) != 0;
      self->numbers |= step->sampler->peer_fails_by_words || (step->sampler->peer_wants_codes && imb_script_is_at_default (step, compat));
    }
  self->numbers |= has_fractions (self) || sorts_otherwise (self);
  self->codes |= self->raw && imb_script_find_category (self) != NULL;
  self->repairs = adds && domain == IMB_DOMAIN_REPAIR && has_numbers (self);
  self->cuts = adds && domain == IMB_DOMAIN_CUT && has_numbers (self);
  self->fills = self->impute != IMB_IMPUTE_NONE && imb_design_has_missing (self->design) && imb_plan_find_needy (self->plan) != NULL && has_numbers (self);
  self->scales = self->scale != IMB_SCALE_NONE && imb_plan_needs_scale (self->plan) && has_numbers (self);
}

/* That rows are not the same is no secret of the script. */
static void
note_differences (const ImbScript *self,
                  ImbNotes        *notes)
{
  for (guint i = 0; notes != NULL && i < imb_plan_n_steps (self->plan); i++)
    {
      const ImbPlanStep *step = imb_plan_step_at (self->plan, i);
      const char        *words = step->sampler->peer_differs != NULL ? step->sampler->peer_differs (step->values) : NULL;

      if (words != NULL)
        imb_notes_add (notes, "%s: %s", step->sampler->base.id, _ (words));
    }
}

char *
imb_script_new (const ImbPlan       *plan,
                const ImbDesign     *design,
                const ImbScriptWays *ways,
                const char          *output,
                ImbNotes            *notes,
                GError             **error)
{
  ImbProblem *problem = imb_design_get_problem (design);
  g_autoptr (GString) out = g_string_new (NULL);
  ImbScript script = { .plan = plan, .design = design, .problem = problem, .table = imb_problem_get_table (problem), .impute = ways->impute, .scale = ways->scale, .seed = ways->seed, .raw = ways->raw, .out = out };

  if (!check_source (&script, error) || !check_peers (&script, error))
    return NULL;
  look_at_steps (&script, ways->domain);
  if (!check_plan (&script, error) || !check_forecasts (&script, error))
    return NULL;

  imb_script_write (&script, output);
  note_differences (&script, notes);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
