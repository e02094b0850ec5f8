/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over the rows gives value, gradient and Hessian. Rows go in strips that stay in the first cache: linear
 * forms, then probabilities, then the sums. A strip is read where it lies when its rows are neighbours in memory,
 * else gathered. Blocks of strips are fixed by the data and added in order: same bytes on any number of threads.
 * Per row 2 d K multiplications, and with the Hessian d² / 2 for two classes, d² K² / 4 for K. */
#include "engine/models/imb-logit.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/core/imb-error.h"
#include "engine/core/imb-parallel.h"
#include "engine/core/imb-clones.h"
#include "engine/kernels/imb-dense.h"
#include "engine/models/imb-link.h"

#define STRIP_BYTES     (24 << 10) /* of a strip's rows */
#define BLOCK_ROWS      4096
#define MAX_BLOCKS      64
#define PARTIAL_NUMBERS ((gsize) 8 << 20) /* at most 64 MiB for all blocks' sums, when that is enough for one */
#define SAMPLE_ROWS     8192
#define PASS_SHARE      (1.0 / 7.0)

/* What one block works with. */
typedef struct
{
  const ImbLogit *logit;
  double         *slopes;   /* outcomes × base stride */
  double         *offsets;  /* of the outcomes: intercept − slopes · centre */
  double         *gathered; /* a strip's rows, when they do not lie together */
  double         *forms;    /* strip × outcomes: linear forms, then residuals */
  double         *chances;  /* strip × outcomes: probabilities, of more than two classes */
  double         *roots;    /* strip: square roots of the curvature, or a pair's shares */
  double         *log_sums; /* strip */
  double         *scaled;   /* strip × stride: centred rows times roots */
  double         *centred;  /* strip × stride */
  double          value;
  double         *gradient; /* outcomes × base stride, of raw columns */
  double         *sums;     /* of residuals per outcome */
  double         *products; /* of each pair of outcomes, stride × stride; NULL: not asked for */
} Strip;

typedef struct
{
  const ImbLogit *logit;
  const double   *at;
  gboolean        hessian;
} Pass;

/* Rows first … first + n − 1 of the view, with base's stride. */
static const double *
strip_rows (const ImbView *view,
            gsize          first,
            gsize          n,
            double        *gathered)
{
  gsize         stride = view->base->stride;
  const double *start = imb_view_row (view, first);
  gboolean      together = TRUE;

  if (view->rows == NULL)
    together = first + n <= view->base->n_rows || first >= view->base->n_rows;
  else
    for (gsize i = 1; i < n && together; i++)
      together = imb_view_row (view, first + i) == start + i * stride;
  if (together)
    return start;

  for (gsize i = 0; i < n; i++)
    memcpy (gathered + i * stride, imb_view_row (view, first + i), stride * sizeof (double));
  return gathered;
}

/* out = shares × (row − centre), and shares for the intercept; all of out's stride is written. */
IMB_CLONES static void
scale_rows (const ImbLogit *logit,
            const double   *rows,
            const double   *shares,
            double         *out,
            gsize           n)
{
  gsize         d = logit->view->base->n_cols, stride = logit->view->base->stride, out_stride = logit->stride;
  const double *centre = logit->centre;

  for (gsize i = 0; i < n; i++)
    {
      const double *row = rows + i * stride;
      double       *to = out + i * out_stride;
      double        share = shares != NULL ? shares[i] : 1.0;

#pragma omp simd
      for (gsize j = 0; j < stride; j++)
        to[j] = share * (row[j] - centre[j]);
      for (gsize j = stride; j < out_stride; j++)
        to[j] = 0.0;
      if (logit->intercept)
        to[d] = share;
    }
}

static void
add_two (Strip        *strip,
         const double *rows,
         gsize         first,
         gsize         n)
{
  const ImbLogit *logit = strip->logit;
  gsize           stride = logit->view->base->stride;

  imb_dense_forms (rows, stride, n, strip->slopes, strip->offsets[0], strip->forms, 1);
  strip->value += imb_link_two (strip->forms, strip->roots, logit->codes + first, logit->weights + first, n);
  imb_dense_add_rows (rows, stride, n, strip->forms, 1, strip->gradient);
  for (gsize i = 0; i < n; i++)
    strip->sums[0] += strip->forms[i];

  if (strip->products == NULL)
    return;
  scale_rows (logit, rows, strip->roots, strip->scaled, n);
  imb_dense_add_product (strip->scaled, strip->scaled, logit->stride, n, strip->products);
}

