/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logistic regression with an L2 penalty, for two classes or many (softmax). The objective is scikit-learn's,
 * |slopes|² / 2 + C Σ weight × log loss, with free intercepts; it is followed so closely to its only minimum that the
 * probabilities depend on the data alone, not on the solver.
 * Cox 1958, doi:10.1111/j.2517-6161.1958.tb00292.x. A handful of passes over the data by Newton's method. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-dense.h"
#include "engine/models/imb-link.h"
#include "engine/models/imb-logit-fit.h"
#include "engine/models/imb-model.h"

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
  {
    .name = "class_weight",
    .label = N_ ("Class weight"),
    .help = N_ ("How much an error on each class counts: none, balanced (rare classes count more), or {label:weight;…}."),
    IMB_TEXT (LogisticRegression, class_weight, "none", imb_class_weight_check, imb_class_weight_suggestions),
  },
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

typedef struct
{
  guint   n_classes;
  guint   n_present;
  guint  *present; /* present class → class */
  gsize   n_cols;
  gsize   stride;
  gsize   n_outcomes;
  double *slopes;     /* n_outcomes × stride, padded with zeros */
  double *intercepts; /* n_outcomes */
} Fitted;

static void
fitted_free (gpointer data)
{
  Fitted *self = data;

  if (self == NULL)
    return;
  g_free (self->present);
  g_free (self->slopes);
  g_free (self->intercepts);
  g_free (self);
}

/* The classes that have rows, and each row's number among them. */
static Fitted *
number_classes (const ImbView *train,
                guint16       *codes)
{
  g_autofree gsize   *counts = g_new (gsize, train->n_classes);
  g_autofree guint16 *numbers = g_new0 (guint16, train->n_classes);
  Fitted             *self = g_new0 (Fitted, 1);

  imb_view_count (train, counts);
  self->n_classes = train->n_classes;
  self->n_cols = train->base->n_cols;
  self->stride = train->base->stride;
  self->present = g_new (guint, train->n_classes);
  for (guint c = 0; c < train->n_classes; c++)
    if (counts[c] > 0)
      {
        numbers[c] = (guint16) self->n_present;
        self->present[self->n_present++] = c;
      }
  for (gsize i = 0; i < train->n_rows; i++)
    codes[i] = numbers[imb_view_class (train, i)];
  self->n_outcomes = self->n_present > 2 ? self->n_present : 1;
  return self;
}

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
  Fitted                   *fitted;
  gboolean                  newton, converged;

  if (!set_weights (train, values, weights, error) || !imb_job_step (job, 0, 0, error))
    return NULL;

  fitted = number_classes (train, codes);
  logit.n_present = fitted->n_present;
  logit.intercept = values->fit_intercept;
  logit.l2 = 1.0 / values->C;
  coefficients = g_new (double, fitted->n_outcomes *(fitted->n_cols + 1));
  newton = values->solver == SOLVER_NEWTON_CHOLESKY || (values->solver == SOLVER_AUTO && fitted->n_outcomes * fitted->n_cols <= NEWTON_PARAMS);
  if (!imb_logit_fit (&logit, newton, (guint) values->max_iter, values->tol, coefficients, &converged, error))
    {
      fitted_free (fitted);
      return NULL;
    }

  if (!converged)
    imb_notes_add (notes, _ ("Logistic regression ended at max_iter=%d before its tolerance %g was met; scale the features or allow more steps."),
                   values->max_iter, values->tol);

  fitted->slopes = g_new0 (double, fitted->n_outcomes * fitted->stride);
  fitted->intercepts = g_new (double, fitted->n_outcomes);
  for (gsize k = 0; k < fitted->n_outcomes; k++)
    {
      memcpy (fitted->slopes + k * fitted->stride, coefficients + k * (fitted->n_cols + 1), fitted->n_cols * sizeof (double));
      fitted->intercepts[k] = coefficients[k * (fitted->n_cols + 1) + fitted->n_cols];
    }
  return fitted;
}

typedef struct
{
  const Fitted    *fitted;
  const ImbMatrix *rows;
  double          *scores;
} Prediction;

/* The linear forms of @n rows from @first in the columns of the present classes, then the link. */
static void
score_rows (const Prediction *prediction,
            gsize             first,
            gsize             n,
            double           *out)
{
  const Fitted *fitted = prediction->fitted;
  gsize         K = fitted->n_present;
  double       *to = fitted->n_outcomes == 1 ? out + 1 : out;

  for (gsize k = 0; k < fitted->n_outcomes; k++)
    imb_dense_forms (imb_matrix_row (prediction->rows, first), fitted->stride, n, fitted->slopes + k * fitted->stride,
                     fitted->intercepts[k], to + k, K);
  if (fitted->n_outcomes == 1)
    imb_link_scores (out, n);
  else
    imb_link_many (out, NULL, n, K);
}

static gboolean
predict_block (gsize    block,
               gpointer data,
               GError **error)
{
  const Prediction  *prediction = data;
  const Fitted      *fitted = prediction->fitted;
  gsize              first = block * PREDICT_ROWS, n = MIN (PREDICT_ROWS, prediction->rows->n_rows - first);
  gsize              K = fitted->n_present;
  double            *scores = prediction->scores + first * fitted->n_classes;
  g_autofree double *own = NULL;

  if (K == fitted->n_classes)
    {
      score_rows (prediction, first, n, scores);
      return TRUE;
    }

  own = g_new (double, n *K);
  score_rows (prediction, first, n, own);
  memset (scores, 0, n * fitted->n_classes * sizeof (double));
  for (gsize i = 0; i < n; i++)
    for (gsize k = 0; k < K; k++)
      scores[i * fitted->n_classes + fitted->present[k]] = own[i * K + k];
  return TRUE;
}

static gboolean
predict (gconstpointer    fitted,
         const ImbMatrix *rows,
         double          *scores,
         ImbJob          *job,
         GError         **error)
{
  Prediction prediction = { fitted, rows, scores };

  g_return_val_if_fail (rows->n_cols == prediction.fitted->n_cols, FALSE);

  return imb_parallel_for ((rows->n_rows + PREDICT_ROWS - 1) / PREDICT_ROWS, predict_block, &prediction, job, error);
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
  .fit = fit,
  .predict = predict,
  .free = fitted_free,
};
