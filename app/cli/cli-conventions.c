/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/cli-conventions.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

#include "app/cli/cli-text.h"

void
cli_conventions_build (ImbJson          *json,
                       const ImbOutcome *outcome)
{
  imb_json_array (json, "elsewhere");
  for (const ImbConvention *other = imb_conventions (); other->metric != NULL; other++)
    {
      if (!imb_convention_differs (other, outcome))
        continue;
      imb_json_object (json, NULL);
      imb_json_text (json, "metric", other->metric);
      imb_json_text (json, "who", other->who);
      imb_json_number (json, "value", other->value (outcome));
      imb_json_text (json, "how", _ (other->how));
      imb_json_end (json);
    }
  imb_json_end_array (json);
}

void
cli_conventions_print (const ImbOutcome *outcome)
{
  static const char *const titles[] = { "elsewhere", ">value", "whose", "what is different" };
  CliTable                *table = NULL;

  for (const ImbConvention *other = imb_conventions (); other->metric != NULL; other++)
    {
      double value;

      if (!imb_convention_differs (other, outcome))
        continue;
      if (table == NULL)
        table = cli_table_new (titles, G_N_ELEMENTS (titles));
      value = other->value (outcome);
      cli_table_add (table, "%s", other->metric);
      cli_table_add (table, isfinite (value) ? "%.6f" : "–", value);
      cli_table_add (table, "%s", other->who);
      cli_table_add (table, "%s", _ (other->how));
    }
  if (table == NULL)
    return;
  printf ("\n");
  cli_table_print (table);
}
