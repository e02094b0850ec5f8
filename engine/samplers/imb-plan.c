/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chain of samplers: its text, and the steps one after another. */
#include "engine/samplers/imb-plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/params/imb-config.h"
#include "engine/params/imb-text.h"
#include "engine/samplers/imb-compose.h"
#include "engine/samplers/imb-plan-json.h"

struct _ImbPlan
{
  GArray *steps; /* of ImbPlanStep */
  char   *text;
  char   *title;
  gint    ref_count;
};

static ImbPlan *
plan_new (void)
{
  ImbPlan *self = g_new0 (ImbPlan, 1);

  self->steps = g_array_new (FALSE, FALSE, sizeof (ImbPlanStep));
  self->ref_count = 1;
  return self;
}

/* "none" leaves no step. */
static void
add_step (ImbPlan          *self,
          const ImbSampler *sampler,
          gpointer          values)
{
  ImbPlanStep step = { sampler, values };

  if (g_str_equal (sampler->base.id, "none"))
    imb_values_free (&sampler->base, values);
  else
    g_array_append_val (self->steps, step);
}

/* Writes text and title; afterwards the plan never changes. */
static ImbPlan *
finish (ImbPlan *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) title = g_string_new (NULL);

  for (guint i = 0; i < self->steps->len; i++)
    {
      const ImbPlanStep *step = imb_plan_step_at (self, i);
      g_autofree char   *spec = imb_values_to_string (&step->sampler->base, step->values, FALSE);

      g_string_append_printf (text, "%s%s", i > 0 ? " + " : "", spec);
      g_string_append_printf (title, "%s%s", i > 0 ? " + " : "", _ (step->sampler->base.title));
    }
  if (self->steps->len == 0)
    {
      g_string_assign (text, "none");
      g_string_assign (title, _ ("No resampling"));
    }
  self->text = g_strdup (text->str);
  self->title = g_strdup (title->str);
  return self;
}

static const ImbSampler *
find_sampler (const char *id,
              GError    **error)
{
  const ImbSampler *found = imb_sampler_find (id);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autofree char *shown = NULL;
  g_autofree char *list = NULL;
  const char      *nearest;

  if (found != NULL)
    return found;

  for (const ImbSampler *const *s = imb_samplers (); *s != NULL; s++)
    g_ptr_array_add (ids, (gpointer) (*s)->base.id);
  g_ptr_array_add (ids, NULL);
  shown = imb_text_shorten (id);
  list = g_strjoinv (", ", (char **) ids->pdata);
  nearest = imb_nearest_word (id, (const char *const *) ids->pdata);
  if (*id == '\0')
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("A sampler's name is missing; write one of %s."), list);
  else if (nearest != NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("There is no sampler “%s”; did you mean “%s”?"), shown, nearest);
  else
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("There is no sampler “%s”; there are %s."), shown, list);
  return NULL;
}

/* (transfer full) (nullable) */
static ImbValuesList *
parse_step (const char        *spec,
            const ImbSampler **sampler,
            guint              most,
            GError           **error)
{
  const char      *colon = strchr (spec, ':');
  g_autofree char *id = g_strstrip (colon != NULL ? g_strndup (spec, (gsize) (colon - spec)) : g_strdup (spec));

  *sampler = find_sampler (id, error);
  return *sampler != NULL ? imb_values_list_parse (&(*sampler)->base, colon != NULL ? colon + 1 : NULL, most, error) : NULL;
}

static void
copy_steps (ImbPlan       *self,
            const ImbPlan *from)
{
  for (guint i = 0; i < imb_plan_n_steps (from); i++)
    {
      const ImbPlanStep *step = imb_plan_step_at (from, i);

      add_step (self, step->sampler, imb_values_copy (&step->sampler->base, step->values));
    }
}

