/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/io/imb-csv-pieces.h"
#include "engine/io/imb-rows.h"

G_BEGIN_DECLS

/**
 * imb_csv_rows_add:
 * @input: where the text is
 * @pieces: of it; plain ones
 * @source: at whose beginning imb_rows_look() looked
 * @possible: (out): FALSE when quotes stand in the text so that only a parser that begins at the beginning can tell rows; then
 *   nothing was said and @infer may be used once more
 *
 * As imb_rows_add(), in parallel, with the same result.
 */
gboolean imb_csv_rows_add (const ImbInput     *input,
                           ImbCsvPieces       *pieces,
                           const ImbCsvMarks  *marks,
                           const ImbRowSource *source,
                           ImbInfer           *infer,
                           ImbReadLog         *log,
                           gboolean           *possible,
                           ImbJob             *job,
                           GError            **error);

G_END_DECLS
