/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the objective to its minimum. With many rows a first minimum is found over some of them, at an eighth of the
 * cost; what is found there only shortens the way, the minimum over all rows does not depend on it. L-BFGS takes
 * the curvature within each outcome from there too: correlated columns then cost it no extra passes. */
#include "engine/models/imb-logit-fit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-minimise.h"

#define THIN_ROWS     16384 /* more rows: begin with a part of them */
#define THIN_STEP     8
#define THIN_CLASS    2000 /* a class keeps at least about so many rows */
#define START_TOL     0.3
#define BLOCK_NUMBERS ((gsize) 4 << 20) /* at most 32 MiB of curvature */
#define BLOCK_WORTH   500               /* a factor of d³ pays when d² is below so many rows */

/* Rough curvature: a Cholesky factor per outcome, or only its diagonal. */
typedef struct
{
  ImbLogit *logit; /* first: imb_logit_evaluate() gets this struct's address */
  gsize     n_blocks;
  gsize     n; /* of a block */
  gboolean  diagonal;
  double   *factors; /* n_blocks × n × n; diagonal: n_blocks × n inverses */
  double   *scales;
} Curvature;

static gboolean
evaluate (const double *at,
          double       *value,
          double       *gradient,
          double       *hessian,
          gpointer      data,
          GError      **error)
{
  return imb_logit_evaluate (at, value, gradient, hessian, ((Curvature *) data)->logit, error);
}

/* Adding the same to the coefficients of all outcomes changes nothing but the penalty, so at the minimum they add up
 * to nothing, and the gradients of a way that begins so do too. The blocks know nothing of it: taking the mean off
 * keeps the way there. */
static void
take_mean_off (double *vector,
               gsize   n_outcomes,
               gsize   n)
{
  for (gsize j = 0; j < n && n_outcomes > 1; j++)
    {
      double mean = 0.0;

      for (gsize k = 0; k < n_outcomes; k++)
        mean += vector[k * n + j] / (double) n_outcomes;
      for (gsize k = 0; k < n_outcomes; k++)
        vector[k * n + j] -= mean;
    }
}

static void
precondition (double  *vector,
              gpointer data)
{
  const Curvature *self = data;

  if (self->diagonal)
    for (gsize p = 0; p < self->n_blocks * self->n; p++)
      vector[p] *= self->factors[p];
  else
    for (gsize k = 0; k < self->n_blocks; k++)
      imb_cholesky_substitute (self->factors + k * self->n * self->n, self->scales + k * self->n, vector + k * self->n, self->n);
  take_mean_off (vector, self->n_blocks, self->n);
}

static void
curvature_clear (Curvature *self)
{
  g_free (self->factors);
  g_free (self->scales);
}

/* Of all outcomes alike: the columns' mean squares around the centre, of some thousand rows. Without a penalty or an
 * intercept a column of zeros has none; it has no slope either. */
static void
set_diagonal (Curvature *self)
{
  const ImbLogit *logit = self->logit;
  const ImbView  *view = logit->view;
  gsize           d = view->base->n_cols, step = MAX (view->n_rows / 4096, 1);
  double          n = (double) ((view->n_rows + step - 1) / step), all = 0.0;

  for (guint c = 0; c < logit->n_present; c++)
    all += logit->totals[c] / logit->n_present;
  memset (self->factors, 0, self->n_blocks * self->n * sizeof (double));
  for (gsize i = 0; i < view->n_rows; i += step)
    for (gsize j = 0; j < d; j++)
      {
        double off = imb_view_row (view, i)[j] - logit->centre[j];

        self->factors[j] += off * off / n * all;
      }
  if (logit->intercept)
    self->factors[d] = all;
  for (gsize j = 0; j < self->n; j++)
    self->factors[j] = 1.0 / (self->factors[j] + logit->l2);
  for (gsize k = 1; k < self->n_blocks; k++)
    memcpy (self->factors + k * self->n, self->factors, self->n * sizeof (double));
}

/* The curvature at @at. */
static gboolean
set_curvature (Curvature    *self,
               const double *at,
               GError      **error)
{
  gsize              size = self->n * self->n;
  double             value;
  g_autofree double *gradient = g_new (double, self->logit->n_params);
  g_autofree double *blocks = NULL;

  if (self->diagonal)
    {
      set_diagonal (self);
      return TRUE;
    }

  blocks = g_new (double, self->n_blocks *size);
  if (!imb_logit_evaluate (at, &value, gradient, blocks, self->logit, error))
    return FALSE;
  for (gsize k = 0; k < self->n_blocks; k++)
    if (!imb_cholesky_factorise (blocks + k * size, self->factors + k * size, self->scales + k * self->n, self->n, self->logit->job, error))
      return FALSE;
  return TRUE;
}

/* Every THIN_STEP-th row of a class, more densely when the class would keep fewer than THIN_CLASS, counting that much
 * more. Returns the number of rows. */
