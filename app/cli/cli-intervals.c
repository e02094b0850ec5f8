/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals of all tested rows together: the option, as JSON, as text. */
#include "app/cli/cli-intervals.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/cli-text.h"

gboolean
cli_intervals_parse (const char   *text,
                     ImbIntervals *how,
                     GError      **error)
{
  if (text == NULL || strcmp (text, "quick") == 0)
    *how = IMB_INTERVALS_QUICK;
  else if (strcmp (text, "bootstrap") == 0)
    *how = IMB_INTERVALS_BOOTSTRAP;
  else if (strcmp (text, "bca") == 0)
    *how = IMB_INTERVALS_BCA;
  else
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--intervals: “%s” is not known; it is quick, bootstrap or bca"), text);
      return FALSE;
    }
  return TRUE;
}

void
cli_intervals_build (ImbJson           *json,
                     const char        *name,
                     const ImbInterval *intervals)
{
  imb_json_object (json, name);
  for (guint m = 0; m < imb_metrics_n (); m++)
    {
      if (intervals[m].method == NULL)
        continue;
      imb_json_object (json, imb_metrics ()[m]->id);
      imb_json_number (json, "value", intervals[m].value);
      imb_json_number (json, "low", intervals[m].low);
      imb_json_number (json, "high", intervals[m].high);
      imb_json_text (json, "method", intervals[m].method);
      imb_json_end (json);
    }
  imb_json_end (json);
}

void
cli_intervals_print (const GPtrArray   *metrics,
                     const ImbInterval *intervals)
{
  static const char *const titles[] = { "metric", ">value", ">95 % interval", "by" };
  CliTable                *table = NULL;

  for (guint k = 0; k < metrics->len; k++)
    {
      const ImbInterval *interval = &intervals[imb_metric_index (metrics->pdata[k])];
      g_autofree char   *value = cli_dup_score (interval->value);
      g_autofree char   *low = cli_dup_score (interval->low);
      g_autofree char   *high = cli_dup_score (interval->high);

      if (interval->method == NULL)
        continue;
      if (table == NULL)
        table = cli_table_new (titles, G_N_ELEMENTS (titles));
      cli_table_add (table, "%s", ((const ImbMetric *) metrics->pdata[k])->id);
      cli_table_add (table, "%s", value);
      cli_table_add (table, "%s … %s", low, high);
      cli_table_add (table, "%s", interval->method);
    }
  if (table != NULL)
    {
      printf ("\n");
      cli_table_print (table);
    }
}
