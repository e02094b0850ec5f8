/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sequential minimal optimisation: two rows move at a time, chosen by second-order information, until no pair can gain more than the
 * tolerance. Platt 1998; Fan, Chen, Lin 2005, JMLR 6. The problem is libsvm's, whose kernel rows are floats, though: with
 * many steps their rounding bends what is flat. Besides, libsvm as released can neither be stopped nor weigh rows (scikit-learn's copy of it
 * weighs them), and walks sparse rows value by value: here rows are dense and all passes are vector code of eight lanes, the same on every
 * processor. Nothing is ever set aside, so a pass costs n; that is made up by its speed. */
#include "engine/kernels/imb-smo.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-clones.h"
#include "engine/core/imb-error.h"
#include "engine/core/imb-matrix.h"
#include "engine/kernels/imb-dense.h"
#include "engine/kernels/imb-exp.h"
#include "engine/kernels/imb-minimise.h"

#define LANES       8
#define LEAST_CURVE 1e-12               /* for pairs along which the objective does not bend */
#define ROWS_A_STEP 8192                /* of a kernel's row between two looks at the job */
#define LEAST_STEPS ((gint64) 10000000) /* before an end that nobody asked for; as libsvm */
#define STEPS_A_ROW 100
#define NONE        G_MAXUINT32

typedef double Lanes __attribute__ ((vector_size (64), aligned (8), may_alias));
typedef gint64 Masks __attribute__ ((vector_size (64), aligned (8), may_alias));

/* Kernel rows, the most recently asked for; a list through the slots, the newest first. */
typedef struct
{
  double  *rows; /* n_slots × width */
  gsize    width;
  guint32  n_slots;
  guint32  n_used;
  guint32 *slot_of; /* of rows; NONE: not kept */
  guint32 *row_of;  /* of slots */
  guint32 *newer;
  guint32 *older;
  guint32  newest;
  guint32  oldest;
} Cache;

typedef struct
{
  const ImbSmo *smo;
  ImbJob       *job;
  gsize         n;
  gsize         width;    /* n rounded up to lanes; what is behind n can neither rise nor fall */
  double       *squares;  /* of rows */
  double       *diagonal; /* K_tt, of width */
  double       *force;    /* Σ_j shares_j K_tj − y_t, of width */
  double       *rise;     /* 0 when the share may grow, −∞ when not */
  double       *fall;     /* 0 when it may shrink */
  double       *shares;   /* of width */
  Cache         cache;
} Solver;

void
imb_kernel_squares (const ImbMatrix *x,
                    double          *squares)
{
  for (gsize i = 0; i < x->n_rows; i++)
    imb_dense_forms (imb_matrix_row (x, i), x->stride, 1, imb_matrix_row (x, i), 0.0, squares + i, 1);
}

IMB_CLONES static void
radial (double       *products,
        const double *squares,
        double        square,
        double        gamma,
        gsize         n)
{
  for (gsize i = 0; i < n; i++)
    {
      double apart = squares[i] + square - 2.0 * products[i];

      products[i] = imb_exp (-gamma * (apart > 0.0 ? apart : 0.0));
    }
}

static void
raise_to (double *values,
          gsize   n,
          guint   degree)
{
  for (gsize i = 0; i < n; i++)
    {
      double base = values[i], power = 1.0;

      for (guint e = degree; e > 0; e /= 2, base *= base)
        if (e % 2 == 1)
          power *= base;
      values[i] = power;
    }
}

static void
kernel_part (const ImbKernel *self,
             const ImbMatrix *x,
             const double    *squares,
             const double    *to,
             double           square,
             gsize            first,
             gsize            n,
             double          *out)
{
  imb_dense_forms (imb_matrix_row (x, first), x->stride, n, to, 0.0, out, 1);
  if (self->kind == IMB_KERNEL_RBF)
    radial (out, squares + first, square, self->gamma, n);
  else if (self->kind == IMB_KERNEL_POLY)
    {
      for (gsize i = 0; i < n; i++)
        out[i] = self->gamma * out[i] + self->coef0;
      raise_to (out, n, self->degree);
    }
}

