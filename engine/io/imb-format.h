/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/io/imb-read-log.h"
#include "engine/io/imb-read.h"

G_BEGIN_DECLS

/* A kind of file that holds a table. The list is in imb-format.c; a reader is a file of its own. */
typedef struct
{
  const char        *id;       /* as in --format and in ImbReading */
  const char        *label;    /* for people; translatable */
  const char *const *suffixes; /* of file names, without the dot, NULL-terminated */

  gboolean takes_labels; /* from a second file (ImbReadOptions.labels) */

  /* Are these bytes (the beginning of the file, unpacked, as they are) certainly of this kind? NULL: told by its text. */
  gboolean (*is) (const char *data,
                  gsize       length);

  /* Makes the table, its reading (without packing and n_bytes), problems and notes (through @log). NULL with
   * IMB_ERROR_FORMAT, IMB_ERROR_TOO_LARGE or G_IO_ERROR_CANCELLED. (transfer full) */
  ImbTable *(*read) (const char           *data,
                     gsize                 length,
                     const ImbReadOptions *options,
                     ImbReadLog           *log,
                     ImbJob               *job,
                     GError              **error);
} ImbFormat;

/* All formats, NULL-terminated. */
const ImbFormat *const *imb_formats (void);

/* NULL when there is none of that id. */
const ImbFormat *imb_format_find (const char *id);

/* The format whose bytes these are; NULL: plain text, or nothing that is known. */
const ImbFormat *imb_format_guess (const char *data,
                                   gsize       length);

/* "csv, arff, keel …", for sentences. (transfer full) */
char *imb_format_ids (void);

G_END_DECLS
