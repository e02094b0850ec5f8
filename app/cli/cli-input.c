/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a file's name and the reading options to a table, a problem and a design. */
#include "app/cli/cli-input.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/cli/cli-progress.h"
#include "app/cli/cli-text.h"

gboolean
cli_input_read (CliInput         *self,
                const CliOptions *options,
                const char       *path,
                ImbJob           *job,
                GError          **error)
{
  ImbReadOptions reading = { .format = options->format, .encoding = options->encoding, .table = options->table, .labels = options->labels, .most_rows = options->rows, .seed = options->seed, .stratify = options->target };
  g_auto (GStrv) missing = NULL;
  g_auto (GStrv) texts = NULL;
  g_auto (GStrv) numbers = NULL;
  gsize  column;
  gint64 start = g_get_monotonic_time ();

  if (options->delimiter != NULL)
    reading.delimiter = cli_mark (options->delimiter);
  if (options->quote != NULL)
    reading.quote = cli_mark (options->quote);
  if (options->comment != NULL)
    reading.comment = cli_mark (options->comment);
  if (options->thousands != NULL)
    reading.thousands = cli_mark (options->thousands);
  if (options->decimal != NULL)
    reading.decimal = options->decimal[0];
  if (options->header != NULL)
    reading.header = strcmp (options->header, "yes") == 0 ? 1 : -1;
  if (options->missing != NULL)
    reading.missing = (const char *const *) (missing = cli_split_names (options->missing));
  if (options->text != NULL)
    reading.texts = (const char *const *) (texts = cli_split_names (options->text));
  if (options->numeric != NULL)
    reading.numbers = (const char *const *) (numbers = cli_split_names (options->numeric));

  self->table = imb_read_file (path, &reading, job, error);
  if (self->table == NULL)
    return FALSE;
  for (gsize t = 0; texts != NULL && texts[t] != NULL; t++)
    if (!cli_input_find_column (self->table, texts[t], &column, error))
      return FALSE;

  self->notes = imb_notes_new ();
  imb_notes_add_all (self->notes, imb_table_get_notes (self->table));
  self->seconds = (g_get_monotonic_time () - start) / 1e6;
  return TRUE;
}

gboolean
cli_input_find_column (const ImbTable *table,
                       const char     *name,
                       gsize          *column,
                       GError        **error)
{
  gssize                  at = imb_table_find_column (table, name);
  gsize                   n = imb_table_n_columns (table);
  const char             *near;
  g_autofree const char **names = NULL;

  if (at >= 0)
    {
      *column = (gsize) at;
      return TRUE;
    }

  names = g_new0 (const char *, n + 1);
  for (gsize j = 0; j < n; j++)
    names[j] = imb_table_column_at (table, j)->name;
  near = imb_nearest_word (name, names);
  if (near != NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("%s has no column “%s”; did you mean “%s”?"),
                 imb_table_get_name (table), name, near);
  else
    g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM,
                 _ ("%s has no column “%s”; “imbal describe” shows the names, and #1 is the first of its %zu columns"),
                 imb_table_get_name (table), name, n);
  return FALSE;
}

/* Gives the columns in @text the role; a named feature is used whatever it looks like. @by has the option that
 * named each column: how a feature is taken may be said once, and what is left out is nothing else. */
static gboolean
set_roles (const ImbTable *table,
           const char     *option,
           const char     *text,
           ImbRole         role,
           ImbRole        *roles,
           const char    **by,
           GError        **error)
{
  g_auto (GStrv) names = NULL;

  if (text == NULL)
    return TRUE;

  names = cli_split_names (text);
  for (char **name = names; *name != NULL; name++)
    {
      gsize j;

      if (!cli_input_find_column (table, *name, &j, error))
        return FALSE;
      if (by[j] != NULL && strcmp (by[j], option) != 0 && (role == IMB_ROLE_IGNORE || strcmp (by[j], "--features") != 0))
        {
          g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("column “%s” is named by %s and by %s; name it in one of them"),
                       imb_table_column_at (table, j)->name, by[j], option);
          return FALSE;
        }
      by[j] = option;
      if (role != IMB_ROLE_AUTO)
        roles[j] = role;
      else
        roles[j] = imb_table_column_at (table, j)->kind == IMB_COLUMN_NUMBER ? IMB_ROLE_NUMERIC : IMB_ROLE_CATEGORICAL;
    }
  return TRUE;
}

gboolean
cli_input_is_free (const CliInput *self,
                   gsize           column,
                   const char     *option,
                   GError        **error)
{
  if (column != imb_problem_get_target (self->problem))
    return TRUE;
  g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("“%s” is the target and cannot be taken by %s as well; name another column there, or another target with --target"),
               imb_table_column_at (self->table, column)->name, option);
  return FALSE;
}

