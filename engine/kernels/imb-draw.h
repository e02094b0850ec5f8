/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-rng.h"

G_BEGIN_DECLS

/* Draws that are not uniform, and deals. */

/* Running sums of @weights (none negative); returns the last. */
double imb_accumulate (const double *weights,
                       gsize         n,
                       double       *sums);

/* A position with chance proportional to its weight; one with weight 0 never comes. @sums: of imb_accumulate(), the last above 0. */
gsize imb_draw_weighted (ImbRng       *stream,
                         const double *sums,
                         gsize         n);

/* @total things dealt to n places so that numbers differ by one at most; who gets one more is drawn. Takes nothing from the
 * stream when all get as many. */
void imb_deal (ImbRng *stream,
               gsize   n,
               gsize   total,
               gsize  *counts);

G_END_DECLS