void
imb_kernel_row (const ImbKernel *self,
                const ImbMatrix *x,
                const double    *squares,
                const double    *to,
                double           square,
                double          *out)
{
  kernel_part (self, x, squares, to, square, 0, x->n_rows, out);
}

/* ---- kept rows ---- */

static gboolean
cache_init (Cache *self,
            gsize  n,
            gsize  width,
            gsize  bytes)
{
  self->width = width;
  self->n_slots = (guint32) MIN (MAX (bytes / (width * sizeof (double)), 2), MAX (n, 2));
  self->newest = self->oldest = NONE;
  self->rows = imb_block_new_unset (self->n_slots * width);
  self->slot_of = g_try_new (guint32, n);
  self->row_of = g_try_new (guint32, self->n_slots);
  self->newer = g_try_new (guint32, self->n_slots);
  self->older = g_try_new (guint32, self->n_slots);
  if (self->rows == NULL || self->slot_of == NULL || self->row_of == NULL || self->newer == NULL || self->older == NULL)
    return FALSE;
  memset (self->slot_of, 0xff, n * sizeof *self->slot_of);
  return TRUE;
}

static void
cache_clear (Cache *self)
{
  imb_block_free (self->rows, self->n_slots * self->width);
  g_free (self->slot_of);
  g_free (self->row_of);
  g_free (self->newer);
  g_free (self->older);
}

static void
cache_unlink (Cache  *self,
              guint32 slot)
{
  guint32 newer = self->newer[slot], older = self->older[slot];

  *(newer != NONE ? &self->older[newer] : &self->newest) = older;
  *(older != NONE ? &self->newer[older] : &self->oldest) = newer;
}

static void
cache_push (Cache  *self,
            guint32 slot)
{
  self->newer[slot] = NONE;
  self->older[slot] = self->newest;
  *(self->newest != NONE ? &self->newer[self->newest] : &self->oldest) = slot;
  self->newest = slot;
}

/* The place of row @i, which is there when @is_there; else it is to be filled. */
static double *
cache_place (Cache    *self,
             guint32   i,
             gboolean *is_there)
{
  guint32 slot = self->slot_of[i];

  *is_there = slot != NONE;
  if (slot != NONE)
    cache_unlink (self, slot);
  else if (self->n_used < self->n_slots)
    slot = self->n_used++;
  else
    {
      slot = self->oldest;
      cache_unlink (self, slot);
      self->slot_of[self->row_of[slot]] = NONE;
    }
  self->slot_of[i] = slot;
  self->row_of[slot] = i;
  cache_push (self, slot);
  return self->rows + slot * self->width;
}

static const double *
find_row (Solver  *self,
          guint32  i,
          GError **error)
{
  const ImbSmo *smo = self->smo;
  gboolean      is_there;
  double       *row = cache_place (&self->cache, i, &is_there);

  if (is_there)
    return row;
  for (gsize at = 0; at < self->n; at += ROWS_A_STEP)
    {
      if (!imb_job_step (self->job, 0, 0, error))
        return NULL;
      kernel_part (&smo->kernel, smo->x, self->squares, imb_matrix_row (smo->x, i), self->squares[i], at, MIN (ROWS_A_STEP, self->n - at),
                   row + at);
    }
  for (gsize t = self->n; t < self->width; t++)
    row[t] = 0.0;
  return row;
}

/* ---- passes ---- */

/* mask ? a : b, lane by lane; vectors are not handed to functions, whose calls would differ between processors. */
#define CHOOSE(mask, a, b) ((Lanes) (((mask) & (Masks) (a)) | (~(mask) & (Masks) (b))))

/* The best lane; of equal ones the lower row. */
static guint32
settle (const double *best,
        const double *at,
        double       *value)
{
  guint l = 0;

  for (guint k = 1; k < LANES; k++)
    if (best[k] > best[l] || (best[k] == best[l] && at[k] < at[l]))
      l = k;
  *value = best[l];
  return (guint32) at[l];
}

/* Adds to the forces what the shares of two rows gained, then finds the row that most wants to rise, and how much the one that most
 * wants to fall does. The rows of the kernel are NULL at first. */
