/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-matrix.h"
#include "engine/evaluate/imb-complexity.h"

G_BEGIN_DECLS

/* The rows that are looked at. */
typedef struct
{
  const ImbMatrix *x;
  const guint16   *classes;
  guint            n_classes;
  const gsize     *counts; /* of each class, of these rows */
} ImbComplexityRows;

/* F1, F2 and F3 from single features. */
gboolean imb_complexity_of_features (const ImbComplexityRows *rows,
                                     ImbComplexity           *out,
                                     ImbJob                  *job,
                                     GError                 **error);

/* F1v from all of them together; NaN above 200. */
gboolean imb_complexity_of_vectors (const ImbComplexityRows *rows,
                                    ImbComplexity           *out,
                                    ImbJob                  *job,
                                    GError                 **error);

/* N1 to N4, T1, LSC, R and parts, and the matrix of neighbours. */
gboolean imb_complexity_of_neighbours (const ImbComplexityRows *rows,
                                       ImbComplexity           *out,
                                       ImbJob                  *job,
                                       GError                 **error);

static inline double *
imb_complexity_of_class (const ImbComplexity *self,
                         guint                c)
{
  return self->of_class + c * IMB_COMPLEXITY_N;
}

G_END_DECLS
