/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gaussian naive Bayes: each feature normal within each class, independent of the others. Two passes (means, then
 * variances around them) keep digits that a single one would lose far from zero. As in scikit-learn every variance
 * grows by var_smoothing times the largest variance of a feature, so that a feature that is constant within a
 * class cannot decide alone. n d for a fit, n K d for scores. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/core/imb-clones.h"
#include "engine/models/imb-contribute.h"
#include "engine/models/imb-link.h"
#include "engine/models/imb-model.h"
#include "engine/models/imb-present.h"

#define BLOCK_ROWS 4096
#define MAX_BLOCKS 64
#define STEP_ROWS  256

typedef struct
{
  double      var_smoothing;
  const char *class_weight;
} GaussianNaiveBayes;

static const ImbParam params[] = {
  {
    .name = "var_smoothing",
    .label = N_ ("Smoothing"),
    .help = N_ ("Share of the largest variance that is added to all variances; larger trusts single features less. With row weights the variance is weighted: a weight is a repetition, where scikit-learn takes rows alike."),
    IMB_REAL (GaussianNaiveBayes, var_smoothing, 1e-9, 1e-15, 1.0),
  },
  IMB_CLASS_WEIGHT_PARAM (GaussianNaiveBayes, N_ ("How much each class counts in the classes' shares: none, balanced (all alike), or {label:weight;…}.")),
  { NULL },
};

typedef struct
{
  ImbPresent present;
  double    *means;     /* n_present × n_cols */
  double    *precision; /* 1 / variance */
  double    *averages;  /* n_present × n_cols: the mean square of what training rows are from the mean, times the precision */
  double    *bases;     /* of each class: its log-likelihood, on the average over the training rows */
  double    *constants; /* of each class: log share − Σ log (2 π variance) / 2 */
} Fitted;

static void
fitted_free (gpointer data)
{
  Fitted *self = data;

  if (self == NULL)
    return;
  imb_present_clear (&self->present);
  g_free (self->means);
  g_free (self->precision);
  g_free (self->averages);
  g_free (self->bases);
  g_free (self->constants);
  g_free (self);
}

/* Sums over blocks of rows: of each class d numbers, then its weight. */
typedef struct
{
  const ImbView *view;
  const double  *centres;       /* K × d: what is subtracted */
  gboolean       squares;       /* sum squares, not values */
  gsize          centre_stride; /* 0: the same centre for all classes */
  gsize          n_blocks;
  gsize          block_rows;
  gsize          size; /* K × (d + 1) */
  double        *partial;
  ImbJob        *job;
} Sums;

IMB_CLONES static void
add_values (const double *row,
            const double *centre,
            double        weight,
            gboolean      square,
            double       *to,
            gsize         d)
{
  if (square)
    {
#pragma omp simd
      for (gsize j = 0; j < d; j++)
        to[j] += weight * ((row[j] - centre[j]) * (row[j] - centre[j]));
    }
  else
    {
#pragma omp simd
      for (gsize j = 0; j < d; j++)
        to[j] += weight * (row[j] - centre[j]);
    }
}

static gboolean
sum_block (gsize    block,
           gpointer data,
           GError **error)
{
  const Sums *sums = data;
  gsize       d = sums->view->base->n_cols;
  gsize       end = MIN ((block + 1) * sums->block_rows, sums->view->n_rows);
  double     *partial = sums->partial + block * sums->size;

  memset (partial, 0, sums->size * sizeof (double));
  for (gsize i = block * sums->block_rows; i < end; i++)
    {
      guint   c = imb_view_class (sums->view, i);
      double  weight = imb_view_weight (sums->view, i);
      double *to = partial + c * (d + 1);

      if (i % STEP_ROWS == 0 && !imb_job_step (sums->job, 0, 0, error))
        return FALSE;
      add_values (imb_view_row (sums->view, i), sums->centres + c * sums->centre_stride, weight, sums->squares, to, d);
      to[d] += weight;
    }
  return TRUE;
}

/* The sums of all blocks, in order, into the first. */
static gboolean
sum_rows (Sums    *sums,
          double   share,
          GError **error)
{
  g_autoptr (ImbJob) part = imb_job_new_part (sums->job, share);

  if (!imb_parallel_for (sums->n_blocks, sum_block, sums, part, error))
    return FALSE;
  for (gsize block = 1; block < sums->n_blocks; block++)
    for (gsize j = 0; j < sums->size; j++)
      sums->partial[j] += sums->partial[block * sums->size + j];
  return TRUE;
}

/* The largest variance of a feature over all rows, from the classes' sums of squares and means. */
static double
largest_variance (const double *squares,
                  const double *means,
                  guint         n_classes,
                  gsize         d)
{
  double most = 0.0;

  for (gsize j = 0; j < d; j++)
    {
      double total = 0.0, mean = 0.0, square = 0.0;

      for (guint c = 0; c < n_classes; c++)
        {
          total += squares[c * (d + 1) + d];
          mean += squares[c * (d + 1) + d] * means[c * d + j];
        }
      mean /= total;
      for (guint c = 0; c < n_classes; c++)
        square += squares[c * (d + 1) + j] + squares[c * (d + 1) + d] * (means[c * d + j] - mean) * (means[c * d + j] - mean);
      most = MAX (most, square / total);
    }
  return most;
}

