/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two ways to a linear support vector machine. Their objective is liblinear's, but liblinear as released knows no weights of rows
 * (scikit-learn's copy of it does), can be neither stopped nor asked how far it is, and draws from the C library's one stream of random
 * numbers.
 *
 * Newton's method on the squared hinge: the second derivative is that of the rows within the margin, which jumps where a row comes in; with
 * step halving the minimum is found exactly after a few steps (Keerthi, DeCoste 2005, JMLR 6). Blocks of rows are fixed by the data and
 * added in order.
 *
 * Coordinate ascent of the dual: Hsieh, Chang, Lin, Keerthi, Sundararajan 2008, doi:10.1145/1390156.1390208; rows that sit at a bound and
 * pull further that way are set aside until the others have settled. */
#include "engine/kernels/imb-linear-svm.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/kernels/imb-dense.h"
#include "engine/kernels/imb-minimise.h"

#define STRIP_ROWS      64
#define BLOCK_ROWS      4096
#define MAX_BLOCKS      64
#define PARTIAL_NUMBERS ((gsize) 8 << 20) /* at most 64 MiB for the sums of all blocks, when that is enough for one */
#define PASS_SHARE      (1.0 / 7.0)
#define ASK_NUMBERS     65536 /* between two looks at the job */

gsize
imb_linear_svm_n_terms (const ImbLinearSvm *self)
{
  return self->x->n_cols + (self->scaling > 0.0 ? 1 : 0);
}

static gboolean
set_memory_error (const ImbLinearSvm *self,
                  GError            **error)
{
  g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
               _ ("There is no memory for a support vector machine on %zu rows of %zu columns; use fewer of them."), self->x->n_rows, self->x->n_cols);
  return FALSE;
}

/* ---- Newton ---- */

typedef struct
{
  const ImbLinearSvm *svm;
  ImbJob             *job;
  gsize               n_terms;
  gsize               stride; /* of n_terms numbers: rounded up to 8 */
  gsize               block_rows;
  gsize               n_blocks;
  gsize               partial_size; /* value, gradient, products */
  double             *partial;
  const double       *at;
  double             *slopes; /* of at, padded */
  double              progress;
} Pass;

/* The rows of a strip that are within the margin: √(2 cost) × (row, scaling) in @scaled, and their pull on each in @pulls. */
static gsize
find_active (const Pass   *pass,
             gsize         first,
             gsize         n,
             const double *decisions,
             double       *scaled,
             double       *pulls,
             double       *value)
{
  const ImbLinearSvm *svm = pass->svm;
  gsize               n_active = 0;

  for (gsize i = 0; i < n; i++)
    {
      const double *row = imb_matrix_row (svm->x, first + i);
      double        cost = svm->costs[first + i], sign = svm->signs[first + i], lacks = 1.0 - sign * decisions[i], root;
      double       *to = scaled + n_active * pass->stride;

      if (!(lacks > 0.0) || cost == 0.0)
        continue;
      *value += cost * lacks * lacks;
      root = sqrt (2.0 * cost);
      for (gsize j = 0; j < svm->x->n_cols; j++)
        to[j] = root * row[j];
      for (gsize j = svm->x->n_cols; j < pass->stride; j++)
        to[j] = 0.0;
      if (svm->scaling > 0.0)
        to[svm->x->n_cols] = root * svm->scaling;
      pulls[n_active++] = -root * sign * lacks;
    }
  return n_active;
}

static gboolean
pass_block (gsize    block,
            gpointer data,
            GError **error)
{
  const Pass         *pass = data;
  const ImbLinearSvm *svm = pass->svm;
  gsize               end = MIN ((block + 1) * pass->block_rows, svm->x->n_rows);
  double             *scaled = g_aligned_alloc (STRIP_ROWS * pass->stride, sizeof (double), 64);
  double             *partial = pass->partial + block * pass->partial_size;
  double              offset = svm->scaling > 0.0 ? svm->scaling * pass->at[svm->x->n_cols] : 0.0;
  gboolean            done = TRUE;

  memset (partial, 0, pass->partial_size * sizeof (double));
  for (gsize i = block * pass->block_rows; i < end && done; i += STRIP_ROWS)
    {
      gsize  n = MIN (STRIP_ROWS, end - i), n_active;
      double decisions[STRIP_ROWS], pulls[STRIP_ROWS];

      done = imb_job_step (pass->job, 0, 0, error);
      imb_dense_forms (imb_matrix_row (svm->x, i), svm->x->stride, n, pass->slopes, offset, decisions, 1);
      n_active = find_active (pass, i, n, decisions, scaled, pulls, partial);
      imb_dense_add_rows (scaled, pass->stride, n_active, pulls, 1, partial + 8);
      imb_dense_add_product (scaled, scaled, pass->stride, n_active, partial + 8 + pass->stride);
    }
  g_aligned_free (scaled);
  return done;
}

