/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A linear support vector machine, one class against the rest for more than two: scikit-learn's LinearSVC, but that with
 * class_weight and more than two classes every row keeps its own class's weight, where liblinear weighs the one class and leaves the rest at
 * 1. Its decisions become probabilities by a sigmoid fitted on inner folds (imb-margin.h), one for each class; several are then scaled to add up to 1.
 * Cortes, Vapnik 1995. Six fits, five of which start from the first: a few dozen passes of O(n d²), or O(n d) for many columns. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-dense.h"
#include "engine/kernels/imb-linear-svm.h"
#include "engine/models/imb-linear.h"
#include "engine/models/imb-link.h"
#include "engine/models/imb-margin.h"

#define NEWTON_TERMS   256 /* more columns: only where a pass over few rows is cheap */
#define NEWTON_MOST    2000
#define NEWTON_NUMBERS 2e9
#define NEWTON_TOL     0.01 /* of the tolerance: being exact costs one step more */
#define PREDICT_ROWS   2048

typedef struct
{
  double      C;
  int         loss;
  const char *class_weight;
  gboolean    fit_intercept;
  double      intercept_scaling;
  double      tol;
  int         max_iter;
} LinearSvm;

static const ImbChoice losses[] = {
  { IMB_HINGE_PLAIN, "hinge", N_ ("Hinge: how far a row is on the wrong side") },
  { IMB_HINGE_SQUARED, "squared_hinge", N_ ("Squared hinge: smooth, and much faster") },
  { 0, NULL, NULL },
};

static const ImbParam params[] = {
  {
    .name = "C",
    .label = N_ ("Inverse penalty (C)"),
    .help = N_ ("How freely the model follows the training rows; smaller keeps the coefficients smaller."),
    IMB_REAL (LinearSvm, C, 1.0, 1e-8, 1e8),
  },
  {
    .name = "loss",
    .label = N_ ("Loss"),
    .help = N_ ("What a training row within the margin or on the wrong side of it costs."),
    IMB_CHOICE (LinearSvm, loss, IMB_HINGE_SQUARED, losses),
  },
  IMB_CLASS_WEIGHT_PARAM (LinearSvm, N_ ("How much an error on each class counts: none, balanced (rare classes count more), or {label:weight;…}.")),
  {
    .name = "fit_intercept",
    .label = N_ ("Intercept"),
    .help = N_ ("Whether the border may pass beside the point where all features are zero."),
    IMB_BOOL (LinearSvm, fit_intercept, TRUE),
  },
  {
    .name = "intercept_scaling",
    .label = N_ ("Scale of the intercept"),
    .help = N_ ("The intercept is penalised like the other coefficients; larger makes that matter less."),
    IMB_REAL (LinearSvm, intercept_scaling, 1.0, 1e-6, 1e6),
  },
  {
    .name = "tol",
    .label = N_ ("Tolerance"),
    .help = N_ ("Fitting ends when no training row pulls the border by more than this."),
    IMB_REAL (LinearSvm, tol, 1e-4, 1e-12, 0.1),
  },
  {
    .name = "max_iter",
    .label = N_ ("Most iterations"),
    .help = N_ ("Fitting ends after so many passes over the rows even when the tolerance is not met, and says so."),
    IMB_INT (LinearSvm, max_iter, 1000, 1, 1000000),
  },
  { NULL },
};

/* Of outcome k: fit 0 is of all rows, fit f + 1 without those of fold f. */
typedef struct
{
  const LinearSvm     *values;
  const ImbMarginRows *rows;
  gsize                n_outcomes;
  gsize                n_terms;
  gboolean             newton;
  double              *signs;     /* n_outcomes × n */
  double              *shares;    /* n_outcomes × n: what rows push in the first fit; NULL for Newton */
  double              *at;        /* n_outcomes × n_terms: of the first fit */
  double              *held_out;  /* n_outcomes × n */
  guint32             *seeds;     /* n_outcomes × 6 */
  guint8              *converged; /* n_outcomes × 6 */
  ImbJob              *job;
} Work;