/* The column whose squares overflow, or else those of its means: all variances get a share of the largest. */
static gsize
find_large (const Fitted *self,
            const double *squares,
            const double *means)
{
  gsize  d = self->present.n_cols, largest = 0;
  double most = -1.0;

  for (guint p = 0; p < self->present.n_present; p++)
    for (gsize j = 0; j < d; j++)
      {
        guint  c = self->present.classes[p];
        double size = isfinite (squares[c * (d + 1) + j]) ? fabs (means[c * d + j]) : INFINITY;

        if (size > most)
          {
            most = size;
            largest = j;
          }
      }
  return largest;
}

/* Rows count by their weights, not by their classes': as they are met. */
static void
set_averages (Fitted       *self,
              const double *squares)
{
  const gsize d = self->present.n_cols;

  for (guint p = 0; p < self->present.n_present; p++)
    {
      self->bases[p] = self->constants[p];
      for (gsize j = 0; j < d; j++)
        {
          double sum = 0.0, all = 0.0;

          for (guint q = 0; q < self->present.n_present; q++)
            {
              const double *from = squares + self->present.classes[q] * (d + 1), apart = self->means[q * d + j] - self->means[p * d + j];

              sum += from[j] + from[d] * (apart * apart);
              all += from[d];
            }
          self->averages[p * d + j] = sum / all * self->precision[p * d + j];
          self->bases[p] -= 0.5 * self->averages[p * d + j];
        }
    }
}

static gboolean
set_too_close (const ImbView *train,
               gsize          column,
               GError       **error)
{
  g_autofree char *feature = imb_view_dup_feature (train, column);

  g_set_error (error, IMB_ERROR, IMB_ERROR_NUMBERS, _ ("The values of %s are too close to one another to compute with; scale the features."), feature);
  return FALSE;
}

/* Without a variance rows are the same; squares of small differences may be nothing, too. */
static gboolean
check_same (const ImbView *train,
            GError       **error)
{
  const double *first = NULL;

  for (gsize i = 0; i < train->n_rows; i++)
    {
      const double *row = imb_view_row (train, i);

      if (!(imb_view_weight (train, i) > 0.0))
        continue;
      first = first != NULL ? first : row;
      for (gsize j = 0; j < train->base->n_cols; j++)
        if (row[j] != first[j])
          return set_too_close (train, j, error);
    }
  return TRUE;
}

/* What is kept, from the sums of squares around the means. */
static gboolean
set_fitted (Fitted        *self,
            const ImbView *train,
            const double  *squares,
            const double  *means,
            const double  *class_weights,
            double         smoothing,
            GError       **error)
{
  gsize  d = self->present.n_cols;
  double total = 0.0;

  for (guint p = 0; p < self->present.n_present; p++)
    total += class_weights[self->present.classes[p]] * squares[self->present.classes[p] * (d + 1) + d];
  for (guint p = 0; p < self->present.n_present; p++)
    {
      guint         c = self->present.classes[p];
      const double *from = squares + c * (d + 1);
      double        constant = log (class_weights[c] * from[d] / total);

      for (gsize j = 0; j < d; j++)
        {
          double variance = from[j] / from[d] + smoothing;

          if (!isfinite (variance))
            {
              g_autofree char *feature = imb_view_dup_feature (train, find_large (self, squares, means));

              g_set_error (error, IMB_ERROR, IMB_ERROR_NUMBERS, _ ("The values of %s are too large to compute with; scale the features."), feature);
              return FALSE;
            }
          if (!isfinite (1.0 / variance))
            return set_too_close (train, j, error);
          constant -= 0.5 * log (2.0 * G_PI * variance);
          self->means[p * d + j] = means[c * d + j];
          self->precision[p * d + j] = 1.0 / variance;
        }
      self->constants[p] = constant;
    }
  set_averages (self, squares);
  return TRUE;
}

static gboolean
learn (Fitted                   *self,
       const ImbView            *train,
       const GaussianNaiveBayes *values,
       Sums                     *sums,
       GError                  **error)
{
  gsize              d = self->present.n_cols, K = self->present.n_classes;
  const double      *origin = imb_view_row (train, 0);
  g_autofree double *means = g_new0 (double, K *d);
  g_autofree double *class_weights = g_new (double, K);
  double             smoothing;

  if (!imb_class_weight_resolve (values->class_weight, train, class_weights, error))
    return FALSE;

  sums->centres = origin;
  if (!sum_rows (sums, 0.5, error))
    return FALSE;
  for (gsize c = 0; c < K; c++)
    for (gsize j = 0; j < d; j++)
      if (sums->partial[c * (d + 1) + d] > 0.0)
        means[c * d + j] = origin[j] + sums->partial[c * (d + 1) + j] / sums->partial[c * (d + 1) + d];

  sums->centres = means;
  sums->centre_stride = d;
  sums->squares = TRUE;
  if (!sum_rows (sums, 0.5, error))
    return FALSE;
  /* Rows of weight 0 teach nothing of their class. */
  self->present.n_present = 0;
  for (guint c = 0; c < K; c++)
    if (sums->partial[c * (d + 1) + d] > 0.0)
      self->present.classes[self->present.n_present++] = c;

  smoothing = values->var_smoothing * largest_variance (sums->partial, means, (guint) K, d);
  if (smoothing == 0.0 && !check_same (train, error))
    return FALSE;
  /* All features are constant: any variance says the same of every class. */
  if (smoothing == 0.0)
    smoothing = 1.0;
  return set_fitted (self, train, sums->partial, means, class_weights, smoothing, error);
}