/* An ImbObjective. */
static gboolean
evaluate (const double *at,
          double       *value,
          double       *gradient,
          double       *hessian,
          gpointer      data,
          GError      **error)
{
  Pass  *pass = data;
  gsize  m = pass->n_terms;
  double share = (1.0 - pass->progress) * PASS_SHARE;
  g_autoptr (ImbJob) part = imb_job_new_part (pass->job, share);
  const double *products;

  pass->at = at;
  memcpy (pass->slopes, at, pass->svm->x->n_cols * sizeof (double));
  if (!imb_parallel_for (pass->n_blocks, pass_block, pass, part, error))
    return FALSE;

  pass->progress += share;
  for (gsize block = 1; block < pass->n_blocks; block++)
    for (gsize p = 0; p < pass->partial_size; p++)
      pass->partial[p] += pass->partial[block * pass->partial_size + p];

  *value = pass->partial[0];
  products = pass->partial + 8 + pass->stride;
  for (gsize a = 0; a < m; a++)
    {
      *value += 0.5 * at[a] * at[a];
      gradient[a] = pass->partial[8 + a] + at[a];
      for (gsize b = 0; b <= a; b++)
        hessian[a * m + b] = products[a * pass->stride + b] + (a == b ? 1.0 : 0.0);
    }
  return TRUE;
}

gboolean
imb_linear_svm_newton (const ImbLinearSvm *self,
                       double             *at,
                       gboolean           *converged,
                       ImbJob             *job,
                       GError            **error)
{
  Pass        pass = { .svm = self, .job = job, .n_terms = imb_linear_svm_n_terms (self) };
  ImbMinimise task = { .func = evaluate, .data = &pass, .n = pass.n_terms, .max_iter = self->max_iter, .tol = self->tol, .job = job };
  gsize       n = self->x->n_rows, most;
  gboolean    done;

  pass.stride = (pass.n_terms + 7) / 8 * 8;
  pass.partial_size = 8 + pass.stride * (pass.stride + 1);
  most = CLAMP (PARTIAL_NUMBERS / pass.partial_size, 1, MAX_BLOCKS);
  pass.n_blocks = CLAMP ((n + BLOCK_ROWS - 1) / BLOCK_ROWS, 1, most);
  pass.block_rows = (n + pass.n_blocks - 1) / pass.n_blocks;
  pass.n_blocks = (n + pass.block_rows - 1) / pass.block_rows;
  pass.partial = imb_block_new (pass.n_blocks * pass.partial_size);
  if (pass.partial == NULL)
    return set_memory_error (self, error);
  pass.slopes = g_new0 (double, self->x->stride);

  done = imb_minimise_newton (&task, at, converged, error);
  g_free (pass.slopes);
  imb_block_free (pass.partial, pass.n_blocks * pass.partial_size);
  return done;
}

/* ---- coordinate ascent ---- */

typedef struct
{
  const ImbLinearSvm *svm;
  double             *slopes; /* padded */
  double              intercept;
  double             *shares;
  double             *squares; /* of rows with the constant */
  guint32            *order;   /* of the rows that take part */
  gsize               n_active;
  double              high; /* the largest pull of the last pass; rows that pull less than from a bound are set aside */
  double              low;
} Ascent;

static double
upper_bound (const ImbLinearSvm *svm,
             gsize               i)
{
  return svm->hinge == IMB_HINGE_PLAIN ? svm->costs[i] : INFINITY;
}

static void
move (Ascent *self,
      gsize   i,
      double  by)
{
  const ImbLinearSvm *svm = self->svm;
  double              push = by * svm->signs[i];

  imb_dense_add_rows (imb_matrix_row (svm->x, i), svm->x->stride, 1, &push, 1, self->slopes);
  self->intercept += push * svm->scaling;
}

