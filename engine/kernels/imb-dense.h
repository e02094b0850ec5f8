/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Products with a strip of rows as ImbMatrix lays them out: row-major, @stride a multiple of 8, padding zero.
 * Sums are made in a fixed order. Small strips that stay in the first cache, called from one
 * thread each: a library's calls and locks would cost more than the arithmetic. */

/* out[i * step] = offset + rows_i · slopes, slopes[stride] padded with zeros. */
void imb_dense_forms (const double *rows,
                      gsize         stride,
                      gsize         n_rows,
                      const double *slopes,
                      double        offset,
                      double       *out,
                      gsize         step);

/* out[j] += Σ_i shares[i * step] rows_ij, for all of out[stride]. */
void imb_dense_add_rows (const double *rows,
                         gsize         stride,
                         gsize         n_rows,
                         const double *shares,
                         gsize         step,
                         double       *out);

/* out[stride * stride] += a' b, the tiles of 8 × 8 on and below the diagonal; a and b are n_rows × stride. */
void imb_dense_add_product (const double *a,
                            const double *b,
                            gsize         stride,
                            gsize         n_rows,
                            double       *out);

G_END_DECLS
