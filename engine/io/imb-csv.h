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

/* What is told in one sentence in the end. */
typedef struct
{
  gsize n_comments;
  gsize n_trimmed; /* fields with blanks inside their quotes */
} ImbCsvMet;

/* The same line by line, for those who find the lines themselves. @log, @func and @data as above; a NULL @log keeps quiet. */
typedef struct _ImbCsv ImbCsv;

ImbCsv *imb_csv_new (const ImbCsvMarks *marks,
                     ImbReadLog        *log,
                     ImbRowFunc         func,
                     gpointer           data);
void    imb_csv_free (ImbCsv *self);

/* Forgets a row that was begun: another piece of the text comes. */
void imb_csv_begin (ImbCsv *self);

/* @line: with its end; @number: of the line, from 1. FALSE stops, with @error set unless @func asked for it. */
gboolean imb_csv_take_line (ImbCsv     *self,
                            const char *line,
                            gsize       length,
                            gsize       number,
                            GError    **error);

/* Does the row at hand go on in the next line? */
gboolean imb_csv_is_open (const ImbCsv *self);

/* After the last line of all. */
gboolean  imb_csv_finish (ImbCsv  *self,
                          GError **error);
ImbCsvMet imb_csv_get_met (const ImbCsv *self);

/* Into the notes of @log, and its count of comments. */
void imb_csv_tell (ImbReadLog        *log,
                   const ImbCsvMarks *marks,
                   ImbCsvMet          met);

/* The delimiter of a first line "sep=;", as spreadsheets write it (it is no row); '\0' when there is none. */
char imb_csv_names_delimiter (const char *text,
                              gsize       length);

G_END_DECLS
