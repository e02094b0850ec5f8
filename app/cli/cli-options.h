/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/cli/cli-command.h"
#include "engine/imb.h"

G_BEGIN_DECLS

/* What stood on the command line, as text; NULL: not given. Later functions make values of it. */
struct _CliOptions
{
  gboolean json;
  gboolean quiet;
  char    *seed_text;
  char    *threads_text;
  guint32  seed;

  char *target;
  char *positive;
  char *features;
  char *ignore;
  char *group;
  char *weights;
  char *categorical;
  char *numeric;
  char *text;
  char *delimiter;
  char *quote;
  char *comment;
  char *decimal;
  char *thousands;
  char *encoding;
  char *header;
  char *missing;
  char *format;
  char *table;
  char *labels;
  char *rows_text;
  gsize rows; /* 0: all */

  char   **models;
  char    *choose_by;
  char    *folds;
  char    *repeats;
  char    *scale;
  char    *impute;
  char    *domain;
  char    *threshold;
  char    *calibration;
  char    *prior_correction;
  char    *prevalence;
  char    *cost;
  char    *cost_column;
  char    *split;
  char    *test_size;
  char    *time;
  gboolean leaky;

  char **arguments; /* what is no option, without the command's name */
  guint  n_arguments;
};

/**
 * cli_command_run:
 * @argv: begins with the command's name
 *
 * Prints the help when it is asked for, or sets the number of threads, checks the options and acts.
 *
 * Returns: FALSE with IMB_ERROR_USAGE when the options are wrong, or with what went wrong
 */
gboolean cli_command_run (const CliCommand *command,
                          int               argc,
                          char            **argv,
                          GError          **error);

/* A whole number of an option; NULL leaves @value as it is. */
gboolean cli_parse_count (const char *option,
                          const char *text,
                          guint64     least,
                          guint64     most,
                          guint64    *value,
                          GError    **error);
gboolean cli_parse_real (const char *option,
                         const char *text,
                         double      least,
                         double      most,
                         double     *value,
                         GError    **error);

/* Likewise a share of the rows that is neither none nor all. */
gboolean cli_parse_share (const char *option,
                          const char *text,
                          double     *value,
                          GError    **error);

/* Whether two paths lead to one file or folder, which need not be there yet. */
gboolean cli_is_same_place (const char *a,
                            const char *b);

/* IMB_ERROR_USAGE when two outputs would go to the same file, or both to standard output. NULL: not asked for. */
gboolean cli_check_outputs (const char *option,
                            const char *path,
                            const char *other_option,
                            const char *other,
                            GError    **error);

/**
 * cli_check_output:
 * @option: for the sentence
 * @path: (nullable): what is to be written
 *
 * Returns: FALSE with IMB_ERROR_USAGE when that is the file that is read, or standard output together with --json
 */
gboolean cli_check_output (const CliOptions *options,
                           const char       *option,
                           const char       *path,
                           const char       *input,
                           GError          **error);

/* Whether -o was given: IMB_ERROR_USAGE. */
gboolean cli_expect_output (const char *path,
                            GError    **error);

/* Turns whatever @error is into IMB_ERROR_USAGE (status 2), with @option before its sentence. Always FALSE. */
gboolean cli_usage_error (const char *option,
                          GError     *cause,
                          GError    **error);

/* One character that means something: itself, “tab”, “blank” or “none” (IMB_READ_NONE); '\0' for anything else. */
char cli_mark (const char *text);

/* Names between commas; a name with a comma stands in double quotes. (transfer full) */
char **cli_split_names (const char *text);

G_END_DECLS
