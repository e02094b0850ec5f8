/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two ways to the minimum of a smooth convex function whose evaluation (a pass over the data) costs far more
 * than everything here: Newton with the whole Hessian, and L-BFGS when the Hessian is too large.
 * Nocedal and Wright 2006, Numerical Optimization, chapters 3 and 7. Near the minimum the value's rounding is
 * larger than its change, so a step may raise it by as much as rounding can. */
#include "engine/kernels/imb-minimise.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"

#define N_PAIRS   10
#define ARMIJO    1e-4
#define WOLFE     0.5
#define ROUNDING  1e-12 /* of the value: n eps of a sum in blocks, with room */
#define MAX_TRIES 40    /* of one line search */

static double
dot (const double *a,
     const double *b,
     gsize         n)
{
  double sum = 0.0;

  for (gsize j = 0; j < n; j++)
    sum += a[j] * b[j];
  return sum;
}

static void
step_to (const double *from,
         const double *direction,
         double        length,
         double       *to,
         gsize         n)
{
  for (gsize j = 0; j < n; j++)
    to[j] = from[j] + length * direction[j];
}

gboolean
imb_minimise_set_numbers_error (GError **error)
{
  g_set_error_literal (error, IMB_ERROR, IMB_ERROR_NUMBERS,
                       _ ("The numbers grow beyond what can be computed with; scale the features, or choose a smaller C."));
  return FALSE;
}

static gboolean
set_memory_error (gsize    n,
                  GError **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("There is no memory to fit %zu coefficients; use fewer columns, or the solver lbfgs."), n);
  return FALSE;
}

static gboolean
evaluate (const ImbMinimise *task,
          const double      *at,
          double            *value,
          double            *gradient,
          double            *hessian,
          GError           **error)
{
  if (!task->func (at, value, gradient, hessian, task->data, error))
    return FALSE;
  if (!isfinite (*value) || !isfinite (dot (gradient, gradient, task->n)))
    *value = INFINITY;
  return TRUE;
}

/* Halves the step until the value falls; @at, @value, @gradient and @hessian move to the new place. */
static gboolean
damped_step (const ImbMinimise *task,
             double            *at,
             const double      *direction,
             double             slope,
             double            *value,
             double            *gradient,
             double            *hessian,
             gboolean          *moved,
             GError           **error)
{
  g_autofree double *from = g_memdup2 (at, task->n * sizeof (double));
  double             old = *value;
  double             length = 1.0;

  for (guint i = 0; i < MAX_TRIES; i++, length *= 0.5)
    {
      step_to (from, direction, length, at, task->n);
      if (!evaluate (task, at, value, gradient, hessian, error))
        return FALSE;
      *moved = *value <= old + ARMIJO * length * slope + ROUNDING * fabs (old);
      if (*moved)
        return TRUE;
    }
  memcpy (at, from, task->n * sizeof (double));
  return TRUE;
}

gboolean
imb_minimise_newton (const ImbMinimise *task,
                     double            *at,
                     gboolean          *converged,
                     GError           **error)
{
  gsize              n = task->n;
  g_autofree double *gradient = g_new (double, n);
  g_autofree double *direction = g_new (double, n);
  g_autofree double *hessian = g_try_new (double, n *n);
  g_autofree double *factor = g_try_new (double, n *n);
  g_autofree double *scale = g_new (double, n);
  gboolean           moved = TRUE;
  double             value;

  *converged = FALSE;
  if (hessian == NULL || factor == NULL)
    return set_memory_error (n, error);
  if (!evaluate (task, at, &value, gradient, hessian, error))
    return FALSE;

  for (guint i = 0; i < task->max_iter && moved; i++)
    {
      double slope;

      if (!isfinite (value))
        return imb_minimise_set_numbers_error (error);
      if (!imb_cholesky_factorise (hessian, factor, scale, n, task->job, error))
        return FALSE;
      for (gsize j = 0; j < n; j++)
        direction[j] = -gradient[j];
      imb_cholesky_substitute (factor, scale, direction, n);

      slope = dot (gradient, direction, n);
      if (!isfinite (slope))
        return imb_minimise_set_numbers_error (error);
      if (slope >= -task->tol * task->tol)
        {
          /* The last step squares the distance; no look at the data is needed to take it. */
          step_to (at, direction, 1.0, at, n);
          *converged = TRUE;
          return TRUE;
        }
      if (!damped_step (task, at, direction, slope, &value, gradient, hessian, &moved, error))
        return FALSE;
    }
  return TRUE;
}

typedef struct
{
  gsize   n;
  guint   n_pairs; /* stored so far */
  double *moves;   /* N_PAIRS × n, a ring */
  double *turns;   /* of the gradient */
  double *work;    /* n */
  double  inverse[N_PAIRS];
  double  scale; /* of the first guess of the inverse Hessian */
} Memory;

