/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/imb.h"

G_BEGIN_DECLS

/**
 * cli_metric_list_parse:
 * @text: (nullable): the value of --metrics: usual, all, or ids with commas between them
 * @initial: (nullable): ids that NULL stands for; NULL: the usual ones
 *
 * Returns: (transfer container) (element-type ImbMetric) (nullable): in that order, none twice; NULL with
 *   IMB_ERROR_USAGE for an id that no metric has
 */
GPtrArray *cli_metric_list_parse (const char *text,
                                  const char *initial,
                                  GError    **error);

/* The option of evaluate and compare. */
#define CLI_METRICS_ENTRY(Own)                                                                                                                             \
  {                                                                                                                                                        \
    "metrics", 0, 0, G_OPTION_ARG_FILENAME, CLI_OWN (Own, metrics_text), N_ ("shown as text: usual, all, or ids such as recall,iba; JSON has all"), "LIST" \
  }

G_END_DECLS
