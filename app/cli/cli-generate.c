/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imbal generate: a built-in dataset as a CSV file. The options are short words for the dataset's parameters. */
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/cli-input.h"
#include "app/cli/cli-json.h"
#include "app/cli/cli-progress.h"
#include "app/cli/cli-text.h"

typedef struct
{
  char *output;
  char *rows;
  char *ratio;
  char *features;
  char *noise;
} Own;

/* SHAPE with its parameters and the options as one SPEC. (transfer full) */
static char *
dup_spec (const char *shape,
          const Own  *own)
{
  const char *const pairs[][2] = {
    { "n_rows", own->rows },
    { "imbalance_ratio", own->ratio },
    { "n_features", own->features },
    { "noise", own->noise },
  };
  GString *spec = g_string_new (shape);

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (pairs[i][1] != NULL)
      g_string_append_printf (spec, "%s%s=%s", strchr (spec->str, ':') == NULL ? ":" : ",", pairs[i][0], pairs[i][1]);
  return g_string_free (spec, FALSE);
}

static void
build_classes (ImbJson          *json,
               const ImbProblem *problem)
{
  imb_json_array (json, "classes");
  for (guint c = 0; c < imb_problem_n_classes (problem); c++)
    {
      imb_json_object (json, NULL);
      imb_json_text (json, "label", imb_problem_get_labels (problem)[c]);
      imb_json_count (json, "count", imb_problem_get_counts (problem)[c]);
      imb_json_end (json);
    }
  imb_json_end_array (json);
}

static gboolean
show (const CliOptions *options,
      const char       *path,
      ImbTable         *table,
      double            seconds,
      GError          **error)
{
  ImbProblemOptions posing = { (gssize) imb_table_n_columns (table) - 1, NULL, NULL };
  g_autoptr (ImbProblem) problem = imb_problem_new (table, &posing, NULL, error);
  g_autofree char *rows = cli_dup_count (imb_table_n_rows (table));

  if (problem == NULL)
    return FALSE;

  if (options->json)
    {
      g_autoptr (ImbJson) json = cli_json_new ();

      imb_json_count (json, "rows", imb_table_n_rows (table));
      imb_json_count (json, "columns", imb_table_n_columns (table));
      build_classes (json, problem);
      imb_json_number (json, "imbalance_ratio", imb_problem_get_imbalance_ratio (problem));
      imb_json_notes (json, imb_table_get_notes (table));
      imb_json_number (json, "seconds", seconds);
      cli_json_print (json);
    }
  else if (!options->quiet)
    {
      printf (_ ("%s: %s rows ("), path, rows);
      for (guint c = 0; c < imb_problem_n_classes (problem); c++)
        {
          g_autofree char *count = cli_dup_count (imb_problem_get_counts (problem)[c]);

          printf ("%s%s %s", c > 0 ? ", " : "", imb_problem_get_labels (problem)[c], count);
        }
      printf (_ ("), imbalance ratio %.4g\n"), imb_problem_get_imbalance_ratio (problem));
    }
  return TRUE;
}

static gboolean
generate (const CliOptions *options,
          gpointer          data,
          GError          **error)
{
  const Own       *own = data;
  g_autofree char *spec = dup_spec (options->arguments[1], own);
  gint64           start = g_get_monotonic_time ();
  ImbJob          *job;
  g_autoptr (ImbTable) table = NULL;
  GError *cause = NULL;

  job = cli_progress_start (options->quiet);
  table = imb_dataset_make (spec, options->seed, job, &cause);
  if (table == NULL && g_error_matches (cause, IMB_ERROR, IMB_ERROR_PARAM))
    return cli_usage_error (NULL, cause, error);
  if (table == NULL)
    {
      g_propagate_error (error, cause);
      return FALSE;
    }

  if (!imb_write_table (own->output, table, job, error))
    return FALSE;
  cli_progress_stop ();
  if (strcmp (own->output, "-") == 0)
    return TRUE;
  return show (options, own->output, table, (g_get_monotonic_time () - start) / 1e6, error);
}

static gboolean
check (const CliOptions *options,
       gpointer          data,
       GError          **error)
{
  const Own *own = data;

  return cli_expect_output (own->output, error);
}

static const GOptionEntry entries[] = {
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, output), N_ ("the file to write; - is standard output"), "OUT.csv" },
  { "rows", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, rows), N_ ("how many rows"), "N" },
  { "ratio", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, ratio), N_ ("majority rows for each minority row"), "IR" },
  { "features", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, features), N_ ("how many features, where there is a choice"), "D" },
  { "noise", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, noise), N_ ("how much the classes are blurred"), "X" },
  { NULL },
};

const CliCommand cli_generate = {
  .name = "generate",
  .arguments = "SHAPE -o OUT.csv",
  .n_arguments = 1,
  .summary = N_ ("writes a built-in dataset, at any size and imbalance"),
  .details = N_ ("Examples:\n"
                 "  imbal generate two-moons --rows 1000 --ratio 20 -o moons.csv\n"
                 "  imbal generate fraud --rows 284807 --ratio 578 --seed 1 -o fraud.csv\n"
                 "  imbal generate two-moons -o - | imbal describe -\n\n"
                 "“imbal list datasets” has the shapes and their parameters; a SPEC works as SHAPE, too. The classes\n"
                 "are in the last column.\n"),
  .groups = CLI_SEEDED,
  .entries = entries,
  .own_size = sizeof (Own),
  .check = check,
  .act = generate,
};
