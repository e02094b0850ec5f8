/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers as people read them in a picture: thin spaces between thousands, U+2212 for minus, no more
 * digits than are meant. All in the C locale's decimal point. NaN is "–". */

/* As precise as a step of @step asks: 0.25 for 0.05, 3×10⁷ where it is shorter. */
void imb_text_number (double value,
                      double step,
                      char  *buffer,
                      gsize  size);

/* A whole number: "12 345". (transfer full) */
char *imb_text_count (double count);

/* A share of 1 in percent: "96.0 %", "0.17 %", "<0.01 %". (transfer full) */
char *imb_text_share (double share);

/* @many to @few as "1:578", "1:2.4"; "1:∞" when @few is 0. (transfer full) */
char *imb_text_ratio (double many,
                      double few);

/* Three digits after the point: "0.712"; "–" for NaN. (transfer full) */
char *imb_text_value (double value);

/* The same, with as many digits more as show two of @size, when that is small: "0.00042" beside 0.00042, "0.000" beside 1. Something that
 * stands beside another has the other's size. (transfer full) */
char *imb_text_amount (double value,
                       double size);

/* At most four digits, whatever the size: "0.3", "0.0512", "12.35", "1.25×10⁷". (transfer full) */
char *imb_text_short (double value);

G_END_DECLS
