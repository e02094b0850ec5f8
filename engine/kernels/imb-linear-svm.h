/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-matrix.h"
#include "engine/core/imb-rng.h"

G_BEGIN_DECLS

typedef enum
{
  IMB_HINGE_SQUARED, /* max (0, 1 − margin)² */
  IMB_HINGE_PLAIN,   /* max (0, 1 − margin) */
} ImbHinge;

/* |slopes|² / 2 + intercept² / (2 scaling²) + Σ cost · hinge (sign · decision), decision = row · slopes + intercept:
 * the intercept is penalised as the slope of a column that holds the scaling everywhere. */
typedef struct
{
  const ImbMatrix *x;
  const double    *signs; /* of rows: 1 or −1 */
  const double    *costs; /* of rows: 0 leaves it out */
  ImbHinge         hinge;
  double           scaling; /* of the intercept; 0: there is none */
  guint            max_iter;
  double           tol;
} ImbLinearSvm;

/* How many coefficients there are: a slope of each column, then, when there is an intercept, that of the constant column. */
gsize imb_linear_svm_n_terms (const ImbLinearSvm *self);

/**
 * imb_linear_svm_newton:
 * @at: (inout) (array length=n_terms): where to start; the minimum
 * @converged: (out): whether the tolerance was met
 *
 * The minimum of the squared hinge, to the last digits: Newton's method, in parallel. A handful of passes of O(n d²).
 */
gboolean imb_linear_svm_newton (const ImbLinearSvm *self,
                                double             *at,
                                gboolean           *converged,
                                ImbJob             *job,
                                GError            **error);

/**
 * imb_linear_svm_ascend:
 * @shares: (inout) (array length=n_rows): how much each row pushes, 0 … its cost, or without a limit for the squared hinge
 * @at: (out) (array length=n_terms): the coefficients
 *
 * The same by coordinate ascent of the dual (Hsieh et al. 2008), for either hinge and many columns: passes of O(n d) in one thread.
 */
gboolean imb_linear_svm_ascend (const ImbLinearSvm *self,
                                ImbRng             *rng,
                                double             *shares,
                                double             *at,
                                gboolean           *converged,
                                ImbJob             *job,
                                GError            **error);

G_END_DECLS
