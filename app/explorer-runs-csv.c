/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The metrics of a comparison as a table for other programs: numbers in the C locale with all their
 * digits, names as in the engine's list of metrics. */
#include "app/explorer-runs-csv.h"

#include <math.h>

static void
append_number (GString *csv,
               double   number)
{
  char text[32];

  g_string_append_c (csv, ',');
  if (isfinite (number))
    g_string_append (csv, imb_format_number (number, text));
}

static void
append_text (GString    *csv,
             const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "\"", -1);
  g_autofree char *doubled = g_strjoinv ("\"\"", parts);

  g_string_append_printf (csv, "\"%s\"", doubled);
}

static void
append_metric (GString      *csv,
               const ImbRun *run,
               const ImbRun *base,
               guint         metric)
{
  const ImbEstimate nothing = { NAN, NAN, NAN, NAN };
  gboolean          done = imb_run_get_error (run) == NULL;
  gboolean          pair = done && base != run && imb_run_get_error (base) == NULL;
  ImbEstimate       value = done ? imb_run_metric (run, metric) : nothing;
  ImbEstimate       difference = pair ? imb_run_difference (run, base, metric) : nothing;

  append_number (csv, value.value);
  append_number (csv, value.low);
  append_number (csv, value.high);
  append_number (csv, difference.value);
  append_number (csv, difference.p);
}

char *
explorer_runs_to_csv (const GPtrArray *runs)
{
  GString *csv = g_string_new ("run,model");

  g_return_val_if_fail (runs != NULL, NULL);

  for (guint j = 0; j < imb_metrics_n (); j++)
    {
      const char *id = imb_metrics ()[j]->id;

      g_string_append_printf (csv, ",%s,%s_low,%s_high,%s_difference,%s_p", id, id, id, id, id);
    }
  g_string_append (csv, ",error\n");

  for (guint i = 0; i < runs->len; i++)
    {
      const ImbRun *run = g_ptr_array_index (runs, i);

      append_text (csv, imb_run_get_spec (run)->label);
      g_string_append_c (csv, ',');
      append_text (csv, imb_run_get_model_text (run));
      for (guint j = 0; j < imb_metrics_n (); j++)
        append_metric (csv, run, g_ptr_array_index (runs, 0), j);
      g_string_append_c (csv, ',');
      if (imb_run_get_error (run) != NULL)
        append_text (csv, imb_run_get_error (run)->message);
      g_string_append_c (csv, '\n');
    }
  return g_string_free (csv, FALSE);
}
