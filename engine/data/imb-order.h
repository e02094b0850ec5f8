/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/imb-table.h"

G_BEGIN_DECLS

/* The rows of a table in the order of a column. Counted; never changes. */
typedef struct
{
  gint     ref_count;
  gsize    n_rows;
  gsize    column;
  gboolean descending;
  guint32 *rows;   /* (array length=n_rows): the row at each place */
  guint32 *places; /* (array length=n_rows): the place of each row */
} ImbOrder;

/* By number, or by level in the order of the column's levels; equal cells stay in the order of the file, missing ones come
 * last in either direction. O(rows). NULL with IMB_ERROR_TOO_LARGE or G_IO_ERROR_CANCELLED. (transfer full) */
ImbOrder *imb_order_new (const ImbTable *table,
                         gsize           column,
                         gboolean        descending,
                         ImbJob         *job,
                         GError        **error);
ImbOrder *imb_order_ref (ImbOrder *self);
void      imb_order_unref (ImbOrder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbOrder, imb_order_unref)

G_END_DECLS
