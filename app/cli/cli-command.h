/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One subcommand of imbal. */
typedef struct
{
  const char *name;
  const char *arguments; /* "FILE", as in the usage line */
  guint       n_arguments;
  const char *summary; /* one sentence */
  const char *details; /* examples, and what else a person must know */

  /* argv[0] is the command's name. FALSE with IMB_ERROR_USAGE: status 2; any other error: 1. */
  gboolean (*run) (int      argc,
                   char   **argv,
                   GError **error);
} CliCommand;

extern const CliCommand cli_compare;
extern const CliCommand cli_describe;
extern const CliCommand cli_evaluate;
extern const CliCommand cli_figure;
extern const CliCommand cli_generate;
extern const CliCommand cli_list;
extern const CliCommand cli_metrics;
extern const CliCommand cli_resample;

G_END_DECLS