static void
work_clear (Work *self)
{
  g_free (self->signs);
  g_free (self->shares);
  g_free (self->at);
  g_free (self->held_out);
  g_free (self->seeds);
  g_free (self->converged);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static gboolean
work_init (Work    *self,
           ImbRng  *rng,
           GError **error)
{
  gsize n = self->rows->x->n_rows, d = self->rows->x->n_cols, K = self->n_outcomes;

  self->n_terms = d + (self->values->fit_intercept ? 1 : 0);
  self->newton = self->values->loss == IMB_HINGE_SQUARED
                 && (self->n_terms <= NEWTON_TERMS
                     || (self->n_terms <= NEWTON_MOST && (double) n * (double) self->n_terms * (double) self->n_terms <= NEWTON_NUMBERS));
  self->signs = g_try_new (double, K *n);
  self->shares = self->newton ? NULL : g_try_new0 (double, K *n);
  self->held_out = g_try_new (double, K *n);
  self->at = g_new0 (double, K * self->n_terms);
  self->seeds = g_new (guint32, K * (IMB_MARGIN_FOLDS + 1));
  self->converged = g_new0 (guint8, K * (IMB_MARGIN_FOLDS + 1));
  if (self->signs == NULL || self->held_out == NULL || (!self->newton && self->shares == NULL))
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
                   _ ("There is no memory for a linear support vector machine on %zu rows; use fewer rows."), n);
      return FALSE;
    }

  for (gsize s = 0; s < K * (IMB_MARGIN_FOLDS + 1); s++)
    self->seeds[s] = imb_rng_word (rng);
  for (gsize k = 0; k < K; k++)
    for (gsize i = 0; i < n; i++)
      self->signs[k * n + i] = self->rows->codes[i] == (K == 1 ? 1 : k) ? 1.0 : -1.0;
  return TRUE;
}

/* Decisions of rows @first … of the training rows. */
static void
decide (const Work   *self,
        const double *at,
        gsize         first,
        gsize         n,
        double       *out)
{
  const ImbMatrix   *x = self->rows->x;
  g_autofree double *slopes = g_new0 (double, x->stride);
  double             offset = self->values->fit_intercept ? at[x->n_cols] * self->values->intercept_scaling : 0.0;

  memcpy (slopes, at, x->n_cols * sizeof (double));
  imb_dense_forms (imb_matrix_row (x, first), x->stride, n, slopes, offset, out, 1);
}

static gboolean
solve (const Work *self,
       gsize       k,
       gsize       fold, /* 0: all rows */
       double     *at,
       double     *shares,
       ImbJob     *job,
       GError    **error)
{
  const ImbMatrix   *x = self->rows->x;
  g_autofree double *costs = g_new (double, x->n_rows);
  g_autofree ImbRng *rng = g_new (ImbRng, 1);
  gboolean           converged, done;
  gsize              unit = k * (IMB_MARGIN_FOLDS + 1) + fold;
  ImbLinearSvm       svm = {
          .x = x,
          .signs = self->signs + k * x->n_rows,
          .costs = costs,
          .hinge = (ImbHinge) self->values->loss,
          .scaling = self->values->fit_intercept ? self->values->intercept_scaling : 0.0,
          .max_iter = (guint) self->values->max_iter,
          .tol = self->values->tol * (self->newton ? NEWTON_TOL : 1.0),
  };

  for (gsize i = 0; i < x->n_rows; i++)
    costs[i] = fold > 0 && self->rows->fold_of[i] == fold - 1 ? 0.0 : self->values->C * self->rows->weights[i];
  imb_rng_init (rng, self->seeds[unit]);
  done = self->newton ? imb_linear_svm_newton (&svm, at, &converged, job, error)
                      : imb_linear_svm_ascend (&svm, rng, shares, at, &converged, job, error);
  self->converged[unit] = done && converged;
  return done;
}

static gboolean
fit_whole (gsize    k,
           gpointer data,
           GError **error)
{
  Work *self = data;
  gsize n = self->rows->x->n_rows;

  return solve (self, k, 0, self->at + k * self->n_terms, self->newton ? NULL : self->shares + k * n, self->job, error);
}

/* One outcome without one fold; then decisions on that fold. */
static gboolean
fit_without (gsize    block,
             gpointer data,
             GError **error)
{
  Work              *self = data;
  gsize              k = block / IMB_MARGIN_FOLDS, fold = block % IMB_MARGIN_FOLDS + 1, n = self->rows->x->n_rows;
  g_autofree double *at = g_memdup2 (self->at + k * self->n_terms, self->n_terms * sizeof (double));
  g_autofree double *shares = self->newton ? NULL : g_memdup2 (self->shares + k * n, n * sizeof (double));
  g_autofree double *decisions = g_new (double, n);

  if (!solve (self, k, fold, at, shares, self->job, error))
    return FALSE;
  decide (self, at, 0, n, decisions);
  for (gsize i = 0; i < n; i++)
    if (self->rows->fold_of[i] == fold - 1)
      self->held_out[k * n + i] = decisions[i];
  return TRUE;
}

static gboolean
fit_all (Work    *self,
         ImbJob  *job,
         GError **error)
{
  g_autoptr (ImbJob) whole = imb_job_new_part (job, 0.4);
  g_autoptr (ImbJob) folds = imb_job_new_part (job, 0.6);

  if (self->newton)
    for (gsize k = 0; k < self->n_outcomes; k++)
      {
        g_autoptr (ImbJob) part = imb_job_new_part (whole, 1.0 / (double) self->n_outcomes);

        self->job = part;
        if (!fit_whole (k, self, error))
          return FALSE;
      }
  else
    {
      g_autoptr (ImbJob) asked = imb_job_new_part (whole, 0.0);

      self->job = asked;
      if (!imb_parallel_for (self->n_outcomes, fit_whole, self, whole, error))
        return FALSE;
    }

  g_autoptr (ImbJob) asked = imb_job_new_part (folds, 0.0);

  self->job = asked;
  return imb_parallel_for (self->n_outcomes * IMB_MARGIN_FOLDS, fit_without, self, folds, error);
}

