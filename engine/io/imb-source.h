/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-notes.h"
#include "engine/data/imb-table.h"
#include "engine/io/imb-write.h"

G_BEGIN_DECLS

/* The text that a table was read from, to write its rows as they stood there: 1.50, 007, TRUE, " a", NA, 1,234.5 and the quotes
 * around them, byte for byte but for the encoding, which becomes UTF-8. That holds for every cell of every row of the
 * table, also for those that count as missing, were rounded or trimmed, whatever the program calculates with instead. What
 * reading repaired comes back repaired: bytes that are not UTF-8 and NUL bytes. Rows that are too short get empty
 * cells; rows that were left out stay left out, like comments and blank lines. */
typedef struct _ImbSource ImbSource;

/**
 * imb_source_open:
 * @source: (out) (nullable): the source, or NULL when there is none: the table was made, it comes from a format without such
 *   text, or its text cannot be had again as it was (then @notes says why)
 * @job: (nullable): takes about as long as reading the file did
 *
 * Takes the memory of the whole text and 9 bytes per row.
 *
 * Returns: FALSE with G_IO_ERROR_CANCELLED, else TRUE
 */
gboolean imb_source_open (const ImbTable *table,
                          ImbNotes       *notes,
                          ImbSource     **source,
                          ImbJob         *job,
                          GError        **error);
void     imb_source_free (ImbSource *self);

/* How a table is spelled that was read as @reading says: CSV in its dialect, all else as CSV with commas. @self: (nullable): tells
 * the line end, too. */
ImbWriteStyle imb_source_style (const ImbSource  *self,
                                const ImbReading *reading);

/* What stands before the first row: a byte order mark, "sep=;". */
void imb_source_put_start (const ImbSource *self,
                           ImbWriter       *out);

/* The column names without the line end; FALSE when the source has no line of names (or it is no CSV). */
gboolean imb_source_put_names (ImbSource *self,
                               ImbWriter *out);

/* A row without the line end; FALSE when it is not certain where its cells lie: then nothing was written. @out has the style of
 * imb_source_style(). One thread at a time. */
gboolean imb_source_put_row (ImbSource *self,
                             gsize      row,
                             ImbWriter *out);

/* One cell as a row has it, ready to be written; NULL when it is not certain where it lies. (transfer full) */
char *imb_source_dup_cell (ImbSource *self,
                           gsize      row,
                           gsize      j);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbSource, imb_source_free)

G_END_DECLS
