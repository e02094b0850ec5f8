/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"

G_BEGIN_DECLS

/**
 * imb_load_file:
 * @path: a file, a pipe, or "-" for standard input
 * @length: how many bytes there are
 * @job: (nullable): progress in bytes when the size is known
 *
 * Reads everything as it is. Refuses what memory cannot hold before it tries.
 *
 * Returns: (transfer full) (nullable): the bytes, or NULL with a sentence naming the file
 */
char *imb_load_file (const char *path,
                     gsize      *length,
                     ImbJob     *job,
                     GError    **error);

/* Bytes that can still be had without hurting; G_MAXSIZE when the system does not say. */
gsize imb_load_available_memory (void);

G_END_DECLS
