/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From the linear forms of logistic regression to probabilities, losses and residuals, in vector code. */

/**
 * imb_link_two:
 * @forms: (inout): linear forms η of the second class; becomes residuals weight × (p − y)
 * @roots: (out): square roots of weight × p (1 − p)
 * @codes: 0 or 1
 *
 * Returns: the sum of weight × log loss
 */
double imb_link_two (double        *forms,
                     double        *roots,
                     const guint16 *codes,
                     const double  *weights,
                     gsize          n);

/* Softmax of each row of forms[n * n_outcomes] in place; log_sums[n], unless NULL: log Σ exp. */
void imb_link_many (double *forms,
                    double *log_sums,
                    gsize   n,
                    gsize   n_outcomes);

/* Logistic function of each of scores[n * n_outcomes], then each row divided by its sum. */
void imb_link_each (double *scores,
                    gsize   n,
                    gsize   n_outcomes);

/* scores[2 i + 1] holds a linear form; both probabilities take its place. */
void imb_link_scores (double *scores,
                      gsize   n);

G_END_DECLS