/* Each plan with each of the values as one more step. (transfer full) */
static GPtrArray *
extend (const GPtrArray     *plans,
        const ImbSampler    *sampler,
        const ImbValuesList *list)
{
  GPtrArray *longer = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_plan_unref);

  for (guint i = 0; i < plans->len; i++)
    for (guint v = 0; v < list->n; v++)
      {
        ImbPlan *plan = plan_new ();

        copy_steps (plan, plans->pdata[i]);
        add_step (plan, sampler, imb_values_copy (&sampler->base, list->items[v]));
        g_ptr_array_add (longer, plan);
      }
  return longer;
}

/* Specifications, and chains in JSON among them. (transfer full) (nullable) */
static GStrv
split_chain (const char *text,
             GError    **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = imb_text_split (text, "+");

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_auto (GStrv) specs = imb_plan_is_json (parts[i]) ? imb_plan_specs_from_json (parts[i], error) : NULL;

      if (specs != NULL)
        g_strv_builder_addv (builder, (const char **) specs);
      else if (imb_plan_is_json (parts[i]))
        return NULL;
      else
        g_strv_builder_add (builder, parts[i]);
    }
  return g_strv_builder_end (builder);
}

GPtrArray *
imb_plans_parse (const char *text,
                 guint       most,
                 GError    **error)
{
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_plan_unref);
  g_auto (GStrv) specs = split_chain (text, error);

  if (specs == NULL)
    return NULL;
  g_ptr_array_add (plans, plan_new ());
  for (guint i = 0; specs[i] != NULL; i++)
    {
      const ImbSampler *sampler;
      g_autoptr (ImbValuesList) list = parse_step (specs[i], &sampler, most, error);
      GPtrArray *longer;

      if (list == NULL)
        return NULL;
      if ((gsize) plans->len * list->n > most)
        {
          g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("The alternatives of this plan make more than %u combinations; list fewer values."), most);
          return NULL;
        }
      longer = extend (plans, sampler, list);
      g_ptr_array_unref (plans);
      plans = longer;
    }
  for (guint i = 0; i < plans->len; i++)
    finish (plans->pdata[i]);
  return g_steal_pointer (&plans);
}

ImbPlan *
imb_plan_parse (const char *text,
                GError    **error)
{
  g_autoptr (GPtrArray) plans = imb_plans_parse (text, 1, error);

  return plans != NULL ? imb_plan_ref (plans->pdata[0]) : NULL;
}

char *
imb_plans_to_string (ImbPlan *const *plans,
                     guint           n)
{
  GString *text = g_string_new (imb_plan_is_none (plans[0]) ? "none" : NULL);

  for (guint s = 0; s < imb_plan_n_steps (plans[0]); s++)
    {
      const ImbAlgorithm *algorithm = &imb_plan_step_at (plans[0], s)->sampler->base;
      g_autoptr (ImbValuesList) list = imb_values_list_new (algorithm);
      g_autofree char *step = NULL;

      for (guint i = 0; i < n; i++)
        imb_values_list_add (list, imb_values_copy (algorithm, imb_plan_step_at (plans[i], s)->values));
      step = imb_values_list_to_string (list);
      g_string_append_printf (text, "%s%s", s > 0 ? " + " : "", step);
    }
  return g_string_free (text, FALSE);
}

ImbPlan *
imb_plan_new (const ImbSampler *sampler,
              gconstpointer     values)
{
  ImbPlan *self = plan_new ();

  add_step (self, sampler, values != NULL ? imb_values_copy (&sampler->base, values) : imb_values_new (&sampler->base));
  return finish (self);
}

ImbPlan *
imb_plan_join (const ImbPlan *first,
               const ImbPlan *second)
{
  ImbPlan       *self = plan_new ();
  const ImbPlan *parts[] = { first, second };

  for (guint p = 0; p < G_N_ELEMENTS (parts); p++)
    copy_steps (self, parts[p]);
  return finish (self);
}

