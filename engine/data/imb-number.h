/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  IMB_NUMBER_NO, /* not a number, or not only a number */
  IMB_NUMBER_YES,
  IMB_NUMBER_WIDE,     /* a whole number with more digits than a double keeps; the value is the nearest */
  IMB_NUMBER_INFINITE, /* "inf" in its spellings, or beyond the largest double */
} ImbNumberText;

/**
 * imb_parse_number:
 * @text: bytes without blanks around them; need not end with NUL
 * @decimal: '.' or ','
 * @value: what was read; untouched for NO and INFINITE
 *
 * Reads [+-]digits[.digits][e[+-]digits] and nothing else (no hex, no 1_000, no 12abc), the same in
 * every locale, rounded to the nearest double.
 */
ImbNumberText imb_parse_number (const char *text,
                                gsize       length,
                                char        decimal,
                                double     *value);

G_END_DECLS
