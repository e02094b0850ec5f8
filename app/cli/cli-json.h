/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/imb.h"

G_BEGIN_DECLS

/* What a command prints with --json. */

/* Opens the object with "version" in it. (transfer full) */
ImbJson *cli_json_new (void);

/* "plan": its text; "steps": the same as data, which is also taken as a plan. */
void cli_json_plan (ImbJson       *self,
                    const ImbPlan *plan);

/* Closes the object and prints it. */
void cli_json_print (ImbJson *self);

G_END_DECLS
