/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imbal metrics: every metric of somebody else's labels and scores. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

#include "app/cli/cli-conventions.h"
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
  char    *classes;
  char    *correction;
  char    *alpha;
  char    *prevalence;
  char    *cost;
  gboolean is_plain;
  gboolean wants_curves;

  double         cut;
  double         share; /* of the positive class where the figures are to hold; 0: as it is */
  ImbBalanceRule rule;
} Own;

static const char *const average_nicks[] = { "macro", "weighted", "micro" };

static gboolean
check (const CliOptions *options,
       gpointer          data,
       GError          **error)
{
  Own *own = data;

  own->cut = 0.5;
  own->rule = IMB_BALANCE_RULE;
  own->rule.is_plain = own->is_plain;
  if (!cli_parse_real ("--threshold", own->threshold, -G_MAXDOUBLE, G_MAXDOUBLE, &own->cut, error)
      || !cli_parse_real ("--correction", own->correction, 0.0, 1.0, &own->rule.correction, error)
      || !cli_parse_real ("--alpha", own->alpha, 0.0, 1.0, &own->rule.alpha, error)
      || !cli_parse_share ("--prevalence", own->prevalence, &own->share, error))
    return FALSE;
  if (options->target != NULL || options->features != NULL || options->ignore != NULL || options->group != NULL || options->categorical != NULL)
    {
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_USAGE,
                           _ ("--target, --features, --ignore, --group and --categorical say nothing to metrics, which reads the columns of --label, --score and --predicted; leave them out"));
      return FALSE;
    }
  if (own->label == NULL || (own->scores == NULL && own->predicted == NULL))
    {
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_USAGE,
                           _ ("--label and one of --score and --predicted are needed: the names of columns"));
      return FALSE;
    }
  return TRUE;
}

/* What decisions cost. NaN: undefined, without scores or with more than two classes. */
typedef struct
{
  gboolean is_known;
  double   per_row;
  double   threshold; /* by the costs alone, when scores are probabilities */
  double   cheapest;  /* with which these rows cost least; above all scores: never */
  double   least;     /* what they cost then */
} Bill;

