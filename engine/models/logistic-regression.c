/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logistic regression with an L2 penalty, for two classes or many (softmax). The objective is scikit-learn's,
 * |slopes|² / 2 + C Σ weight × log loss, with free intercepts; it is followed so closely to its only minimum that the
 * probabilities depend on the data alone, not on the solver.
 * Cox 1958, doi:10.1111/j.2517-6161.1958.tb00292.x. A handful of passes over the data by Newton's method. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-dense.h"
#include "engine/models/imb-linear.h"
#include "engine/models/imb-link.h"
#include "engine/models/imb-logit-fit.h"
#include "engine/models/imb-model.h"
#include "engine/models/imb-present.h"

#define NEWTON_PARAMS 128 /* more coefficients: the Hessian costs more than the extra passes of L-BFGS */
#define PREDICT_ROWS  2048

typedef enum
{
  SOLVER_AUTO,
  SOLVER_LBFGS,
  SOLVER_NEWTON_CHOLESKY,
} Solver;

typedef struct
{
  double      C;
  const char *class_weight;
  int         max_iter;
  double      tol;
  gboolean    fit_intercept;
  int         solver;
} LogisticRegression;

static const ImbChoice solvers[] = {
  { SOLVER_AUTO, "auto", N_ ("By the number of coefficients") },
  { SOLVER_LBFGS, "lbfgs", N_ ("L-BFGS: many passes, little memory") },
  { SOLVER_NEWTON_CHOLESKY, "newton-cholesky", N_ ("Newton: few passes, for up to some hundred coefficients") },
  { 0, NULL, NULL },
};

static const ImbParam params[] = {
  {
    .name = "C",
    .label = N_ ("Inverse penalty (C)"),
    .help = N_ ("How freely the model follows the training rows; smaller keeps the coefficients smaller."),
    IMB_REAL (LogisticRegression, C, 1.0, 1e-8, 1e8),
  },
  IMB_CLASS_WEIGHT_PARAM (LogisticRegression, N_ ("How much an error on each class counts: none, balanced (rare classes count more), or {label:weight;…}.")),
  {
    .name = "max_iter",
    .label = N_ ("Most iterations"),
    .help = N_ ("Fitting ends after this many steps even when the tolerance is not met, and says so."),
    IMB_INT (LogisticRegression, max_iter, 1000, 1, 1000000),
  },
  {
    .name = "tol",
    .label = N_ ("Tolerance"),
    .help = N_ ("Fitting ends when the next step would change no training row's probability by more than about this."),
    IMB_REAL (LogisticRegression, tol, 1e-6, 1e-10, 0.1),
  },
  {
    .name = "fit_intercept",
    .label = N_ ("Intercept"),
    .help = N_ ("Whether the classes may differ in frequency where all features are zero."),
    IMB_BOOL (LogisticRegression, fit_intercept, TRUE),
  },
  {
    .name = "solver",
    .label = N_ ("Solver"),
    .help = N_ ("How the minimum is found; all find the same."),
    IMB_CHOICE (LogisticRegression, solver, SOLVER_AUTO, solvers),
  },
  { NULL },
};

static gboolean
set_weights (const ImbView            *train,
             const LogisticRegression *values,
             double                   *weights,
             GError                  **error)
{
  g_autofree double *class_weights = g_new (double, train->n_classes);

  if (!imb_class_weight_resolve (values->class_weight, train, class_weights, error))
    return FALSE;
  for (gsize i = 0; i < train->n_rows; i++)
    weights[i] = imb_view_weight (train, i) * class_weights[imb_view_class (train, i)];
  return TRUE;
}

static gpointer
fit (const ImbView *train,
     gconstpointer  data,
     const ImbRng  *rng,
     ImbJob        *job,
     ImbNotes      *notes,
     GError       **error)
{
  const LogisticRegression *values = data;
  g_autofree guint16       *codes = g_new (guint16, train->n_rows);
  g_autofree double        *weights = g_new (double, train->n_rows);
  g_autofree double        *coefficients = NULL;
  ImbLogit                  logit = { .view = train, .codes = codes, .weights = weights, .job = job };
  gsize                     d = train->base->n_cols;
  g_autoptr (ImbLinear) fitted = NULL;
  gboolean newton, converged;

  if (!set_weights (train, values, weights, error) || !imb_job_step (job, 0, 0, error))
    return NULL;

  fitted = imb_linear_new (train);
  imb_present_number (&fitted->present, train, codes);
  logit.n_present = fitted->present.n_present;
  logit.intercept = values->fit_intercept;
  logit.l2 = 1.0 / values->C;
  coefficients = g_new (double, fitted->n_outcomes *(d + 1));
  newton = values->solver == SOLVER_NEWTON_CHOLESKY || (values->solver == SOLVER_AUTO && fitted->n_outcomes * d <= NEWTON_PARAMS);
  if (!imb_logit_fit (&logit, newton, (guint) values->max_iter, values->tol, coefficients, &converged, error))
    return NULL;

  if (!converged)
    imb_notes_add (notes, _ ("Logistic regression ended at max_iter=%d before its tolerance %g was met; scale the features or allow more steps."),
                   values->max_iter, values->tol);

  for (gsize k = 0; k < fitted->n_outcomes; k++)
    imb_linear_set (fitted, k, coefficients + k * (d + 1), coefficients[k * (d + 1) + d], 1.0);
  return g_steal_pointer (&fitted);
}

/* The linear forms of the rows in the columns of the present classes, then the link. */
static gboolean
score_rows (gconstpointer    data,
            const ImbMatrix *rows,
            gsize            first,
            gsize            n,
            double          *out,
            GError         **error)
{
  const ImbLinear *fitted = data;

  imb_linear_forms (fitted, rows, first, n, out);
  if (fitted->n_outcomes == 1)
    imb_link_scores (out, n);
  else
    imb_link_many (out, NULL, n, fitted->present.n_present);
  return TRUE;
}

static gboolean
predict (gconstpointer    fitted,
         const ImbMatrix *rows,
         double          *scores,
         ImbJob          *job,
         GError         **error)
{
  const ImbLinear *self = fitted;

  return imb_present_predict (&self->present, score_rows, self, rows, PREDICT_ROWS, scores, job, error);
}

const ImbModel imb_model_logistic_regression = {
  .base = {
    .id = "logistic-regression",
    .title = N_ ("Logistic regression"),
    .summary = N_ ("A weighted sum of the features, turned into probabilities. Fast, calibrated on the rows it was fitted to, and the usual first model."),
    .reference = "Cox 1958, doi:10.1111/j.2517-6161.1958.tb00292.x",
    .params = params,
    .params_size = sizeof (LogisticRegression),
  },
  .flags = IMB_MODEL_CLASS_WEIGHT | IMB_MODEL_WEIGHTS,
  .kind = IMB_MODEL_SINGLE,
  .fit = fit,
  .predict = predict,
  .free = imb_linear_free,
  .contributions = imb_linear_contributions,
  .space = IMB_SPACE_LOGIT,
};