/* The Hessian's parts: for outcomes k ≥ l, Σ w p_k (δ − p_l) x x', each itself symmetric. */
static void
add_pairs (Strip        *strip,
           const double *rows,
           gsize         first,
           gsize         n)
{
  const ImbLogit *logit = strip->logit;
  gsize           outcomes = logit->n_outcomes, pair = 0;

  scale_rows (logit, rows, NULL, strip->centred, n);
  for (gsize k = 0; k < outcomes; k++)
    for (gsize l = logit->hessian == IMB_LOGIT_WHOLE ? 0 : k; l <= k; l++, pair++)
      {
        for (gsize i = 0; i < n; i++)
          {
            const double *p = strip->chances + i * outcomes;

            strip->roots[i] = logit->weights[first + i] * p[k] * ((k == l ? 1.0 : 0.0) - p[l]);
          }
        scale_rows (logit, rows, strip->roots, strip->scaled, n);
        imb_dense_add_product (strip->scaled, strip->centred, logit->stride, n, strip->products + pair * logit->stride * logit->stride);
      }
}

static void
add_many (Strip        *strip,
          const double *rows,
          gsize         first,
          gsize         n)
{
  const ImbLogit *logit = strip->logit;
  gsize           stride = logit->view->base->stride, outcomes = logit->n_outcomes;

  for (gsize k = 0; k < outcomes; k++)
    imb_dense_forms (rows, stride, n, strip->slopes + k * stride, strip->offsets[k], strip->forms + k, outcomes);
  for (gsize i = 0; i < n; i++)
    strip->roots[i] = strip->forms[i * outcomes + logit->codes[first + i]];
  imb_link_many (strip->forms, strip->log_sums, n, outcomes);
  memcpy (strip->chances, strip->forms, n * outcomes * sizeof (double));
  for (gsize i = 0; i < n; i++)
    {
      double *row = strip->forms + i * outcomes;

      strip->value += logit->weights[first + i] * (strip->log_sums[i] - strip->roots[i]);
      row[logit->codes[first + i]] -= 1.0;
      for (gsize k = 0; k < outcomes; k++)
        {
          row[k] *= logit->weights[first + i];
          strip->sums[k] += row[k];
        }
    }
  for (gsize k = 0; k < outcomes; k++)
    imb_dense_add_rows (rows, stride, n, strip->forms + k, outcomes, strip->gradient + k * stride);
  if (strip->products != NULL)
    add_pairs (strip, rows, first, n);
}

static gboolean
add_strips (Strip   *strip,
            gsize    block,
            gsize    strip_size,
            GError **error)
{
  const ImbLogit *logit = strip->logit;
  gsize           end = MIN ((block + 1) * logit->block_rows, logit->view->n_rows);

  for (gsize i = block * logit->block_rows; i < end; i += strip_size)
    {
      gsize         n = MIN (strip_size, end - i);
      const double *rows = strip_rows (logit->view, i, n, strip->gathered);

      if (!imb_job_step (logit->job, 0, 0, error))
        return FALSE;
      if (logit->n_outcomes == 1)
        add_two (strip, rows, i, n);
      else
        add_many (strip, rows, i, n);
    }
  return TRUE;
}

static double *
take (double **at,
      gsize    n)
{
  double *place = *at;

  *at += (n + 7) / 8 * 8;
  return place;
}

/* The coefficients as the kernels want them: padded slopes, and intercepts for raw columns. */
static void
set_coefficients (Strip        *strip,
                  const double *at)
{
  const ImbLogit *logit = strip->logit;
  gsize           d = logit->view->base->n_cols, stride = logit->view->base->stride;

  memset (strip->slopes, 0, logit->n_outcomes * stride * sizeof (double));
  for (gsize k = 0; k < logit->n_outcomes; k++)
    {
      const double *from = at + k * logit->n_terms;

      memcpy (strip->slopes + k * stride, from, d * sizeof (double));
      strip->offsets[k] = logit->intercept ? from[d] : 0.0;
      for (gsize j = 0; j < d; j++)
        strip->offsets[k] -= from[j] * logit->centre[j];
    }
}

