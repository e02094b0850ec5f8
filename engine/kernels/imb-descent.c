/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SGD and Adam as in scikit-learn's MLPClassifier. DBS-Adam: with g and l the usual gradient norm and loss (exponential means, nine parts old
 * and one part new), a batch's difficulty is d = (|gradient| / g + loss / l) / 2, and Adam's rate is multiplied by d^power within ½ … 2:
 * longer steps where a batch is harder than usual. O(n) a step. */
#include "engine/kernels/imb-descent.h"

#include <math.h>

#include "engine/core/imb-clones.h"

#define PIECE    ((gsize) 1 << 21) /* parameters between two looks at the job */
#define KEPT     0.9
#define SHORTEST 0.5
#define LONGEST  2.0

gboolean
imb_descent_init (ImbDescent               *self,
                  const ImbDescentSettings *settings,
                  gsize                     n)
{
  *self = (ImbDescent){ .settings = *settings, .n = n, .last_scale = 1.0 };
  self->first = g_try_new0 (double, n);
  self->second = settings->kind == IMB_DESCENT_SGD ? NULL : g_try_new0 (double, n);
  return self->first != NULL && (settings->kind == IMB_DESCENT_SGD || self->second != NULL);
}

void
imb_descent_clear (ImbDescent *self)
{
  g_clear_pointer (&self->first, g_free);
  g_clear_pointer (&self->second, g_free);
}

IMB_CLONES static void
step_sgd (ImbDescent   *self,
          double       *params,
          const double *gradient,
          gsize         begin,
          gsize         end)
{
  double  momentum = self->settings.momentum, rate = self->settings.rate;
  double *velocity = self->first;

  for (gsize p = begin; p < end; p++)
    {
      velocity[p] = momentum * velocity[p] - rate * gradient[p];
      params[p] += self->settings.nesterov ? momentum * velocity[p] - rate * gradient[p] : velocity[p];
    }
}

IMB_CLONES static void
step_adam (ImbDescent   *self,
           double       *params,
           const double *gradient,
           double        rate,
           gsize         begin,
           gsize         end)
{
  double  beta_1 = self->settings.beta_1, beta_2 = self->settings.beta_2, epsilon = self->settings.epsilon;
  double *first = self->first, *second = self->second;

#pragma omp simd
  for (gsize p = begin; p < end; p++)
    {
      first[p] = beta_1 * first[p] + (1.0 - beta_1) * gradient[p];
      second[p] = beta_2 * second[p] + (1.0 - beta_2) * (gradient[p] * gradient[p]);
      params[p] += -rate * first[p] / (sqrt (second[p]) + epsilon);
    }
}

static double
ratio (double value,
       double usual)
{
  return usual > 0.0 ? value / usual : 1.0;
}

/* What the rate is multiplied by. The first batch is the usual one. */
static double
find_scale (ImbDescent *self,
            double      norm,
            double      loss)
{
  double difficulty;

  self->usual_norm = self->n_steps == 1 ? norm : KEPT * self->usual_norm + (1.0 - KEPT) * norm;
  self->usual_loss = self->n_steps == 1 ? loss : KEPT * self->usual_loss + (1.0 - KEPT) * loss;
  difficulty = 0.5 * (ratio (norm, self->usual_norm) + ratio (loss, self->usual_loss));
  return CLAMP (pow (difficulty, self->settings.power), SHORTEST, LONGEST);
}

gboolean
imb_descent_add_squares (const double *values,
                         gsize         n,
                         double       *sum,
                         ImbJob       *job,
                         GError      **error)
{
  for (gsize begin = 0; begin < n; begin += PIECE)
    {
      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      for (gsize p = begin; p < MIN (begin + PIECE, n); p++)
        *sum += values[p] * values[p];
    }
  return TRUE;
}

gboolean
imb_descent_step (ImbDescent   *self,
                  double       *params,
                  const double *gradient,
                  double        loss,
                  ImbJob       *job,
                  GError      **error)
{
  const ImbDescentSettings *settings = &self->settings;
  double                    t = (double) ++self->n_steps;
  double                    rate = settings->rate * sqrt (1.0 - pow (settings->beta_2, t)) / (1.0 - pow (settings->beta_1, t)), squares = 0.0;

  if (settings->kind == IMB_DESCENT_DBS_ADAM)
    {
      if (!imb_descent_add_squares (gradient, self->n, &squares, job, error))
        return FALSE;
      self->last_scale = find_scale (self, sqrt (squares), loss);
      rate *= self->last_scale;
    }
  for (gsize begin = 0; begin < self->n; begin += PIECE)
    {
      gsize end = MIN (begin + PIECE, self->n);

      if (!imb_job_step (job, 0, 0, error))
        return FALSE;
      if (settings->kind == IMB_DESCENT_SGD)
        step_sgd (self, params, gradient, begin, end);
      else
        step_adam (self, params, gradient, rate, begin, end);
    }
  return TRUE;
}
