/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/io/imb-csv.h"
#include "engine/io/imb-read.h"

G_BEGIN_DECLS

/* How a text is a table, as asked for or as guessed from its beginning. */
typedef struct
{
  ImbCsvMarks marks;
  char        decimal;
  char        thousands; /* as in ImbReadOptions; 0: whatever groups digits in threes */
  gboolean    has_header;
  char      **names; /* one per column: unique, not empty */
  gsize       n_columns;
  gboolean    last_named;    /* the last column has a name in the file, or there is no header */
  gsize       bytes_per_row; /* of the sample; at least 1 */
} ImbDialect;

/**
 * imb_sniff:
 * @options: what is settled already
 * @log: gets a note per guess that is not the plain case
 * @dialect: filled in; free with imb_dialect_clear
 *
 * Returns: FALSE with IMB_ERROR_FORMAT when the text has no row at all, or begins with a quote that is never closed
 */
gboolean imb_sniff (const char           *text,
                    gsize                 length,
                    const ImbReadOptions *options,
                    ImbReadLog           *log,
                    ImbDialect           *dialect,
                    GError              **error);
void     imb_dialect_clear (ImbDialect *self);

/* What the options say about delimiter, quote and comment; what they do not say is guessed, but for the delimiter ('\0'). */
ImbCsvMarks imb_sniff_marks (const char           *text,
                             gsize                 length,
                             const ImbReadOptions *options);

/* Whether the first line, and no other of the text, begins with "#" though nobody said so: a comment, or names. */
gboolean imb_sniff_hash_first (const char           *text,
                               gsize                 length,
                               const ImbReadOptions *options);

/* One name per column from the header's cells (NULL: there is none): UTF-8, no control characters, at most 201
 * characters. Empty names are made up, repeated ones numbered, unfit ones mended, each with a note. (transfer full) */
char **imb_header_names (char      **raw,
                         gsize       n_columns,
                         ImbReadLog *log);

G_END_DECLS