/* As probabilities see decisions: as their sigmoids take them. */
static gboolean
calibrate (const Work *self,
           ImbLinear  *fitted,
           ImbJob     *job,
           ImbNotes   *notes,
           GError    **error)
{
  gsize              n = self->rows->x->n_rows;
  g_autofree double *own = g_new (double, n);
  g_autofree guint8 *is_second = g_new (guint8, n);
  gboolean           is_own, any_own = FALSE;

  for (gsize k = 0; k < self->n_outcomes; k++)
    {
      const double    *at = self->at + k * self->n_terms;
      ImbMarginSigmoid sigmoid;

      decide (self, at, 0, n, own);
      for (gsize i = 0; i < n; i++)
        is_second[i] = self->signs[k * n + i] > 0.0;
      if (!imb_margin_calibrate (self->held_out + k * n, own, is_second, self->rows->weights, n, &sigmoid, &is_own, job, error))
        return FALSE;
      any_own |= is_own;
      imb_linear_set (fitted, k, at, self->values->fit_intercept ? at[self->rows->x->n_cols] * self->values->intercept_scaling : 0.0, sigmoid.slope);
      fitted->intercepts[k] += sigmoid.offset;
    }
  if (any_own)
    imb_notes_add (notes, _ ("On inner folds the linear SVM decided against the classes; its probabilities come from the rows it was fitted to. Do not rely on them."));
  return TRUE;
}

static void
note_convergence (const Work *self,
                  ImbNotes   *notes)
{
  guint n = 0;

  for (gsize u = 0; u < self->n_outcomes * (IMB_MARGIN_FOLDS + 1); u++)
    n += self->converged[u];
  if (n < self->n_outcomes * (IMB_MARGIN_FOLDS + 1))
    imb_notes_add (notes, _ ("The linear SVM ended at max_iter=%d before its tolerance %g was met; scale the features, choose a smaller C, or allow more steps."),
                   self->values->max_iter, self->values->tol);
}

static gboolean
learn (ImbLinear       *self,
       const ImbView   *train,
       const LinearSvm *values,
       ImbRng          *rng,
       ImbJob          *job,
       ImbNotes        *notes,
       GError         **error)
{
  g_auto (ImbMarginRows) rows = { 0 };
  g_auto (Work) work = { .values = values, .rows = &rows, .n_outcomes = self->n_outcomes };
  g_autoptr (ImbJob) gathering = imb_job_new_part (job, 0.0);
  g_autoptr (ImbJob) fitting = imb_job_new_part (job, 1.0);

  if (!imb_margin_rows_init (&rows, train, &self->present, values->class_weight, rng, gathering, notes, error)
      || !work_init (&work, rng, error) || !fit_all (&work, fitting, error) || !calibrate (&work, self, gathering, notes, error))
    return FALSE;

  note_convergence (&work, notes);
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
  g_autofree ImbRng *stream = g_memdup2 (rng, sizeof *rng);
  g_autoptr (ImbLinear) self = imb_linear_new (train);

  if (!imb_job_step (job, 0, 0, error) || !learn (self, train, data, stream, job, notes, error))
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
score_rows (gconstpointer    data,
            const ImbMatrix *rows,
            gsize            first,
            gsize            n,
            double          *out,
            GError         **error)
{
  const ImbLinear *self = data;

  imb_linear_forms (self, rows, first, n, out);
  if (self->n_outcomes == 1)
    imb_link_scores (out, n);
  else
    imb_link_each (out, n, self->present.n_present);
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

const ImbModel imb_model_linear_svm = {
  .base = {
    .id = "linear-svm",
    .title = N_ ("Linear SVM"),
    .summary = N_ ("The widest margin between the classes that a weighted sum of the features gives. Only rows near the border count; probabilities come from a sigmoid fitted on inner folds."),
    .reference = "Cortes, Vapnik 1995, doi:10.1007/BF00994018; Platt 1999, Probabilistic outputs for support vector machines",
    .params = params,
    .params_size = sizeof (LinearSvm),
  },
  .flags = IMB_MODEL_CLASS_WEIGHT | IMB_MODEL_WEIGHTS | IMB_MODEL_RANDOM,
  .kind = IMB_MODEL_SINGLE,
  .fit = fit,
  .predict = predict,
  .contributions = imb_linear_contributions,
  .space = IMB_SPACE_LOGIT_EACH,
  .free = imb_linear_free,
};
