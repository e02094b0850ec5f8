/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/cli/cli-input.h"
#include "app/cli/cli-json.h"
#include "engine/imb.h"

G_BEGIN_DECLS

/* The options --dependence and --shap of evaluate. */
#define CLI_EXPLAIN_ENTRIES(Own)                                                                                                                                                \
  { "dependence", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, dependence), N_ ("how the mean score depends on these columns, the others as they are"), "A,B" },                  \
  {                                                                                                                                                                             \
    "shap", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, shap), N_ ("write what each column adds to the score of every tested row, of models made of trees or linear"), "OUT.csv" \
  }

/* Features of the names with commas between them, for ImbEvaluation's dependence; NULL for none, without an error. (transfer full) (nullable) */
GBytes *cli_explain_find (const char     *names,
                          const CliInput *input,
                          GError        **error);

/* "dependence" and "shap", when they were asked for. */
void cli_explain_build (ImbJson         *json,
                        const ImbDesign *design,
                        const ImbRun    *run);
void cli_explain_print (const ImbDesign *design,
                        const ImbRun    *run);

/* row, repeat, fold, label, class, base, and a column for each feature. */
gboolean cli_explain_write (const char      *path,
                            const ImbDesign *design,
                            const ImbRun    *run,
                            ImbJob          *job,
                            GError         **error);

G_END_DECLS