static gboolean
pass_block (gsize    block,
            gpointer data,
            GError **error)
{
  const Pass     *pass = data;
  const ImbLogit *logit = pass->logit;
  gsize           outcomes = logit->n_outcomes, stride = logit->view->base->stride;
  gsize           rows = CLAMP (STRIP_BYTES / sizeof (double) / stride, 16, 128);
  gsize           size = outcomes * (stride + 1) + rows * (stride + 2 * outcomes + 2 + 2 * logit->stride) + 9 * 8;
  double         *space = g_aligned_alloc (size, sizeof (double), 64);
  double         *at = space, *partial = logit->partial + block * logit->partial_size;
  Strip           strip = { .logit = logit };
  gboolean        done;

  strip.slopes = take (&at, outcomes * stride);
  strip.offsets = take (&at, outcomes);
  strip.gathered = take (&at, rows * stride);
  strip.forms = take (&at, rows * outcomes);
  strip.chances = take (&at, rows * outcomes);
  strip.roots = take (&at, rows);
  strip.log_sums = take (&at, rows);
  strip.scaled = take (&at, rows * logit->stride);
  strip.centred = take (&at, rows * logit->stride);
  set_coefficients (&strip, pass->at);
  strip.sums = partial + 8;
  strip.gradient = partial + logit->gradient_at;
  strip.products = pass->hessian ? partial + logit->products_at : NULL;
  memset (partial, 0, (pass->hessian ? logit->partial_size : logit->products_at) * sizeof (double));

  done = add_strips (&strip, block, rows, error);
  partial[0] = strip.value;
  g_aligned_free (space);
  return done;
}

/* From the sums over raw columns to the gradient over centred ones. */
static void
set_gradient (const ImbLogit *self,
              const double   *total,
              double         *gradient)
{
  gsize d = self->view->base->n_cols, stride = self->view->base->stride;

  for (gsize k = 0; k < self->n_outcomes; k++)
    {
      const double *from = total + self->gradient_at + k * stride;
      double       *to = gradient + k * self->n_terms;

      for (gsize j = 0; j < d; j++)
        to[j] = from[j] - total[8 + k] * self->centre[j];
      if (self->intercept)
        to[d] = total[8 + k];
    }
}

/* Where the element of outcomes k, l and terms a, b stands. */
static gsize
hessian_index (const ImbLogit *self,
               gsize           k,
               gsize           l,
               gsize           a,
               gsize           b)
{
  if (self->hessian == IMB_LOGIT_BLOCKS)
    return (k * self->n_terms + a) * self->n_terms + b;
  return (k * self->n_terms + a) * self->n_params + l * self->n_terms + b;
}

/* The lower triangle of the whole Hessian, or of each block, from the lower triangles of the sums. */
static void
set_hessian (const ImbLogit *self,
             const double   *total,
             double         *hessian)
{
  gsize         terms = self->n_terms;
  const double *from = total + self->products_at;

  for (gsize k = 0; k < self->n_outcomes; k++)
    for (gsize l = self->hessian == IMB_LOGIT_WHOLE ? 0 : k; l <= k; l++, from += self->stride * self->stride)
      for (gsize a = 0; a < terms; a++)
        for (gsize b = 0; b < terms; b++)
          hessian[hessian_index (self, k, l, a, b)] = from[MAX (a, b) * self->stride + MIN (a, b)];
}

static void
add_penalty (const ImbLogit *self,
             const double   *at,
             double         *value,
             double         *gradient,
             double         *hessian)
{
  gsize d = self->view->base->n_cols;

  for (gsize k = 0; k < self->n_outcomes; k++)
    for (gsize j = 0; j < d; j++)
      {
        gsize p = k * self->n_terms + j;

        *value += 0.5 * self->l2 * at[p] * at[p];
        gradient[p] += self->l2 * at[p];
        if (hessian != NULL)
          hessian[hessian_index (self, k, k, j, j)] += self->l2;
      }

  /* Adding the same number to all intercepts changes nothing: curvature in that direction makes the Hessian
   * definite, and as the gradient has no part in it, the step has none either. */
  if (hessian != NULL && self->hessian == IMB_LOGIT_WHOLE && self->intercept && self->n_outcomes > 1)
    {
      double extra = hessian[d * self->n_params + d];

      for (gsize k = 0; k < self->n_outcomes; k++)
        for (gsize l = 0; l <= k; l++)
          hessian[hessian_index (self, k, l, d, d)] += extra;
    }
}

gboolean
imb_logit_evaluate (const double *at,
                    double       *value,
                    double       *gradient,
                    double       *hessian,
                    gpointer      data,
                    GError      **error)
{
  ImbLogit *self = data;
  Pass      pass = { self, at, hessian != NULL };
  double    share = (1.0 - self->progress) * PASS_SHARE;
  g_autoptr (ImbJob) part = imb_job_new_part (self->job, share);
  gsize n = hessian != NULL ? self->partial_size : self->products_at;

  if (!imb_parallel_for (self->n_blocks, pass_block, &pass, part, error))
    return FALSE;

  self->progress += share;
  for (gsize block = 1; block < self->n_blocks; block++)
    for (gsize p = 0; p < n; p++)
      self->partial[p] += self->partial[block * self->partial_size + p];
  *value = self->partial[0];
  set_gradient (self, self->partial, gradient);
  if (hessian != NULL)
    set_hessian (self, self->partial, hessian);
  add_penalty (self, at, value, gradient, hessian);
  return TRUE;
}

