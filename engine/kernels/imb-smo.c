/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sequential minimal optimisation: two rows move at a time, chosen by second-order information, until no pair can gain more than the
 * tolerance. Platt 1998; Fan, Chen, Lin 2005, JMLR 6. The problem is libsvm's, whose kernel rows are floats, though: with
 * many steps their rounding bends what is flat. Besides, libsvm as released can neither be stopped nor weigh rows (scikit-learn's copy of it
 * weighs them), and walks sparse rows value by value: here rows are dense and all passes are vector code of eight lanes, the same on every
 * processor. Rows that are at a bound and pushed against it are set aside for a time (Joachims 1999), so that a pass costs as many as may still
 * move; at the end all are looked at. */
#include "engine/kernels/imb-smo.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-clones.h"
#include "engine/core/imb-error.h"
#include "engine/kernels/imb-minimise.h"
#include "engine/kernels/imb-smo-cache.h"

#define LANES       8
#define LEAST_CURVE 1e-12               /* for pairs along which the objective does not bend */
#define ROWS_A_STEP 8192                /* of a kernel's row between two looks at the job */
#define LEAST_STEPS ((gint64) 10000000) /* before an end that nobody asked for; as libsvm */
#define STEPS_A_ROW 100
#define PAUSE       1000 /* steps from one look to the next for rows to be set aside */
#define SHARE_LEFT  0.8  /* of rows: with more of them setting the others aside is not worth it */
#define NEAR        10.0 /* tolerances: once so close in a long search, all rows are looked at before the end */

typedef double Lanes __attribute__ ((vector_size (64), aligned (8), may_alias));
typedef gint64 Masks __attribute__ ((vector_size (64), aligned (8), may_alias));

/* Rows, those of the problem or those of them that are not set aside, in their order. */
typedef struct
{
  const ImbMatrix *x;
  gsize            n;
  gsize            width;    /* n rounded up to lanes; what is behind n can neither rise nor fall */
  double          *squares;  /* of rows */
  double          *diagonal; /* K_tt, of width */
  double          *force;    /* Σ_j shares_j K_tj − y_t, of width */
  double          *rise;     /* 0 when the share may grow, −∞ when not */
  double          *fall;     /* 0 when it may shrink */
  double          *shares;   /* of width */
  guint32         *row_of;   /* NULL: their own numbers */
} Rows;

typedef struct
{
  const ImbSmo *smo;
  ImbJob       *job;
  Rows          all;  /* while there are some: forces of those that are set aside are old ones */
  Rows          some; /* of n 0: nothing is set aside */
  Rows         *rows; /* of the two */
  ImbMatrix    *x;    /* of some */
  ImbSmoCache   cache;
  gint64        next_look; /* the step before which it is asked what may be set aside */
  gint64        pause;     /* from one look to the next */
  gboolean      was_near;
} Solver;

static gboolean
set_memory_error (const Solver *self,
                  GError      **error)
{
  const ImbMatrix *x = self->smo->x;

  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("There is no memory for a support vector machine on %zu rows of %zu columns; use fewer of them."), x->n_rows, x->n_cols);
  return FALSE;
}

