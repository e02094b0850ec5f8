/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-rng.h"

G_BEGIN_DECLS

#define IMB_NET_MOST_HIDDEN 10 /* layers */

typedef enum
{
  IMB_NET_IDENTITY,
  IMB_NET_LOGISTIC,
  IMB_NET_TANH,
  IMB_NET_RELU,
} ImbNetActivation;

/* A network of full layers. Its parameters lie in one array: the coefficients of all layers, each units[l] × units[l + 1], then all intercepts. */
typedef struct
{
  guint            n_layers; /* of coefficients: one more than hidden layers */
  gsize            units[IMB_NET_MOST_HIDDEN + 2];
  ImbNetActivation activation; /* of hidden layers; the last one gives logits */
} ImbNetShape;

gsize imb_net_n_coefficients (const ImbNetShape *shape);
gsize imb_net_n_params (const ImbNetShape *shape);

/* Uniform within the bound of Glorot, Bengio 2010, drawn in the order of scikit-learn's MLPClassifier. FALSE: cancelled. */
gboolean imb_net_begin (const ImbNetShape *shape,
                        ImbRng            *rng,
                        double            *params,
                        ImbJob            *job,
                        GError           **error);

/* What a pass over rows works with. NULL: there is no memory. */
typedef struct _ImbNetSpace ImbNetSpace;

ImbNetSpace *imb_net_space_new (const ImbNetShape *shape,
                                gsize              most_rows);
void         imb_net_space_free (ImbNetSpace *self);

/* The logits of @n rows, n × units[n_layers], in the space; at most as many rows as it was made for. NULL: cancelled. */
const double *imb_net_forward (ImbNetSpace  *space,
                               const double *params,
                               const double *rows,
                               gsize         stride,
                               gsize         n,
                               ImbJob       *job,
                               GError      **error);

/* Of rows first … first + n − 1: the sum of their losses, and its gradient by their logits in place of these. */
typedef double (*ImbNetLoss) (gsize    first,
                              gsize    n,
                              double  *logits,
                              gpointer data);

/**
 * imb_net_gradient:
 * @alpha: the penalty alpha / 2 · |coefficients|² is divided by @n, too
 * @loss: (out): the mean loss, without the penalty
 * @gradient: (out) (array length=n_params): of mean loss and penalty
 *
 * In one thread; passes of BLAS over as many rows as the space holds.
 */
gboolean imb_net_gradient (ImbNetSpace  *space,
                           const double *params,
                           const double *rows,
                           gsize         stride,
                           gsize         n,
                           double        alpha,
                           ImbNetLoss    func,
                           gpointer      data,
                           double       *loss,
                           double       *gradient,
                           ImbJob       *job,
                           GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImbNetSpace, imb_net_space_free)

G_END_DECLS
