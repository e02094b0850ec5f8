/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/core/imb-job.h"
#include "engine/data/imb-table.h"

G_BEGIN_DECLS

/* A character that is not there: no quotes, no comments, no thousands separator. Unlike 0, which means "guess". */
#define IMB_READ_NONE '\1'

/* How to read; zeros and NULLs mean "guess". */
typedef struct
{
  const char        *format;    /* an id of imb_formats(); NULL: guess */
  const char        *encoding;  /* iconv name */
  char               delimiter; /* 0: sniffed among , ; tab | space */
  char               quote;     /* 0: " (or ' where that is meant); IMB_READ_NONE: quotes are characters like others */
  char               comment;   /* lines that begin with it are left out; 0: #; IMB_READ_NONE: none are */
  char               decimal;   /* 0: sniffed among . , */
  char               thousands; /* 0: sniffed; IMB_READ_NONE: numbers with separators are no numbers */
  int                header;    /* 0 guess, 1 yes, -1 no */
  const char *const *missing;   /* markers; NULL: the usual ones (see imb_read_default_missing) */
  const char        *table;     /* which table of a file that holds several: sheet, array, file of an archive; NULL: a note says which */
  const char        *labels;    /* path of a second file with one label per row (for .npy and .npz); NULL: none */
  const char *const *texts;     /* columns (name or #N) that are read as text whatever their cells look like */
  const char *const *numbers;   /* columns that are read as numbers; what is none in them is a problem and missing */
  gsize              most_rows; /* 0: all; else a random sample of exactly so many rows (all, if there are fewer), in the order of the file */
  guint32            seed;      /* of the sample */
  const char        *stratify;  /* column (name or #N) whose values keep their shares in the sample; NULL: the target, if the file's beginning tells which it is; "": none */
} ImbReadOptions;

/**
 * imb_read_file:
 * @path: the file; "-" is standard input
 * @options: (nullable): how to read; NULL guesses everything
 * @job: (nullable): progress in bytes
 *
 * Reads a table. What was guessed is in imb_table_get_reading(), what was odd in
 * imb_table_get_problems(), what was decided in imb_table_get_notes().
 *
 * Returns: (transfer full) (nullable): the table, or NULL with IMB_ERROR_FORMAT ("FILE:LINE:COLUMN:
 *   what is wrong and what to do" where a line is to blame), IMB_ERROR_TOO_LARGE,
 *   G_IO_ERROR_CANCELLED or the error of the file system
 */
ImbTable *imb_read_file (const char           *path,
                         const ImbReadOptions *options,
                         ImbJob               *job,
                         GError              **error);

/* The same from bytes in memory; @name stands for the file's name. */
ImbTable *imb_read_bytes (const char           *name,
                          const char           *data,
                          gsize                 length,
                          const ImbReadOptions *options,
                          ImbJob               *job,
                          GError              **error);

/* NULL-terminated. */
const char *const *imb_read_default_missing (void);

G_END_DECLS
