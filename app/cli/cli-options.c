/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options that commands share, and their help. GOption parses; the help is written here, because a
 * person looks for sections (reading, evaluating) and examples, not for one long list. All texts are
 * taken as bytes: a label or a file name is what was typed, in any locale. */
#include "app/cli/cli-options.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_ENTRIES 24
#define HELP_COLUMN 28

typedef struct
{
  const char  *title;
  GOptionEntry entries[MAX_ENTRIES];
} Section;

#define TEXT(name, field, help_, argument)                       \
  {                                                              \
    name, 0, 0, G_OPTION_ARG_FILENAME, &(field), help_, argument \
  }
#define FLAG(name, field, help_)                         \
  {                                                      \
    name, 0, 0, G_OPTION_ARG_NONE, &(field), help_, NULL \
  }

static void
fill_own (Section          *section,
          const CliCommand *command,
          gpointer          own)
{
  *section = (Section){ N_ ("Options"), { { NULL } } };
  for (guint e = 0; command->entries[e].long_name != NULL && e + 1 < MAX_ENTRIES; e++)
    {
      section->entries[e] = command->entries[e];
      section->entries[e].arg_data = (char *) own + GPOINTER_TO_SIZE (command->entries[e].arg_data);
    }
}

static void
fill_reading (Section    *section,
              CliOptions *self)
{
  *section = (Section){
    N_ ("Reading (what is not given is guessed, and a note says so)"),
    {
      TEXT ("target", self->target, N_ ("the column of the classes, by name or #number"), "COLUMN"),
      TEXT ("positive", self->positive, N_ ("the class that matters (default: the rarest)"), "LABEL"),
      TEXT ("features", self->features, N_ ("use these columns and no others"), "A,B,…"),
      TEXT ("ignore", self->ignore, N_ ("leave these columns out"), "A,B,…"),
      TEXT ("group", self->group, N_ ("rows with the same value of this column belong together: folds and samplers do not split them"), "COLUMN"),
      TEXT ("weights", self->weights, N_ ("what each row counts in models and metrics: a column of numbers from 0"), "COLUMN"),
      TEXT ("categorical", self->categorical, N_ ("take these columns as categories"), "A,B,…"),
      TEXT ("numeric", self->numeric, N_ ("take these columns as numbers; other cells in them are reported"), "A,B,…"),
      TEXT ("text", self->text, N_ ("read these columns as text though they look like numbers"), "A,B,…"),
      TEXT ("delimiter", self->delimiter, N_ ("between columns: one character, or tab"), "C"),
      TEXT ("quote", self->quote, N_ ("around fields: \" or ' or none"), "C"),
      TEXT ("comment", self->comment, N_ ("lines that begin with it are left out (default: #), or none"), "C"),
      TEXT ("decimal", self->decimal, N_ ("the decimal mark: . or ,"), "C"),
      TEXT ("thousands", self->thousands, N_ ("what separates thousands: , . ' or “blank”, or none"), "C"),
      TEXT ("encoding", self->encoding, N_ ("UTF-8, WINDOWS-1252 …"), "NAME"),
      TEXT ("header", self->header, N_ ("whether the first line has the names"), "yes|no"),
      TEXT ("missing", self->missing, N_ ("what stands for a missing value"), "NA,?,…"),
      TEXT ("format", self->format, N_ ("the kind of file: csv, arff, keel, libsvm, npy, sqlite, xlsx …"), "NAME"),
      TEXT ("table", self->table, N_ ("the one of several in the file: sheet, array, file in an archive"), "NAME"),
      TEXT ("labels", self->labels, N_ ("for NumPy arrays: a second file with one label per row"), "FILE"),
      TEXT ("rows", self->rows_text, N_ ("read a random sample of so many rows, in which the classes of the target keep their shares"), "N"),
      { NULL },
    },
  };
}

