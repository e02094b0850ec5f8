/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/cli/cli-json.h"
#include "engine/imb.h"

G_BEGIN_DECLS

/* The option --importance of evaluate: how often each feature is shuffled; 0: not. IMB_ERROR_USAGE. */
gboolean cli_importance_parse (const char *text,
                               guint      *n_shuffles,
                               GError    **error);

#define CLI_IMPORTANCE_ENTRY(Own)                                                                                                                            \
  {                                                                                                                                                          \
    "importance", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, importance_text), N_ ("what metrics lose when a feature is shuffled N times (5 is usual)"), "N" \
  }

/* "importance": an object for each feature, of the metrics that were measured; nothing when none were. */
void cli_importance_build (ImbJson         *json,
                           const ImbDesign *design,
                           const ImbRun    *run);

/* By the first of @metrics that was measured, average precision if it is among them; the most important feature first. */
void cli_importance_print (const ImbDesign *design,
                           const ImbRun    *run,
                           const GPtrArray *metrics);

G_END_DECLS
