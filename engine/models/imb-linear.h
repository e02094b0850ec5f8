/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-matrix.h"
#include "engine/core/imb-view.h"
#include "engine/models/imb-present.h"

G_BEGIN_DECLS

/* For engine/models only: a fitted linear model: a logit of each present class, of two only the second's. */
typedef struct
{
  ImbPresent present;
  gsize      stride;
  gsize      n_outcomes; /* 1 for two classes */
  double    *slopes;     /* n_outcomes × stride, padded with zeros */
  double    *intercepts; /* n_outcomes */
  double    *means;      /* of the columns, over the training rows: by their weights, not by their classes', as they are met */
} ImbLinear;

/* All slopes are 0. (transfer full) */
ImbLinear *imb_linear_new (const ImbView *train);
void       imb_linear_free (gpointer self);

/* The slopes of one outcome and its intercept, each times @factor. */
void imb_linear_set (ImbLinear    *self,
                     gsize         outcome,
                     const double *slopes,
                     double        intercept,
                     double        factor);

/* Logits of @n rows from @first, into @out, n × n_present; of two classes into the second's places. */
void imb_linear_forms (const ImbLinear *self,
                       const ImbMatrix *rows,
                       gsize            first,
                       gsize            n,
                       double          *out);

/* As ImbModel's; the fitted model is an ImbLinear. */
gboolean imb_linear_contributions (gconstpointer    fitted,
                                   const ImbMatrix *rows,
                                   double          *out,
                                   ImbJob          *job,
                                   GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbLinear, imb_linear_free)

G_END_DECLS