static void
fill_evaluating (Section    *section,
                 CliOptions *self)
{
  *section = (Section){
    N_ ("Evaluating"),
    {
      { "model", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->models, N_ ("the model (default: logistic-regression); see imbal list models"), "SPEC" },
      TEXT ("choose-by", self->choose_by, N_ ("what chooses among alternatives (C=0.1|1), on inner folds (default: average_precision)"), "METRIC"),
      TEXT ("split", self->split, N_ ("stratified (default), group, time, holdout or leave-one-group-out"), "HOW"),
      TEXT ("time", self->time, N_ ("for --split time: the column that says when rows happened, numbers or dates; it is no feature"), "COLUMN"),
      TEXT ("test-size", self->test_size, N_ ("for --split holdout: the share of rows that is tested (default: 0.25)"), "SHARE"),
      TEXT ("folds", self->folds, N_ ("folds of the cross-validation, 2 to 50 (default: 5)"), "N"),
      TEXT ("repeats", self->repeats, N_ ("how often to do it with new folds, 1 to 100 (default: 1)"), "N"),
      TEXT ("scale", self->scale, N_ ("none, standard, minmax or robust (default: standard)"), "HOW"),
      TEXT ("impute", self->impute, N_ ("missing values: median, mean, constant or none (default: median)"), "HOW"),
      TEXT ("domain", self->domain, N_ ("repair (the default): synthetic rows hold what columns can; keep: as made; cut: no fractions"), "HOW"),
      TEXT ("threshold", self->threshold, N_ ("0.5, prior, f1, fbeta=B, gmean, mcc, youden, corner, ghost, recall=R, precision=P,\n"
                                              "workload=W, cost=FN:FP (of a miss and of a false alarm); with --cost: cost, min-cost"),
            "HOW"),
      TEXT ("calibration", self->calibration, N_ ("none (default), platt, isotonic, beta or temperature: fitted on inner folds of the training rows"), "HOW"),
      TEXT ("prior-correction", self->prior_correction, N_ ("moves scores back after sampling: none (default), training (the shares before it), em, or a share"), "HOW"),
      TEXT ("prevalence", self->prevalence, N_ ("metrics and curves as if the positive class had this share of the rows"), "SHARE"),
      TEXT ("cost", self->cost, N_ ("what each decision costs: a CSV matrix with labels, true classes in lines, predicted in columns"), "FILE"),
      TEXT ("cost-column", self->cost_column, N_ ("the amount that is lost when a positive row is missed: a column of numbers"), "COLUMN"),
      FLAG ("leaky", self->leaky, N_ ("resample before splitting: wrong on purpose, for teaching")),
      { NULL },
    },
  };
}

static void
fill_common (Section    *section,
             CliOptions *self,
             gboolean    is_seeded)
{
  guint n = 0;

  *section = (Section){ N_ ("Always"), { { NULL } } };
  section->entries[n++] = (GOptionEntry) FLAG ("json", self->json, N_ ("one JSON object instead of text"));
  if (is_seeded)
    section->entries[n++] = (GOptionEntry) TEXT ("seed", self->seed_text, N_ ("of everything random, 0 to 4294967295 (default: 0)"), "N");
  section->entries[n++] = (GOptionEntry) TEXT ("threads", self->threads_text, N_ ("processors to use, 1 to 256 (default: all); never changes a result"), "N");
  section->entries[n++] = (GOptionEntry) FLAG ("quiet", self->quiet, N_ ("no progress and no notes"));
}

/* A line break in the description goes on below its beginning. */
static void
print_entries (const char         *title,
               const GOptionEntry *entries,
               const char *const  *unlisted)
{
  printf ("\n%s:\n", title);
  for (const GOptionEntry *entry = entries; entry->long_name != NULL; entry++)
    {
      g_auto (GStrv) lines = g_strsplit (_ (entry->description), "\n", -1);
      g_autofree char *option = g_strdup_printf ("-%s%s%s%s%s",
                                                 entry->short_name != 0 ? (char[]){ entry->short_name, 0 } : "-",
                                                 entry->short_name != 0 ? ", --" : "",
                                                 entry->long_name,
                                                 entry->arg_description != NULL ? " " : "",
                                                 entry->arg_description != NULL ? entry->arg_description : "");
      glong            width = g_utf8_strlen (option, -1);

      if (unlisted != NULL && g_strv_contains (unlisted, entry->long_name))
        continue;
      printf ("  %s%*s%s\n", option, (int) MAX (1, HELP_COLUMN - width), "", lines[0]);
      for (char **line = lines + 1; *line != NULL; line++)
        printf ("  %*s%s\n", HELP_COLUMN, "", *line);
    }
}

