/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"

G_BEGIN_DECLS

/**
 * imb_prior_shift:
 * @scores: (array length=n*n_classes) (inout): probabilities of a model that learnt from classes in the shares @from, row-major
 * @to: the shares to which they are moved
 *
 * p'_c ∝ p_c to_c / from_c. A class that the model has not met (from 0) keeps 0; a row of which nothing is left keeps what it has.
 */
void imb_prior_shift (double       *scores,
                      gsize         n,
                      guint         n_classes,
                      const double *from,
                      const double *to);

/**
 * imb_prior_estimate:
 * @to: (out) (array length=n_classes): the shares that make the rows' scores most likely
 *
 * Expectation and maximisation from @from on; labels are not needed. Saerens, Latinne, Decaestecker 2002,
 * doi:10.1162/089976602753284446. O(n · classes) a round, at most 1000 rounds.
 */
gboolean imb_prior_estimate (const double *scores,
                             const double *weights, /* of the rows; NULL: all are 1 */
                             gsize         n,
                             guint         n_classes,
                             const double *from,
                             double       *to,
                             ImbJob       *job,
                             GError      **error);

G_END_DECLS