static const double *
find_row (Solver  *self,
          guint32  i,
          GError **error)
{
  const Rows *rows = self->rows;
  gboolean    is_there;
  double     *row = imb_smo_cache_place (&self->cache, i, &is_there);

  if (is_there)
    return row;
  for (gsize at = 0; at < rows->n; at += ROWS_A_STEP)
    {
      if (!imb_job_step (self->job, 0, 0, error))
        return NULL;
      imb_kernel_part (&self->smo->kernel, rows->x, rows->squares, imb_matrix_row (rows->x, i), rows->squares[i], at, MIN (ROWS_A_STEP, rows->n - at), row + at);
    }
  for (gsize t = rows->n; t < rows->width; t++)
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
move_and_find (const Rows   *self,
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

/* The row that gains most when it falls while row @i rises; IMB_SMO_NONE: no row would fall. */
IMB_CLONES static guint32
find_partner (const Rows   *self,
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
  return gain > -INFINITY ? found : IMB_SMO_NONE;
}

gint64
imb_smo_most_steps (gint64 max_iter,
                    gsize  n_rows)
{
  return max_iter >= 0 ? max_iter : MAX (LEAST_STEPS, STEPS_A_ROW * (gint64) n_rows);
}

/* A row's share is at most its cost on its own side of 0. */
static void
find_bounds (const Solver *self,
             gsize         t,
             double       *least,
             double       *most)
{
  const gsize  row = self->rows->row_of != NULL ? self->rows->row_of[t] : t;
  const double cost = self->smo->costs[row];

  *least = self->smo->signs[row] > 0.0 ? 0.0 : -cost;
  *most = self->smo->signs[row] > 0.0 ? cost : 0.0;
}

static void
set_bounds (Solver *self,
            gsize   t)
{
  double least, most;

  find_bounds (self, t, &least, &most);
  self->rows->rise[t] = self->rows->shares[t] < most ? 0.0 : -INFINITY;
  self->rows->fall[t] = self->rows->shares[t] > least ? 0.0 : -INFINITY;
}

/* Row i rises and row j falls by as much as is best; returns by how much. */
static double
move_pair (Solver       *self,
           guint32       i,
           guint32       j,
           const double *row)
{
  Rows  *rows = self->rows;
  double curve = rows->diagonal[i] + rows->diagonal[j] - 2.0 * row[j];
  double by = (rows->force[j] - rows->force[i]) / (curve > 0.0 ? curve : LEAST_CURVE);
  double most_i, least_j, other, room_i, room_j;

  find_bounds (self, i, &other, &most_i);
  find_bounds (self, j, &least_j, &other);
  room_i = most_i - rows->shares[i];
  room_j = rows->shares[j] - least_j;
  by = MIN (by, MIN (room_i, room_j));
  rows->shares[i] = by == room_i ? most_i : rows->shares[i] + by;
  rows->shares[j] = by == room_j ? least_j : rows->shares[j] - by;
  set_bounds (self, i);
  set_bounds (self, j);
  return by;
}

/* ---- what is set aside ---- */

static gboolean
rows_init (Rows            *self,
           const ImbMatrix *x,
           gsize            n,
           gboolean         with_numbers)
{
  const gsize width = (n + LANES - 1) / LANES * LANES;
  double     *block = g_try_new0 (double, 6 * width);

  *self = (Rows){ x, n, width, block, block + width, block + 2 * width, block + 3 * width, block + 4 * width, block + 5 * width, NULL };
  if (block != NULL && with_numbers)
    self->row_of = g_try_new (guint32, MAX (n, 1));
  return block != NULL && (!with_numbers || self->row_of != NULL);
}

static void
rows_clear (Rows *self)
{
  g_free (self->squares);
  g_free (self->row_of);
  *self = (Rows){ 0 };
}

/* What rows of @from stay, into @to, which may be the same. */
static void
rows_narrow (const Rows    *from,
             const guint32 *stay,
             gsize          n,
             Rows          *to)
{
  const gsize width = (n + LANES - 1) / LANES * LANES;

  for (gsize t = 0; t < n; t++)
    {
      const gsize row = stay[t];

      to->squares[t] = from->squares[row];
      to->diagonal[t] = from->diagonal[row];
      to->force[t] = from->force[row];
      to->rise[t] = from->rise[row];
      to->fall[t] = from->fall[row];
      to->shares[t] = from->shares[row];
      to->row_of[t] = from->row_of != NULL ? from->row_of[row] : (guint32) row;
    }
  for (gsize t = n; t < width; t++)
    {
      to->force[t] = to->diagonal[t] = to->shares[t] = 0.0;
      to->rise[t] = to->fall[t] = -INFINITY;
    }
  to->n = n;
  to->width = width;
}

/* Rows at a bound that would have to pull the other way before they leave it. */
static gsize
list_lively (const Rows *self,
             double      up,
             double      down,
             guint32    *stay)
{
  gsize n = 0;

  for (gsize t = 0; t < self->n; t++)
    {
      const gboolean rises = self->rise[t] == 0.0, falls = self->fall[t] == 0.0;

      stay[n] = (guint32) t;
      n += (rises && (falls || self->force[t] <= down)) || (falls && (rises || -self->force[t] <= up));
    }
  return n;
}

/* What is known of some rows, for all. */
static void
write_back (Solver *self)
{
  const Rows *some = &self->some;
  Rows       *all = &self->all;

  for (gsize t = 0; t < some->n; t++)
    {
      const gsize row = some->row_of[t];

      all->force[row] = some->force[t];
      all->rise[row] = some->rise[t];
      all->fall[row] = some->fall[t];
      all->shares[row] = some->shares[t];
    }
}

/* Sets rows aside when enough of them can be; without memory for the others none are. @up, @down: of move_and_find() */
static gboolean
set_aside (Solver   *self,
           double    up,
           double    down,
           gboolean *is_done,
           GError  **error)
{
  const Rows         *from = self->rows;
  g_autofree guint32 *stay = g_try_new (guint32, from->n + 1);
  gsize               n;

  *is_done = FALSE;
  n = stay != NULL ? list_lively (from, up, down, stay) : from->n;
  if ((double) n > SHARE_LEFT * (double) from->n)
    return TRUE;
  if (from == &self->all)
    {
      self->x = imb_matrix_new_unset (n, from->x->n_cols, NULL);
      if (self->x == NULL || !rows_init (&self->some, self->x, n, TRUE))
        {
          rows_clear (&self->some);
          g_clear_pointer (&self->x, imb_matrix_free);
          return TRUE;
        }
    }
  else
    write_back (self);
  if (!imb_kernel_gather_to (from->x, stay, n, self->x->data, self->job, error))
    return FALSE;
  rows_narrow (from, stay, n, &self->some);
  self->rows = &self->some;
  *is_done = TRUE;
  return imb_smo_cache_narrow (&self->cache, stay, n, self->some.width, self->job, error);
}

/* The forces of rows that were set aside, from the shares of all. */
static gboolean
find_forces (Solver       *self,
             const guint8 *was_aside,
             GError      **error)
{
  Rows               *rows = &self->all;
  g_autofree guint32 *listed = g_try_new (guint32, rows->n + 1);
  g_autofree double  *numbers = g_try_new (double, 3 * rows->n + 1);
  double             *shares = numbers, *squares = numbers + rows->n, *line = numbers + 2 * rows->n;
  g_autoptr (ImbMatrix) vectors = NULL;
  gsize n = 0;

  if (listed == NULL || numbers == NULL)
    return set_memory_error (self, error);
  for (gsize t = 0; t < rows->n; t++)
    if (rows->shares[t] != 0.0)
      {
        shares[n] = rows->shares[t];
        squares[n] = rows->squares[t];
        listed[n++] = (guint32) t;
      }
  vectors = imb_kernel_gather (rows->x, listed, n, self->job, error);
  if (vectors == NULL)
    return FALSE;
  for (gsize t = 0; t < rows->n; t++)
    {
      if (!was_aside[t])
        continue;
      rows->force[t] = -self->smo->signs[t];
      for (gsize at = 0; at < n; at += ROWS_A_STEP)
        {
          const gsize n_now = MIN (ROWS_A_STEP, n - at);

          if (!imb_job_step (self->job, 0, 0, error))
            return FALSE;
          imb_kernel_part (&self->smo->kernel, vectors, squares, imb_matrix_row (rows->x, t), rows->squares[t], at, n_now, line);
          for (gsize v = 0; v < n_now; v++)
            rows->force[t] += shares[at + v] * line[v];
        }
    }
  return TRUE;
}

static gboolean
take_back (Solver  *self,
           GError **error)
{
  Rows              *all = &self->all, *some = &self->some;
  g_autofree guint8 *was_aside = g_try_malloc (all->n + 1);

  if (was_aside == NULL)
    return set_memory_error (self, error);
  memset (was_aside, TRUE, all->n);
  for (gsize t = 0; t < some->n; t++)
    was_aside[some->row_of[t]] = FALSE;
  write_back (self);
  self->rows = all;
  rows_clear (some);
  g_clear_pointer (&self->x, imb_matrix_free);
  imb_smo_cache_reset (&self->cache, all->n, all->width);
  return find_forces (self, was_aside, error);
}

/* Before a step: whether the pass is to be made again, as other rows are there now. */
static gboolean
tend (Solver   *self,
      gint64    step,
      double    up,
      double    down,
      gboolean  is_met,
      gboolean *is_other,
      GError  **error)
{
  *is_other = FALSE;
  if (self->rows == &self->some && (is_met || (!self->was_near && step > (gint64) self->all.n && up + down < NEAR * self->smo->tol)))
    {
      self->pause *= is_met ? 2 : 1;
      self->was_near = TRUE;
      self->next_look = step;
      *is_other = TRUE;
      return take_back (self, error);
    }
  if (is_met || step < self->next_look)
    return TRUE;
  self->next_look = step + self->pause;
  return set_aside (self, up, down, is_other, error);
}

static gboolean
iterate (Solver   *self,
         gboolean *converged,
         GError  **error)
{
  const gint64  most = imb_smo_most_steps (self->smo->max_iter, self->all.n);
  const double *first = NULL, *second = NULL;
  double        by = 0.0;

  *converged = FALSE;
  for (gint64 step = 0;;)
    {
      double   up, down;
      guint32  i = move_and_find (self->rows, first, by, second, -by, &up, &down), j;
      gboolean is_other, is_met = up == -INFINITY || down == -INFINITY; /* only one side has rows */

      if (!is_met && !isfinite (up + down))
        return imb_minimise_set_numbers_error (error);
      is_met |= up + down < self->smo->tol;
      if (!tend (self, step, up, down, is_met, &is_other, error))
        return FALSE;
      first = NULL;
      if (is_other)
        continue;
      *converged = is_met;
      if (is_met || step == most)
        return TRUE;
      if (!imb_job_step (self->job, 0, 0, error) || (first = find_row (self, i, error)) == NULL)
        return FALSE;
      j = find_partner (self->rows, i, first, up);
      if (j == IMB_SMO_NONE)
        return TRUE;
      second = find_row (self, j, error);
      if (second == NULL)
        return FALSE;
      by = move_pair (self, i, j, first);
      step++;
    }
}

/* Between the rows that may move: the mean of those that may both ways, else the middle. */
static double
find_offset (const Rows *self)
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
  Rows         *rows = &self->all;
  const gsize   n = smo->x->n_rows;

  if (!rows_init (rows, smo->x, n, FALSE) || !imb_smo_cache_init (&self->cache, n, rows->width, smo->cache_bytes))
    return FALSE;

  self->rows = rows;
  self->pause = PAUSE;
  self->next_look = MAX ((gint64) n / 4, PAUSE); /* before, the forces of those set aside would cost more than passes do */
  imb_kernel_squares (smo->x, rows->squares);
  for (gsize t = 0; t < rows->width; t++)
    rows->rise[t] = rows->fall[t] = -INFINITY;
  for (gsize t = 0; t < n; t++)
    {
      double at = smo->kernel.gamma * rows->squares[t] + smo->kernel.coef0;

      rows->force[t] = -smo->signs[t];
      set_bounds (self, t);
      rows->diagonal[t] = smo->kernel.kind == IMB_KERNEL_RBF ? 1.0 : rows->squares[t];
      if (smo->kernel.kind == IMB_KERNEL_POLY)
        rows->diagonal[t] = imb_kernel_power (at, smo->kernel.degree);
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
  Solver      solver = { .smo = self, .job = job };
  const Rows *rows = &solver.all;
  gboolean    done = FALSE;

  if (!solver_init (&solver))
    set_memory_error (&solver, error);
  else if (iterate (&solver, converged, error) && (solver.rows == rows || take_back (&solver, error)))
    {
      done = TRUE;
      memcpy (shares, rows->shares, rows->n * sizeof (double));
      *offset = find_offset (rows);
      for (gsize t = 0; decisions != NULL && t < rows->n; t++)
        decisions[t] = rows->force[t] + self->signs[t] + *offset;
    }
  rows_clear (&solver.some);
  rows_clear (&solver.all);
  imb_matrix_free (solver.x);
  imb_smo_cache_clear (&solver.cache);
  return done;
}
