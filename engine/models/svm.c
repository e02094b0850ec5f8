/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A support vector machine with a kernel, one class against one for more than two: the decisions of scikit-learn's SVC, with weights of
 * rows. gamma=scale takes row weights into account, there it does not. Each pair's decisions become probabilities by a sigmoid fitted on
 * inner folds (imb-margin.h), those of all pairs become the classes' (imb-couple.h); there, libsvm's folds hang on the C library's random
 * numbers. Six fits for each pair, at the same time on several processors, each from O(n²) to O(n³) d.
 * Boser, Guyon, Vapnik 1992; Cortes, Vapnik 1995. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-couple.h"
#include "engine/kernels/imb-dense.h"
#include "engine/kernels/imb-smo.h"
#include "engine/models/imb-margin.h"

#define CACHE_BYTES     ((gsize) 800 << 20) /* of all threads */
#define CACHE_MOST      ((gsize) 400 << 20)
#define CACHE_LEAST     ((gsize) 64 << 20)
#define LEAST_CHANCE    1e-7 /* of a pair's class; as in libsvm */
#define PREDICT_NUMBERS 2e6  /* a block's values to compare */
#define MOST_ROWS       300000

typedef struct
{
  double      C;
  int         kernel;
  int         degree;
  const char *gamma;
  double      coef0;
  const char *class_weight;
  double      tol;
  int         max_iter;
} Svm;

static const ImbChoice kernels[] = {
  { IMB_KERNEL_LINEAR, "linear", N_ ("Linear: a flat border") },
  { IMB_KERNEL_POLY, "poly", N_ ("Polynomial") },
  { IMB_KERNEL_RBF, "rbf", N_ ("Radial: near rows are alike") },
  { 0, NULL, NULL },
};

static const char *const gamma_suggestions[] = { "scale", "auto", NULL };

static gboolean
check_gamma (const char *text,
             GError    **error)
{
  char  *end;
  double number = g_ascii_strtod (text, &end);

  if (strcmp (text, "scale") == 0 || strcmp (text, "auto") == 0 || (end != text && *end == '\0' && number > 0.0 && isfinite (number)))
    return TRUE;
  g_set_error (error, IMB_ERROR, IMB_ERROR_PARAM, _ ("“%s” is no gamma; write scale, auto, or a number above 0."), text);
  return FALSE;
}

static const ImbParam params[] = {
  {
    .name = "C",
    .label = N_ ("Inverse penalty (C)"),
    .help = N_ ("How freely the border follows the training rows; smaller makes it smoother."),
    IMB_REAL (Svm, C, 1.0, 1e-8, 1e8),
  },
  {
    .name = "kernel",
    .label = N_ ("Kernel"),
    .help = N_ ("How alike two rows are, and so which shapes the border can take."),
    IMB_CHOICE (Svm, kernel, IMB_KERNEL_RBF, kernels),
  },
  {
    .name = "degree",
    .label = N_ ("Degree"),
    .help = N_ ("Of the polynomial kernel."),
    IMB_INT (Svm, degree, 3, 1, 30),
  },
  {
    .name = "gamma",
    .label = N_ ("Reach (gamma)"),
    .help = N_ ("How soon rows stop being alike: scale (1 / features / variance), auto (1 / features), or a number. With row weights the variance is weighted: a weight is a repetition, where scikit-learn takes rows alike."),
    IMB_TEXT (Svm, gamma, "scale", check_gamma, gamma_suggestions),
  },
  {
    .name = "coef0",
    .label = N_ ("Constant of the kernel"),
    .help = N_ ("Of the polynomial kernel: how much its lower powers count."),
    IMB_REAL (Svm, coef0, 0.0, -1e6, 1e6),
  },
  IMB_CLASS_WEIGHT_PARAM (Svm, N_ ("How much an error on each class counts: none, balanced (rare classes count more), or {label:weight;…}.")),
  {
    .name = "tol",
    .label = N_ ("Tolerance"),
    .help = N_ ("Fitting ends when no two training rows pull the border apart by more than this."),
    IMB_REAL (Svm, tol, 1e-3, 1e-12, 0.1),
  },
  {
    .name = "max_iter",
    .label = N_ ("Most iterations"),
    .help = N_ ("Fitting ends after so many steps even when the tolerance is not met, and says so; -1: ten million, and at least a hundred for each row."),
    IMB_INT (Svm, max_iter, -1, -1, 2147483647),
  },
  { NULL },
};

