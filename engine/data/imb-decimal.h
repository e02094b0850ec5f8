/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * imb_decimal_to_double:
 * @digits: a whole number, exact
 * @exponent: of ten; any
 *
 * Returns: the double nearest to @digits · 10^@exponent, ties to even, subnormal numbers too; INFINITY when it is beyond them all
 */
double imb_decimal_to_double (guint64 digits,
                              int     exponent);

G_END_DECLS
