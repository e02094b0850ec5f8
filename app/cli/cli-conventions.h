/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/cli/cli-json.h"
#include "engine/imb.h"

G_BEGIN_DECLS

/* What other tools print for the same rows, where that is another number. */
void cli_conventions_build (ImbJson          *json,
                            const ImbOutcome *outcome);
void cli_conventions_print (const ImbOutcome *outcome);

G_END_DECLS
