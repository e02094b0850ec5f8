/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps of a plan are asked in turn about the class sizes that the ones before them leave. What cleaning leaves only the rows decide, so
 * three tables are carried on: one from which it took nothing, one from which it took all that it may, and one from which it took all but
 * of the largest class. Of an under-sampler that may leave other numbers than those it is asked for the first has these, the others the
 * fewest or the most that it may leave. Where a step says the same to all of them there is no doubt; else it depends on the last step that made them differ. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/params/imb-values.h"
#include "engine/samplers/imb-forecast.h"
#include "engine/samplers/imb-strategy.h"

enum
{
  TAKES_NOTHING,
  TAKES_ALL,
  TAKES_ALL_OF_SMALLER, /* than the largest class */
  N_SCENES,
};

/* A table of which only the class sizes are known. */
typedef struct
{
  ImbView view; /* its counts are sizes */
  gsize  *sizes;
} Scene;

static void
scene_init (Scene         *self,
            const ImbView *in)
{
  self->view = *in;
  self->sizes = g_new0 (gsize, MAX (in->n_classes, 1));
  imb_view_count (in, self->sizes);
  self->view.counts = self->sizes;
}

static void
scene_count (Scene *self)
{
  self->view.n_rows = 0;
  for (guint c = 0; c < self->view.n_classes; c++)
    self->view.n_rows += self->sizes[c];
}

static guint
find_largest (const Scene *self)
{
  guint largest = 0;

  for (guint c = 1; c < self->view.n_classes; c++)
    if (self->sizes[c] > self->sizes[largest])
      largest = c;
  return largest;
}

static gboolean
is_compatible (const ImbSampler *sampler,
               gconstpointer     values)
{
  const ImbParam *compat = imb_algorithm_find_param (&sampler->base, "compat");

  return compat != NULL && *(const int *) imb_param_value (compat, values) != IMB_COMPAT_NONE;
}

static ImbTally
tally_of (const ImbPlanStep *step)
{
  return step->sampler->tally != NULL ? step->sampler->tally (step->values) : IMB_TALLY_EXACT;
}

/* The class sizes after a step. A step that must be changed before it runs leaves what its strategy says, or what there was. */
static void
pass_step (Scene             *self,
           const ImbPlanStep *step,
           guint              takes)
{
  const ImbSampler *sampler = step->sampler;
  const ImbParam   *strategy = imb_algorithm_find_param (&sampler->base, "sampling_strategy");
  g_autofree gsize *targets = g_new0 (gsize, MAX (self->view.n_classes, 1));
  guint             largest = find_largest (self);
  gboolean          exact = (sampler->flags & IMB_SAMPLER_ABOUT) == 0 && !is_compatible (sampler, step->values);
  ImbStrategyKind   kind;

  if (strategy == NULL || !imb_strategy_kind_of (strategy, &kind)
      || !imb_strategy_resolve (kind, *(const char *const *) imb_param_value (strategy, step->values), &self->view, targets, NULL, NULL))
    return;

  for (guint c = 0; c < self->view.n_classes; c++)
    {
      gsize    n = self->sizes[c];
      gboolean open; /* how many of its rows go */

      if (kind == IMB_STRATEGY_UNDER)
        open = targets[c] < n && (self->view.groups != NULL || tally_of (step) == IMB_TALLY_OR_FEWER);
      else
        open = kind == IMB_STRATEGY_CLEAN ? targets[c] > 0 : (sampler->flags & IMB_SAMPLER_DROPS) != 0;
      if (kind == IMB_STRATEGY_UNDER && (takes == TAKES_NOTHING || tally_of (step) != IMB_TALLY_OR_MORE))
        n = targets[c];
      else if (kind == IMB_STRATEGY_OVER && (takes == TAKES_NOTHING || exact))
        n += targets[c];
      if (open && (takes == TAKES_ALL || (takes == TAKES_ALL_OF_SMALLER && c != largest)))
        n = MIN (n, 1);
      self->sizes[c] = n;
    }
  scene_count (self);
}

/* Whether the step makes them differ by more than what they did before. */
static gboolean
pass_all (Scene             *scenes,
          const ImbPlanStep *step)
{
  gboolean differs = FALSE;

  for (guint i = 0; i < N_SCENES; i++)
    {
      Scene other;

      scene_init (&other, &scenes[i].view);
      pass_step (&other, step, TAKES_NOTHING);
      pass_step (&scenes[i], step, i);
      differs |= memcmp (other.sizes, scenes[i].sizes, scenes[i].view.n_classes * sizeof (gsize)) != 0;
      g_free (other.sizes);
    }
  return differs;
}

static ImbForecast *
new_doubtful (const ImbPlan     *plan,
              guint              on,
              const ImbForecast *most)
{
  ImbForecast      *self = g_new0 (ImbForecast, 1);
  const ImbSampler *earlier = imb_plan_step_at (plan, on - 1)->sampler;
  gboolean          is_asked = tally_of (imb_plan_step_at (plan, on - 1)) != IMB_TALLY_EXACT;

  self->outlook = IMB_OUTLOOK_DEPENDS;
  self->depends_on = on;
  if (most->sentence == NULL)
    self->sentence = g_strdup_printf (_ ("Ready unless step %u (%s) leaves too few rows of a class; only the rows decide how many it leaves."), on, earlier->base.id);
  else
    self->sentence = g_strdup_printf (is_asked ? _ ("It depends on how many rows step %u (%s) leaves; if as many as it is asked for: %s")
                                               : _ ("It depends on how many rows step %u (%s) leaves; if it removes none: %s"),
                                      on, earlier->base.id, most->sentence);
  return self;
}

/* Whether the step says the same to all tables as to the one from which nothing was taken. */
static gboolean
is_sure (const Scene       *scenes,
         const ImbPlanStep *step)
{
  gboolean ready = imb_sampler_check (step->sampler, step->values, &scenes[0].view, NULL);

  for (guint i = 1; i < N_SCENES; i++)
    {
      gsize size = scenes[i].view.n_classes * sizeof (gsize);

      if (memcmp (scenes[i].sizes, scenes[0].sizes, size) != 0
          && imb_sampler_check (step->sampler, step->values, &scenes[i].view, NULL) != ready)
        return FALSE;
    }
  return TRUE;
}

GPtrArray *
imb_forecast_new_plan (const ImbPlan *plan,
                       const ImbView *in,
                       gboolean       has_missing)
{
  GPtrArray *forecasts = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_forecast_free);
  Scene      scenes[N_SCENES];
  guint      doubt = 0; /* the last step, from 1, that made the scenes differ */

  for (guint i = 0; i < N_SCENES; i++)
    scene_init (&scenes[i], i == 0 ? in : &scenes[0].view);
  for (guint i = 0; i < imb_plan_n_steps (plan); i++)
    {
      const ImbPlanStep *step = imb_plan_step_at (plan, i);
      ImbForecast       *forecast = imb_forecast_new (step->sampler, step->values, &scenes[0].view, has_missing);

      if (doubt > 0 && !is_sure (scenes, step))
        {
          ImbForecast *doubtful = new_doubtful (plan, doubt, forecast);

          imb_forecast_free (forecast);
          forecast = doubtful;
        }
      g_ptr_array_add (forecasts, forecast);
      if (pass_all (scenes, step))
        doubt = i + 1;
    }
  for (guint i = 0; i < N_SCENES; i++)
    g_free (scenes[i].sizes);
  return forecasts;
}