IMB_CLONES static guint32
move_and_find (const Solver *self,
               const double *first,
               double        first_by,
               const double *second,
               double        second_by,
               double       *most_up,
               double       *most_down)
{
  const Lanes counting = { 0, 1, 2, 3, 4, 5, 6, 7 };
  Lanes       best = counting * 0.0 - INFINITY, at = counting * 0.0, down = best;

  for (gsize t = 0; t < self->width; t += LANES)
    {
      Lanes force = *(const Lanes *) (self->force + t), up, low;
      Masks better;

      if (first != NULL)
        {
          force += first_by * *(const Lanes *) (first + t)
                   + second_by * *(const Lanes *) (second + t);
          *(Lanes *) (self->force + t) = force;
        }
      up = *(const Lanes *) (self->rise + t) - force;
      better = up > best;
      best = CHOOSE (better, up, best);
      at = CHOOSE (better, counting + (double) t, at);
      low = force + *(const Lanes *) (self->fall + t);
      down = CHOOSE (low > down, low, down);
    }
  settle ((const double *) &down, (const double *) &at, most_down);
  return settle ((const double *) &best, (const double *) &at, most_up);
}

/* The row that gains most when it falls while row @i rises; NONE: no row would fall. */
IMB_CLONES static guint32
find_partner (const Solver *self,
              guint32       i,
              const double *row,
              double        up)
{
  const Lanes counting = { 0, 1, 2, 3, 4, 5, 6, 7 };
  Lanes       best = counting * 0.0 - INFINITY, at = counting * 0.0;
  double      own = self->diagonal[i], gain;
  guint32     found;

  for (gsize t = 0; t < self->width; t += LANES)
    {
      Lanes pull = up + *(const Lanes *) (self->force + t) + *(const Lanes *) (self->fall + t);
      Lanes curve = own + *(const Lanes *) (self->diagonal + t) - 2.0 * *(const Lanes *) (row + t);
      Lanes gains, none = counting * 0.0 - INFINITY;
      Masks better;

      curve = CHOOSE (curve > 0.0, curve, counting * 0.0 + LEAST_CURVE);
      gains = CHOOSE (pull > 0.0, pull * pull / curve, none);
      better = gains > best;
      best = CHOOSE (better, gains, best);
      at = CHOOSE (better, counting + (double) t, at);
    }
  found = settle ((const double *) &best, (const double *) &at, &gain);
  return gain > -INFINITY ? found : NONE;
}

gint64
imb_smo_most_steps (gint64 max_iter,
                    gsize  n_rows)
{
  return max_iter >= 0 ? max_iter : MAX (LEAST_STEPS, STEPS_A_ROW * (gint64) n_rows);
}

/* What a row's share, at most its cost on its own side of 0, allows. */
static void
set_bounds (Solver *self,
            gsize   t)
{
  double cost = self->smo->costs[t], sign = self->smo->signs[t], most = sign > 0.0 ? cost : 0.0, least = sign > 0.0 ? 0.0 : -cost;

  self->rise[t] = self->shares[t] < most ? 0.0 : -INFINITY;
  self->fall[t] = self->shares[t] > least ? 0.0 : -INFINITY;
}

/* Row i rises and row j falls by as much as is best; returns by how much. */
static double
move_pair (Solver       *self,
           guint32       i,
           guint32       j,
           const double *row)
{
  const ImbSmo *smo = self->smo;
  double        curve = self->diagonal[i] + self->diagonal[j] - 2.0 * row[j];
  double        by = (self->force[j] - self->force[i]) / (curve > 0.0 ? curve : LEAST_CURVE);
  double        most_i = smo->signs[i] > 0.0 ? smo->costs[i] : 0.0, least_j = smo->signs[j] > 0.0 ? 0.0 : -smo->costs[j];
  double        room_i = most_i - self->shares[i], room_j = self->shares[j] - least_j;

  by = MIN (by, MIN (room_i, room_j));
  self->shares[i] = by == room_i ? most_i : self->shares[i] + by;
  self->shares[j] = by == room_j ? least_j : self->shares[j] - by;
  set_bounds (self, i);
  set_bounds (self, j);
  return by;
}