ImbPlan *
imb_plan_ref (ImbPlan *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
imb_plan_unref (ImbPlan *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;

  for (guint i = 0; i < self->steps->len; i++)
    {
      const ImbPlanStep *step = imb_plan_step_at (self, i);

      imb_values_free (&step->sampler->base, step->values);
    }
  g_array_unref (self->steps);
  g_free (self->text);
  g_free (self->title);
  g_free (self);
}

guint
imb_plan_n_steps (const ImbPlan *self)
{
  return self->steps->len;
}

const ImbPlanStep *
imb_plan_step_at (const ImbPlan *self,
                  guint          i)
{
  g_return_val_if_fail (i < self->steps->len, NULL);

  return &g_array_index (self->steps, ImbPlanStep, i);
}

const char *
imb_plan_get_text (const ImbPlan *self)
{
  return self->text;
}

const char *
imb_plan_get_title (const ImbPlan *self)
{
  return self->title;
}

gboolean
imb_plan_is_none (const ImbPlan *self)
{
  return self->steps->len == 0;
}

const ImbSampler *
imb_plan_find_keeper (const ImbPlan *self)
{
  for (guint i = 0; i < imb_plan_n_steps (self); i++)
    {
      const ImbPlanStep *step = imb_plan_step_at (self, i);

      if (imb_sampler_keeps_missing (step->sampler, step->values))
        return step->sampler;
    }
  return NULL;
}

const ImbSampler *
imb_plan_find_needy (const ImbPlan *self)
{
  for (guint i = 0; i < imb_plan_n_steps (self); i++)
    {
      const ImbPlanStep *step = imb_plan_step_at (self, i);

      if (!imb_sampler_takes_missing (step->sampler, step->values))
        return step->sampler;
    }
  return NULL;
}

gboolean
imb_plan_keeps_missing (const ImbPlan *self)
{
  return imb_plan_find_keeper (self) != NULL && imb_plan_find_needy (self) == NULL;
}

gboolean
imb_plan_needs_scale (const ImbPlan *self)
{
  for (guint i = 0; i < imb_plan_n_steps (self); i++)
    {
      ImbSamplerFlags flags = imb_plan_step_at (self, i)->sampler->flags;

      if ((flags & IMB_SAMPLER_MISSING) == 0 || (flags & IMB_SAMPLER_KEEPS_MISSING) != 0)
        return TRUE;
    }
  return FALSE;
}

static ImbResample *
run_step (const ImbPlan *self,
          guint          i,
          const ImbView *view,
          guint32        seed,
          ImbJob        *job,
          GError       **error)
{
  const ImbPlanStep *step = imb_plan_step_at (self, i);
  g_autoptr (ImbJob) part = imb_job_new_part (job, 1.0 / self->steps->len);

  return i + 1 < self->steps->len ? imb_sampler_run_before_another (step->sampler, step->values, view, seed, part, error)
                                  : imb_sampler_run (step->sampler, step->values, view, seed, part, error);
}

ImbResample *
imb_plan_run (const ImbPlan *self,
              const ImbView *in,
              guint32        seed,
              ImbJob        *job,
              GError       **error)
{
  g_autoptr (ImbResample) whole = NULL;

  if (self->steps->len == 0)
    return imb_job_step (job, 1, 1, error) ? imb_resample_new (in, error) : NULL;

  whole = run_step (self, 0, in, seed, job, error);
  for (guint i = 1; i < self->steps->len && whole != NULL; i++)
    {
      g_autofree guint16 *classes = NULL;
      ImbView             view = imb_resample_get_view (whole, in, &classes);
      g_autoptr (ImbResample) next = run_step (self, i, &view, seed, job, error);
      ImbResample *joint;

      imb_resample_close_room (whole);
      joint = next != NULL ? imb_resample_compose (whole, next, error) : NULL;
      imb_resample_unref (whole);
      whole = joint;
    }
  return g_steal_pointer (&whole);
}
