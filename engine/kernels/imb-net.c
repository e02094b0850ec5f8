/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forwards and backwards through a network of full layers, by matrix products (Rumelhart, Hinton, Williams 1986). About six
 * multiplications per row and parameter. A batch stays in one thread: with some hundred rows a product takes less than waking another
 * thread does; folds and plans of a comparison run at the same time instead. */
#include "engine/kernels/imb-net.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-clones.h"
#include "engine/kernels/imb-exp.h"

#define PIECE ((gsize) 1 << 21) /* parameters between two looks at the job */

struct _ImbNetSpace
{
  ImbNetShape shape;
  gsize       most_rows;
  double     *outputs[IMB_NET_MOST_HIDDEN + 2]; /* of layer l, from 1: most_rows × units[l] */
  double     *errors[2];                        /* most_rows × the widest layer */
};

gsize
imb_net_n_coefficients (const ImbNetShape *shape)
{
  gsize n = 0;

  for (guint l = 0; l < shape->n_layers; l++)
    n += shape->units[l] * shape->units[l + 1];
  return n;
}

gsize
imb_net_n_params (const ImbNetShape *shape)
{
  gsize n = imb_net_n_coefficients (shape);

  for (guint l = 0; l < shape->n_layers; l++)
    n += shape->units[l + 1];
  return n;
}

gboolean
imb_net_begin (const ImbNetShape *shape,
               ImbRng            *rng,
               double            *params,
               ImbJob            *job,
               GError           **error)
{
  double *intercepts = params + imb_net_n_coefficients (shape);

  for (guint l = 0; l < shape->n_layers; l++)
    {
      gsize  n = shape->units[l] * shape->units[l + 1];
      double bound = sqrt ((shape->activation == IMB_NET_LOGISTIC ? 2.0 : 6.0) / (double) (shape->units[l] + shape->units[l + 1]));

      for (gsize p = 0; p < n; p++)
        {
          if (p % PIECE == 0 && !imb_job_step (job, 0, 0, error))
            return FALSE;
          *params++ = imb_rng_uniform (rng, -bound, bound);
        }
      for (gsize k = 0; k < shape->units[l + 1]; k++)
        *intercepts++ = imb_rng_uniform (rng, -bound, bound);
    }
  return TRUE;
}

ImbNetSpace *
imb_net_space_new (const ImbNetShape *shape,
                   gsize              most_rows)
{
  ImbNetSpace *self = g_new0 (ImbNetSpace, 1);
  gsize        widest = 0;
  gboolean     is_there = TRUE;

  self->shape = *shape;
  self->most_rows = most_rows;
  for (guint l = 1; l <= shape->n_layers; l++)
    {
      widest = MAX (widest, shape->units[l]);
      self->outputs[l] = g_try_new (double, most_rows * shape->units[l]);
      is_there = is_there && self->outputs[l] != NULL;
    }
  for (guint e = 0; e < 2; e++)
    {
      self->errors[e] = g_try_new (double, most_rows *widest);
      is_there = is_there && self->errors[e] != NULL;
    }
  if (!is_there)
    g_clear_pointer (&self, imb_net_space_free);
  return self;
}

void
imb_net_space_free (ImbNetSpace *self)
{
  if (self == NULL)
    return;
  for (guint l = 1; l <= self->shape.n_layers; l++)
    g_free (self->outputs[l]);
  g_free (self->errors[0]);
  g_free (self->errors[1]);
  g_free (self);
}

IMB_CLONES static void
activate (ImbNetActivation activation,
          double          *values,
          gsize            n)
{
  if (activation == IMB_NET_RELU)
    for (gsize i = 0; i < n; i++)
      values[i] = values[i] > 0.0 ? values[i] : 0.0;
  else if (activation == IMB_NET_TANH)
    for (gsize i = 0; i < n; i++)
      {
        double e = imb_exp (-2.0 * fabs (values[i])), size = (1.0 - e) / (1.0 + e);

        values[i] = values[i] < 0.0 ? -size : size;
      }
  else if (activation == IMB_NET_LOGISTIC)
    for (gsize i = 0; i < n; i++)
      {
        double e = imb_exp (-fabs (values[i]));

        values[i] = (values[i] >= 0.0 ? 1.0 : e) / (1.0 + e);
      }
}

/* errors × the activation's derivative, which is known from its output. */
IMB_CLONES static void
derive (ImbNetActivation activation,
        const double    *outputs,
        double          *errors,
        gsize            n)
{
  if (activation == IMB_NET_RELU)
    for (gsize i = 0; i < n; i++)
      errors[i] = outputs[i] > 0.0 ? errors[i] : 0.0;
  else if (activation == IMB_NET_TANH)
    for (gsize i = 0; i < n; i++)
      errors[i] *= 1.0 - outputs[i] * outputs[i];
  else if (activation == IMB_NET_LOGISTIC)
    for (gsize i = 0; i < n; i++)
      errors[i] *= outputs[i] * (1.0 - outputs[i]);
}

