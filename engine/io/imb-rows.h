/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/io/imb-csv.h"
#include "engine/io/imb-infer.h"
#include "engine/io/imb-sample.h"

G_BEGIN_DECLS

/* Something that can hand out its rows as often as it is asked to. */
typedef struct ImbRowSource ImbRowSource;
struct ImbRowSource
{
  gboolean (*parse) (const ImbRowSource *self,
                     ImbReadLog         *log, /* NULL: say nothing */
                     ImbRowFunc          func,
                     gpointer            data,
                     ImbJob             *job,
                     GError            **error);
  gsize      n_columns;
  gboolean   skip_first;    /* the first row is the header */
  gsize      n_bytes;       /* of the text */
  gsize      bytes_per_row; /* about; at least 1 */
  ImbSample *sample;        /* which rows are wanted; lent; chosen when the rows are added, if not all are wanted */
};

/* Adds all rows, or a sample of them, to @infer, in as few walks as it takes to settle the columns' kinds. Rows that are too long are left out,
 * rows that are too short are filled with missing values; both are problems. FALSE with IMB_ERROR_TOO_LARGE, IMB_ERROR_FORMAT
 * (also when there is no row) or G_IO_ERROR_CANCELLED. */
gboolean imb_rows_add (const ImbRowSource *source,
                       ImbInfer           *infer,
                       ImbReadLog         *log,
                       ImbJob             *job,
                       GError            **error);

G_END_DECLS
