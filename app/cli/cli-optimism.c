/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The optimism of a leak, in points: what --leaky shows minus what is true, with the sign of "looks better". */
#include "app/cli/cli-optimism.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

#include "app/cli/cli-progress.h"
#include "app/cli/cli-text.h"

GPtrArray *
cli_optimism_runs (const CliFrame  *frame,
                   const CliInput  *input,
                   const GPtrArray *specs,
                   GError         **error)
{
  ImbEvaluation evaluation = frame->evaluation;

  if (!evaluation.leaky)
    return g_ptr_array_new ();

  evaluation.leaky = FALSE;
  evaluation.n_shuffles = 0; /* importance is shown of the first runs alone */
  return imb_evaluate (input->design, specs, &evaluation, cli_progress_part (0.05), error);
}

static double
points (const ImbRun    *leaky,
        const ImbRun    *honest,
        const ImbMetric *metric)
{
  guint  index = imb_metric_index (metric);
  double difference = imb_run_metric (leaky, index).value - imb_run_metric (honest, index).value;

  return metric->better != IMB_BETTER_NEITHER ? 100.0 * imb_metric_sign (metric) * difference : NAN;
}

static gboolean
are_done (const ImbRun    *leaky,
          const GPtrArray *honest,
          guint            r)
{
  return r < honest->len && imb_run_get_error (leaky) == NULL && imb_run_get_error (honest->pdata[r]) == NULL;
}

void
cli_optimism_build (ImbJson         *json,
                    const ImbRun    *leaky,
                    const GPtrArray *honest,
                    guint            r)
{
  if (!are_done (leaky, honest, r))
    return;

  imb_json_object (json, "optimism");
  for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
    {
      imb_json_object (json, (*metric)->id);
      imb_json_number (json, "honest", imb_run_metric (honest->pdata[r], imb_metric_index (*metric)).value);
      imb_json_number (json, "points", points (leaky, honest->pdata[r], *metric));
      imb_json_end (json);
    }
  imb_json_end (json);
}

void
cli_optimism_print (const GPtrArray *leaky,
                    const GPtrArray *honest,
                    const GPtrArray *metrics)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);
  CliTable *table;

  if (honest->len == 0)
    return;

  printf (_ ("\nOptimism of the leak: points (of 100) by which a figure looks better than it is\n"));
  g_ptr_array_add (titles, g_strdup ("run"));
  for (guint m = 0; m < metrics->len; m++)
    g_ptr_array_add (titles, g_strdup_printf (">%s", ((const ImbMetric *) metrics->pdata[m])->id));
  table = cli_table_new ((const char *const *) titles->pdata, titles->len);
  for (guint r = 0; r < leaky->len; r++)
    {
      if (!are_done (leaky->pdata[r], honest, r))
        continue;
      cli_table_add (table, "%s", imb_run_get_spec (leaky->pdata[r])->label);
      for (guint m = 0; m < metrics->len; m++)
        {
          double value = points (leaky->pdata[r], honest->pdata[r], metrics->pdata[m]);

          if (isnan (value))
            cli_table_add (table, "–");
          else
            cli_table_add (table, "%s%.1f", value <= -0.05 ? "−" : value >= 0.05 ? "+"
                                                                                 : "",
                           fabs (value));
        }
    }
  cli_table_print (table);
}
