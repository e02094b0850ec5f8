/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/io/imb-decode.h"
#include "engine/io/imb-read.h"

G_BEGIN_DECLS

/* Reads the text as ARFF or KEEL; see imb_csv_table_new(). (transfer full) */
ImbTable *imb_arff_table_new (const ImbText        *text,
                              const ImbReadOptions *options,
                              ImbReadLog           *log,
                              ImbJob               *job,
                              GError              **error);

G_END_DECLS
