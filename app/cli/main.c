/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imbal: the engine without a window. This file finds the command, prints the general help and turns an
 * error into one line and a status: 0 done, 1 the data or the work failed, 2 wrong usage. */
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/cli-options.h"
#include "app/cli/cli-progress.h"
#include "app/cli/cli-text.h"
#include "engine/imb.h"

static const CliCommand *const commands[] = {
  &cli_describe, &cli_resample, &cli_evaluate, &cli_compare, &cli_experiment, &cli_rank, &cli_metrics, &cli_figure, &cli_generate, &cli_list, NULL
};

static void
print_help (void)
{
  printf (_ ("Usage: imbal COMMAND [ARGUMENT…] [OPTION…]\n\n"
             "Sees, understands and repairs class imbalance in tables.\n\nCommands:\n"));
  for (guint i = 0; commands[i] != NULL; i++)
    printf ("  %-10s %s\n", commands[i]->name, _ (commands[i]->summary));
  printf (_ ("\nBegin with:\n"
             "  imbal generate two-moons -o moons.csv    a dataset to try\n"
             "  imbal describe moons.csv                 what is in it\n"
             "  imbal compare moons.csv --plan smote     what SMOTE changes, beside what it is compared with\n\n"
             "“imbal COMMAND --help” has the options and examples; “imbal list samplers” the samplers.\n"
             "A SPEC is a name with parameters: smote:k_neighbors=3,sampling_strategy=0.5\n"
             "FILE may be - for standard input, OUT may be - for standard output.\n"
             "Status: 0 done, 1 the data or the work failed, 2 wrong usage. “imbal --version” says which this is.\n"));
}

static const CliCommand *
find_command (const char *name,
              GError    **error)
{
  const char *names[G_N_ELEMENTS (commands)] = { NULL };
  const char *near;

  for (guint i = 0; commands[i] != NULL; i++)
    {
      names[i] = commands[i]->name;
      if (strcmp (names[i], name) == 0)
        return commands[i];
    }

  near = imb_nearest_word (name, names);
  if (near != NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("there is no command “%s”; did you mean “%s”?"), name, near);
  else
    g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("there is no command “%s”; “imbal --help” lists them"), name);
  return NULL;
}

static int
report (const GError *error)
{
  g_autofree char *message = cli_dup_plain (error->message);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    fprintf (stderr, "imbal: %s\n", _ ("cancelled; nothing was written"));
  else
    fprintf (stderr, "imbal: %s\n", message);
  return g_error_matches (error, IMB_ERROR, IMB_ERROR_USAGE) ? 2 : 1;
}

/* Results go to standard output; when that is full or closed the work has failed. */
static gboolean
flush_output (GError **error)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return TRUE;

  g_set_error_literal (error, IMB_ERROR, IMB_ERROR_OUTPUT, _ ("standard output cannot be written"));
  return FALSE;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  const CliCommand *command;

  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C");
  if (argc < 2 || strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0 || strcmp (argv[1], "help") == 0)
    {
      if (argc < 2)
        g_set_error_literal (&error, IMB_ERROR, IMB_ERROR_USAGE, _ ("a command is missing; “imbal --help” lists them"));
      else
        print_help ();
    }
  else if (strcmp (argv[1], "--version") == 0)
    printf ("imbal %s\n", IMB_VERSION);
  else
    {
      command = find_command (argv[1], &error);
      if (command != NULL)
        cli_command_run (command, argc - 1, argv + 1, &error);
      cli_progress_stop ();
    }

  if (error == NULL)
    flush_output (&error);
  return error == NULL ? 0 : report (error);
}
