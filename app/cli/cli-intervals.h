/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/cli/cli-json.h"
#include "engine/imb.h"

G_BEGIN_DECLS

/* The option --intervals of evaluate and compare: how intervals of the pooled rows are made. IMB_ERROR_USAGE. */
gboolean cli_intervals_parse (const char   *text,
                              ImbIntervals *how,
                              GError      **error);

#define CLI_INTERVALS_ENTRY(Own)                                                                                                                                                   \
  {                                                                                                                                                                                \
    "intervals", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, intervals_text), N_ ("of all tested rows together: quick (Wilson, DeLong), bootstrap, or bca (bias corrected)"), "HOW" \
  }

/* {NAME: {value, low, high, method}} of the metrics that have one. @intervals: by metric index. */
void cli_intervals_build (ImbJson           *json,
                          const char        *name,
                          const ImbInterval *intervals);

/* A table of those of @metrics that have one; nothing when none has. */
void cli_intervals_print (const GPtrArray   *metrics,
                          const ImbInterval *intervals);

G_END_DECLS
