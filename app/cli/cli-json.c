/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/cli-json.h"

#include <stdio.h>

ImbJson *
cli_json_new (void)
{
  ImbJson *json = imb_json_new ();

  imb_json_text (json, "version", IMB_VERSION);
  return json;
}

static void
build_value (ImbJson        *json,
             const ImbParam *param,
             gconstpointer   values)
{
  const ImbChoice *choice = param->choices;

  switch (param->kind)
    {
    case IMB_KIND_INT:
      imb_json_number (json, param->name, G_STRUCT_MEMBER (int, values, param->offset));
      break;
    case IMB_KIND_REAL:
      imb_json_number (json, param->name, G_STRUCT_MEMBER (double, values, param->offset));
      break;
    case IMB_KIND_BOOL:
      imb_json_flag (json, param->name, G_STRUCT_MEMBER (gboolean, values, param->offset));
      break;
    case IMB_KIND_CHOICE:
      while (choice->value != G_STRUCT_MEMBER (int, values, param->offset))
        choice++;
      imb_json_text (json, param->name, choice->nick);
      break;
    case IMB_KIND_TEXT:
    default:
      imb_json_text (json, param->name, G_STRUCT_MEMBER (const char *, values, param->offset));
    }
}

void
cli_json_plan (ImbJson       *json,
               const ImbPlan *plan)
{
  imb_json_text (json, "plan", imb_plan_get_text (plan));
  imb_json_array (json, "steps");
  for (guint i = 0; i < imb_plan_n_steps (plan); i++)
    {
      const ImbPlanStep *step = imb_plan_step_at (plan, i);

      imb_json_object (json, NULL);
      imb_json_text (json, "sampler", step->sampler->base.id);
      imb_json_object (json, "parameters");
      for (const ImbParam *param = step->sampler->base.params; param->name != NULL; param++)
        build_value (json, param, step->values);
      imb_json_end (json);
      imb_json_end (json);
    }
  imb_json_end_array (json);
}

void
cli_json_print (ImbJson *json)
{
  fputs (imb_json_finish (json), stdout);
}
