/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/io/imb-decode.h"
#include "engine/io/imb-input.h"
#include "engine/io/imb-read.h"

G_BEGIN_DECLS

/* Reads the text as CSV. The reading's encoding and size are the caller's to fill in. NULL with
 * IMB_ERROR_FORMAT, IMB_ERROR_TOO_LARGE or G_IO_ERROR_CANCELLED. (transfer full) */
ImbTable *imb_csv_table_new (const ImbText        *text,
                             const ImbReadOptions *options,
                             ImbReadLog           *log,
                             ImbJob               *job,
                             GError              **error);

/* The same in blocks of so many bytes, which changes nothing but the speed; 0: by one parser from the beginning to the end. */
ImbTable *imb_csv_table_new_in_blocks (const ImbText        *text,
                                       gsize                 block,
                                       const ImbReadOptions *options,
                                       ImbReadLog           *log,
                                       ImbJob               *job,
                                       GError              **error);

/**
 * imb_csv_table_new_from:
 * @input: where the text is
 * @from: where it begins there
 * @beginning: of the text; enough for imb_sniff()
 * @possible: (out): FALSE when the text must be in memory as a whole: there is something in it that is to be decoded or mended, or
 *   quotes that only one parser from the beginning to the end gets right; then @error is not set, and @log of no use any more
 *
 * The same without ever having the whole text in memory.
 */
ImbTable *imb_csv_table_new_from (const ImbInput       *input,
                                  gsize                 from,
                                  const ImbText        *beginning,
                                  const ImbReadOptions *options,
                                  ImbReadLog           *log,
                                  gboolean             *possible,
                                  ImbJob               *job,
                                  GError              **error);

G_END_DECLS
