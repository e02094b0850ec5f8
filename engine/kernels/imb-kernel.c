/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How alike two rows are to a support vector machine; rows at once, in vector code. */
#include "engine/kernels/imb-kernel.h"

#include <string.h>

#include "engine/core/imb-clones.h"
#include "engine/kernels/imb-dense.h"
#include "engine/kernels/imb-exp.h"

#define NUMBERS_A_STEP 1000000 /* copied between two looks at the job */

void
imb_kernel_squares (const ImbMatrix *x,
                    double          *squares)
{
  for (gsize i = 0; i < x->n_rows; i++)
    imb_dense_forms (imb_matrix_row (x, i), x->stride, 1, imb_matrix_row (x, i), 0.0, squares + i, 1);
}

IMB_CLONES static void
radial (double       *products,
        const double *squares,
        double        square,
        double        gamma,
        gsize         n)
{
  for (gsize i = 0; i < n; i++)
    {
      double apart = squares[i] + square - 2.0 * products[i];

      products[i] = imb_exp (-gamma * (apart > 0.0 ? apart : 0.0));
    }
}

double
imb_kernel_power (double base,
                  guint  degree)
{
  double power = 1.0;

  for (guint e = degree; e > 0; e /= 2, base *= base)
    if (e % 2 == 1)
      power *= base;
  return power;
}

void
imb_kernel_part (const ImbKernel *self,
                 const ImbMatrix *x,
                 const double    *squares,
                 const double    *to,
                 double           square,
                 gsize            first,
                 gsize            n,
                 double          *out)
{
  imb_dense_forms (imb_matrix_row (x, first), x->stride, n, to, 0.0, out, 1);
  if (self->kind == IMB_KERNEL_RBF)
    radial (out, squares + first, square, self->gamma, n);
  else if (self->kind == IMB_KERNEL_POLY)
    for (gsize i = 0; i < n; i++)
      out[i] = imb_kernel_power (self->gamma * out[i] + self->coef0, self->degree);
}

void
imb_kernel_row (const ImbKernel *self,
                const ImbMatrix *x,
                const double    *squares,
                const double    *to,
                double           square,
                double          *out)
{
  imb_kernel_part (self, x, squares, to, square, 0, x->n_rows, out);
}

gboolean
imb_kernel_gather_to (const ImbMatrix *x,
                      const guint32   *rows,
                      gsize            n,
                      double          *to,
                      ImbJob          *job,
                      GError         **error)
{
  const gsize every = MAX (NUMBERS_A_STEP / x->stride, 1);

  for (gsize i = 0; i < n; i++)
    {
      if (i % every == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      memmove (to + i * x->stride, imb_matrix_row (x, rows[i]), x->stride * sizeof *to);
    }
  return TRUE;
}

ImbMatrix *
imb_kernel_gather (const ImbMatrix *x,
                   const guint32   *rows,
                   gsize            n,
                   ImbJob          *job,
                   GError         **error)
{
  ImbMatrix *out = imb_matrix_new_unset (n, x->n_cols, error);

  if (out != NULL && !imb_kernel_gather_to (x, rows, n, out->data, job, error))
    g_clear_pointer (&out, imb_matrix_free);
  return out;
}