typedef struct
{
  ImbPresent        present;
  ImbKernel         kernel;
  double           *centre;  /* taken off rows; of the stride of a row */
  ImbMatrix        *vectors; /* all pairs' support vectors */
  double           *squares;
  gsize             n_pairs;
  gsize             stride;   /* of the vectors' number */
  double           *shares;   /* n_pairs × stride */
  double           *offsets;  /* n_pairs */
  ImbMarginSigmoid *sigmoids; /* n_pairs */
} Fitted;

static void
fitted_free (gpointer data)
{
  Fitted *self = data;

  if (self == NULL)
    return;
  imb_present_clear (&self->present);
  imb_matrix_free (self->vectors);
  g_free (self->centre);
  g_free (self->squares);
  g_free (self->shares);
  g_free (self->offsets);
  g_free (self->sigmoids);
  g_free (self);
}

/* Unit 6 p + f fits pair p: with all of its rows when f is 0, else without those of fold f − 1, on which it then decides. */
typedef struct
{
  const Svm           *values;
  const ImbMarginRows *rows;
  Fitted              *fitted;
  gsize                cache_bytes;
  double              *shares;    /* n_pairs × n, of the fits to all rows */
  double              *own;       /* n_pairs × n: their decisions; rows of other classes are not set */
  double              *held_out;  /* n_pairs × n */
  guint8              *converged; /* of units */
  ImbJob              *job;
} Work;

