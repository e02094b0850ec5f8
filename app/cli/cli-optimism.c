/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The optimism of a leak: what --leaky shows minus what is true, with the sign of "looks better"; in points, or in the metric's own unit where it is no share. */
#include "app/cli/cli-optimism.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

#include "app/cli/cli-progress.h"
#include "app/cli/cli-text.h"

#define LEAST 0.0005 /* what is not shown as 0 */

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

/* In the metric's own unit; NaN: neither way is better. */
static double
better_by (const ImbRun    *leaky,
           const ImbRun    *honest,
           const ImbMetric *metric)
{
  guint  index = imb_metric_index (metric);
  double difference = imb_run_metric (leaky, index).value - imb_run_metric (honest, index).value;

  return metric->better != IMB_BETTER_NEITHER ? imb_metric_sign (metric) * difference : NAN;
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
      imb_json_number (json, "better_by", better_by (leaky, honest->pdata[r], *metric));
      imb_json_number (json, "points", imb_metric_has_points (*metric) ? 100.0 * better_by (leaky, honest->pdata[r], *metric) : NAN);
      imb_json_end (json);
    }
  imb_json_end (json);
}

/* "+3.2" points, or "+7.351" of what is no share. */
static void
add_optimism (CliTable        *table,
              const ImbMetric *metric,
              double           value)
{
  const gboolean   has_points = imb_metric_has_points (metric);
  g_autofree char *text = has_points ? g_strdup_printf ("%.1f", 100.0 * fabs (value)) : cli_dup_score (fabs (value));

  cli_table_add (table, "%s%s", value <= -LEAST ? "−" : value >= LEAST ? "+"
                                                                       : "",
                 isnan (value) ? "–" : text);
}

/* Those whose figures are no points. (transfer full) (nullable) */
static char *
dup_without_points (const GPtrArray *metrics)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint m = 0; m < metrics->len; m++)
    if (!imb_metric_has_points (metrics->pdata[m]))
      g_ptr_array_add (ids, (gpointer) ((const ImbMetric *) metrics->pdata[m])->id);
  if (ids->len == 0)
    return NULL;
  g_ptr_array_add (ids, NULL);
  return g_strjoinv (", ", (char **) ids->pdata);
}

void
cli_optimism_print (const GPtrArray *leaky,
                    const GPtrArray *honest,
                    const GPtrArray *metrics)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *unlike = dup_without_points (metrics);
  CliTable        *table;

  if (honest->len == 0)
    return;

  printf (_ ("\nOptimism of the leak: points (of 100) by which a figure looks better than it is\n"));
  if (unlike != NULL)
    printf (_ ("(in their own units, as these are no shares: %s)\n"), unlike);
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
          const ImbMetric *metric = metrics->pdata[m];

          add_optimism (table, metric, better_by (leaky->pdata[r], honest->pdata[r], metric));
        }
    }
  cli_table_print (table);
}
