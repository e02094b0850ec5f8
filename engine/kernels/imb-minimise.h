/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"

G_BEGIN_DECLS

/* A smooth convex function of n numbers: its value, its gradient[n] and, unless NULL, its
 * hessian[n * n] (the lower triangle, row-major) at a place. */
typedef gboolean (*ImbObjective) (const double *at,
                                  double       *value,
                                  double       *gradient,
                                  double       *hessian,
                                  gpointer      data,
                                  GError      **error);

/* vector ← roughly the inverse Hessian times vector; the same positive definite matrix at every call. */
typedef void (*ImbPrecondition) (double  *vector,
                                 gpointer data);

typedef struct
{
  ImbObjective    func;
  gpointer        data;
  gsize           n;
  guint           max_iter;
  double          tol;          /* stop when the step to come is this short, measured by the curvature: sqrt (−g'p) */
  ImbPrecondition precondition; /* for L-BFGS; gets data */
  ImbJob         *job;          /* asked while a Hessian is factorised */
} ImbMinimise;

/**
 * imb_minimise_newton:
 * @at: (inout): the start, then the minimum
 * @converged: (out): whether the tolerance was met
 *
 * Newton's method with a Cholesky factor of the scaled Hessian and step halving.
 *
 * Returns: FALSE with IMB_ERROR_NUMBERS when a value is not finite, IMB_ERROR_TOO_LARGE, or the
 *   function's own error
 */
gboolean imb_minimise_newton (const ImbMinimise *task,
                              double            *at,
                              gboolean          *converged,
                              GError           **error);

/* The same by limited-memory BFGS with ten pairs (Nocedal 1980), for many numbers. */
gboolean imb_minimise_lbfgs (const ImbMinimise *task,
                             double            *at,
                             gboolean          *converged,
                             GError           **error);

/**
 * imb_cholesky_factorise:
 * @a: n × n, the lower triangle of a symmetric matrix; overwritten by its scaled self
 * @factor: (out): n × n, the factor
 * @scale: (out): n factors that give a's diagonal the value 1
 *
 * A matrix that is not positive definite gets the least power of ten from 1e-14 on its scaled diagonal that makes
 * it so.
 *
 * Returns: FALSE with IMB_ERROR_NUMBERS when a number is not finite, or G_IO_ERROR_CANCELLED
 */
gboolean imb_cholesky_factorise (double  *a,
                                 double  *factor,
                                 double  *scale,
                                 gsize    n,
                                 ImbJob  *job,
                                 GError **error);

/* b ← the solution of a x = b, from a's factor and scale. */
void imb_cholesky_substitute (const double *factor,
                              const double *scale,
                              double       *b,
                              gsize         n);

/* IMB_ERROR_NUMBERS with a sentence; FALSE. */
gboolean imb_minimise_set_numbers_error (GError **error);

G_END_DECLS