static void
work_clear (Work *self)
{
  g_free (self->shares);
  g_free (self->own);
  g_free (self->held_out);
  g_free (self->converged);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static void
pair_of (gsize  p,
         guint *first,
         guint *second)
{
  *second = 1;
  while (p >= *second)
    p -= (*second)++;
  *first = (guint) p;
}

/* The pair's rows, those of one fold or all others. */
static gsize
pick_rows (const Work *self,
           gsize       p,
           gsize       fold, /* from 1; 0: there is none */
           gboolean    of_fold,
           guint32    *out)
{
  const ImbMarginRows *rows = self->rows;
  guint                first, second;
  gsize                n = 0;

  pair_of (p, &first, &second);
  for (gsize i = 0; i < rows->x->n_rows; i++)
    if ((rows->codes[i] == first || rows->codes[i] == second) && (fold > 0 && rows->fold_of[i] == fold - 1) == of_fold)
      out[n++] = (guint32) i;
  return n;
}

/* What the model of some rows says of others. */
static gboolean
decide (const Work      *self,
        const ImbMatrix *x,
        const double    *shares,
        double           offset,
        const guint32   *asked,
        gsize            n_asked,
        double          *out,
        GError         **error)
{
  g_autofree guint32 *vectors = g_new (guint32, MAX (x->n_rows, 1));
  g_autofree double  *squares = g_new (double, MAX (x->n_rows, 1));
  g_autofree double  *line = g_new (double, MAX (x->n_rows, 1));
  g_autofree double  *of_vectors = g_new (double, MAX (x->n_rows, 1));
  gsize               n = 0;
  g_autoptr (ImbMatrix) known = NULL;

  for (gsize i = 0; i < x->n_rows; i++)
    if (shares[i] != 0.0)
      {
        of_vectors[n] = shares[i];
        vectors[n++] = (guint32) i;
      }
  known = imb_kernel_gather (x, vectors, n, self->job, error);
  if (known == NULL)
    return FALSE;

  imb_kernel_squares (known, squares);
  for (gsize a = 0; a < n_asked; a++)
    {
      const double *row = imb_matrix_row (self->rows->x, asked[a]);
      double        square, sum = offset;

      if (!imb_job_step (self->job, 0, 0, error))
        return FALSE;
      imb_dense_forms (row, x->stride, 1, row, 0.0, &square, 1);
      imb_kernel_row (&self->fitted->kernel, known, squares, row, square, line);
      for (gsize i = 0; i < n; i++)
        sum += of_vectors[i] * line[i];
      out[asked[a]] = sum;
    }
  return TRUE;
}

/* A pair of single rows that share a fold leaves nothing to learn from: no decision. */
static void
decide_nothing (Work *self,
                gsize p,
                gsize fold)
{
  const gsize         n_all = self->rows->x->n_rows;
  g_autofree guint32 *asked = g_new (guint32, n_all);
  gsize               n = pick_rows (self, p, fold, TRUE, asked);

  for (gsize a = 0; a < n; a++)
    self->held_out[p * n_all + asked[a]] = 0.0;
  self->converged[p * (IMB_MARGIN_FOLDS + 1) + fold] = TRUE;
}

static gboolean
fit_unit (gsize    unit,
          gpointer data,
          GError **error)
{
  Work               *self = data;
  const gsize         p = unit / (IMB_MARGIN_FOLDS + 1), fold = unit % (IMB_MARGIN_FOLDS + 1), n_all = self->rows->x->n_rows;
  g_autofree guint32 *picked = g_new (guint32, n_all);
  gsize               n = pick_rows (self, p, fold, FALSE, picked);
  g_autoptr (ImbMatrix) x = imb_kernel_gather (self->rows->x, picked, n, self->job, error);
  g_autofree double *signs = g_new (double, MAX (n, 1));
  g_autofree double *costs = g_new (double, MAX (n, 1));
  g_autofree double *shares = g_new (double, MAX (n, 1));
  g_autofree double *decisions = g_new (double, MAX (n, 1));
  guint              first, second;
  double             offset;
  gboolean           converged;
  ImbSmo             smo = { x, signs, costs, self->fitted->kernel, self->values->tol, self->values->max_iter, self->cache_bytes };

  if (x == NULL)
    return FALSE;
  if (n == 0)
    {
      decide_nothing (self, p, fold);
      return TRUE;
    }
  pair_of (p, &first, &second);
  for (gsize i = 0; i < n; i++)
    {
      signs[i] = self->rows->codes[picked[i]] == second ? 1.0 : -1.0;
      costs[i] = self->values->C * self->rows->weights[picked[i]];
    }
  if (!imb_smo_solve (&smo, shares, &offset, decisions, &converged, self->job, error))
    return FALSE;

  self->converged[unit] = converged;
  if (fold > 0)
    {
      g_autofree guint32 *asked = g_new (guint32, n_all);

      return decide (self, x, shares, offset, asked, pick_rows (self, p, fold, TRUE, asked), self->held_out + p * n_all, error);
    }
  self->fitted->offsets[p] = offset;
  for (gsize i = 0; i < n; i++)
    {
      self->shares[p * n_all + picked[i]] = shares[i];
      self->own[p * n_all + picked[i]] = decisions[i];
    }
  return TRUE;
}

/* Keeps the rows that are a vector of some pair. */
static gboolean
keep_vectors (const Work *self,
              GError    **error)
{
  Fitted             *fitted = self->fitted;
  const gsize         n = self->rows->x->n_rows;
  g_autofree guint32 *vectors = g_new (guint32, n);
  gsize               n_vectors = 0;

  for (gsize i = 0; i < n; i++)
    {
      gboolean is_vector = FALSE;

      for (gsize p = 0; p < fitted->n_pairs; p++)
        is_vector |= self->shares[p * n + i] != 0.0;
      if (is_vector)
        vectors[n_vectors++] = (guint32) i;
    }
  fitted->vectors = imb_kernel_gather (self->rows->x, vectors, n_vectors, self->job, error);
  if (fitted->vectors == NULL)
    return FALSE;

  fitted->stride = (MAX (n_vectors, 1) + 7) / 8 * 8;
  fitted->squares = g_new0 (double, fitted->stride);
  fitted->shares = g_new0 (double, fitted->n_pairs * fitted->stride);
  imb_kernel_squares (fitted->vectors, fitted->squares);
  for (gsize p = 0; p < fitted->n_pairs; p++)
    for (gsize v = 0; v < n_vectors; v++)
      fitted->shares[p * fitted->stride + v] = self->shares[p * n + vectors[v]];
  return TRUE;
}

static gboolean
calibrate (const Work *self,
           ImbJob     *job,
           ImbNotes   *notes,
           GError    **error)
{
  const gsize         n_all = self->rows->x->n_rows;
  g_autofree guint32 *picked = g_new (guint32, n_all);
  g_autofree double  *numbers = g_new (double, 3 * n_all);
  g_autofree guint8  *is_second = g_new (guint8, n_all);
  gboolean            is_own, any_own = FALSE;

  for (gsize p = 0; p < self->fitted->n_pairs; p++)
    {
      gsize n = pick_rows (self, p, 0, FALSE, picked);
      guint first, second;

      pair_of (p, &first, &second);
      for (gsize i = 0; i < n; i++)
        {
          numbers[i] = self->held_out[p * n_all + picked[i]];
          numbers[n_all + i] = self->own[p * n_all + picked[i]];
          numbers[2 * n_all + i] = self->rows->weights[picked[i]];
          is_second[i] = self->rows->codes[picked[i]] == second;
        }
      if (!imb_margin_calibrate (numbers, numbers + n_all, is_second, numbers + 2 * n_all, n, &self->fitted->sigmoids[p], &is_own, job, error))
        return FALSE;
      any_own |= is_own;
    }
  if (any_own)
    imb_notes_add (notes, _ ("On inner folds the SVM decided against the classes; its probabilities come from the rows it was fitted to. Do not rely on them."));
  return TRUE;
}

/* Of all values, rows counting by their weights. */
static double
find_variance (const ImbMatrix *x,
               const ImbView   *train)
{
  double total = 0.0, mean = 0.0, variance = 0.0;

  for (guint pass = 0; pass < 2; pass++)
    for (gsize i = 0; i < x->n_rows; i++)
      {
        const double *row = imb_matrix_row (x, i);
        double        weight = imb_view_weight (train, i) / (double) x->n_cols, sum = 0.0;

        for (gsize j = 0; j < x->n_cols; j++)
          sum += pass == 0 ? row[j] : (row[j] - mean / total) * (row[j] - mean / total);
        *(pass == 0 ? &mean : &variance) += weight * sum;
        total += pass == 0 ? imb_view_weight (train, i) : 0.0;
      }
  return total > 0.0 ? variance / total : 0.0;
}

static ImbKernel
resolve_kernel (const Svm       *values,
                const ImbMatrix *x,
                const ImbView   *train)
{
  ImbKernel kernel = { (ImbKernelKind) values->kernel, 0.0, values->coef0, (guint) values->degree };
  double    variance;

  if (strcmp (values->gamma, "scale") == 0)
    {
      variance = find_variance (x, train);
      kernel.gamma = variance > 0.0 ? 1.0 / ((double) x->n_cols * variance) : 1.0;
    }
  else
    kernel.gamma = strcmp (values->gamma, "auto") == 0 ? 1.0 / (double) x->n_cols : g_ascii_strtod (values->gamma, NULL);
  return kernel;
}

/* Distances do not change when the middle is taken off, and keep their digits far from zero. */
static void
take_centre_off (Fitted    *fitted,
                 ImbMatrix *x)
{
  fitted->centre = g_new0 (double, x->stride);
  if (fitted->kernel.kind != IMB_KERNEL_RBF)
    return;
  for (gsize i = 0; i < x->n_rows; i++)
    for (gsize j = 0; j < x->n_cols; j++)
      fitted->centre[j] += imb_matrix_row (x, i)[j] / (double) x->n_rows;
  for (gsize i = 0; i < x->n_rows; i++)
    for (gsize j = 0; j < x->n_cols; j++)
      imb_matrix_row (x, i)[j] -= fitted->centre[j];
}

static gboolean
work_init (Work    *self,
           GError **error)
{
  const gsize n = self->rows->x->n_rows, n_pairs = self->fitted->n_pairs;

  self->cache_bytes = CLAMP (CACHE_BYTES / imb_parallel_get_n_threads (), CACHE_LEAST, CACHE_MOST);
  self->shares = g_try_new0 (double, n_pairs *n);
  self->own = g_try_new (double, n_pairs *n);
  self->held_out = g_try_new (double, n_pairs *n);
  self->converged = g_new0 (guint8, n_pairs * (IMB_MARGIN_FOLDS + 1));
  if (self->shares != NULL && self->own != NULL && self->held_out != NULL)
    return TRUE;
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("There is no memory for %zu pairs of classes of %zu rows; use fewer rows, or linear-svm."), n_pairs, n);
  return FALSE;
}

