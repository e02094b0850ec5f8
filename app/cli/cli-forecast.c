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
             gboolean       has_missing)
{
  if (imb_plan_is_none (plan))
    return g_new0 (ImbForecast, 1);

  return imb_forecast_new (imb_plan_step_at (plan, 0)->sampler, imb_plan_step_at (plan, 0)->values, view, has_missing);
}

/* A plan's steps build upon each other; the samplers that there are do not. (transfer full) */
static GPtrArray *
forecasts_of (const ImbPlan *plan,
              GPtrArray     *plans,
              const ImbView *view,
              gboolean       has_missing)
{
  GPtrArray *forecasts;

  if (plan != NULL)
    return imb_forecast_new_plan (plan, view, has_missing);

  forecasts = g_ptr_array_new_with_free_func ((GDestroyNotify) imb_forecast_free);
  for (guint i = 0; i < plans->len; i++)
    g_ptr_array_add (forecasts, forecast_of (g_ptr_array_index (plans, i), view, has_missing));
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

gboolean
cli_forecast (const CliOptions *options,
              const ImbPlan    *plan,
              ImbImpute         impute,
              GError          **error)
{
  g_auto (CliInput) input = { 0 };
  g_autoptr (GPtrArray) plans = plans_of (plan);
  g_autoptr (GPtrArray) forecasts = NULL;
  g_autoptr (ImbJson) json = NULL;
  ImbView  view;
  gboolean has_missing;

  if (!cli_input_load (&input, options, options->arguments[1], 0.8, 0.2, error))
    return FALSE;

  view = imb_design_get_view (input.design);
  has_missing = impute == IMB_IMPUTE_NONE && imb_design_has_missing (input.design);
  forecasts = forecasts_of (plan, plans, &view, has_missing);
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
