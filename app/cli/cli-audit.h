/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/cli/cli-json.h"
#include "engine/imb.h"

G_BEGIN_DECLS

/* imbal resample --audit. (transfer full) (nullable) */
ImbAudit *cli_audit_new (ImbDesign         *design,
                         const ImbResample *resample,
                         ImbImpute          impute,
                         ImbScale           scale,
                         ImbJob            *job,
                         GError           **error);

/* The object "audit". */
void cli_audit_build (ImbJson         *json,
                      const ImbAudit  *audit,
                      const ImbDesign *design);

/* A line each; "!" marks what is worth a look. */
void cli_audit_print (const ImbAudit  *audit,
                      const ImbDesign *design);

G_END_DECLS
