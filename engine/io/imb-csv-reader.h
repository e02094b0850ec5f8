/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/io/imb-csv.h"

G_BEGIN_DECLS

/* Rows of CSV out of pieces of a text, the same as imb_csv_parse() finds, several times as fast. */
typedef struct _ImbCsvReader ImbCsvReader;

/* What must be behind the text, writable. */
#define IMB_CSV_READER_PADDING 128

/* What became of a piece. */
typedef enum
{
  IMB_CSV_PIECE_WHOLE,
  IMB_CSV_PIECE_OPEN, /* it ends inside quotes */
  IMB_CSV_PIECE_FAILED,
} ImbCsvPieceEnd;

/**
 * imb_csv_reader_new:
 * @line_end: '\n', or '\r' when the text has no '\n'
 * @log: lent; gets the problems
 * @func: gets the rows
 */
ImbCsvReader *imb_csv_reader_new (const ImbCsvMarks *marks,
                                  char               line_end,
                                  ImbReadLog        *log,
                                  ImbRowFunc         func,
                                  gpointer           data);
void          imb_csv_reader_free (ImbCsvReader *self);

/**
 * imb_csv_reader_run:
 * @text: (array length=length): from the beginning of a row on; changed
 * @line: of its first row, from 1
 * @last: the text ends here; else a line does
 * @job: (nullable): asked, but its progress is left alone
 *
 * Returns: FAILED with IMB_ERROR_FORMAT, G_IO_ERROR_CANCELLED or the error of @func
 */
ImbCsvPieceEnd imb_csv_reader_run (ImbCsvReader *self,
                                   char         *text,
                                   gsize         length,
                                   gsize         line,
                                   gboolean      last,
                                   ImbJob       *job,
                                   GError      **error);

/* How many comments and how many fields with blanks inside their quotes were met so far. */
ImbCsvMet imb_csv_reader_get_met (const ImbCsvReader *self);

G_END_DECLS
