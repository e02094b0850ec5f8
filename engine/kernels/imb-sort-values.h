/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @values descending, in place; −0 becomes 0. No NaN. @spare: room for @n more. Parallel, O(n). */
void imb_sort_values_descending (double *values,
                                 double *spare,
                                 gsize   n);

G_END_DECLS
