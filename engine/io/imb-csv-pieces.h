/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/io/imb-input.h"

G_BEGIN_DECLS

/* A part of the text that begins with a row. */
typedef struct
{
  gsize at; /* byte */
  gsize length;
  gsize line;   /* of its first row, from 1 */
  gsize n_ends; /* line ends in it: no more rows begin in it */
} ImbCsvPiece;

/* How a text is cut into pieces. */
typedef struct _ImbCsvPieces ImbCsvPieces;

/**
 * imb_csv_pieces_new:
 * @input: lent
 * @from: where the text begins
 * @quote: '\0': there are none
 * @block: bytes; about as long a piece is; what is cut depends on it and the text only
 * @job: (nullable): progress in bytes
 *
 * Looks at every byte: where lines end and quotes are, so that the text can be cut between rows, and whether it is UTF-8 without NUL. That
 * a cut lies outside quotes is likely, not certain: a quote may be just a character. Whoever parses a piece sees it at its end.
 *
 * Returns: (transfer full) (nullable): NULL with G_IO_ERROR_CANCELLED or G_FILE_ERROR
 */
ImbCsvPieces *imb_csv_pieces_new (const ImbInput *input,
                                  gsize           from,
                                  char            quote,
                                  gsize           block,
                                  ImbJob         *job,
                                  GError        **error);
void          imb_csv_pieces_free (ImbCsvPieces *self);

/* UTF-8 without NUL, and lines end either with LF and CR LF or with CR. If not, there is nothing else to be had. */
gboolean imb_csv_pieces_are_plain (const ImbCsvPieces *self);

/* '\r' or '\n'. */
char               imb_csv_pieces_line_end (const ImbCsvPieces *self);
gsize              imb_csv_pieces_n (const ImbCsvPieces *self);
const ImbCsvPiece *imb_csv_pieces_at (const ImbCsvPieces *self,
                                      gsize               p);

/* The @p-th piece begins right but ends inside quotes: cuts the rest anew. FALSE when that was done too often. */
gboolean imb_csv_pieces_recut (ImbCsvPieces *self,
                               gsize         p);

/* The first piece has no row: makes one of it and the second one. */
void imb_csv_pieces_join_first (ImbCsvPieces *self);

G_END_DECLS
