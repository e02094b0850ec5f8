/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kernels/imb-hist-tree.h"
#include "engine/models/imb-present.h"

G_BEGIN_DECLS

/* For engine/models only: what gradient boosting has learned. The logit k of a row is start[k] plus what its leaves of
 * trees[r * n_outputs + k] add, of every round r; probabilities are the softmax of scale times the logits, or, of a single logit, those of two classes
 * of which the first has the logit 0. */
typedef struct
{
  ImbPresent    present;
  guint         n_outputs; /* 1 for two classes, else n_present */
  guint         n_rounds;
  double        scale;
  double       *start; /* (array length=n_outputs) */
  ImbHistTree **trees; /* (array length=n_rounds*n_outputs) */
} ImbAdditive;

void imb_additive_free (gpointer self);

/* As ImbModel's predict. */
gboolean imb_additive_predict (gconstpointer    fitted,
                               const ImbMatrix *rows,
                               double          *scores,
                               ImbJob          *job,
                               GError         **error);

/* As ImbModel's importances. */
void imb_additive_importances (gconstpointer fitted,
                               double       *out,
                               gsize         n_features);

G_END_DECLS