static void
print_help (const CliCommand *command,
            const Section    *sections,
            guint             n_sections)
{
  printf ("%s imbal %s %s%s\n\n%s\n", _ ("Usage:"), command->name, command->arguments,
          _ (" [OPTION…]"), _ (command->summary));
  for (guint s = 0; s < n_sections; s++)
    print_entries (_ (sections[s].title), sections[s].entries, command->unlisted);
  printf ("\n%s", _ (command->details));
}

gboolean
cli_usage_error (const char *option,
                 GError     *cause,
                 GError    **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, "%s%s%s",
               option != NULL ? option : "", option != NULL ? ": " : "", cause->message);
  g_error_free (cause);
  return FALSE;
}

static gboolean
set_common (CliOptions *self,
            GError    **error)
{
  guint64 seed = 0, threads = 0, rows = 0;

  if (!cli_parse_count ("--seed", self->seed_text, 0, G_MAXUINT32, &seed, error)
      || !cli_parse_count ("--threads", self->threads_text, 1, 256, &threads, error)
      || !cli_parse_count ("--rows", self->rows_text, 1, G_MAXINT32, &rows, error))
    return FALSE;

  self->seed = (guint32) seed;
  self->rows = (gsize) rows;
  imb_parallel_set_n_threads ((guint) threads);
  return TRUE;
}

static gboolean
parse (CliOptions       *self,
       const CliCommand *command,
       gpointer          own,
       int               argc,
       char            **argv,
       gboolean         *help,
       GError          **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autofree Section *sections = g_new0 (Section, 4);
  guint               n_sections = 0;
  GError             *local = NULL;

  if (command->entries != NULL)
    fill_own (&sections[n_sections++], command, own);
  if (command->groups & CLI_EVALUATES)
    fill_evaluating (&sections[n_sections++], self);
  if (command->groups & CLI_READS)
    fill_reading (&sections[n_sections++], self);
  fill_common (&sections[n_sections++], self, (command->groups & (CLI_READS | CLI_SEEDED | CLI_EVALUATES)) != 0);

  *help = FALSE;
  for (int i = 1; i < argc && strcmp (argv[i], "--") != 0; i++)
    *help |= strcmp (argv[i], "--help") == 0 || strcmp (argv[i], "-h") == 0;
  if (*help)
    {
      print_help (command, sections, n_sections);
      return TRUE;
    }

  g_option_context_set_help_enabled (context, FALSE);
  for (guint s = 0; s < n_sections; s++)
    g_option_context_add_main_entries (context, sections[s].entries, NULL);

  self->arguments = g_new0 (char *, argc + 1);
  for (int i = 0; i < argc; i++)
    self->arguments[i] = g_strdup (argv[i]);
  if (!g_option_context_parse_strv (context, &self->arguments, &local))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("%s; “imbal %s --help” shows the options"),
                   local->message, command->name);
      g_error_free (local);
      return FALSE;
    }

  self->n_arguments = g_strv_length (self->arguments) - 1;
  return set_common (self, error);
}

