/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/cli/cli-runs.h"

G_BEGIN_DECLS

/* What a leak makes of the figures: the same runs done right, beside those of --leaky. */

/* The runs of @specs without the leak; empty when the frame has none. (transfer full) (nullable) (element-type ImbRun): NULL with an error */
GPtrArray *cli_optimism_runs (const CliFrame  *frame,
                              const CliInput  *input,
                              const GPtrArray *specs,
                              GError         **error);

/* "optimism": {METRIC: {honest, points}} of run @r; nothing without honest runs. */
void cli_optimism_build (ImbJson         *json,
                         const ImbRun    *leaky,
                         const GPtrArray *honest,
                         guint            r);

/* A line for each run: by how many points of 100 each metric looks better than it is. */
void cli_optimism_print (const GPtrArray *leaky,
                         const GPtrArray *honest,
                         const GPtrArray *metrics);

G_END_DECLS
