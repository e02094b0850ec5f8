/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"

G_BEGIN_DECLS

typedef enum
{
  IMB_KERNEL_LINEAR, /* a · b */
  IMB_KERNEL_POLY,   /* (gamma a · b + coef0)^degree */
  IMB_KERNEL_RBF,    /* exp (−gamma |a − b|²) */
} ImbKernelKind;

typedef struct
{
  ImbKernelKind kind;
  double        gamma;
  double        coef0;
  guint         degree;
} ImbKernel;

/* Σ_j x_ij², of each row. */
void imb_kernel_squares (const ImbMatrix *x,
                         double          *squares);

/* out[n_rows]: the kernel of each of @x with the one row @to, padded to x's stride, whose square is given. */
void imb_kernel_row (const ImbKernel *self,
                     const ImbMatrix *x,
                     const double    *squares,
                     const double    *to,
                     double           square,
                     double          *out);

double imb_kernel_power (double base,
                         guint  degree);

/* The same of x's @n rows from @first on. */
void imb_kernel_part (const ImbKernel *self,
                      const ImbMatrix *x,
                      const double    *squares,
                      const double    *to,
                      double           square,
                      gsize            first,
                      gsize            n,
                      double          *out);

/* Some rows of @x, ascending, to @to, whose stride is x's and which may be x's own data, looking at the job in between. */
gboolean imb_kernel_gather_to (const ImbMatrix *x,
                               const guint32   *rows,
                               gsize            n,
                               double          *to,
                               ImbJob          *job,
                               GError         **error);

/* … to a new one. (transfer full) (nullable): NULL when cancelled, or with IMB_ERROR_TOO_LARGE */
ImbMatrix *imb_kernel_gather (const ImbMatrix *x,
                              const guint32   *rows,
                              gsize            n,
                              ImbJob          *job,
                              GError         **error);

G_END_DECLS
