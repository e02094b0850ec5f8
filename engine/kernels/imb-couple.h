/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define IMB_COUPLE_MOST 256 /* classes */

/**
 * imb_couple:
 * @wins: (array length=n*n): wins[i * n + j] the probability of class i where it is i or j; on both sides of the diagonal, adding up to 1
 * @n: at least 2, at most IMB_COUPLE_MOST
 * @out: (out) (array length=n): probabilities that add up to 1
 *
 * The probabilities that fit those of all pairs best: Wu, Lin, Weng 2004, JMLR 5, their second method, of which libsvm's are.
 */
void imb_couple (const double *wins,
                 guint         n,
                 double       *out);

G_END_DECLS