static void
clear (CliOptions *self)
{
  char **texts[] = {
    &self->seed_text, &self->threads_text, &self->target, &self->positive, &self->features,
    &self->ignore, &self->group, &self->weights, &self->categorical, &self->numeric, &self->text, &self->quote, &self->comment, &self->thousands, &self->delimiter, &self->decimal,
    &self->encoding, &self->header, &self->missing, &self->format, &self->table, &self->labels, &self->rows_text,
    &self->folds, &self->repeats, &self->scale, &self->impute, &self->domain, &self->threshold, &self->calibration,
    &self->prior_correction, &self->prevalence, &self->cost, &self->cost_column,
    &self->split, &self->test_size, &self->time, &self->choose_by
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (texts[i], g_free);
  g_clear_pointer (&self->arguments, g_strfreev);
  g_clear_pointer (&self->models, g_strfreev);
}

static gboolean
check_arguments (const CliOptions *self,
                 const CliCommand *command,
                 GError          **error)
{
  if (self->n_arguments < command->n_arguments)
    g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("it is “imbal %s %s”; “imbal %s --help” says more"),
                 command->name, command->arguments, command->name);
  else if (self->n_arguments > command->n_arguments && !command->takes_more)
    g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("“%s” is one argument too many; “imbal %s --help” says more"),
                 self->arguments[command->n_arguments + 1], command->name);
  else if (self->models != NULL && g_strv_length (self->models) > 1 && (command->groups & CLI_GRIDS) == 0)
    g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--model is there twice, and “imbal %s” takes one; “imbal experiment” takes several"), command->name);
  else
    return TRUE;
  return FALSE;
}

char
cli_mark (const char *text)
{
  static const struct
  {
    const char *word;
    char        mark;
  } words[] = { { "none", IMB_READ_NONE }, { "tab", '\t' }, { "\\t", '\t' }, { "blank", ' ' }, { "\302\240", ' ' }, { "\342\200\257", ' ' }, { "\342\200\211", ' ' }, { "\342\200\231", '\'' } };

  for (guint w = 0; w < G_N_ELEMENTS (words); w++)
    if (strcmp (text, words[w].word) == 0)
      return words[w].mark;
  return text[0] != '\0' && text[1] == '\0' ? text[0] : '\0';
}

static gboolean
check_mark (const char *option,
            const char *text,
            gboolean    may_be_none,
            GError    **error)
{
  char mark = text == NULL ? '\0' : cli_mark (text);

  if (text == NULL || (mark != '\0' && (mark != IMB_READ_NONE || may_be_none)))
    return TRUE;
  g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, may_be_none ? _ ("%s is one character, “blank” or “none”, not “%s”") : _ ("%s is one character, “tab” or “blank”, not “%s”"),
               option, text);
  return FALSE;
}

static gboolean
check_reading (const CliOptions *options,
               GError          **error)
{
  if (!check_mark ("--delimiter", options->delimiter, FALSE, error) || !check_mark ("--quote", options->quote, TRUE, error)
      || !check_mark ("--comment", options->comment, TRUE, error) || !check_mark ("--thousands", options->thousands, TRUE, error))
    return FALSE;

  if (options->decimal != NULL && strcmp (options->decimal, ".") != 0 && strcmp (options->decimal, ",") != 0)
    g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--decimal is “.” or “,”, not “%s”"), options->decimal);
  else if (options->header != NULL && strcmp (options->header, "yes") != 0 && strcmp (options->header, "no") != 0)
    g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("--header is “yes” or “no”, not “%s”"), options->header);
  else
    return TRUE;
  return FALSE;
}

static void
clear_own (const CliCommand *command,
           char             *own)
{
  if (command->clear != NULL)
    command->clear (own);
  for (const GOptionEntry *entry = command->entries; entry != NULL && entry->long_name != NULL; entry++)
    {
      gpointer at = own + GPOINTER_TO_SIZE (entry->arg_data);

      if (entry->arg == G_OPTION_ARG_FILENAME)
        g_free (*(char **) at);
      else if (entry->arg == G_OPTION_ARG_FILENAME_ARRAY)
        g_strfreev (*(char ***) at);
    }
}

gboolean
cli_command_run (const CliCommand *command,
                 int               argc,
                 char            **argv,
                 GError          **error)
{
  CliOptions       options = { 0 };
  g_autofree char *own = g_malloc0 (command->own_size);
  gboolean         help, is_done;

  is_done = parse (&options, command, own, argc, argv, &help, error)
            && (help
                || (check_arguments (&options, command, error)
                    && ((command->groups & CLI_READS) == 0 || check_reading (&options, error))
                    && (command->check == NULL || command->check (&options, own, error))
                    && command->act (&options, own, error)));
  clear (&options);
  clear_own (command, own);
  return is_done;
}

