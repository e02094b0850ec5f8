/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imbal metrics: every metric of somebody else's labels and scores. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

#include "app/cli/cli-labels.h"
#include "app/cli/cli-progress.h"
#include "app/cli/cli-runs.h"
#include "app/cli/cli-text.h"

typedef struct
{
  char    *label;
  char   **scores;
  char    *predicted;
  char    *threshold;
  gboolean wants_curves;
  double   cut;
} Own;

static const char *const average_nicks[] = { "macro", "weighted", "micro" };

static gboolean
check (const CliOptions *options,
       gpointer          data,
       GError          **error)
{
  Own *own = data;

  own->cut = 0.5;
  if (!cli_parse_real ("--threshold", own->threshold, -G_MAXDOUBLE, G_MAXDOUBLE, &own->cut, error))
    return FALSE;
  if (own->label == NULL || (own->scores == NULL && own->predicted == NULL))
    {
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_USAGE,
                           _ ("--label and one of --score and --predicted are needed: the names of columns"));
      return FALSE;
    }
  return TRUE;
}

static void
build_numbers (ImbJson          *json,
               const CliLabels  *labels,
               const ImbOutcome *outcome)
{
  imb_json_object (json, "metrics");
  for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
    imb_json_number (json, (*metric)->id, imb_metric_value (*metric, outcome));
  imb_json_end (json);

  imb_json_object (json, "per_class");
  for (guint c = 0; c < labels->n_classes; c++)
    {
      imb_json_object (json, labels->names[c]);
      for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
        if ((*metric)->per_class)
          imb_json_number (json, (*metric)->id, imb_metric_of_class (*metric, outcome, c));
      imb_json_end (json);
    }
  imb_json_end (json);

  imb_json_object (json, "averages");
  for (guint a = 0; a < G_N_ELEMENTS (average_nicks); a++)
    {
      imb_json_object (json, average_nicks[a]);
      for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
        if ((*metric)->per_class)
          imb_json_number (json, (*metric)->id, imb_metric_average (*metric, outcome, (ImbAverage) a));
      imb_json_end (json);
    }
  imb_json_end (json);
}

static void
print_json (const CliInput   *input,
            const CliLabels  *labels,
            const ImbOutcome *outcome,
            gboolean          wants_curves)
{
  g_autoptr (ImbJson) json = cli_json_new ();

  imb_json_count (json, "rows", imb_outcome_n_rows (outcome));
  build_numbers (json, labels, outcome);
  imb_json_array (json, "classes");
  for (guint c = 0; c < labels->n_classes; c++)
    imb_json_text (json, NULL, labels->names[c]);
  imb_json_end_array (json);
  imb_json_text (json, "positive", labels->names[labels->positive]);
  cli_confusion_build (json, outcome);
  if (wants_curves)
    cli_curves_build (json, "curves", outcome, (const char *const *) labels->names, 1);
  imb_json_notes (json, input->notes);
  imb_json_number (json, "seconds", input->seconds);
  cli_json_print (json);
}

static void
print_text (const CliInput   *input,
            const CliLabels  *labels,
            const ImbOutcome *outcome)
{
  static const char *const titles[] = { "metric", ">value", "meaning" };
  CliTable                *table = cli_table_new (titles, G_N_ELEMENTS (titles));
  g_autofree char         *title = cli_input_dup_title (input);
  g_autofree char         *positive = cli_dup_plain (labels->names[labels->positive]);

  printf (_ ("%s; positive class %s\n\n"), title, positive);
  for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
    {
      double value = imb_metric_value (*metric, outcome);

      cli_table_add (table, "%s", (*metric)->id);
      cli_table_add (table, isfinite (value) ? "%.6f" : "–", value);
      cli_table_add (table, "%s", _ ((*metric)->help));
    }
  cli_table_print (table);
  printf ("\n");
  cli_confusion_print (outcome, (const char *const *) labels->names);
}

static gboolean
read_weights (const CliInput *input,
              const char     *name,
              double        **weights,
              GError        **error)
{
  gsize j;

  if (name == NULL)
    return TRUE;
  if (!cli_input_find_column (input->table, name, &j, error))
    return FALSE;
  *weights = imb_weights_new (imb_table_column_at (input->table, j), NULL, imb_table_n_rows (input->table), error);
  return *weights != NULL;
}

static gboolean
measure (const CliOptions *options,
         gpointer          data,
         GError          **error)
{
  const Own *own = data;
  g_auto (CliInput) input = { 0 };
  g_auto (CliLabels) labels = { 0 };
  g_autoptr (ImbOutcome) outcome = NULL;
  g_autofree double *weights = NULL;

  cli_progress_start (options->quiet);
  if (!cli_input_read (&input, options, options->arguments[1], cli_progress_part (0.5), error)
      || !cli_labels_read (&labels, input.table, own->label, own->predicted, options->positive, error)
      || !cli_labels_read_scores (&labels, input.table, own->scores, error)
      || !read_weights (&input, options->weights, &weights, error))
    return FALSE;

  outcome = imb_outcome_new (labels.truth, labels.scores, labels.predicted, weights, imb_table_n_rows (input.table),
                             labels.n_classes, labels.positive, own->cut, error);
  if (outcome == NULL)
    return FALSE;

  cli_input_finish (&input, options);
  if (options->json)
    print_json (&input, &labels, outcome, own->wants_curves);
  else
    print_text (&input, &labels, outcome);
  return TRUE;
}

static const GOptionEntry entries[] = {
  { "label", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, label), N_ ("the column of the true classes, by name or #number"), "COLUMN" },
  { "score", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, CLI_OWN (Own, scores), N_ ("the score of the positive class; for more than two classes once for each, in order"), "COLUMN" },
  { "predicted", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, predicted), N_ ("the column of the predicted classes"), "COLUMN" },
  { "threshold", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, threshold), N_ ("positive from this score on (default: 0.5)"), "T" },
  { "curves", 0, 0, G_OPTION_ARG_NONE, CLI_OWN (Own, wants_curves), N_ ("with --json: the points of the curves, too"), NULL },
  { NULL },
};

const CliCommand cli_metrics = {
  .name = "metrics",
  .arguments = "FILE --label COLUMN --score COLUMN",
  .n_arguments = 1,
  .summary = N_ ("computes every metric from a table of labels and scores or predictions"),
  .details = N_ ("Examples:\n"
                 "  imbal metrics scores.csv --label label --score score_minority --positive minority\n"
                 "  imbal metrics predictions.csv --label y --predicted y_hat\n"
                 "  imbal metrics scores.csv --label label --score score_a --score score_b --score score_c --json --curves\n\n"
                 "Without --positive the rarest class counts as positive. A score may be any number; metrics of\n"
                 "probabilities need 0 to 1. “imbal list metrics” has formulas and what 0/0 gives.\n"),
  .groups = CLI_READS,
  .entries = entries,
  .own_size = sizeof (Own),
  .check = check,
  .act = measure,
};