/* What the rows cost when they are decided at @threshold. */
static double
cost_at (const ImbCosts   *costs,
         const ImbOutcome *outcome,
         double            threshold)
{
  const gsize         n = imb_outcome_n_rows (outcome);
  const guint         positive = imb_outcome_get_positive (outcome);
  const double       *scores = imb_outcome_get_scores (outcome);
  g_autofree guint16 *decided = g_new (guint16, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    decided[i] = (guint16) (scores[2 * i + positive] >= threshold ? positive : 1 - positive);
  return imb_costs_mean (costs, imb_outcome_get_truth (outcome), decided, NULL, imb_outcome_get_weights (outcome), n);
}

static gboolean
work_out_costs (const Own        *own,
                const CliLabels  *labels,
                const ImbOutcome *outcome,
                Bill             *bill,
                GError          **error)
{
  const gsize        n = imb_outcome_n_rows (outcome);
  const double      *scores = imb_outcome_get_scores (outcome);
  g_autofree double *matrix = NULL;
  g_autofree double *positive = NULL;
  g_autoptr (ImbCosts) costs = NULL;

  *bill = (Bill){ own->cost != NULL, NAN, NAN, NAN, NAN };
  if (own->cost == NULL)
    return TRUE;
  matrix = imb_costs_read_matrix (own->cost, (const char *const *) labels->names, labels->n_classes, error);
  if (matrix == NULL)
    return FALSE;

  costs = imb_costs_from_classes (matrix, labels->n_classes, labels->positive);
  bill->per_row = imb_costs_mean (costs, imb_outcome_get_truth (outcome), imb_outcome_get_predicted (outcome), NULL, imb_outcome_get_weights (outcome), n);
  if (labels->n_classes != 2)
    return TRUE;
  bill->threshold = imb_costs_threshold (costs);
  if (scores == NULL)
    return TRUE;

  positive = g_new (double, MAX (n, 1));
  for (gsize i = 0; i < n; i++)
    positive[i] = scores[2 * i + labels->positive];
  if (!imb_costs_best_threshold (costs, positive, imb_outcome_get_truth (outcome), NULL, imb_outcome_get_weights (outcome), n, &bill->cheapest, error))
    return FALSE;
  bill->least = cost_at (costs, outcome, bill->cheapest);
  return TRUE;
}

static void
build_bill (ImbJson    *json,
            const Bill *bill)
{
  if (!bill->is_known)
    return;
  imb_json_number (json, "cost_per_row", bill->per_row);
  imb_json_number (json, "cost_threshold", bill->threshold);
  imb_json_object (json, "cheapest");
  imb_json_number (json, "threshold", bill->cheapest);
  imb_json_number (json, "cost_per_row", bill->least);
  imb_json_end (json);
}

static void
print_bill (const Bill *bill)
{
  g_autofree char *cost = cli_dup_amount (bill->per_row, FALSE), *least = cli_dup_amount (bill->least, FALSE);

  if (!bill->is_known)
    return;
  printf (_ ("\nA row costs %s as it is decided.\n"), cost);
  if (!isnan (bill->threshold))
    printf (_ ("By the costs a row is better called positive from a probability of %.4g on.\n"), bill->threshold);
  if (!isnan (bill->cheapest))
    printf (_ ("These rows cost least, %s each, with the threshold %.6g.\n"), least, bill->cheapest);
}

/* Which classes are shown each for itself: those that were chosen, else all. */
static guint
n_shown (const CliLabels *labels)
{
  return labels->chosen != NULL ? labels->n_chosen : labels->n_classes;
}

static guint
shown_at (const CliLabels *labels,
          guint            k)
{
  return labels->chosen != NULL ? labels->chosen[k] : k;
}

/* The rows of each class, or the sums of their weights: as they are given, whatever share is asked for. (transfer full) */
static double *
count_rows (const CliLabels *labels,
            const double    *weights,
            gsize            n)
{
  double *support = g_new0 (double, labels->n_classes);

  for (gsize i = 0; i < n; i++)
    support[labels->truth[i]] += weights != NULL ? weights[i] : 1.0;
  return support;
}

static void
build_numbers (ImbJson          *json,
               const CliLabels  *labels,
               const ImbOutcome *outcome,
               const double     *support)
{
  const ImbChosen chosen = { labels->chosen, labels->n_chosen };

  imb_json_object (json, "metrics");
  for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
    imb_json_number (json, (*metric)->id, imb_metric_value (*metric, outcome));
  imb_json_end (json);

  imb_json_object (json, "per_class");
  for (guint k = 0; k < n_shown (labels); k++)
    {
      imb_json_object (json, labels->names[shown_at (labels, k)]);
      for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
        if ((*metric)->per_class)
          imb_json_number (json, (*metric)->id, imb_metric_of_class (*metric, outcome, shown_at (labels, k)));
      imb_json_end (json);
    }
  imb_json_end (json);

  imb_json_object (json, "support");
  for (guint k = 0; k < n_shown (labels); k++)
    imb_json_number (json, labels->names[shown_at (labels, k)], support[shown_at (labels, k)]);
  imb_json_end (json);

  imb_json_object (json, "averages");
  for (guint a = 0; a < G_N_ELEMENTS (average_nicks); a++)
    {
      imb_json_object (json, average_nicks[a]);
      for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
        if ((*metric)->per_class)
          imb_json_number (json, (*metric)->id, imb_metric_average (*metric, outcome, (ImbAverage) a, labels->chosen != NULL ? &chosen : NULL));
      imb_json_end (json);
    }
  imb_json_end (json);
}

static void
build_balance (ImbJson    *json,
               const char *name,
               ImbBalance  balance)
{
  imb_json_object (json, name);
  imb_json_number (json, "recall", balance.recall);
  imb_json_number (json, "specificity", balance.specificity);
  imb_json_number (json, "g_mean", balance.g_mean);
  imb_json_number (json, "iba", balance.iba);
  imb_json_end (json);
}

/* @c: a class, or −1: of the headlines. */
static void
build_indices (ImbJson              *json,
               const char           *name,
               const ImbOutcome     *outcome,
               int                   c,
               const ImbBalanceRule *rule)
{
  imb_json_object (json, name);
  for (const ImbMetric *const *metric = imb_metrics (); *metric != NULL; metric++)
    if (imb_metric_can_be_balanced (*metric) && (c < 0 || (*metric)->per_class))
      imb_json_number (json, (*metric)->id, imb_metric_index_balanced (*metric, outcome, c, rule));
  imb_json_end (json);
}

static void
build_balanced (ImbJson          *json,
                const CliLabels  *labels,
                const ImbOutcome *outcome,
                const Own        *own)
{
  const double   *confusion = imb_outcome_get_confusion (outcome);
  const ImbChosen chosen = { labels->chosen, labels->n_chosen };
  ImbBalanceRule  rule = own->rule;

  rule.chosen = labels->chosen != NULL ? &chosen : NULL;
  imb_json_object (json, "balanced");
  imb_json_number (json, "correction", rule.correction);
  imb_json_number (json, "alpha", rule.alpha);
  imb_json_flag (json, "squared", !rule.is_plain);
  build_balance (json, "classes", imb_balance_of_classes (confusion, labels->n_classes, &rule));
  for (guint a = 0; a < G_N_ELEMENTS (average_nicks); a++)
    build_balance (json, average_nicks[a], imb_balance_of_average (confusion, labels->n_classes, (ImbAverage) a, &rule));
  build_indices (json, "metrics", outcome, -1, &rule);
  imb_json_object (json, "per_class");
  for (guint k = 0; k < n_shown (labels); k++)
    build_indices (json, labels->names[shown_at (labels, k)], outcome, (int) shown_at (labels, k), &rule);
  imb_json_end (json);
  imb_json_end (json);
}

static void
print_json (const CliInput   *input,
            const CliLabels  *labels,
            const ImbOutcome *outcome,
            const double     *support,
            const Own        *own,
            const Bill       *bill)
{
  g_autoptr (ImbJson) json = cli_json_new ();

  imb_json_count (json, "rows", imb_outcome_n_rows (outcome));
  imb_json_number (json, "prevalence", own->share > 0.0 ? own->share : NAN);
  build_bill (json, bill);
  build_numbers (json, labels, outcome, support);
  build_balanced (json, labels, outcome, own);
  imb_json_array (json, "classes");
  for (guint c = 0; c < labels->n_classes; c++)
    imb_json_text (json, NULL, labels->names[c]);
  imb_json_end_array (json);
  imb_json_text (json, "positive", labels->names[labels->positive]);
  cli_confusion_build (json, outcome);
  cli_conventions_build (json, outcome);
  if (own->wants_curves)
    cli_curves_build (json, "curves", outcome, (const char *const *) labels->names, 1);
  imb_json_notes (json, input->notes);
  imb_json_number (json, "seconds", input->seconds);
  cli_json_print (json);
}

/* A line for each class, and their means by rows. */
static void
print_classes (const CliLabels  *labels,
               const ImbOutcome *outcome,
               const double     *support)
{
  static const char *const ids[] = { "precision", "recall", "specificity", "f1", "g_mean", "iba" };
  static const char *const titles[] = { "class", ">precision", ">recall", ">specificity", ">f1", ">g_mean", ">iba", ">rows" };
  const ImbChosen          chosen = { labels->chosen, labels->n_chosen };
  CliTable                *table = cli_table_new (titles, G_N_ELEMENTS (titles));
  double                   n = 0.0;

  for (guint k = 0; k < n_shown (labels); k++)
    {
      guint c = shown_at (labels, k);

      cli_table_add_name (table, labels->names[c]);
      for (guint j = 0; j < G_N_ELEMENTS (ids); j++)
        cli_table_add (table, "%.3f", imb_metric_of_class (imb_metric_find (ids[j]), outcome, c));
      cli_table_add (table, "%.12g", support[c]);
      n += support[c];
    }
  cli_table_add (table, "%s", _ ("mean by rows"));
  for (guint j = 0; j < G_N_ELEMENTS (ids); j++)
    {
      g_autofree char *score = cli_dup_score (imb_metric_average (imb_metric_find (ids[j]), outcome, IMB_AVERAGE_WEIGHTED, labels->chosen != NULL ? &chosen : NULL));

      cli_table_add (table, "%s", score);
    }
  cli_table_add (table, "%.12g", n);
  cli_table_print (table);
}

static void
print_text (const CliInput   *input,
            const CliLabels  *labels,
            const ImbOutcome *outcome,
            const double     *support,
            const Bill       *bill)
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
  print_classes (labels, outcome, support);
  printf ("\n");
  cli_confusion_print (outcome, (const char *const *) labels->names);
  cli_conventions_print (outcome);
  print_bill (bill);
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

/* As if the positive class had its share of the rows. */
static void
weigh (const Own       *own,
       const CliLabels *labels,
       CliInput        *input,
       double         **weights)
{
  const gsize n = imb_table_n_rows (input->table);

  if (own->share == 0.0)
    return;
  if (*weights == NULL)
    {
      *weights = g_new (double, MAX (n, 1));
      for (gsize i = 0; i < n; i++)
        (*weights)[i] = 1.0;
    }
  imb_prevalence_weigh (*weights, labels->truth, n, labels->positive, own->share);
  imb_notes_add (input->notes, _ ("Rows were weighed as if %g %% of them were “%s”: metrics, counts and curves are those expected there; recall and ROC do not depend on it."),
                 100.0 * own->share, labels->names[labels->positive]);
}

/* What scores are no probabilities of classes that exclude each other is divided by their sum for the logarithm, as scikit-learn does. */
static void
note_sums (const ImbOutcome *outcome,
           ImbNotes         *notes)
{
  const guint n_classes = imb_outcome_n_classes (outcome);
  gsize       n = 0;

  if (n_classes == 2 || !imb_outcome_has_probabilities (outcome))
    return;
  for (gsize i = 0; i < imb_outcome_n_rows (outcome); i++)
    {
      double sum = 0.0;

      for (guint c = 0; c < n_classes; c++)
        sum += imb_outcome_get_scores (outcome)[i * n_classes + c];
      n += fabs (sum - 1.0) > 1e-6;
    }
  if (n > 0)
    imb_notes_add (notes, g_dngettext (GETTEXT_PACKAGE, "In %zu of %zu rows the scores do not add up to 1: log_loss divides them by their sum, other metrics take them as they are.", "In %zu of %zu rows the scores do not add up to 1: log_loss divides them by their sum, other metrics take them as they are.", n),
                   n, imb_outcome_n_rows (outcome));
}

/* Numbers of one column as classes and as scores: thousands of classes, or a question about their names. */
static gboolean
check_columns (const Own      *own,
               const CliInput *input,
               GError        **error)
{
  gsize predicted, score;

  for (char **name = own->scores; own->predicted != NULL && name != NULL && *name != NULL; name++)
    {
      if (!cli_input_find_column (input->table, own->predicted, &predicted, error) || !cli_input_find_column (input->table, *name, &score, error))
        return FALSE;
      if (predicted != score)
        continue;
      g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("column “%s” is named by --score and by --predicted; name it in one of them"), imb_table_column_at (input->table, score)->name);
      return FALSE;
    }
  return TRUE;
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
  g_autofree double *weights = NULL, *support = NULL;
  Bill               bill;
  g_auto (GStrv) chosen = own->classes != NULL ? cli_split_names (own->classes) : NULL;

  cli_progress_start (options->quiet);
  if (!cli_input_read (&input, options, options->arguments[1], cli_progress_part (0.5), error)
      || !check_columns (own, &input, error)
      || !cli_labels_read (&labels, input.table, own->label, own->predicted, options->positive, chosen, error)
      || !cli_labels_read_scores (&labels, input.table, own->scores, error)
      || !read_weights (&input, options->weights, &weights, error))
    return FALSE;

  support = count_rows (&labels, weights, imb_table_n_rows (input.table));
  weigh (own, &labels, &input, &weights);
  outcome = imb_outcome_new (labels.truth, labels.scores, labels.predicted, weights, imb_table_n_rows (input.table),
                             labels.n_classes, labels.positive, own->cut, error);
  if (outcome == NULL || !work_out_costs (own, &labels, outcome, &bill, error))
    return FALSE;

  note_sums (outcome, input.notes);
  imb_calibration_note_thin (outcome, 1, (const char *const *) labels.names, NULL, input.notes);
  cli_input_finish (&input, options);
  if (options->json)
    print_json (&input, &labels, outcome, support, own, &bill);
  else
    print_text (&input, &labels, outcome, support, &bill);
  return TRUE;
}

