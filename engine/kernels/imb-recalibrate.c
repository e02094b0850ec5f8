/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Platt's sigmoid, beta calibration and temperature: logistic regressions of one to three parameters, by Newton's
 * method to the last digits. A dozen passes of O(n). Sums are in row order, so that threads do not matter. */
#include "engine/kernels/imb-recalibrate.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/core/imb-error.h"
#include "engine/kernels/imb-minimise.h"

#define MOST_INPUTS 2
#define MAX_ITER    200
#define TOL         1e-9
#define BETA_RIDGE  1e-11 /* keeps the parameters of separated classes finite, as in the authors' program */
#define HOTTEST     100.0
#define BLOCK       16384 /* rows between two looks at the job */

/* A logistic regression: inputs x[n * d], targets between 0 and 1. */
typedef struct
{
  const double *x;
  const double *targets;
  const double *weights;
  gsize         n;
  guint         d;
  double        ridge; /* on all but the constant */
  ImbJob       *job;
} Regression;

/* Stable for any argument: ln (1 + exp (z)). */
static double
softplus (double z)
{
  return z > 0.0 ? z + log1p (exp (-z)) : log1p (exp (z));
}

static double
logistic (double z)
{
  return z >= 0.0 ? 1.0 / (1.0 + exp (-z)) : exp (z) / (1.0 + exp (z));
}

static gboolean
measure (const double *at,
         double       *value,
         double       *gradient,
         double       *hessian,
         gpointer      data,
         GError      **error)
{
  const Regression *self = data;
  guint             m = self->d + 1;

  *value = 0.0;
  for (guint j = 0; j < m; j++)
    {
      gradient[j] = j < self->d ? self->ridge * at[j] : 0.0;
      *value += j < self->d ? 0.5 * self->ridge * at[j] * at[j] : 0.0;
      for (guint k = 0; hessian != NULL && k < m; k++)
        hessian[j * m + k] = j == k && j < self->d ? self->ridge : 0.0;
    }
  for (gsize i = 0; i < self->n; i++)
    {
      const double *x = self->x + i * self->d;
      double        weight = self->weights != NULL ? self->weights[i] : 1.0;
      double        input[MOST_INPUTS + 1] = { 0.0 };
      double        z = at[self->d], p, slope;

      if (i % BLOCK == 0 && !imb_job_step (self->job, 0, 0, error))
        return FALSE;
      for (guint j = 0; j < self->d; j++)
        {
          input[j] = x[j];
          z += at[j] * x[j];
        }
      input[self->d] = 1.0;
      p = logistic (z);
      slope = weight * (p - self->targets[i]);
      *value += weight * (softplus (z) - self->targets[i] * z);
      for (guint j = 0; j < m; j++)
        {
          gradient[j] += slope * input[j];
          for (guint k = 0; hessian != NULL && k <= j; k++)
            hessian[j * m + k] += weight * p * (1.0 - p) * input[j] * input[k];
        }
    }
  return TRUE;
}

static gboolean
regress (Regression *self,
         double     *at,
         double     *loss,
         GError    **error)
{
  const ImbMinimise task = { .func = measure, .data = self, .n = self->d + 1, .max_iter = MAX_ITER, .tol = TOL, .job = self->job };
  double            gradient[MOST_INPUTS + 1];
  gboolean          converged;

  return imb_minimise_newton (&task, at, &converged, error) && (loss == NULL || measure (at, loss, gradient, NULL, self, error));
}

static gboolean
no_memory (gsize    n,
           GError **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the calibration of %zu rows; use fewer of them."), n);
  return FALSE;
}

static void
count (const guint8 *is_positive,
       const double *weights,
       gsize         n,
       double       *positives,
       double       *negatives)
{
  *positives = *negatives = 0.0;
  for (gsize i = 0; i < n; i++)
    *(is_positive[i] ? positives : negatives) += weights != NULL ? weights[i] : 1.0;
}

gboolean
imb_platt_fit (const double *x,
               const guint8 *is_positive,
               const double *weights,
               gsize         n,
               double       *a,
               double       *b,
               ImbJob       *job,
               GError      **error)
{
  g_autofree double *targets = g_try_new (double, MAX (n, 1));
  Regression         task = { .x = x, .targets = targets, .weights = weights, .n = n, .d = 1, .job = job };
  double             positives, negatives;
  double             at[2] = { 0.0, 0.0 };

  if (targets == NULL)
    return no_memory (n, error);

  count (is_positive, weights, n, &positives, &negatives);
  for (gsize i = 0; i < n; i++)
    targets[i] = is_positive[i] ? (positives + 1.0) / (positives + 2.0) : 1.0 / (negatives + 2.0);
  at[1] = log ((positives + 1.0) / (negatives + 1.0));
  if (!regress (&task, at, NULL, error))
    return FALSE;
  *a = -at[0];
  *b = -at[1];
  return TRUE;
}

double
imb_platt_at (double a,
              double b,
              double x)
{
  return logistic (-(a * x + b));
}

static double
inside (double p)
{
  return CLAMP (p, IMB_LEAST_PROBABILITY, 1.0 - IMB_LEAST_PROBABILITY);
}

