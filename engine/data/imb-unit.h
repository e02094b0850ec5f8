/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/data/imb-table.h"

G_BEGIN_DECLS

/* The sign (%, $, € …) that nine in ten texts of a column of categories have beside a number: "12.5 %", "$1,200". NULL: none, or @job (nullable)
 * was cancelled. The column stays text; whoever uses it may say so. O(levels). (transfer none) */
const char *imb_column_unit (const ImbColumn *column,
                             ImbJob          *job);

G_END_DECLS
