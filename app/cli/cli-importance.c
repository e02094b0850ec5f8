/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/cli-importance.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

#include "app/cli/cli-options.h"
#include "app/cli/cli-text.h"

#define MOST_SHUFFLES 1000
#define MOST_SHOWN    20

gboolean
cli_importance_parse (const char *text,
                      guint      *n_shuffles,
                      GError    **error)
{
  guint64 n = 0;

  if (!cli_parse_count ("--importance", text, 1, MOST_SHUFFLES, &n, error))
    return FALSE;
  *n_shuffles = (guint) n;
  return TRUE;
}

static const char *
name_of (const ImbDesign *design,
         gsize            feature)
{
  return imb_design_get_view (design).features[feature];
}

static void
build_estimate (ImbJson    *json,
                const char *key,
                ImbEstimate estimate)
{
  imb_json_object (json, key);
  imb_json_number (json, "value", estimate.value);
  imb_json_number (json, "low", estimate.low);
  imb_json_number (json, "high", estimate.high);
  imb_json_end (json);
}

void
cli_importance_build (ImbJson         *json,
                      const ImbDesign *design,
                      const ImbRun    *run)
{
  if (imb_run_get_evaluation (run)->n_shuffles == 0)
    return;
  imb_json_array (json, "importance");
  for (gsize j = 0; j < imb_design_n_features (design); j++)
    {
      imb_json_object (json, NULL);
      imb_json_text (json, "feature", name_of (design, j));
      if (imb_run_get_spec (run)->model->importances != NULL)
        build_estimate (json, "impurity_importance", imb_run_model_importance (run, j));
      imb_json_object (json, "metrics");
      for (guint m = 0; m < imb_metrics_n (); m++)
        {
          ImbEstimate loss = imb_run_importance (run, j, m);

          if (!imb_metrics ()[m]->usual)
            continue;
          build_estimate (json, imb_metrics ()[m]->id, loss);
        }
      imb_json_end (json);
      imb_json_end (json);
    }
  imb_json_end_array (json);
}

typedef struct
{
  gsize       feature;
  ImbEstimate loss;
} Entry;

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const Entry *x = a, *y = b;

  if (isnan (x->loss.value) != isnan (y->loss.value))
    return isnan (x->loss.value) ? 1 : -1;
  if (x->loss.value != y->loss.value && !isnan (x->loss.value))
    return x->loss.value > y->loss.value ? -1 : 1;
  return (x->feature > y->feature) - (x->feature < y->feature);
}

static const ImbMetric *
metric_of (const GPtrArray *metrics)
{
  const ImbMetric *chosen = imb_metric_find ("average_precision");

  if (g_ptr_array_find ((GPtrArray *) metrics, chosen, NULL))
    return chosen;
  for (guint i = 0; i < metrics->len; i++)
    if (((const ImbMetric *) metrics->pdata[i])->usual)
      return metrics->pdata[i];
  return chosen;
}

static void
add_impurity (CliTable   *table,
              ImbEstimate estimate)
{
  g_autofree char *value = cli_dup_score (estimate.value), *low = cli_dup_score (MAX (estimate.low, 0.0)), *high = cli_dup_score (MIN (estimate.high, 1.0));

  cli_table_add (table, "%s", value);
  cli_table_add (table, "%s … %s", low, high);
}

void
cli_importance_print (const ImbDesign *design,
                      const ImbRun    *run,
                      const GPtrArray *metrics)
{
  static const char *const titles[] = { "feature", ">loses", ">95 % interval", ">impurity", ">95 % interval" };
  const gboolean           has_impurity = imb_run_get_spec (run)->model->importances != NULL;
  const gsize              n = imb_design_n_features (design);
  const ImbMetric         *metric = metric_of (metrics);
  g_autofree Entry        *entries = g_new (Entry, MAX (n, 1));
  CliTable                *table;

  if (imb_run_get_evaluation (run)->n_shuffles == 0)
    return;
  for (gsize j = 0; j < n; j++)
    entries[j] = (Entry){ j, imb_run_importance (run, j, imb_metric_index (metric)) };
  qsort (entries, n, sizeof *entries, compare);
  if (imb_run_get_evaluation (run)->leaky)
    printf (_ ("\nWhat %s loses when a feature is shuffled among the tested rows (LEAKY, as the scores above):\n"), metric->id);
  else
    printf (_ ("\nWhat %s loses when a feature is shuffled among the tested rows:\n"), metric->id);
  table = cli_table_new (titles, has_impurity ? 5 : 3);
  for (gsize j = 0; j < MIN (n, MOST_SHOWN); j++)
    {
      g_autofree char *value = cli_dup_score (entries[j].loss.value), *low = cli_dup_score (entries[j].loss.low), *high = cli_dup_score (entries[j].loss.high);

      cli_table_add_name (table, name_of (design, entries[j].feature));
      cli_table_add (table, "%s", value);
      cli_table_add (table, "%s … %s", low, high);
      if (has_impurity)
        add_impurity (table, imb_run_model_importance (run, entries[j].feature));
    }
  cli_table_print (table);
  if (n > MOST_SHOWN)
    printf (_ ("  … and %zu more features (--json has all)\n"), n - MOST_SHOWN);
}