/* With one of the two inputs, or with none when its factor would be negative. */
static gboolean
fit_face (const Regression *both,
          guint             input,
          double           *x,
          double           *map,
          double           *loss,
          GError          **error)
{
  Regression task = *both;
  double     at[2] = { 1.0, map[2] }; /* the constant begins where it is right without inputs */

  for (gsize i = 0; i < both->n; i++)
    x[i] = both->x[2 * i + input];
  task.x = x;
  task.d = 1;
  if (!regress (&task, at, loss, error))
    return FALSE;
  if (at[0] < 0.0)
    {
      task.d = 0;
      at[0] = 0.0;
      at[1] = map[2];
      if (!regress (&task, at + 1, loss, error))
        return FALSE;
    }
  map[0] = input == 0 ? at[0] : 0.0;
  map[1] = input == 1 ? at[0] : 0.0;
  map[2] = at[1];
  return TRUE;
}

gboolean
imb_beta_fit (const double *p,
              const guint8 *is_positive,
              const double *weights,
              gsize         n,
              double       *map,
              ImbJob       *job,
              GError      **error)
{
  g_autofree double *inputs = g_try_new (double, 2 * MAX (n, 1));
  g_autofree double *one = g_try_new (double, MAX (n, 1));
  g_autofree double *targets = g_try_new (double, MAX (n, 1));
  Regression         task = { .x = inputs, .targets = targets, .weights = weights, .n = n, .d = 2, .ridge = BETA_RIDGE, .job = job };
  double             positives, negatives, loss, least = INFINITY;

  map[0] = map[1] = 1.0;
  map[2] = 0.0;
  if (inputs == NULL || one == NULL || targets == NULL)
    return no_memory (n, error);
  count (is_positive, weights, n, &positives, &negatives);
  if (positives <= 0.0 || negatives <= 0.0)
    return TRUE;

  for (gsize i = 0; i < n; i++)
    {
      inputs[2 * i] = log (inside (p[i]));
      inputs[2 * i + 1] = -log1p (-inside (p[i]));
      targets[i] = is_positive[i];
    }
  if (!regress (&task, map, NULL, error))
    return FALSE;
  if (map[0] >= 0.0 && map[1] >= 0.0)
    return TRUE;

  /* The loss is convex: where a factor would be negative, the best legal place has one of them 0. */
  for (guint input = 0; input < 2; input++)
    {
      double face[3] = { 0.0, 0.0, log (positives / negatives) };

      if (!fit_face (&task, input, one, face, &loss, error))
        return FALSE;
      for (guint j = 0; loss < least && j < 3; j++)
        map[j] = face[j];
      least = MIN (least, loss);
    }
  return TRUE;
}

double
imb_beta_at (const double *map,
             double        p)
{
  return logistic (map[0] * log (inside (p)) - map[1] * log1p (-inside (p)) + map[2]);
}

/* Slope and curvature of the log loss as a function of 1 / T. */
static gboolean
slope_at (double         inverse,
          const double  *p,
          const guint16 *classes,
          const double  *weights,
          gsize          n,
          guint          n_classes,
          double        *slope,
          double        *curvature,
          ImbJob        *job,
          GError       **error)
{
  *slope = *curvature = 0.0;
  for (gsize i = 0; i < n; i++)
    {
      double weight = weights != NULL ? weights[i] : 1.0;
      double most = -INFINITY, sum = 0.0, mean = 0.0, square = 0.0;

      if (i % BLOCK == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      for (guint c = 0; c < n_classes; c++)
        most = MAX (most, log (inside (p[i * n_classes + c])));
      for (guint c = 0; c < n_classes; c++)
        {
          double logit = log (inside (p[i * n_classes + c])) - most;
          double part = exp (inverse * logit);

          sum += part;
          mean += part * logit;
          square += part * logit * logit;
        }
      mean /= sum;
      *slope += weight * (mean - (log (inside (p[i * n_classes + classes[i]])) - most));
      *curvature += weight * (square / sum - mean * mean);
    }
  return TRUE;
}

gboolean
imb_temperature_fit (const double  *p,
                     const guint16 *classes,
                     const double  *weights,
                     gsize          n,
                     guint          n_classes,
                     double        *temperature,
                     ImbJob        *job,
                     GError       **error)
{
  double low = 1.0 / HOTTEST, high = HOTTEST, at = 1.0;

  for (guint i = 0; i < MAX_ITER; i++)
    {
      double slope, curvature, next;

      if (!slope_at (at, p, classes, weights, n, n_classes, &slope, &curvature, job, error))
        return FALSE;
      if (slope > 0.0)
        high = at;
      else
        low = at;
      next = curvature > 0.0 ? at - slope / curvature : (slope > 0.0 ? low : high);
      if (slope == 0.0 || fabs (next - at) <= 1e-14 * at || high - low <= 1e-14 * high)
        break;
      at = next > low && next < high ? next : sqrt (low * high);
    }
  *temperature = 1.0 / at;
  return TRUE;
}

void
imb_temperature_apply (double  temperature,
                       double *p,
                       gsize   n,
                       guint   n_classes)
{
  for (gsize i = 0; i < n; i++)
    {
      double *row = p + i * n_classes;
      double  most = -INFINITY, sum = 0.0;

      for (guint c = 0; c < n_classes; c++)
        {
          row[c] = log (inside (row[c])) / temperature;
          most = MAX (most, row[c]);
        }
      for (guint c = 0; c < n_classes; c++)
        {
          row[c] = exp (row[c] - most);
          sum += row[c];
        }
      for (guint c = 0; c < n_classes; c++)
        row[c] /= sum;
    }
}
