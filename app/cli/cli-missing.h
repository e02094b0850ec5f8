/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/cli/cli-input.h"
#include "app/cli/cli-json.h"

G_BEGIN_DECLS

/* The member "missing" of the JSON: counts by column, row and class, and the commonest patterns. */
void cli_missing_build (ImbJson              *json,
                        const CliInput       *input,
                        const ImbMissingness *missing);

/* The same for a person; nothing when nothing is missing. */
void cli_missing_print (const CliInput       *input,
                        const ImbMissingness *missing);

G_END_DECLS