gboolean
cli_input_pose (CliInput         *self,
                const CliOptions *options,
                GError          **error)
{
  gsize                   n = imb_table_n_columns (self->table);
  g_autofree ImbRole     *roles = g_new0 (ImbRole, n);
  g_autofree const char **by = g_new0 (const char *, n + 1);
  const ImbReading       *reading = imb_table_get_reading (self->table); /* its own weights are no feature to be named */
  const char *const       no_targets[] = { "--group", "--weights", "--time", NULL };
  ImbProblemOptions       posing = { -1, options->positive, roles };
  gsize                   target;

  if (options->target != NULL)
    {
      if (!cli_input_find_column (self->table, options->target, &target, error))
        return FALSE;
      posing.target_column = (gssize) target;
    }

  for (gsize j = 0; j < n && options->features != NULL; j++)
    if (reading == NULL || g_strcmp0 (imb_table_column_at (self->table, j)->name, reading->weights) != 0)
      roles[j] = IMB_ROLE_IGNORE;
  if (!set_roles (self->table, "--features", options->features, IMB_ROLE_AUTO, roles, by, error)
      || !set_roles (self->table, "--categorical", options->categorical, IMB_ROLE_CATEGORICAL, roles, by, error)
      || !set_roles (self->table, "--numeric", options->numeric, IMB_ROLE_NUMERIC, roles, by, error)
      || !set_roles (self->table, "--ignore", options->ignore, IMB_ROLE_IGNORE, roles, by, error)
      || !set_roles (self->table, "--group", options->group, IMB_ROLE_GROUP, roles, by, error)
      || !set_roles (self->table, "--weights", options->weights, IMB_ROLE_WEIGHT, roles, by, error)
      || !set_roles (self->table, "--time", options->time, IMB_ROLE_IGNORE, roles, by, error))
    return FALSE;

  self->problem = imb_problem_new (self->table, &posing, NULL, error);
  if (self->problem == NULL)
    return FALSE;

  target = imb_problem_get_target (self->problem);
  if (by[target] != NULL && strcmp (by[target], "--ignore") == 0)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("“%s” is the target and cannot be left out by --ignore; name the target with --target"),
                   imb_table_column_at (self->table, target)->name);
      return FALSE;
    }
  if (by[target] != NULL && g_strv_contains (no_targets, by[target]) && !cli_input_is_free (self, target, by[target], error))
    return FALSE;
  imb_notes_add_all (self->notes, imb_problem_get_notes (self->problem));
  return TRUE;
}

gboolean
cli_input_number (CliInput *self,
                  ImbJob   *job,
                  GError  **error)
{
  self->design = imb_design_new (self->problem, job, error);
  if (self->design == NULL)
    return FALSE;

  imb_notes_add_all (self->notes, imb_design_get_notes (self->design));
  return TRUE;
}

gboolean
cli_input_load (CliInput         *self,
                const CliOptions *options,
                const char       *path,
                double            read_share,
                double            number_share,
                GError          **error)
{
  cli_progress_start (options->quiet);
  return cli_input_read (self, options, path, cli_progress_part (read_share), error)
         && cli_input_pose (self, options, error)
         && cli_input_number (self, cli_progress_part (number_share), error);
}

void
cli_input_finish (const CliInput   *self,
                  const CliOptions *options)
{
  cli_progress_stop ();
  cli_print_notes (self->notes, options->quiet || options->json);
}

char *
cli_input_dup_title (const CliInput *self)
{
  g_autofree char *name = cli_dup_plain (imb_table_get_name (self->table));
  g_autofree char *rows = cli_dup_count (imb_table_n_rows (self->table));
  g_autofree char *columns = cli_dup_count (imb_table_n_columns (self->table));

  const ImbReading *reading = imb_table_get_reading (self->table);
  g_autofree char  *all = reading != NULL ? cli_dup_count (reading->n_rows_in_file) : NULL;
  g_autofree char  *height = NULL, *width = NULL;

  if (reading != NULL && reading->n_rows_in_file > imb_table_n_rows (self->table))
    return g_strdup_printf (_ ("%s: sample of %s of %s rows (seed %u) × %s columns"), name, rows, all, reading->sample_seed, columns);

  height = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s row", "%s rows", imb_table_n_rows (self->table)), rows);
  width = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s column", "%s columns", imb_table_n_columns (self->table)), columns);
  return g_strdup_printf (_ ("%s: %s × %s"), name, height, width);
}

void
cli_input_clear (CliInput *self)
{
  g_clear_pointer (&self->design, imb_design_unref);
  g_clear_pointer (&self->problem, imb_problem_unref);
  g_clear_pointer (&self->table, imb_table_unref);
  g_clear_pointer (&self->notes, imb_notes_unref);
}