const double *
imb_net_forward (ImbNetSpace  *space,
                 const double *params,
                 const double *rows,
                 gsize         stride,
                 gsize         n,
                 ImbJob       *job,
                 GError      **error)
{
  const ImbNetShape *shape = &space->shape;
  const double      *intercepts = params + imb_net_n_coefficients (shape), *in = rows;

  for (guint l = 0; l < shape->n_layers; l++)
    {
      gsize   from = shape->units[l], to = shape->units[l + 1];
      double *out = space->outputs[l + 1];

      if (!imb_job_step (job, 0, 0, error))
        return NULL;
      for (gsize i = 0; i < n; i++)
        memcpy (out + i * to, intercepts, to * sizeof (double));
      if (to == 1)
        cblas_dgemv (CblasRowMajor, CblasNoTrans, (int) n, (int) from, 1.0, in, (int) stride, params, 1, 1.0, out, 1);
      else
        cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) n, (int) to, (int) from, 1.0, in, (int) stride, params, (int) to,
                     1.0, out, (int) to);
      if (l + 1 < shape->n_layers)
        activate (shape->activation, out, n * to);
      params += from * to;
      intercepts += to;
      in = out;
      stride = to;
    }
  return in;
}

/* Adds the rows of a matrix, in their order, to @sums. */
IMB_CLONES static void
add_rows (const double *restrict rows,
          gsize n,
          gsize n_cols,
          double *restrict sums)
{
  for (gsize i = 0; i < n; i++)
    for (gsize k = 0; k < n_cols; k++)
      sums[k] += rows[i * n_cols + k];
}

/* Of parameters @begin … @end − 1. */
IMB_CLONES static void
scale_gradient (const double *restrict params,
                gsize  begin,
                gsize  end,
                gsize  n_coefficients,
                double alpha,
                double share,
                double *restrict gradient)
{
  const gsize last = CLAMP (n_coefficients, begin, end);

  for (gsize p = begin; p < last; p++)
    gradient[p] = (gradient[p] + alpha * params[p]) * share;
  for (gsize p = last; p < end; p++)
    gradient[p] *= share;
}

/* Adds what the layer's inputs and errors say of its coefficients and intercepts. */
static void
add_layer (const double *in,
           gsize         stride,
           const double *errors,
           gsize         n,
           gsize         from,
           gsize         to,
           double       *coefficients,
           double       *intercepts)
{
  if (to == 1)
    cblas_dgemv (CblasRowMajor, CblasTrans, (int) n, (int) from, 1.0, in, (int) stride, errors, 1, 1.0, coefficients, 1);
  else
    cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int) from, (int) to, (int) n, 1.0, in, (int) stride, errors, (int) to,
                 1.0, coefficients, (int) to);
  add_rows (errors, n, to, intercepts);
}

/* The same from a single unit. */
IMB_CLONES static void
spread_errors (const double *restrict coefficients,
               const double *restrict errors,
               gsize n,
               gsize from,
               double *restrict out)
{
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < from; j++)
      out[i * from + j] = errors[i] * coefficients[j];
}

/* Errors of a layer's inputs, behind their activation. */
static void
step_back (const double *coefficients,
           const double *errors,
           gsize         n,
           gsize         from,
           gsize         to,
           double       *out)
{
  if (to > 1)
    {
      cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) n, (int) from, (int) to, 1.0, errors, (int) to, coefficients, (int) to,
                   0.0, out, (int) from);
      return;
    }
  spread_errors (coefficients, errors, n, from, out);
}

/* From the errors of logits, in the last output, to the sums of the gradient. */
static gboolean
go_back (ImbNetSpace  *space,
         const double *params,
         const double *rows,
         gsize         stride,
         gsize         n,
         double       *gradient,
         ImbJob       *job,
         GError      **error)
{
  const ImbNetShape *shape = &space->shape;
  gsize              at = imb_net_n_coefficients (shape), bias = imb_net_n_params (shape);
  const double      *errors = space->outputs[shape->n_layers];

  for (guint l = shape->n_layers; l-- > 0;)
    {
      gsize         from = shape->units[l], to = shape->units[l + 1];
      const double *in = l > 0 ? space->outputs[l] : rows;
      double       *next = space->errors[l % 2];

      at -= from * to;
      bias -= to;
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      add_layer (in, l > 0 ? from : stride, errors, n, from, to, gradient + at, gradient + bias);
      if (l == 0)
        break;
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      step_back (params + at, errors, n, from, to, next);
      derive (shape->activation, in, next, n * from);
      errors = next;
    }
  return TRUE;
}

gboolean
imb_net_gradient (ImbNetSpace  *space,
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
                  GError      **error)
{
  gsize  n_coefficients = imb_net_n_coefficients (&space->shape), n_params = imb_net_n_params (&space->shape);
  double share = 1.0 / (double) n;

  *loss = 0.0;
  for (gsize p = 0; p < n_params; p += PIECE)
    {
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      memset (gradient + p, 0, MIN (PIECE, n_params - p) * sizeof (double));
    }
  for (gsize first = 0; first < n; first += space->most_rows)
    {
      gsize m = MIN (space->most_rows, n - first);

      if (imb_net_forward (space, params, rows + first * stride, stride, m, job, error) == NULL)
        return FALSE;
      *loss += func (first, m, space->outputs[space->shape.n_layers], data);
      if (!go_back (space, params, rows + first * stride, stride, m, gradient, job, error))
        return FALSE;
    }
  *loss *= share;
  for (gsize p = 0; p < n_params; p += PIECE)
    {
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      scale_gradient (params, p, MIN (p + PIECE, n_params), n_coefficients, alpha, share, gradient);
    }
  return TRUE;
}
