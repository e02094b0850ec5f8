/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"

G_BEGIN_DECLS

/**
 * imb_distinct_count:
 * @values: (array length=n): NaN is none; −0 is 0
 * @job: (nullable): asked, its progress is left alone
 *
 * How many different numbers there are, exactly. O(n); while there are many, 8 bytes of memory per value, at most about 8 MiB unless n is
 * beyond 8 million, or one value very frequent.
 *
 * Returns: FALSE with G_IO_ERROR_CANCELLED
 */
gboolean imb_distinct_count (const double *values,
                             gsize         n,
                             ImbJob       *job,
                             gsize        *n_distinct,
                             GError      **error);

/* Those numbers themselves, ascending; for columns where they are few, as values must recur to be classes. NULL with G_IO_ERROR_CANCELLED.
 * (transfer full) (nullable) (array length=n_distinct) */
double *imb_distinct_find (const double *values,
                           gsize         n,
                           ImbJob       *job,
                           gsize        *n_distinct,
                           GError      **error);

G_END_DECLS
