/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Σ values in the order of numpy's sum: halves down to 128 values, and those in eight lanes. For who must round as
 * numpy does; besides, it is more exact than one sum from the left. */
double imb_sum (const double *values,
                gsize         n);

G_END_DECLS