static gboolean
iterate (Solver   *self,
         gboolean *converged,
         GError  **error)
{
  const gint64  most = imb_smo_most_steps (self->smo->max_iter, self->n);
  const double *first = NULL, *second = NULL;
  double        by = 0.0;

  *converged = FALSE;
  for (gint64 step = 0;; step++)
    {
      double  up, down;
      guint32 i = move_and_find (self, first, by, second, -by, &up, &down), j;

      if (!isfinite (up + down))
        {
          *converged = up == -INFINITY || down == -INFINITY; /* only one side has rows */
          return *converged || imb_minimise_set_numbers_error (error);
        }
      *converged = up + down < self->smo->tol;
      if (*converged || step == most)
        return TRUE;
      if (!imb_job_step (self->job, 0, 0, error) || (first = find_row (self, i, error)) == NULL)
        return FALSE;
      j = find_partner (self, i, first, up);
      if (j == NONE)
        return TRUE;
      second = find_row (self, j, error);
      if (second == NULL)
        return FALSE;
      by = move_pair (self, i, j, first);
    }
}

/* Between the rows that may move: the mean of those that may both ways, else the middle. */
static double
find_offset (const Solver *self)
{
  double sum = 0.0, low = -INFINITY, high = INFINITY;
  gsize  n_free = 0;

  for (gsize t = 0; t < self->n; t++)
    {
      gboolean rises = self->rise[t] == 0.0, falls = self->fall[t] == 0.0;

      if (rises && falls)
        {
          sum += self->force[t];
          n_free++;
        }
      else if (rises)
        high = MIN (high, self->force[t]);
      else if (falls)
        low = MAX (low, self->force[t]);
    }
  if (n_free > 0)
    return -sum / (double) n_free;
  if (isfinite (low) && isfinite (high))
    return -0.5 * (low + high);
  return isfinite (low) ? -low : isfinite (high) ? -high
                                                 : 0.0;
}

static gboolean
solver_init (Solver *self)
{
  const ImbSmo *smo = self->smo;
  double       *block;

  self->n = smo->x->n_rows;
  self->width = (self->n + LANES - 1) / LANES * LANES;
  block = g_try_new0 (double, 6 * self->width);
  self->squares = block;
  if (block == NULL || !cache_init (&self->cache, self->n, self->width, smo->cache_bytes))
    return FALSE;

  self->diagonal = block + self->width;
  self->force = block + 2 * self->width;
  self->rise = block + 3 * self->width;
  self->fall = block + 4 * self->width;
  self->shares = block + 5 * self->width;
  imb_kernel_squares (smo->x, self->squares);
  for (gsize t = 0; t < self->width; t++)
    self->rise[t] = self->fall[t] = -INFINITY;
  for (gsize t = 0; t < self->n; t++)
    {
      double at = smo->kernel.gamma * self->squares[t] + smo->kernel.coef0;

      self->force[t] = -smo->signs[t];
      set_bounds (self, t);
      self->diagonal[t] = smo->kernel.kind == IMB_KERNEL_RBF ? 1.0 : self->squares[t];
      if (smo->kernel.kind == IMB_KERNEL_POLY)
        {
          raise_to (&at, 1, smo->kernel.degree);
          self->diagonal[t] = at;
        }
    }
  return TRUE;
}

gboolean
imb_smo_solve (const ImbSmo *self,
               double       *shares,
               double       *offset,
               double       *decisions,
               gboolean     *converged,
               ImbJob       *job,
               GError      **error)
{
  Solver   solver = { .smo = self, .job = job };
  gboolean done = FALSE;

  if (!solver_init (&solver))
    g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
                 _ ("There is no memory for a support vector machine on %zu rows of %zu columns; use fewer of them."), self->x->n_rows, self->x->n_cols);
  else
    {
      done = iterate (&solver, converged, error);
      memcpy (shares, solver.shares, solver.n * sizeof (double));
      *offset = find_offset (&solver);
      for (gsize t = 0; decisions != NULL && t < solver.n; t++)
        decisions[t] = solver.force[t] + self->signs[t] + *offset;
    }
  g_free (solver.squares);
  cache_clear (&solver.cache);
  return done;
}