static gboolean
learn (Fitted        *self,
       const ImbView *train,
       const Svm     *values,
       ImbRng        *rng,
       ImbJob        *job,
       ImbNotes      *notes,
       GError       **error)
{
  g_auto (ImbMarginRows) rows = { 0 };
  g_auto (Work) work = { .values = values, .rows = &rows, .fitted = self };
  g_autoptr (ImbJob) asked = imb_job_new_part (job, 0.0);
  g_autoptr (ImbJob) fitting = imb_job_new_part (job, 1.0);
  const gsize n_units = self->n_pairs * (IMB_MARGIN_FOLDS + 1);
  gsize       n_converged = 0;

  if (!imb_margin_rows_init (&rows, train, &self->present, values->class_weight, rng, asked, notes, error))
    return FALSE;
  self->kernel = resolve_kernel (values, rows.x, train);
  take_centre_off (self, rows.x);
  work.job = asked;
  if (!work_init (&work, error) || !imb_parallel_for (n_units, fit_unit, &work, fitting, error)
      || !keep_vectors (&work, error) || !calibrate (&work, asked, notes, error))
    return FALSE;

  for (gsize u = 0; u < n_units; u++)
    n_converged += work.converged[u];
  if (n_converged < n_units && values->max_iter < 0)
    imb_notes_add (notes, _ ("The SVM ended after %zu steps before its tolerance %g was met; scale the features, or choose a smaller C."),
                   (gsize) imb_smo_most_steps (-1, rows.x->n_rows), values->tol);
  else if (n_converged < n_units)
    imb_notes_add (notes, _ ("The SVM ended at max_iter=%d before its tolerance %g was met; scale the features, choose a smaller C, or allow more steps."),
                   values->max_iter, values->tol);
  return TRUE;
}

