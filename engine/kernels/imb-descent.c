/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SGD and Adam as in scikit-learn's MLPClassifier. DBS-Adam: with g and l the usual gradient norm and loss (exponential means, nine parts old
 * and one part new), a batch's difficulty is d = (|gradient| / g + loss / l) / 2, and Adam's rate is multiplied by d^power within ½ … 2:
 * longer steps where a batch is harder than usual. O(n) a step. */
#include "engine/kernels/imb-descent.h"

#include <math.h>

#include "engine/core/imb-clones.h"

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
          const double *gradient)
{
  double  momentum = self->settings.momentum, rate = self->settings.rate;
  double *velocity = self->first;

  for (gsize p = 0; p < self->n; p++)
    {
      velocity[p] = momentum * velocity[p] - rate * gradient[p];
      params[p] += self->settings.nesterov ? momentum * velocity[p] - rate * gradient[p] : velocity[p];
    }
}

IMB_CLONES static void
step_adam (ImbDescent   *self,
           double       *params,
           const double *gradient,
           double        rate)
{
  double  beta_1 = self->settings.beta_1, beta_2 = self->settings.beta_2, epsilon = self->settings.epsilon;
  double *first = self->first, *second = self->second;

#pragma omp simd
  for (gsize p = 0; p < self->n; p++)
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
find_scale (ImbDescent   *self,
            const double *gradient,
            double        loss)
{
  double norm = 0.0, difficulty;

  for (gsize p = 0; p < self->n; p++)
    norm += gradient[p] * gradient[p];
  norm = sqrt (norm);
  self->usual_norm = self->n_steps == 1 ? norm : KEPT * self->usual_norm + (1.0 - KEPT) * norm;
  self->usual_loss = self->n_steps == 1 ? loss : KEPT * self->usual_loss + (1.0 - KEPT) * loss;
  difficulty = 0.5 * (ratio (norm, self->usual_norm) + ratio (loss, self->usual_loss));
  return CLAMP (pow (difficulty, self->settings.power), SHORTEST, LONGEST);
}

void
imb_descent_step (ImbDescent   *self,
                  double       *params,
                  const double *gradient,
                  double        loss)
{
  const ImbDescentSettings *settings = &self->settings;
  double                    t = (double) ++self->n_steps;
  double                    rate;

  if (settings->kind == IMB_DESCENT_SGD)
    {
      step_sgd (self, params, gradient);
      return;
    }
  rate = settings->rate * sqrt (1.0 - pow (settings->beta_2, t)) / (1.0 - pow (settings->beta_1, t));
  if (settings->kind == IMB_DESCENT_DBS_ADAM)
    {
      self->last_scale = find_scale (self, gradient, loss);
      rate *= self->last_scale;
    }
  step_adam (self, params, gradient, rate);
}