static const GOptionEntry entries[] = {
  { "label", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, label), N_ ("the column of the true classes, by name or #number"), "COLUMN" },
  { "score", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, CLI_OWN (Own, scores), N_ ("the score of the positive class; for more than two classes once for each, in order"), "COLUMN" },
  { "predicted", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, predicted), N_ ("the column of the predicted classes"), "COLUMN" },
  { "threshold", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, threshold), N_ ("positive from this score on (default: 0.5)"), "T" },
  { "prevalence", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, prevalence), N_ ("as if the positive class had this share of the rows"), "SHARE" },
  { "cost", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, cost), N_ ("what each decision costs: a CSV matrix with labels, true classes in lines, predicted in columns"), "FILE" },
  { "classes", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, classes), N_ ("values per class and averages of these classes only (default: all that occur)"), "A,B,…" },
  { "correction", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, correction), N_ ("with --json: what a recall of 0 counts as in the G-mean of all classes (default: 0)"), "X" },
  { "alpha", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, alpha), N_ ("with --json: how much recall less specificity moves the index of balanced accuracy (default: 0.1)"), "X" },
  { "plain-index", 0, 0, G_OPTION_ARG_NONE, CLI_OWN (Own, is_plain), N_ ("with --json: the index of balanced accuracy of values, not of their squares"), NULL },
  { "curves", 0, 0, G_OPTION_ARG_NONE, CLI_OWN (Own, wants_curves), N_ ("with --json: the points of the curves, too"), NULL },
  { NULL },
};

static const char *const unlisted[] = { "target", "features", "ignore", "group", "categorical", NULL };

const CliCommand cli_metrics = {
  .name = "metrics",
  .arguments = "FILE --label COLUMN --score COLUMN",
  .n_arguments = 1,
  .summary = N_ ("computes every metric from a table of labels and scores or predictions"),
  .details = N_ ("Examples:\n"
                 "  imbal metrics scores.csv --label label --score score_minority --positive minority\n"
                 "  imbal metrics scores.csv --label label --score score_minority --prevalence 0.01 --cost costs.csv\n"
                 "  imbal metrics predictions.csv --label y --predicted y_hat\n"
                 "  imbal metrics scores.csv --label label --score score_a --score score_b --score score_c --json --curves\n\n"
                 "Without --positive the rarest class counts as positive. A score may be any finite number; metrics of\n"
                 "probabilities need 0 to 1. “imbal list metrics” has formulas and what 0/0 gives.\n"),
  .groups = CLI_READS,
  .unlisted = unlisted,
  .entries = entries,
  .own_size = sizeof (Own),
  .check = check,
  .act = measure,
};
