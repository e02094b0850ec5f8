/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-view.h"
#include "engine/models/imb-additive.h"
#include "engine/models/imb-boost.h"

G_BEGIN_DECLS

/* For engine/models only: ImbModel's contributions of models made of trees and of those that are sums of terms, and what those of logits share. */

/* The mean of probabilities. */
gboolean imb_contribute_forest (const ImbForest *forest,
                                const ImbMatrix *rows,
                                double          *out,
                                ImbJob          *job,
                                GError         **error);

/* The mean of the logits of @n of them, which have the same classes; a logit is scale times the mean vote, of two classes the difference. */
gboolean imb_contribute_boosted (ImbBoosted *const *boosted,
                                 guint              n,
                                 const ImbMatrix   *rows,
                                 double            *out,
                                 ImbJob            *job,
                                 GError           **error);

/* As ImbModel's. */
gboolean imb_additive_contributions (gconstpointer    fitted,
                                     const ImbMatrix *rows,
                                     double          *out,
                                     ImbJob          *job,
                                     GError         **error);

/* What a model that adds up a term of each column says of one row: the terms and the base value of each present class, of two only the second's, at
 * @out, one after the other. */
typedef void (*ImbContributeTerms) (gconstpointer fitted,
                                    const double *row,
                                    double       *out);

gboolean imb_contribute_terms (const ImbPresent  *present,
                               ImbContributeTerms terms,
                               gconstpointer      fitted,
                               const ImbMatrix   *rows,
                               double            *out,
                               ImbJob            *job,
                               GError           **error);

/**
 * imb_contribute_spread:
 * @classes: (array length=n_present): ascending
 * @out: (inout): of each of @n_rows rows room for @n_classes times @size numbers, of which there are the first: those of each present class, or
 *   of two only the second's
 *
 * Puts logits to the places of their classes: of two, the first has the second's with the other sign; classes without training rows have
 * nothing and the base value −∞.
 */
void imb_contribute_spread (const guint *classes,
                            guint        n_present,
                            guint        n_classes,
                            gsize        size,
                            gsize        n_rows,
                            double      *out);

G_END_DECLS
