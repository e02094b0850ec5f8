/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/imb.h"

G_BEGIN_DECLS

/**
 * explorer_runs_to_csv:
 * @runs: (element-type ImbRun): of one comparison, the base first
 *
 * A line per run: plan, model, then for every metric its mean, the ends of its interval, the difference to
 * the first run and its p; at the end what went wrong. Undefined numbers are empty.
 *
 * Returns: (transfer full): CSV with a heading
 */
char *explorer_runs_to_csv (const GPtrArray *runs);

G_END_DECLS
