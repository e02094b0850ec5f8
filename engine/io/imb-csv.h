/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/io/imb-read-log.h"

G_BEGIN_DECLS

typedef struct
{
  const char *text; /* without blanks around it; ends with NUL; good during the call only */
  gsize       length;
} ImbField;

/* The characters that mean something; '\0' for quote and comment: there is none. */
typedef struct
{
  char delimiter; /* between the fields; ' ' takes several blanks as one */
  char quote;     /* around fields */
  char comment;   /* a line that begins with it is no row */
} ImbCsvMarks;

/* One row, its fields, and the line where it begins. FALSE stops: with @error set it is a failure. */
typedef gboolean (*ImbRowFunc) (const ImbField *fields,
                                gsize           n_fields,
                                gsize           line,
                                gpointer        data,
                                GError        **error);

/**
 * imb_csv_parse:
 * @text: valid UTF-8 without NUL
 * @marks: which characters mean something
 * @log: (nullable): gets problems (stray quotes, long rows are the caller's) and notes; NULL for a
 *   sample, which may end in the middle of a row: then the row is left out
 * @func: gets the rows in order
 * @job: (nullable): progress in bytes of @text
 *
 * Splits text into rows and fields. Quotes as in RFC 4180; line ends LF, CR LF or CR. Blank lines and comments
 * are left out.
 *
 * Returns: FALSE with IMB_ERROR_FORMAT, G_IO_ERROR_CANCELLED or the error of @func
 */
gboolean imb_csv_parse (const char        *text,
                        gsize              length,
                        const ImbCsvMarks *marks,
                        ImbReadLog        *log,
                        ImbRowFunc         func,
                        gpointer           data,
                        ImbJob            *job,
                        GError           **error);

/* The delimiter of a first line "sep=;", as spreadsheets write it (it is no row); '\0' when there is none. */
char imb_csv_names_delimiter (const char *text,
                              gsize       length);

G_END_DECLS
