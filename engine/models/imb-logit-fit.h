/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/models/imb-logit.h"

G_BEGIN_DECLS

/**
 * imb_logit_fit:
 * @logit: its caller's fields set; it is set up and cleared here
 * @newton: by Newton's method with the whole Hessian, else by L-BFGS
 * @tol: see ImbMinimise
 * @coefficients: (out) (array length=n_outcomes*(d+1)): as imb_logit_export() gives them
 * @converged: (out): whether the tolerance was met
 *
 * Finds the minimum, from a start that is found on a part of the rows when there are many.
 */
gboolean imb_logit_fit (ImbLogit *logit,
                        gboolean  newton,
                        guint     max_iter,
                        double    tol,
                        double   *coefficients,
                        gboolean *converged,
                        GError  **error);

G_END_DECLS
