/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imbal resample: a chain of samplers on all rows, and the table that comes of it. */
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/cli-audit.h"
#include "app/cli/cli-forecast.h"
#include "app/cli/cli-input.h"
#include "app/cli/cli-json.h"
#include "app/cli/cli-progress.h"
#include "app/cli/cli-runs.h"
#include "app/cli/cli-text.h"

typedef struct
{
  char   **samplers;
  char    *output;
  char    *mark;
  char    *provenance;
  char    *scale;
  char    *impute;
  char    *domain;
  char    *script;
  gboolean raw;
  gboolean forecast;
  gboolean audit;

  ImbPlan  *plan;
  ImbScale  scaling;
  ImbImpute imputing;
  ImbDomain keeping;
} Own;

typedef struct
{
  gsize *before; /* rows of each class */
  gsize *after;
  double sample_seconds;
  double write_seconds;

  ImbAudit *audit; /* NULL: nobody asked */
} Result;

/* A script is of features and labels only, and makes its own file. */
static gboolean
check_script (const Own *own,
              GError   **error)
{
  if (own->script != NULL && !g_str_equal (own->script, "python"))
    g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--script: “%s” is no language of scripts; use python"), own->script);
  else if (own->script != NULL && (own->mark != NULL || own->provenance != NULL))
    g_set_error_literal (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--script makes a script of features and labels; leave --mark and --provenance out"));
  else
    return own->script != NULL || cli_expect_output (own->output, error);
  return FALSE;
}

static gboolean
check_outputs (const CliOptions *options,
               const Own        *own,
               GError          **error)
{
  if (own->forecast && (own->output != NULL || own->provenance != NULL))
    {
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--forecast writes no file; leave -o and --provenance out"));
      return FALSE;
    }
  if (own->forecast)
    return TRUE;
  if (!check_script (own, error))
    return FALSE;
  if (own->samplers == NULL)
    {
      g_set_error_literal (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--sampler is missing; “imbal list samplers” shows what there is"));
      return FALSE;
    }
  if ((own->script == NULL && !cli_check_output (options, "-o", own->output, options->arguments[1], error))
      || !cli_check_output (options, "--provenance", own->provenance, options->arguments[1], error))
    return FALSE;
  return cli_check_outputs ("-o", own->output, "--provenance", own->provenance, error);
}

static gboolean
check (const CliOptions *options,
       gpointer          data,
       GError          **error)
{
  Own    *own = data;
  GError *cause = NULL;

  own->scaling = IMB_SCALE_STANDARD;
  own->imputing = IMB_IMPUTE_MEDIAN;
  if (!check_outputs (options, own, error))
    return FALSE;
  if (own->scale != NULL && !imb_scale_parse (own->scale, &own->scaling, &cause))
    return cli_usage_error ("--scale", cause, error);
  if (own->impute != NULL && !imb_impute_parse (own->impute, &own->imputing, &cause))
    return cli_usage_error ("--impute", cause, error);
  own->keeping = own->raw ? IMB_DOMAIN_KEEP : IMB_DOMAIN_REPAIR;
  if (own->domain != NULL && !imb_domain_parse (own->domain, &own->keeping, &cause))
    return cli_usage_error ("--domain", cause, error);

  if (own->forecast && own->samplers == NULL)
    return TRUE;

  own->plan = cli_plan_of_samplers (own->samplers, error);
  return own->plan != NULL;
}

static void
build_counts (ImbJson          *json,
              const char       *name,
              const ImbProblem *problem,
              const gsize      *counts)
{
  imb_json_array (json, name);
  for (guint c = 0; c < imb_problem_n_classes (problem); c++)
    {
      imb_json_object (json, NULL);
      imb_json_text (json, "label", imb_problem_get_labels (problem)[c]);
      imb_json_count (json, "count", counts[c]);
      imb_json_end (json);
    }
  imb_json_end_array (json);
}

static void
print_json (const CliInput    *input,
            const ImbResample *resample,
            const Result      *result,
            const Own         *own)
{
  g_autoptr (ImbJson) json = cli_json_new ();

  cli_json_plan (json, own->plan);
  build_counts (json, "before", input->problem, result->before);
  build_counts (json, "after", input->problem, result->after);
  imb_json_count (json, "kept", imb_resample_n_kept (resample));
  imb_json_count (json, "removed", imb_resample_n_removed (resample));
  imb_json_count (json, "synthetic", imb_resample_n_synthetic (resample));
  if (result->audit != NULL)
    cli_audit_build (json, result->audit, input->design);
  imb_json_notes (json, input->notes);
  imb_json_object (json, "seconds");
  imb_json_number (json, "read", input->seconds);
  imb_json_number (json, "sample", result->sample_seconds);
  imb_json_number (json, "write", result->write_seconds);
  imb_json_end (json);
  cli_json_print (json);
}

static void
print_text (const CliInput    *input,
            const ImbResample *resample,
            const Result      *result,
            const Own         *own)
{
  static const char *const titles[] = { "class", ">rows before", ">after", ">change" };
  g_autofree char         *title = cli_input_dup_title (input);
  g_autofree char         *kept = cli_dup_count (imb_resample_n_kept (resample));
  g_autofree char         *removed = cli_dup_count (imb_resample_n_removed (resample));
  g_autofree char         *synthetic = cli_dup_count (imb_resample_n_synthetic (resample));
  CliTable                *table = cli_table_new (titles, G_N_ELEMENTS (titles));

  printf ("%s → %s → %s\n\n", title, imb_plan_get_text (own->plan), own->output);
  for (guint c = 0; c < imb_problem_n_classes (input->problem); c++)
    {
      g_autofree char *before = cli_dup_count (result->before[c]);
      g_autofree char *after = cli_dup_count (result->after[c]);
      gboolean         is_more = result->after[c] >= result->before[c];
      g_autofree char *change = cli_dup_count (is_more ? result->after[c] - result->before[c] : result->before[c] - result->after[c]);

      cli_table_add_name (table, imb_problem_get_labels (input->problem)[c]);
      cli_table_add (table, "%s", before);
      cli_table_add (table, "%s", after);
      cli_table_add (table, "%s%s", is_more ? "+" : "−", change);
    }
  cli_table_print (table);
  printf (_ ("\n%s rows kept, %s removed, %s synthetic; %.2f s\n"), kept, removed, synthetic,
          input->seconds + result->sample_seconds + result->write_seconds);
  if (result->audit != NULL)
    cli_audit_print (result->audit, input->design);
}

static gboolean
print_script (const CliInput   *input,
              const CliOptions *options,
              const Own        *own,
              GError          **error)
{
  const ImbScriptWays ways = { own->imputing, own->scaling, own->keeping, options->seed, own->raw };
  g_autofree char    *text = imb_script_new (own->plan, input->design, &ways, own->output, input->notes, error);

  if (text == NULL)
    return FALSE;

  cli_input_finish (input, options);
  if (options->json)
    {
      g_autoptr (ImbJson) json = cli_json_new ();

      cli_json_plan (json, own->plan);
      imb_json_text (json, "script", text);
      imb_json_notes (json, input->notes);
      cli_json_print (json);
    }
  else
    fputs (text, stdout);
  return TRUE;
}

static gboolean
resample_file (const CliOptions *options,
               gpointer          data,
               GError          **error)
{
  const Own *own = data;
  g_auto (CliInput) input = { 0 };
  g_autoptr (ImbResample) resample = NULL;
  g_autoptr (ImbAudit) audit = NULL;
  g_autofree gsize *before = NULL, *after = NULL;
  Result            result = { 0 };
  ImbView           view;
  gint64            start;

  if (own->forecast)
    return cli_forecast (options, own->plan, own->imputing, own->scaling, error);
  if (!cli_input_load (&input, options, options->arguments[1], 0.3, 0.1, error))
    return FALSE;

  if (own->script != NULL)
    return print_script (&input, options, own, error);

  start = g_get_monotonic_time ();
  resample = imb_plan_apply (own->plan, input.design, own->imputing, own->scaling, own->keeping, options->seed, cli_progress_part (0.4), error);
  if (resample == NULL)
    return FALSE;

  imb_notes_add_all (input.notes, resample->notes);
  result.sample_seconds = (g_get_monotonic_time () - start) / 1e6;
  if (own->audit)
    result.audit = audit = cli_audit_new (input.design, resample, own->imputing, own->scaling, cli_progress_part (0.2), error);
  if (own->audit && audit == NULL)
    return FALSE;

  start = g_get_monotonic_time ();
  if (!imb_write_resample (own->output, own->provenance, input.design, resample, own->raw, own->mark, input.notes, cli_progress_part (0.2), error))
    return FALSE;

  result.write_seconds = (g_get_monotonic_time () - start) / 1e6;
  view = imb_design_get_view (input.design);
  result.before = before = g_new0 (gsize, view.n_classes);
  result.after = after = g_new0 (gsize, view.n_classes);
  imb_view_count (&view, before);
  imb_resample_count (resample, &view, after);
  cli_input_finish (&input, options);
  if (strcmp (own->output, "-") == 0)
    return TRUE;
  if (options->json)
    print_json (&input, resample, &result, own);
  else if (!options->quiet)
    print_text (&input, resample, &result, own);
  return TRUE;
}

static void
clear (gpointer data)
{
  Own *own = data;

  g_clear_pointer (&own->plan, imb_plan_unref);
}

static const GOptionEntry entries[] = {
  { "sampler", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, CLI_OWN (Own, samplers), N_ ("what to do; several are applied in order"), "SPEC" },
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, output), N_ ("the table to write; - is standard output"), "OUT.csv" },
  { "mark", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, mark), N_ ("add a column of this name: original or synthetic"), "NAME" },
  { "provenance", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, provenance), N_ ("also write where each row comes from, with weights"), "OUT.csv" },
  { "scale", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, scale), N_ ("for distances: none, standard, minmax or robust (default: standard)"), "HOW" },
  { "impute", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, impute), N_ ("fill missing values, if a sampler needs it: median (the default), mean, constant or none"), "HOW" },
  { "domain", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, domain), N_ ("repair (the default): what the column can hold; keep (with --raw): as made; cut: no fractions"), "HOW" },
  { "script", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, script), N_ ("print a script that makes the rows elsewhere: python"), "LANGUAGE" },
  { "raw", 0, 0, G_OPTION_ARG_NONE, CLI_OWN (Own, raw), N_ ("numbers only: one column per feature, categories as their codes"), NULL },
  { "audit", 0, 0, G_OPTION_ARG_NONE, CLI_OWN (Own, audit), N_ ("say how the synthetic rows lie among the real ones: copies, ranges, parents …"), NULL },
  { "forecast", 0, 0, G_OPTION_ARG_NONE, CLI_OWN (Own, forecast), N_ ("write nothing; say which samplers are ready, need other parameters, or cannot"), NULL },
  { NULL },
};

