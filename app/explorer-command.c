/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line that makes what is on screen. Everything is written out that is not a default of the
 * program, and quoted, because labels and file names are whatever their author liked. */
#include "app/explorer-command.h"

static void
add_quoted (GString    *line,
            const char *option,
            const char *value)
{
  g_autofree char *quoted = g_shell_quote (value);

  g_string_append_printf (line, " %s %s", option, quoted);
}

static const char *
option_of (ImbRole role)
{
  switch (role)
    {
    case IMB_ROLE_NUMERIC:
      return "--numeric";
    case IMB_ROLE_CATEGORICAL:
      return "--categorical";
    case IMB_ROLE_IGNORE:
      return "--ignore";
    case IMB_ROLE_GROUP:
      return "--group";
    case IMB_ROLE_WEIGHT:
      return "--weights";
    case IMB_ROLE_AUTO:
    case IMB_ROLE_TARGET:
      break;
    }

  return NULL;
}

/* Columns whose role was set by hand, as #1,#5: names may hold commas. */
static void
add_roles (GString                 *line,
           const ExplorerDecisions *decisions,
           ImbRole                  role)
{
  g_autoptr (GString) columns = g_string_new (NULL);

  for (gsize j = 0; j < decisions->n_columns; j++)
    if (decisions->roles[j] == role)
      g_string_append_printf (columns, "%s#%" G_GSIZE_FORMAT, columns->len > 0 ? "," : "", j + 1);
  if (columns->len > 0)
    add_quoted (line, option_of (role), columns->str);
}

static void
add_reading (GString         *line,
             ExplorerSession *session)
{
  const ExplorerDecisions *decisions = explorer_session_get_decisions (session);
  ImbProblem              *problem = explorer_session_get_problem (session);
  const ImbColumn         *target = imb_table_column_at (imb_problem_get_table (problem), imb_problem_get_target (problem));

  add_quoted (line, "--target", target->name);
  add_quoted (line, "--positive", imb_problem_get_labels (problem)[imb_problem_get_positive (problem)]);
  add_roles (line, decisions, IMB_ROLE_NUMERIC);
  add_roles (line, decisions, IMB_ROLE_CATEGORICAL);
  add_roles (line, decisions, IMB_ROLE_IGNORE);
  add_roles (line, decisions, IMB_ROLE_GROUP);
  add_roles (line, decisions, IMB_ROLE_WEIGHT);
}

/* Where the data are: a file, or a pipe from the program that makes them. */
static GString *
start_line (ExplorerSession *session,
            const char      *command)
{
  GString         *line = g_string_new (NULL);
  const char      *source = explorer_session_get_source (session);
  g_autofree char *quoted = g_shell_quote (source != NULL ? source : "-");

  if (explorer_session_is_made (session))
    {
      g_string_append_printf (line, "imbal generate %s", quoted);
      if (explorer_session_get_source_seed (session) != 0)
        g_string_append_printf (line, " --seed %u", explorer_session_get_source_seed (session));
      g_string_append_printf (line, " -o - | imbal %s -", command);
    }
  else
    g_string_append_printf (line, "imbal %s %s", command, quoted);
  add_reading (line, session);
  return line;
}

char *
explorer_command_resample (ExplorerSession *session)
{
  GString *line;
  g_autoptr (ImbPlan) plan = NULL;

  if (explorer_session_get_problem (session) == NULL)
    return NULL;

  line = start_line (session, "resample");
  plan = explorer_session_dup_plan (session);
  for (guint i = 0; i < imb_plan_n_steps (plan); i++)
    {
      const ImbPlanStep *step = imb_plan_step_at (plan, i);
      g_autofree char   *text = imb_values_to_string (&step->sampler->base, step->values, FALSE);

      add_quoted (line, "--sampler", text);
    }
  g_string_append_printf (line, " --seed %u --mark origin -o resampled.csv", explorer_session_get_decisions (session)->sampler_seed);
  return g_string_free (line, FALSE);
}

char *
explorer_command_compare (ExplorerSession *session)
{
  const ExplorerDecisions *decisions = explorer_session_get_decisions (session);
  GString                 *line;
  g_autoptr (ImbPlan) plan = NULL;
  g_autofree char *model = NULL;

  if (explorer_session_get_problem (session) == NULL)
    return NULL;

  line = start_line (session, "compare");
  plan = explorer_session_dup_plan (session);
  model = imb_config_to_string (explorer_session_get_model (session), FALSE);
  for (guint i = 0; decisions->plans[i] != NULL; i++)
    add_quoted (line, "--plan", decisions->plans[i]);
  if (decisions->plans[0] == NULL && !imb_plan_is_none (plan))
    add_quoted (line, "--plan", imb_plan_get_text (plan));
  add_quoted (line, "--model", model);
  g_string_append_printf (line, " --folds %u --repeats %u --seed %u", decisions->n_folds, decisions->n_repeats, decisions->seed);
  return g_string_free (line, FALSE);
}