/* One row's turn; its pull beyond the bounds in @pull. FALSE: set it aside. */
static gboolean
take_turn (Ascent *self,
           gsize   i,
           double *pull)
{
  const ImbLinearSvm *svm = self->svm;
  double              decision, gradient, ridge = 0.0, old = self->shares[i], bound = upper_bound (svm, i);

  imb_dense_forms (imb_matrix_row (svm->x, i), svm->x->stride, 1, self->slopes, self->intercept * svm->scaling, &decision, 1);
  if (svm->hinge == IMB_HINGE_SQUARED)
    ridge = 0.5 / svm->costs[i];
  gradient = svm->signs[i] * decision - 1.0 + ridge * old;
  *pull = gradient;
  if (old == 0.0)
    {
      if (gradient > self->high)
        return FALSE;
      *pull = MIN (gradient, 0.0);
    }
  else if (old == bound)
    {
      if (gradient < self->low)
        return FALSE;
      *pull = MAX (gradient, 0.0);
    }
  if (fabs (*pull) > 1e-14)
    {
      self->shares[i] = CLAMP (old - gradient / (self->squares[i] + ridge), 0.0, bound);
      move (self, i, self->shares[i] - old);
    }
  return TRUE;
}

/* All rows that take part once, in an order drawn anew. */
static gboolean
pass_over (Ascent  *self,
           ImbRng  *rng,
           double  *spread,
           ImbJob  *job,
           GError **error)
{
  gsize  each = MAX (ASK_NUMBERS / self->svm->x->stride, 1);
  double high = -INFINITY, low = INFINITY;

  imb_rng_shuffle (rng, self->order, self->n_active);
  for (gsize at = 0; at < self->n_active; at++)
    {
      double pull = 0.0;

      if (at % each == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      while (at < self->n_active && !take_turn (self, self->order[at], &pull))
        {
          guint32 aside = self->order[at];

          self->order[at] = self->order[--self->n_active];
          self->order[self->n_active] = aside;
        }
      if (at == self->n_active)
        break;
      high = MAX (high, pull);
      low = MIN (low, pull);
    }
  *spread = self->n_active > 0 ? high - low : 0.0;
  self->high = high > 0.0 ? high : INFINITY;
  self->low = low < 0.0 ? low : -INFINITY;
  return TRUE;
}

static gsize
begin (Ascent *self)
{
  const ImbLinearSvm *svm = self->svm;
  gsize               n = 0;

  for (gsize i = 0; i < svm->x->n_rows; i++)
    {
      const double *row = imb_matrix_row (svm->x, i);

      if (svm->costs[i] == 0.0)
        {
          self->shares[i] = 0.0;
          continue;
        }
      self->squares[i] = svm->scaling * svm->scaling;
      for (gsize j = 0; j < svm->x->n_cols; j++)
        self->squares[i] += row[j] * row[j];
      self->shares[i] = MIN (self->shares[i], upper_bound (svm, i));
      if (self->shares[i] > 0.0)
        move (self, i, self->shares[i]);
      if (self->squares[i] > 0.0)
        self->order[n++] = (guint32) i;
    }
  return n;
}

static gboolean
ascend (Ascent   *self,
        ImbRng   *rng,
        gboolean *converged,
        ImbJob   *job,
        GError  **error)
{
  gsize    n = begin (self);
  gboolean is_whole = TRUE; /* no row is set aside */

  self->n_active = n;
  self->high = INFINITY;
  self->low = -INFINITY;
  *converged = FALSE;
  for (guint pass = 0; pass < self->svm->max_iter && !*converged; pass++)
    {
      double spread;

      if (!pass_over (self, rng, &spread, job, error) || !imb_job_step (job, pass, self->svm->max_iter, error))
        return FALSE;
      is_whole = self->n_active == n;
      if (spread > self->svm->tol)
        continue;
      *converged = is_whole;
      self->n_active = n;
      self->high = INFINITY;
      self->low = -INFINITY;
    }
  return TRUE;
}

gboolean
imb_linear_svm_ascend (const ImbLinearSvm *self,
                       ImbRng             *rng,
                       double             *shares,
                       double             *at,
                       gboolean           *converged,
                       ImbJob             *job,
                       GError            **error)
{
  gsize               n = self->x->n_rows, d = self->x->n_cols;
  g_autofree double  *slopes = g_new0 (double, self->x->stride);
  g_autofree double  *squares = g_try_new (double, MAX (n, 1));
  g_autofree guint32 *order = g_try_new (guint32, MAX (n, 1));
  Ascent              ascent = { .svm = self, .slopes = slopes, .shares = shares, .squares = squares, .order = order };

  if (squares == NULL || order == NULL)
    return set_memory_error (self, error);
  if (!ascend (&ascent, rng, converged, job, error))
    return FALSE;

  memcpy (at, slopes, d * sizeof (double));
  if (self->scaling > 0.0)
    at[d] = ascent.intercept;
  for (gsize j = 0; j < imb_linear_svm_n_terms (self); j++)
    if (!isfinite (at[j]))
      return imb_minimise_set_numbers_error (error);
  return TRUE;
}
