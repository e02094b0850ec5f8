/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

/**
 * imb_copies_find:
 * @classes: (array length=n_rows)
 * @number: (out) (array length=n_rows): equal rows of one class have the same number, from 0, in the order in which they are first met
 * @n_distinct: (out)
 *
 * Which rows are copies of one another. O(n d).
 */
gboolean imb_copies_find (const ImbMatrix *x,
                          const guint16   *classes,
                          guint32         *number,
                          gsize           *n_distinct,
                          ImbJob          *job,
                          GError         **error);

G_END_DECLS