gboolean
cli_parse_count (const char *option,
                 const char *text,
                 guint64     least,
                 guint64     most,
                 guint64    *value,
                 GError    **error)
{
  if (text == NULL || g_ascii_string_to_unsigned (text, 10, least, most, value, NULL))
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE,
               _ ("%s is a whole number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT ", not “%s”"),
               option, least, most, text);
  return FALSE;
}

gboolean
cli_parse_real (const char *option,
                const char *text,
                double      least,
                double      most,
                double     *value,
                GError    **error)
{
  char  *end = NULL;
  double number;

  if (text == NULL)
    return TRUE;

  number = g_ascii_strtod (text, &end);
  if (end != text && *end == '\0' && number >= least && number <= most)
    {
      *value = number;
      return TRUE;
    }

  g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("%s is a number from %g to %g, not “%s”"),
               option, least, most, text);
  return FALSE;
}

gboolean
cli_parse_share (const char *option,
                 const char *text,
                 double     *value,
                 GError    **error)
{
  double share = 0.0;

  if (text == NULL)
    return TRUE;
  if (cli_parse_real (option, text, 0.0, 1.0, &share, NULL) && share > 0.0 && share < 1.0)
    {
      *value = share;
      return TRUE;
    }

  g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("%s is a share between 0 and 1, without the ends, not “%s”"), option, text);
  return FALSE;
}

/* Without links; of what is not there yet its folder's. (transfer full) */
static char *
dup_real_path (const char *path)
{
  g_autofree char *whole = realpath (path, NULL), *folder = NULL, *name = NULL, *real = NULL;

  if (whole != NULL)
    return g_strdup (whole);

  folder = g_path_get_dirname (path);
  name = g_path_get_basename (path);
  real = realpath (folder, NULL);
  return g_build_filename (real != NULL ? real : folder, name, NULL);
}

gboolean
cli_is_same_place (const char *a,
                   const char *b)
{
  g_autofree char *real_a = dup_real_path (a), *real_b = dup_real_path (b);

  return strcmp (real_a, real_b) == 0;
}

gboolean
cli_check_outputs (const char *option,
                   const char *path,
                   const char *other_option,
                   const char *other,
                   GError    **error)
{
  if (path == NULL || other == NULL || !cli_is_same_place (path, other))
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("%s and %s are both %s; give each a place of its own"), option, other_option, path);
  return FALSE;
}

gboolean
cli_check_output (const CliOptions *options,
                  const char       *option,
                  const char       *path,
                  const char       *input,
                  GError          **error)
{
  struct stat from, to;

  if (path == NULL)
    return TRUE;
  if (strcmp (path, "-") == 0)
    {
      if (options->json)
        g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("%s - and --json both need standard output; give %s a file"), option, option);
      return !options->json;
    }
  if (strcmp (input, "-") != 0 && stat (path, &to) == 0 && stat (input, &from) == 0 && from.st_dev == to.st_dev && from.st_ino == to.st_ino)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("%s %s is the file that is read; choose another name"), option, path);
      return FALSE;
    }
  return TRUE;
}

gboolean
cli_expect_output (const char *path,
                   GError    **error)
{
  if (path == NULL)
    g_set_error_literal (error, IMB_ERROR, IMB_ERROR_USAGE, _ ("-o is missing: say which file to write, or - for standard output"));
  return path != NULL;
}

char **
cli_split_names (const char *text)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GString) name = g_string_new (NULL);
  gboolean is_quoted = FALSE;

  for (const char *at = text;; at++)
    {
      if (*at == '"')
        {
          is_quoted = !is_quoted;
          if (is_quoted && at > text && at[-1] == '"')
            g_string_append_c (name, '"');
        }
      else if (*at == '\0' || (*at == ',' && !is_quoted))
        {
          g_ptr_array_add (names, g_strdup (g_strstrip (name->str)));
          g_string_truncate (name, 0);
          if (*at == '\0')
            break;
        }
      else
        g_string_append_c (name, *at);
    }

  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}
