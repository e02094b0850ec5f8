/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/imb-table.h"
#include "engine/io/imb-arff.h"
#include "engine/io/imb-decode.h"

G_BEGIN_DECLS

/* What a row of the text is good for. */
typedef enum
{
  IMB_ROW_WHOLE, /* it has a cell for every column: its bytes can be written as they are */
  IMB_ROW_CELLS, /* its cells must be taken one by one: it is too short, too long, or no CSV */
  IMB_ROW_LOST,  /* where its cells lie is not certain */
} ImbRowState;

/* Where every row of a table begins in the text that it was read from: 9 bytes a row. */
typedef struct
{
  gsize   *starts;
  guint8  *states; /* ImbRowState */
  gsize    n_rows;
  gsize    n_lost;
  gboolean has_header; /* the next two are set */
  gsize    header_start;
  guint8   header_state;
} ImbRowIndex;

/**
 * imb_row_index_new:
 * @arff: (nullable): the text's head when it is ARFF or KEEL; @marks is not looked at then
 *
 * Splits the text by the parser that made the table and takes its rows' beginnings down. One cell of every row is compared
 * with the table's, the text at the row's beginning with the parser's fields: rows cannot slip.
 *
 * Returns: (transfer full) (nullable): NULL without error when these are not the table's rows, NULL with
 *   G_IO_ERROR_CANCELLED
 */
ImbRowIndex *imb_row_index_new (const ImbTable    *table,
                                const ImbText     *text,
                                const ImbCsvMarks *marks,
                                const ImbArff     *arff,
                                ImbJob            *job,
                                GError           **error);
void         imb_row_index_free (ImbRowIndex *self);

/* '\n' or, when the text has none, '\r': where its lines end, as the parsers count them. */
char imb_text_line_end (const char *text,
                        gsize       length);

/* From @start to before the first line end. */
gsize imb_text_line_length (const ImbText *text,
                            gsize          start,
                            char           line_end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbRowIndex, imb_row_index_free)

G_END_DECLS