static gsize
thin (const ImbLogit *logit,
      guint32        *rows,
      guint16        *codes,
      double         *weights)
{
  g_autofree gsize *seen = g_new0 (gsize, logit->n_present);
  g_autofree gsize *steps = g_new0 (gsize, logit->n_present);
  gsize             n = 0;

  for (gsize i = 0; i < logit->view->n_rows; i++)
    steps[logit->codes[i]]++;
  for (guint c = 0; c < logit->n_present; c++)
    steps[c] = logit->view->n_rows < THIN_ROWS ? 1 : CLAMP (steps[c] / THIN_CLASS, 1, THIN_STEP);
  for (gsize i = 0; i < logit->view->n_rows; i++)
    {
      guint c = logit->codes[i];

      if (seen[c]++ % steps[c] != 0)
        continue;
      rows[n] = (guint32) imb_view_source (logit->view, i);
      codes[n] = (guint16) c;
      weights[n++] = logit->weights[i] * (double) steps[c];
    }
  return n;
}

/* Sets @logit up, goes from its beginning to its minimum, and clears it. With @curvature L-BFGS, which takes its
 * first curvature from where it begins when @measure is set, and then leaves it as it is where it ends. */
static gboolean
descend (ImbLogit    *logit,
         Curvature   *curvature,
         gboolean     measure,
         ImbMinimise *task,
         double      *coefficients,
         gboolean    *converged,
         GError     **error)
{
  ImbLogitHessian    hessian = curvature == NULL ? IMB_LOGIT_WHOLE : measure && !curvature->diagonal ? IMB_LOGIT_BLOCKS
                                                                                                     : IMB_LOGIT_NO_HESSIAN;
  g_autofree double *at = NULL;
  gboolean           done = imb_logit_init (logit, hessian, error);

  if (done)
    {
      at = g_new (double, logit->n_params);
      imb_logit_begin (logit, at);
      task->n = logit->n_params;
      task->job = logit->job;
      if (curvature == NULL)
        {
          task->func = imb_logit_evaluate;
          task->data = logit;
          done = imb_minimise_newton (task, at, converged, error);
        }
      else
        {
          task->func = evaluate;
          task->data = curvature;
          task->precondition = precondition;
          curvature->logit = logit;
          done = (!measure || set_curvature (curvature, at, error))
                 && imb_minimise_lbfgs (task, at, converged, error)
                 && (!measure || set_curvature (curvature, at, error));
        }
      if (done)
        imb_logit_export (logit, at, coefficients);
    }
  imb_logit_clear (logit);
  return done;
}

static gboolean
find_start (const ImbLogit *logit,
            Curvature      *curvature,
            guint           max_iter,
            double         *coefficients,
            GError        **error)
{
  gsize               n = logit->view->n_rows;
  g_autofree guint32 *rows = g_new (guint32, n);
  g_autofree guint16 *codes = g_new (guint16, n);
  g_autofree double  *weights = g_new (double, n);
  g_autoptr (ImbJob) job = imb_job_new_part (logit->job, 0.2);
  ImbView     view = *logit->view;
  ImbLogit    part = *logit;
  ImbMinimise task = { .max_iter = max_iter, .tol = START_TOL };
  gboolean    converged;

  if (!imb_job_step (job, 0, 0, error))
    return FALSE;
  view.rows = rows;
  view.n_rows = thin (logit, rows, codes, weights);
  part.view = &view;
  part.codes = codes;
  part.weights = weights;
  part.job = job;
  return descend (&part, curvature, TRUE, &task, coefficients, &converged, error);
}

static gboolean
curvature_init (Curvature      *self,
                const ImbLogit *logit,
                GError        **error)
{
  gsize n = logit->view->n_rows;

  self->n_blocks = logit->n_present > 2 ? logit->n_present : 1;
  self->n = logit->view->base->n_cols + (logit->intercept ? 1 : 0);
  self->diagonal = self->n * self->n > BLOCK_NUMBERS / self->n_blocks || self->n * self->n > BLOCK_WORTH * n;
  self->factors = g_try_new (double, self->n_blocks * self->n * (self->diagonal ? 1 : self->n));
  self->scales = g_try_new (double, self->n_blocks * self->n);
  if (self->factors != NULL && self->scales != NULL)
    return TRUE;
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("There is no memory to fit %zu coefficients; use fewer columns."), self->n_blocks * self->n);
  return FALSE;
}

gboolean
imb_logit_fit (ImbLogit *logit,
               gboolean  newton,
               guint     max_iter,
               double    tol,
               double   *coefficients,
               gboolean *converged,
               GError  **error)
{
  Curvature   curvature = { .logit = logit };
  Curvature  *measured = newton ? NULL : &curvature;
  ImbMinimise task = { .max_iter = max_iter, .tol = tol };
  ImbJob     *whole = logit->job;
  g_autoptr (ImbJob) rest = imb_job_new_part (whole, 0.8);
  gboolean done = newton || curvature_init (&curvature, logit, error);

  if (done && (!newton || logit->view->n_rows >= THIN_ROWS))
    {
      done = find_start (logit, measured, max_iter, coefficients, error);
      logit->start = coefficients;
    }
  /* The curvature that L-BFGS measures its step with is a guess: be stricter. */
  if (!newton)
    task.tol *= 0.1;
  logit->job = rest;
  done = done && descend (logit, measured, FALSE, &task, coefficients, converged, error);
  curvature_clear (&curvature);
  return done && imb_job_step (whole, 1, 1, error);
}
