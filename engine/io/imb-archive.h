/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/io/imb-bytes.h"
#include "engine/io/imb-read-log.h"

G_BEGIN_DECLS

/* A file in an archive. Its name is text for people: never a path to write to. */
typedef struct
{
  char   *name; /* valid UTF-8, with folders */
  guint64 size; /* as the archive says, which need not be true */
} ImbArchiveFile;

/* "ZIP" or "tar"; NULL when the bytes are neither. */
const char *imb_archive_kind (const char *data,
                              gsize       length);

/* The files in it, without folders, links and hidden files. (element-type ImbArchiveFile) (transfer full) (nullable):
 * NULL with IMB_ERROR_FORMAT, IMB_ERROR_TOO_LARGE when there are more than 10,000, or G_IO_ERROR_CANCELLED. */
GPtrArray *imb_archive_list (const char *data,
                             gsize       length,
                             ImbReadLog *log,
                             ImbJob     *job,
                             GError    **error);

/**
 * imb_archive_read:
 * @name: one of imb_archive_list()
 * @n_wanted: stop after about so many bytes; G_MAXSIZE: all
 * @out: gets the bytes; its most is respected
 *
 * What is damaged, encrypted or too large is an error: IMB_ERROR_FORMAT, IMB_ERROR_TOO_LARGE.
 */
gboolean imb_archive_read (const char *data,
                           gsize       length,
                           const char *name,
                           gsize       n_wanted,
                           ImbBytes   *out,
                           ImbReadLog *log,
                           ImbJob     *job,
                           GError    **error);

/* Takes an opened reader's bytes to their end, or until there are @n_wanted. For the two kinds of readers there are. */
struct archive;
gboolean imb_archive_drain (struct archive *reader,
                            gsize           n_wanted,
                            ImbBytes       *out,
                            ImbReadLog     *log,
                            ImbJob         *job,
                            GError        **error);

/* Sets the error of a reader that failed, IMB_ERROR_FORMAT, and returns FALSE. */
gboolean imb_archive_fail (struct archive *reader,
                           ImbReadLog     *log,
                           GError        **error);

G_END_DECLS