/* direction = −H⁻¹ gradient by the two loops over the pairs. */
static void
find_direction (const ImbMinimise *task,
                const Memory      *memory,
                const double      *gradient,
                double            *direction)
{
  gsize  n = memory->n;
  guint  first = memory->n_pairs > N_PAIRS ? memory->n_pairs - N_PAIRS : 0;
  double share[N_PAIRS];

  for (gsize j = 0; j < n; j++)
    direction[j] = -gradient[j];
  for (guint p = memory->n_pairs; p-- > first;)
    {
      guint at = p % N_PAIRS;

      share[at] = memory->inverse[at] * dot (memory->moves + at * n, direction, n);
      step_to (direction, memory->turns + at * n, -share[at], direction, n);
    }
  task->precondition (direction, task->data);
  for (gsize j = 0; j < n; j++)
    direction[j] *= memory->scale;
  for (guint p = first; p < memory->n_pairs; p++)
    {
      guint  at = p % N_PAIRS;
      double back = memory->inverse[at] * dot (memory->turns + at * n, direction, n);

      step_to (direction, memory->moves + at * n, share[at] - back, direction, n);
    }
}

static void
remember (const ImbMinimise *task,
          Memory            *memory,
          const double      *from,
          const double      *at,
          const double      *old_gradient,
          const double      *gradient)
{
  gsize   n = memory->n;
  guint   place = memory->n_pairs % N_PAIRS;
  double *move = memory->moves + place * n;
  double *turn = memory->turns + place * n;
  double  along, norm;

  for (gsize j = 0; j < n; j++)
    {
      move[j] = at[j] - from[j];
      memory->work[j] = turn[j] = gradient[j] - old_gradient[j];
    }
  task->precondition (memory->work, task->data);
  along = dot (move, turn, n);
  norm = dot (turn, memory->work, n);
  if (!(along > 1e-16 * sqrt (dot (move, move, n) * dot (turn, turn, n))) || !(norm > 0.0))
    return;

  memory->inverse[place] = 1.0 / along;
  memory->scale = along / norm;
  memory->n_pairs++;
}

/* A step to where the slope has fallen to half and the value has fallen. The function is convex, so its slope
 * along the line only grows and a zero of it can be bracketed. */
static gboolean
search_line (const ImbMinimise *task,
             const double      *from,
             const double      *direction,
             double             slope,
             double            *at,
             double            *value,
             double            *gradient,
             gboolean          *moved,
             GError           **error)
{
  double old = *value;
  double low = 0.0, low_slope = slope, high = 0.0, high_slope = 0.0;
  double length = 1.0;

  *moved = FALSE;
  for (guint i = 0; i < MAX_TRIES; i++)
    {
      double   now;
      gboolean fell;

      step_to (from, direction, length, at, task->n);
      if (!evaluate (task, at, value, gradient, NULL, error))
        return FALSE;

      now = isfinite (*value) ? dot (gradient, direction, task->n) : INFINITY;
      fell = *value <= old + ARMIJO * length * slope + ROUNDING * fabs (old);
      *moved = fell && fabs (now) <= -WOLFE * slope;
      if (*moved)
        return TRUE;

      if (fell && now < 0.0)
        low = length, low_slope = now;
      else
        high = length, high_slope = now;
      if (high == 0.0)
        length *= 3.0;
      else if (isfinite (high_slope) && high_slope > 0.0)
        length = CLAMP (low - low_slope * (high - low) / (high_slope - low_slope), low + 0.1 * (high - low), high - 0.1 * (high - low));
      else
        length = 0.5 * (low + high);
    }
  return TRUE;
}

static gboolean
run_lbfgs (const ImbMinimise *task,
           double            *at,
           Memory            *memory,
           gboolean          *converged,
           GError           **error)
{
  gsize              n = task->n;
  g_autofree double *gradient = g_new (double, n);
  g_autofree double *old_gradient = g_new (double, n);
  g_autofree double *direction = g_new (double, n);
  g_autofree double *from = g_new (double, n);
  gboolean           moved = TRUE;
  double             value;

  if (!evaluate (task, at, &value, gradient, NULL, error))
    return FALSE;
  if (!isfinite (value))
    return imb_minimise_set_numbers_error (error);

  for (guint i = 0; i < task->max_iter; i++)
    {
      double slope;

      find_direction (task, memory, gradient, direction);
      slope = dot (gradient, direction, n);
      *converged = slope >= -task->tol * task->tol;
      if (*converged)
        return TRUE;

      memcpy (from, at, n * sizeof (double));
      memcpy (old_gradient, gradient, n * sizeof (double));
      if (!search_line (task, from, direction, slope, at, &value, gradient, &moved, error))
        return FALSE;
      if (!moved)
        {
          memcpy (at, from, n * sizeof (double));
          return TRUE;
        }
      remember (task, memory, from, at, old_gradient, gradient);
    }
  return TRUE;
}

gboolean
imb_minimise_lbfgs (const ImbMinimise *task,
                    double            *at,
                    gboolean          *converged,
                    GError           **error)
{
  g_autofree double *moves = g_try_new (double, N_PAIRS * task->n);
  g_autofree double *turns = g_try_new (double, N_PAIRS * task->n);
  g_autofree double *work = g_new (double, task->n);
  Memory             memory = { .n = task->n, .moves = moves, .turns = turns, .work = work, .scale = 1.0 };

  *converged = FALSE;
  if (moves == NULL || turns == NULL)
    return set_memory_error (task->n, error);
  return run_lbfgs (task, at, &memory, converged, error);
}
