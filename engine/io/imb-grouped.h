/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * imb_parse_grouped:
 * @text: bytes without blanks around them, not empty; need not end with NUL
 * @decimal: '.' or ','
 * @thousands: the separator, where ' ' stands for all blanks of one line (also the narrow and the unbreakable ones) and
 *   the straight apostrophe for the curly one, too; 0: any of , . blank apostrophe but the decimal sign; IMB_READ_NONE: none
 * @value: what was read
 * @met: the separator that was there
 *
 * Reads a number whose whole part is written in groups of three digits: 1,234.5 · 1.234,5 · 1 234,5 · 1'234. One separator in one
 * number, no leading zero, whatever the locale.
 */
gboolean imb_parse_grouped (const char *text,
                            gsize       length,
                            char        decimal,
                            char        thousands,
                            double     *value,
                            char       *met);

G_END_DECLS
