/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"

G_BEGIN_DECLS

/* Steps down a gradient that is only known from batches of rows. */
typedef enum
{
  IMB_DESCENT_SGD,      /* with momentum, Nesterov's or the plain one */
  IMB_DESCENT_ADAM,     /* Kingma, Ba 2015, arXiv:1412.6980 */
  IMB_DESCENT_DBS_ADAM, /* Adam, whose rate follows how difficult the batch is */
} ImbDescentKind;

typedef struct
{
  ImbDescentKind kind;
  double         rate;
  double         momentum;
  gboolean       nesterov;
  double         beta_1;
  double         beta_2;
  double         epsilon;
  double         power; /* of the difficulty; 0: Adam, to the bit */
} ImbDescentSettings;

typedef struct
{
  ImbDescentSettings settings;
  gsize              n;
  guint64            n_steps;
  double            *first;  /* velocities, or means of gradients */
  double            *second; /* means of their squares */
  double             usual_norm;
  double             usual_loss;
  double             last_scale; /* what the last rate was multiplied by */
} ImbDescent;

/* FALSE: there is no memory. Clear it also then. */
gboolean imb_descent_init (ImbDescent               *self,
                           const ImbDescentSettings *settings,
                           gsize                     n);
void     imb_descent_clear (ImbDescent *self);

/* One step from @params[n]; @loss is the batch's mean loss. FALSE: cancelled on the way, and of no use any more. */
gboolean imb_descent_step (ImbDescent   *self,
                           double       *params,
                           const double *gradient,
                           double        loss,
                           ImbJob       *job,
                           GError      **error);

/* Adds Σ values², one after the other, to @sum. FALSE: cancelled. */
gboolean imb_descent_add_squares (const double *values,
                                  gsize         n,
                                  double       *sum,
                                  ImbJob       *job,
                                  GError      **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImbDescent, imb_descent_clear)

G_END_DECLS
