/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/core/imb-job.h"
#include "engine/data/imb-table.h"

G_BEGIN_DECLS

/* How to read; zeros and NULLs mean "guess". */
typedef struct
{
  const char        *format;    /* "csv", "arff", "keel"; NULL: guess */
  const char        *encoding;  /* iconv name */
  char               delimiter; /* 0: sniffed among , ; tab | space */
  char               decimal;   /* 0: sniffed among . , */
  int                header;    /* 0 guess, 1 yes, -1 no */
  const char *const *missing;   /* markers; NULL: the usual ones (see imb_read_default_missing) */
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
