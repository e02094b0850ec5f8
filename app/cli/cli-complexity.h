/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/cli/cli-input.h"
#include "app/cli/cli-json.h"

G_BEGIN_DECLS

/* How hard the problem is, as text and as "complexity" in the JSON. */
void cli_complexity_build (ImbJson             *json,
                           const CliInput      *input,
                           const ImbComplexity *complexity);
void cli_complexity_print (const CliInput      *input,
                           const ImbComplexity *complexity);

/* How hard single rows are. */
void cli_hardness_build (ImbJson                   *json,
                         const CliInput            *input,
                         const ImbInstanceHardness *hardness);
void cli_hardness_print (const CliInput            *input,
                         const ImbInstanceHardness *hardness);

G_END_DECLS
