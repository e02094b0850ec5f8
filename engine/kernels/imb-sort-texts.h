/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"

G_BEGIN_DECLS

/**
 * imb_sort_texts:
 * @texts: (array length=n): each ends with NUL
 * @order: (out) (array length=n): their numbers, as strcmp() orders them; equal texts in ascending order
 * @job: (nullable): asked, its progress is left alone
 *
 * O(bytes that tell the texts apart); 32 bytes of memory per text.
 *
 * Returns: FALSE with G_IO_ERROR_CANCELLED
 */
gboolean imb_sort_texts (const char *const *texts,
                         guint32            n,
                         guint32           *order,
                         ImbJob            *job,
                         GError           **error);

G_END_DECLS
