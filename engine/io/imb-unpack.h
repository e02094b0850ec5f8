/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/io/imb-read-log.h"
#include "engine/io/imb-read.h"

G_BEGIN_DECLS

/* What came out of a file. */
typedef struct
{
  const char *data; /* in @owned, or the bytes given when they were not packed */
  gsize       length;
  char       *owned;
  char       *packing; /* gzip, bzip2, xz, zstd, ZIP, tar, from the outside in: "gzip + tar"; NULL: not packed */
  char       *table;   /* the file that was taken of several in an archive, or NULL */
  char      **tables;  /* all of them, NULL-terminated, or NULL */
} ImbUnpacked;

/* Are these the bytes of a compressed file or of an archive? They may be those of a format all the same (XLSX, .npz). */
gboolean imb_unpack_is (const char *data,
                        gsize       length);

/* File name endings of what can be unpacked, without the dot, NULL-terminated. */
const char *const *imb_unpack_suffixes (void);

/**
 * imb_unpack:
 * @options: table chooses a file of an archive
 * @most: bytes of memory that may be filled; what needs more is refused at that point
 * @out: filled in, also on failure; free with imb_unpacked_clear
 *
 * Takes the packing off until what is left is of a known format, or not packed. Of several files in an archive the one that
 * was asked for, else the largest whose name tells a table. A note says what was done.
 *
 * Returns: FALSE with IMB_ERROR_FORMAT when it is damaged, cut off or encrypted, IMB_ERROR_PARAM when there is no such
 *   table, IMB_ERROR_TOO_LARGE or G_IO_ERROR_CANCELLED
 */
gboolean imb_unpack (const char           *data,
                     gsize                 length,
                     const ImbReadOptions *options,
                     gsize                 most,
                     ImbReadLog           *log,
                     ImbUnpacked          *out,
                     ImbJob               *job,
                     GError              **error);
void     imb_unpacked_clear (ImbUnpacked *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbUnpacked, imb_unpacked_clear)

G_END_DECLS
