/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/cli/cli-input.h"

G_BEGIN_DECLS

/**
 * cli_forecast:
 * @plan: (nullable): its steps, each asked about the table as it is; NULL: every sampler with its defaults
 * @impute: what is done to missing values before
 * @scale: and to features
 *
 * imbal resample --forecast: a line for each sampler that says whether it can work with this table.
 */
gboolean cli_forecast (const CliOptions *options,
                       const ImbPlan    *plan,
                       ImbImpute         impute,
                       ImbScale          scale,
                       GError          **error);

G_END_DECLS
