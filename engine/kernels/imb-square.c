/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Squared distances, one row against many. Reads all rows once; differences, not products, so that nothing needs centring. */
#include "engine/kernels/imb-square.h"

#include "engine/core/imb-clones.h"

/* Eight sums, so that the order is the same with any width of the processor's registers. */
static inline double
square (const double *a,
        const double *b,
        gsize         stride)
{
  double sums[8] = { 0.0 };

  for (gsize from = 0; from < stride; from += 8)
    for (gsize j = 0; j < 8; j++)
      {
        double apart = a[from + j] - b[from + j];

        sums[j] += apart * apart;
      }
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

IMB_CLONES void
imb_squares_to (const ImbMatrix *points,
                gsize            from,
                double          *squares)
{
  const double *row = imb_matrix_row (points, from);

  for (gsize i = 0; i < points->n_rows; i++)
    squares[i] = square (row, imb_matrix_row (points, i), points->stride);
}