static gboolean
check_size (const ImbView    *train,
            const ImbPresent *present,
            GError          **error)
{
  if (present->n_present > IMB_COUPLE_MOST)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("An SVM fits every pair of classes, and %u classes are too many; use linear-svm or a forest."),
                   present->n_present);
      return FALSE;
    }
  if (train->n_rows <= MOST_ROWS)
    return TRUE;
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("An SVM would take hours with %zu training rows, as time grows with their square; use linear-svm, or fewer rows (at most %d), such as those of random-under."),
               train->n_rows, MOST_ROWS);
  return FALSE;
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
  Fitted            *self = g_new0 (Fitted, 1);

  imb_present_init (&self->present, train);
  self->n_pairs = (gsize) self->present.n_present * (self->present.n_present - 1) / 2;
  self->offsets = g_new0 (double, self->n_pairs);
  self->sigmoids = g_new0 (ImbMarginSigmoid, self->n_pairs);
  if (!imb_job_step (job, 0, 0, error) || !check_size (train, &self->present, error) || !learn (self, train, data, stream, job, notes, error))
    g_clear_pointer (&self, fitted_free);
  return self;
}

static gboolean
score_rows (gconstpointer    data,
            const ImbMatrix *rows,
            gsize            first,
            gsize            n,
            double          *out,
            GError         **error)
{
  const Fitted      *self = data;
  const guint        K = self->present.n_present;
  const gsize        stride = rows->stride;
  g_autofree double *row = g_new0 (double, stride);
  g_autofree double *line = g_new0 (double, self->stride);
  g_autofree double *decisions = g_new (double, self->n_pairs);
  g_autofree double *wins = g_new0 (double, (gsize) K *K);

  for (gsize i = 0; i < n; i++)
    {
      double square;

      for (gsize j = 0; j < rows->n_cols; j++)
        row[j] = imb_matrix_row (rows, first + i)[j] - self->centre[j];
      imb_dense_forms (row, stride, 1, row, 0.0, &square, 1);
      imb_kernel_row (&self->kernel, self->vectors, self->squares, row, square, line);
      imb_dense_forms (self->shares, self->stride, self->n_pairs, line, 0.0, decisions, 1);
      for (gsize p = 0; p < self->n_pairs; p++)
        {
          const ImbMarginSigmoid *sigmoid = &self->sigmoids[p];
          double                  chance = 1.0 / (1.0 + exp (-(sigmoid->slope * (decisions[p] + self->offsets[p]) + sigmoid->offset)));
          guint                   a, b;

          pair_of (p, &a, &b);
          if (K > 2)
            chance = CLAMP (chance, LEAST_CHANCE, 1.0 - LEAST_CHANCE);
          wins[b * K + a] = chance;
          wins[a * K + b] = 1.0 - chance;
        }
      imb_couple (wins, K, out + i * K);
    }
  return TRUE;
}

static gboolean
predict (gconstpointer    fitted,
         const ImbMatrix *rows,
         double          *scores,
         ImbJob          *job,
         GError         **error)
{
  const Fitted *self = fitted;
  double        each = (double) (self->stride * (rows->stride + self->n_pairs + 16));

  return imb_present_predict (&self->present, score_rows, self, rows, (gsize) CLAMP (PREDICT_NUMBERS / each, 1.0, 1024.0), scores, job, error);
}

const ImbModel imb_model_svm = {
  .base = {
    .id = "svm",
    .title = N_ ("SVM"),
    .summary = N_ ("The widest margin between the classes along a curved border, set by the rows nearest to it. Strong on small tables, slow on large ones; probabilities come from a sigmoid fitted on inner folds."),
    .reference = "Boser, Guyon, Vapnik 1992, doi:10.1145/130385.130401; Cortes, Vapnik 1995, doi:10.1007/BF00994018; Platt 1999, Probabilistic outputs for support vector machines",
    .params = params,
    .params_size = sizeof (Svm),
  },
  .flags = IMB_MODEL_CLASS_WEIGHT | IMB_MODEL_WEIGHTS | IMB_MODEL_RANDOM,
  .kind = IMB_MODEL_SINGLE,
  .fit = fit,
  .predict = predict,
  .free = fitted_free,
};
