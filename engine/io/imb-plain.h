/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/io/imb-read.h"

G_BEGIN_DECLS

/**
 * imb_plain_read:
 * @name: for people
 * @plain: (out): FALSE: it is not a regular file of CSV in UTF-8, not compressed, so that it must be loaded and looked at as a whole; then
 *   @error is not set
 *
 * Reads most of what there is to read without having it in memory: CSV from the disk, a block at a time.
 *
 * Returns: (transfer full) (nullable): as imb_read_file(), but for the path and origin
 */
ImbTable *imb_plain_read (const char           *path,
                          const char           *name,
                          const ImbReadOptions *options,
                          gboolean             *plain,
                          ImbJob               *job,
                          GError              **error);

G_END_DECLS