const CliCommand cli_resample = {
  .name = "resample",
  .arguments = "FILE --sampler SPEC -o OUT.csv",
  .n_arguments = 1,
  .summary = N_ ("adds or removes rows, and writes the table"),
  .details = N_ ("Examples:\n"
                 "  imbal resample moons.csv --sampler smote -o balanced.csv --mark source\n"
                 "  imbal resample moons.csv --sampler smote:k_neighbors=3,sampling_strategy=0.5 \\\n"
                 "        --sampler random-under -o balanced.csv --provenance parents.csv\n"
                 "  imbal resample moons.csv --forecast\n"
                 "  imbal resample moons.csv --sampler smote -o balanced.csv --audit\n"
                 "  imbal resample moons.csv --raw --scale none --sampler smote --seed 0 -o -\n"
                 "  imbal resample moons.csv --sampler smote --script python -o balanced.csv > balance.py\n\n"
                 "Rows stand in imbalanced-learn's order: kept rows, then synthetic ones. Values are in the units of\n"
                 "the source whatever --scale is; with --raw --scale none they equal imbalanced-learn's for the\n"
                 "same seed. With --script nothing is resampled: the script does it, with pandas, scikit-learn and\n"
                 "imbalanced-learn, and writes features and labels to OUT.csv. Resample training data only:\n"
                 "“imbal compare” does it inside each fold.\n"),
  .groups = CLI_READS | CLI_SEEDED,
  .entries = entries,
  .own_size = sizeof (Own),
  .check = check,
  .act = resample_file,
  .clear = clear,
};
