/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imbal resample --forecast: what each sampler will say to the table, before any work. */
#include "app/cli/cli-forecast.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "app/cli/cli-json.h"
#include "app/cli/cli-text.h"

/* The plan's steps, or every sampler. (transfer full) */
static GPtrArray *
plans_of (const ImbPlan *plan)
{
  GPtrArray *plans = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_plan_unref);

  for (guint i = 0; plan != NULL && i < imb_plan_n_steps (plan); i++)
    g_ptr_array_add (plans, imb_plan_new (imb_plan_step_at (plan, i)->sampler, imb_plan_step_at (plan, i)->values));
  for (const ImbSampler *const *s = imb_samplers (); plan == NULL && *s != NULL; s++)
    g_ptr_array_add (plans, imb_plan_new (*s, NULL));
  return plans;
}

/* "none" is the plan without steps. (transfer full) */
static ImbForecast *
forecast_of (const ImbPlan *plan,
             const ImbView *view,
             guint32        seed,
             ImbFlaws       flaws)
{
  if (imb_plan_is_none (plan))
    return g_new0 (ImbForecast, 1);

  return imb_forecast_new (imb_plan_step_at (plan, 0)->sampler, imb_plan_step_at (plan, 0)->values, view, seed, flaws);
}

/* A plan's steps build upon each other; the samplers that there are do not. (transfer full) */
static GPtrArray *
forecasts_of (const ImbPlan *plan,
              GPtrArray     *plans,
              const ImbView *view,
              guint32        seed,
              ImbFlaws       flaws)
{
  GPtrArray *forecasts;

  if (plan != NULL)
    return imb_forecast_new_plan (plan, view, seed, flaws);

  forecasts = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_forecast_free);
  for (guint i = 0; i < plans->len; i++)
    g_ptr_array_add (forecasts, forecast_of (g_ptr_array_index (plans, i), view, seed, flaws));
  return forecasts;
}

static void
build (ImbJson           *json,
       const ImbPlan     *plan,
       const ImbForecast *forecast)
{
  imb_json_object (json, NULL);
  imb_json_text (json, "sampler", imb_plan_get_text (plan));
  imb_json_text (json, "forecast", imb_outlook_nick (forecast->outlook));
  imb_json_object (json, "changes");
  for (guint i = 0; i < forecast->n_changes; i++)
    imb_json_text (json, forecast->changes[i].param->name, forecast->changes[i].value);
  imb_json_end (json);
  if (forecast->depends_on > 0)
    imb_json_count (json, "depends_on", forecast->depends_on);
  else
    imb_json_text (json, "depends_on", NULL);
  imb_json_text (json, "sentence", forecast->sentence);
  imb_json_end (json);
}

static void
print (const CliInput *input,
       GPtrArray      *plans,
       GPtrArray      *forecasts)
{
  static const char *const titles[] = { "sampler", "forecast", "" };
  g_autofree char         *title = cli_input_dup_title (input);
  CliTable                *table = cli_table_new (titles, G_N_ELEMENTS (titles));

  printf ("%s\n\n", title);
  for (guint i = 0; i < plans->len; i++)
    {
      const ImbForecast *forecast = g_ptr_array_index (forecasts, i);
      g_autofree char   *words = imb_forecast_dup_words (forecast, FALSE);
      g_autofree char   *sentence = cli_dup_plain (forecast->sentence != NULL ? forecast->sentence : "");

      cli_table_add (table, "%s", imb_plan_get_text (g_ptr_array_index (plans, i)));
      cli_table_add (table, "%s", words);
      cli_table_add (table, "%s", sentence);
    }
  cli_table_print (table);
}

/* The rows as samplers will see them. What cannot be scaled is too large for those that measure distances. */
static ImbSpace *
prepare (ImbDesign     *design,
         const ImbPlan *plan,
         ImbImpute      impute,
         ImbScale       scale,
         ImbView       *view,
         ImbFlaws      *flaws)
{
  const gboolean fill = plan == NULL || imb_plan_find_needy (plan) != NULL;
  g_autoptr (GError) too_large = NULL;
  ImbSpace *space = imb_space_new (design, fill ? impute : IMB_IMPUTE_NONE, scale, NULL, &too_large);

  *view = space != NULL ? imb_space_get_view (space) : imb_design_get_view (design);
  *flaws = imb_forecast_find_flaws (view) | (space == NULL ? IMB_FLAW_LARGE : 0);
  return space;
}

gboolean
cli_forecast (const CliOptions *options,
              const ImbPlan    *plan,
              ImbImpute         impute,
              ImbScale          scale,
              GError          **error)
{
  g_auto (CliInput) input = { 0 };
  g_autoptr (GPtrArray) plans = plans_of (plan);
  g_autoptr (GPtrArray) forecasts = NULL;
  g_autoptr (ImbJson) json = NULL;
  g_autoptr (ImbSpace) space = NULL;
  ImbView  view;
  ImbFlaws flaws;

  if (!cli_input_load (&input, options, options->arguments[1], 0.8, 0.2, error))
    return FALSE;

  space = prepare (input.design, plan, impute, scale, &view, &flaws);
  forecasts = forecasts_of (plan, plans, &view, options->seed, flaws);
  cli_input_finish (&input, options);
  if (!options->json)
    {
      print (&input, plans, forecasts);
      return TRUE;
    }

  json = cli_json_new ();
  imb_json_array (json, "forecasts");
  for (guint i = 0; i < plans->len; i++)
    build (json, g_ptr_array_index (plans, i), g_ptr_array_index (forecasts, i));
  imb_json_end_array (json);
  imb_json_notes (json, input.notes);
  cli_json_print (json);
  return TRUE;
}
