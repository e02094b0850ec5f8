/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @values descending, in place; −0 becomes 0. No NaN. @spare: room for @n more. O(n). */
void imb_sort_values_descending (double *values,
                                 double *spare,
                                 gsize   n);

/* Keys of @from, ascending, into @to; @from is used up. O(n). */
void imb_sort_keys_into (guint64 *from,
                         guint64 *to,
                         gsize    n);

G_END_DECLS
