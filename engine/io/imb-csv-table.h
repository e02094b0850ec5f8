/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/io/imb-decode.h"
#include "engine/io/imb-read.h"

G_BEGIN_DECLS

/* Reads the text as CSV. The reading's encoding and size are the caller's to fill in. NULL with
 * IMB_ERROR_FORMAT, IMB_ERROR_TOO_LARGE or G_IO_ERROR_CANCELLED. (transfer full) */
ImbTable *imb_csv_table_new (const ImbText        *text,
                             const ImbReadOptions *options,
                             ImbReadLog           *log,
                             ImbJob               *job,
                             GError              **error);

G_END_DECLS
