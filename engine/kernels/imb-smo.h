/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/kernels/imb-kernel.h"

G_BEGIN_DECLS

/* A support vector machine for two classes: min ½ Σ_ij y_i y_j a_i a_j K_ij − Σ a_i, 0 ≤ a_i ≤ cost_i, Σ y_i a_i = 0. */
typedef struct
{
  const ImbMatrix *x;
  const double    *signs; /* of rows: 1 or −1, y */
  const double    *costs; /* of rows: at least 0 */
  ImbKernel        kernel;
  double           tol;
  gint64           max_iter;    /* below 0: until the tolerance is met, or imb_smo_most_steps() */
  gsize            cache_bytes; /* for rows of the kernel */
} ImbSmo;

/* After how many steps solving ends at the latest: features on scales far apart may never meet a tolerance. */
gint64 imb_smo_most_steps (gint64 max_iter,
                           gsize  n_rows);

/**
 * imb_smo_solve:
 * @shares: (out) (array length=n_rows): y_i a_i; 0: no support vector
 * @offset: (out): decision = Σ_i shares_i K (x_i, ·) + offset
 * @decisions: (out) (nullable) (array length=n_rows): on the rows themselves
 * @converged: (out): whether the tolerance was met
 *
 * In one thread; the same order of work on any number of them. Between O(n) and O(n²) steps of O(n), and O(n d) where a row of the kernel is not
 * kept.
 */
gboolean imb_smo_solve (const ImbSmo *self,
                        double       *shares,
                        double       *offset,
                        double       *decisions,
                        gboolean     *converged,
                        ImbJob       *job,
                        GError      **error);

G_END_DECLS
