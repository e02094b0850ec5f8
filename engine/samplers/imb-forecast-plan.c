/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps of a plan are asked in turn about the class sizes that the ones before them leave. What cleaning leaves only the rows decide, so
 * of each table that a step may meet up to three are carried on: one from which it took nothing, one from which it took all that it may,
 * and one from which it took all but of the largest class. Of an under-sampler that may leave other numbers than those it is asked for the
 * first has these, the others the fewest or the most that it may leave. Tables that a later step makes alike are one again, but what it
 * may take itself is asked of each: an under-sampler evens classes out, whatever was taken before, and the next cleaner starts from there.
 * Where a step says the same to all of them there is no doubt; else it depends on the last step that made them differ. */
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
  N_TAKES,
};

#define MOST_SCENES 81 /* four doubtful steps' worth; then each scene goes on the way it came */

/* A table of which only the class sizes are known. */
typedef struct
{
  ImbView view; /* its counts are sizes */
  gsize  *sizes;
  guint   takes; /* how the last step that could left it */
} Scene;

static void
scene_clear (gpointer data)
{
  g_free (((Scene *) data)->sizes);
}

static void
scene_init (Scene         *self,
            const ImbView *in)
{
  self->view = *in;
  self->takes = TAKES_NOTHING;
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

/* Whether a sampler that makes rows may leave a class without some that it had. Groups are kept whole, whatever it put in their rows' place. */
static gboolean
loses_rows (const ImbSampler *sampler,
            const ImbView    *in)
{
  return (sampler->flags & IMB_SAMPLER_DROPS) != 0 && ((sampler->flags & IMB_SAMPLER_REPLACES) == 0 || in->groups != NULL);
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
        open = kind == IMB_STRATEGY_CLEAN ? targets[c] > 0 : loses_rows (sampler, &self->view);
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

static gboolean
is_alike (const Scene *a,
          const Scene *b)
{
  return memcmp (a->sizes, b->sizes, a->view.n_classes * sizeof (gsize)) == 0;
}

/* Takes over @scene, unless there is one like it. */
static void
add_scene (GArray *scenes,
           Scene   scene)
{
  for (guint i = 0; i < scenes->len; i++)
    if (is_alike (&g_array_index (scenes, Scene, i), &scene))
      {
        scene_clear (&scene);
        return;
      }
  g_array_append_val (scenes, scene);
}

static GArray *
new_scenes (void)
{
  GArray *scenes = g_array_new (FALSE, FALSE, sizeof (Scene));

  g_array_set_clear_func (scenes, scene_clear);
  return scenes;
}

/* The table after the step took what @takes says. */
static Scene
scene_after (const Scene       *before,
             const ImbPlanStep *step,
             guint              takes)
{
  Scene after;

  scene_init (&after, &before->view);
  pass_step (&after, step, takes);
  after.takes = takes;
  return after;
}

/* What each of @scenes may become; the first is the one from which nothing was ever taken. @differs: (out): whether the step makes a
 * difference that was not there before. (transfer full) */
static GArray *
pass_all (const GArray      *scenes,
          const ImbPlanStep *step,
          gboolean          *differs)
{
  const gboolean branches = scenes->len * N_TAKES <= MOST_SCENES;
  GArray        *after = new_scenes ();

  *differs = FALSE;
  for (guint i = 0; i < scenes->len; i++)
    {
      const Scene *before = &g_array_index (scenes, Scene, i);
      Scene        outcomes[N_TAKES];
      gboolean     is_open = FALSE; /* it matters how much is taken */

      for (guint takes = 0; takes < N_TAKES; takes++)
        {
          outcomes[takes] = scene_after (before, step, takes);
          is_open |= !is_alike (&outcomes[takes], &outcomes[TAKES_NOTHING]);
        }
      *differs |= is_open;
      if (!is_open)
        outcomes[before->takes].takes = outcomes[TAKES_NOTHING].takes = before->takes;
      for (guint takes = 0; takes < N_TAKES; takes++)
        if (branches || takes == before->takes)
          add_scene (after, outcomes[takes]);
        else
          scene_clear (&outcomes[takes]);
    }
  return after;
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
is_sure (const GArray      *scenes,
         const ImbPlanStep *step)
{
  gboolean ready = imb_sampler_check (step->sampler, step->values, &g_array_index (scenes, Scene, 0).view, NULL);

  for (guint i = 1; i < scenes->len; i++)
    if (imb_sampler_check (step->sampler, step->values, &g_array_index (scenes, Scene, i).view, NULL) != ready)
      return FALSE;
  return TRUE;
}

static GPtrArray *
forecast_steps (const ImbPlan *plan,
                const ImbView *in,
                gboolean       has_rows,
                guint32        seed,
                ImbFlaws       flaws)
{
  GPtrArray *forecasts = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_forecast_free);
  g_autoptr (GArray) scenes = new_scenes ();
  Scene    first;
  gboolean differs;
  guint    doubt = 0; /* the last step, from 1, that made the scenes differ */

  scene_init (&first, in);
  g_array_append_val (scenes, first);
  for (guint i = 0; i < imb_plan_n_steps (plan); i++)
    {
      const ImbPlanStep *step = imb_plan_step_at (plan, i);
      const ImbView     *view = &g_array_index (scenes, Scene, 0).view;
      ImbForecast       *forecast = i == 0 && has_rows ? imb_forecast_new (step->sampler, step->values, view, seed, flaws)
                                                       : imb_forecast_new_expected (step->sampler, step->values, view, flaws);
      GArray            *after;

      if (doubt > 0 && !is_sure (scenes, step))
        {
          ImbForecast *doubtful = new_doubtful (plan, doubt, forecast);

          imb_forecast_free (forecast);
          forecast = doubtful;
        }
      g_ptr_array_add (forecasts, forecast);
      after = pass_all (scenes, step, &differs);
      g_array_unref (scenes);
      scenes = after;
      if (differs)
        doubt = i + 1;
    }
  return forecasts;
}

GPtrArray *
imb_forecast_new_plan (const ImbPlan *plan,
                       const ImbView *in,
                       guint32        seed,
                       ImbFlaws       flaws)
{
  return forecast_steps (plan, in, TRUE, seed, flaws);
}

GPtrArray *
imb_forecast_new_plan_expected (const ImbPlan *plan,
                                const ImbView *in,
                                ImbFlaws       flaws)
{
  return forecast_steps (plan, in, FALSE, 0, flaws);
}
