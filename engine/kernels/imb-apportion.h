/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * imb_apportion:
 * @wanted: (array length=n): shares, none negative, that add up to @total but for rounding
 * @counts: (out) (array length=n): each rounded, a half to the even number; where these do not add up to @total, the ones
 *   that rounding moved farthest are rounded the other way, of equal ones the first
 */
void imb_apportion (const double *wanted,
                    gsize         n,
                    gsize         total,
                    gsize        *counts);

G_END_DECLS
