/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/io/imb-read.h"

G_BEGIN_DECLS

/**
 * imb_read_preview:
 * @path: a file; pipes and standard input cannot be looked at twice and are refused
 * @options: (nullable): as for imb_read_file(); most_rows is left alone
 * @whole: (out) (nullable): is this the whole file?
 *
 * Reads the beginning of the file (256 KiB, up to the end of a row) as imb_read_file() would read all of it. What is
 * packed or binary is read whole, up to 16 MiB of it.
 *
 * Returns: (transfer full) (nullable): the table; its guesses come from the beginning only. NULL with the errors of
 *   imb_read_file(), IMB_ERROR_TOO_LARGE for a large packed or binary file
 */
ImbTable *imb_read_preview (const char           *path,
                            const ImbReadOptions *options,
                            gboolean             *whole,
                            ImbJob               *job,
                            GError              **error);

/* Where the last whole row in the first @length bytes of a text ends: behind a line end outside quotes, of UTF-8,
 * UTF-16 or UTF-32; @length when there is none. */
gsize imb_preview_cut (const char *data,
                       gsize       length,
                       char        quote);

G_END_DECLS