static gpointer
fit (const ImbView *train,
     gconstpointer  values,
     const ImbRng  *rng,
     ImbJob        *job,
     ImbNotes      *notes,
     GError       **error)
{
  gsize   n = train->n_rows, d = train->base->n_cols, K = train->n_classes;
  Fitted *self = g_new0 (Fitted, 1);
  Sums    sums = { .view = train, .job = job, .size = K * (d + 1) };

  imb_present_init (&self->present, train);
  self->means = g_new (double, K *d);
  self->precision = g_new (double, K *d);
  self->averages = g_new (double, K *d);
  self->bases = g_new (double, K);
  self->constants = g_new (double, K);
  sums.n_blocks = CLAMP (n / BLOCK_ROWS, 1, MAX_BLOCKS);
  sums.block_rows = (n + sums.n_blocks - 1) / sums.n_blocks;
  sums.partial = g_try_new (double, sums.n_blocks *sums.size);
  if (sums.partial == NULL)
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
                 _ ("There is no memory for %zu classes of %zu columns; use fewer columns."), K, d);

  if (sums.partial == NULL || !learn (self, train, values, &sums, error))
    g_clear_pointer (&self, fitted_free);
  g_free (sums.partial);
  return self;
}

IMB_CLONES static double
distance (const double *row,
          const double *mean,
          const double *precision,
          gsize         d)
{
  double sum = 0.0;

#pragma omp simd reduction(+ \
                           : sum)
  for (gsize j = 0; j < d; j++)
    sum += (row[j] - mean[j]) * (row[j] - mean[j]) * precision[j];
  return sum;
}

static gboolean
score_rows (gconstpointer    data,
            const ImbMatrix *rows,
            gsize            first,
            gsize            n,
            double          *out,
            GError         **error)
{
  const Fitted *fitted = data;
  gsize         d = fitted->present.n_cols, K = fitted->present.n_present;

  for (gsize i = 0; i < n; i++)
    for (gsize p = 0; p < K; p++)
      out[i * K + p] = fitted->constants[p]
                       - 0.5 * distance (imb_matrix_row (rows, first + i), fitted->means + p * d, fitted->precision + p * d, d);
  imb_link_many (out, NULL, n, K);
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

  return imb_present_predict (&self->present, score_rows, self, rows, STEP_ROWS, scores, job, error);
}

/* What column @j, of @value, adds to the logarithm of a class's probability, more than on the average. */
static inline double
term (const Fitted *self,
      gsize         p,
      gsize         j,
      double        value)
{
  const gsize  at = p * self->present.n_cols + j;
  const double apart = value - self->means[at];

  return -0.5 * (apart * apart * self->precision[at] - self->averages[at]);
}

/* The logarithms that the link takes are sums over columns. */
static void
add_terms (gconstpointer data,
           const double *row,
           double       *out)
{
  const Fitted  *self = data;
  const gsize    d = self->present.n_cols, size = d + 1;
  const gboolean is_two = self->present.n_present == 2;

  for (guint p = is_two ? 1 : 0; p < self->present.n_present; p++)
    {
      double *to = out + (p - is_two) * size;

      to[d] = self->bases[p] - (is_two ? self->bases[0] : 0.0);
      for (gsize j = 0; j < d; j++)
        to[j] = term (self, p, j, row[j]) - (is_two ? term (self, 0, j, row[j]) : 0.0);
    }
}

static gboolean
contributions (gconstpointer    data,
               const ImbMatrix *rows,
               double          *out,
               ImbJob          *job,
               GError         **error)
{
  const Fitted *self = data;

  return imb_contribute_terms (&self->present, add_terms, self, rows, out, job, error);
}

const ImbModel imb_model_gaussian_naive_bayes = {
  .base = {
    .id = "gaussian-naive-bayes",
    .title = N_ ("Gaussian naive Bayes"),
    .summary = N_ ("Takes every feature as normal within each class and independent of the others. The fastest model; often overconfident."),
    .reference = "Chan, Golub, LeVeque 1983, doi:10.1080/00031305.1983.10483115",
    .params = params,
    .params_size = sizeof (GaussianNaiveBayes),
  },
  .flags = IMB_MODEL_CLASS_WEIGHT | IMB_MODEL_WEIGHTS,
  .kind = IMB_MODEL_SINGLE,
  .fit = fit,
  .predict = predict,
  .contributions = contributions,
  .space = IMB_SPACE_LOGIT,
  .free = fitted_free,
};