/* Means of the columns, of some thousand rows at even distances: any centre is right and a near one is good. */
static gboolean
find_centre (ImbLogit *self,
             GError  **error)
{
  const ImbView *view = self->view;
  gsize          d = view->base->n_cols, step = MAX (view->n_rows / SAMPLE_ROWS, 1);
  double         n = (double) ((view->n_rows + step - 1) / step);

  for (gsize i = 0; i < view->n_rows && self->intercept; i += step)
    {
      const double *row = imb_view_row (view, i);

      if (i / step % 64 == 0 && !imb_job_step (self->job, 0, 0, error))
        return FALSE;
      for (gsize j = 0; j < d; j++)
        self->centre[j] += row[j] / n;
    }
  return TRUE;
}

static void
set_sizes (ImbLogit *self)
{
  gsize n = self->view->n_rows, most, n_pairs;

  self->n_outcomes = self->n_present > 2 ? self->n_present : 1;
  self->n_terms = self->view->base->n_cols + (self->intercept ? 1 : 0);
  self->n_params = self->n_outcomes * self->n_terms;
  self->stride = MAX ((self->n_terms + 7) / 8 * 8, self->view->base->stride);
  n_pairs = self->hessian == IMB_LOGIT_WHOLE ? self->n_outcomes * (self->n_outcomes + 1) / 2 : self->hessian == IMB_LOGIT_BLOCKS ? self->n_outcomes
                                                                                                                                 : 0;
  self->gradient_at = 8 + (self->n_outcomes + 7) / 8 * 8;
  self->products_at = self->gradient_at + self->n_outcomes * self->view->base->stride;
  self->partial_size = self->products_at + n_pairs * self->stride * self->stride;
  most = CLAMP (PARTIAL_NUMBERS / self->partial_size, 1, MAX_BLOCKS);
  self->n_blocks = CLAMP ((n + BLOCK_ROWS - 1) / BLOCK_ROWS, 1, most);
  self->block_rows = (n + self->n_blocks - 1) / self->n_blocks;
  self->n_blocks = (n + self->block_rows - 1) / self->block_rows;
}

gboolean
imb_logit_init (ImbLogit       *self,
                ImbLogitHessian hessian,
                GError        **error)
{
  self->hessian = hessian;
  set_sizes (self);
  self->progress = 0.0;
  self->centre = g_new0 (double, self->view->base->stride);
  self->totals = g_new0 (double, self->n_present);
  for (gsize i = 0; i < self->view->n_rows; i++)
    self->totals[self->codes[i]] += self->weights[i];

  self->partial = imb_block_new (self->n_blocks * self->partial_size);
  if (self->partial == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
                   _ ("There is no memory to fit %zu coefficients; use fewer columns, or the solver lbfgs."), self->n_params);
      return FALSE;
    }
  return find_centre (self, error);
}

void
imb_logit_clear (ImbLogit *self)
{
  imb_block_free (self->partial, self->n_blocks * self->partial_size);
  g_free (self->centre);
  g_free (self->totals);
}

static void
begin_outcome (const ImbLogit *self,
               gsize           k,
               double          share,
               double         *at)
{
  gsize d = self->view->base->n_cols;

  memset (at, 0, self->n_terms * sizeof (double));
  if (self->start != NULL)
    memcpy (at, self->start + k * (d + 1), self->n_terms * sizeof (double));
  if (!self->intercept)
    return;

  if (self->start == NULL)
    at[d] = self->n_outcomes == 1 ? log (share / (1.0 - share)) : log (share);
  else
    for (gsize j = 0; j < d; j++)
      at[d] += at[j] * self->centre[j];
}

void
imb_logit_begin (const ImbLogit *self,
                 double         *at)
{
  double all = 0.0;

  for (guint c = 0; c < self->n_present; c++)
    all += self->totals[c];
  for (gsize k = 0; k < self->n_outcomes; k++)
    begin_outcome (self, k, CLAMP (self->totals[self->n_outcomes == 1 ? 1 : k] / all, 1e-12, 1.0 - 1e-12), at + k * self->n_terms);
}

void
imb_logit_export (const ImbLogit *self,
                  const double   *at,
                  double         *out)
{
  gsize d = self->view->base->n_cols;

  for (gsize k = 0; k < self->n_outcomes; k++)
    {
      const double *from = at + k * self->n_terms;
      double       *to = out + k * (d + 1);

      memcpy (to, from, d * sizeof (double));
      to[d] = self->intercept ? from[d] : 0.0;
      for (gsize j = 0; j < d; j++)
        to[d] -= from[j] * self->centre[j];
    }
}
