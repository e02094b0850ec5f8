/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows times coefficients, residuals times rows, rows times rows: what a pass of logistic regression is made of.
 * Written for eight doubles at a time; a processor with shorter registers does a part of the eight after the
 * other, with the same result. n d, n d and n d² / 2 multiplications. */
#include "engine/kernels/imb-dense.h"

#include "engine/core/imb-clones.h"

#define LANES 8

typedef double Lanes __attribute__ ((vector_size (64), aligned (8), may_alias));

IMB_CLONES void
imb_dense_forms (const double *rows,
                 gsize         stride,
                 gsize         n_rows,
                 const double *slopes,
                 double        offset,
                 double       *out,
                 gsize         step)
{
  for (gsize i = 0; i < n_rows; i++)
    {
      const double *row = rows + i * stride;
      Lanes         sum = *(const Lanes *) row * *(const Lanes *) slopes;

      for (gsize j = LANES; j < stride; j += LANES)
        sum += *(const Lanes *) (row + j) * *(const Lanes *) (slopes + j);
      out[i * step] = offset + (((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7])));
    }
}

IMB_CLONES void
imb_dense_add_rows (const double *rows,
                    gsize         stride,
                    gsize         n_rows,
                    const double *shares,
                    gsize         step,
                    double       *out)
{
  for (gsize j = 0; j < stride; j += LANES)
    {
      Lanes even = { 0 }, odd = { 0 };
      gsize i = 0;

      for (; i + 1 < n_rows; i += 2)
        {
          even += shares[i * step] * *(const Lanes *) (rows + i * stride + j);
          odd += shares[(i + 1) * step] * *(const Lanes *) (rows + (i + 1) * stride + j);
        }
      if (i < n_rows)
        even += shares[i * step] * *(const Lanes *) (rows + i * stride + j);
      *(Lanes *) (out + j) += even + odd;
    }
}

IMB_CLONES void
imb_dense_add_product (const double *a,
                       const double *b,
                       gsize         stride,
                       gsize         n_rows,
                       double       *out)
{
  for (gsize j = 0; j < stride; j += LANES)
    for (gsize k = 0; k <= j; k += LANES)
      {
        Lanes  s0 = { 0 }, s1 = { 0 }, s2 = { 0 }, s3 = { 0 }, s4 = { 0 }, s5 = { 0 }, s6 = { 0 }, s7 = { 0 };
        Lanes *to = (Lanes *) (out + j * stride + k);
        gsize  next = stride / LANES;

        for (gsize i = 0; i < n_rows; i++)
          {
            const double *left = a + i * stride + j;
            Lanes         right = *(const Lanes *) (b + i * stride + k);

            s0 += left[0] * right;
            s1 += left[1] * right;
            s2 += left[2] * right;
            s3 += left[3] * right;
            s4 += left[4] * right;
            s5 += left[5] * right;
            s6 += left[6] * right;
            s7 += left[7] * right;
          }
        to[0] += s0;
        to[next] += s1;
        to[2 * next] += s2;
        to[3 * next] += s3;
        to[4 * next] += s4;
        to[5 * next] += s5;
        to[6 * next] += s6;
        to[7 * next] += s7;
      }
}
